//! Formats of single numbers, as a person names them.
//!
//! A name is that of a layout, and in parentheses the words of the rules that
//! are not the usual ones: `f16`, `e4m3(saturate)`, `bf16(flush, stochastic)`.
//! Any `eXmY` is a layout of X exponent and Y mantissa bits with the bias,
//! infinities and NaN of IEEE 754, but for those that the OCP defines: e4m3 is
//! without infinities, e3m2, e2m3 and e2m1 are without NaN too.

use super::error::FormatError;
use super::layout::{Layout, Specials};
use super::threshold::{Threshold, Thresholds};
use crate::naming::{self, Domain, Parameter, Signature};

/// What becomes of a magnitude past the largest number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Overflow {
    /// Infinity, or NaN in a layout without; the largest number in a layout
    /// without either.
    Special,
    /// The largest number, of infinity too.
    Saturate,
}

/// What becomes of what rounds to a subnormal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subnormals {
    /// It stays.
    Kept,
    /// It becomes zero, of its sign.
    Flushed,
}

/// To which of its two neighbours a number goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearer, of two equally near to the one with the even code.
    Nearest,
    /// To the smaller; nothing finite overflows, as IEEE 754 has it.
    TowardZero,
    /// Up with probability (x - below)/(above - below), in steps of 2^-23.
    Stochastic,
}

impl Rounding {
    /// In the order of their words.
    pub(super) const ALL: [Rounding; 3] = [
        Rounding::Nearest,
        Rounding::TowardZero,
        Rounding::Stochastic,
    ];
}

/// A format of single numbers: a layout and the rules of rounding to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Format {
    // Private, so that every format is one that a name says.
    pub(super) layout: Layout,
    pub(super) overflow: Overflow,
    pub(super) subnormals: Subnormals,
    pub(super) rounding: Rounding,
}

const KEPT: Parameter = Parameter::new("subnormals", 0.0, Domain::Word(&["kept", "flush"]));
pub(super) const ROUNDING: Parameter = Parameter::new(
    "rounding",
    0.0,
    Domain::Word(&["nearest", "toward_zero", "stochastic"]),
);

/// The parameters of layouts with these specials, the overflow first.
const fn parameters(specials: Specials) -> &'static [Parameter] {
    const fn rules(words: &'static [&'static str]) -> [Parameter; 3] {
        let overflow = Parameter::new("overflow", 0.0, Domain::Word(words));
        [overflow, KEPT, ROUNDING]
    }
    const INFINITY: &[Parameter] = &rules(&["infinity", "saturate"]);
    const NAN: &[Parameter] = &rules(&["nan", "saturate"]);
    const NONE: &[Parameter] = &rules(&["saturate"]);
    match specials {
        Specials::Infinity => INFINITY,
        Specials::Nan | Specials::MinusZero => NAN,
        Specials::None => NONE,
    }
}

/// A layout with a name.
type Named = (Signature, Layout);

const fn named(
    name: &'static str,
    aliases: &'static [&'static str],
    (exponent_bits, mantissa_bits, bias): (u32, u32, i32),
    specials: Specials,
) -> Named {
    let signature = Signature {
        name,
        aliases,
        parameters: parameters(specials),
    };
    let layout = Layout {
        exponent_bits,
        mantissa_bits,
        bias,
        specials,
    };
    (signature, layout)
}

/// Every layout that has a name, widest first.
const TABLE: &[Named] = &[
    named(
        "f64",
        &["float64", "fp64", "double", "binary64", "e11m52"],
        (11, 52, 1023),
        Specials::Infinity,
    ),
    named(
        "f32",
        &["float32", "fp32", "single", "binary32", "e8m23"],
        (8, 23, 127),
        Specials::Infinity,
    ),
    named(
        "tf32",
        &["tensorfloat32", "e8m10"],
        (8, 10, 127),
        Specials::Infinity,
    ),
    named(
        "bf16",
        &["bfloat16", "e8m7"],
        (8, 7, 127),
        Specials::Infinity,
    ),
    named(
        "f16",
        &["float16", "fp16", "half", "binary16", "e5m10"],
        (5, 10, 15),
        Specials::Infinity,
    ),
    named(
        "e5m2",
        &["float8_e5m2", "fp8_e5m2"],
        (5, 2, 15),
        Specials::Infinity,
    ),
    named(
        "e5m2fnuz",
        &["float8_e5m2fnuz", "fp8_e5m2fnuz"],
        (5, 2, 16),
        Specials::MinusZero,
    ),
    named(
        "e4m3",
        &["float8_e4m3fn", "fp8_e4m3", "e4m3fn"],
        (4, 3, 7),
        Specials::Nan,
    ),
    named(
        "e4m3fnuz",
        &["float8_e4m3fnuz", "fp8_e4m3fnuz"],
        (4, 3, 8),
        Specials::MinusZero,
    ),
    named(
        "e4m3b11fnuz",
        &["float8_e4m3b11fnuz"],
        (4, 3, 11),
        Specials::MinusZero,
    ),
    named("e4m3ieee", &["float8_e4m3"], (4, 3, 7), Specials::Infinity),
    named("e3m4", &["float8_e3m4"], (3, 4, 3), Specials::Infinity),
    named(
        "e3m2",
        &["float6_e3m2fn", "fp6_e3m2", "e3m2fn"],
        (3, 2, 3),
        Specials::None,
    ),
    named(
        "e2m3",
        &["float6_e2m3fn", "fp6_e2m3", "e2m3fn"],
        (2, 3, 1),
        Specials::None,
    ),
    named(
        "e2m1",
        &["float4_e2m1fn", "fp4_e2m1", "fp4", "e2m1fn"],
        (2, 1, 1),
        Specials::None,
    ),
];

/// What stands for every `eXmY` in messages.
const ANY: Signature = Signature {
    name: "eXmY",
    aliases: &[],
    parameters: parameters(Specials::Infinity),
};

impl Format {
    const fn usual(layout: Layout) -> Self {
        Format {
            layout,
            overflow: Overflow::Special,
            subnormals: Subnormals::Kept,
            rounding: Rounding::Nearest,
        }
    }

    /// Reads `bf16`, `float8_e4m3fn`, `e3m3(saturate)` ...
    ///
    /// # Errors
    /// [`FormatError`], naming the nearest names, or why there is no such
    /// `eXmY`.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let signatures: Vec<Signature> = Self::signatures().collect();
        let open = text.find('(').unwrap_or(text.len());
        let (name, arguments) = text.split_at(open);
        let error = match naming::resolve("format", text, &signatures) {
            Ok((index, values)) => return Ok(Self::with(TABLE[index].1, &values)),
            Err(error) => error,
        };
        let naming::NameError::Unknown { .. } = error else {
            return Err(error.into());
        };
        let Some((exponent_bits, mantissa_bits)) = widths(name) else {
            return Err(error.into());
        };
        if let Some(why) = senseless(exponent_bits, mantissa_bits) {
            return Err(FormatError::Senseless {
                exponent_bits,
                mantissa_bits,
                why,
            });
        }
        let (_, values) = naming::resolve("format", &format!("eXmY{arguments}"), &[ANY])?;
        Ok(Self::with(
            Layout::ieee(exponent_bits, mantissa_bits),
            &values,
        ))
    }

    /// The rules as the words of a name state them.
    fn with(layout: Layout, values: &[f64]) -> Self {
        Format {
            layout,
            overflow: [Overflow::Special, Overflow::Saturate][values[0] as usize],
            subnormals: [Subnormals::Kept, Subnormals::Flushed][values[1] as usize],
            rounding: Rounding::ALL[values[2] as usize],
        }
    }

    /// The names of all that have one.
    pub(super) fn signatures() -> impl Iterator<Item = Signature> {
        TABLE.iter().map(|(signature, _)| *signature)
    }

    /// The same, but what exceeds the largest number becomes it.
    pub fn saturating(self) -> Self {
        let overflow = match self.layout.specials {
            // There it does so in any case.
            Specials::None => Overflow::Special,
            _ => Overflow::Saturate,
        };
        Format { overflow, ..self }
    }

    /// The same numbers, rounded to otherwise.
    pub fn with_rounding(self, rounding: Rounding) -> Self {
        Format { rounding, ..self }
    }

    /// The place of the rounding's word.
    pub(super) fn rounding_value(self) -> f64 {
        f64::from(self.rounding as u8)
    }

    /// f32
    pub fn single() -> Self {
        Self::usual(Layout::ieee(8, 23))
    }

    /// f64
    pub fn double() -> Self {
        Self::usual(Layout::ieee(11, 52))
    }

    /// Every layout that has a name with the usual rules, widest first.
    pub fn all() -> impl Iterator<Item = Format> {
        TABLE.iter().map(|(_, layout)| Self::usual(*layout))
    }

    /// The same numbers with the usual rules: nearest even, subnormals kept,
    /// overflow to infinity or NaN where there is such a thing.
    pub fn plain(self) -> Self {
        Self::usual(self.layout)
    }

    /// The numbers.
    pub fn layout(self) -> Layout {
        self.layout
    }

    /// What becomes of what rounds to a subnormal.
    pub fn subnormals(self) -> Subnormals {
        self.subnormals
    }

    /// To which neighbour a number goes.
    pub fn rounding(self) -> Rounding {
        self.rounding
    }

    /// Whether it has the usual rules.
    pub fn is_usual(self) -> bool {
        self == self.plain()
    }

    /// Other names, those of the frameworks among them.
    pub fn aliases(self) -> &'static [&'static str] {
        let entry = TABLE.iter().find(|(_, layout)| *layout == self.layout);
        entry.map_or(&[], |(signature, _)| signature.aliases)
    }

    /// Bits of a number, its sign included.
    pub fn bits(self) -> u32 {
        self.layout.bits()
    }

    /// Largest number.
    pub fn max(self) -> f64 {
        self.layout.max()
    }

    /// Smallest positive normal number.
    pub fn min_normal(self) -> f64 {
        self.layout.min_normal()
    }

    /// Smallest positive number of the layout.
    pub fn min_subnormal(self) -> f64 {
        self.layout.min_subnormal()
    }

    /// Distance from 1 to the next number.
    pub fn epsilon(self) -> f64 {
        self.layout.epsilon()
    }

    /// The number of a code; see [`Layout::decode`].
    pub fn decode(self, code: u64) -> f64 {
        self.layout.decode(code)
    }

    /// The code of a number; see [`Layout::encode`].
    pub fn encode(self, number: f64) -> Option<u64> {
        self.layout.encode(number)
    }

    /// What a magnitude past the largest number becomes.
    pub fn beyond(self) -> f64 {
        match (self.overflow, self.rounding) {
            (Overflow::Saturate, _) | (_, Rounding::TowardZero) => self.max(),
            (Overflow::Special, _) => self.layout.beyond(),
        }
    }

    /// What infinity becomes.
    pub(super) fn infinite(self) -> f64 {
        match self.overflow {
            Overflow::Saturate => self.max(),
            Overflow::Special => self.layout.beyond(),
        }
    }

    /// Where rounding changes the kind of a number. With q the smallest
    /// subnormal, n the smallest normal number, M the largest number and u its
    /// distance to its neighbour:
    ///
    /// | | does not round to zero | rounds to a normal number | exceeds |
    /// |---|---|---|---|
    /// | nearest even | > q/2 | >= n - q/2 | > M + u/2, or = where the code of M is odd |
    /// | toward zero | >= q | >= n | >= M + u |
    ///
    /// Where subnormals are flushed the second is the first.
    ///
    /// # Errors
    /// [`FormatError::Random`] where the format rounds stochastically.
    pub fn thresholds(self) -> Result<Thresholds, FormatError> {
        let layout = self.layout;
        let m = layout.mantissa_bits as i32;
        // In units that keep every value an f64, whatever the layout.
        let halves = layout.quantum_exponent() - 1;
        let last = libm::ilogb(layout.max());
        let significand = libm::scalbn(layout.max(), m - last);
        let normal = libm::scalbn(1.0, m + 1);
        let [nonzero, normal, overflow] = match self.rounding {
            Rounding::Nearest => {
                let middle = 2.0 * significand + 1.0;
                let even = significand % 2.0 == 0.0;
                [
                    Threshold::above(1.0),
                    Threshold::from(normal - 1.0),
                    if even {
                        Threshold::above(middle)
                    } else {
                        Threshold::from(middle)
                    },
                ]
            }
            Rounding::TowardZero => [
                Threshold::from(2.0),
                Threshold::from(normal),
                Threshold::from(2.0 * significand + 2.0),
            ],
            Rounding::Stochastic => {
                return Err(FormatError::Random {
                    name: self.to_string(),
                });
            }
        };
        let place = |threshold: Threshold, exponent: i32| {
            let value = libm::scalbn(threshold.value, exponent);
            if value.is_normal() {
                Threshold { value, ..threshold }
            } else {
                threshold.scaled(exponent)
            }
        };
        let normal = place(normal, halves);
        Ok(Thresholds {
            nonzero: match self.subnormals {
                Subnormals::Kept => place(nonzero, halves),
                Subnormals::Flushed => normal,
            },
            normal,
            overflow: place(overflow, last - m - 1),
        })
    }
}

/// X and Y of `eXmY`.
fn widths(name: &str) -> Option<(u32, u32)> {
    let name = naming::key(name);
    let (exponent, mantissa) = name.strip_prefix('e')?.split_once('m')?;
    let digits = |text: &str| {
        let plain = text.bytes().all(|b| b.is_ascii_digit());
        // Past u32 it is too wide in any case.
        (plain && !text.is_empty()).then(|| text.parse().unwrap_or(u32::MAX))
    };
    Some((digits(exponent)?, digits(mantissa)?))
}

/// What is wrong with these widths.
fn senseless(exponent_bits: u32, mantissa_bits: u32) -> Option<&'static str> {
    match (exponent_bits, mantissa_bits) {
        (0, _) => Some("without an exponent a number is an integer"),
        (1, _) => {
            Some("subnormals and infinity take both exponents, which leaves no normal number")
        }
        (9.., _) | (_, 24..) => {
            Some("it would not fit in f32 (e8m23), in which numbers are kept; f64 has its own name")
        }
        (_, 0) => Some("without a mantissa there is no code for NaN beside infinity"),
        _ => None,
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let saturates = self.overflow == Overflow::Saturate;
        let values = [
            f64::from(saturates),
            f64::from(self.subnormals == Subnormals::Flushed),
            self.rounding_value(),
        ];
        let entry = TABLE.iter().find(|(_, layout)| *layout == self.layout);
        let text = match entry {
            Some((signature, _)) => naming::print(signature, &values),
            None => {
                let rules = naming::print(&ANY, &values);
                let Layout {
                    exponent_bits: x,
                    mantissa_bits: y,
                    ..
                } = self.layout;
                rules.replacen(ANY.name, &format!("e{x}m{y}"), 1)
            }
        };
        f.pad(&text)
    }
}
