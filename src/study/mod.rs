//! From a specification to figures: [`Draft`] (what was typed) -> [`Spec`]
//! (checked, every default filled in) -> [`Plan`] (conditions and cells, with
//! their cost) -> [`run_into`] a [`Journal`] (in parallel, safe from a kill) ->
//! [`tabulate`] -> [`Figure`]s.
//!
//! A condition is one choice of input, weights and width. A cell is one trial
//! of a condition and measures every activation at every depth on the same
//! draw of weights, input and cotangent: differences between activations are
//! paired, and the net of depth L is the first L layers of the deepest one.
//!
//! ```
//! use actlab::analysis::Metric;
//! use actlab::study::{Plan, Spec, run};
//!
//! // What is left out is as in the built-in study `depth`.
//! let study = r#"
//!     trials = 4
//!     activation = ["relu", "x * sigmoid(1.7 * x)"]
//!     depth = [2, 4]
//!     width = [16]
//!     batch = 8
//! "#;
//! let plan = Plan::new(study.parse::<Spec>()?)?;
//! let (layers, nets) = run(&plan, 1, |_, _| ())?;
//! let ratio = nets
//!     .iter()
//!     .find(|f| f.activation == "relu" && f.depth == 4 && f.metric == Metric::GradientRatio)
//!     .unwrap();
//! assert_eq!(ratio.trials, 4);
//! assert!(ratio.geometric_low < ratio.geometric_mean);
//! assert!(layers.iter().all(|figure| figure.layer.is_some()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builtin;
mod cell;
mod crew;
mod draft;
mod expected;
mod figure;
mod inputs;
mod instrument;
mod journal;
mod layout;
mod merge;
mod plan;
mod prediction;
mod results;
mod run;
mod sample;
mod shard;
mod spec;
mod theory;
mod toml_file;
pub mod training;
mod typed;
mod until_precision;

pub use builtin::{Builtin, builtins};
pub use cell::Cell;
pub use draft::Draft;
pub use figure::Figure;
pub use journal::{Difference, Header, JOURNAL_FILE, Journal, JournalError, Records};
pub use layout::Layout;
pub use merge::{MergeError, Shards};
pub use plan::{Condition, Cost, Net, Plan};
pub use prediction::Prediction;
pub use run::{Ending, RunError, Watch, run, run_into, tabulate};
pub use sample::Sample;
pub use shard::{Shard, ShardError};
pub use spec::{Spec, limits};
pub use typed::{Origin, SpecError, SpecProblem, Typed};
pub use until_precision::{Rounds, UntilPrecision, Widest, more_trials};
