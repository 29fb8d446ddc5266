//! What a person gets to see: tables, throughput and charts.
//!
//! Everything here is made from [`crate::study::Figure`]s, the rows of
//! `layers.csv` and `summary.csv`, and from the [`Throughput`] that criterion
//! has measured; so a report can be rebuilt from its CSV files alone. Every
//! file is written by [`write_whole`] and is whole or absent.

mod answer;
pub mod chart;
mod comparison;
mod criterion;
mod error;
mod file;
mod input_formats;
mod legend;
mod plain_table;
mod plain_text;
mod safe_depth;
pub(crate) mod sheet;
mod table;
mod throughput;
mod training;
mod write;

pub use answer::{KEPT_WITHIN, answer};
pub(crate) use chart::{distinct, short_names};
pub use criterion::{criterion_folder, read_criterion};
pub use error::ReportError;
pub use file::{prepare_file, write_whole};
pub(crate) use plain_table::in_parts;
pub use plain_table::plain_table;
pub use plain_text::{percent, short, textwrap};
pub use table::{LAYERS_FILE, SUMMARY_FILE, Tables, layers_csv, read_tables, summary_csv};
pub use throughput::{Roofline, Throughput, read_throughput, throughput_csv};
pub use training::{TrainingReport, training_answer};
pub use write::{Provenance, SPEC_FILE, THROUGHPUT_FILE, clear_folder, prepare_folder, write};
