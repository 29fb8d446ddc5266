//! Joining the shards of a study that were measured on several machines.

use super::draft::Draft;
use super::journal::{Difference, Header, JOURNAL_FILE, Journal, JournalError, Records};
use super::plan::Plan;
use super::shard::{Shard, shards_of_cells};
use super::spec::Spec;
use super::typed::SpecError;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why shards make no whole.
#[derive(Debug, Error)]
pub enum MergeError {
    /// A folder without a shard.
    #[error("{}: there is neither a {JOURNAL_FILE} nor a folder shard-...; name the folders that `actlab study --shard` has written", folder.display())]
    Nothing {
        /// The folder.
        folder: PathBuf,
    },
    /// A journal that cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A specification that cannot be laid out here.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// Journals of different studies.
    #[error("{} ('there') and {} ('here') hold cells of different studies:\n{}\nName the shards of one study", there.display(), here.display(), Difference::lines(differences, "here"))]
    Foreign {
        /// The first journal.
        there: PathBuf,
        /// One that differs.
        here: PathBuf,
        /// In what.
        differences: Vec<Difference>,
    },
    /// A journal of which this program would make something else.
    #[error("{} cannot be merged by this program on this machine:\n{}", path.display(), Difference::lines(differences, "here"))]
    Unlike {
        /// The journal.
        path: PathBuf,
        /// In what.
        differences: Vec<Difference>,
    },
    /// A study whose trials follow from its figures.
    #[error("{} is of a study with until_precision, which has no shards: it is whole where it is", path.display())]
    Growing {
        /// The journal.
        path: PathBuf,
    },
    /// Cells that two journals hold.
    #[error("{} and {} both hold {cells}{}; leave one of them out", first.display(), second.display(), if *equal { "" } else { ", with different figures" })]
    Doubled {
        /// A journal.
        first: PathBuf,
        /// Another one.
        second: PathBuf,
        /// Which cells, in words.
        cells: String,
        /// Whether the figures are the same.
        equal: bool,
    },
    /// Cells that no journal holds.
    #[error(
        "{missing} of {cells} cells are missing: {which}; give the commands of these shards again, they go on where they were, then merge"
    )]
    Missing {
        /// How many.
        missing: usize,
        /// Of how many.
        cells: usize,
        /// Which, in words.
        which: String,
    },
}

/// The shards of a study, which together hold every cell once.
#[derive(Debug)]
pub struct Shards {
    plan: Plan,
    header: Header,
    all: Vec<Part>,
}

/// What a journal holds. It is not kept open: there may be more shards than a
/// process may have files.
#[derive(Debug)]
struct Part {
    folder: PathBuf,
    path: PathBuf,
    header: Header,
    /// Ascending.
    cells: Vec<u64>,
    damaged: Vec<u64>,
}

impl Part {
    fn read(folder: PathBuf) -> Result<Self, JournalError> {
        let records = Records::read(&folder)?;
        Ok(Part {
            folder,
            path: records.path().to_path_buf(),
            header: records.header().clone(),
            cells: records.cells().collect(),
            damaged: records.damaged().collect(),
        })
    }
}

impl Shards {
    /// Opens the journals of `folders`, or of the shards in them.
    ///
    /// # Errors
    /// [`MergeError`]: what is missing, doubled or foreign, by name.
    pub fn open(folders: &[PathBuf]) -> Result<Self, MergeError> {
        let mut all = Vec::new();
        for folder in folders {
            for shard in shards_in(folder)? {
                all.push(Part::read(shard)?);
            }
        }
        let Some(first) = all.first() else {
            let folder = PathBuf::from(".");
            return Err(MergeError::Nothing { folder });
        };
        for other in &all[1..] {
            let differences = first.header.differences(&other.header);
            if !differences.is_empty() {
                return Err(MergeError::Foreign {
                    there: first.path.clone(),
                    here: other.path.clone(),
                    differences,
                });
            }
        }
        let draft = Draft::from_table(&first.header.study, &first.path)?;
        let plan = Plan::new(Spec::new(draft)?)?;
        // Estimates have the same bits on every machine.
        let header = Header {
            instruction_set: first.header.instruction_set.clone(),
            ..Header::new(&plan, None)
        };
        let differences = first.header.differences(&header);
        if !differences.is_empty() {
            let path = first.path.clone();
            return Err(MergeError::Unlike { path, differences });
        }
        if plan.spec.stopping.is_some() {
            let path = first.path.clone();
            return Err(MergeError::Growing { path });
        }
        doubled(&all)?;
        missing(&plan, &all)?;
        Ok(Shards { plan, header, all })
    }

    /// The study.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The header of the whole.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How many shards there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether one of them is in `folder` itself.
    pub fn contains(&self, folder: &Path) -> bool {
        let journal = folder.join(JOURNAL_FILE).canonicalize();
        journal.is_ok_and(|journal| {
            let mut all = self.all.iter();
            all.any(|shard| shard.path.canonicalize().is_ok_and(|path| path == journal))
        })
    }

    /// Records that were not as they had been written: file and number. Their
    /// cells are in another record, since none is missing.
    pub fn damaged(&self) -> impl Iterator<Item = (&Path, u64)> {
        let all = self.all.iter();
        all.flat_map(|shard| {
            shard
                .damaged
                .iter()
                .map(|record| (shard.path.as_path(), *record))
        })
    }

    /// Copies the cells that `journal` does not hold yet into it.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn copy_into(&self, journal: &mut Journal) -> Result<(), JournalError> {
        let mut figures = Vec::new();
        for shard in &self.all {
            let mut records = Records::read(&shard.folder)?;
            for cell in &shard.cells {
                if journal.records().has(*cell) {
                    continue;
                }
                if records.header() != &shard.header || !records.figures(*cell, &mut figures)? {
                    return Err(JournalError::Changed {
                        path: shard.path.clone(),
                        cell: cell + 1,
                    });
                }
                journal.append(*cell, &figures)?;
            }
        }
        journal.sync()
    }
}

/// The folders of shards in `folder`, in the order of their names; `folder`
/// itself where there is none.
fn shards_in(folder: &Path) -> Result<Vec<PathBuf>, MergeError> {
    let nothing = || MergeError::Nothing {
        folder: folder.to_path_buf(),
    };
    let holds = |path: &Path| path.join(JOURNAL_FILE).exists();
    let entries = std::fs::read_dir(folder).map_err(|_| nothing())?;
    let mut shards: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(Shard::is_folder) && holds(path)
        })
        .collect();
    shards.sort();
    match shards.is_empty() {
        false => Ok(shards),
        true if holds(folder) => Ok(vec![folder.to_path_buf()]),
        true => Err(nothing()),
    }
}

/// Names the first two journals that hold the same cells.
fn doubled(all: &[Part]) -> Result<(), MergeError> {
    let mut holder: BTreeMap<u64, usize> = BTreeMap::new();
    for (place, second) in all.iter().enumerate() {
        let mut both: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for cell in &second.cells {
            if let Some(first) = holder.insert(*cell, place) {
                both.entry(first).or_default().push(*cell);
            }
        }
        if let Some((first, cells)) = both.into_iter().next() {
            let first = &all[first];
            return Err(MergeError::Doubled {
                first: first.path.clone(),
                second: second.path.clone(),
                cells: in_words(&cells),
                equal: alike(first, second, &cells)?,
            });
        }
    }
    Ok(())
}

/// Whether two journals have the same figures of `cells`, to the bit.
fn alike(first: &Part, second: &Part, cells: &[u64]) -> Result<bool, JournalError> {
    let mut records = (
        Records::read(&first.folder)?,
        Records::read(&second.folder)?,
    );
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for cell in cells {
        records.0.figures(*cell, &mut a)?;
        records.1.figures(*cell, &mut b)?;
        if !a
            .iter()
            .map(|f| f.to_bits())
            .eq(b.iter().map(|f| f.to_bits()))
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Names the cells that are in no journal, by shard where all are shards of
/// the same deal.
fn missing(plan: &Plan, all: &[Part]) -> Result<(), MergeError> {
    let mut missing: BTreeSet<u64> = (0..plan.cells() as u64).collect();
    for cell in all.iter().flat_map(|shard| &shard.cells) {
        missing.remove(cell);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let deals = all.iter().map(|shard| {
        let shard: Shard = shard.header.shard.as_ref()?.parse().ok()?;
        Some(shard.count())
    });
    let mut deals: Vec<Option<u32>> = deals.collect();
    deals.dedup();
    let which = match deals[..] {
        [Some(count)] => {
            let of = shards_of_cells(plan, count);
            let mut lacking: BTreeMap<u32, usize> = BTreeMap::new();
            for cell in &missing {
                *lacking.entry(of[*cell as usize]).or_default() += 1;
            }
            let words = lacking.iter().map(|(number, lacks)| {
                let cells = of.iter().filter(|shard| *shard == number).count();
                format!("shard {number}/{count} lacks {lacks} of {cells}")
            });
            enumeration(words.collect())
        }
        _ => in_words(&Vec::from_iter(missing.iter().copied())),
    };
    Err(MergeError::Missing {
        missing: missing.len(),
        cells: plan.cells(),
        which,
    })
}

/// Cells in words, counted from 1: 'cells 1-3, 7'.
fn in_words(cells: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for cell in cells.iter().map(|cell| cell + 1) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == cell => *last = cell,
            _ => runs.push((cell, cell)),
        }
    }
    let words = runs.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    let noun = if cells.len() == 1 { "cell" } else { "cells" };
    format!("{noun} {}", enumeration(words.collect()))
}

/// The first ten, and how many more there are.
fn enumeration(words: Vec<String>) -> String {
    const SHOWN: usize = 10;
    let more = words.len().saturating_sub(SHOWN);
    let shown = words[..words.len() - more].join(", ");
    match more {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
