//! Any bytes in the place of a journal are read, or refused, without a panic;
//! what is read comes back to the bit.

#![no_main]

use actlab::study::{JOURNAL_FILE, Journal, Records};
use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use std::sync::LazyLock;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

fuzz_target!(|data: &[u8]| {
    let Some((kind, data)) = data.split_first() else {
        return;
    };
    let bytes = match kind % 2 {
        0 => data.to_vec(),
        _ => sealed(data),
    };
    let folder: PathBuf = FOLDER.path().to_path_buf();
    std::fs::write(folder.join(JOURNAL_FILE), bytes).unwrap();
    let Ok(mut records) = Records::read(&folder) else {
        return;
    };
    let cells: Vec<u64> = records.cells().collect();
    let mut figures = Vec::new();
    for cell in &cells {
        assert!(records.figures(*cell, &mut figures).unwrap());
    }
    let header = records.header().clone();
    drop(records);
    if !header.differences(&header).is_empty() {
        // A study with NaN in it, which no specification has, is like none.
        return;
    }
    // To write one cell more changes none of the others.
    let Ok(mut journal) = Journal::open(&folder, header.clone(), false) else {
        return;
    };
    assert!(journal.records().cells().eq(cells.iter().copied()));
    let new = (0..header.cells.min(1000)).find(|cell| !cells.contains(cell));
    if let Some(new) = new.filter(|_| header.figures < 1000) {
        journal.append(new, &vec![0.5; header.figures as usize]).unwrap();
        drop(journal);
        let records = Records::read(&folder).unwrap();
        assert_eq!(records.measured(), cells.len() + 1);
    }
});

/// A journal with right checksums: a header of the text before the first zero,
/// and a record of every piece of the rest whose length fits.
fn sealed(data: &[u8]) -> Vec<u8> {
    let end = data.iter().position(|b| *b == 0).unwrap_or(data.len());
    let (text, mut rest) = (&data[..end], data.get(end + 1..).unwrap_or(&[]));
    let mut bytes = b"actlab journal 1".to_vec();
    bytes.extend((text.len() as u64).to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend(text);
    let key = crc32fast::hash(&bytes);
    bytes.extend(key.to_le_bytes());
    bytes.extend(b"partial.");
    while let Some((head, tail)) = rest.split_first_chunk::<2>() {
        let length = tail.len().min(usize::from(head[0] % 8) * 8);
        let mut record = u64::from(head[1]).to_le_bytes().to_vec();
        record.extend((length as u64).to_le_bytes());
        record.extend(&tail[..length]);
        let mut sum = crc32fast::Hasher::new_with_initial(key);
        sum.update(&record);
        bytes.extend(record);
        bytes.extend(sum.finalize().to_le_bytes());
        rest = &tail[length..];
    }
    bytes
}
