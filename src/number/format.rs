//! Binary floating-point formats and the thresholds of rounding to nearest,
//! ties to even.
//!
//! A format of `mantissa_bits` stored bits and least normal exponent e has
//! smallest subnormal 2^(e - mantissa_bits). Rounding to nearest takes a
//! magnitude to zero up to half of that (the tie goes to the even zero), to a
//! subnormal below the middle between the largest subnormal and the smallest
//! normal (the tie goes to the even normal), and past the largest finite value
//! from the middle between it and the value that would follow.
//!
//! Sources: IEEE 754-2019 (binary16, binary32); Micikevicius et al. 2022,
//! arXiv:2209.05433, and OCP OFP8 v1.0 (e5m2, e4m3).

use crate::naming::{self, NameError, Signature};

/// Why a text names no format.
pub type FormatError = NameError;

/// A set of magnitudes from `value` up, or above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The boundary.
    pub value: f64,
    /// Whether the boundary itself belongs to the set.
    pub inclusive: bool,
}

impl Threshold {
    /// The bits of the smallest f32 magnitude m for which m 2^`exponent` lies
    /// in the set. As positive floats order like their bits, `m >= that` is
    /// one integer comparison. An f32 infinity belongs to every set; a set
    /// beyond the largest finite f32 gives the bits of infinity.
    pub fn smallest_f32_bits(self, exponent: i32) -> u32 {
        // Exact: a threshold has few bits, and the scale is a power of two.
        // Past f64's range it becomes 0 or infinity, which is what is meant.
        let boundary = libm::scalbn(self.value, exponent.saturating_neg());
        let nearest = boundary as f32;
        let reached = if self.inclusive {
            f64::from(nearest) >= boundary
        } else {
            f64::from(nearest) > boundary
        };
        let bits = nearest.to_bits();
        if reached || nearest.is_infinite() {
            bits
        } else {
            bits + 1
        }
    }
}

/// A binary floating-point format.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Format {
    signature: Signature,
    exponent_bits: u32,
    mantissa_bits: u32,
    /// Exponent of the smallest normal number.
    least_exponent: i32,
    max: f64,
}

const fn format(
    name: &'static str,
    aliases: &'static [&'static str],
    (exponent_bits, mantissa_bits, least_exponent): (u32, u32, i32),
    max: f64,
) -> Format {
    Format {
        signature: Signature {
            name,
            aliases,
            parameters: &[],
        },
        exponent_bits,
        mantissa_bits,
        least_exponent,
        max,
    }
}

/// Every format, widest first.
const TABLE: &[Format] = &[
    format(
        "f32",
        &["float32", "fp32", "binary32"],
        (8, 23, -126),
        f32::MAX as f64,
    ),
    format(
        "bf16",
        &["bfloat16"],
        (8, 7, -126),
        3.389_531_389_251_535_5e38,
    ),
    format(
        "f16",
        &["float16", "fp16", "half", "binary16"],
        (5, 10, -14),
        65_504.0,
    ),
    format("e5m2", &["float8_e5m2", "fp8_e5m2"], (5, 2, -14), 57_344.0),
    // Without infinities: the code above 448 is NaN.
    format(
        "e4m3",
        &["float8_e4m3fn", "fp8_e4m3", "e4m3fn"],
        (4, 3, -6),
        448.0,
    ),
];

impl Format {
    /// Reads `bf16`, `float8_e4m3fn` ...
    ///
    /// # Errors
    /// [`FormatError`], naming the nearest names.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let signatures: Vec<Signature> = TABLE.iter().map(|f| f.signature).collect();
        naming::resolve("format", text, &signatures).map(|(index, _)| TABLE[index])
    }

    /// f32
    pub fn single() -> Self {
        TABLE[0]
    }

    /// Every format, widest first.
    pub fn all() -> &'static [Format] {
        TABLE
    }

    /// Name in the files.
    pub fn name(&self) -> &'static str {
        self.signature.name
    }

    /// Other names, those of the frameworks among them.
    pub fn aliases(&self) -> &'static [&'static str] {
        self.signature.aliases
    }

    /// Bits of a number, its sign included.
    pub fn bits(&self) -> u32 {
        1 + self.exponent_bits + self.mantissa_bits
    }

    /// Largest finite value.
    pub fn max(&self) -> f64 {
        self.max
    }

    /// Smallest positive normal value.
    pub fn min_normal(&self) -> f64 {
        libm::scalbn(1.0, self.least_exponent)
    }

    /// Smallest positive value.
    pub fn min_subnormal(&self) -> f64 {
        libm::scalbn(1.0, self.least_exponent - self.mantissa_bits as i32)
    }

    /// Distance from 1 to the next number.
    pub fn epsilon(&self) -> f64 {
        libm::scalbn(1.0, -(self.mantissa_bits as i32))
    }

    /// x rounded to the nearest number of the format, ties to even: past the
    /// largest infinity, or NaN in a format without.
    pub fn round(&self, x: f64) -> f64 {
        let size = x.abs();
        let overflow = self.overflow();
        if size > overflow.value || overflow.inclusive && size == overflow.value {
            let beyond = self.decode(self.first_special());
            return beyond.copysign(x);
        }
        let exponent = libm::ilogb(size.max(self.min_normal()));
        let ulp = libm::scalbn(1.0, exponent - self.mantissa_bits as i32);
        // Exact but for the rounding: ulp is a power of two.
        (x / ulp).round_ties_even() * ulp
    }

    /// The number of a bit pattern of the format, of which the last
    /// [`bits`](Format::bits) count.
    pub fn decode(&self, bits: u32) -> f64 {
        let mantissa_mask = (1 << self.mantissa_bits) - 1;
        let exponent_mask = (1 << self.exponent_bits) - 1;
        let mantissa = bits & mantissa_mask;
        let exponent = bits >> self.mantissa_bits & exponent_mask;
        let lead = u32::from(exponent > 0) << self.mantissa_bits;
        let power = self.least_exponent - self.mantissa_bits as i32 + exponent.max(1) as i32 - 1;
        let number = libm::scalbn(f64::from(lead + mantissa), power);
        let size = if number <= self.max {
            number
        } else if mantissa == 0 {
            f64::INFINITY
        } else {
            f64::NAN
        };
        let negative = bits >> (self.bits() - 1) & 1 == 1;
        if negative { -size } else { size }
    }

    /// The bit pattern of a number of the format, or of an infinity.
    pub fn encode(&self, number: f32) -> u32 {
        let size = f64::from(number.abs());
        let magnitude = if size > self.max {
            self.first_special()
        } else {
            let exponent = libm::ilogb(size.max(self.min_normal()));
            let ulp = libm::scalbn(1.0, exponent - self.mantissa_bits as i32);
            let field = (exponent - self.least_exponent) as u32;
            // The leading bit of a normal number adds 1 to the field.
            (field << self.mantissa_bits) + (size / ulp) as u32
        };
        u32::from(number.is_sign_negative()) << (self.bits() - 1) | magnitude
    }

    /// The pattern after that of the largest number.
    fn first_special(&self) -> u32 {
        self.encode(self.max as f32) + 1
    }

    /// Magnitudes that do not round to zero: above half the smallest
    /// subnormal.
    pub fn nonzero(&self) -> Threshold {
        Threshold {
            value: self.min_subnormal() / 2.0,
            inclusive: false,
        }
    }

    /// Magnitudes that round to a normal number or beyond.
    pub fn normal(&self) -> Threshold {
        Threshold {
            value: self.min_normal() - self.min_subnormal() / 2.0,
            inclusive: true,
        }
    }

    /// Magnitudes that round to more than the largest finite value. The tie
    /// goes to the even neighbour: past the maximum where its mantissa is odd
    /// (all IEEE-like formats), to the maximum where it is even (e4m3).
    pub fn overflow(&self) -> Threshold {
        let ulp = libm::scalbn(1.0, libm::ilogb(self.max) - self.mantissa_bits as i32);
        Threshold {
            value: self.max + ulp / 2.0,
            inclusive: (self.max / ulp) % 2.0 == 1.0,
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// G12 of the reference set: max, min normal, min subnormal, epsilon and
    /// the rounding of the overflow boundary.
    #[test]
    fn limits_are_those_of_the_standards() {
        let p = |e| 2f64.powi(e);
        for (name, max, normal, subnormal, epsilon, overflow, tie) in [
            (
                "f32",
                3.4028234663852886e38,
                -126,
                -149,
                -23,
                p(128) - p(103),
                true,
            ),
            (
                "bf16",
                3.3895313892515355e38,
                -126,
                -133,
                -7,
                p(128) - p(119),
                true,
            ),
            ("f16", 65504.0, -14, -24, -10, 65520.0, true),
            ("e5m2", 57344.0, -14, -16, -2, 61440.0, true),
            ("float8_e4m3fn", 448.0, -6, -9, -3, 464.0, false),
        ] {
            let f = Format::parse(name).unwrap();
            assert_eq!(
                (f.max(), f.min_normal(), f.min_subnormal(), f.epsilon()),
                (max, p(normal), p(subnormal), p(epsilon)),
                "{name}"
            );
            let expected = Threshold {
                value: overflow,
                inclusive: tie,
            };
            assert_eq!(f.overflow(), expected, "{name}");
        }
    }

    /// Every f32 within 3 codes of a threshold of f16 and bf16, and of f32
    /// itself, lands where the `half` crate's conversion puts it.
    #[test]
    fn thresholds_agree_with_conversion() {
        let class = |x: f64, f: &Format| {
            let reached = |t: Threshold| x.abs() as f32 >= f32::from_bits(t.smallest_f32_bits(0));
            [f.nonzero(), f.normal(), f.overflow()].map(reached)
        };
        for format in Format::all().iter().filter(|f| f.bits() == 16) {
            for threshold in [format.nonzero(), format.normal(), format.overflow()] {
                let centre = threshold.smallest_f32_bits(0);
                for bits in centre - 3..centre + 3 {
                    let x = f32::from_bits(bits);
                    let (zero, normal, finite) = if format.name() == "f16" {
                        let h = half::f16::from_f32(x);
                        (h.to_f32() == 0.0, h.is_normal(), h.is_finite())
                    } else {
                        let h = half::bf16::from_f32(x);
                        (h.to_f32() == 0.0, h.is_normal(), h.is_finite())
                    };
                    let expected = [!zero, normal || !finite, !finite];
                    assert_eq!(class(f64::from(x), format), expected, "{format} {x:e}");
                }
            }
        }
    }

    /// All f16 and bf16, the middle between each and the next, and both sides of
    /// it, against the `half` crate.
    #[test]
    fn rounding_agrees_with_half() {
        type Conversions = (&'static str, fn(u16) -> f32, fn(f32) -> f64);
        let conversions: [Conversions; 2] = [
            (
                "f16",
                |bits| half::f16::from_bits(bits).to_f32(),
                |x| half::f16::from_f32(x).to_f64(),
            ),
            (
                "bf16",
                |bits| half::bf16::from_bits(bits).to_f32(),
                |x| half::bf16::from_f32(x).to_f64(),
            ),
        ];
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
        for (name, number, rounded) in conversions {
            let format = Format::parse(name).unwrap();
            for bits in 0..=u16::MAX {
                let x = number(bits);
                assert!(
                    same(format.decode(bits.into()), x.into()),
                    "{name} {bits:x}"
                );
                assert!(x.is_nan() || format.encode(x) == u32::from(bits));
                let next = number(bits.wrapping_add(1));
                let middle = x + 0.5 * (next - x);
                for x in [x, middle, middle.next_up(), middle.next_down()] {
                    assert!(same(format.round(x.into()), rounded(x)), "{name} {x:e}");
                }
            }
        }
        let e4m3 = Format::parse("e4m3").unwrap();
        assert_eq!((e4m3.decode(0x7e), e4m3.round(463.0)), (448.0, 448.0));
        assert!(e4m3.decode(0x7f).is_nan() && e4m3.round(465.0).is_nan());
        assert_eq!(e4m3.decode(0x78), 256.0);
    }

    #[test]
    fn thresholds_follow_the_scale() {
        let f16 = Format::parse("f16").unwrap();
        let at = |exponent| f32::from_bits(f16.nonzero().smallest_f32_bits(exponent));
        assert_eq!(at(0), f32::from_bits(2f32.powi(-25).to_bits() + 1));
        assert_eq!(at(-50), f32::from_bits(2f32.powi(25).to_bits() + 1));
        // A scale beyond f32's range: everything, or nothing, rounds to zero.
        assert_eq!(at(-2000), f32::INFINITY);
        assert_eq!(at(2000).to_bits(), 1);
        // The boundary 2^128 - 2^103 of f32 is no f32: the next one up counts.
        let overflow = Format::parse("f32").unwrap().overflow();
        assert_eq!(f32::from_bits(overflow.smallest_f32_bits(0)), f32::INFINITY);
        assert_eq!(
            f32::from_bits(overflow.smallest_f32_bits(1)),
            2f32.powi(127)
        );
    }
}
