//! A run as the journal keeps it: a row of numbers.

use crate::training::{Checkpoint, LayerState, Run, Setup};

/// What a journal holds of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its learning rate.
    pub rate: f64,
    /// What became of it.
    pub run: Run,
}

/// Numbers of a checkpoint beside those of its layers.
const OF_CHECKPOINT: usize = 7;
/// Numbers of a layer beside what is learnt.
const OF_LAYER: usize = 7;

/// Numbers that a run of `setup` takes.
pub(super) fn length(setup: &Setup) -> usize {
    let learnt = learnt(setup);
    let checkpoint = OF_CHECKPOINT + setup.depth * (OF_LAYER + learnt);
    let values = learnt * setup.depth * setup.learning.values(setup.width);
    2 + setup.checkpoints().count() * checkpoint + values
}

/// Parameters that an activation learns.
fn learnt(setup: &Setup) -> usize {
    let open = setup.learning.open(&setup.activation);
    open.map_or(0, |open| open.names().len())
}

/// A run as numbers, `length` of them; what is not there is NaN.
pub(super) fn encode(record: &Record, length: usize) -> Vec<f64> {
    let run = &record.run;
    let mut row = Vec::with_capacity(length);
    row.push(record.rate);
    // How many checkpoints there are, negative where the run diverged.
    let count = run.checkpoints.len() as f64;
    row.push(if run.diverged { -1.0 - count } else { count });
    let or_nan = |figure: Option<f64>| figure.unwrap_or(f64::NAN);
    for seen in &run.checkpoints {
        row.extend([
            seen.train.value,
            or_nan(seen.train.accuracy),
            seen.test.value,
            or_nan(seen.test.accuracy),
            f64::from(seen.loss_scale),
            seen.skipped as f64,
            or_nan(seen.absorbed_fraction),
        ]);
        for layer in &seen.layers {
            row.extend([
                layer.gradient_rms,
                layer.dead_fraction,
                layer.revived_fraction,
                layer.saturated_fraction,
                or_nan(layer.noise_to_signal),
                or_nan(layer.lost_fraction),
                or_nan(layer.underflow_fraction),
            ]);
            row.extend(&layer.learnt);
        }
    }
    row.extend(run.learnt.iter().flatten().flatten());
    row.resize(length, f64::NAN);
    row
}

/// The run that [`encode`] wrote.
pub(super) fn decode(row: &[f64], setup: &Setup) -> Record {
    let learnt = learnt(setup);
    let mut numbers = row.iter().copied();
    let mut next = || numbers.next().unwrap_or(f64::NAN);
    let rate = next();
    let count = next();
    let diverged = count < 0.0;
    let count = if diverged { -1.0 - count } else { count } as usize;
    let number = |figure: f64| Some(figure).filter(|figure| !figure.is_nan());
    let mut checkpoints = Vec::with_capacity(count);
    for step in setup.checkpoints().take(count) {
        let mut seen = Checkpoint {
            step,
            ..Checkpoint::default()
        };
        seen.train.value = next();
        seen.train.accuracy = number(next());
        seen.test.value = next();
        seen.test.accuracy = number(next());
        seen.loss_scale = next() as i32;
        seen.skipped = next() as u64;
        seen.absorbed_fraction = number(next());
        for _ in 0..setup.depth {
            seen.layers.push(LayerState {
                gradient_rms: next(),
                dead_fraction: next(),
                revived_fraction: next(),
                saturated_fraction: next(),
                noise_to_signal: number(next()),
                lost_fraction: number(next()),
                underflow_fraction: number(next()),
                learnt: (0..learnt).map(|_| next()).collect(),
            });
        }
        checkpoints.push(seen);
    }
    let values = setup.learning.values(setup.width);
    let mut layer = || (0..values).map(|_| next()).collect();
    let mut parameter = || (0..setup.depth).map(|_| layer()).collect();
    Record {
        rate,
        run: Run {
            checkpoints,
            diverged,
            learnt: (0..learnt).map(|_| parameter()).collect(),
        },
    }
}
