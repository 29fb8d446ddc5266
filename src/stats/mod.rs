//! Estimates with intervals, and expectations under the normal distribution.

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
