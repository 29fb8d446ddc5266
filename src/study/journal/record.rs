//! One cell as bytes: index, length, figures, checksum.

use super::header::fixed;

const INDEX: usize = 8;
const LENGTH: usize = 8;
const CHECKSUM: usize = 4;

/// Bytes of a record of so many figures; `None` where no file could hold it.
pub(super) fn length(figures: u64) -> Option<u64> {
    let rest = (INDEX + LENGTH + CHECKSUM) as u64;
    figures.checked_mul(8)?.checked_add(rest)
}

/// Writes a record into `bytes`. `key` is the checksum of the header.
pub(super) fn encode(key: u32, cell: u64, figures: &[f64], bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.extend(cell.to_le_bytes());
    bytes.extend((8 * figures.len() as u64).to_le_bytes());
    bytes.reserve(8 * figures.len() + CHECKSUM);
    for figure in figures {
        bytes.extend_from_slice(&figure.to_le_bytes());
    }
    bytes.extend(checksum(key, bytes).to_le_bytes());
}

/// The cell and the bytes of its figures; `None` where the record is not as it
/// was written.
pub(super) fn decode(key: u32, record: &[u8]) -> Option<(u64, &[u8])> {
    let (body, sum) = record.split_last_chunk::<CHECKSUM>()?;
    let (head, figures) = body.split_at_checked(INDEX + LENGTH)?;
    let length = u64::from_le_bytes(fixed(&head[INDEX..]));
    let whole = u32::from_le_bytes(*sum) == checksum(key, body) && length == figures.len() as u64;
    whole.then(|| (u64::from_le_bytes(fixed(&head[..INDEX])), figures))
}

/// The figures of their bytes, to the bit.
pub(super) fn figures(bytes: &[u8]) -> impl Iterator<Item = f64> {
    bytes.chunks_exact(8).map(|b| f64::from_le_bytes(fixed(b)))
}

fn checksum(key: u32, bytes: &[u8]) -> u32 {
    let mut checksum = crc32fast::Hasher::new_with_initial(key);
    checksum.update(bytes);
    checksum.finalize()
}
