//! Why a text names no format, or a slice does not fit one.

use crate::naming::NameError;
use thiserror::Error;

/// Why a text names no format, or a slice does not fit one.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum FormatError {
    /// No such name, or not its parameters.
    #[error(transparent)]
    Name(#[from] NameError),
    /// An `eXmY` that is no floating-point format.
    #[error("no format has {exponent_bits} exponent and {mantissa_bits} mantissa bits: {why}")]
    Senseless {
        /// Bits of the exponent, as typed.
        exponent_bits: u32,
        /// Bits of the mantissa, as typed.
        mantissa_bits: u32,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A block format where a format of single numbers is needed.
    #[error(
        "{name} stores blocks under a common scale, so what rounds to zero depends on the block; take a format of single numbers, such as {element}"
    )]
    Block {
        /// The block format.
        name: String,
        /// The format of its elements.
        element: String,
    },
    /// A format that rounds at random where a threshold is needed.
    #[error(
        "{name} rounds at random, so no magnitude is the first that does not round to zero; take it without 'stochastic'"
    )]
    Random {
        /// The format.
        name: String,
    },
    /// A slice that is not a whole number of blocks.
    #[error("{length} numbers are not a whole number of blocks of {block}, as {name} stores them")]
    Length {
        /// The block format.
        name: String,
        /// Numbers given.
        length: usize,
        /// Numbers in a block.
        block: usize,
    },
}
