//! What phi is: the catalogue of activation functions and formulas, each with
//! an f64 reference and vectorised f32 kernels.
//!
//! An [`Activation`] is read from a text: an entry of the [`catalog()`] with its
//! parameters (`leaky_relu(0.2)`), a framework's version of one
//! (`leaky_relu@keras`), or a [formula] (`x * tanh(softplus(x))`). Every entry is
//! a formula, too.
//!
//! [`Activation::value`] and [`Activation::derivative`] are the truth, within an
//! ULP of f64, tails included: the formula evaluated in 100 bits without limits
//! of size, phi' by forward-mode dual numbers. [`Activation::evaluate`] is fast:
//! f32, branch-free, both in one pass, within the entry's [`Accuracy`], by a
//! kernel written for the entry or by the formula in f64, rounded once.
//!
//! phi' at a kink follows PyTorch's backward (relu'(0) = 0), as each entry's
//! note says. **Zero means zero**: phi' is exactly 0 only where the true
//! derivative is (relu below 0) or at infinite z. Where it is tiny and would
//! round to zero, it is the smallest subnormal of its sign, so that counting
//! zeros counts dead units and not rounding. Frameworks compute
//! tanh' = 1 - y^2, which is exactly zero beyond |z| = 9, where the true
//! derivative is 6e-8.
//!
//! One file an entry in `catalog/`; the language in `formula/`, what evaluates it
//! in `machine/`; the f32 building blocks in `elementary.rs` and
//! `normal_tail.rs`, their dispatch in `kernel.rs` and `exponential_kernel.rs`.

pub mod accuracy;
mod arithmetic;
mod catalog;
mod elementary;
mod entry;
mod exponential_kernel;
mod features;
pub mod formula;
mod kernel;
mod machine;
mod normal_tail;
mod open;
mod resolve;
mod shape;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use pulp::Arch;

pub use catalog::catalog;
pub use entry::{Accuracy, Computed, Entry, Spelling};
pub use open::OpenActivation;
pub use resolve::ActivationError;
pub use shape::Gap;

use crate::vectorised::arch;
use formula::{Expression, Formula};
use kernel::Kernel;
use machine::{Limits, Program};

/// An activation function with its parameters.
///
/// ```
/// use actlab::activation::Activation;
///
/// let phi: Activation = "leaky_relu(0.2)".parse()?;
/// assert_eq!(phi.value(-1.0), -0.2);
/// assert_eq!(phi.to_string(), "leaky_relu(0.2)");
///
/// let mine: Activation = "mine(beta=2): x * sigmoid(beta * x)".parse()?;
/// assert_eq!(mine.value(0.5), "swish(2)".parse::<Activation>()?.value(0.5));
/// # Ok::<(), actlab::activation::ActivationError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Activation(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    definition: Definition,
    limits: Limits,
    seams: OnceLock<Vec<f64>>,
    kinks: OnceLock<Vec<f64>>,
    features: OnceLock<Vec<f64>>,
    homogeneous: OnceLock<bool>,
}

/// What an activation is made of.
#[derive(Debug)]
struct Definition {
    /// As it is printed, which reads back.
    name: String,
    /// The line of the catalogue, unless it is a formula.
    entry: Option<&'static Entry>,
    /// The formula, unless it is of the catalogue.
    formula: Option<Formula>,
    parameters: Vec<f64>,
    /// phi as it was written.
    canonical: Expression,
    /// The backward pass, where it is not phi'.
    backward: Option<Expression>,
    /// phi and what the backward pass uses.
    program: Program,
    /// phi and phi', where the backward pass uses another.
    derived: Option<Program>,
    /// The f32 kernel, where the program is not it.
    kernel: Option<Arc<dyn Kernel>>,
    /// Whether that is made of the straight pieces of a formula.
    is_straight: bool,
}

impl Activation {
    fn new(definition: Definition) -> Self {
        let limit = |z: f64| pair(&definition.program, z);
        let limits = Limits {
            below: limit(f64::NEG_INFINITY),
            above: limit(f64::INFINITY),
        };
        Activation(Arc::new(Inner {
            definition,
            limits,
            seams: OnceLock::new(),
            kinks: OnceLock::new(),
            features: OnceLock::new(),
            homogeneous: OnceLock::new(),
        }))
    }

    /// The line of the catalogue: name, aliases, parameters, formula, source.
    /// None of a user's formula.
    pub fn entry(&self) -> Option<&'static Entry> {
        self.0.definition.entry
    }

    /// The canonical name of the entry, or of the formula where it has one.
    pub fn name(&self) -> Option<&str> {
        match self.entry() {
            Some(entry) => Some(entry.signature.name),
            None => self.formula().and_then(|f| f.name.as_deref()),
        }
    }

    /// A short name for a legend: as it is printed, of a definition without the
    /// formula.
    pub fn label(&self) -> String {
        match self.formula().filter(|f| f.name.is_some()) {
            None => self.to_string(),
            Some(_) => self
                .to_string()
                .split(':')
                .next()
                .unwrap_or_default()
                .to_string(),
        }
    }

    /// phi as it is written: the formula of the entry, or of a definition what
    /// stands behind its head.
    pub fn formula_text(&self) -> &str {
        match self.entry() {
            Some(entry) => entry.formula,
            None => self.definition_parts().0,
        }
    }

    /// What the backward pass uses, as it is written, where that is not phi'.
    pub fn backward_text(&self) -> Option<&str> {
        match self.entry() {
            Some(entry) => entry.backward,
            None => self.definition_parts().1,
        }
    }

    /// phi and the backward pass of a definition. Its text has its blanks put
    /// in order, ':' ends the head, and `backward` is a word of the language.
    fn definition_parts(&self) -> (&str, Option<&str>) {
        let text = self.0.definition.name.as_str();
        let body = text.split_once(':').map_or(text, |(_, body)| body);
        match body.split_once(" backward ") {
            Some((phi, backward)) => (phi.trim(), Some(backward.trim())),
            None => (body.trim(), None),
        }
    }

    /// Whether the f32 kernel was written for the entry, or for the one that a
    /// formula spells out, rather than being the formula in f64.
    pub fn has_written_kernel(&self) -> bool {
        self.0.definition.kernel.is_some() && !self.computes_straight_pieces()
    }

    /// Whether the f32 kernel is made of the straight pieces of a formula, as
    /// of `max(0.1 * x, x)`: within 2 ULP, and of phi' within half an ULP.
    pub fn computes_straight_pieces(&self) -> bool {
        self.0.definition.is_straight
    }

    fn formula(&self) -> Option<&Formula> {
        self.0.definition.formula.as_ref()
    }

    /// The values of the parameters, in the order of the signature.
    pub fn parameters(&self) -> &[f64] {
        &self.0.definition.parameters
    }

    /// Every parameter with its value, and whether training may learn it.
    pub fn named_parameters(&self) -> Vec<(&str, f64, bool)> {
        match (self.entry(), self.formula()) {
            (Some(entry), _) => {
                let parameters = entry.signature.parameters.iter().zip(self.parameters());
                let learns = |name| entry.learnable.contains(&name);
                parameters
                    .map(|(p, value)| (p.name, *value, learns(p.name)))
                    .collect()
            }
            (_, Some(formula)) => {
                let parameters = formula.parameters.iter();
                parameters
                    .map(|p| (p.name.as_str(), p.value, p.learnable))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// phi as LaTeX, in z; none where it would fit on no page.
    pub fn latex(&self) -> Option<String> {
        let names: Vec<&str> = self.named_parameters().iter().map(|p| p.0).collect();
        formula::latex(&self.0.definition.canonical, "z", &names)
    }

    /// phi(z), the f64 reference: within an ULP.
    pub fn value(&self, z: f64) -> f64 {
        pair(&self.0.definition.program, z).0
    }

    /// What the backward pass uses: phi'(z), the f64 reference, within an ULP,
    /// near its zeros within 2^-52 of its largest size; or the stated
    /// [surrogate](Activation::has_surrogate). At a kink it follows PyTorch.
    pub fn derivative(&self, z: f64) -> f64 {
        pair(&self.0.definition.program, z).1
    }

    /// phi'(z), also where the backward pass uses another.
    pub fn true_derivative(&self, z: f64) -> f64 {
        let definition = &self.0.definition;
        pair(
            definition.derived.as_ref().unwrap_or(&definition.program),
            z,
        )
        .1
    }

    /// Whether the backward pass uses, on purpose, something else than phi'.
    pub fn has_surrogate(&self) -> bool {
        self.0.definition.backward.is_some()
    }

    /// phi and phi' of each z in f64, much faster than the reference and within
    /// 20 ULP (most entries: 3) of those for a z that is off by an ULP or two,
    /// as the phase of a fast wave is; near zeros of phi' within 2^-50 of the
    /// size that it has within 10 of 0, near those of phi of ten times that.
    ///
    /// That is for sizes from 1e-120 to 1e120. e^z is cut off where it is below
    /// 1e-152 or above 1e152, so that what is smaller comes out as a number about
    /// as small that is not zero, and what is larger as one about as large. For
    /// z beyond 1e30 it is the reference.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn evaluate_f64(&self, z: &[f64], value: &mut [f64], derivative: &mut [f64]) {
        // What f64 lanes are made for.
        const LARGEST: f64 = 1e30;
        same_length(z.len(), value.len(), "value");
        same_length(z.len(), derivative.len(), "derivative");
        let program = &self.0.definition.program;
        if z.iter().all(|z| z.abs() <= LARGEST) {
            program.fast(z, value, derivative);
        } else {
            program.exact(z, value, derivative);
        }
    }

    /// Where the formula goes from one case to another, smooth or not,
    /// ascending.
    pub(crate) fn seams(&self) -> &[f64] {
        self.0.seams.get_or_init(|| shape::seams(self))
    }

    /// Where phi or phi' is not smooth, ascending: a quadrature is split there.
    pub fn kinks(&self) -> &[f64] {
        self.0.kinks.get_or_init(|| shape::kinks(self))
    }

    /// Where a quadrature is split because phi changes fast, smooth as it is.
    pub(crate) fn features(&self) -> &[f64] {
        self.0.features.get_or_init(|| features::features(self))
    }

    /// Whether phi(c z) = c phi(z) for all c > 0.
    pub fn is_positively_homogeneous(&self) -> bool {
        *self
            .0
            .homogeneous
            .get_or_init(|| shape::is_positively_homogeneous(self))
    }

    /// Ranges of inputs, within 10^4 of 0, where the f32 value or derivative is
    /// infinite or no number.
    pub fn gaps(&self) -> Vec<Gap> {
        shape::gaps(self)
    }

    /// The gain of `torch.nn.init.calculate_gain` for an activation that it
    /// knows by name (linear, sigmoid, tanh, relu, leaky_relu, selu), else
    /// none, where PyTorch raises an error.
    pub fn torch_gain(&self) -> Option<f64> {
        let gain = self.entry()?.torch_gain?;
        Some(gain(self.parameters()))
    }

    /// phi and phi' of each z in one pass. NaN gives NaN.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn evaluate(&self, z: &[f32], value: &mut [f32], derivative: &mut [f32]) {
        self.evaluate_with(arch(), z, value, derivative);
    }

    fn evaluate_with(&self, arch: Arch, z: &[f32], value: &mut [f32], derivative: &mut [f32]) {
        same_length(z.len(), value.len(), "value");
        same_length(z.len(), derivative.len(), "derivative");
        let definition = &self.0.definition;
        match &definition.kernel {
            Some(kernel) => kernel.both(arch, z, value, derivative),
            None => definition
                .program
                .single(arch, self.0.limits, z, value, derivative),
        }
    }

    /// phi of each z, the same bits as in [`Activation::evaluate`].
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn evaluate_value(&self, z: &[f32], value: &mut [f32]) {
        same_length(z.len(), value.len(), "value");
        let definition = &self.0.definition;
        match &definition.kernel {
            Some(kernel) => kernel.value(z, value),
            None => definition.program.single_value(self.0.limits, z, value),
        }
    }

    /// phi' of each z, the same bits as in [`Activation::evaluate`].
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn evaluate_derivative(&self, z: &[f32], derivative: &mut [f32]) {
        /// Values that nobody asked for are written here.
        const CHUNK: usize = 1024;
        same_length(z.len(), derivative.len(), "derivative");
        let definition = &self.0.definition;
        match &definition.kernel {
            Some(kernel) => kernel.derivative(z, derivative),
            None => {
                let mut value = [0.0; CHUNK];
                for (z, derivative) in z.chunks(CHUNK).zip(derivative.chunks_mut(CHUNK)) {
                    self.evaluate(z, &mut value[..z.len()], derivative);
                }
            }
        }
    }
}

/// phi and phi' at z.
fn pair(program: &Program, z: f64) -> (f64, f64) {
    if z.is_nan() {
        return (z, z);
    }
    let (mut value, mut derivative) = ([0.0], [0.0]);
    program.exact(&[z], &mut value, &mut derivative);
    (value[0], derivative[0])
}

fn same_length(inputs: usize, outputs: usize, name: &str) {
    assert!(
        inputs == outputs,
        "z has {inputs} elements and {name} has {outputs}"
    );
}

/// Printed alike.
impl PartialEq for Activation {
    fn eq(&self, other: &Self) -> bool {
        self.0.definition.name == other.0.definition.name
    }
}

impl FromStr for Activation {
    type Err = ActivationError;

    /// Reads the name of an entry as [`naming::resolve`](crate::naming::resolve)
    /// does, `name@framework`, or a [formula].
    ///
    /// # Errors
    /// An unknown name, parameters that make no sense, alone or together, or
    /// what is wrong with a formula and where.
    fn from_str(text: &str) -> Result<Self, ActivationError> {
        resolve::resolve(text)
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.definition.name)
    }
}
