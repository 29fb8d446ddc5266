//! What a number format makes of the gradient.

use super::battery::{Column, Measurement};
use super::metric::Metric;
use crate::network::Backward;
use crate::number::Format;
use crate::stats;
use crate::vectorised::vectorised;

/// `underflow_fraction`, `subnormal_fraction` and `overflow_fraction` of each
/// format: the reference gradient cast to it, rounding to nearest even.
pub(super) struct Underflow {
    formats: Vec<Format>,
}

impl Underflow {
    pub(super) fn new(formats: &[Format]) -> Self {
        Underflow {
            formats: formats.to_vec(),
        }
    }
}

/// The magnitudes that are not zero: how many, and between which bits.
struct Magnitudes<'a> {
    delta: &'a [f32],
    nonzero: u64,
    least: u32,
    greatest: u32,
}

const MAGNITUDE: u32 = 0x7fff_ffff;

impl<'a> Magnitudes<'a> {
    fn of(delta: &'a [f32]) -> Self {
        let (least, greatest) = vectorised(
            #[inline(always)]
            || {
                let (mut least, mut greatest) = (u32::MAX, 0);
                for m in delta {
                    let bits = m.to_bits() & MAGNITUDE;
                    // Zero wraps to the largest value: never the least.
                    least = least.min(bits.wrapping_sub(1));
                    greatest = greatest.max(bits);
                }
                (least.wrapping_add(1), greatest)
            },
        );
        Magnitudes {
            delta,
            nonzero: stats::count(delta, |m| m != 0.0),
            least,
            greatest,
        }
    }

    /// How many have at least these bits. Most thresholds of most layers lie
    /// outside the range and need no pass over the entries.
    fn reaching(&self, bits: u32) -> u64 {
        if bits > self.greatest {
            0
        } else if bits <= self.least {
            self.nonzero
        } else {
            stats::count(self.delta, |m| m.to_bits() & MAGNITUDE >= bits)
        }
    }
}

impl Measurement for Underflow {
    fn columns(&self) -> Vec<Column> {
        self.formats
            .iter()
            .flat_map(|format| {
                [
                    Metric::UnderflowFraction,
                    Metric::SubnormalFraction,
                    Metric::OverflowFraction,
                ]
                .map(|metric| Column {
                    metric,
                    format: Some(*format),
                })
            })
            .collect()
    }

    fn backward(&mut self, layer: &Backward<'_>, figures: &mut [f64]) {
        let magnitudes = Magnitudes::of(layer.delta);
        if magnitudes.nonzero == 0 {
            // A share of no entries: there is nothing left to underflow.
            return;
        }
        for (format, figures) in self.formats.iter().zip(figures.chunks_exact_mut(3)) {
            let reaching = |threshold: crate::number::Threshold| {
                let bits = threshold.smallest_f32_bits(layer.exponent);
                magnitudes.reaching(bits) as f64 / magnitudes.nonzero as f64
            };
            let (nonzero, normal) = (reaching(format.nonzero()), reaching(format.normal()));
            figures[0] = 1.0 - nonzero;
            figures[1] = nonzero - normal;
            figures[2] = reaching(format.overflow());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::{Purpose, Stream};

    fn figures(delta: &[f32], exponent: i32, format: &str) -> [f64; 3] {
        let format = Format::parse(format).unwrap();
        let mut figures = [f64::NAN; 3];
        Underflow::new(&[format]).backward(
            &Backward {
                width: delta.len(),
                batch: 1,
                delta,
                exponent,
                sum_of_squares: 1.0,
                input: &[],
                input_exponent: 0,
            },
            &mut figures,
        );
        figures
    }

    /// The share of N(0, s^2) that rounds to zero is erf(t / (s sqrt 2)), t
    /// half the smallest subnormal (G12 of the reference set), for every
    /// format and scale; at the exponents that a deep net reaches as well.
    #[test]
    fn underflow_of_normal_gradients_is_the_error_function() {
        const N: usize = 100_000;
        let mut draws = vec![0.0; N];
        Stream::new(9, Purpose::Cotangent, 0, 0).fill_normal(&mut draws);
        for format in Format::all() {
            let log = libm::ilogb(format.min_subnormal());
            for octaves in [0, 2, 4] {
                let s = 2f64.powi(octaves);
                let p = libm::erf(0.5 / (s * 2f64.sqrt()));
                let [measured, ..] = figures(&draws, log + octaves, format.name());
                let error = 4.0 * (p * (1.0 - p) / N as f64).sqrt();
                assert!(
                    (measured - p).abs() < error,
                    "{format} at {octaves} octaves: {measured} for {p}"
                );
            }
        }
    }

    /// Casting one number at a time with the `half` crate gives the same
    /// counts.
    #[test]
    fn counts_are_those_of_casting() {
        let mut draws = vec![0.0; 10_000];
        Stream::new(10, Purpose::Cotangent, 0, 0).fill_normal(&mut draws);
        draws.extend([0.0, -0.0]);
        for exponent in [-24, -14, 14, 15] {
            let scale = 2f32.powi(exponent);
            let cast = |class: fn(half::f16) -> bool| {
                let hits = draws.iter().filter(|d| **d != 0.0);
                let hits = hits.filter(|d| class(half::f16::from_f32(**d * scale)));
                hits.count() as f64 / 10_000.0
            };
            let [zero, subnormal, infinite] = figures(&draws, exponent, "f16");
            let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
            assert!(close(zero, cast(|h| h.to_f32() == 0.0)));
            assert!(close(
                subnormal,
                cast(|h| h.to_f32() != 0.0 && h.is_finite() && !h.is_normal())
            ));
            assert!(close(infinite, cast(half::f16::is_infinite)));
        }
    }

    #[test]
    fn no_entries_give_no_share() {
        assert!(figures(&[0.0; 4], 0, "f16").iter().all(|f| f.is_nan()));
    }
}
