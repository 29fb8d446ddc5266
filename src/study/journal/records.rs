//! The cells that a journal holds.

use super::header::{self, Header, Placed, Unread};
use super::{JOURNAL_FILE, JournalError, record};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The cells of a journal, open for reading.
#[derive(Debug)]
pub struct Records {
    pub(super) path: PathBuf,
    pub(super) file: File,
    pub(super) placed: Placed,
    /// Bytes of a record.
    pub(super) length: u64,
    pub(super) found: Found,
    bytes: Vec<u8>,
}

/// What the records of a journal are worth.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    /// Place of the record of each cell.
    pub(super) places: BTreeMap<u64, u64>,
    /// Places of records that are not as they were written.
    pub(super) damaged: Vec<u64>,
    /// Whole places in the file.
    pub(super) count: u64,
    /// Whether something shorter than a record follows.
    pub(super) torn: bool,
}

impl Records {
    /// Opens the journal of `folder` for reading. It is refused while another
    /// process writes to it.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn read(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join(JOURNAL_FILE);
        let mut file = open(&path, OpenOptions::new().read(true))?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Err(JournalError::Locked {
                folder: folder.to_path_buf(),
            }),
            // A file system without locks is no reason not to read.
            _ => match header::decode(&mut file) {
                Ok(placed) => Records::scan(path, file, placed),
                Err(problem) => Err(unread(path, problem)),
            },
        }
    }

    /// Looks through the records of an open journal.
    pub(super) fn scan(
        path: PathBuf,
        mut file: File,
        placed: Placed,
    ) -> Result<Self, JournalError> {
        let length = record::length(placed.header.figures);
        match (length, find(&mut file, &placed)) {
            (Some(length), Ok(found)) => Ok(Records {
                path,
                file,
                placed,
                length,
                found,
                bytes: Vec::new(),
            }),
            (None, _) => Err(JournalError::Damaged { path }),
            (_, Err(source)) => Err(JournalError::Read { path, source }),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Of which study the cells are.
    pub fn header(&self) -> &Header {
        &self.placed.header
    }

    /// The cells that are here, ascending, from 0.
    pub fn cells(&self) -> impl Iterator<Item = u64> {
        self.found.places.keys().copied()
    }

    /// How many cells are here.
    pub fn measured(&self) -> usize {
        self.found.places.len()
    }

    /// Whether `cell` is here.
    pub fn has(&self, cell: u64) -> bool {
        self.found.places.contains_key(&cell)
    }

    /// Records, from 1, that were not as they had been written.
    pub fn damaged(&self) -> impl Iterator<Item = u64> {
        self.found.damaged.iter().map(|place| place + 1)
    }

    /// Whether the last record was cut off.
    pub fn torn(&self) -> bool {
        self.found.torn
    }

    /// Reads the figures of `cell`; false where it is not here.
    ///
    /// # Errors
    /// [`JournalError::Read`], or [`JournalError::Changed`] where another
    /// program has written to the file.
    pub fn figures(&mut self, cell: u64, figures: &mut Vec<f64>) -> Result<bool, JournalError> {
        let Some(place) = self.found.places.get(&cell) else {
            return Ok(false);
        };
        let start = self.placed.start + place * self.length;
        self.bytes.resize(self.length as usize, 0);
        let read = self.file.seek(SeekFrom::Start(start));
        read.and_then(|_| self.file.read_exact(&mut self.bytes))
            .map_err(|source| JournalError::Read {
                path: self.path.clone(),
                source,
            })?;
        match record::decode(self.placed.key, &self.bytes) {
            Some((found, bytes)) if found == cell => {
                figures.clear();
                figures.extend(record::figures(bytes));
                Ok(true)
            }
            _ => Err(JournalError::Changed {
                path: self.path.clone(),
                cell: cell + 1,
            }),
        }
    }
}

/// Opens a file that is no pipe, which would wait for ever, and no folder.
pub(super) fn open(path: &Path, options: &OpenOptions) -> Result<File, JournalError> {
    let read = |source| JournalError::Read {
        path: path.to_path_buf(),
        source,
    };
    match std::fs::metadata(path) {
        Ok(about) if !about.is_file() => Err(JournalError::NotAJournal {
            path: path.to_path_buf(),
        }),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(read(error)),
        _ => options.open(path).map_err(read),
    }
}

/// The error for a header that could not be read.
pub(super) fn unread(path: PathBuf, problem: Unread) -> JournalError {
    match problem {
        Unread::Nothing | Unread::Damaged => JournalError::Damaged { path },
        Unread::NotAJournal => JournalError::NotAJournal { path },
        Unread::Format(found) => JournalError::Format { path, found },
        Unread::Io(source) => JournalError::Read { path, source },
    }
}

/// Checks every record behind a header.
pub(super) fn find<F: Read + Seek>(file: &mut F, placed: &Placed) -> io::Result<Found> {
    let mut found = Found::default();
    let end = file.seek(SeekFrom::End(0))?;
    let behind = end.saturating_sub(placed.start);
    let Some(length) = record::length(placed.header.figures).filter(|l| *l <= behind) else {
        found.torn = behind > 0;
        return Ok(found);
    };
    found.count = behind / length;
    found.torn = behind % length > 0;
    file.seek(SeekFrom::Start(placed.start))?;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut bytes = vec![0; length as usize];
    for place in 0..found.count {
        reader.read_exact(&mut bytes)?;
        match record::decode(placed.key, &bytes) {
            Some((cell, _)) if cell < placed.header.cells => {
                found.places.entry(cell).or_insert(place);
            }
            _ => found.damaged.push(place),
        }
    }
    Ok(found)
}
