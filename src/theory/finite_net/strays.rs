//! How far a mean square over a batch strays from net to net.

use statrs::function::gamma::{digamma, ln_gamma};

/// How far the mean square X of a batch strays from net to net.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strays {
    /// ln(E[sqrt X]/sqrt(M)), M the mean that theory has.
    pub log_root: f64,
    /// E[ln X] - ln M.
    pub mean_log: f64,
}

impl Strays {
    /// Times the mean square of a few normal numbers, whose mean is 1 and whose
    /// variance this: 2 for one.
    pub(super) fn times_few(self, variance: f64) -> Self {
        let shape = 1.0 / variance;
        let (log_root, mean_log) = match variance > 1e-6 {
            true => (
                ln_gamma(shape + 0.5) - ln_gamma(shape) - 0.5 * libm::log(shape),
                digamma(shape) - libm::log(shape),
            ),
            false => (-0.125 * variance, -0.5 * variance),
        };
        Strays {
            log_root: self.log_root + log_root,
            mean_log: self.mean_log + mean_log,
        }
    }

    /// Where M is less than the mean by this logarithm.
    pub(super) fn above(self, log: f64) -> Self {
        Strays {
            log_root: self.log_root + 0.5 * log,
            mean_log: self.mean_log + log,
        }
    }
}

/// How far the gradient at a layer strays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GradientStrays {
    /// Its mean square over units and inputs.
    pub square: Strays,
    /// The mean square of the gradient of the weights below the layer.
    pub weights: Strays,
    /// Whether it is known: not where lengths stray so far that what they do to the
    /// gradient is no straight line.
    pub is_known: bool,
    /// ln of the mean of |delta|^2 less ln M.
    pub mean: f64,
    /// Of one input, E[ln |delta|^2] less what theory has, and Var[ln |delta|^2].
    pub of_one_input: (f64, f64),
    /// Of two inputs, Cov[ln |delta|^2, ln |delta'|^2].
    pub of_two_inputs: f64,
}
