//! What the units of a layer are on average, and how far the average of n of them
//! strays, as functions of q.

use super::grid::Grid;
use crate::activation::Activation;
use crate::theory::gaussian::expect_plainly;
use crate::theory::saturation::saturated_share;

/// The averages of the units of a layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Averages {
    /// <b^2>, b being what the backward pass uses: phi' as a rule.
    pub(super) slopes: f64,
    /// <b^2 phi^2>.
    pub(super) both: f64,
    /// <phi^2>.
    pub(super) values: f64,
    /// <z phi b>.
    pub(super) mixed: f64,
    /// <z^2 b^2>.
    pub(super) lengths: f64,
}

/// The means of [`Averages`] and of what else is asked of a layer, by ln q.
#[derive(Debug, Clone)]
pub(super) struct Units {
    pub(super) grid: Grid,
    ln_slopes: Vec<f64>,
    ln_both: Vec<f64>,
    pub(super) ln_values: Vec<f64>,
    /// <z phi b>/<phi^2>.
    mixed: Vec<f64>,
    ln_lengths: Vec<f64>,
    /// Covariances of one unit with phi^2, over the product of the means; of z
    /// phi b over <phi^2>^2.
    pub(super) with_values: [Vec<f64>; 5],
    /// Var[z phi b]/<phi^2>^2.
    mixed_variance: Vec<f64>,
    /// <phi>/sqrt <phi^2>.
    pub(super) mean: Vec<f64>,
    pub(super) inactive: Vec<f64>,
    /// NaN where that is not known.
    pub(super) saturated: Vec<f64>,
}

/// The squares that the averages are taken of: b^2, b^2 phi^2, phi^2, z phi b, z^2
/// b^2.
#[inline(always)]
pub(super) fn squares(z: f64, h: f64, d: f64) -> [f64; 5] {
    [d * d, d * d * h * h, h * h, z * h * d, z * z * d * d]
}

/// Whether the panels of [`expect_plainly`], which grow with q, are short enough: halves
/// of them tell the same.
fn is_resolved(phi: &Activation, q: f64) -> bool {
    const TOLERANCE: f64 = 1e-4;
    let halves: Vec<f64> = (-8..8).map(|k| (f64::from(k) + 0.5) * q.sqrt()).collect();
    let squares = |_, h: f64, d: f64| [h * h, d * d];
    let [plain, finer] = [&[][..], &halves].map(|places| expect_plainly(phi, q, places, squares));
    let is_close = |(a, b): (f64, f64)| (a / b - 1.0).abs() < TOLERANCE;
    plain.into_iter().zip(finer).all(is_close)
}

impl Units {
    /// Of the q at the places of `grid`, which is of ln q; none where a layer has no
    /// length or no gradient, or one without a variance, or where phi oscillates too
    /// fast for a plain rule.
    pub(super) fn new(phi: &Activation, grid: Grid, tau: Option<f64>) -> Option<Self> {
        let empty = Vec::new;
        let mut units = Units {
            grid,
            ln_slopes: empty(),
            ln_both: empty(),
            ln_values: empty(),
            mixed: empty(),
            ln_lengths: empty(),
            with_values: std::array::from_fn(|_| empty()),
            mixed_variance: empty(),
            mean: empty(),
            inactive: empty(),
            saturated: empty(),
        };
        let mut largest = 0.0;
        for x in units.grid.places() {
            largest = libm::exp(x);
            units.push(phi, largest, tau)?;
        }
        is_resolved(phi, largest).then_some(units)
    }

    fn push(&mut self, phi: &Activation, q: f64, tau: Option<f64>) -> Option<()> {
        let scale = q.sqrt();
        let found = expect_plainly(
            phi,
            q,
            &[],
            #[inline(always)]
            |z, h, d| {
                let k = squares(scale * z, h, d);
                let inactive = f64::from(u8::from(d == 0.0));
                [
                    k[0],
                    k[1],
                    k[2],
                    k[3],
                    k[4], // means
                    k[0] * k[2],
                    k[1] * k[2],
                    k[2] * k[2],
                    k[3] * k[2],
                    k[4] * k[2],
                    k[3] * k[3],
                    h,
                    inactive,
                ]
            },
        );
        let [slopes, both, values, mixed, lengths, ..] = found;
        let positive = [slopes, both, values, lengths];
        let is_known = |value: &f64| value.is_finite();
        if !found.iter().all(is_known) || !positive.iter().all(|value| value.is_normal()) {
            return None;
        }
        self.ln_slopes.push(libm::log(slopes));
        self.ln_both.push(libm::log(both));
        self.ln_values.push(libm::log(values));
        self.mixed.push(mixed / values);
        self.ln_lengths.push(libm::log(lengths));
        let sizes = [slopes, both, values, values, lengths];
        for (place, size) in sizes.iter().enumerate() {
            let covariance = found[5 + place] - found[place] * values;
            self.with_values[place].push(covariance / values / size);
        }
        let variance = found[10] - mixed * mixed;
        self.mixed_variance.push(variance / values / values);
        self.mean.push(found[11] / values.sqrt());
        self.inactive.push(found[12]);
        if let Some(tau) = tau {
            let share = saturated_share(phi, q, tau);
            self.saturated.push(share.unwrap_or(f64::NAN));
        }
        self.with_values
            .iter()
            .all(|known| known.iter().all(is_known))
            .then_some(())
    }

    /// The means at ln q.
    pub(super) fn averages(&self, x: f64) -> Averages {
        let at = self.grid.at(x);
        let values = libm::exp(at.of(&self.ln_values));
        Averages {
            slopes: libm::exp(at.of(&self.ln_slopes)),
            both: libm::exp(at.of(&self.ln_both)),
            values,
            mixed: at.of(&self.mixed) * values,
            lengths: libm::exp(at.of(&self.ln_lengths)),
        }
    }

    /// The standard deviation of ln <phi^2>, over n units.
    pub(super) fn deviation(&self, x: f64, width: f64) -> f64 {
        let variance = self.grid.at(x).of(&self.with_values[2]) / width;
        variance.max(0.0).sqrt()
    }

    /// The averages over n units whose ln <phi^2> lies `strays` deviations from
    /// the middle: log-normal, with the means and the covariances with <phi^2> that
    /// they have; and the mean of <z phi b>^2.
    pub(super) fn averages_given(&self, x: f64, width: f64, strays: f64) -> (Averages, f64) {
        let (at, deviation) = (self.grid.at(x), self.deviation(x, width));
        let means = self.averages(x);
        let values = means.values * libm::exp(deviation * strays - 0.5 * deviation * deviation);
        let relative: [f64; 5] = std::array::from_fn(|k| match deviation {
            0.0 => 0.0,
            _ => at.of(&self.with_values[k]) / width / deviation,
        });
        let follow = |mean: f64, k: usize| {
            let r = relative[k];
            mean * libm::exp(r * strays - 0.5 * r * r)
        };
        // Its regression is over <phi^2>, as it need not be positive.
        let ratio = means.mixed / means.values;
        let r = relative[3] / ratio;
        let mixed = match r.abs() < 1.0 {
            true => means.mixed * libm::exp(r * strays - 0.5 * r * r),
            false => means.mixed + means.values * relative[3] * strays,
        };
        let rest = at.of(&self.mixed_variance) / width - relative[3] * relative[3];
        let given = Averages {
            slopes: follow(means.slopes, 0),
            both: follow(means.both, 1),
            values,
            mixed,
            lengths: follow(means.lengths, 4),
        };
        (
            given,
            mixed * mixed + means.values * means.values * rest.max(0.0),
        )
    }
}
