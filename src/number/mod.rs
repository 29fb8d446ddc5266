//! Number formats: which numbers they hold, how a number is rounded to them, and
//! how many of a slice turn into zero, a subnormal or infinity.
//!
//! A [`Layout`] is a set of numbers and their codes: sign, exponent, mantissa. A
//! [`Format`] is a layout with the three rules that a specification leaves open:
//! what becomes of what exceeds the largest number, whether subnormals are kept, and
//! how a number is rounded. A [`BlockFormat`] stores groups of such numbers under a common
//! scale. A [`Storage`] is either, as a person names it. A [`Precision`] says how
//! each tensor of a net is stored.
//!
//! Rounding draws no random number: who rounds stochastically passes the words
//! in.
//!
//! ```
//! use actlab::number::Format;
//!
//! let format = Format::parse("e4m3")?;
//! assert_eq!((format.max(), format.min_subnormal()), (448.0, 2f64.powi(-9)));
//! let mut numbers = [300.0, 0.0009, 1.1];
//! format.round_slice(&mut numbers, |_words| unreachable!("rounds to nearest"));
//! assert_eq!(numbers, [288.0, 0.0, 1.125]);
//! # Ok::<(), actlab::number::FormatError>(())
//! ```

mod block;
mod count;
mod direction;
mod error;
mod format;
mod layout;
mod precision;
mod round;
mod slice;
mod storage;
mod threshold;

#[cfg(test)]
mod vouched;

pub use block::{BlockFormat, ScaleRule};
pub use count::Counts;
pub use error::FormatError;
pub use format::{Format, Overflow, Rounding, Subnormals};
pub use layout::{Layout, Specials};
pub use precision::{Accumulation, LossScale, Precision, PrecisionError};
pub use storage::Storage;
pub use threshold::{Threshold, Thresholds};
