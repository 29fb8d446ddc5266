//! What a finite width changes in a net of normal weights, for every activation:
//! to first order in 1/n in every layer, and with all that many layers make of it.
//!
//! - `lengths`: the law of q^l over nets.
//! - `gradients`: the mean square of the gradient, which at a finite width does not
//!   fall below a floor of about 1/n.
//! - `spread`: how far a batch of one net strays from that mean, which is what the
//!   mean of a root mean square lacks to the root of the mean.
//!
//! Of weights that are not normal what is said holds where many of them are added
//! up; of orthogonal ones it does not hold.

mod batch;
mod dependence;
mod entries;
mod gradients;
mod grid;
mod layer;
mod lengths;
mod pair;
mod spread;
mod strays;
mod units;

use super::gaussian::near_flat_places;
use super::wide_net::WideNet;
use crate::activation::Activation;
use gradients::Gradients;
use grid::Grid;
pub use lengths::Law;
pub use spread::Spread;
pub use strays::{GradientStrays, Strays};
use units::Units;

/// A net of normal weights, as wide as it is.
#[derive(Debug, Clone)]
pub struct FiniteNet {
    activation: Activation,
    width: f64,
    sigma_w_squared: f64,
    sigma_b_squared: f64,
    /// Places near which b is 0.
    flat: Vec<f64>,
    units: Units,
    gradients: Gradients,
}

/// By so much more than the lengths of a wide net is covered, in ln q, beside what
/// they stray.
const MARGIN: f64 = 4.0;
/// Places of ln q are so far apart,
const STEP: f64 = 0.1;
/// and those at which it is seen how far they stray.
const ROUGH: f64 = 0.5;
/// Var[ln q], at most.
const WIDEST: f64 = 40.0;

impl FiniteNet {
    /// Of `depth` layers of `width` units, where those of an infinitely wide net have
    /// q between these and, where units are to be called saturated, abs(b) below
    /// `tau`; none where a layer has no length or no gradient, and of nets so narrow
    /// and deep that nothing is left to be expected.
    pub fn new(
        net: &WideNet,
        (width, depth): (usize, usize),
        (low, high): (f64, f64),
        tau: Option<f64>,
    ) -> Option<Self> {
        let phi = net.activation();
        let (low, high) = (libm::log(low), libm::log(high));
        // At most what independent steps would stray.
        let rough = Grid::new(low, high.max(low + 1.0), ROUGH);
        let known = Units::new(phi, rough, None)?;
        let step = known.with_values[2].iter().copied().fold(0.0, f64::max);
        let variance = step * depth as f64 / width as f64;
        if variance > WIDEST {
            return None;
        }
        let margin = MARGIN + variance + 4.0 * variance.sqrt();
        let mut own = FiniteNet {
            activation: phi.clone(),
            width: width as f64,
            sigma_w_squared: net.sigma_w_squared(),
            sigma_b_squared: net.sigma_b_squared(),
            flat: near_flat_places(phi),
            units: Units::new(phi, Grid::new(low - margin, high + margin, STEP), tau)?,
            gradients: Gradients::default(),
        };
        own.gradients = Gradients::new(&own, depth);
        Some(own)
    }

    /// fan_in Var(W).
    pub fn sigma_w_squared(&self) -> f64 {
        self.sigma_w_squared
    }

    /// Var(b).
    pub fn sigma_b_squared(&self) -> f64 {
        self.sigma_b_squared
    }

    /// E[ln u^l], u^l = E[(delta^l)^2] over the weights that are free given the
    /// pre-activations, of a cotangent of variance 1 on the layer `above` layers above,
    /// where this is the law of the layer's length.
    pub fn gradient_log_square(&self, law: &Law, above: usize) -> f64 {
        law.mean_of(self.gradients.u[above].iter().copied())
    }

    /// E[ln s^l], s^l = E[(z . delta)^2]/n likewise.
    pub fn gradient_log_along(&self, law: &Law, above: usize) -> f64 {
        law.mean_of(self.gradients.s[above].iter().copied())
    }

    /// E[sqrt q]^2.
    pub fn preactivation_square(&self, law: &Law) -> f64 {
        libm::exp(law.mean + 0.25 * law.variance)
    }

    /// E[sqrt E[phi^2]]^2, the inner mean over the units of a layer.
    pub fn activation_square(&self, law: &Law) -> f64 {
        law.root_mean_square(&self.units.ln_values)
    }

    /// The mean of phi.
    pub fn activation_mean(&self, law: &Law) -> f64 {
        // As a share of sqrt <phi^2>, which may lie far apart.
        let units = &self.units;
        let root = self.activation_square(law).sqrt();
        let [share, covariance] = law.moments(&units.mean, &units.ln_values);
        root * (share + 0.5 * covariance)
    }

    /// P(b = 0), b being what the backward pass uses.
    pub fn inactive(&self, law: &Law) -> f64 {
        law.mean_of(self.units.inactive.iter().copied())
            .clamp(0.0, 1.0)
    }

    /// P(abs(b) < tau); None where b has too many zeros to be followed.
    pub fn saturated(&self, law: &Law) -> Option<f64> {
        let share = law.mean_of(self.units.saturated.iter().copied());
        (!share.is_nan()).then(|| share.clamp(0.0, 1.0))
    }
}
