//! Conditions and cells, and what they cost in memory and time.

use super::instrument::side_by_side;
use super::layout::Layout;
use super::prediction::Prediction;
use super::spec::Spec;
use super::typed::{Origin, SpecError, SpecProblem};
use crate::activation::Activation;
use crate::analysis::{Battery, Shadow};
use crate::generator::{Gain, Input, Weights};
use crate::network::{Dimensions, InitialisationError, Scales, sigma_w_squared, tuned};
use crate::theory::critical;
use std::ops::Range;
use std::time::Duration;

/// One choice of input, weights and width, with the nets that are measured
/// under it.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Input distribution.
    pub input: Input,
    /// Weight initialisation.
    pub weights: Weights,
    /// Sizes of the deepest net.
    pub dimensions: Dimensions,
    /// The nets, one for each activation.
    pub nets: Vec<Net>,
}

/// The net of one activation under a condition.
#[derive(Debug, Clone)]
pub struct Net {
    /// The activation.
    pub activation: Activation,
    /// What turns the draws of a trial into its weights.
    pub scales: Scales,
    /// fan_in Var(W) of the first layer, and of those above.
    pub sigma_w_squared: (f64, f64),
    /// Where the study is one of independent activations, what tells the draws
    /// of this one from those of others.
    pub own_draws: Option<u64>,
}

impl Net {
    /// The seed of its draws in a study with this `seed`.
    pub fn seed(&self, seed: u64) -> u64 {
        seed ^ self.own_draws.unwrap_or(0)
    }
}

/// 64-bit FNV-1a of an activation's name as it is printed: its draws, and so
/// its figures, do not depend on which other activations a study has.
fn hash(activation: &Activation) -> u64 {
    let name = activation.to_string();
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Condition {
    fn new(
        spec: &Spec,
        input: &Input,
        weights: &Weights,
        width: usize,
    ) -> Result<Self, InitialisationError> {
        let dimensions = Dimensions {
            features: input.features(width),
            width,
            batch: spec.batch,
            depth: spec.depths.last().copied().unwrap_or(0),
        };
        if weights.gain == Gain::Torch {
            let without = spec.activations.iter().filter(|a| a.torch_gain().is_none());
            let without: Vec<String> = without.map(Activation::to_string).collect();
            if !without.is_empty() {
                return Err(InitialisationError::NoTorchGain(without.join(", ")));
            }
        }
        if let Gain::Critical(sigma_b) = weights.gain {
            let is_without = |a: &&Activation| critical(a, sigma_b * sigma_b).is_none();
            let without = spec.activations.iter().filter(is_without);
            let without: Vec<String> = without.map(Activation::to_string).collect();
            if !without.is_empty() {
                return Err(InitialisationError::NotCritical {
                    activation: without.join(", "),
                    sigma_b,
                });
            }
        }
        let net = |named: &Activation| {
            let activation = tuned(weights.gain, named, dimensions.depth)?;
            let square = |fan_in| sigma_w_squared(weights.gain, &activation, (width, fan_in));
            Ok(Net {
                scales: Scales::new(weights, &activation, dimensions)?,
                sigma_w_squared: (square(dimensions.features)?, square(width)?),
                own_draws: spec.independent.then(|| hash(named)),
                activation,
            })
        };
        let nets: Vec<Net> = spec.activations.iter().map(net).collect::<Result<_, _>>()?;
        let is_tuned = matches!(weights.gain, Gain::Tat(_));
        for (place, net) in nets.iter().enumerate().filter(|_| is_tuned) {
            let same = |other: &Net| other.activation == net.activation;
            if let Some(twin) = nets[..place].iter().position(same) {
                let [one, other] = [twin, place].map(|p| spec.activations[p].to_string());
                return Err(InitialisationError::Twins(one, other));
            }
        }
        Ok(Condition {
            input: input.clone(),
            weights: weights.clone(),
            dimensions,
            nets,
        })
    }

    /// The nets by the draws that they share: all of them, or each one alone.
    pub(super) fn shares(&self) -> impl Iterator<Item = Range<usize>> {
        let count = self.nets.len();
        let are_independent = self.nets.iter().any(|net| net.own_draws.is_some());
        let step = if are_independent { 1 } else { count.max(1) };
        (0..count).step_by(step).map(move |at| at..at + step)
    }

    /// Those of `nets`, which share draws, that are run side by side: always the
    /// same ones, since a product of more columns need not give the same last bits.
    pub(super) fn groups(&self, nets: Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
        let (step, end) = (side_by_side(self.dimensions), nets.end);
        nets.step_by(step).map(move |at| at..end.min(at + step))
    }
}

/// Whether every format of blocks divides the inputs of every layer, where a net
/// is measured in it. An input alone is one tensor, whose blocks run on from
/// sample to sample.
fn whole_blocks(spec: &Spec, dimensions: Dimensions) -> Result<(), SpecError> {
    let mut metrics = spec.metrics.iter();
    if !metrics.any(|metric| metric.needs_shadow() && !metric.is_of_input()) {
        return Ok(());
    }
    for precision in &spec.formats {
        for (what, count) in [
            ("features of the input", dimensions.features),
            ("units of a layer", dimensions.width),
        ] {
            if let Some((format, block)) = precision.block_that_does_not_divide(count) {
                return Err(SpecError {
                    origin: Origin::Flag("format"),
                    problem: SpecProblem::Value(format!(
                        "{format} stores blocks of {block} inputs, which do not divide the \
                         {count} {what}; take a multiple of {block}, or another format"
                    )),
                });
            }
        }
    }
    Ok(())
}

impl Condition {
    /// Features, width, batch and depth.
    fn sizes(&self) -> [f64; 4] {
        let d = self.dimensions;
        [d.features, d.width, d.batch, d.depth].map(|n| n as f64)
    }
}

/// What a plan needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Bytes of memory at the peak.
    pub bytes: f64,
    /// Floating-point operations in matrix products.
    pub operations: f64,
    /// Rows of `layers.csv`.
    pub rows: f64,
    /// Bytes of the journal on disk.
    pub journal: f64,
}

/// A study laid out: every condition, each run for every trial.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The specification.
    pub spec: Spec,
    /// Its conditions, in the order of the files.
    pub conditions: Vec<Condition>,
}

impl Plan {
    /// Lays out a specification.
    ///
    /// # Errors
    /// [`SpecError`] where weights do not cover an activation.
    pub fn new(spec: Spec) -> Result<Self, SpecError> {
        let mut conditions = Vec::new();
        for input in &spec.inputs {
            for weights in &spec.weights {
                for width in &spec.widths {
                    let condition = Condition::new(&spec, input, &weights.value, *width);
                    let condition = condition.map_err(|problem| SpecError {
                        origin: weights.origin.clone(),
                        problem: SpecProblem::Initialisation(problem),
                    })?;
                    whole_blocks(&spec, condition.dimensions)?;
                    conditions.push(condition);
                }
            }
        }
        Ok(Plan { spec, conditions })
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.conditions.len() * self.spec.most_trials() as usize
    }

    /// The most nets of these `dimensions` that are run side by side.
    pub(super) fn group(&self, dimensions: Dimensions) -> usize {
        match self.spec.independent {
            true => 1,
            false => side_by_side(dimensions).min(self.spec.activations.len()),
        }
    }

    /// Steps of a run: activations of cells.
    pub fn steps(&self) -> usize {
        self.cells() * self.spec.activations.len()
    }

    /// Floating-point operations in the matrix products of a cell, by condition.
    pub fn cell_costs(&self) -> Vec<f64> {
        let activations = self.spec.activations.len() as f64;
        let layers: f64 = self.spec.depths.iter().map(|d| *d as f64).sum();
        let depths = self.spec.depths.len() as f64;
        let weight_gradient = Battery::needs_activations(&self.spec.metrics);
        let cost = |condition: &Condition| {
            let [features, width, batch, depth] = condition.sizes();
            // A product is 2 n^2 B operations: one a layer on the way forward,
            // one a layer but the first of every depth back, and one a layer
            // for its weight gradient. The first layer's are as wide as the
            // features.
            let product = 2.0 * width * batch;
            let mut first = features;
            let mut above = width * (depth - 1.0 + layers - depths);
            if weight_gradient {
                first += features * depths;
                above += width * (layers - depths);
            }
            activations * product * (first + above)
        };
        self.conditions.iter().map(cost).collect()
    }

    /// Memory, work and size of the output, for `threads` cells at a time.
    pub fn cost(&self, threads: usize) -> Cost {
        let mut cost = Cost {
            bytes: 0.0,
            operations: 0.0,
            rows: 0.0,
            journal: 0.0,
        };
        let activations = self.spec.activations.len() as f64;
        let layers: f64 = self.spec.depths.iter().map(|d| *d as f64).sum();
        let columns = Layout::new(self).layer_columns.len() as f64;
        let depths = self.spec.depths.len() as f64;
        let weight_gradient = Battery::needs_activations(&self.spec.metrics);
        let trials = f64::from(self.spec.most_trials());
        cost.operations = trials * self.cell_costs().iter().sum::<f64>();
        let mut largest = 0.0f64;
        for condition in &self.conditions {
            let [features, width, batch, depth] = condition.sizes();
            let group = self.group(condition.dimensions) as f64;
            cost.rows += activations * layers * columns;
            let kept = if weight_gradient {
                depth
            } else {
                depth.min(2.0)
            };
            let gradient = if weight_gradient {
                width * width.max(features)
            } else {
                0.0
            };
            let floats = features * batch
                + condition.input.scratch(condition.dimensions.features)
                + width * features
                + depth * width * (width + 1.0)
                + group * (depth + kept + 1.0 + 2.0 * depths) * width * batch
                + gradient;
            let shadow = if Shadow::is_needed(&self.spec.metrics) {
                let Spec {
                    depths,
                    formats,
                    metrics,
                    ..
                } = &self.spec;
                Shadow::bytes(condition.dimensions, depths, formats, metrics)
            } else {
                0.0
            };
            let figures = activations * layers * columns;
            // Four rows of figures a thread are in flight. The journal holds
            // two more and one of the estimates of the condition at hand, and
            // a row of the output takes some 250 bytes.
            largest = largest
                .max(threads as f64 * (4.0 * floats + shadow + 32.0 * figures) + 80.0 * figures);
            cost.journal += trials * 8.0 * figures;
        }
        // The journal knows where each cell stands.
        cost.bytes = largest + 250.0 * cost.rows + 64.0 * self.cells() as f64;
        cost
    }

    /// What the run will take on `threads` threads, from a measurement that
    /// takes a hundredth of it, at most a second.
    pub fn predict(&self, threads: usize) -> Prediction {
        // A quick machine's, so that the measurement stays short.
        const OPERATIONS_A_SECOND: f64 = 1e11;
        let rough = self.cost(threads).operations / OPERATIONS_A_SECOND / threads as f64;
        let budget = Duration::from_secs_f64((rough / 100.0).clamp(0.005, 1.0));
        Prediction::measure(self, threads, budget)
    }
}
