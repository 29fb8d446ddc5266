//! What has been measured, on disk: the journal of a report's folder.
//!
//! A journal takes the figures of every finished cell, so that a run that was
//! killed goes on where it was. It is one file, in little-endian order:
//!
//! | bytes | what |
//! |---|---|
//! | 16 | `actlab journal 1`: what the file is, and the version of its format |
//! | 8 + 4 | length of the header; CRC-32 of the 24 bytes so far |
//! | n + 4 | the [`Header`] in TOML: of which study the cells are; CRC-32 of all so far |
//! | 8 | `partial.`, or `reported` once a whole report has been written from it |
//! | m each | records |
//!
//! A record is one cell: its index (8 bytes), the length of its figures in
//! bytes (8), the figures (f64), and a CRC-32 of all that (4), which starts
//! from that of the header: a record of another journal is none of this one.
//!
//! All cells of a study have the same number of figures, so record k stands at
//! a known place and damage to one does not reach another. A record that is
//! not as it was written is found by its checksum; its cell is measured again
//! and written in its place. A record cut off at the end, by a kill or a full
//! disk, is dropped.

mod error;
mod header;
mod record;
mod records;
mod writer;

pub use error::JournalError;
pub use header::{Difference, Header};
pub use records::Records;
pub use writer::Journal;

/// The journal, in the folder of a report.
pub const JOURNAL_FILE: &str = "study.journal";
