//! What an entry of the catalogue states, and the object-safe face behind
//! which an [`Activation`](super::Activation) holds it.

use std::fmt::Debug;
use std::sync::Arc;

use pulp::Arch;

use super::arithmetic::Arithmetic;
use super::kernel;
use crate::naming::{NameError, Signature};

/// What the f32 kernels of an entry promise over all f32 inputs, with the
/// default parameters and others of ordinary size. ULPs are of the true value;
/// on instruction sets without a fused multiply-add it may be 1 ULP more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Largest error of the value where it is a normal number, in ULP; below,
    /// it is 1.5 smallest subnormals.
    pub value_ulp: f64,
    /// Largest error of the derivative, in ULP, where its size is at least
    /// `relative_from` times its largest.
    pub derivative_ulp: f64,
    /// Share of sup |phi'| from which the error of the derivative is bounded
    /// relative to its size; below, it is at most 2^-22 sup |phi'|.
    pub relative_from: f64,
}

impl Accuracy {
    /// What an entry promises unless it says otherwise.
    pub const USUAL: Accuracy = Accuracy {
        value_ulp: 3.0,
        derivative_ulp: 4.0,
        relative_from: 1.0 / 1024.0,
    };

    /// Where the derivative crosses zero by cancellation, as left of the
    /// minimum of GELU: relative from a quarter of its largest size.
    pub const CROSSING: Accuracy = Accuracy {
        relative_from: 0.25,
        ..Accuracy::USUAL
    };
}

/// An activation with its parameters: one type an entry.
///
/// `new` turns the parameters into the constants that the f32 kernel keeps in
/// registers.
pub(super) trait Definition: Debug + Copy + Send + Sync + 'static {
    /// Name, aliases, parameters.
    const SIGNATURE: Signature;
    /// phi as text, with z for the input and the parameters by name.
    const FORMULA: &'static str;
    /// Where it comes from, and what to know about it.
    const NOTE: &'static str;
    /// What the f32 kernel promises.
    const ACCURACY: Accuracy = Accuracy::USUAL;

    /// With the given parameters, one for each of the signature's, each in
    /// its domain; or what is wrong with them together.
    fn new(parameters: &[f64]) -> Result<Self, String>;

    /// phi(z), the reference.
    fn value(&self, z: f64) -> f64;

    /// phi'(z), the reference.
    fn derivative(&self, z: f64) -> f64;

    /// Where phi or phi' is not smooth, ascending.
    fn kinks(&self) -> Vec<f64> {
        Vec::new()
    }

    /// phi(c z) = c phi(z) for all c > 0.
    fn is_positively_homogeneous(&self) -> bool {
        false
    }

    /// `torch.nn.init.calculate_gain`, for the names that it knows.
    fn torch_gain(&self) -> Option<f64> {
        None
    }

    /// phi(z) and phi'(z) in f32, branch-free. NaN is taken care of outside.
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32);
}

/// [`Definition`] without its type.
pub(super) trait Function: Debug + Send + Sync {
    fn value(&self, z: f64) -> f64;
    fn derivative(&self, z: f64) -> f64;
    fn kinks(&self) -> Vec<f64>;
    fn is_positively_homogeneous(&self) -> bool;
    fn torch_gain(&self) -> Option<f64>;
    fn evaluate(&self, arch: Arch, z: &[f32], value: &mut [f32], derivative: &mut [f32]);
    fn evaluate_value(&self, z: &[f32], value: &mut [f32]);
    fn evaluate_derivative(&self, z: &[f32], derivative: &mut [f32]);
}

impl<D: Definition> Function for D {
    fn value(&self, z: f64) -> f64 {
        if z.is_nan() {
            z
        } else {
            Definition::value(self, z)
        }
    }
    fn derivative(&self, z: f64) -> f64 {
        if z.is_nan() {
            z
        } else {
            Definition::derivative(self, z)
        }
    }
    fn kinks(&self) -> Vec<f64> {
        Definition::kinks(self)
    }
    fn is_positively_homogeneous(&self) -> bool {
        Definition::is_positively_homogeneous(self)
    }
    fn torch_gain(&self) -> Option<f64> {
        Definition::torch_gain(self)
    }
    fn evaluate(&self, arch: Arch, z: &[f32], value: &mut [f32], derivative: &mut [f32]) {
        kernel::both(arch, *self, z, value, derivative);
    }
    fn evaluate_value(&self, z: &[f32], value: &mut [f32]) {
        kernel::value(*self, z, value);
    }
    fn evaluate_derivative(&self, z: &[f32], derivative: &mut [f32]) {
        kernel::derivative(*self, z, derivative);
    }
}

/// Makes the function from its parameters, or says what is wrong with them.
type Build = fn(&[f64]) -> Result<Arc<dyn Function>, String>;

/// One line of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Name, aliases, parameters.
    pub signature: Signature,
    /// phi as text, with z for the input and the parameters by name.
    pub formula: &'static str,
    /// Where it comes from, and what to know about it.
    pub note: &'static str,
    /// What the f32 kernels promise.
    pub accuracy: Accuracy,
    build: Build,
}

impl Entry {
    pub(super) const fn of<D: Definition>() -> Self {
        Entry {
            signature: D::SIGNATURE,
            formula: D::FORMULA,
            note: D::NOTE,
            accuracy: D::ACCURACY,
            build: |parameters| Ok(Arc::new(D::new(parameters)?)),
        }
    }

    /// The function with these parameters, each in its domain.
    pub(super) fn build(&self, parameters: &[f64]) -> Result<Arc<dyn Function>, NameError> {
        (self.build)(parameters).map_err(|problem| NameError::Parameters {
            name: self.signature.name,
            usage: self.signature.usage(),
            problem,
        })
    }
}
