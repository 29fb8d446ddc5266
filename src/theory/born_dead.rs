//! ReLU nets that are dead before training begins.
//!
//! Where the weights have no preferred sign and there are no biases, every unit
//! is inactive with probability 1/2 for a given input, independently, as long as
//! any unit below it is active.

/// P(some layer is inactive for one input): 1 - prod (1 - 2^-N_l), exactly (Lu et
/// al. 2020, arXiv:1903.06733; Rister and Rubin 2020, arXiv:2007.06192).
///
/// ```
/// use actlab::theory::dead_at_a_point;
/// assert_eq!(dead_at_a_point(&[2, 2]), 0.4375);
/// ```
pub fn dead_at_a_point(widths: &[usize]) -> f64 {
    let logs = widths.iter().map(|n| libm::log1p(-half_to(*n)));
    -libm::expm1(logs.sum())
}

/// 2^-n.
fn half_to(n: usize) -> f64 {
    libm::exp2(-(n as f64))
}

/// Bounds of P(the net is constant) for one input feature, no biases and normal
/// weights, of `hidden` layers of `width` (Lu et al. 2020, theorem 3.3). The
/// lower one is exact for two hidden layers.
///
/// ```
/// use actlab::theory::born_dead_bounds;
/// assert_eq!(born_dead_bounds(2, 2), (0.15625, 0.4375));
/// assert_eq!(born_dead_bounds(3, 1), (0.0, 0.125));
/// ```
pub fn born_dead_bounds(width: usize, hidden: usize) -> (f64, f64) {
    let n = width as f64;
    let dead = half_to(width);
    let (one, two) = (1.0 - dead, 1.0 - 2.0 * dead - (n - 1.0) * dead * dead);
    // Of the L layers of the theorem the last is the output.
    let below = hidden as f64 - 1.0;
    let power = |base: f64| {
        if below == 0.0 {
            1.0
        } else {
            libm::pow(base, below)
        }
    };
    let share = (1.0 - 2.0 * dead) * (1.0 - dead) / (1.0 + (n - 1.0) * dead);
    let lower = 1.0 - power(one) + share * (power(two) - power(one));
    (lower, dead_at_a_point(&vec![width; hidden]))
}

/// P(a unit of the second layer is inactive for every input) with weights and
/// biases without preferred sign, for n_0 inputs and n_1 units in the first layer
/// (Brownlowe et al. 2024, arXiv:2412.06829): 2^-(n_1 + 1) for n_1 <= n_0 and
/// (2^n_0 + 1)/4^(n_0 + 1) for n_1 = n_0 + 1. None where no closed form is known.
///
/// ```
/// use actlab::theory::inactive_everywhere;
/// assert_eq!(inactive_everywhere(1, 2), Some(3.0 / 16.0));
/// assert_eq!(inactive_everywhere(2, 1), Some(1.0 / 4.0));
/// assert_eq!(inactive_everywhere(1, 3), None);
/// ```
pub fn inactive_everywhere(inputs: usize, units: usize) -> Option<f64> {
    if units <= inputs {
        return Some(half_to(units + 1));
    }
    let corner = (1.0 / half_to(inputs) + 1.0) * half_to(2 * (inputs + 1));
    (units == inputs + 1).then_some(corner)
}

/// P(a ReLU is inactive on `samples` random inputs without preferred sign, at
/// least as many features as samples): 2^-samples.
///
/// For fixed inputs it depends on the angles between them: of two,
/// [`inactive_for_both`](super::inactive_for_both).
pub fn inactive_on_a_batch(samples: usize) -> f64 {
    half_to(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 5/32, 11/256, 23/2048: exact for two hidden layers.
    #[test]
    fn the_lower_bound_is_exact_for_two_hidden_layers() {
        for (width, exact) in [(2, 5.0 / 32.0), (3, 11.0 / 256.0), (4, 23.0 / 2048.0)] {
            let (lower, upper) = born_dead_bounds(width, 2);
            assert!((lower - exact).abs() < 1e-15, "{width}: {lower}");
            assert!(upper > lower);
        }
    }
}
