//! Which loss scales save the gradient of a net, from its f64 reference.

use super::noise::peak;
use crate::number::{Storage, Thresholds};

/// Exponents of f64, the subnormal ones included.
const LEAST: i32 = -1074;
const BINS: usize = 1024 + 1074;

/// How the gradients of a net are spread.
#[derive(Debug, Clone)]
pub(super) struct Spread {
    /// Largest magnitude of any gradient, on activations and pre-activations.
    peak: f64,
    /// Smallest of the layers' octaves below which less than the limit lies.
    floor: Option<i32>,
    counts: Vec<u32>,
}

impl Spread {
    pub(super) fn new() -> Self {
        Spread {
            peak: 0.0,
            floor: None,
            counts: vec![0; BINS],
        }
    }

    /// Forgets the net before.
    pub(super) fn clear(&mut self) {
        self.peak = 0.0;
        self.floor = None;
    }

    /// Takes in a layer of the reference: the gradient that comes down to it
    /// and its delta. `limit` is the share that may be lost.
    pub(super) fn add(&mut self, gradient: &[f64], delta: &[f64], limit: f64) {
        for peak in [peak(gradient), peak(delta)] {
            // NaN stays.
            if peak.is_nan() || peak > self.peak {
                self.peak = peak;
            }
        }
        self.counts.fill(0);
        let mut nonzero = 0u64;
        for x in delta.iter().filter(|x| **x != 0.0 && x.is_finite()) {
            // The exponent of a subnormal is found by counting, rarely.
            let bits = (x.to_bits() >> 52 & 0x7ff) as i32;
            let exponent = if bits == 0 {
                libm::ilogb(*x)
            } else {
                bits - 1023
            };
            self.counts[(exponent - LEAST) as usize] += 1;
            nonzero += 1;
        }
        if nonzero == 0 {
            return;
        }
        // The highest octave below which less than the limit lies.
        let mut below = 0u64;
        for (octave, count) in (LEAST..).zip(&self.counts) {
            below += u64::from(*count);
            if below as f64 >= limit * nonzero as f64 {
                self.floor = Some(self.floor.map_or(octave, |floor| floor.min(octave)));
                return;
            }
        }
    }

    /// Binary logarithms of the least and of the greatest loss scale with which
    /// less than the limit is lost at every layer and nothing overflows. The
    /// least may lie above the greatest: then none will do. Nothing where a
    /// gradient is not finite, where all are zero, and for blocks.
    pub(super) fn window(&self, gradient: Storage) -> Option<(i32, i32)> {
        let thresholds = thresholds(gradient)?;
        let floor = self.floor?;
        let lowest = thresholds.nonzero;
        // A power of two, or for a format that flushes a little below one: what
        // lies in the octave of the threshold itself may be lost.
        let octave = (libm::log2(lowest.value)).ceil() as i32 + lowest.exponent;
        Some((octave - floor, self.greatest(thresholds)?))
    }

    /// Binary logarithm of the greatest loss scale with which nothing
    /// overflows.
    pub(super) fn automatic(&self, gradient: Storage) -> Option<i32> {
        match thresholds(gradient) {
            Some(thresholds) => self.greatest(thresholds),
            // Every block has a scale of its own.
            None => Some(0),
        }
    }

    fn greatest(&self, thresholds: Thresholds) -> Option<i32> {
        if !(self.peak > 0.0 && self.peak.is_finite()) {
            return None;
        }
        let highest = thresholds.overflow;
        // Exact but for a peak within an ULP of the boundary.
        let ratio = highest.value / self.peak;
        let exponent = libm::ilogb(ratio);
        let on_boundary = highest.inclusive && libm::scalbn(1.0, exponent) == ratio;
        Some(exponent - i32::from(on_boundary) + highest.exponent)
    }
}

fn thresholds(gradient: Storage) -> Option<Thresholds> {
    match gradient {
        // What rounds at random overflows where what rounds to nearest does.
        Storage::Single(format) => format
            .thresholds()
            .or_else(|_| format.plain().thresholds())
            .ok(),
        Storage::Block(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storage(name: &str) -> Storage {
        Storage::parse(name).unwrap()
    }

    /// f16 keeps what is above 2^-25, up to below 65520.
    #[test]
    fn the_window_of_f16() {
        let mut spread = Spread::new();
        let mut delta = vec![1.5 * libm::scalbn(1.0, -30); 99];
        delta.push(1.0);
        spread.add(&[2.0], &delta, 0.01);
        // 2^-30 times 2^5 is above 2^-25; 2 times 2^14 is 32768.
        assert_eq!(spread.window(storage("f16")), Some((5, 14)));
        assert_eq!(spread.automatic(storage("f16")), Some(14));
        // e4m3: above 2^-10, up to 464.
        assert_eq!(spread.window(storage("e4m3")), Some((20, 7)));
        // Less than the limit may be lost.
        spread.clear();
        let mut delta = vec![1.0; 1000];
        delta[..9].fill(1e-12);
        spread.add(&[], &delta, 0.01);
        assert_eq!(spread.window(storage("f16")), Some((-25, 15)));
        spread.add(&[], &[1e-6, 1e-6], 0.01);
        assert_eq!(spread.window(storage("f16")), Some((-5, 15)));
        assert_eq!(spread.window(storage("mxfp4")), None);
    }

    #[test]
    fn no_scale_for_what_is_zero_or_not_finite() {
        let mut spread = Spread::new();
        spread.add(&[0.0], &[0.0], 0.01);
        assert_eq!(spread.window(storage("f16")), None);
        assert_eq!(spread.automatic(storage("f16")), None);
        spread.add(&[f64::INFINITY], &[1.0], 0.01);
        assert_eq!(spread.automatic(storage("f16")), None);
    }
}
