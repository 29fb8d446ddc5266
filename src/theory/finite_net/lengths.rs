//! The law of the length of a layer over nets.
//!
//! Given q^l, q^{l+1} = sigma_w^2 <phi^2> + sigma_b^2 over n units N(0, q^l), whatever
//! n is: the lengths are a Markov chain. <phi^2> is taken as log-normal with its mean
//! and its variance Var[phi^2]/n.

use super::FiniteNet;
use super::grid::{Between, Grid, HERMITE};

/// The law of ln q^l over nets: of a function of ln q known at the places of the grid
/// the mean is the sum of its values times these shares, of which some are negative.
#[derive(Debug, Clone)]
pub struct Law {
    shares: Vec<f64>,
    /// E[ln q].
    pub mean: f64,
    /// Var[ln q].
    pub variance: f64,
    /// E[ln(q - sigma_b^2)], of what the layer is fed.
    pub input: f64,
}

impl Law {
    fn new(grid: &Grid, shares: Vec<f64>, input: f64) -> Self {
        let moments = |power| {
            let terms = shares.iter().zip(grid.places());
            terms
                .map(|(share, x)| share * f64::powi(x, power))
                .sum::<f64>()
        };
        let mean = moments(1);
        let variance = shares.iter().zip(grid.places());
        let variance = variance.map(|(share, x)| share * (x - mean) * (x - mean));
        let variance = variance.sum::<f64>().max(0.0);
        Law {
            shares,
            mean,
            variance,
            input,
        }
    }

    /// E[f(ln q)].
    pub(super) fn mean_of(&self, values: impl Iterator<Item = f64>) -> f64 {
        let terms = self
            .shares
            .iter()
            .zip(values)
            .filter(|(share, _)| **share != 0.0);
        terms.map(|(share, value)| share * value).sum()
    }

    /// E[e^(f(ln q)/2)]^2, f(ln q) being normal.
    pub(super) fn root_mean_square(&self, logs: &[f64]) -> f64 {
        let [mean, variance] = self.moments(logs, logs);
        libm::exp(mean + 0.25 * variance)
    }

    /// E[f(ln q)] and Cov[f(ln q), g(ln q)].
    pub(super) fn moments(&self, f: &[f64], g: &[f64]) -> [f64; 2] {
        let [mean, other] = [f, g].map(|values| self.mean_of(values.iter().copied()));
        let products = f.iter().zip(g).map(|(f, g)| (f - mean) * (g - other));
        [mean, self.mean_of(products)]
    }
}

/// Shares of a law that are left out, over the largest.
const RARE: f64 = 1e-10;

impl FiniteNet {
    /// The law of ln q^l, layer by layer up to `depth`, where q of the first has this
    /// mean and this variance over the square of the mean.
    pub fn lengths(&self, (mean, variance): (f64, f64), depth: usize) -> Vec<Law> {
        let grid = &self.units.grid;
        let empty = || vec![0.0; grid.places().count()];
        let mut first = empty();
        let fed = mean - self.sigma_b_squared;
        let input = match fed > 0.0 {
            true => libm::log(fed) - 0.5 * libm::log1p(variance * (mean / fed).powi(2)),
            false => f64::NEG_INFINITY,
        };
        let variance = libm::log1p(variance);
        for (node, weight) in HERMITE {
            let x = libm::log(mean) - 0.5 * variance + variance.sqrt() * node;
            grid.at(x).spread(weight, &mut first);
        }
        let steps: Vec<[(Between, f64); HERMITE.len()]> = grid
            .places()
            .map(|x| {
                let values = libm::exp(grid.at(x).of(&self.units.ln_values));
                let own = self.units.deviation(x, self.width);
                HERMITE.map(|(node, weight)| {
                    let values = values * libm::exp(own * node - 0.5 * own * own);
                    let above = self.sigma_w_squared * values + self.sigma_b_squared;
                    (grid.at(libm::log(above)), weight)
                })
            })
            .collect();
        let inputs: Vec<f64> = grid
            .places()
            .map(|x| {
                let own = self.units.deviation(x, self.width);
                let values = grid.at(x).of(&self.units.ln_values);
                libm::log(self.sigma_w_squared) + values - 0.5 * own * own
            })
            .collect();
        let next = |law: &Law| {
            let mut above = empty();
            for (share, nodes) in law.shares.iter().zip(&steps) {
                if *share != 0.0 {
                    for (at, weight) in nodes {
                        at.spread(share * weight, &mut above);
                    }
                }
            }
            // What is left far away is rounding.
            let largest = above
                .iter()
                .fold(0.0, |largest: f64, share| largest.max(share.abs()));
            above.iter_mut().for_each(|share| {
                if share.abs() < RARE * largest {
                    *share = 0.0;
                }
            });
            let all: f64 = above.iter().sum();
            above.iter_mut().for_each(|share| *share /= all);
            let input = law.mean_of(inputs.iter().copied());
            Some(Law::new(grid, above, input))
        };
        let first = Law::new(grid, first, input);
        std::iter::successors(Some(first), next)
            .take(depth)
            .collect()
    }
}
