//! From a table of samples to what is learnt from and what is held out.

use super::{Kind, Samples, Split, Targets};
use crate::generator::{Purpose, Stream};
use rand::Rng;

/// Address of the order in which samples are taken; the samples of a drawn task
/// have others.
const ORDER: u32 = 0;

/// Samples as they are, before any of them is held out.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub features: usize,
    /// Sample after sample.
    pub inputs: Vec<f32>,
    pub answers: Answers,
}

/// The right answer of each sample.
#[derive(Debug, Clone)]
pub(super) enum Answers {
    Classes {
        classes: usize,
        of: Vec<u32>,
    },
    /// `truth` is what held-out samples are judged by, `seen` what training
    /// sees of it, which noise may blur.
    Values {
        truth: Vec<f64>,
        seen: Vec<f64>,
    },
}

impl Answers {
    /// Answers without noise.
    pub fn values(truth: Vec<f64>) -> Self {
        let seen = truth.clone();
        Answers::Values { truth, seen }
    }
}

impl Table {
    pub fn kind(&self) -> Kind {
        match &self.answers {
            Answers::Classes { classes, .. } => Kind::Classification { classes: *classes },
            Answers::Values { .. } => Kind::Regression { outputs: 1 },
        }
    }

    /// CRC-32 of the inputs and answers.
    pub fn checksum(&self) -> u32 {
        let mut hash = crc32fast::Hasher::new();
        for x in &self.inputs {
            hash.update(&x.to_le_bytes());
        }
        match &self.answers {
            Answers::Classes { of, .. } => of.iter().for_each(|c| hash.update(&c.to_le_bytes())),
            Answers::Values { seen, .. } => {
                seen.iter().for_each(|v| hash.update(&v.to_le_bytes()));
            }
        }
        hash.finalize()
    }

    fn count(&self) -> usize {
        self.inputs.len() / self.features
    }

    /// Holds out a third, of every class where there are any, and standardises
    /// by the rest.
    pub fn split(&self, seed: u64, trial: u32) -> Split {
        let (train, test) = self.places(seed, trial);
        let (train_inputs, test_inputs) = self.inputs(&train, &test);
        let (train_targets, test_targets) = self.targets(&train, &test);
        let samples = |inputs, targets, count| Samples {
            count,
            features: self.features,
            inputs,
            targets,
        };
        Split {
            train: samples(train_inputs, train_targets, train.len()),
            test: samples(test_inputs, test_targets, test.len()),
        }
    }

    /// Which samples are learnt from and which are held out, in drawn order.
    pub(super) fn places(&self, seed: u64, trial: u32) -> (Vec<usize>, Vec<usize>) {
        let class = |sample: usize| match &self.answers {
            Answers::Classes { of, .. } => of[sample] as usize,
            Answers::Values { .. } => 0,
        };
        let mut sizes: Vec<usize> = Vec::new();
        for sample in 0..self.count() {
            let class = class(sample);
            sizes.resize(sizes.len().max(class + 1), 0);
            sizes[class] += 1;
        }
        let mut wanted: Vec<usize> = sizes.iter().map(|size| (size + 1) / 3).collect();
        let mut order: Vec<usize> = (0..self.count()).collect();
        let mut stream = Stream::new(seed, Purpose::Task, trial, ORDER);
        for last in (1..order.len()).rev() {
            // Multiply and shift: uniform to within samples / 2^64.
            let place = (u128::from(stream.next_u64()) * (last as u128 + 1)) >> 64;
            order.swap(last, place as usize);
        }
        order.into_iter().partition(|sample| {
            let left = &mut wanted[class(*sample)];
            let held_out = *left > 0;
            *left -= usize::from(held_out);
            !held_out
        })
    }

    fn inputs(&self, train: &[usize], test: &[usize]) -> (Vec<f32>, Vec<f32>) {
        let scales: Vec<Scale> = (0..self.features)
            .map(|feature| {
                let value = |sample: &usize| self.inputs[sample * self.features + feature];
                Scale::of(train.iter().map(|sample| f64::from(value(sample))))
            })
            .collect();
        let apply = |samples: &[usize]| {
            let rows = samples
                .iter()
                .map(|sample| &self.inputs[sample * self.features..][..self.features]);
            rows.flat_map(|row| row.iter().zip(&scales))
                .map(|(value, scale)| scale.apply(f64::from(*value)))
                .collect()
        };
        (apply(train), apply(test))
    }

    fn targets(&self, train: &[usize], test: &[usize]) -> (Targets, Targets) {
        match &self.answers {
            Answers::Classes { of, .. } => {
                let pick = |samples: &[usize]| {
                    Targets::Classes(samples.iter().map(|sample| of[*sample]).collect())
                };
                (pick(train), pick(test))
            }
            Answers::Values { truth, seen } => {
                let scale = Scale::of(train.iter().map(|sample| seen[*sample]));
                let pick = |samples: &[usize], from: &[f64]| {
                    let values = samples.iter().map(|sample| scale.apply(from[*sample]));
                    Targets::Values(values.collect())
                };
                (pick(train, seen), pick(test, truth))
            }
        }
    }
}

/// To mean 0 and variance 1.
struct Scale {
    mean: f64,
    /// None where the values are all the same.
    deviation: Option<f64>,
}

impl Scale {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let count = values.clone().count() as f64;
        let mean = values.clone().sum::<f64>() / count;
        let variance = values.map(|v| (v - mean).powi(2)).sum::<f64>() / count;
        // Rounding leaves a constant a variance near (eps mean)^2.
        let varies = variance > (f64::from(f32::EPSILON) * mean).powi(2);
        Scale {
            mean,
            deviation: varies.then(|| variance.sqrt()),
        }
    }

    fn apply(&self, value: f64) -> f32 {
        self.deviation
            .map_or(0.0, |deviation| ((value - self.mean) / deviation) as f32)
    }
}
