//! Blocks of numbers of a small format under a common scale.
//!
//! With V the numbers of a block, X its scale and M the largest number of the
//! elements, X times the elements nearest to V / X is stored. Elements beyond
//! M become M.
//!
//! | | block | scale |
//! |---|---|---|
//! | MX, floor | 32 | 2^(floor(log2 max abs V) - floor(log2 M)): the largest may exceed M |
//! | MX, ceil | 32 | 2^ceil(log2(max abs V / M)): it does not |
//! | NVFP4 | 16 | e4m3 of max abs V / (6 t), times t = max abs of the tensor / (6 448), an f32 |
//!
//! A power of two is kept to those of E8M0, 2^-127 to 2^127. The e4m3 is the
//! nearest, or the next above. A block that holds infinity or NaN has the scale
//! NaN, and all its numbers are NaN; NVFP4's scale t makes that the tensor's.
//!
//! Sources: OCP Microscaling Formats (MX) v1.0, sections 5.3 and 6.3, and
//! Rouhani et al. 2023, arXiv:2310.10537, algorithm 1 (floor); the block scaling
//! of NVIDIA's cuDNN (ceil, for both); NVIDIA's Transformer Engine (NVFP4,
//! nearest).

mod nv;
mod slice;
#[cfg(test)]
mod tests;

use super::error::FormatError;
use super::format::{Format, ROUNDING, Rounding};
use crate::naming::{self, Domain, Parameter, Signature};

/// How the scale of a block is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScaleRule {
    /// Down to a power of two.
    Floor,
    /// To the nearest e4m3.
    Nearest,
    /// Up, so that no element exceeds the largest number.
    Ceil,
}

/// Which numbers a scale may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// E8M0: powers of two.
    Mx,
    /// e4m3 times an f32 of the tensor.
    Nv,
}

/// A format of blocks of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlockFormat {
    /// Place in the table.
    index: usize,
    element: Format,
    rule: ScaleRule,
}

/// Of NVFP4's scale `nearest` is the usual rule and has no word of its own:
/// the word is that of the elements.
const MX: &[Parameter] = &[
    Parameter::new("scale", 0.0, Domain::Word(&["floor", "ceil"])),
    ROUNDING,
];
const NV: &[Parameter] = &[
    Parameter::new("scale", 0.0, Domain::Word(&["nearest_scale", "ceil"])),
    ROUNDING,
];

struct Row {
    signature: Signature,
    element: &'static str,
    family: Family,
    block: usize,
}

const fn mx(name: &'static str, aliases: &'static [&'static str], element: &'static str) -> Row {
    Row {
        signature: Signature {
            name,
            aliases,
            parameters: MX,
        },
        element,
        family: Family::Mx,
        block: 32,
    }
}

const TABLE: &[Row] = &[
    mx("mxfp8_e5m2", &["mxfp8(e5m2)"], "e5m2"),
    mx("mxfp8_e4m3", &["mxfp8(e4m3)"], "e4m3"),
    mx("mxfp6_e3m2", &["mxfp6(e3m2)"], "e3m2"),
    mx("mxfp6_e2m3", &["mxfp6(e2m3)"], "e2m3"),
    mx("mxfp4", &["mxfp4_e2m1", "mxfp4(e2m1)"], "e2m1"),
    Row {
        signature: Signature {
            name: "nvfp4",
            aliases: &["nvfp4_e2m1"],
            parameters: NV,
        },
        element: "e2m1",
        family: Family::Nv,
        block: 16,
    },
];

impl BlockFormat {
    /// The names of all of them, for [`naming::resolve`].
    pub(super) fn signatures() -> impl Iterator<Item = Signature> {
        TABLE.iter().map(|row| row.signature)
    }

    /// Every block format with the usual rules, widest first.
    pub fn all() -> Result<Vec<BlockFormat>, FormatError> {
        let rows = TABLE.iter().enumerate();
        rows.map(|(index, row)| {
            let defaults = row.signature.parameters.iter().map(|p| p.default);
            Self::with(index, &defaults.collect::<Vec<_>>())
        })
        .collect()
    }

    pub(super) fn with(index: usize, values: &[f64]) -> Result<Self, FormatError> {
        let row = &TABLE[index];
        let element = Format::parse(row.element)?
            .saturating()
            .with_rounding(Rounding::ALL[values[1] as usize]);
        let rule = match (row.family, values[0] as usize) {
            (Family::Mx, 0) => ScaleRule::Floor,
            (Family::Nv, 0) => ScaleRule::Nearest,
            _ => ScaleRule::Ceil,
        };
        Ok(BlockFormat {
            index,
            element,
            rule,
        })
    }

    /// Reads `mxfp4`, `mxfp8_e4m3(ceil)`, `nvfp4(stochastic)` ...
    ///
    /// # Errors
    /// [`FormatError`], naming the nearest names.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let signatures: Vec<Signature> = Self::signatures().collect();
        let (index, values) = naming::resolve("block format", text, &signatures)?;
        Self::with(index, &values)
    }

    /// Format of the elements; it saturates.
    pub fn element(self) -> Format {
        self.element
    }

    /// Numbers in a block.
    pub fn block(self) -> usize {
        TABLE[self.index].block
    }

    /// How the scale is rounded.
    pub fn rule(self) -> ScaleRule {
        self.rule
    }

    /// Other names.
    pub fn aliases(self) -> &'static [&'static str] {
        TABLE[self.index].signature.aliases
    }

    /// Bits of a number, its part of the block's scale included: 8 for each
    /// block. The f32 of an NVFP4 tensor is not counted.
    pub fn bits(self) -> f64 {
        f64::from(self.element.bits()) + 8.0 / self.block() as f64
    }

    fn family(self) -> Family {
        TABLE[self.index].family
    }

    /// Whether a common scale of all blocks depends on the whole tensor.
    pub fn has_tensor_scale(self) -> bool {
        TABLE[self.index].family == Family::Nv
    }
}

impl std::fmt::Display for BlockFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let values = [
            f64::from(self.rule == ScaleRule::Ceil),
            self.element.rounding_value(),
        ];
        f.pad(&naming::print(&TABLE[self.index].signature, &values))
    }
}
