//! A gradient in a number format against that of the reference.

use crate::network::Real;
use crate::vectorised::vectorised;

/// Sums over the entries of a layer. An entry that is infinite or NaN in the
/// format carries no signal: it counts as zero.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Noise {
    /// Entries of the reference that are not zero.
    pub nonzero: u64,
    /// Those of them that are zero, infinite or NaN in the format.
    pub lost: u64,
    /// Those whose sign is that of the reference.
    pub agreeing: u64,
    /// Sums of squares of the reference, of the format and of the difference,
    /// and of products of the two, over the square of the largest entry.
    reference: f64,
    stored: f64,
    difference: f64,
    product: f64,
}

const LANES: usize = 8;

#[derive(Clone, Copy, Default)]
struct Lanes {
    sums: [[f64; LANES]; 4],
    counts: [[u32; LANES]; 3],
}

impl Lanes {
    #[inline(always)]
    fn add(&mut self, lane: usize, reference: f64, stored: f64, (norm, unscale): (f64, f64)) {
        let (r, s) = (reference * norm, stored * unscale);
        // NaN and infinity are what differs from itself times zero.
        let finite = stored * 0.0 == 0.0;
        let s = if finite { s } else { 0.0 };
        let difference = s - r;
        self.sums[0][lane] += r * r;
        self.sums[1][lane] += s * s;
        self.sums[2][lane] += difference * difference;
        self.sums[3][lane] += r * s;
        // Of the entries themselves: the square of one far below the peak is zero.
        let is_something = reference != 0.0;
        let is_held = finite & (stored != 0.0);
        self.counts[0][lane] += u32::from(is_something);
        self.counts[1][lane] += u32::from(is_something & !is_held);
        let same_sign = (reference > 0.0) == (stored > 0.0);
        self.counts[2][lane] += u32::from(is_something & is_held & same_sign);
    }
}

impl Noise {
    /// Of `stored` over 2^`loss_scale` against `reference`.
    pub(crate) fn of<T: Real>(reference: &[f64], stored: &[T], loss_scale: i32) -> Self {
        let peak = peak(reference);
        if peak == 0.0 {
            return Noise::default();
        }
        // The squares of 1e-200 and of what a format makes of it would be zero.
        let exponent = -libm::ilogb(peak);
        let (norm, unscale) = (
            libm::scalbn(1.0, exponent),
            libm::scalbn(1.0, exponent - loss_scale),
        );
        let mut lanes = Lanes::default();
        vectorised(
            #[inline(always)]
            || {
                // A copy, which the compiler keeps in registers.
                let mut sums = lanes;
                let (reference, r_rest) = reference.as_chunks::<LANES>();
                let (stored, s_rest) = stored.as_chunks::<LANES>();
                for (r, s) in reference.iter().zip(stored) {
                    for lane in 0..LANES {
                        sums.add(lane, r[lane], s[lane].wide(), (norm, unscale));
                    }
                }
                for (r, s) in r_rest.iter().zip(s_rest) {
                    sums.add(0, *r, s.wide(), (norm, unscale));
                }
                lanes = sums;
            },
        );
        let sum = |place: usize| lanes.sums[place].iter().sum();
        let count = |place: usize| lanes.counts[place].iter().map(|n| u64::from(*n)).sum();
        Noise {
            nonzero: count(0),
            lost: count(1),
            agreeing: count(2),
            reference: sum(0),
            stored: sum(1),
            difference: sum(2),
            product: sum(3),
        }
    }

    /// |stored - reference| / |reference|; no figure of a reference of zeros.
    pub(crate) fn to_signal(self) -> f64 {
        self.of_reference((self.difference / self.reference).sqrt())
    }

    /// Cosine between the two; 0 where all of it is lost.
    pub(super) fn cosine(self) -> f64 {
        let norms = (self.reference * self.stored).sqrt();
        let cosine = if norms == 0.0 {
            0.0
        } else {
            self.product / norms
        };
        self.of_reference(cosine)
    }

    /// A count as a share of the entries that are not zero.
    pub(crate) fn share(self, count: u64) -> f64 {
        self.of_reference(count as f64 / self.nonzero as f64)
    }

    fn of_reference(self, figure: f64) -> f64 {
        if self.nonzero == 0 { f64::NAN } else { figure }
    }
}

/// The largest magnitude; infinity or NaN where there is one.
pub(super) fn peak(values: &[f64]) -> f64 {
    const MAGNITUDE: u64 = !(1 << 63);
    // Magnitudes order like their bits, and NaN is above infinity.
    let bits = vectorised(
        #[inline(always)]
        || {
            let mut peak = 0i64;
            for x in values {
                peak = peak.max((x.to_bits() & MAGNITUDE) as i64);
            }
            peak
        },
    );
    f64::from_bits(bits as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_of_four_entries() {
        let reference = [3.0, -4.0, 0.0, 12.0];
        let stored = [3.0f32, 4.0, 1.0, 0.0];
        let noise = Noise::of(&reference, &stored, 0);
        assert_eq!((noise.nonzero, noise.lost, noise.agreeing), (3, 1, 1));
        let expected = f64::sqrt((64.0 + 1.0 + 144.0) / 169.0);
        assert!((noise.to_signal() - expected).abs() < 1e-15);
        let cosine = (9.0 - 16.0) / (13.0 * 26f64.sqrt());
        assert!((noise.cosine() - cosine).abs() < 1e-15);
        // A loss scale is taken off again, and size does not matter.
        let tiny = reference.map(|x| libm::scalbn(x, -900));
        let scaled = stored.map(|x| libm::scalbnf(x, 5));
        assert_eq!(Noise::of(&tiny, &scaled, 905), noise);
    }

    #[test]
    fn what_is_no_number_is_lost() {
        let reference = [1.0; 9];
        let mut stored = [1.0f32; 9];
        (stored[1], stored[8]) = (f32::INFINITY, f32::NAN);
        let noise = Noise::of(&reference, &stored, 0);
        assert_eq!((noise.nonzero, noise.lost, noise.agreeing), (9, 2, 7));
        assert!((noise.to_signal() - (2.0 / 9.0f64).sqrt()).abs() < 1e-15);
        assert_eq!(noise.share(noise.lost), 2.0 / 9.0);
        let nothing = Noise::of(&reference, &[f32::NAN; 9], 0);
        assert_eq!((nothing.to_signal(), nothing.cosine()), (1.0, 0.0));
    }

    #[test]
    fn nothing_against_nothing_is_no_figure() {
        let noise = Noise::of(&[0.0; 3], &[0.0f32; 3], 0);
        assert!(noise.to_signal().is_nan() && noise.share(0).is_nan());
        assert_eq!(peak(&[1.0, -3.0, 2.0]), 3.0);
        assert!(peak(&[1.0, f64::NAN]).is_nan());
    }
}
