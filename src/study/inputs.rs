//! The inputs of a study as theory sees them: how long samples are, and how far
//! they point the same way.

use super::plan::Condition;
use std::collections::BTreeMap;

/// Lengths of a class differ by no more than this factor's logarithm ...
const CLASS: f64 = 0.05;
/// ... unless it takes more classes than these.
const MOST_CLASSES: f64 = 64.0;

/// The samples of the batches of the trials, sorted into classes of about the same
/// mean square.
pub(super) struct Inputs {
    /// The mean square of each class.
    pub(super) squares: Vec<f64>,
    /// For each trial the classes of its samples and their shares.
    pub(super) trials: Vec<Vec<(usize, f64)>>,
    /// Var[|x|^2]/E[|x|^2]^2 within a class.
    pub(super) variance: f64,
    /// The mean cosine of two samples.
    pub(super) cosine: f64,
}

impl Inputs {
    /// Of `condition` in these trials of a study with this seed.
    pub(super) fn new(condition: &Condition, seed: u64, trials: &[u32]) -> Self {
        let dimensions = condition.dimensions;
        let features = dimensions.features;
        let mut batch = vec![0.0; features * dimensions.batch];
        condition.input.fill(
            seed,
            trials.first().copied().unwrap_or(0),
            features,
            &mut batch,
        );
        let cosine = cosine(&batch, features);
        match condition.input.second_moment() {
            Some(square) => Inputs {
                squares: vec![square],
                trials: vec![vec![(0, 1.0)]],
                variance: (kurtosis(&batch) - 1.0).max(0.0) / features as f64,
                cosine,
            },
            None => {
                let (squares, trials) = classes(&lengths(condition, seed, trials));
                Inputs {
                    squares,
                    trials,
                    variance: 0.0,
                    cosine,
                }
            }
        }
    }
}

impl Inputs {
    /// The geometric mean of the mean squares of the samples that are not zero.
    pub(super) fn typical_square(&self) -> f64 {
        let shares = self.trials.iter().flatten();
        let known = shares.filter(|(class, _)| self.squares[*class] > 0.0);
        let (sum, all) = known.fold((0.0, 0.0), |(sum, all), (class, share)| {
            (sum + share * libm::log(self.squares[*class]), all + share)
        });
        libm::exp(sum / all)
    }
}

/// The mean cosine of two samples of a batch.
fn cosine(batch: &[f32], features: usize) -> f64 {
    let mut sum = vec![0.0; features];
    let mut count = 0.0;
    for sample in batch.chunks_exact(features) {
        let square: f64 = sample.iter().map(|x| f64::from(*x).powi(2)).sum();
        if square > 0.0 {
            let length = square.sqrt();
            sum.iter_mut()
                .zip(sample)
                .for_each(|(sum, x)| *sum += f64::from(*x) / length);
            count += 1.0;
        }
    }
    let square: f64 = sum.iter().map(|x| x * x).sum();
    match count {
        count if count > 1.0 => ((square - count) / (count * (count - 1.0))).clamp(-1.0, 1.0),
        _ => 0.0,
    }
}

/// E[x^4]/E[x^2]^2.
fn kurtosis(batch: &[f32]) -> f64 {
    let mean = |power: i32| {
        let powers = batch.iter().map(|x| f64::from(*x).powi(power));
        powers.sum::<f64>() / batch.len() as f64
    };
    let square = mean(2);
    if square > 0.0 {
        mean(4) / (square * square)
    } else {
        1.0
    }
}

/// Mean squares of the samples of each trial's batch.
fn lengths(condition: &Condition, seed: u64, trials: &[u32]) -> Vec<Vec<f64>> {
    let dimensions = condition.dimensions;
    let features = dimensions.features;
    let mut batch = vec![0.0; features * dimensions.batch];
    let of_trial = |trial: &u32| {
        condition.input.fill(seed, *trial, features, &mut batch);
        let samples = batch.chunks_exact(features);
        let square = |sample: &[f32]| sample.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
        samples.map(|x| square(x) / features as f64).collect()
    };
    trials.iter().map(of_trial).collect()
}

/// The mean length of each class, and for each trial the shares of the classes.
fn classes(trials: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<(usize, f64)>>) {
    let logs = || trials.iter().flatten().map(|square| libm::log(*square));
    let ends = logs().filter(|log| log.is_finite());
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), log| {
        (low.min(log), high.max(log))
    });
    let step = f64::max(CLASS, (high - low) / MOST_CLASSES);
    // A sample of zeros is a class of its own, at i64::MIN.
    let key = |square: f64| (libm::log(square) / step).round() as i64;
    let mut sums: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for square in trials.iter().flatten() {
        let (sum, count) = sums.entry(key(*square)).or_default();
        (*sum, *count) = (*sum + square, *count + 1.0);
    }
    let places: BTreeMap<i64, usize> = sums.keys().copied().zip(0..).collect();
    let shares = |squares: &Vec<f64>| {
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        for square in squares {
            *counts.entry(places[&key(*square)]).or_default() += 1.0;
        }
        let all = squares.len() as f64;
        counts.into_iter().map(|(c, n)| (c, n / all)).collect()
    };
    let means = sums.values().map(|(sum, count)| sum / count).collect();
    (means, trials.iter().map(shares).collect())
}
