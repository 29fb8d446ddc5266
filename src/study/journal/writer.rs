//! Taking in finished cells.

use super::header::{self, Header, PARTIAL, Placed, REPORTED, Unread};
use super::records::{self, Records};
use super::{JOURNAL_FILE, JournalError, record};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What a power cut may cost.
const BETWEEN_SYNCS: Duration = Duration::from_secs(1);

/// A journal that takes in cells. No other process can open it meanwhile.
#[derive(Debug)]
pub struct Journal {
    records: Records,
    /// Places of damaged records, which the next cells take.
    free: Vec<u64>,
    /// Whether the file system could keep other processes away.
    locked: bool,
    unsynced: bool,
    /// When the last sync began.
    last_sync: Instant,
    /// A sync at work: a busy disk takes seconds, for which no cell waits.
    syncing: Option<JoinHandle<io::Result<()>>>,
    bytes: Vec<u8>,
}

impl Journal {
    /// Opens the journal of `folder` for the study of `header`, or begins it.
    ///
    /// A journal of another study is replaced where its report has been
    /// written, where it holds no cell, and under `restart`.
    ///
    /// # Errors
    /// [`JournalError`]; the journal is then as it was.
    pub fn open(folder: &Path, header: Header, restart: bool) -> Result<Self, JournalError> {
        let path = folder.join(JOURNAL_FILE);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = records::open(&path, &options)?;
        let locked = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => {
                let folder = folder.to_path_buf();
                return Err(JournalError::Locked { folder });
            }
            Err(TryLockError::Error(_)) => false,
        };
        let placed = match header::decode(&mut file) {
            Ok(_) | Err(Unread::Damaged) if restart => None,
            Err(Unread::Nothing) => None,
            Ok(placed) => Some(placed),
            Err(problem) => return Err(records::unread(path, problem)),
        };
        let records = match placed {
            None => begin(path, file, header)?,
            Some(placed) => take_up(path, file, placed, header)?,
        };
        Ok(Journal {
            free: records.found.damaged.clone(),
            locked,
            unsynced: false,
            last_sync: Instant::now(),
            syncing: None,
            bytes: Vec::new(),
            records,
        })
    }

    /// Keeps a study from starting in `folder` for as long as the result
    /// lives, where there is a journal.
    ///
    /// # Errors
    /// [`JournalError::Locked`] where one is at work already.
    pub fn keep_away(folder: &Path) -> Result<Option<File>, JournalError> {
        let Ok(file) = records::open(&folder.join(JOURNAL_FILE), OpenOptions::new().read(true))
        else {
            return Ok(None);
        };
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Err(JournalError::Locked {
                folder: folder.to_path_buf(),
            }),
            _ => Ok(Some(file)),
        }
    }

    /// The cells that are in it.
    pub fn records(&mut self) -> &mut Records {
        &mut self.records
    }

    /// Whether other processes are kept away; not every file system can.
    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// Takes in the figures of `cell`. They are safe from a kill of this
    /// process at once, and from a power cut a second later where
    /// [`Journal::tick`] is called as often and the disk is not busy.
    ///
    /// # Errors
    /// [`JournalError::Write`]; the cells that were in it still are.
    pub fn append(&mut self, cell: u64, figures: &[f64]) -> Result<(), JournalError> {
        self.set_reported(false)?;
        record::encode(self.records.placed.key, cell, figures, &mut self.bytes);
        let found = &mut self.records.found;
        let place = *self.free.last().unwrap_or(&found.count);
        let start = self.records.placed.start + place * self.records.length;
        let file = &mut self.records.file;
        if let Err(source) = write_at(file, start, &self.bytes) {
            if place == found.count {
                // Else it is dropped when the journal is opened again.
                let _ = file.set_len(start);
            }
            return Err(self.failed(source));
        }
        if self.free.pop().is_none() {
            found.count += 1;
        }
        found.places.insert(cell, place);
        self.unsynced = true;
        self.tick()
    }

    /// Begins a sync where the last one began more than a second ago and has
    /// come to its end.
    ///
    /// # Errors
    /// [`JournalError::Write`], also where an earlier sync has failed.
    pub fn tick(&mut self) -> Result<(), JournalError> {
        if self.syncing.as_ref().is_some_and(JoinHandle::is_finished) {
            self.end_sync()?;
        }
        let due = self.unsynced && self.last_sync.elapsed() >= BETWEEN_SYNCS;
        if due && self.syncing.is_none() {
            let begun = self
                .records
                .file
                .try_clone()
                .and_then(|file| std::thread::Builder::new().spawn(move || file.sync_data()));
            self.syncing = Some(begun.map_err(|source| self.failed(source))?);
            self.unsynced = false;
            self.last_sync = Instant::now();
        }
        Ok(())
    }

    /// Syncs: what is in the journal outlasts a power cut.
    ///
    /// # Errors
    /// [`JournalError::Write`].
    pub fn sync(&mut self) -> Result<(), JournalError> {
        self.end_sync()?;
        let synced = self.records.file.sync_data();
        synced.map_err(|source| self.failed(source))?;
        self.unsynced = false;
        Ok(())
    }

    /// Waits for a sync at work.
    fn end_sync(&mut self) -> Result<(), JournalError> {
        let ended = self.syncing.take().map(JoinHandle::join);
        match ended {
            Some(Ok(Err(source))) => Err(self.failed(source)),
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            Some(Ok(Ok(()))) | None => Ok(()),
        }
    }

    /// Says that a whole report has been written: another study may take the
    /// folder from now on.
    ///
    /// # Errors
    /// [`JournalError::Write`].
    pub fn mark_reported(&mut self) -> Result<(), JournalError> {
        self.set_reported(true)?;
        self.sync()
    }

    fn set_reported(&mut self, reported: bool) -> Result<(), JournalError> {
        let placed = &mut self.records.placed;
        if placed.reported == reported {
            return Ok(());
        }
        let state = if reported { REPORTED } else { PARTIAL };
        if let Err(source) = write_at(&mut self.records.file, placed.state(), state) {
            return Err(self.failed(source));
        }
        placed.reported = reported;
        Ok(())
    }

    fn failed(&self, source: io::Error) -> JournalError {
        JournalError::Write {
            path: self.records.path.clone(),
            source,
        }
    }
}

impl Drop for Journal {
    /// A sync at work would keep the file, and with it the lock.
    fn drop(&mut self) {
        let _ = self.end_sync();
    }
}

/// Begins a journal anew.
fn begin(path: PathBuf, mut file: File, header: Header) -> Result<Records, JournalError> {
    let written = header::encode(&header).and_then(|bytes| {
        file.set_len(0)?;
        write_at(&mut file, 0, &bytes)?;
        file.sync_all()?;
        sync_folder(&path)?;
        file.rewind()
    });
    if let Err(source) = written {
        return Err(JournalError::Write { path, source });
    }
    match header::decode(&mut file) {
        Ok(placed) => Records::scan(path, file, placed),
        Err(problem) => Err(records::unread(path, problem)),
    }
}

/// Takes up a journal, or replaces it where that costs nobody anything.
fn take_up(
    path: PathBuf,
    file: File,
    placed: Placed,
    header: Header,
) -> Result<Records, JournalError> {
    let differences = placed.header.differences(&header);
    if !differences.is_empty() && placed.reported {
        return begin(path, file, header);
    }
    let records = Records::scan(path, file, placed)?;
    if differences.is_empty() {
        if records.found.torn {
            let end = records.placed.start + records.found.count * records.length;
            let cut = records.file.set_len(end);
            cut.map_err(|source| JournalError::Write {
                path: records.path.clone(),
                source,
            })?;
        }
        return Ok(records);
    }
    match records.measured() {
        0 => begin(records.path, records.file, header),
        measured => Err(JournalError::Foreign {
            measured,
            cells: records.placed.header.cells,
            path: records.path,
            differences,
        }),
    }
}

fn write_at(file: &mut File, start: u64, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(start))?;
    file.write_all(bytes)
}

/// Makes a new file's name outlast a power cut.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
