//! What a run is: everything but its seed and its learning rate.

use super::net::{NetDesign, NetSize};
use super::{Architecture, Kind, Learning, Optimizer, Task};
use crate::activation::Activation;
use crate::generator::Weights;
use crate::network::{InitialisationError, sigma_w_squared, tuned};
use crate::number::Precision;

/// Whether the weights of a setup cover its activation.
///
/// # Errors
/// [`InitialisationError`] where they do not.
pub fn check_setup(setup: &Setup) -> Result<(), InitialisationError> {
    let activation = setup.design(setup.batch)?.activation;
    let shape = (setup.width, setup.width);
    sigma_w_squared(setup.weights.gain, &activation, shape).map(|_| ())
}

/// The setup of a run.
#[derive(Debug, Clone)]
pub struct Setup {
    /// What is learnt.
    pub task: Task,
    /// phi.
    pub activation: Activation,
    /// Which of its parameters are learnt.
    pub learning: Learning,
    /// Whether weight decay is for what the activation learns, too.
    pub decays_activation: bool,
    /// How layers are put together.
    pub architecture: Architecture,
    /// Units of a layer.
    pub width: usize,
    /// Layers with an activation.
    pub depth: usize,
    /// What weights begin with.
    pub weights: Weights,
    /// What numbers are stored in.
    pub precision: Precision,
    /// How weights follow their gradients.
    pub optimizer: Optimizer,
    /// Samples of a step.
    pub batch: usize,
    /// Steps of a run.
    pub steps: u32,
    /// Steps from one checkpoint to the next; there is one before the first
    /// step and one after the last.
    pub every: u32,
    /// A derivative below this is saturated.
    pub tau: f64,
}

impl Setup {
    /// The design of the net, with memory for `samples` of the task at most.
    ///
    /// # Errors
    /// [`InitialisationError`] where the weights do not cover the activation.
    pub(super) fn design(&self, samples: usize) -> Result<NetDesign, InitialisationError> {
        let outputs = match self.task.kind() {
            Kind::Classification { classes } => classes,
            Kind::Regression { outputs } => outputs,
        };
        Ok(NetDesign {
            size: NetSize {
                features: self.task.features(),
                width: self.width,
                depth: self.depth,
                outputs,
                batch: self.batch.min(samples),
            },
            architecture: self.architecture,
            activation: tuned(self.weights.gain, &self.activation, self.depth)?,
            learning: self.learning,
            precision: self.precision,
        })
    }

    /// Steps at which there is a checkpoint.
    pub fn checkpoints(&self) -> impl Iterator<Item = u32> {
        let inner = (0..self.steps).step_by(self.every as usize);
        inner.chain([self.steps])
    }
}
