//! The samples of each step: every epoch all of them, in an order of its own.

use super::net::Wanted;
use super::task::{Samples, Targets};
use crate::generator::{Purpose, Stream};
use rand::RngExt;

/// Goes through samples in batches, epoch after epoch, without the few at the
/// end of an epoch that make no whole batch.
#[derive(Debug)]
pub(super) struct Batches<'a> {
    samples: &'a Samples,
    batch: usize,
    order: Vec<u32>,
    next: usize,
    stream: Stream,
    inputs: Vec<f32>,
    classes: Vec<u32>,
    values: Vec<f32>,
}

impl<'a> Batches<'a> {
    /// Batches of `batch` samples, or of all where there are fewer.
    pub fn new(samples: &'a Samples, batch: usize, (seed, trial): (u64, u32)) -> Self {
        Batches {
            samples,
            batch: batch.min(samples.count),
            order: (0..samples.count as u32).collect(),
            next: samples.count,
            stream: Stream::new(seed, Purpose::Order, trial, 0),
            inputs: Vec::new(),
            classes: Vec::new(),
            values: Vec::new(),
        }
    }

    /// The inputs of the next batch and what should come out.
    pub fn next(&mut self) -> (&[f32], Wanted<'_>) {
        if self.next + self.batch > self.order.len() {
            self.next = 0;
            // Fisher and Yates.
            for last in (1..self.order.len()).rev() {
                let other = self.stream.random_range(0..=last as u32) as usize;
                self.order.swap(last, other);
            }
        }
        let places = &self.order[self.next..][..self.batch];
        self.next += self.batch;
        let features = self.samples.features;
        self.inputs.clear();
        self.classes.clear();
        self.values.clear();
        for place in places {
            let place = *place as usize;
            let input = &self.samples.inputs[place * features..][..features];
            self.inputs.extend_from_slice(input);
            match &self.samples.targets {
                Targets::Classes(classes) => self.classes.push(classes[place]),
                Targets::Values(values) => {
                    let outputs = values.len() / self.samples.count;
                    let own = &values[place * outputs..][..outputs];
                    self.values.extend_from_slice(own);
                }
            }
        }
        let wanted = match self.samples.targets {
            Targets::Classes(_) => Wanted::Classes(&self.classes),
            Targets::Values(_) => Wanted::Values(&self.values),
        };
        (&self.inputs, wanted)
    }
}

/// All samples in order, at most `batch` at a time.
pub(super) fn pieces(
    samples: &Samples,
    batch: usize,
) -> impl Iterator<Item = (&[f32], Wanted<'_>)> {
    (0..samples.count).step_by(batch).map(move |start| {
        let end = samples.count.min(start + batch);
        let inputs = &samples.inputs[start * samples.features..end * samples.features];
        let wanted = match &samples.targets {
            Targets::Classes(classes) => Wanted::Classes(&classes[start..end]),
            Targets::Values(values) => {
                let outputs = values.len() / samples.count;
                Wanted::Values(&values[start * outputs..end * outputs])
            }
        };
        (inputs, wanted)
    })
}
