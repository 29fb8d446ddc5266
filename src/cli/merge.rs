//! `actlab merge`: join the shards of a study.

use super::report::Costs;
use super::{CliError, note, publish};
use actlab::report;
use actlab::study::{Journal, Shards};
use std::path::{Path, PathBuf};

pub const EXAMPLES: &str = "\
Examples:
  actlab merge reports/mine --out reports/mine
  actlab merge node1/shard-1-of-2 node2/shard-2-of-2 --out reports/mine";

/// What `actlab merge` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folders of shards, or folders that hold them
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Folder of the report [default: reports/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Throw away the cells that an earlier run has left in the folder of the report
    #[arg(long)]
    restart: bool,
}

/// Joins shards to a report, and prints the answer and the paths written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let shards = Shards::open(&arguments.folders)?;
    let folder = match &arguments.out {
        Some(folder) => folder.clone(),
        None => Path::new("reports").join(&shards.plan().spec.name),
    };
    if shards.contains(&folder) {
        return Err(CliError::Usage(format!(
            "--out: {} is one of the folders to be merged; name another one",
            folder.display()
        )));
    }
    let costs = Costs::find(None, &folder)?;
    report::prepare_folder(&folder)?;
    let mut journal = Journal::open(&folder, shards.header().clone(), arguments.restart)?;
    report::clear_folder(&folder)?;
    for (path, record) in shards.damaged() {
        note(&format!("{}: record {record} is damaged", path.display()));
    }
    note(&format!(
        "{}: {} cells of {} {}",
        shards.plan().spec.name,
        shards.plan().cells(),
        shards.count(),
        if shards.count() == 1 {
            "shard"
        } else {
            "shards"
        },
    ));
    shards.copy_into(&mut journal)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    publish::whole(shards.plan(), &mut journal, &folder, threads, &costs)
}
