//! A wide random net without inputs: an activation and the scales of its
//! weights and biases.

use super::gaussian::expect;
use super::rays::Rays;
use crate::activation::Activation;

/// A net of infinite width: weights of variance sigma_w^2/fan_in, biases of
/// variance sigma_b^2, one activation.
///
/// ```
/// use actlab::theory::WideNet;
///
/// // Schoenholz et al. 2017: tanh is critical at sigma_w^2 = 1.7610 for
/// // sigma_b^2 = 0.05.
/// let net = WideNet::new("tanh".parse()?, 1.760954639606739, 0.05);
/// assert!((net.length_map(0.570047881640764) - 0.570047881640764).abs() < 1e-12);
/// assert!((net.chi(0.570047881640764) - 1.0).abs() < 1e-12);
/// # Ok::<(), actlab::activation::ActivationError>(())
/// ```
#[derive(Debug, Clone)]
pub struct WideNet {
    activation: Activation,
    sigma_w_squared: f64,
    sigma_b_squared: f64,
    rays: Option<Rays>,
}

impl WideNet {
    /// The net of an activation with these variances.
    pub fn new(activation: Activation, sigma_w_squared: f64, sigma_b_squared: f64) -> Self {
        WideNet {
            rays: Rays::of(&activation),
            activation,
            sigma_w_squared,
            sigma_b_squared,
        }
    }

    /// phi.
    pub fn activation(&self) -> &Activation {
        &self.activation
    }

    /// fan_in Var(W).
    pub fn sigma_w_squared(&self) -> f64 {
        self.sigma_w_squared
    }

    /// Var(b).
    pub fn sigma_b_squared(&self) -> f64 {
        self.sigma_b_squared
    }

    /// The rays of phi, where it is made of two.
    pub fn rays(&self) -> Option<Rays> {
        self.rays
    }

    /// V(q) = sigma_w^2 E[phi(u)^2] + sigma_b^2, u ~ N(0, q): the variance of
    /// the pre-activations of the layer above (Poole et al. 2016,
    /// arXiv:1606.05340).
    pub fn length_map(&self, q: f64) -> f64 {
        let square = match self.rays {
            Some(rays) => rays.square() * q,
            None => value_square(&self.activation, q),
        };
        self.sigma_w_squared * square + self.sigma_b_squared
    }

    /// V'(q), also where phi has kinks or jumps: by d/dq E[f(sqrt(q) z)] =
    /// E[f(sqrt(q) z) (z^2 - 1)]/(2 q), which holds for every f.
    pub fn length_slope(&self, q: f64) -> f64 {
        let slope = match self.rays {
            Some(rays) => rays.square(),
            None => value_square_slope(&self.activation, q),
        };
        self.sigma_w_squared * slope
    }

    /// chi_1(q) = sigma_w^2 E[b(u)^2], u ~ N(0, q), with b what the backward
    /// pass uses: phi' as a rule. The mean square of a gradient falls by it from
    /// a layer to the one below (Schoenholz et al. 2017, arXiv:1611.01232).
    pub fn chi(&self, q: f64) -> f64 {
        let square = match self.rays {
            Some(rays) => rays.square(),
            None => slope_square(&self.activation, q),
        };
        self.sigma_w_squared * square
    }

    /// The limit of chi_1(q) as q -> 0: sigma_w^2 (b(0-)^2 + b(0+)^2)/2.
    pub fn chi_at_zero(&self) -> f64 {
        self.sigma_w_squared * slope_square_at_zero(&self.activation)
    }

    /// The limit of V(q)/q and of chi_1(q) as q -> infinity: sigma_w^2 (m-^2 +
    /// m+^2)/2 with m the limits of phi(z)/z; none where phi(z)/z has no limit.
    pub fn slope_at_infinity(&self) -> Option<f64> {
        let ratio = |z: f64| self.activation.value(z) / z;
        let limit = |sign: f64| {
            let [near, far] = [1e100, 1e110].map(|z| ratio(sign * z));
            match near {
                _ if !near.is_finite() || near.abs() > 1e9 => Some(f64::INFINITY),
                _ if near.abs().max(far.abs()) < 1e-12 => Some(0.0),
                _ => ((far - near).abs() <= 1e-9 * near.abs()).then_some(far),
            }
        };
        let [below, above] = [limit(-1.0)?, limit(1.0)?];
        Some(0.5 * self.sigma_w_squared * (below * below + above * above))
    }
}

/// E[phi(u)^2], u ~ N(0, q).
pub(super) fn value_square(phi: &Activation, q: f64) -> f64 {
    if q == 0.0 {
        let at = phi.value(0.0);
        return at * at;
    }
    expect(phi, q, |_, h, _| [h * h])[0]
}

/// E[b(u)^2], u ~ N(0, q).
pub(super) fn slope_square(phi: &Activation, q: f64) -> f64 {
    if q == 0.0 {
        return slope_square_at_zero(phi);
    }
    expect(phi, q, |_, _, d| [d * d])[0]
}

fn slope_square_at_zero(phi: &Activation) -> f64 {
    // Inside of every kink that is not at 0 itself.
    let [below, above] = [-1e-30, 1e-30].map(|z| phi.derivative(z));
    0.5 * (below * below + above * above)
}

/// d/dq E[phi(u)^2].
fn value_square_slope(phi: &Activation, q: f64) -> f64 {
    let at = phi.value(0.0);
    // phi(0)^2 changes nothing, and without it less cancels.
    let at = if at.is_finite() { at * at } else { 0.0 };
    expect(phi, q, |z, h, _| [(h * h - at) * (z * z - 1.0)])[0] / (2.0 * q)
}
