//! Nets that learn: tasks, optimizers, the loop, and what is seen on the way.
//!
//! A [`Setup`] says what is trained; [`train`] trains it once, from one seed and
//! trial, at one learning rate, and gives a [`Run`]: losses, dead, revived and
//! saturated units, gradients with their rounding noise, and what the activation
//! learnt, at each checkpoint.

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
