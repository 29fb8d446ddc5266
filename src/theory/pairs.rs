//! Expectations of a pair of pre-activations.
//!
//! The inner integral is split where either of the two passes a kink and the
//! outer one where two such places meet, so that all pieces are smooth however
//! close the correlation is to 1.

use super::gaussian::{ORDINARY, ROOT_TAU, expect, octaves, splits};
use crate::activation::Activation;
use crate::stats::LEGENDRE;

/// Expectations of a pair of pre-activations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PairMoments {
    /// E[phi(u1) phi(u2)].
    pub product: f64,
    /// E[(phi(u1) - phi(u2))^2] / 2: what is missing to the mean of the squares,
    /// without the loss of digits that a difference of the two would have.
    pub gap: f64,
    /// E[b(u1) b(u2)], b being what the backward pass uses.
    pub slope_product: f64,
    /// E[(b(u1) - b(u2))^2] / 2.
    pub slope_gap: f64,
}

/// Integrates over pairs (u1, u2) of variances (q1, q2).
#[derive(Debug, Clone)]
pub(super) struct Pairs<'a> {
    phi: &'a Activation,
    scales: [f64; 2],
    rule: Rule,
    /// Exponent of the smallest feature, of the rule or of phi.
    finest: i32,
}

/// How finely is integrated.
#[derive(Debug, Clone, Copy)]
struct Rule {
    /// Width of a panel, in standard deviations.
    width: f64,
    /// How far from 0; beyond 8.7 the density is below 2^-53 of its peak.
    reach: f64,
    /// Exponent of the smallest feature.
    finest: i32,
}

impl Rule {
    const fn new(width: f64, reach: f64, finest: i32) -> Self {
        Rule {
            width,
            reach,
            finest,
        }
    }
}

/// By rising cost: narrow waves, fast growth and sharp bends each ask for one.
const RULES: [Rule; 8] = [
    Rule::new(2.0, 8.7, ORDINARY),
    Rule::new(1.0, 8.7, ORDINARY),
    Rule::new(1.0, 13.0, ORDINARY),
    Rule::new(0.5, 8.7, ORDINARY),
    Rule::new(2.0, 8.7, -32),
    Rule::new(1.0, 13.0, -32),
    Rule::new(0.25, 8.7, ORDINARY),
    Rule::new(0.25, 13.0, -32),
];

impl<'a> Pairs<'a> {
    /// Takes the first rule that gives E[phi], E[phi^2], E[b] and E[b^2] of a
    /// single pre-activation as the adaptive one does; else the last.
    pub fn new(phi: &'a Activation, variances: [f64; 2]) -> Self {
        let scales = variances.map(f64::sqrt);
        let fits = |rule: &&Rule| variances.iter().all(|q| is_resolved(phi, *q, **rule));
        let rule = RULES.iter().find(fits).unwrap_or(&RULES[RULES.len() - 1]);
        Pairs {
            phi,
            scales,
            rule: *rule,
            finest: rule.finest.min(closest(phi.features())),
        }
    }

    /// The moments for a correlation of 1 - `deficit`.
    pub fn moments(&self, deficit: f64) -> PairMoments {
        // u_k = s_k (same x + other y), x and y independent.
        let same = (1.0 - 0.5 * deficit).max(0.0).sqrt();
        let other = (0.5 * deficit).max(0.0).sqrt();
        let near = deficit <= 1.0;
        let (outer, inner) = match near {
            true => ([other, -other], [same, same]),
            false => ([same, same], [other, -other]),
        };
        // Where it changes nothing to swap the two, half of the plane will do.
        let mirrored = near && self.scales[0] == self.scales[1];
        let meetings = self.meetings(outer, inner);
        let reach = self.rule.reach;
        let from = if mirrored { 0.0 } else { -reach };
        let mut sums = [0.0; 4];
        let mut line = Line::default();
        for ends in self.panels(from, reach, meetings).windows(2) {
            let (middle, half) = (0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]));
            for (node, weight) in LEGENDRE.iter() {
                let o = middle + half * node;
                let weight = half * weight * libm::exp(-0.5 * o * o) / ROOT_TAU;
                let found = self.along(o, outer, inner, &mut line);
                for (sum, found) in sums.iter_mut().zip(found) {
                    *sum += weight * found;
                }
            }
        }
        let twice = if mirrored { 2.0 } else { 1.0 };
        let [product, gap, slope_product, slope_gap] = sums.map(|sum| twice * sum);
        PairMoments {
            product,
            gap,
            slope_product,
            slope_gap,
        }
    }

    /// Where on the outer axis the kinks of the two pre-activations meet.
    fn meetings(&self, outer: [f64; 2], inner: [f64; 2]) -> Vec<f64> {
        let kinks = self.phi.kinks();
        let turn = outer[0] / inner[0] - outer[1] / inner[1];
        let place = |k: f64, of: usize| k / (self.scales[of] * inner[of]);
        let pairs = kinks
            .iter()
            .flat_map(|a| kinks.iter().map(move |b| (*a, *b)));
        let hard = pairs.map(|(a, b)| (place(a, 0) - place(b, 1)) / turn);
        let spread = (self.scales[0] * outer[0]).abs();
        let soft = octaves(self.finest, spread).map(|x| x / spread);
        hard.chain(soft).collect()
    }

    /// The integral over the inner axis.
    fn along(&self, o: f64, outer: [f64; 2], inner: [f64; 2], line: &mut Line) -> [f64; 4] {
        let reach = (self.rule.reach.powi(2) - o * o).max(0.0).sqrt();
        let mut cuts = Vec::new();
        for of in 0..2 {
            let scale = self.scales[of];
            let places = splits(self.phi, self.rule.finest, scale);
            cuts.extend(places.map(|k| (k / scale - outer[of] * o) / inner[of]));
        }
        line.clear();
        for ends in self.panels(-reach, reach, cuts).windows(2) {
            let (middle, half) = (0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]));
            for (node, weight) in LEGENDRE.iter() {
                let i = middle + half * node;
                line.weights
                    .push(half * weight * libm::exp(-0.5 * i * i) / ROOT_TAU);
                for of in 0..2 {
                    line.inputs[of].push(self.scales[of] * (outer[of] * o + inner[of] * i));
                }
            }
        }
        line.sums(self.phi)
    }

    /// The ends of panels of at most the rule's width, split at the cuts.
    fn panels(&self, from: f64, to: f64, mut cuts: Vec<f64>) -> Vec<f64> {
        cuts.retain(|cut| from < *cut && *cut < to);
        let steps = ((to - from) / self.rule.width).ceil().max(1.0) as usize;
        let step = (to - from) / steps as f64;
        cuts.extend((0..=steps).map(|n| from + step * n as f64));
        cuts.sort_by(f64::total_cmp);
        // Cuts of no width at all would only cost time.
        cuts.dedup_by(|b, a| *b - *a < 1e-14);
        cuts
    }
}

/// Exponent of the smallest distance of two features.
fn closest(features: &[f64]) -> i32 {
    let gaps = features
        .windows(2)
        .map(|pair| libm::ilogb(pair[1] - pair[0]));
    gaps.min().unwrap_or(ORDINARY)
}

/// The points of one inner integral.
#[derive(Default)]
struct Line {
    weights: Vec<f64>,
    inputs: [Vec<f64>; 2],
    values: [Vec<f64>; 2],
    slopes: [Vec<f64>; 2],
}

impl Line {
    fn clear(&mut self) {
        self.weights.clear();
        self.inputs.iter_mut().for_each(Vec::clear);
    }

    fn sums(&mut self, phi: &Activation) -> [f64; 4] {
        for of in 0..2 {
            self.values[of].resize(self.weights.len(), 0.0);
            self.slopes[of].resize(self.weights.len(), 0.0);
            phi.evaluate_f64(&self.inputs[of], &mut self.values[of], &mut self.slopes[of]);
        }
        let mut sums = [0.0; 4];
        for (n, weight) in self.weights.iter().enumerate() {
            let [a, b] = [self.values[0][n], self.values[1][n]];
            let [c, d] = [self.slopes[0][n], self.slopes[1][n]];
            sums[0] += weight * a * b;
            sums[1] += weight * 0.5 * (a - b) * (a - b);
            sums[2] += weight * c * d;
            sums[3] += weight * 0.5 * (c - d) * (c - d);
        }
        sums
    }
}

/// Whether panels of this rule give E[phi], E[phi^2], E[b] and E[b^2].
fn is_resolved(phi: &Activation, q: f64, rule: Rule) -> bool {
    const CLOSE: f64 = 1e-12;
    let [mean, square, slope, slope_square] = expect(phi, q, |_, h, d| [h, h * h, d, d * d]);
    let pairs = Pairs {
        phi,
        scales: [q.sqrt(); 2],
        rule,
        finest: rule.finest,
    };
    let mut line = Line::default();
    let found = pairs.along(0.0, [0.0; 2], [1.0; 2], &mut line);
    let linear = |of: &[f64]| -> f64 { of.iter().zip(&line.weights).map(|(x, w)| x * w).sum() };
    let close = |found: f64, exact: f64, size: f64| (found - exact).abs() <= CLOSE * size;
    close(found[0], square, square)
        && close(found[2], slope_square, slope_square)
        && close(linear(&line.values[0]), mean, square.sqrt())
        && close(linear(&line.slopes[0]), slope, slope_square.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::Rays;

    /// Across the kinks, near correlations of 1 and -1 included, against the
    /// closed form of a leaky ReLU.
    #[test]
    fn pairs_of_rays() {
        let (slope, q) = (0.3, 1.7);
        let phi: Activation = format!("leaky_relu({slope})").parse().unwrap();
        let (pairs, rays) = (Pairs::new(&phi, [q, q]), Rays::leaky(slope));
        let square = q * rays.square();
        for deficit in [1e-12, 1e-6, 1e-3, 0.1, 0.7, 1.0, 1.3, 1.9, 1.999999] {
            let found = pairs.moments(deficit);
            let exact = [
                square * (1.0 - rays.deficit(deficit)),
                square * rays.deficit(deficit),
                rays.square() * rays.correlation_slope(deficit),
                rays.square() * (1.0 - rays.correlation_slope(deficit)),
            ];
            let found = [
                found.product,
                found.gap,
                found.slope_product,
                found.slope_gap,
            ];
            for (found, exact) in found.iter().zip(exact) {
                // Between two kinks that are 1e-6 apart lie 10 digits.
                let digits = if deficit < 1e-9 { 1e-9 } else { 1e-11 };
                assert!(
                    (found / exact - 1.0).abs() < digits,
                    "{deficit}: {found:e}, not {exact:e}"
                );
            }
        }
    }

    /// Williams 1998: E[erf(u1) erf(u2)] = (2/pi) asin(2 q c/(1 + 2 q)), and
    /// E[sin(u1) sin(u2)] = exp(-q) sinh(q c).
    #[test]
    fn pairs_of_smooth_activations() {
        for q in [0.1f64, 1.0, 9.0, 49.0] {
            for c in [-0.999f64, -0.5, 0.0, 0.3, 0.9, 0.999999] {
                let of = |name: &str| {
                    let phi: Activation = name.parse().unwrap();
                    Pairs::new(&phi, [q, q]).moments(1.0 - c).product
                };
                let erf = 2.0 / std::f64::consts::PI * (2.0 * q * c / (1.0 + 2.0 * q)).asin();
                assert!((of("erf") - erf).abs() < 1e-12, "erf {q} {c}");
                let sin = 0.5 * ((q * (c - 1.0)).exp() - (-q * (c + 1.0)).exp());
                assert!((of("sin") - sin).abs() < 1e-12, "sin {q} {c}");
            }
        }
    }

    /// Inputs of different lengths, kinks away from 0: E[b(u1) b(u2)] of a
    /// hard tanh is P(|u1| < 1, |u2| < 1), which for c = 0 is a product.
    #[test]
    fn pairs_of_different_lengths() {
        let phi: Activation = "hardtanh".parse().unwrap();
        let [a, b] = [0.7, 2.3];
        let inside = |q: f64| libm::erf(1.0 / (2.0 * q).sqrt());
        let found = Pairs::new(&phi, [a, b]).moments(1.0);
        assert!((found.slope_product - inside(a) * inside(b)).abs() < 1e-13);
        assert!(found.product.abs() < 1e-14);
        // As the correlation nears 1, |u2| < 1 implies |u1| < 1.
        let found = Pairs::new(&phi, [a, b]).moments(1e-13);
        assert!((found.slope_product - inside(b)).abs() < 1e-7);
    }

    /// Of the whole catalogue: independent pre-activations give E[phi]^2, and
    /// what the product lacks to E[phi^2] is the gap, both against the adaptive
    /// rule for one.
    #[test]
    fn pairs_of_the_catalogue() {
        let mut worst: Vec<(f64, String)> = Vec::new();
        for entry in crate::activation::catalog() {
            let phi: Activation = entry.signature.name.parse().unwrap();
            for q in [0.2f64, 1.0, 6.0] {
                let [mean, square, slope, slope_square] =
                    expect(&phi, q, |_, h, d| [h, h * h, d, d * d]);
                if !(square.is_finite() && square < 1e6 && slope_square < 1e6) {
                    continue;
                }
                let pairs = Pairs::new(&phi, [q, q]);
                let (apart, near) = (pairs.moments(1.0), pairs.moments(0.01));
                for (found, exact, size) in [
                    (apart.product, mean * mean, square),
                    (apart.slope_product, slope * slope, slope_square),
                    (near.product + near.gap, square, square),
                    (
                        near.slope_product + near.slope_gap,
                        slope_square,
                        slope_square,
                    ),
                ] {
                    let off = (found - exact).abs() / size;
                    // Zero of zero.
                    worst.push((if size == 0.0 { 0.0 } else { off }, format!("{phi} {q}")));
                }
            }
        }
        worst.sort_by(|a, b| b.0.total_cmp(&a.0));
        assert!(worst.len() > 1000, "{}", worst.len());
        assert!(worst[0].0 < 1e-10, "{:?}", &worst[..12]);
    }
}
