//! What is seen of a net at a checkpoint.
//!
//! Losses, dead and saturated units are those of all training samples, with the
//! net as it is tested. Gradients are those of the loss of one fixed batch, the
//! first of the training samples, with the net as it learns; beside it the same
//! net with the same master copy runs in f64, and what differs is rounding.

use super::batches::pieces;
use super::net::{Loss, Mode, Net, NetDesign, Role};
use super::task::{Samples, Split};
use super::{Setup, net::Wanted};
use crate::analysis::Noise;
use crate::generator::Stream;
use crate::network::Real;
use crate::number::{Precision, Storage, Thresholds};

/// A net at a step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checkpoint {
    /// Steps made.
    pub step: u32,
    /// On all training samples.
    pub train: Loss,
    /// On all held-out samples.
    pub test: Loss,
    /// The loss scale, as a power of two.
    pub loss_scale: i32,
    /// Steps so far whose update was left out because a gradient overflowed.
    pub skipped: u64,
    /// Share of the parameters with a gradient whose last update the format of
    /// the master copy left as they were. None before the first update.
    pub absorbed_fraction: Option<f64>,
    /// Each layer, from the first.
    pub layers: Vec<LayerState>,
}

/// A layer at a step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LayerState {
    /// RMS over samples and units of the gradient of the batch's loss on z,
    /// times the samples of the batch.
    pub gradient_rms: f64,
    /// Share of the units with phi'(z) = 0 on every training sample.
    pub dead_fraction: f64,
    /// Share of the units that were dead at a checkpoint before and are not.
    pub revived_fraction: f64,
    /// Share of (unit, sample) pairs with |phi'(z)| < tau.
    pub saturated_fraction: f64,
    /// norm(delta - reference) / norm(reference). None of a net in f64, or
    /// where the reference is zero.
    pub noise_to_signal: Option<f64>,
    /// Share of the entries of the reference that are not zero and that are
    /// zero, infinite or NaN in the net.
    pub lost_fraction: Option<f64>,
    /// Share of the entries of the reference that are not zero and that the
    /// gradients' format alone, with the loss scale, rounds to zero. None of
    /// formats without such a limit.
    pub underflow_fraction: Option<f64>,
    /// Mean over the layer of each parameter that the activation learns.
    pub learnt: Vec<f64>,
}

/// Looks at a net at each checkpoint.
pub(super) struct Tracker<'a> {
    setup: &'a Setup,
    split: &'a Split,
    /// The same net in f64.
    reference: Net<f64>,
    /// Its gradients on z, by layer.
    deltas: Vec<Vec<f64>>,
    thresholds: Option<Thresholds>,
    /// Samples with phi' = 0, by layer and unit.
    zeros: Vec<Vec<u32>>,
    saturated: Vec<u64>,
    /// Whether a unit was dead at a checkpoint, by layer and unit.
    has_been_dead: Vec<Vec<bool>>,
}

impl<'a> Tracker<'a> {
    pub fn new(setup: &'a Setup, split: &'a Split, design: &NetDesign) -> Self {
        let (depth, width) = (setup.depth, setup.width);
        let thresholds = match setup.precision.gradient() {
            Storage::Single(format) => format.thresholds().ok(),
            Storage::Block(_) => None,
        };
        Tracker {
            setup,
            split,
            reference: Net::new(NetDesign {
                precision: Precision::reference(),
                ..design.clone()
            }),
            deltas: vec![Vec::new(); depth],
            thresholds,
            zeros: vec![vec![0; width]; depth],
            saturated: vec![0; depth],
            has_been_dead: vec![vec![false; width]; depth],
        }
    }

    /// The net, whose parameters are `master`, after `step` steps.
    pub fn look<T: Real>(
        &mut self,
        net: &mut Net<T>,
        master: &[T],
        (step, loss_scale): (u32, i32),
        words: &mut Stream,
    ) -> Checkpoint {
        self.zeros.iter_mut().for_each(|zeros| zeros.fill(0));
        self.saturated.fill(0);
        let split = self.split;
        let train = over(net, &split.train, words, |net| self.count(net));
        let test = over(net, &split.test, words, |_| ());
        let zeros = std::mem::take(&mut self.zeros);
        let mut layers = self.units_of(&zeros, split.train.count);
        self.zeros = zeros;
        let pairs = (self.setup.width * split.train.count) as f64;
        for (layer, saturated) in layers.iter_mut().zip(&self.saturated) {
            layer.saturated_fraction = *saturated as f64 / pairs;
        }
        self.gradients(net, master, loss_scale, &mut layers, words);
        for group in net.groups() {
            if let Role::Activation { layer, .. } = group.role {
                let own = &master[group.range.clone()];
                let sum: f64 = own.iter().map(|theta| theta.wide()).sum();
                layers[layer - 1].learnt.push(sum / own.len() as f64);
            }
        }
        Checkpoint {
            step,
            train,
            test,
            loss_scale,
            skipped: 0,
            absorbed_fraction: None,
            layers,
        }
    }

    /// Counts zero and small derivatives of the last forward pass.
    fn count<T: Real>(&mut self, net: &Net<T>) {
        let tau = T::narrow(self.setup.tau);
        let zero = T::default();
        let layers = self.zeros.iter_mut().zip(&mut self.saturated);
        for ((zeros, saturated), derivative) in layers.zip(net.derivatives()) {
            for sample in derivative.chunks_exact(zeros.len()) {
                let mut small = 0u32;
                for (zeros, d) in zeros.iter_mut().zip(sample) {
                    *zeros += u32::from(*d == zero);
                    small += u32::from(*d < tau && *d > zero - tau);
                }
                *saturated += u64::from(small);
            }
        }
    }

    /// What counts of samples with phi' = 0, by layer and unit, say of each layer.
    pub fn units_of(&mut self, zeros: &[Vec<u32>], samples: usize) -> Vec<LayerState> {
        let layers = zeros.iter().zip(&mut self.has_been_dead);
        let state = |(zeros, has_been_dead): (&Vec<u32>, &mut Vec<bool>)| {
            let (mut dead, mut revived) = (0, 0);
            for (zeros, before) in zeros.iter().zip(has_been_dead) {
                let is_dead = *zeros as usize == samples;
                dead += usize::from(is_dead);
                revived += usize::from(*before && !is_dead);
                *before |= is_dead;
            }
            let units = zeros.len() as f64;
            LayerState {
                dead_fraction: dead as f64 / units,
                revived_fraction: revived as f64 / units,
                ..LayerState::default()
            }
        };
        layers.map(state).collect()
    }

    /// Gradients of the fixed batch, in the net and in f64.
    fn gradients<T: Real>(
        &mut self,
        net: &mut Net<T>,
        master: &[T],
        loss_scale: i32,
        layers: &mut [LayerState],
        words: &mut Stream,
    ) {
        let size = net.design().size.batch;
        let Some((inputs, wanted)) = pieces(&self.split.train, size).next() else {
            return;
        };
        self.reference.load(master, words);
        self.reference.forward(Mode::Look, inputs, words);
        self.reference.loss(wanted, 1.0);
        let deltas = &mut self.deltas;
        self.reference.backward(words, |layer, seen| {
            deltas[layer - 1].clear();
            deltas[layer - 1].extend_from_slice(seen.delta);
        });
        let scale = libm::scalbn(1.0, loss_scale);
        net.forward(Mode::Look, inputs, words);
        net.loss(wanted, scale);
        let samples = samples_of(wanted, net.design().size.outputs) as f64;
        let thresholds = self.thresholds.as_ref();
        net.backward(words, |layer, seen| {
            let reference = &self.deltas[layer - 1];
            let state = &mut layers[layer - 1];
            let square = |d: &T| (d.wide() / scale).powi(2);
            let mean = seen.delta.iter().map(square).sum::<f64>() / seen.delta.len() as f64;
            state.gradient_rms = samples * mean.sqrt();
            if T::IS_DOUBLE {
                return;
            }
            let noise = Noise::of(reference, seen.delta, loss_scale);
            if noise.nonzero > 0 {
                state.noise_to_signal = Some(noise.to_signal());
                state.lost_fraction = Some(noise.share(noise.lost));
                state.underflow_fraction = thresholds.map(|thresholds| {
                    // f64's reference times a power of two, as the format gets it.
                    let least = thresholds.nonzero;
                    let bound = libm::scalbn(least.value, least.exponent - loss_scale);
                    let reaches = |r: &f64| match least.inclusive {
                        true => r.abs() >= bound,
                        false => r.abs() > bound,
                    };
                    let kept = reference.iter().filter(|r| reaches(r)).count() as u64;
                    noise.share(noise.nonzero - kept)
                });
            }
        });
    }
}

/// The loss over all `samples`, tested, each piece shown to `observer`.
fn over<T: Real>(
    net: &mut Net<T>,
    samples: &Samples,
    words: &mut Stream,
    mut observer: impl FnMut(&Net<T>),
) -> Loss {
    let mut total = Loss::default();
    let mut right = None;
    let outputs = net.design().size.outputs;
    for (inputs, wanted) in pieces(samples, net.design().size.batch) {
        net.forward(Mode::Test, inputs, words);
        observer(net);
        let loss = net.loss(wanted, 1.0);
        let count = samples_of(wanted, outputs) as f64;
        total.value += count / samples.count as f64 * loss.value;
        if let Some(accuracy) = loss.accuracy {
            // Whole samples, so that all of them are a share of exactly 1.
            right = Some(right.unwrap_or(0.0) + (count * accuracy).round());
        }
    }
    total.accuracy = right.map(|right| right / samples.count as f64);
    total
}

fn samples_of(wanted: Wanted<'_>, outputs: usize) -> usize {
    match wanted {
        Wanted::Classes(classes) => classes.len(),
        Wanted::Values(values) => values.len() / outputs,
    }
}
