//! The mean over a batch of log-normal numbers.

use super::grid::Grid;

/// E[ln S] and ln E[sqrt S] of the mean S of B independent log-normal numbers of
/// mean 1, by the variance of their logarithm.
///
/// With L(t) = E[e^(-t X/B)]^B the Laplace transform of S, E[sqrt S] = int (1 -
/// L(t)) t^(-3/2) dt/(2 sqrt pi) and E[ln S] = int (e^-t - L(t)) dt/t, t > 0.
#[derive(Debug, Clone)]
pub(super) struct BatchMean {
    /// Of the deviation.
    grid: Grid,
    roots: Vec<f64>,
    logs: Vec<f64>,
}

/// The largest deviation of a logarithm that is worked out.
const WIDEST: f64 = 8.0;
const STEP: f64 = 0.25;

impl BatchMean {
    pub(super) fn new(batch: usize) -> Self {
        let grid = Grid::new(0.0, WIDEST, STEP);
        let (roots, logs) = grid
            .places()
            .map(|deviation| moments(batch, deviation))
            .unzip();
        BatchMean { grid, roots, logs }
    }

    /// ln E[sqrt S].
    pub(super) fn log_root(&self, variance: f64) -> f64 {
        self.grid.at(variance.max(0.0).sqrt()).of(&self.roots)
    }

    /// E[ln S].
    pub(super) fn mean_log(&self, variance: f64) -> f64 {
        self.grid.at(variance.max(0.0).sqrt()).of(&self.logs)
    }
}

fn moments(batch: usize, deviation: f64) -> (f64, f64) {
    let variance = deviation * deviation;
    if batch == 1 || variance == 0.0 {
        return (-0.125 * variance, -0.5 * variance);
    }
    /// The normal density beyond is below 1e-17 of its peak.
    const REACH: f64 = 9.0;
    const NODES: i32 = 72;
    const APART: f64 = 0.5;
    let count = batch as f64;
    let numbers: Vec<(f64, f64)> = (-NODES / 2..=NODES / 2)
        .map(|k| {
            let z = f64::from(k) * 2.0 * REACH / f64::from(NODES);
            let weight = libm::exp(-0.5 * z * z);
            (libm::exp(deviation * z - 0.5 * variance), weight)
        })
        .collect();
    let all: f64 = numbers.iter().map(|(_, weight)| weight).sum();
    // Trapezia over ln t, of functions that fall off on both sides.
    let (from, to) = (-40.0 - 0.5 * variance, 40.0 + variance);
    let steps = ((to - from) / APART) as i32;
    let (mut root, mut log) = (0.0, 0.0);
    for k in 0..=steps {
        let ln_t = from + f64::from(k) * APART;
        let t = libm::exp(ln_t);
        // 1 - L(t), without loss where L is near 1.
        let lacks: f64 = numbers
            .iter()
            .map(|(x, weight)| -weight * libm::expm1(-t * x / count))
            .sum();
        let lacks = -libm::expm1(count * libm::log1p(-(lacks / all).min(1.0)));
        root += APART * lacks * libm::exp(-0.5 * ln_t);
        log += APART * (lacks + libm::expm1(-t));
    }
    let root = (root + 2.0 * libm::exp(-0.5 * to)) / (2.0 * std::f64::consts::PI.sqrt());
    (libm::log(root), log)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of many numbers S is nearly log-normal with Var[ln S] = ln(1 + (e^v - 1)/B);
    /// of a spread beyond what they hold, the largest is all.
    #[test]
    fn means_of_many_and_of_few() {
        for (batch, variance) in [(2, 0.1), (16, 0.3), (128, 1.0)] {
            let (root, log) = moments(batch, f64::sqrt(variance));
            let own = (variance.exp_m1() / batch as f64).ln_1p();
            assert!(
                (root / (-0.125 * own) - 1.0).abs() < 0.05,
                "{batch} {root} {own}"
            );
            assert!(
                (log / (-0.5 * own) - 1.0).abs() < 0.05,
                "{batch} {log} {own}"
            );
        }
        // E[max of two N(0, 1)] = 1/sqrt pi.
        let (_, log) = moments(2, 8.0);
        let largest = -32.0 + 8.0 / std::f64::consts::PI.sqrt() - 2f64.ln();
        assert!((log - largest).abs() < 0.2, "{log} {largest}");
    }
}
