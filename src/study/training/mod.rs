//! Studies that train: [`TrainingDraft`] (as typed) -> [`TrainingSpec`]
//! (checked) -> [`TrainingPlan`] (conditions and runs) ->
//! [`run_training`] into a journal -> [`Outcome`]s.
//!
//! A condition is one choice of task, architecture, optimizer, weights, width,
//! depth, format and way of learning. In each, every activation first gets its
//! learning rate: the same grid and as many runs at each rate for all, and the
//! rate of the lowest geometric mean of the final training loss is taken, a run
//! that diverged counting as infinite. The runs that figures are of come after,
//! at that rate, with seeds of their own: what was chosen on is not reported on.
//! Runs of the same number share data, draws and order of samples, so that
//! differences between activations are paired.

mod builtin;
mod draft;
mod figure;
mod outcome;
mod plan;
mod record;
mod run;
mod spec;

pub use builtin::training_builtins;
pub use draft::TrainingDraft;
pub use figure::TrainingFigure;
pub use outcome::{Outcome, Rate, log_loss, median_steps};
pub use plan::{TrainingCondition, TrainingPlan};
pub use record::Record;
pub use run::{TrainingWatch, run_training, train_all};
pub use spec::TrainingSpec;
