//! What phi is: the catalogue of activation functions, each with an f64
//! reference and vectorised f32 kernels.
//!
//! An [`Activation`] is an entry of the [`catalog()`] with its parameters, read
//! from a text such as `leaky_relu(0.2)`. [`Activation::value`] and
//! [`Activation::derivative`] are the truth, within a few ULP of f64, tails
//! included. [`Activation::evaluate`] is fast: f32, branch-free, both in one
//! pass, within the entry's [`Accuracy`].
//!
//! phi' at a kink follows PyTorch's backward (relu'(0) = 0), as each entry's
//! note says. **Zero means zero**: phi' is exactly 0 only where the true
//! derivative is (relu below 0) or at infinite z. Where it is tiny and would
//! round to zero, it is the smallest subnormal of its sign, so that counting
//! zeros counts dead units and not rounding. Frameworks compute
//! tanh' = 1 - y^2, which is exactly zero beyond |z| = 9, where the true
//! derivative is 6e-8.
//!
//! One file an entry in `catalog/`; the f32 building blocks are in
//! `elementary.rs` and `normal_tail.rs`, those in f64 in `reference.rs`, the
//! dispatch in `kernel.rs`.

mod arithmetic;
mod catalog;
mod definition;
mod double_double;
mod elementary;
mod kernel;
mod normal_tail;
mod reference;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

pub use catalog::catalog;
pub use definition::{Accuracy, Entry};

use crate::naming::{self, NameError};
use definition::Function;

/// An activation function with its parameters.
///
/// ```
/// use actlab::activation::Activation;
///
/// let phi: Activation = "leaky_relu(0.2)".parse()?;
/// assert_eq!(phi.value(-1.0), -0.2);
/// assert_eq!(phi.to_string(), "leaky_relu(0.2)");
/// # Ok::<(), actlab::naming::NameError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Activation {
    entry: &'static Entry,
    parameters: Vec<f64>,
    function: Arc<dyn Function>,
}

impl Activation {
    /// The line of the catalogue: name, aliases, parameters, formula, source.
    pub fn entry(&self) -> &'static Entry {
        self.entry
    }

    /// The values of the parameters, in the order of the entry's signature.
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    /// phi(z), the f64 reference: within about 4 ULP.
    pub fn value(&self, z: f64) -> f64 {
        self.function.value(z)
    }

    /// phi'(z), the f64 reference: within about 4 ULP, near its zeros within
    /// 2^-51 of its largest size. At a kink it follows PyTorch.
    pub fn derivative(&self, z: f64) -> f64 {
        self.function.derivative(z)
    }

    /// Where phi or phi' is not smooth, ascending: a quadrature is split there.
    pub fn kinks(&self) -> Vec<f64> {
        self.function.kinks()
    }

    /// Whether phi(c z) = c phi(z) for all c > 0.
    pub fn is_positively_homogeneous(&self) -> bool {
        self.function.is_positively_homogeneous()
    }

    /// The gain of `torch.nn.init.calculate_gain` for an activation that it
    /// knows by name (linear, sigmoid, tanh, relu, leaky_relu, selu), else
    /// none, where PyTorch raises an error.
    pub fn torch_gain(&self) -> Option<f64> {
        self.function.torch_gain()
    }

    /// phi and phi' of each z in one pass. NaN gives NaN.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn evaluate(&self, z: &[f32], value: &mut [f32], derivative: &mut [f32]) {
        self.function
            .evaluate(pulp::Arch::new(), z, value, derivative);
    }

    /// phi of each z, the same bits as in [`Activation::evaluate`].
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn evaluate_value(&self, z: &[f32], value: &mut [f32]) {
        self.function.evaluate_value(z, value);
    }

    /// phi' of each z, the same bits as in [`Activation::evaluate`].
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn evaluate_derivative(&self, z: &[f32], derivative: &mut [f32]) {
        self.function.evaluate_derivative(z, derivative);
    }
}

/// Same entry, same parameters.
impl PartialEq for Activation {
    fn eq(&self, other: &Self) -> bool {
        self.entry.signature.name == other.entry.signature.name
            && self.parameters == other.parameters
    }
}

impl FromStr for Activation {
    type Err = NameError;

    /// Reads a name as [`naming::resolve`] does.
    ///
    /// # Errors
    /// An unknown name, or parameters that make no sense, alone or together.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let (index, parameters) = naming::resolve("activation", text, catalog::SIGNATURES)?;
        let entry = &catalog()[index];
        let function = entry.build(&parameters)?;
        Ok(Activation {
            entry,
            parameters,
            function,
        })
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&naming::print(&self.entry.signature, &self.parameters))
    }
}
