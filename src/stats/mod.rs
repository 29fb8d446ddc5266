//! Estimates with intervals, and expectations under the normal distribution.

mod estimate;
mod expectation;
mod slope;
mod sums;

pub use estimate::{Estimate, Trials};
pub use expectation::normal_expectation;
pub use slope::least_squares_slope;
pub use sums::{count, sum};
