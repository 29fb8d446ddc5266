//! A part of a study's cells, for one of many machines.

use super::plan::Plan;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::str::FromStr;
use thiserror::Error;

/// More parts than any cluster has machines.
const MOST: u32 = 1_000_000;

/// Part `number` of `count`, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    number: u32,
    count: u32,
}

/// Why a text or an environment names no shard.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ShardError {
    /// A text that is none.
    #[error("'{0}' is no shard; write 3/64 for the third of 64, or auto on a cluster")]
    Text(String),
    /// A number that is none of the shards.
    #[error("there is no shard {number} of {count}; shards are counted from 1, and {MOST} at most")]
    Number {
        /// Which.
        number: u64,
        /// Of how many.
        count: u64,
    },
    /// Not in a job of an array.
    #[error(
        "auto finds neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX in the environment; run it in a Slurm array or a Kubernetes indexed Job, or write 3/64 for the third of 64"
    )]
    NoArray,
    /// An indexed Job does not tell its size.
    #[error("auto finds {index} but not the number of jobs; set ACTLAB_SHARDS to it")]
    NoCount {
        /// What is set.
        index: &'static str,
    },
    /// A variable that is no number.
    #[error("{name} is '{value}', not a whole number")]
    Variable {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// Numbers of tasks from which no shards follow.
    #[error(
        "task {task} of an array of {count} that begins at {first}: the tasks must have every number from {first} to {last}; else set ACTLAB_SHARDS to the number of shards and take task numbers from 1 up to it"
    )]
    Gaps {
        /// SLURM_ARRAY_TASK_ID.
        task: u64,
        /// SLURM_ARRAY_TASK_COUNT.
        count: u64,
        /// SLURM_ARRAY_TASK_MIN.
        first: u64,
        /// What the last number must be.
        last: u64,
    },
}

impl Shard {
    /// Shard `number` of `count`.
    ///
    /// # Errors
    /// [`ShardError::Number`] where it does not lie in 1 to `count`.
    pub fn new(number: u64, count: u64) -> Result<Self, ShardError> {
        if (1..=count).contains(&number) && count <= u64::from(MOST) {
            Ok(Shard {
                number: number as u32,
                count: count as u32,
            })
        } else {
            Err(ShardError::Number { number, count })
        }
    }

    /// The shard of this job of a Slurm array or a Kubernetes indexed Job.
    /// `variable` looks up the environment.
    ///
    /// Slurm's SLURM_ARRAY_TASK_ID counts from SLURM_ARRAY_TASK_MIN to that
    /// plus SLURM_ARRAY_TASK_COUNT - 1. Where ACTLAB_SHARDS says how many
    /// shards there are, it is the number of the shard from 1, so that a few
    /// tasks of an array can be submitted again. Kubernetes'
    /// JOB_COMPLETION_INDEX counts from 0; it does not tell how many, which
    /// ACTLAB_SHARDS or JOB_COMPLETIONS must.
    ///
    /// # Errors
    /// [`ShardError`]: what is missing.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ShardError> {
        let number = |name: &'static str| match variable(name).filter(|v| !v.trim().is_empty()) {
            None => Ok(None),
            Some(value) => match value.trim().parse::<u32>() {
                Ok(number) => Ok(Some(u64::from(number))),
                Err(_) => Err(ShardError::Variable { name, value }),
            },
        };
        let told = number("ACTLAB_SHARDS")?;
        if let Some(task) = number("SLURM_ARRAY_TASK_ID")? {
            if let Some(count) = told {
                return Shard::new(task, count);
            }
            let index = "SLURM_ARRAY_TASK_ID";
            let count = number("SLURM_ARRAY_TASK_COUNT")?.ok_or(ShardError::NoCount { index })?;
            // Arrays mostly begin at 0 or 1; the variable is there since 2014.
            let first = number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
            let last = (first + count).saturating_sub(1);
            let highest = number("SLURM_ARRAY_TASK_MAX")?.unwrap_or(last);
            if highest != last || !(first..=last).contains(&task) {
                return Err(ShardError::Gaps {
                    task,
                    count,
                    first,
                    last,
                });
            }
            return Shard::new(task - first + 1, count);
        }
        let Some(index) = number("JOB_COMPLETION_INDEX")? else {
            return Err(ShardError::NoArray);
        };
        let count = match told {
            Some(count) => Some(count),
            None => number("JOB_COMPLETIONS")?,
        };
        let count = count.ok_or(ShardError::NoCount {
            index: "JOB_COMPLETION_INDEX",
        })?;
        Shard::new(index + 1, count)
    }

    /// Of how many shards it is one.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The name of its folder: names sort in the order of the shards.
    pub fn folder(&self) -> String {
        let width = self.count.to_string().len();
        format!("shard-{:0width$}-of-{}", self.number, self.count)
    }

    /// Whether a folder has the name of a shard.
    pub fn is_folder(name: &str) -> bool {
        let parts = name
            .strip_prefix("shard-")
            .and_then(|n| n.split_once("-of-"));
        parts.is_some_and(|(number, count)| {
            [number, count].map(|n| n.parse::<u32>().is_ok()) == [true; 2]
        })
    }

    /// Its cells of `plan`, ascending.
    pub fn cells(&self, plan: &Plan) -> Vec<usize> {
        let of = shards_of_cells(plan, self.count);
        let own = (0..).zip(of).filter(|(_, shard)| *shard == self.number);
        own.map(|(cell, _)| cell).collect()
    }
}

/// The shard of every cell, from 1: the costliest cells are dealt out first,
/// each to the shard that has least to do so far, so that shards end together.
/// Graham (1969): no shard has more than 4/3 of what the best deal would give
/// it, and with many cells a shard hardly more than the mean.
pub(super) fn shards_of_cells(plan: &Plan, count: u32) -> Vec<u32> {
    let trials = plan.spec.most_trials() as usize;
    let mut of = vec![0; plan.cells()];
    let costs = plan.cell_costs();
    let mut order: Vec<usize> = (0..costs.len()).collect();
    order.sort_by(|a, b| costs[*b].total_cmp(&costs[*a]));
    // Whole numbers: sums of costs in f64 would depend on their order. The
    // largest is 2^40, so that a million cells fit.
    let largest = order.first().map_or(1.0, |first| costs[*first]);
    let scale = (1u64 << 40) as f64 / largest;
    let mut shards: BinaryHeap<Reverse<(u128, u32)>> =
        (1..=count).map(|shard| Reverse((0, shard))).collect();
    for condition in order {
        let cost = (costs[condition] * scale) as u128;
        for of in &mut of[condition * trials..][..trials] {
            if let Some(mut least) = shards.peek_mut() {
                let Reverse((load, shard)) = &mut *least;
                *of = *shard;
                *load += cost;
            }
        }
    }
    of
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let none = || ShardError::Text(text.to_string());
        let (number, count) = text.split_once('/').ok_or_else(none)?;
        let parse = |text: &str| text.trim().parse::<u64>().map_err(|_| none());
        Shard::new(parse(number)?, parse(count)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Draft, Origin, Spec, Typed, builtins};

    fn environment(variables: &[(&'static str, &'static str)]) -> Result<Shard, ShardError> {
        Shard::from_environment(|name| {
            let found = variables.iter().find(|(n, _)| *n == name);
            found.map(|(_, value)| value.to_string())
        })
    }

    #[test]
    fn clusters_are_understood() {
        let slurm = |task, first, last, count| {
            environment(&[
                ("SLURM_ARRAY_TASK_ID", task),
                ("SLURM_ARRAY_TASK_MIN", first),
                ("SLURM_ARRAY_TASK_MAX", last),
                ("SLURM_ARRAY_TASK_COUNT", count),
            ])
        };
        assert_eq!(slurm("0", "0", "3", "4"), Shard::new(1, 4));
        assert_eq!(slurm("4", "1", "4", "4"), Shard::new(4, 4));
        assert_eq!(slurm("7", "5", "8", "4"), Shard::new(3, 4));
        // A task of a few that are submitted again is not one of so few.
        assert!(matches!(
            slurm("9", "5", "9", "2"),
            Err(ShardError::Gaps { .. })
        ));
        let again = [("ACTLAB_SHARDS", "16"), ("SLURM_ARRAY_TASK_ID", "9")];
        assert_eq!(environment(&again), Shard::new(9, 16));

        let index = ("JOB_COMPLETION_INDEX", "0");
        assert_eq!(
            environment(&[index, ("ACTLAB_SHARDS", "8")]),
            Shard::new(1, 8)
        );
        assert_eq!(
            environment(&[index, ("JOB_COMPLETIONS", "8")]),
            Shard::new(1, 8)
        );
        let message = environment(&[index]).unwrap_err().to_string();
        assert!(message.contains("set ACTLAB_SHARDS"), "{message}");
        assert_eq!(environment(&[]), Err(ShardError::NoArray));
        let none = environment(&[("JOB_COMPLETION_INDEX", "8"), ("ACTLAB_SHARDS", "8")]);
        assert_eq!(none, Shard::new(9, 8));
        assert!(none.is_err());
    }

    #[test]
    fn texts_are_read() {
        assert_eq!("3/64".parse(), Shard::new(3, 64));
        let folder = Shard::new(3, 64).unwrap().folder();
        assert_eq!(folder, "shard-03-of-64");
        assert!(Shard::is_folder(&folder) && !Shard::is_folder("shard-x-of-3"));
        for text in [
            "",
            "3",
            "0/4",
            "5/4",
            "-1/4",
            "1/0",
            "a/b",
            "1/4/2",
            "1/99999999999",
        ] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    fn typed<T>(value: T) -> Typed<T> {
        let origin = Origin::Flag("test");
        Typed { value, origin }
    }

    /// A mixed plan: costs of 1 to 400, few trials and many shards.
    #[test]
    fn shards_end_together() {
        let draft = Draft {
            width: Some([32, 100, 256, 512].map(typed).to_vec()),
            input: Some(
                ["normal", "uniform", "low_rank(3)"]
                    .map(|i| typed(i.into()))
                    .to_vec(),
            ),
            trials: Some(typed(40)),
            ..Draft::default()
        };
        let spec = Spec::new(draft.over(Draft::builtin(&builtins()[0]).unwrap())).unwrap();
        let plan = Plan::new(spec).unwrap();
        let costs = plan.cell_costs();
        for count in [1, 2, 3, 7, 16, 32, 48] {
            let mut loads = vec![0.0; count as usize];
            let of = shards_of_cells(&plan, count);
            for (cell, shard) in of.iter().enumerate() {
                loads[*shard as usize - 1] += costs[cell / 40];
            }
            let longest = loads.iter().copied().fold(0.0, f64::max);
            let shortest = loads.iter().copied().fold(f64::INFINITY, f64::min);
            assert!(
                longest <= 1.1 * shortest,
                "{count}: {shortest} to {longest}"
            );
            let all = (1..=count).flat_map(|n| {
                let shard = Shard::new(u64::from(n), u64::from(count)).unwrap();
                shard.cells(&plan)
            });
            let mut all: Vec<usize> = all.collect();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..plan.cells()));
        }
    }
}
