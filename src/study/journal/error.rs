//! What can go wrong with a journal.

use super::header::Difference;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why a journal cannot be read or written.
#[derive(Debug, Error)]
pub enum JournalError {
    /// It cannot be opened or read.
    #[error("cannot read {}: {source}; is it an ordinary file that may be read and written?", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("cannot write {}: {source}; the cells in it are whole: make room, then give the same command again", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process has it.
    #[error("another process is at work in {}; wait for it, or name another folder with --out", folder.display())]
    Locked {
        /// The folder of the report.
        folder: PathBuf,
    },
    /// Another kind of file has its name.
    #[error("{} is no journal of actlab; move it away, or name another folder with --out", path.display())]
    NotAJournal {
        /// The file.
        path: PathBuf,
    },
    /// A later version has written it.
    #[error("{} has a format that this version of actlab does not know ('{found}'); use the version that wrote it, or name another folder with --out", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// How it begins.
        found: String,
    },
    /// Nobody can tell of which study its cells are.
    #[error("{}: the header is damaged, so that nobody can tell of which study its cells are; --restart throws them away, --out names another folder", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// It holds cells of another study, which a run would throw away.
    #[error("{} holds {measured} of {cells} cells of another study:\n{}\nName another folder with --out to keep them; --restart throws them away", path.display(), Difference::lines(differences, "here"))]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Cells in it.
        measured: usize,
        /// Cells of that study.
        cells: u64,
        /// What is different.
        differences: Vec<Difference>,
    },
    /// A cell that was whole is not any more.
    #[error("{}: cell {cell} has changed while this process was at work; is another program writing to it? Give the same command again to measure that cell again", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// The cell, from 1.
        cell: u64,
    },
}
