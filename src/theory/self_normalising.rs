//! SELU: what it makes of a mean and a variance (Klambauer et al. 2017,
//! arXiv:1706.02515).

use libm::{erfc, exp};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// lambda z for z > 0, lambda alpha (e^z - 1) below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Selu {
    /// alpha.
    pub alpha: f64,
    /// lambda.
    pub lambda: f64,
}

/// Moments of u ~ N(mean, variance) on both sides of 0.
struct Halves {
    /// E[u; u > 0], E[u^2; u > 0].
    above: [f64; 2],
    /// E[e^u - 1; u < 0], E[(e^u - 1)^2; u < 0].
    below: [f64; 2],
}

impl Halves {
    fn of(mean: f64, variance: f64) -> Self {
        let deviation = variance.sqrt();
        let z = mean / deviation;
        let density = exp(-0.5 * z * z) / (2.0 * PI).sqrt();
        let positive = 0.5 * erfc(-z * FRAC_1_SQRT_2);
        // E[e^{ku}; u < 0].
        let power = |k: f64| {
            let below = 0.5 * erfc((z + k * deviation) * FRAC_1_SQRT_2);
            exp(k * mean + 0.5 * k * k * variance) * below
        };
        let [none, one, two] = [power(0.0), power(1.0), power(2.0)];
        Halves {
            above: [
                mean * positive + deviation * density,
                (mean * mean + variance) * positive + mean * deviation * density,
            ],
            below: [one - none, two - 2.0 * one + none],
        }
    }
}

impl Selu {
    /// The parameters whose fixed point is this mean and variance of the
    /// pre-activation. None where there are none with alpha and lambda above 0.
    ///
    /// ```
    /// use actlab::theory::Selu;
    ///
    /// let selu = Selu::with_fixed_point(0.0, 1.0).unwrap();
    /// assert!((selu.alpha - 1.67326324235437728).abs() < 1e-14);
    /// assert!((selu.lambda - 1.05070098735548049).abs() < 1e-14);
    /// ```
    pub fn with_fixed_point(mean: f64, variance: f64) -> Option<Self> {
        let Halves {
            above: [a, c],
            below: [b, d],
        } = Halves::of(mean, variance);
        let square = variance + mean * mean;
        // lambda (a + alpha b) = mean and lambda^2 (c + alpha^2 d) = square.
        let alphas = if mean == 0.0 {
            [-a / b; 2]
        } else {
            // mean^2 (c + alpha^2 d) = square (a + alpha b)^2.
            let m = mean * mean;
            let (two, one, none) = (
                m * d - square * b * b,
                -square * a * b,
                m * c - square * a * a,
            );
            let root = (one * one - two * none).sqrt();
            [(-one + root) / two, (-one - root) / two]
        };
        let found = alphas.into_iter().map(|alpha| Selu {
            alpha,
            lambda: match mean {
                0.0 => (square / (c + alpha * alpha * d)).sqrt(),
                _ => mean / (a + alpha * b),
            },
        });
        found
            .into_iter()
            .find(|selu| selu.alpha > 0.0 && selu.lambda > 0.0)
    }

    /// SELU's own parameters: the fixed point (0, 1).
    pub fn standard() -> Self {
        let root = exp(0.5) * erfc(FRAC_1_SQRT_2);
        let alpha = (2.0 / PI).sqrt() / (1.0 - root);
        let Halves {
            above: [_, c],
            below: [_, d],
        } = Halves::of(0.0, 1.0);
        Selu {
            alpha,
            lambda: 1.0 / (c + alpha * alpha * d).sqrt(),
        }
    }

    /// -lambda alpha: what it saturates at.
    pub fn floor(self) -> f64 {
        -self.lambda * self.alpha
    }

    /// Mean and variance of the activations of a layer whose inputs have `mean`
    /// and `variance` and whose weights have the sum `omega` and the sum of
    /// squares `tau` (theorem 1).
    ///
    /// ```
    /// use actlab::theory::Selu;
    /// let (mean, variance) = Selu::standard().map((0.0, 1.0), (0.0, 1.0));
    /// assert!(mean.abs() < 1e-15 && (variance - 1.0).abs() < 1e-14);
    /// ```
    pub fn map(self, (mean, variance): (f64, f64), (omega, tau): (f64, f64)) -> (f64, f64) {
        let halves = Halves::of(mean * omega, variance * tau);
        let first = self.lambda * (halves.above[0] + self.alpha * halves.below[0]);
        let square = self.alpha * self.alpha * halves.below[1];
        let second = self.lambda * self.lambda * (halves.above[1] + square);
        (first, second - first * first)
    }

    /// The Jacobian of [`map`](Selu::map): rows d mean', d variance', columns d
    /// mean, d variance.
    pub fn jacobian(self, (mean, variance): (f64, f64), (omega, tau): (f64, f64)) -> [[f64; 2]; 2] {
        let (m, v) = (mean * omega, variance * tau);
        let deviation = v.sqrt();
        let z = m / deviation;
        let density = exp(-0.5 * z * z) / (2.0 * PI).sqrt() / deviation;
        let power =
            |k: f64| exp(k * m + 0.5 * k * k * v) * 0.5 * erfc((z + k * deviation) * FRAC_1_SQRT_2);
        let positive = 0.5 * erfc(-z * FRAC_1_SQRT_2);
        let (lambda, alpha) = (self.lambda, self.alpha);
        let halves = Halves::of(m, v);
        let [one, two] = [power(1.0), power(2.0)];
        // By Stein: d/dm E[f] = E[f'], d/dv E[f] = E[f'']/2, f'' with the jump
        // of f' at 0.
        let slope = lambda * (positive + alpha * one);
        let bend = lambda * (alpha * one + (1.0 - alpha) * density);
        // f = phi^2: f' = 2 phi phi', f'' = 2 phi'^2 + 2 phi phi''.
        let squared = lambda * lambda;
        let square_slope = 2.0 * squared * (halves.above[0] + alpha * alpha * (two - one));
        let square_bend =
            2.0 * squared * (positive + alpha * alpha * two + alpha * alpha * (two - one));
        let first = lambda * (halves.above[0] + alpha * halves.below[0]);
        let by_mean = [slope, square_slope - 2.0 * first * slope];
        let by_variance = [0.5 * bend, 0.5 * square_bend - first * bend];
        [
            [omega * by_mean[0], tau * by_variance[0]],
            [omega * by_mean[1], tau * by_variance[1]],
        ]
    }

    /// The scale and shift after alpha dropout with this `rate` that keep mean 0
    /// and variance 1: a = (q + alpha'^2 q (1 - q))^{-1/2}, b = -a (1 - q) alpha',
    /// with q the share that is kept and alpha' = -lambda alpha.
    ///
    /// ```
    /// use actlab::theory::Selu;
    /// let (a, b) = Selu::standard().alpha_dropout(0.1);
    /// assert!((a - 0.921284516149711483).abs() < 1e-14);
    /// assert!((b - 0.161970970057570228).abs() < 1e-14);
    /// ```
    pub fn alpha_dropout(self, rate: f64) -> (f64, f64) {
        let (kept, floor) = (1.0 - rate, self.floor());
        let a = 1.0 / (kept + floor * floor * kept * rate).sqrt();
        (a, -a * rate * floor)
    }
}
