//! The finite-width law of ReLU nets (Hanin and Nica 2020).
//!
//! The squared norm of a gradient in a ReLU net of width n with He's weights
//! takes independent factors r = (2/n) chi^2_k, k ~ Bin(n, 1/2), a layer:
//! E r = 1, E r^2 = 1 + 5/n, and ln r has mean near -5/(2n) and variance near
//! 5/n.

use statrs::distribution::{Binomial, Discrete};
use statrs::function::gamma::digamma;

/// Mean and variance of ln r at width n, given that a unit is active.
pub(super) fn log_moments(width: usize) -> (f64, f64) {
    let n = width as f64;
    let Ok(active) = Binomial::new(0.5, width as u64) else {
        return (f64::NAN, f64::NAN);
    };
    let (mut mass, mut mean, mut square) = (0.0, 0.0, 0.0);
    for k in 1..=width {
        let p = active.pmf(k as u64);
        let half = k as f64 / 2.0;
        let log = digamma(half) + (4.0 / n).ln();
        mass += p;
        mean += p * log;
        square += p * (log * log + trigamma(half));
    }
    (mean / mass, square / mass - (mean / mass).powi(2))
}

/// psi'(x), by its recurrence up to 20 and its asymptotic series there.
fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 20.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    sum + 1.0 / x + y / 2.0 + y / x * (1.0 / 6.0 - y * (1.0 / 30.0 - y * (1.0 / 42.0 - y / 30.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 14 digits of the reference set, computed with 30.
    #[test]
    fn moments_are_those_of_the_mixture() {
        for (width, mean, variance) in [
            (3, -0.795_987_513_089_69, 3.574_373_252_116_3),
            (5, -0.623_392_864_965_794, 2.362_268_762_076_94),
            (10, -0.307_461_010_691_857, 0.866_734_253_052_603),
        ] {
            let found = log_moments(width);
            assert!((found.0 - mean).abs() < 1e-12, "{width}: {found:?}");
            assert!((found.1 - variance).abs() < 1e-12, "{width}: {found:?}");
        }
    }
}
