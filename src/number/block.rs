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

    /// Rounds every number of a slice; blocks are runs of it. Of a stochastic
    /// format `words` is asked for random words, one a number in order.
    ///
    /// # Errors
    /// [`FormatError::Length`] where the slice is not a whole number of blocks.
    pub fn round_slice(
        self,
        values: &mut [f32],
        mut words: impl FnMut(&mut [u32]),
    ) -> Result<(), FormatError> {
        if !values.len().is_multiple_of(self.block()) {
            return Err(FormatError::Length {
                name: self.to_string(),
                length: values.len(),
                block: self.block(),
            });
        }
        self.round_blocks(values, &mut words);
        Ok(())
    }

    /// Whether a common scale of all blocks depends on the whole tensor.
    pub fn has_tensor_scale(self) -> bool {
        TABLE[self.index].family == Family::Nv
    }

    /// The same, with a last block that may be shorter.
    pub(crate) fn round_blocks(self, values: &mut [f32], mut words: impl FnMut(&mut [u32])) {
        match TABLE[self.index].family {
            Family::Mx => {
                for block in values.chunks_mut(self.block()) {
                    self.round_block(block, self.power_of_two(greatest(block)), &mut words);
                }
            }
            Family::Nv => {
                let Ok(e4m3) = Format::parse("e4m3(saturate)") else {
                    return values.fill(f32::NAN);
                };
                let tensor = self.tensor_scale(greatest(values), e4m3);
                for block in values.chunks_mut(self.block()) {
                    let scale = self.scale(greatest(block), tensor, e4m3);
                    self.round_scaled(block, scale * f64::from(tensor), &mut words);
                }
            }
        }
    }

    /// The scale of a block of MX whose largest magnitude is given.
    fn power_of_two(self, greatest: f32) -> f32 {
        if !greatest.is_finite() {
            return f32::NAN;
        }
        let parts = |bits: u32| ((bits >> 23) as i32 - 127, bits & 0x007f_ffff);
        let (exponent, mantissa) = parts(greatest.to_bits());
        let (last, largest) = parts((self.element.max() as f32).to_bits());
        // A subnormal f32 is below any scale's reach, whatever its mantissa.
        let up = self.rule == ScaleRule::Ceil && mantissa > largest;
        let scale = (exponent - last + i32::from(up)).clamp(-127, 127);
        libm::scalbnf(1.0, scale)
    }

    /// Rounds a block under a scale that is a power of two.
    fn round_block(self, block: &mut [f32], scale: f32, words: &mut impl FnMut(&mut [u32])) {
        // Exact, but where V / X is far below every element that is not zero.
        // 1 / 2^-127 is an f32, and 1 / 2^127 a subnormal one.
        let inverse = 1.0 / scale;
        block.iter_mut().for_each(|v| *v *= inverse);
        self.element.round_slice(block, words);
        block.iter_mut().for_each(|v| *v *= scale);
    }

    /// t, of an NVFP4 tensor whose largest magnitude is given.
    fn tensor_scale(self, greatest: f32, e4m3: Format) -> f32 {
        let scale = f64::from(greatest) / (self.element.max() * e4m3.max());
        if greatest.is_finite() {
            scale as f32
        } else {
            f32::NAN
        }
    }

    /// The scale of a block of NVFP4 over that of the tensor: an e4m3.
    fn scale(self, greatest: f32, tensor: f32, e4m3: Format) -> f64 {
        if greatest == 0.0 {
            return 0.0;
        }
        let wanted = f64::from(greatest) / (self.element.max() * f64::from(tensor));
        let nearest = e4m3.round(wanted);
        if self.rule == ScaleRule::Ceil && nearest < wanted && nearest < e4m3.max() {
            // Codes of positive numbers are in their order.
            let above = e4m3.encode(nearest).map(|code| e4m3.decode(code + 1));
            above.unwrap_or(f64::NAN)
        } else {
            nearest
        }
    }

    /// Rounds a block under any scale; quotient and product are f64, the
    /// result their f32.
    fn round_scaled(self, block: &mut [f32], scale: f64, words: &mut impl FnMut(&mut [u32])) {
        let mut drawn = [0; 32];
        let drawn = &mut drawn[..block.len()];
        if self.element.rounding() == Rounding::Stochastic {
            words(drawn);
        }
        for (v, word) in block.iter_mut().zip(drawn) {
            *v = if scale == 0.0 {
                0f32.copysign(*v)
            } else {
                let element = self.element.round_with(f64::from(*v) / scale, *word);
                (element * scale) as f32
            };
        }
    }
}

/// The largest magnitude; NaN where there is one.
fn greatest(values: &[f32]) -> f32 {
    // Magnitudes order like their bits, and NaN is above infinity.
    let bits = values.iter().map(|v| v.to_bits() & 0x7fff_ffff).max();
    f32::from_bits(bits.unwrap_or(0))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn none(_: &mut [u32]) {}

    fn round(name: &str, values: &[f32]) -> Vec<f32> {
        let mut values = values.to_vec();
        let format = BlockFormat::parse(name).unwrap();
        format.round_slice(&mut values, none).unwrap();
        values
    }

    /// G12 of the reference set: how the scale of MX follows the largest
    /// number, what is cut and up to where zero reaches, with r the share of
    /// the largest that rounds to zero just above and at a power of two.
    #[test]
    fn mx_scales_are_those_of_the_rules() {
        for (name, max, shares) in [
            ("mxfp8_e4m3", 448.0, (1.90735e-06, 3.8147e-06)),
            ("mxfp8_e5m2", 57344.0, (1.16415e-10, 2.32831e-10)),
            ("mxfp6_e3m2", 28.0, (0.000976562, 0.00195312)),
            ("mxfp6_e2m3", 7.5, (0.0078125, 0.015625)),
            ("mxfp4", 6.0f32, (0.03125, 0.0625)),
        ] {
            let format = BlockFormat::parse(name).unwrap();
            let ceil = BlockFormat::parse(&format!("{name}(ceil)")).unwrap();
            let log = |x: f32| libm::ilogbf(x);
            for exponent in [-100, -3, 0, 7, 100] {
                let unit = libm::scalbnf(1.0, exponent);
                for mantissa in [1.0, 1.0001, 1.25, 1.5, 1.7499, 1.75, 1.7501, 1.875, 1.9999] {
                    let greatest = mantissa * unit;
                    let scale = format.power_of_two(greatest);
                    assert_eq!(log(scale), exponent - log(max), "{name} {greatest}");
                    let scale = ceil.power_of_two(greatest);
                    assert!(greatest <= max * scale && greatest > max * scale / 2.0);
                }
            }
            for (greatest, share) in [(2f32.next_down(), shares.0), (1.0, shares.1)] {
                // The tie goes to zero, the next number does not.
                let flush = (share * f64::from(greatest)) as f32;
                let mut block = [0.0; 32];
                block[..3].copy_from_slice(&[greatest, flush * 0.9999, flush * 1.001]);
                let rounded = round(name, &block);
                assert_eq!(rounded[1], 0.0, "{name}");
                assert!(rounded[2] > 0.0, "{name}");
            }
            // The largest is cut to the largest element.
            let mut block = [0.0; 32];
            block[0] = 2f32.next_down();
            let cut = max * libm::scalbnf(1.0, -log(max));
            assert_eq!(round(name, &block)[0], cut);
            assert_eq!(round(&format!("{name}(ceil)"), &block)[0], 2.0);
        }
    }

    /// A block of NVFP4 whose largest number is at most A 2^-10 / 448, with A
    /// that of the tensor, loses its scale; up to 1/24 of a block's largest
    /// number rounds to zero where the scale is exact (G12).
    #[test]
    fn nvfp4_loses_what_the_reference_says() {
        let mut values = [0.0; 48];
        values[0] = 2688.0;
        // The scale of the tensor is 1 and that of this block 1.
        values[16..20].copy_from_slice(&[6.0, 0.25, 0.2501, -4.9]);
        let limit = 2688.0 * 2f32.powi(-10) / 448.0;
        values[32] = limit;
        let rounded = round("nvfp4", &values);
        assert_eq!(rounded[0], 2688.0);
        assert_eq!(rounded[16..20], [6.0, 0.0, 0.5, -4.0]);
        assert_eq!(rounded[32], 0.0);
        values[32] = limit.next_up();
        assert!(round("nvfp4", &values)[32] > 0.0);
        values[32] = limit / 8.0;
        assert!(round("nvfp4(ceil)", &values)[32] > 0.0);
    }

    #[test]
    fn what_has_no_scale_is_no_number() {
        let mut values = [1.0; 64];
        values[40] = f32::INFINITY;
        let rounded = round("mxfp4", &values);
        assert!(rounded[..32].iter().all(|v| *v == 1.0));
        assert!(rounded[32..].iter().all(|v| v.is_nan()));
        assert!(round("nvfp4", &values).iter().all(|v| v.is_nan()));
        assert_eq!(round("mxfp8_e4m3", &[0.0; 32]), [0.0; 32]);
        assert_eq!(round("nvfp4", &[0.0; 32]), [0.0; 32]);
        let format = BlockFormat::parse("mxfp4").unwrap();
        assert_eq!(
            format
                .round_slice(&mut [0.0; 33], none)
                .unwrap_err()
                .to_string(),
            "33 numbers are not a whole number of blocks of 32, as mxfp4 stores them"
        );
    }
}
