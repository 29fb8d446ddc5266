//! The typical mean square of the gradient in nets of finite width.
//!
//! Given the pre-activations z^l and z^{l+1} = W a + b, a = phi(z^l), of one input,
//! W = (W a) a^T/|a|^2 + W~ (1 - a a^T/|a|^2) with a W~ that is independent of them
//! and of all layers above, so of delta^{l+1}. Of a normal W therefore, with the
//! averages A = <phi'^2>, B = <phi'^2 phi^2>, C = <phi^2>, D = <z phi' phi>, E = <z^2
//! phi'^2> over the n units of layer l, the mean squares u_l = |delta^l|^2/n and s_l =
//! (z^l . delta^l)^2/n over W~ are, exactly,
//!
//! u_l = t B/(n C^2) + sigma_w^2 u_{l+1} (A - B/(n C))
//! s_l = t D^2/C^2 + sigma_w^2 u_{l+1} (E - D^2/C)
//! t = r^2 s_{l+1} + sigma_w^2 C (1 - r) u_{l+1}, r = sigma_w^2 C/(sigma_w^2 C + sigma_b^2).
//!
//! So the transposed Jacobian has one direction, along z, that carries a gradient
//! down by D^2/C^2 a layer, which is near V'^2, and not by chi_1, with a weight of
//! 1/n. Where chi_1 < 1 it is what is left in deep nets: they end on a floor of
//! about 1/n, which infinite width does not have.
//!
//! The averages depend on the layers below through q^l alone, so that the means of
//! ln u and ln s over nets are an operator on functions of q, from a layer to the one
//! below: (ln u)(q) is the mean over n units N(0, q) of the first line above with u, s
//! at q' = sigma_w^2 C + sigma_b^2. Here C is taken as log-normal and the others by
//! their regression on it, exact to 1/n a layer however many layers there are. It is
//! the mean of the logarithm, of the typical net, that is followed: in deep nets a few
//! of many nets can carry the mean of u. What the mean is above it follows from the
//! variance (`spread`).

use super::FiniteNet;
use super::grid::{Between, HERMITE_3};
use super::units::Averages;

/// One layer: from (u, s) above it to (u, s) of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub(super) u_of_u: f64,
    pub(super) u_of_s: f64,
    pub(super) s_of_u: f64,
    pub(super) s_of_s: f64,
}

impl Step {
    /// Of a layer with these averages, the mean of <z phi b>^2 apart.
    pub(super) fn new(net: &FiniteNet, of: &Averages, mixed_square: f64) -> Self {
        let (w, n, c) = (net.sigma_w_squared, net.width, of.values);
        let known = w * c / (w * c + net.sigma_b_squared);
        let (of_s, of_u) = (known * known, w * c * (1.0 - known));
        let floor = of.both / (n * c * c);
        let along = mixed_square / (c * c);
        let rest = (of.slopes - of.both / (n * c)).max(0.0);
        let rest_along = (of.lengths - mixed_square / c).max(0.0);
        Step {
            u_of_u: of_u * floor + w * rest,
            u_of_s: of_s * floor,
            s_of_u: of_u * along + w * rest_along,
            s_of_s: of_s * along,
        }
    }
}

/// E[ln u] and E[ln s] of a layer by ln q of it, one layer's functions after the
/// other: that of the last layer first.
#[derive(Debug, Clone, Default)]
pub(super) struct Gradients {
    pub(super) u: Vec<Vec<f64>>,
    pub(super) s: Vec<Vec<f64>>,
}

impl Gradients {
    /// Of the last layer and those below it, `depth` in all.
    pub(super) fn new(net: &FiniteNet, depth: usize) -> Self {
        let units = &net.units;
        // What each place becomes, for every node of <phi^2>.
        let steps: Vec<[(Between, f64, Step); HERMITE_3.len()]> = units
            .grid
            .places()
            .map(|x| {
                HERMITE_3.map(|(node, weight)| {
                    let (of, mixed_square) = units.averages_given(x, net.width, node);
                    let above = net.sigma_w_squared * of.values + net.sigma_b_squared;
                    let step = Step::new(net, &of, mixed_square);
                    (units.grid.at(libm::log(above)), weight, step)
                })
            })
            .collect();
        let last: Vec<Averages> = units.grid.places().map(|x| units.averages(x)).collect();
        let mut all = Gradients {
            u: vec![last.iter().map(|of| libm::log(of.slopes)).collect()],
            s: vec![last.iter().map(|of| libm::log(of.lengths)).collect()],
        };
        for above in 0..depth.saturating_sub(1) {
            let (u, s) = (&all.u[above], &all.s[above]);
            let of_place = |nodes: &[(Between, f64, Step); HERMITE_3.len()]| {
                let (mut own_u, mut own_s) = (0.0, 0.0);
                for (at, weight, step) in nodes {
                    // u may be beyond f64's range; over u, s is not.
                    let u = at.of(u);
                    let s = libm::exp(at.of(s) - u);
                    own_u += weight * (u + libm::log(step.u_of_u + step.u_of_s * s));
                    own_s += weight * (u + libm::log(step.s_of_u + step.s_of_s * s));
                }
                (own_u, own_s)
            };
            let (u, s) = steps.iter().map(of_place).unzip();
            all.u.push(u);
            all.s.push(s);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::WideNet;

    /// Of a line, delta = W^T .. W^T delta^L: u and s = q u go by sigma_w^2 a layer at
    /// any width, from one direction and the rest together.
    #[test]
    fn of_a_line_nothing_changes() {
        for width in [8, 100] {
            let net = WideNet::new("identity".parse().unwrap(), 1.3, 0.0);
            let net = FiniteNet::new(&net, (width, 4), (0.5, 2.0), None).unwrap();
            let of = net.units.averages(0.2);
            let step = Step::new(&net, &of, of.mixed * of.mixed);
            let above = 1.3 * of.values;
            let u = step.u_of_u + step.u_of_s * above;
            let s = step.s_of_u + step.s_of_s * above;
            assert!((u - 1.3).abs() < 1e-9, "{u}");
            assert!((s - 1.3 * of.values).abs() < 1e-9, "{s}");
        }
    }

    /// Of ReLU, which is homogeneous, z . delta is the same in every layer.
    #[test]
    fn relu_has_its_closed_form() {
        const N: f64 = 50.0;
        let net = WideNet::new("relu".parse().unwrap(), 2.0, 0.0);
        let net = FiniteNet::new(&net, (N as usize, 4), (0.5, 2.0), None).unwrap();
        let of = net.units.averages(0.0);
        // A = 1/2 and B = C = D = E = q/2 with q = 1.
        let step = Step::new(&net, &of, of.mixed * of.mixed);
        let expected = Step {
            u_of_u: 1.0 - 2.0 / N,
            u_of_s: 2.0 / N,
            s_of_u: 0.0,
            s_of_s: 1.0,
        };
        let pairs = [
            (step.u_of_u, expected.u_of_u),
            (step.u_of_s, expected.u_of_s),
            (step.s_of_u, expected.s_of_u),
            (step.s_of_s, expected.s_of_s),
        ];
        for (found, exact) in pairs {
            assert!((found - exact).abs() < 1e-9, "{step:?}");
        }
    }
}
