//! What two inputs of a net have in common, layer by layer.

use super::pair::{Covariances, Pair};
use super::units::Averages;
use super::{FiniteNet, Law};
use crate::activation::Activation;
use crate::theory::Rays;
use crate::theory::pairs::Pairs;

/// What is known of a layer of nets of two inputs.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// E[ln q].
    pub(super) x: f64,
    pub(super) averages: Averages,
    /// d ln q'/d ln q.
    pub(super) slope: f64,
    /// Of the pre-activations of two inputs.
    pub(super) correlation: f64,
    /// Covariances of the squares of a unit, for one and for two inputs.
    pub(super) covariances: [Covariances; 2],
    /// E[b(u)^2 b(u')^2]/E[b^2]^2, for one and for two inputs.
    pub(super) fourth: [f64; 2],
    /// E[b(u) b(u')]/E[b^2].
    pub(super) parallel: f64,
    /// E[b phi (u) b phi (u')]/E[(b phi)^2].
    pub(super) parallel_along: f64,
    /// Cov[ln q, ln q'], for one and for two inputs.
    pub(super) lengths: [f64; 2],
}

/// The layers of nets with these laws of lengths, two inputs having this correlation
/// in the first one.
pub(super) fn layers(net: &FiniteNet, laws: &[Law], correlation: f64) -> Vec<Layer> {
    let (w, b) = (net.sigma_w_squared, net.sigma_b_squared);
    let mut layers: Vec<Layer> = Vec::with_capacity(laws.len());
    // What the correlation lacks to 1.
    let mut deficit = 1.0 - correlation;
    let mut pair_length = 0.0;
    let mut known: Option<(f64, Pair)> = None;
    for law in laws {
        let x = law.mean;
        let pair = match known.take() {
            Some((same, pair)) if (same - x).abs() < 1e-3 => pair,
            _ => Pair::new(&net.activation, libm::exp(x)),
        };
        let averages = net.units.averages(x);
        let correlation = 1.0 - deficit;
        let [values, slopes, along] = pair.products(correlation);
        let (gap, slopes) = exact_pair(&net.activation, libm::exp(x), deficit)
            .unwrap_or((averages.values - values, slopes));
        let square = averages.slopes * averages.slopes;
        let covariances = [1.0, correlation].map(|c| pair.covariances(c));
        let above = w * averages.values + b;
        let slope = net.units.grid.slope(&net.units.ln_values, x) * w * averages.values / above;
        layers.push(Layer {
            x,
            averages,
            slope,
            correlation,
            covariances,
            fourth: covariances.map(|of| 1.0 + of[0][0] / square),
            parallel: slopes / averages.slopes,
            parallel_along: along / averages.both,
            lengths: [law.variance, pair_length],
        });
        pair_length =
            slope * slope * pair_length + covariances[1][2][2] * (w / above).powi(2) / net.width;
        deficit = (w * gap / above).clamp(0.0, 2.0);
        known = Some((x, pair));
    }
    layers
}

/// E[(phi(u) - phi(u'))^2]/2 and E[b(u) b(u')] of two inputs that are nearly alike,
/// where kinks bend both: no short sum of powers of the correlation does.
fn exact_pair(phi: &Activation, q: f64, deficit: f64) -> Option<(f64, f64)> {
    const NEARLY: f64 = 0.3;
    if let Some(rays) = Rays::of(phi) {
        let square = rays.square();
        let gap = q * square * rays.deficit(deficit);
        return Some((gap, square * rays.correlation_slope(deficit)));
    }
    let is_bent = deficit < NEARLY && !phi.kinks().is_empty();
    is_bent.then(|| {
        let moments = Pairs::new(phi, [q, q]).moments(deficit);
        (moments.gap, moments.slope_product)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::WideNet;

    /// Inputs of a He ReLU net become alike: 1 - c of layer l falls to 9 pi^2/(2 l^2)
    /// (Hayou et al. 2019, proposition 1), of any function with a kink alike.
    #[test]
    fn inputs_become_alike_by_the_square_of_depth() {
        let net = WideNet::new("relu".parse().unwrap(), 2.0, 0.0);
        let net = FiniteNet::new(&net, (100_000, 400), (0.5, 2.0), None).unwrap();
        let laws = net.lengths((1.0, 0.0), 400);
        let deficit = 1.0 - layers(&net, &laws, 0.0)[399].correlation;
        let law = 4.5 * std::f64::consts::PI.powi(2) / 160_000.0;
        // The next term is ln l/l of it.
        assert!((deficit / law - 1.0).abs() < 0.06, "{deficit} {law}");
        // The same function by the exact integral, and far apart by its series.
        let relu: Activation = "relu".parse().unwrap();
        let elu: Activation = "elu".parse().unwrap();
        let (gap, slopes) = exact_pair(&relu, 2.0, 1e-4).unwrap();
        let moments = Pairs::new(&relu, [2.0, 2.0]).moments(1e-4);
        assert!((gap / moments.gap - 1.0).abs() < 1e-9);
        assert!((slopes / moments.slope_product - 1.0).abs() < 1e-9);
        let pair = Pair::new(&elu, 2.0);
        let [values, slopes, _] = pair.products(0.71);
        let (gap, exact) = exact_pair(&elu, 2.0, 0.29).unwrap();
        assert!((pair.products(1.0)[0] - values - gap).abs() < 1e-4);
        assert!((slopes - exact).abs() < 1e-3);
    }
}
