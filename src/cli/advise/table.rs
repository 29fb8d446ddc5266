//! `--table`: `data/advice.csv`, measured anew.

use super::Arguments;
use super::question::{Wanted, ladder, measured};
use crate::cli::{CliError, print};
use actlab::report;
use actlab::study::Plan;
use actlab::verdict::{Record, known};
use std::path::Path;

/// Measures every condition of the table and writes it.
pub fn write_table(arguments: &Arguments, path: &Path) -> Result<(), CliError> {
    // Before the measurement, which takes minutes.
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if path.is_dir() || folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(CliError::Usage(format!(
            "--table: {} cannot be a file; name one in a folder that is there",
            path.display()
        )));
    }
    let mut depths: Vec<u64> = known::DEPTHS
        .iter()
        .flat_map(|d| ladder(*d as u64))
        .collect();
    depths.sort_unstable();
    depths.dedup();
    report::prepare_file(path)?;
    let mut all = Vec::new();
    for weights in known::WEIGHTS {
        let wanted = Wanted {
            weights: vec![weights.to_string()],
            formats: known::FORMATS.map(str::to_string).to_vec(),
            ..Wanted::of(arguments)?
        };
        let plan = Plan::new(wanted.spec(&depths)?)?;
        let sample = measured(&plan, arguments.yes)?;
        let records = Record::of_plain_nets(&plan, &sample, 0);
        all.push((plan, records));
    }
    report::write_whole(path, known::table(&all).as_bytes())?;
    print(&format!("Written:\n  {}\n", path.display()))
}
