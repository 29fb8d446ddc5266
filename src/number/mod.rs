//! Floating-point formats: their limits, and where rounding to them turns a
//! number into zero, a subnormal or infinity.

mod format;

pub use format::{Format, FormatError, Threshold};
