//! Nets that learn: tasks, optimizers, the loop, and what is seen on the way.
//!
//! A [`Setup`] says what is trained; [`train`] trains it once, from one seed and
//! trial, at one learning rate, and gives a [`Run`]: losses, dead, revived and
//! saturated units, gradients with their rounding noise, and what the activation
//! learnt, at each checkpoint.
//!
//! ```
//! use actlab::generator::Weights;
//! use actlab::number::Precision;
//! use actlab::training::{Architecture, Learning, Setup, Task, train};
//!
//! let setup = Setup {
//!     task: Task::parse("spirals")?,
//!     activation: "prelu".parse()?,
//!     learning: Learning::Nothing,
//!     decays_activation: false,
//!     architecture: Architecture::PLAIN,
//!     width: 8,
//!     depth: 2,
//!     weights: Weights::parse("he")?,
//!     precision: Precision::parse("f32")?,
//!     optimizer: "adam".parse()?,
//!     batch: 16,
//!     steps: 40,
//!     every: 20,
//!     tau: 0.01,
//! };
//! let (learning_rate, seed, trial) = (0.01, 1, 0);
//! let run = train(&setup, learning_rate, (seed, trial))?;
//! let losses: Vec<f64> = run.checkpoints.iter().map(|seen| seen.train.value).collect();
//! assert!(losses.len() == 3 && losses[2] < losses[0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod architecture;
mod batches;
mod initial;
mod learning;
pub mod net;
mod optimizer;
mod run;
mod scaler;
mod setup;
mod start;
mod task;
#[cfg(test)]
mod tests;
mod track;

pub use architecture::{Architecture, ArchitectureError, Norm, Path};
pub use learning::Learning;
pub use optimizer::{Optimizer, OptimizerState};
pub use run::{Run, seconds_per_step, train};
pub use setup::{Setup, check_setup};
pub use start::{LayerStart, NetAtStart};
pub use task::{Kind, Samples, Split, Targets, Task, TaskError};
pub use track::{Checkpoint, LayerState};
