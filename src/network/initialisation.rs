//! The scale of the weights of a net: what an initialisation makes of an
//! activation.

use crate::activation::Activation;
use crate::generator::{Gain, Weights};
use crate::network::Dimensions;
use crate::theory::{Rays, WideNet, critical, tat_slope};
use thiserror::Error;

/// Why an initialisation is not defined for an activation.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum InitialisationError {
    /// torch.nn.init.calculate_gain knows no value for it.
    #[error(
        "torch_gain: torch.nn.init.calculate_gain has no value for {0}; leave it out, or take unit_variance"
    )]
    NoTorchGain(String),
    /// E[phi(z)^2] is zero or not finite.
    #[error("unit_variance: E[phi(z)^2] of {0} is {1:e}, which no weights can bring to 1")]
    NoSecondMoment(String, f64),
    /// No scale of the weights is critical.
    #[error(
        "critical: with sigma_b = {sigma_b} no sigma_w makes chi_1 = 1 at a fixed point for {activation}; leave it out, or take another sigma_b"
    )]
    NotCritical {
        /// The activations.
        activation: String,
        /// Standard deviation of the biases.
        sigma_b: f64,
    },
    /// It has no slope that could be tuned.
    #[error("tat: it tunes the slope of leaky_relu or prelu, which {0} has not; leave it out")]
    NoSlope(String),
    /// Even ReLU falls short.
    #[error(
        "tat(eta={eta}): over {depth} layers even ReLU takes orthogonal inputs only to a correlation of {relu:.4}; take eta between 0 and that, or more layers"
    )]
    TooShallow {
        /// The correlation asked for.
        eta: f64,
        /// Layers of the deepest net.
        depth: usize,
        /// The correlation that ReLU reaches.
        relu: f64,
    },
    /// Tuned, they are the same.
    #[error("tat: {0} and {1} become the same net; name one of them")]
    Twins(String, String),
    /// A standard deviation that f32 cannot hold.
    #[error(
        "{weights} with {activation}: a standard deviation of {deviation:e} is beyond f32; take it between 1e-37 and 1e38"
    )]
    OutOfRange {
        /// The initialisation.
        weights: String,
        /// The activation.
        activation: String,
        /// The standard deviation of the weights or biases.
        deviation: f64,
    },
}

/// sigma_w^2 = fan_in Var(W) that `gain` prescribes for `activation`.
///
/// # Errors
/// [`InitialisationError`] where the prescription does not cover the
/// activation.
pub fn sigma_w_squared(
    gain: Gain,
    activation: &Activation,
    (fan_out, fan_in): (usize, usize),
) -> Result<f64, InitialisationError> {
    let (fan_out, fan_in) = (fan_out as f64, fan_in as f64);
    match gain {
        Gain::Fixed(value) => Ok(value),
        Gain::Glorot => Ok(2.0 * fan_in / (fan_in + fan_out)),
        Gain::Orthogonal(gain) => Ok(gain * gain * fan_in / fan_in.max(fan_out)),
        Gain::Torch => match activation.torch_gain() {
            Some(gain) => Ok(gain * gain),
            None => Err(InitialisationError::NoTorchGain(activation.to_string())),
        },
        Gain::Critical(sigma_b) => match critical(activation, sigma_b * sigma_b) {
            Some(point) => Ok(point.sigma_w_squared),
            None => Err(InitialisationError::NotCritical {
                activation: activation.to_string(),
                sigma_b,
            }),
        },
        Gain::Tat(_) | Gain::UnitVariance => {
            // E[phi(z)^2], z ~ N(0, 1).
            let moment = WideNet::new(activation.clone(), 1.0, 0.0).length_map(1.0);
            // Bounded away from 0 so that the gain stays within f32.
            if moment.is_finite() && moment > 1e-30 {
                Ok(1.0 / moment)
            } else {
                Err(InitialisationError::NoSecondMoment(
                    activation.to_string(),
                    moment,
                ))
            }
        }
    }
}

/// The activation that the weights are meant for: of `tat` a leaky one with the
/// slope for a net of `depth` layers, of all others `activation` itself.
///
/// ```
/// use actlab::generator::Gain;
/// use actlab::network::tuned;
///
/// let phi = tuned(Gain::Tat(0.9), &"leaky_relu".parse().unwrap(), 50).unwrap();
/// assert!((phi.parameters()[0] - 0.4305229485024027).abs() < 1e-12);
/// ```
///
/// # Errors
/// [`InitialisationError`] where it has no such slope, or none is enough.
pub fn tuned(
    gain: Gain,
    activation: &Activation,
    depth: usize,
) -> Result<Activation, InitialisationError> {
    let Gain::Tat(eta) = gain else {
        return Ok(activation.clone());
    };
    let no_slope = || InitialisationError::NoSlope(activation.to_string());
    let leaky = activation.entry().map(|entry| entry.signature.name);
    let leaky = leaky.filter(|name| ["leaky_relu", "prelu"].contains(name));
    let name = leaky.ok_or_else(no_slope)?;
    let relu = Rays::leaky(0.0).follow(1.0).nth(depth).unwrap_or(1.0);
    let slope = tat_slope(depth, eta).ok_or(InitialisationError::TooShallow {
        eta,
        depth,
        relu: 1.0 - relu,
    })?;
    format!("{name}({slope})").parse().map_err(|_| no_slope())
}

/// The factors that turn the [`crate::network::Draws`] of a trial into the
/// weights and biases of one activation's net.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scales {
    /// Standard deviation of the first layer's weights.
    pub first: f32,
    /// Standard deviation of the weights of the layers above.
    pub hidden: f32,
    /// Standard deviation of the biases.
    pub bias: f32,
}

impl Scales {
    /// What the weights of `layer`, from 1, are multiplied by.
    pub fn of_layer(&self, layer: usize) -> f32 {
        match layer {
            1 => self.first,
            _ => self.hidden,
        }
    }

    /// The scales that `weights` prescribe for `activation`.
    ///
    /// # Errors
    /// [`InitialisationError`] where they do not cover the activation.
    pub fn new(
        weights: &Weights,
        activation: &Activation,
        dimensions: Dimensions,
    ) -> Result<Self, InitialisationError> {
        let in_range = |deviation: f64| match deviation as f32 {
            held if held.is_normal() => Ok(held),
            _ => Err(InitialisationError::OutOfRange {
                weights: weights.to_string(),
                activation: activation.to_string(),
                deviation,
            }),
        };
        let deviation = |fan_in: usize| {
            let square = sigma_w_squared(weights.gain, activation, (dimensions.width, fan_in))?;
            in_range((square / fan_in as f64).sqrt())
        };
        Ok(Scales {
            first: deviation(dimensions.features)?,
            hidden: deviation(dimensions.width)?,
            bias: match weights.sigma_b {
                0.0 => 0.0,
                sigma_b => in_range(sigma_b)?,
            },
        })
    }
}
