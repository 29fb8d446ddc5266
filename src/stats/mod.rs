//! Estimates with intervals, and expectations under the normal distribution.
//!
//! ```
//! use actlab::stats::{Level, Trials};
//!
//! let mut ratios = Trials::default();
//! for ratio in [1e-82, 3e-82, 2e-81] {
//!     ratios.push(ratio);
//! }
//! let interval = ratios.geometric_interval(&Level::new(0.95)).unwrap();
//! let mean = ratios.geometric_mean().unwrap();
//! assert!(interval.low < mean && mean < interval.high);
//! ```

mod estimate;
mod expectation;
mod holm;
mod interval;
mod slope;
mod sums;

pub use estimate::{LOST, Trials};
pub(crate) use expectation::LEGENDRE;
pub use expectation::{
    Expectations, normal_expectation, normal_expectations, normal_expectations_within,
};
pub use holm::holm;
pub use interval::{Interval, Level};
pub use slope::least_squares_slope;
pub use sums::{Sum, count, sum};
