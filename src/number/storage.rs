//! Any number format, as a person names it.

use super::block::BlockFormat;
use super::error::FormatError;
use super::format::Format;
use crate::naming::{self, NameError};

/// How a tensor is stored: number by number, or in blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Storage {
    /// Number by number.
    Single(Format),
    /// In blocks under a common scale.
    Block(BlockFormat),
}

impl Storage {
    /// Reads the name of any format: `f16`, `e4m3(saturate)`, `mxfp4(ceil)` ...
    ///
    /// # Errors
    /// [`FormatError`], naming the nearest names.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let signatures: Vec<_> = Format::signatures()
            .chain(BlockFormat::signatures())
            .collect();
        match naming::resolve("format", text, &signatures) {
            Ok((index, values)) => match index.checked_sub(Format::signatures().count()) {
                None => Format::parse(text).map(Storage::Single),
                Some(index) => BlockFormat::with(index, &values).map(Storage::Block),
            },
            // It may be an eXmY; if not, this message has the nearest of all.
            Err(error @ NameError::Unknown { .. }) => match Format::parse(text) {
                Err(FormatError::Name(NameError::Unknown { .. })) => Err(error.into()),
                other => other.map(Storage::Single),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// The format of single numbers that a text names, with a threshold below
    /// which all rounds to zero.
    ///
    /// # Errors
    /// [`FormatError`], where it names none, a block format, or a format that
    /// rounds at random.
    pub fn parse_single(text: &str) -> Result<Format, FormatError> {
        match Self::parse(text)? {
            Storage::Single(format) => format.thresholds().map(|_| format),
            Storage::Block(format) => Err(FormatError::Block {
                name: format.to_string(),
                element: format.element().plain().to_string(),
            }),
        }
    }

    /// Rounds every number of a slice in place; see [`Format::round_slice`] and
    /// [`BlockFormat::round_slice`].
    ///
    /// # Errors
    /// [`FormatError::Length`] where the slice is not a whole number of blocks.
    pub fn round_slice(
        self,
        values: &mut [f32],
        words: impl FnMut(&mut [u32]),
    ) -> Result<(), FormatError> {
        match self {
            Storage::Single(format) => {
                format.round_slice(values, words);
                Ok(())
            }
            Storage::Block(format) => format.round_slice(values, words),
        }
    }
}

impl std::fmt::Display for Storage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Storage::Single(format) => format.fmt(f),
            Storage::Block(format) => format.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        let plain = Format::all().map(|f| f.to_string());
        let blocks = BlockFormat::all().unwrap();
        let blocks = blocks.iter().map(BlockFormat::to_string);
        for name in plain.chain(blocks) {
            assert_eq!(Storage::parse(&name).unwrap().to_string(), name);
        }
        for (text, printed) in [
            ("float8_e4m3fn", "e4m3"),
            ("E4M3 (Saturate)", "e4m3(saturate)"),
            ("e2m1(saturate)", "e2m1"),
            ("e5m10", "f16"),
            ("e8m10(nearest)", "tf32"),
            ("E3M3", "e3m3"),
            ("e6m9(stochastic, flush)", "e6m9(flush, stochastic)"),
            ("half(rounding = toward-zero)", "f16(toward_zero)"),
            ("mxfp8(e4m3)", "mxfp8_e4m3"),
            ("MXFP4(floor)", "mxfp4"),
            ("mxfp4_e2m1(ceil, stochastic)", "mxfp4(ceil, stochastic)"),
            ("nvfp4(stochastic)", "nvfp4(stochastic)"),
        ] {
            let storage = Storage::parse(text).unwrap();
            assert_eq!(storage.to_string(), printed);
            assert_eq!(Storage::parse(printed).unwrap(), storage);
        }
    }

    #[test]
    fn mistakes_are_told() {
        let message = |text| Storage::parse(text).unwrap_err().to_string();
        for (text, told) in [
            ("f17", "unknown format 'f17'; did you mean f16"),
            ("mxfp8", "mxfp8_e4m3, mxfp8_e5m2?"),
            (
                "e0m7",
                "no format has 0 exponent and 7 mantissa bits: without an exponent",
            ),
            ("e1m2(flush)", "leaves no normal number"),
            ("e5m0", "no code for NaN"),
            ("e9m4", "would not fit in f32"),
            ("e8m24", "would not fit in f32"),
            ("e99999999999m1", "would not fit in f32"),
            ("e4m", "unknown format 'e4m'; did you mean e4m3"),
            (
                "e3m3(3)",
                "eXmY takes eXmY(infinity|saturate, kept|flush, nearest|toward_zero|stochastic): \
                 '3' is none of these words",
            ),
            ("f16(ceil)", "'ceil' is none of these words"),
            ("e4m3(infinity)", "'infinity' is none of these words"),
            ("f16(flush", "closing"),
        ] {
            assert!(message(text).contains(told), "{text}: {}", message(text));
        }
        let single = |text| Storage::parse_single(text).unwrap_err().to_string();
        assert_eq!(
            single("mxfp8_e4m3(ceil)"),
            "mxfp8_e4m3(ceil) stores blocks under a common scale, so what rounds to zero depends \
             on the block; take a format of single numbers, such as e4m3"
        );
        assert!(single("bf16(stochastic)").contains("rounds at random"));
    }
}
