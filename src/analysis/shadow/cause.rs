//! Of what a gradient dies: one cause for each entry.
//!
//! Every entry of delta is put down to the first that holds; r is its value in
//! the f64 reference, s in the format's net.
//!
//! | cause | holds where |
//! |---|---|
//! | structural | r = 0: phi' = 0 exactly, here or on every path above |
//! | overflow | s is infinite or NaN |
//! | kernel | s = 0 because phi' came out as 0 in f32 where it is not (1 - y^2 of a saturated tanh) |
//! | rounded | s = 0: rounded to zero in the format, here or on the way, or phi' = 0 at a rounded z |
//! | drowned | abs(s - r) >= abs(r): the rounding noise is at least the signal, so that the sign is chance |
//! | saturated | abs(phi') < tau |
//! | vanished | abs(r) < the study's limit, the cotangent having variance 1: the product of the factors above is small |
//! | kept | otherwise |
//!
//! What the format does comes before saturation and depth: a wider format or a
//! loss scale would mend it, and what is then left is seen in f32's and f64's
//! rows.

use super::super::metric::Metric;
use crate::network::Real;
use crate::vectorised::vectorised;

/// How many entries of a layer go to each cause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Causes {
    entries: u64,
    structural: u64,
    overflow: u64,
    kernel: u64,
    rounded: u64,
    drowned: u64,
    saturated: u64,
    vanished: u64,
}

/// The metrics, what is kept last.
pub(super) const METRICS: [Metric; 8] = [
    Metric::CauseStructural,
    Metric::CauseOverflow,
    Metric::CauseKernel,
    Metric::CauseRounded,
    Metric::CauseDrowned,
    Metric::CauseSaturated,
    Metric::CauseVanished,
    Metric::CauseKept,
];

/// A layer of the reference.
#[derive(Clone, Copy)]
pub(super) struct Layer<'a> {
    pub delta: &'a [f64],
    pub derivative: &'a [f64],
}

impl Causes {
    /// Of `stored` over 2^`loss_scale`; `kernel` are the places where phi' came
    /// out as 0 and is not, and `gradient` is what came down to them.
    pub(super) fn of<T: Real>(
        reference: Layer<'_>,
        (stored, gradient, kernel): (&[T], &[T], &[u32]),
        loss_scale: i32,
        (tau, vanished): (f64, f64),
    ) -> Self {
        let unscale = libm::scalbn(1.0, -loss_scale);
        let [structural, overflow, zero, drowned, saturated, vanished] = vectorised(
            #[inline(always)]
            || {
                let mut counts = [0u32; 6];
                let pairs = reference.delta.iter().zip(reference.derivative);
                for ((r, derivative), s) in pairs.zip(stored) {
                    let s = s.wide();
                    let mut open = true;
                    let holds = [
                        *r == 0.0,
                        s * 0.0 != 0.0,
                        s == 0.0,
                        (s * unscale - r).abs() >= r.abs(),
                        derivative.abs() < tau,
                        r.abs() < vanished,
                    ];
                    for (count, holds) in counts.iter_mut().zip(holds) {
                        *count += u32::from(open & holds);
                        open &= !holds;
                    }
                }
                counts.map(u64::from)
            },
        );
        let lost_by_kernel = kernel.iter().filter(|place| {
            let place = **place as usize;
            reference.delta[place] != 0.0
                && stored[place].wide() == 0.0
                && gradient[place].wide() != 0.0
        });
        let kernel = lost_by_kernel.count() as u64;
        Causes {
            entries: stored.len() as u64,
            structural,
            overflow,
            kernel,
            rounded: zero - kernel,
            drowned,
            saturated,
            vanished,
        }
    }

    /// The shares in the order of [`METRICS`]; they add to one to the last bit.
    pub(super) fn shares(self) -> [f64; METRICS.len()] {
        let counts = [
            self.structural,
            self.overflow,
            self.kernel,
            self.rounded,
            self.drowned,
            self.saturated,
            self.vanished,
        ];
        let mut shares = [0.0; METRICS.len()];
        let mut gone = 0.0;
        for (share, count) in shares.iter_mut().zip(counts) {
            *share = count as f64 / self.entries as f64;
            gone += *share;
        }
        // What is left of 1, whatever the roundings of the others: gone + (1 -
        // gone) rounds to 1.
        shares[METRICS.len() - 1] = 1.0 - gone;
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_one_cause() {
        // r, phi', s, what comes down, and the cause's place.
        let entries = [
            (0.0, 0.0, 0.0, 1.0, 0),
            (0.0, 1.0, 0.5, 1.0, 0),
            (1.0, 1.0, f32::NAN, 1.0, 1),
            (1.0, 1.0, f32::NEG_INFINITY, 1.0, 1),
            (1e-3, 1e-3, 0.0, 1.0, 2),
            (1e-3, 1e-3, 0.0, 0.0, 3),
            (1e-9, 1.0, 0.0, 1.0, 3),
            (1.0, 1.0, -0.5, 1.0, 4),
            (1.0, 1e-9, 2.0, 1.0, 4),
            (1.0, 1e-9, 1.0, 1.0, 5),
            (1e-5, 1.0, 1e-5, 1.0, 6),
            (1.0, 1.0, 1.25, 1.0, 7),
        ];
        let delta = entries.map(|e| e.0);
        let derivative = entries.map(|e| e.1);
        let stored = entries.map(|e| e.2);
        let gradient = entries.map(|e| e.3);
        let layer = Layer {
            delta: &delta,
            derivative: &derivative,
        };
        let causes = Causes::of(layer, (&stored, &gradient, &[4, 5]), 0, (0.01, 1e-3));
        let shares = causes.shares();
        for (place, share) in shares.into_iter().enumerate() {
            let expected = entries.iter().filter(|e| e.4 == place).count();
            assert_eq!((12.0 * share).round() as usize, expected, "cause {place}");
        }
        // The loss scale is taken off.
        let scaled = stored.map(|s| s * 1024.0);
        let same = Causes::of(layer, (&scaled, &gradient, &[4, 5]), 10, (0.01, 1e-3));
        assert_eq!(same, causes);
    }

    #[test]
    fn shares_add_to_one_to_the_last_bit() {
        for entries in 1..400u64 {
            let causes = Causes {
                entries,
                structural: entries / 3,
                kernel: entries / 7,
                rounded: entries / 11,
                drowned: entries / 13,
                ..Causes::default()
            };
            assert_eq!(causes.shares().iter().sum::<f64>(), 1.0, "{entries}");
        }
    }
}
