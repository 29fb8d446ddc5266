//! What a finite width changes: nets of rays, exactly.
//!
//! With normal weights of variance sigma_w^2/fan_in, no biases and an activation
//! of two rays, the ratios r_l = ||v_l||^2/||v_{l-1}||^2 of a vector that goes
//! through the Jacobian are independent from layer to layer: of n_l units each
//! lies on either ray with probability 1/2, whatever lies below. So, with
//! sigma_w^2 E[phi'^2] = 1,
//!
//! E[r] = n_l/n_{l-1}, E[r^2]/E[r]^2 = 1 + kappa/n_l,
//! kappa = 3 E[phi'^4]/E[phi'^2]^2 - 1,
//!
//! which is 5 of ReLU and 2 of a line (Hanin 2018, arXiv:1801.03744; Hanin and
//! Nica 2020, arXiv:1812.05994), and r is a mixture over the binomial of sums of
//! chi^2, so that ln ||v_L||^2 is, for many layers, normal.

use super::rays::Rays;
use crate::stats::LEGENDRE;
use statrs::function::gamma::{digamma, ln_gamma};

/// Mean and variance of the logarithm of a layer's ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRatio {
    /// E[ln r], given r > 0.
    pub mean: f64,
    /// Var[ln r], given r > 0.
    pub variance: f64,
    /// P(r = 0): every unit lies on a flat ray.
    pub dead: f64,
}

impl Rays {
    /// kappa = 3 E[phi'^4]/E[phi'^2]^2 - 1.
    ///
    /// ```
    /// use actlab::theory::Rays;
    /// assert_eq!(Rays::leaky(0.0).kappa(), 5.0);
    /// assert_eq!(Rays::leaky(1.0).kappa(), 2.0);
    /// ```
    pub fn kappa(self) -> f64 {
        let fourth = 0.5 * (self.below.powi(4) + self.above.powi(4));
        3.0 * fourth / (self.square() * self.square()) - 1.0
    }

    /// E||Ju||^4/E[||Ju||^2]^2 = prod (1 + kappa/n_l) of a net with these
    /// widths, J the Jacobian of its activation layers and u fixed.
    ///
    /// ```
    /// use actlab::theory::Rays;
    /// assert_eq!(Rays::leaky(0.0).fourth_moment(&[10; 10]), 57.6650390625);
    /// ```
    pub fn fourth_moment(self, widths: &[usize]) -> f64 {
        let kappa = self.kappa();
        widths.iter().map(|n| 1.0 + kappa / *n as f64).product()
    }

    /// The relative standard error that a mean of ||Ju||^2 over `trials` nets
    /// should show: sqrt((E||Ju||^4/E[||Ju||^2]^2 - 1)/trials). What a mean of
    /// fewer nets than the fourth moment shows is less, since it misses the few
    /// that carry the mean.
    pub fn standard_error(self, widths: &[usize], trials: usize) -> f64 {
        ((self.fourth_moment(widths) - 1.0) / trials as f64).sqrt()
    }

    /// The law of ln r of a layer of `width` units between equal widths, with
    /// sigma_w^2 E[phi'^2] = 1. For large n its mean is -kappa/(2n) and its
    /// variance kappa/n.
    ///
    /// ```
    /// use actlab::theory::Rays;
    /// let law = Rays::leaky(0.0).log_ratio(10);
    /// assert!((law.mean + 0.307461010691857).abs() < 1e-12);
    /// assert!((law.variance - 0.866734253052603).abs() < 1e-12);
    /// assert_eq!(law.dead, 0.0009765625);
    /// ```
    pub fn log_ratio(self, width: usize) -> LogRatio {
        let n = width as f64;
        let [below, above] = [self.below, self.above].map(|s| s * s / self.square());
        let is_flat = |active: usize| match (below == 0.0, above == 0.0) {
            (true, _) => active == 0,
            (_, true) => active == width,
            _ => false,
        };
        let ln_2 = std::f64::consts::LN_2;
        let weight = |active: usize| {
            let (k, rest) = (active as f64, (width - active) as f64);
            let choose = ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(rest + 1.0);
            libm::exp(choose - n * ln_2)
        };
        let (mut total, mut first, mut second, mut dead) = (0.0, 0.0, 0.0, 0.0);
        for active in 0..=width {
            let weight = weight(active);
            if is_flat(active) {
                dead += weight;
                continue;
            }
            if weight < 1e-20 {
                continue;
            }
            let (mean, variance) = log_sum(active, width - active, above, below);
            let mean = mean - libm::log(n);
            total += weight;
            first += weight * mean;
            second += weight * (variance + mean * mean);
        }
        let mean = first / total;
        LogRatio {
            mean,
            variance: second / total - mean * mean,
            dead,
        }
    }
}

/// Mean and variance of ln(a X + b Y), X and Y independent chi^2 of `m` and `k`
/// degrees of freedom: X + Y is chi^2 of m + k, independent of X/(X + Y), which
/// is Beta(m/2, k/2).
fn log_sum(m: usize, k: usize, a: f64, b: f64) -> (f64, f64) {
    let ln_2 = std::f64::consts::LN_2;
    let alone = |degrees: usize, scale: f64| {
        let half = 0.5 * degrees as f64;
        (digamma(half) + ln_2 + libm::log(scale), trigamma(half))
    };
    match (m, k) {
        (_, 0) => return alone(m, a),
        (0, _) => return alone(k, b),
        _ if b == 0.0 => return alone(m, a),
        _ if a == 0.0 => return alone(k, b),
        _ if a == b => return alone(m + k, a),
        _ => {}
    }
    let (size, spread) = alone(m + k, 1.0);
    let (share, share_variance) = log_share(m as f64, k as f64, a, b);
    (size + share, spread + share_variance)
}

/// Mean and variance of ln(a S + b (1 - S)), S ~ Beta(m/2, k/2), by the angle
/// whose sine squared is S.
fn log_share(m: f64, k: f64, a: f64, b: f64) -> (f64, f64) {
    const PANELS: usize = 24;
    let middle = libm::atan2(m.sqrt(), k.sqrt());
    let spread = 1.0 / (m + k).sqrt();
    let from = f64::max(0.0, middle - 9.0 * spread);
    let to = f64::min(std::f64::consts::FRAC_PI_2, middle + 9.0 * spread);
    let log_density =
        |t: f64| (m - 1.0) * libm::log(libm::sin(t)) + (k - 1.0) * libm::log(libm::cos(t));
    let peak = log_density(middle);
    let half = 0.5 * (to - from) / PANELS as f64;
    let [mut total, mut first, mut second] = [0.0; 3];
    for panel in 0..PANELS {
        let centre = from + (2 * panel + 1) as f64 * half;
        for (node, weight) in LEGENDRE.iter() {
            let t = centre + half * node;
            let s = libm::sin(t) * libm::sin(t);
            let value = libm::log(a * s + b * (1.0 - s));
            let weight = weight * libm::exp(log_density(t) - peak);
            total += weight;
            first += weight * value;
            second += weight * value * value;
        }
    }
    let mean = first / total;
    (mean, second / total - mean * mean)
}

/// psi'(x), x > 0: by psi'(x) = psi'(x + 1) + 1/x^2 up to where its asymptotic
/// series has all digits (Abramowitz and Stegun 6.4.12).
fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 20.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    // B_2, B_4 ... over x^(2k+1).
    let series = [
        1.0 / 6.0,
        -1.0 / 30.0,
        1.0 / 42.0,
        -1.0 / 30.0,
        5.0 / 66.0,
        -691.0 / 2730.0,
    ];
    let tail = series
        .iter()
        .rev()
        .fold(0.0, |tail, b| inverse * (b + tail));
    sum + 1.0 / x + 0.5 * inverse + tail / x
}

/// rho(n) of Jakub and Nica 2024 (JMLR 25:239, arXiv:2302.09712, approximation
/// 1): the angle t of two inputs of a He ReLU net of width n falls as E[ln sin^2
/// t'] = ln sin^2 t - 2 t/(3 pi) - rho(n). rho(n) = 2/n + O(n^-2); below a width
/// of about 200 the whole of it overshoots, and 2/n is the better number.
///
/// ```
/// use actlab::theory::angle_drift;
/// assert!((angle_drift(1024) - 0.0020478542194701937).abs() < 1e-14);
/// ```
pub fn angle_drift(width: usize) -> f64 {
    let n = width as f64;
    libm::log((n + 5.0) / (n - 1.0)) - 10.0 * n / (n + 5.0).powi(2) + 6.0 * n / (n - 1.0).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// psi'(1) = pi^2/6, psi'(1/2) = pi^2/2, psi'(x) ~ 1/x.
    #[test]
    fn trigammas() {
        let square = std::f64::consts::PI.powi(2);
        assert!((trigamma(1.0) - square / 6.0).abs() < 1e-14);
        assert!((trigamma(0.5) - square / 2.0).abs() < 1e-14);
        assert!((trigamma(1e8) * 1e8 - 1.0).abs() < 1e-8);
    }

    /// Of a line r is chi^2_n/n; a leaky slope near 0 or 1 is near ReLU's and
    /// the line's law.
    #[test]
    fn leaky_laws_lie_between() {
        let line = Rays::leaky(1.0).log_ratio(7);
        assert!((line.mean - (digamma(3.5) - 3.5f64.ln())).abs() < 1e-13);
        assert!((line.variance - trigamma(3.5)).abs() < 1e-13);
        let near = Rays::leaky(1.0 - 1e-6).log_ratio(7);
        assert!((near.mean - line.mean).abs() < 1e-11);
        for (slope, width) in [(0.0, 400), (0.25, 400), (0.25, 1000)] {
            let rays = Rays::leaky(slope);
            let (law, n) = (rays.log_ratio(width), width as f64);
            assert!((law.mean * n / (-0.5 * rays.kappa()) - 1.0).abs() < 0.02);
            assert!((law.variance * n / rays.kappa() - 1.0).abs() < 0.02);
        }
    }
}
