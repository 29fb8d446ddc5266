//! How the tensors of a net are stored: one format for each role, the precision
//! of the sums in its products, and the loss scale.
//!
//! | text | meaning |
//! |---|---|
//! | `bf16` | weights, activations and gradients in bf16, sums in f32 |
//! | `mixed(forward=e4m3, gradient=e5m2)` | weights and activations in e4m3, gradients in e5m2, a master copy of the weights in f32 |
//! | `mixed(forward=f16, accumulate=f16)` | sums rounded to f16 after every addition |
//! | `f16*2^10` | the cotangent times 2^10 before it is stored |
//! | `f16*auto` | the largest power of two with which no gradient exceeds the format |
//!
//! The roles are those of mixed precision training: forward in e4m3 and
//! gradients in e5m2 with a master copy in a wider format, Micikevicius et al.
//! 2022 (arXiv:2209.05433); loss scaling, Micikevicius et al. 2018
//! (arXiv:1710.03740).

use super::error::FormatError;
use super::format::Format;
use super::storage::Storage;
use crate::naming;
use thiserror::Error;

/// How the products of a net are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Accumulation {
    /// By fused multiply-adds in f32, in the order of the matrix library.
    Single,
    /// By fused multiply-adds in f64, in the order of the matrix library.
    Double,
    /// One product after the other, the sum rounded to this format after each.
    Rounded(Format),
}

/// What the cotangent is multiplied by before it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LossScale {
    /// 2^k.
    Power(i32),
    /// The largest 2^k for which no gradient of the f64 reference exceeds the
    /// largest number of the gradients' format.
    Auto,
}

/// The formats of a net.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Precision {
    // Private, so that every precision is one that a text says.
    forward: Storage,
    weights: Storage,
    gradient: Storage,
    master: Storage,
    accumulate: Accumulation,
    loss_scale: LossScale,
    /// Whether it is written as one format.
    single: bool,
}

/// Why a text is no precision.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PrecisionError {
    /// A format that is none.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// `mixed` with something that is no role.
    #[error(
        "'{0}' is no role of mixed(...); write ROLE=FORMAT, where the roles are forward, weights, gradient, master and accumulate"
    )]
    Role(String),
    /// A role named twice.
    #[error("the role {0} is given twice")]
    Twice(&'static str),
    /// `mixed` that leaves out the one role from which the others follow.
    #[error(
        "mixed(...) needs forward=FORMAT, from which weights and gradient follow where they are left out"
    )]
    NoForward,
    /// f64 beside a narrower format.
    #[error(
        "{0}: f64 stands for the whole net or for its sums (accumulate=f64); numbers of the other roles are kept in f32"
    )]
    Double(String),
    /// Sums in a format of blocks, or one that rounds at random.
    #[error(
        "accumulate={0}: a sum is rounded to a format of single numbers to the nearest or toward zero, such as f16"
    )]
    Sum(String),
    /// A loss scale that is none.
    #[error(
        "'{0}' is no loss scale: take a power of two from 2^-1000 to 2^1000, such as 1024 or 2^10, which changes exponents and rounds nothing, or auto"
    )]
    LossScale(String),
}

const ROLES: [&str; 5] = ["forward", "weights", "gradient", "master", "accumulate"];
/// Powers of two beyond f32's range and well within f64's.
const LARGEST_SCALE: i32 = 1000;

impl Precision {
    /// Everything in one format, sums in f32, no loss scale. Of a format of
    /// blocks the master copy is in f32.
    pub fn of(format: Storage) -> Self {
        Precision {
            forward: format,
            weights: format,
            gradient: format,
            master: match format {
                Storage::Single(_) => format,
                Storage::Block(_) => Storage::Single(Format::single()),
            },
            accumulate: if is_double(format) {
                Accumulation::Double
            } else {
                Accumulation::Single
            },
            loss_scale: LossScale::Power(0),
            single: true,
        }
    }

    /// The net that others are held against: everything in f64.
    pub fn reference() -> Self {
        Self::of(Storage::Single(Format::double()))
    }

    /// Reads a format, `mixed(...)`, or either with a loss scale.
    ///
    /// # Errors
    /// [`PrecisionError`], with what can be written instead.
    pub fn parse(text: &str) -> Result<Self, PrecisionError> {
        let (formats, scale) = match text.rsplit_once('*') {
            Some((formats, scale)) => (formats, LossScale::parse(scale)?),
            None => (text, LossScale::Power(0)),
        };
        let formats = formats.trim();
        let mixed = formats
            .split_once('(')
            .filter(|(name, rest)| naming::key(name) == "mixed" && rest.ends_with(')'));
        let precision = match mixed {
            Some((_, roles)) => Self::mixed(&roles[..roles.len() - 1])?,
            None => Self::of(Storage::parse(formats)?),
        };
        Ok(precision.scaled(scale))
    }

    fn mixed(text: &str) -> Result<Self, PrecisionError> {
        let mut texts = [None; ROLES.len()];
        for part in naming::split_list(text) {
            let wrong = || PrecisionError::Role(naming::shown(part));
            let (role, format) = part.split_once('=').ok_or_else(wrong)?;
            let role = naming::key(role);
            let place = ROLES.iter().position(|r| **r == role).ok_or_else(wrong)?;
            if texts[place].replace(format.trim()).is_some() {
                return Err(PrecisionError::Twice(ROLES[place]));
            }
        }
        let [forward, weights, gradient, master, accumulate] = texts;
        let forward = Storage::parse(forward.ok_or(PrecisionError::NoForward)?)?;
        let or = |text: Option<&str>, default| text.map_or(Ok(default), Storage::parse);
        let precision = Precision {
            forward,
            weights: or(weights, forward)?,
            gradient: or(gradient, forward)?,
            master: or(master, Storage::Single(Format::single()))?,
            accumulate: match accumulate {
                None => Accumulation::Single,
                Some(text) => sums(text)?,
            },
            loss_scale: LossScale::Power(0),
            single: false,
        };
        let stored = [
            precision.forward,
            precision.weights,
            precision.gradient,
            precision.master,
        ];
        if stored.into_iter().any(is_double) {
            return Err(PrecisionError::Double(precision.to_string()));
        }
        Ok(precision)
    }

    /// The same with another loss scale.
    pub fn scaled(self, loss_scale: LossScale) -> Self {
        Precision { loss_scale, ..self }
    }

    /// The format that all of it is stored in, where it is one.
    pub fn single(&self) -> Option<Storage> {
        self.single.then_some(self.forward)
    }

    /// Of activations and inputs.
    pub fn forward(&self) -> Storage {
        self.forward
    }

    /// Of the weights and biases in the products.
    pub fn weights(&self) -> Storage {
        self.weights
    }

    /// Of gradients, on activations and on pre-activations.
    pub fn gradient(&self) -> Storage {
        self.gradient
    }

    /// Of the copy of the weights that an update is added to.
    pub fn master(&self) -> Storage {
        self.master
    }

    /// How products are summed.
    pub fn accumulate(&self) -> Accumulation {
        self.accumulate
    }

    /// What the cotangent is multiplied by.
    pub fn loss_scale(&self) -> LossScale {
        self.loss_scale
    }

    /// Whether the net is one of f64.
    pub fn is_double(&self) -> bool {
        is_double(self.forward)
    }

    /// Of the roles forward, weights and gradient, a format of blocks and its
    /// size where one is not a whole number of `length`s.
    pub fn block_that_does_not_divide(&self, length: usize) -> Option<(Storage, usize)> {
        let stored = [self.forward, self.weights, self.gradient];
        stored.into_iter().find_map(|storage| match storage {
            Storage::Block(format) if !length.is_multiple_of(format.block()) => {
                Some((storage, format.block()))
            }
            _ => None,
        })
    }
}

fn is_double(storage: Storage) -> bool {
    matches!(storage, Storage::Single(format) if format.layout() == Format::double().layout())
}

fn sums(text: &str) -> Result<Accumulation, PrecisionError> {
    let storage = Storage::parse(text)?;
    match storage {
        _ if storage == Storage::Single(Format::double()) => Ok(Accumulation::Double),
        _ if storage == Storage::Single(Format::single()) => Ok(Accumulation::Single),
        Storage::Single(format) if !is_double(storage) && format.thresholds().is_ok() => {
            Ok(Accumulation::Rounded(format))
        }
        _ => Err(PrecisionError::Sum(storage.to_string())),
    }
}

impl LossScale {
    /// Reads `2^10`, `1024`, `0.5` or `auto`.
    ///
    /// # Errors
    /// [`PrecisionError::LossScale`] where it is no power of two, so for 0 and
    /// infinity too.
    pub fn parse(text: &str) -> Result<Self, PrecisionError> {
        let wrong = || PrecisionError::LossScale(naming::shown(text.trim()));
        let text = text.trim();
        if naming::key(text) == "auto" {
            return Ok(LossScale::Auto);
        }
        let exponent = match text.strip_prefix("2^") {
            Some(exponent) => exponent.parse().map_err(|_| wrong())?,
            None => {
                let value: f64 = text.parse().map_err(|_| wrong())?;
                if !value.is_normal() || value < 0.0 {
                    return Err(wrong());
                }
                let exponent = libm::ilogb(value);
                if libm::scalbn(1.0, exponent) != value {
                    return Err(wrong());
                }
                exponent
            }
        };
        if (-LARGEST_SCALE..=LARGEST_SCALE).contains(&exponent) {
            Ok(LossScale::Power(exponent))
        } else {
            Err(wrong())
        }
    }
}

impl std::fmt::Display for LossScale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LossScale::Power(0) => f.write_str("1"),
            LossScale::Power(exponent) => write!(f, "2^{exponent}"),
            LossScale::Auto => f.write_str("auto"),
        }
    }
}

impl std::fmt::Display for Precision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = if self.single {
            self.forward.to_string()
        } else {
            let mut roles = vec![format!("forward={}", self.forward)];
            let mut unless = |role, storage: Storage, usual: Storage| {
                if storage != usual {
                    roles.push(format!("{role}={storage}"));
                }
            };
            unless("weights", self.weights, self.forward);
            unless("gradient", self.gradient, self.forward);
            unless("master", self.master, Storage::Single(Format::single()));
            match self.accumulate {
                Accumulation::Single => {}
                Accumulation::Double => roles.push("accumulate=f64".to_string()),
                Accumulation::Rounded(format) => roles.push(format!("accumulate={format}")),
            }
            format!("mixed({})", roles.join(", "))
        };
        if self.loss_scale != LossScale::Power(0) {
            text.push_str(&format!("*{}", self.loss_scale));
        }
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_back() {
        for (text, printed) in [
            ("bf16", "bf16"),
            ("half*1024", "f16*2^10"),
            ("f16 * 0.5", "f16*2^-1"),
            ("e5m2(saturate)*AUTO", "e5m2(saturate)*auto"),
            ("f16*1", "f16"),
            (
                "mixed(gradient=e5m2, forward=e4m3(saturate))",
                "mixed(forward=e4m3(saturate), gradient=e5m2)",
            ),
            (
                "mixed(forward=mxfp8_e4m3, master=bf16, accumulate=f64)*2^12",
                "mixed(forward=mxfp8_e4m3, master=bf16, accumulate=f64)*2^12",
            ),
            (
                "Mixed(forward=f16, weights=f16, gradient=f16, master=f32, accumulate=f32)",
                "mixed(forward=f16)",
            ),
        ] {
            let precision = Precision::parse(text).unwrap();
            assert_eq!(precision.to_string(), printed);
            assert_eq!(Precision::parse(printed).unwrap(), precision);
        }
        assert!(Precision::reference().is_double());
        // Of one format the master copy is in it too.
        let master = |text| Precision::parse(text).unwrap().master().to_string();
        assert_eq!(
            [master("f16"), master("mixed(forward=f16)")],
            ["f16", "f32"]
        );
        assert_eq!(master("mxfp4"), "f32");
    }

    #[test]
    fn mistakes_are_told() {
        for (text, told) in [
            ("f17", "did you mean f16"),
            ("f16*0", "'0' is no loss scale"),
            ("f16*inf", "'inf' is no loss scale"),
            ("f16*-2", "power of two"),
            ("f16*3", "such as 1024 or 2^10"),
            ("f16*2^1001", "2^1000"),
            ("f16*", "'' is no loss scale"),
            ("mixed(f16)", "'f16' is no role"),
            ("mixed(backward=f16)", "'backward=f16' is no role"),
            ("mixed(gradient=f16)", "needs forward=FORMAT"),
            ("mixed(forward=f16, forward=f16)", "forward is given twice"),
            (
                "mixed(forward=f64, gradient=f16)",
                "f64 stands for the whole net",
            ),
            ("mixed(forward=f16, accumulate=mxfp4)", "accumulate=mxfp4"),
            ("mixed(forward=e0m7)", "without an exponent"),
        ] {
            let message = Precision::parse(text).unwrap_err().to_string();
            assert!(message.contains(told), "{text}: {message}");
        }
    }
}
