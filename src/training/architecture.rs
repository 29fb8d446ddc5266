//! How the layers of a net that is trained are put together.

use crate::naming::{self, Domain, NameError, Parameter, Signature};
use std::fmt;
use thiserror::Error;

/// How a signal is brought to a common scale before it meets phi.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Norm {
    /// Each unit over the samples of the batch, running means when the net is
    /// tested: Ioffe and Szegedy 2015 (arXiv:1502.03167).
    Batch,
    /// Each sample over its units: Ba, Kiros and Hinton 2016 (arXiv:1607.06450).
    Layer,
    /// Each sample over its units, without taking off the mean: Zhang and
    /// Sennrich 2019 (arXiv:1910.07467).
    Rms,
}

/// The way from one layer to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Path {
    /// h^l = phi(N(W^l h^{l-1} + b^l)).
    Plain,
    /// h^l = h^{l-1} + beta (W^l phi(N(h^{l-1})) + b^l), with a matrix before
    /// the first block and, where there is an N, one more N behind the last: He
    /// et al. 2016 (arXiv:1603.05027), one matrix a block.
    Residual {
        /// What a block is multiplied by.
        beta: f64,
    },
}

/// An architecture: a path and a normalisation N.
///
/// | text | meaning |
/// |---|---|
/// | `plain` | neither |
/// | `plain+batchnorm`, `batchnorm` | BatchNorm before each phi |
/// | `residual`, `residual(0.5)` | blocks with a way around, times beta |
/// | `residual+layernorm` | LayerNorm first in each block |
///
/// ```
/// use actlab::training::Architecture;
///
/// let net: Architecture = "residual + rmsnorm".parse()?;
/// assert_eq!(net.to_string(), "residual+rmsnorm");
/// # Ok::<(), actlab::training::ArchitectureError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Architecture {
    /// The way from one layer to the next.
    pub path: Path,
    /// N, where there is one.
    pub norm: Option<Norm>,
}

/// Why a text is no architecture.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ArchitectureError {
    /// The name of none.
    #[error(transparent)]
    Name(#[from] NameError),
    /// More than a path and a normalisation.
    #[error(
        "'{0}' is no architecture: write plain or residual, and a normalisation behind it, such as residual+layernorm"
    )]
    Parts(String),
}

const PATHS: [Signature; 2] = [
    Signature {
        name: "plain",
        aliases: &["mlp"],
        parameters: &[],
    },
    Signature {
        name: "residual",
        aliases: &["resnet"],
        parameters: &[Parameter::new("beta", 1.0, Domain::Positive)],
    },
];

const NORMS: [Signature; 3] = [
    norm("batchnorm", &["batch_norm", "bn"]),
    norm("layernorm", &["layer_norm", "ln"]),
    norm("rmsnorm", &["rms_norm"]),
];

const fn norm(name: &'static str, aliases: &'static [&'static str]) -> Signature {
    Signature {
        name,
        aliases,
        parameters: &[],
    }
}

impl Architecture {
    /// Layer after layer, nothing normalised.
    pub const PLAIN: Architecture = Architecture {
        path: Path::Plain,
        norm: None,
    };

    /// What can be named, for lists: usage and meaning.
    pub fn list() -> Vec<(String, &'static str)> {
        let meanings = [
            "h = phi(N(W h + b))",
            "h = h + beta (W phi(N(h)) + b), a matrix before the first block",
            "N: each unit over the batch; running means when tested",
            "N: each sample over its units",
            "N: each sample over its units, without taking off the mean",
        ];
        let usages = PATHS.iter().map(Signature::usage).chain(
            NORMS
                .iter()
                .map(|norm| format!("plain|residual+{}", norm.name)),
        );
        usages.zip(meanings).collect()
    }
}

impl std::str::FromStr for Architecture {
    type Err = ArchitectureError;

    /// Reads `plain`, `residual(0.5)+layernorm`, `batchnorm` ...
    ///
    /// # Errors
    /// [`ArchitectureError`], naming the nearest names.
    fn from_str(text: &str) -> Result<Self, ArchitectureError> {
        let parts: Vec<&str> = text.split('+').map(str::trim).collect();
        let named_norm = |text: &str| {
            let (index, _) = naming::resolve("normalisation", text, &NORMS)?;
            Ok::<_, NameError>([Norm::Batch, Norm::Layer, Norm::Rms][index])
        };
        let (path, norm) = match parts[..] {
            [path, norm] => (path, Some(named_norm(norm)?)),
            [only] => match named_norm(only) {
                Ok(norm) => ("plain", Some(norm)),
                Err(_) => (only, None),
            },
            _ => return Err(ArchitectureError::Parts(naming::shown(text))),
        };
        let path = match naming::resolve("architecture", path, &PATHS)? {
            (0, _) => Path::Plain,
            (_, values) => Path::Residual { beta: values[0] },
        };
        Ok(Architecture { path, norm })
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = match self.path {
            Path::Plain => naming::print(&PATHS[0], &[]),
            Path::Residual { beta } => naming::print(&PATHS[1], &[beta]),
        };
        let norm = self.norm.map(|norm| match norm {
            Norm::Batch => "+batchnorm",
            Norm::Layer => "+layernorm",
            Norm::Rms => "+rmsnorm",
        });
        f.pad(&format!("{path}{}", norm.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_back() {
        for (text, printed) in [
            ("plain", "plain"),
            ("mlp", "plain"),
            ("batchnorm", "plain+batchnorm"),
            ("residual(0.5)+layernorm", "residual(0.5)+layernorm"),
            ("resnet + RMSNorm", "residual+rmsnorm"),
        ] {
            let read: Architecture = text.parse().unwrap();
            assert_eq!(read.to_string(), printed);
            assert_eq!(printed.parse(), Ok(read));
        }
        for text in [
            "residual+layernorm+rmsnorm",
            "residul",
            "plain+",
            "residual(0)",
        ] {
            text.parse::<Architecture>().unwrap_err();
        }
    }
}
