//! Activations whose learnable parameters are inputs: phi, phi' and the slope by
//! each parameter, which training needs; and the way back, once they are learnt.

use std::fmt;
use std::sync::Arc;

use super::formula::Expression;
use super::machine::{Float, Inputs, Program};
use super::resolve::{self, ActivationError, Written};
use super::{Activation, same_length};
use crate::naming::Domain;

/// An activation whose learnable parameters are left open.
///
/// ```
/// use actlab::activation::Activation;
///
/// let phi: Activation = "prelu(0.25)".parse()?;
/// let open = phi.open().expect("prelu learns its slope");
/// assert_eq!((open.names(), open.starts()), (&["slope".to_string()][..], &[0.25][..]));
///
/// // A slope for each of two units, two samples after each other.
/// let (z, slopes) = ([-1.0, -1.0, 3.0, -4.0], [0.25, 0.5]);
/// let (mut value, mut derivative, mut by_slope) = ([0.0; 4], [0.0; 4], [0.0; 4]);
/// open.evaluate(&z, &[&slopes], &mut value, &mut derivative, &mut [&mut by_slope]);
/// assert_eq!(value, [-0.25, -0.5, 3.0, -2.0]);
/// assert_eq!(derivative, [0.25, 0.5, 1.0, 0.5]);
/// assert_eq!(by_slope, [-1.0, -1.0, 0.0, -4.0]);
/// assert_eq!(open.with(&[0.125])?.to_string(), "prelu(0.125)");
/// # Ok::<(), actlab::activation::ActivationError>(())
/// ```
#[derive(Clone)]
pub struct OpenActivation(Arc<Inner>);

struct Inner {
    activation: Activation,
    /// The places of the open parameters among all.
    places: Vec<usize>,
    names: Vec<String>,
    starts: Vec<f64>,
    domains: Vec<Domain>,
    /// phi and what the backward pass uses.
    by_input: Program,
    /// phi and its slopes by the parameters.
    by_parameter: Program,
}

impl Activation {
    /// phi with its learnable parameters left open: those that the publication
    /// of an entry learns, and those that a formula declares `learnable`; `None`
    /// where there are none. A parameter that its publication keeps fixed is
    /// learnt by way of a formula: `mine(learnable alpha=1): elu(x, alpha)`.
    ///
    /// The slope by a parameter is that of phi, by the rules of differentiation,
    /// also where the backward pass uses something else than phi'.
    pub fn open(&self) -> Option<OpenActivation> {
        let named = self.named_parameters();
        let places: Vec<usize> = (0..named.len()).filter(|place| named[*place].2).collect();
        if places.is_empty() {
            return None;
        }
        let pick = |place: &usize| named[*place];
        let (by_input, by_parameter) = match (self.entry(), self.formula()) {
            (Some(entry), _) => {
                let written = Written::new(entry).ok()?;
                self.opened(&written.value, written.slope(), &places)
            }
            (None, formula) => {
                let formula = formula?;
                self.opened(&formula.value, formula.backward.as_ref(), &places)
            }
        };
        Some(OpenActivation(Arc::new(Inner {
            names: places.iter().map(|p| pick(p).0.to_string()).collect(),
            starts: places.iter().map(|p| pick(p).1).collect(),
            domains: places.iter().map(|p| self.domain(*p)).collect(),
            activation: self.clone(),
            by_input,
            by_parameter,
            places,
        })))
    }

    fn opened(
        &self,
        value: &Expression,
        slope: Option<&Expression>,
        places: &[usize],
    ) -> (Program, Program) {
        (
            Program::open(value, slope, self.parameters(), places),
            Program::by_open(value, self.parameters(), places),
        )
    }

    /// What values a parameter may take: of a formula any finite number.
    fn domain(&self, place: usize) -> Domain {
        self.entry()
            .map_or(Domain::Real, |e| e.signature.parameters[place].domain)
    }

    /// The same activation with these values of its parameters, in the order of
    /// [`Activation::parameters`].
    ///
    /// # Errors
    /// A value outside its parameter's domain, or values that make no sense
    /// together.
    ///
    /// # Panics
    /// If there are more or fewer values than parameters.
    pub fn with_parameters(&self, values: &[f64]) -> Result<Activation, ActivationError> {
        let named = self.named_parameters();
        assert_eq!(values.len(), named.len(), "values of parameters");
        for (place, (value, (parameter, ..))) in values.iter().zip(&named).enumerate() {
            let domain = self.domain(place);
            if !domain.contains(*value) {
                return Err(ActivationError::Parameter {
                    name: self.name().unwrap_or_default().to_string(),
                    parameter: parameter.to_string(),
                    domain: domain.describe(),
                    value: *value,
                });
            }
        }
        match (self.entry(), self.formula()) {
            (Some(entry), _) => resolve::entry(entry, values.to_vec()),
            (None, Some(formula)) => formula.with(values).parse(),
            (None, None) => Ok(self.clone()),
        }
    }
}

impl OpenActivation {
    /// The open parameters.
    pub fn names(&self) -> &[String] {
        &self.0.names
    }

    /// The values that the text gives them.
    pub fn starts(&self) -> &[f64] {
        &self.0.starts
    }

    /// The values that they may take.
    pub fn domains(&self) -> &[Domain] {
        &self.0.domains
    }

    /// The activation whose parameters they are.
    pub fn activation(&self) -> &Activation {
        &self.0.activation
    }

    /// The activation with these values of the open parameters.
    ///
    /// # Errors
    /// As [`Activation::with_parameters`].
    ///
    /// # Panics
    /// If there are more or fewer values than open parameters.
    pub fn with(&self, learnt: &[f64]) -> Result<Activation, ActivationError> {
        assert_eq!(learnt.len(), self.0.places.len(), "values of parameters");
        let mut values = self.0.activation.parameters().to_vec();
        for (place, value) in self.0.places.iter().zip(learnt) {
            values[*place] = *value;
        }
        self.0.activation.with_parameters(&values)
    }

    /// phi, phi' and d phi / d theta_k of each z, in f64, as exact as
    /// [`Activation::evaluate_f64`] and for the same sizes, up to 1e30.
    ///
    /// `theta[k]` holds one value, or one for each of the units that `z` goes
    /// through again and again: element i has `theta[k][i % theta[k].len()]`.
    /// Values outside a parameter's domain give what the formula gives there,
    /// which may be no number.
    ///
    /// # Panics
    /// If outputs differ in length from `z`, if there are not as many `theta`
    /// and `by_parameter` as open parameters, or if the length of a `theta` does
    /// not divide that of `z`.
    pub fn evaluate(
        &self,
        z: &[f64],
        theta: &[&[f64]],
        value: &mut [f64],
        derivative: &mut [f64],
        by_parameter: &mut [&mut [f64]],
    ) {
        self.run(Inputs { z, theta }, value, derivative, by_parameter);
    }

    /// The same of f32, computed in f64 and rounded once. phi' is zero only
    /// where it is in f64.
    ///
    /// # Panics
    /// As [`OpenActivation::evaluate`].
    pub fn evaluate_f32(
        &self,
        z: &[f32],
        theta: &[&[f32]],
        value: &mut [f32],
        derivative: &mut [f32],
        by_parameter: &mut [&mut [f32]],
    ) {
        self.run(Inputs { z, theta }, value, derivative, by_parameter);
    }

    fn run<T: Float>(
        &self,
        inputs: Inputs<T>,
        value: &mut [T],
        derivative: &mut [T],
        by_parameter: &mut [&mut [T]],
    ) {
        let open = self.0.places.len();
        let count = inputs.z.len();
        same_length(count, value.len(), "value");
        same_length(count, derivative.len(), "derivative");
        assert_eq!(inputs.theta.len(), open, "open parameters in theta");
        assert_eq!(by_parameter.len(), open, "open parameters in by_parameter");
        for (theta, slopes) in inputs.theta.iter().zip(&*by_parameter) {
            same_length(count, slopes.len(), "by_parameter");
            let period = theta.len();
            assert!(
                period > 0 && count.is_multiple_of(period),
                "z has {count} elements and theta {period}, which does not divide it"
            );
        }
        self.0.by_input.open_values(inputs, value, derivative);
        for (place, slopes) in by_parameter.iter_mut().enumerate() {
            self.0.by_parameter.open_slopes(place, inputs, slopes);
        }
    }
}

impl fmt::Debug for OpenActivation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenActivation")
            .field("activation", &self.0.activation)
            .field("names", &self.0.names)
            .finish()
    }
}
