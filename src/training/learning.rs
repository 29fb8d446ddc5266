//! Which parameters of an activation are learnt.

use crate::activation::{Activation, OpenActivation};
use crate::naming::{self, NameError, Signature};
use std::fmt;

/// What of the parameters that an activation declares learnable is learnt:
/// PReLU's slope, the beta of Swish, any that a formula calls `learnable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Learning {
    /// Nothing: they stay what they are.
    Nothing,
    /// One value for a layer.
    Layer,
    /// One value for each unit.
    Unit,
}

const TABLE: [Signature; 3] = [
    signature("nothing", &["none", "fixed"]),
    signature("layer", &["per_layer"]),
    signature("unit", &["per_unit", "channel"]),
];

const fn signature(name: &'static str, aliases: &'static [&'static str]) -> Signature {
    Signature {
        name,
        aliases,
        parameters: &[],
    }
}

impl Learning {
    /// Values of a parameter in a layer of so many units.
    pub fn values(self, width: usize) -> usize {
        match self {
            Learning::Unit => width,
            _ => 1,
        }
    }

    /// The activation with what is learnt of it left open; none where nothing
    /// is.
    pub fn open(self, activation: &Activation) -> Option<OpenActivation> {
        match self {
            Learning::Nothing => None,
            _ => activation.open(),
        }
    }
}

impl std::str::FromStr for Learning {
    type Err = NameError;

    /// Reads `nothing`, `layer` or `unit`.
    ///
    /// # Errors
    /// [`NameError`], naming the nearest.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let (index, _) = naming::resolve("way of learning", text, &TABLE)?;
        Ok([Learning::Nothing, Learning::Layer, Learning::Unit][index])
    }
}

impl fmt::Display for Learning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(TABLE[*self as usize].name)
    }
}
