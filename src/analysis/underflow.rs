//! What a number format makes of the gradient.

use super::battery::{Column, Measurement};
use super::metric::Metric;
use crate::network::{Backward, BackwardPiece, is_beyond};
use crate::number::{LossScale, Precision, Storage, Threshold};
use crate::stats;
use crate::vectorised::vectorised;

/// `underflow_fraction`, `subnormal_fraction` and `overflow_fraction` of each
/// precision: the gradient, times the loss scale, cast to the gradient's format.
/// Not of blocks, where what rounds to zero depends on the block, nor of a loss
/// scale that is chosen by the net.
pub(super) struct Underflow {
    columns: Vec<Column>,
    /// What the columns follow from.
    thresholds: Vec<Counted>,
    /// Entries of the layer that are not zero.
    nonzero: u64,
}

/// How many entries of a layer reach a threshold.
struct Counted {
    /// None where is rounded at random: no figure.
    threshold: Option<Threshold>,
    /// Exponent of the loss scale.
    loss_scale: i32,
    /// Whether a column needs it.
    wanted: bool,
    /// Whether the format, with the loss scale, goes further down than f32, so that
    /// entries with a phi' beyond f32 may or may not reach it,
    is_wide: bool,
    /// and the layer has some: no figure.
    is_unknown: bool,
    /// The least magnitude that does, as bits, at the layer's exponent.
    bits: u32,
    count: u64,
}

/// Thresholds of a format, in this order.
const PER_FORMAT: usize = 3;

impl Underflow {
    pub(super) fn new(precisions: &[Precision], metrics: &[Metric]) -> Self {
        let casts = precisions.iter().filter_map(|precision| {
            match (precision.gradient(), precision.loss_scale()) {
                (Storage::Single(format), LossScale::Power(scale)) => {
                    Some((*precision, format, scale))
                }
                _ => None,
            }
        });
        let measured = [
            Metric::UnderflowFraction,
            Metric::SubnormalFraction,
            Metric::OverflowFraction,
        ];
        let columns = casts.clone().flat_map(|(precision, ..)| {
            let wanted = measured.iter().filter(|m| metrics.contains(m));
            wanted.map(move |metric| Column::of(*metric, precision))
        });
        let [underflow, subnormal, overflow] = measured.map(|m| metrics.contains(&m));
        let thresholds = casts.flat_map(|(_, format, scale)| {
            let its = format.thresholds().ok();
            let smallest = libm::scalbn(format.min_subnormal(), -scale);
            let is_wide = smallest < f64::from(f32::from_bits(1));
            [
                (its.map(|t| t.nonzero), underflow || subnormal),
                (its.map(|t| t.normal), subnormal),
                (its.map(|t| t.overflow), overflow),
            ]
            .map(|(threshold, wanted)| Counted {
                threshold,
                loss_scale: scale,
                wanted: wanted && threshold.is_some(),
                is_wide,
                is_unknown: false,
                bits: 0,
                count: 0,
            })
        });
        Underflow {
            columns: columns.collect(),
            thresholds: thresholds.collect(),
            nonzero: 0,
        }
    }
}

/// The magnitudes that are not zero: how many, and between which bits.
struct Magnitudes<'a> {
    piece: &'a BackwardPiece<'a>,
    /// Those that f32 does not hold beside the layer's largest are among them.
    nonzero: u64,
    least: u32,
    greatest: u32,
}

const MAGNITUDE: u32 = 0x7fff_ffff;

impl<'a> Magnitudes<'a> {
    fn of(piece: &'a BackwardPiece<'a>) -> Self {
        let (least, greatest, nonzero) = vectorised(
            #[inline(always)]
            || {
                let (mut least, mut greatest, mut nonzero) = (u32::MAX, 0, 0u32);
                for m in piece.delta {
                    let bits = m.to_bits() & MAGNITUDE;
                    // Zero wraps to the largest value: never the least.
                    least = least.min(bits.wrapping_sub(1));
                    greatest = greatest.max(bits);
                    nonzero += u32::from(bits != 0);
                }
                (least, greatest, nonzero)
            },
        );
        let mut nonzero = u64::from(nonzero);
        if least.wrapping_add(1) < BackwardPiece::NOT_BEYOND.to_bits() {
            nonzero += Self::flushed(piece);
        }
        Magnitudes {
            piece,
            nonzero,
            least: least.wrapping_add(1),
            greatest,
        }
    }

    /// Products of what is not zero that are zero: below 2^-189 of the layer's RMS.
    fn flushed(piece: &BackwardPiece<'_>) -> u64 {
        let factors = piece.derivative.iter().zip(piece.gradient);
        let hits = piece
            .delta
            .iter()
            .zip(factors)
            .map(|(m, (d, g))| u32::from(*m == 0.0 && *d != 0.0 && *g != 0.0));
        u64::from(hits.sum::<u32>())
    }

    /// Whether there is one whose phi' is known to be tiny only.
    fn has_beyond(&self) -> bool {
        self.least < BackwardPiece::NOT_BEYOND.to_bits() && self.within_reach(1) < self.nonzero
    }

    /// How many have at least these bits. Most thresholds of most layers lie
    /// outside the range and need no pass over the entries.
    fn reaching(&self, bits: u32) -> u64 {
        if bits > self.greatest {
            0
        } else if self.least < BackwardPiece::NOT_BEYOND.to_bits() {
            self.within_reach(bits)
        } else if bits <= self.least {
            // Far above f32's smallest: nothing was flushed.
            self.nonzero
        } else {
            stats::count(self.piece.delta, |m| m.to_bits() & MAGNITUDE >= bits)
        }
    }

    /// The same without those whose phi' is known to be tiny only.
    fn within_reach(&self, bits: u32) -> u64 {
        let BackwardPiece {
            delta, derivative, ..
        } = self.piece;
        let count = vectorised(
            #[inline(always)]
            || {
                let hits = delta.iter().zip(*derivative).map(|(m, d)| {
                    let reaches = m.to_bits() & MAGNITUDE >= bits;
                    u32::from(reaches && !is_beyond(*d))
                });
                hits.sum::<u32>()
            },
        );
        u64::from(count)
    }
}

impl Measurement for Underflow {
    fn columns(&self) -> Vec<Column> {
        self.columns.clone()
    }

    fn backward_piece(&mut self, piece: &BackwardPiece<'_>) {
        if piece.start == 0 {
            self.nonzero = 0;
            for counted in &mut self.thresholds {
                if let Some(threshold) = counted.threshold {
                    let exponent = piece.exponent.saturating_add(counted.loss_scale);
                    counted.bits = threshold.smallest_f32_bits(exponent);
                }
                counted.count = 0;
                counted.is_unknown = false;
            }
        }
        // A piece has far fewer than 2^32 entries: its counts fit in u32.
        let magnitudes = Magnitudes::of(piece);
        self.nonzero += magnitudes.nonzero;
        for counted in self.thresholds.iter_mut().filter(|c| c.wanted) {
            counted.is_unknown |= counted.is_wide && magnitudes.has_beyond();
            counted.count += magnitudes.reaching(counted.bits);
        }
    }

    fn backward(&mut self, _layer: &Backward<'_>, figures: &mut [f64]) {
        if self.nonzero == 0 || self.columns.is_empty() {
            // A share of no entries: there is nothing left to underflow.
            return;
        }
        let share = |counted: &Counted| match counted.threshold {
            Some(_) if !counted.is_unknown => counted.count as f64 / self.nonzero as f64,
            _ => f64::NAN,
        };
        let per_format = self.columns.len() * PER_FORMAT / self.thresholds.len();
        let columns = self.columns.chunks(per_format);
        let figures = figures.chunks_mut(per_format);
        for ((columns, figures), thresholds) in columns
            .zip(figures)
            .zip(self.thresholds.chunks_exact(PER_FORMAT))
        {
            let [nonzero, normal, overflow] = [0, 1, 2].map(|place| share(&thresholds[place]));
            for (column, figure) in columns.iter().zip(figures) {
                *figure = match column.metric {
                    Metric::UnderflowFraction => 1.0 - nonzero,
                    Metric::SubnormalFraction => nonzero - normal,
                    _ => overflow,
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::{Purpose, Stream};
    use crate::number::Format;

    fn figures(delta: &[f32], exponent: i32, format: &str) -> [f64; 3] {
        let derivative: Vec<f32> = delta.iter().map(|d| f32::from(*d != 0.0)).collect();
        figures_with(delta, &derivative, exponent, format)
    }

    /// Of delta as the product of `derivative` and a gradient of at least 1.
    fn figures_with(delta: &[f32], derivative: &[f32], exponent: i32, format: &str) -> [f64; 3] {
        let precision = Precision::parse(format).unwrap();
        let mut figures = [f64::NAN; 3];
        let mut underflow = Underflow::new(&[precision], Metric::ALL);
        let pieces = delta.chunks(64).zip(derivative.chunks(64));
        for (place, (delta, derivative)) in pieces.enumerate() {
            underflow.backward_piece(&BackwardPiece {
                start: 64 * place,
                delta,
                exponent,
                derivative,
                gradient: &vec![1.0; delta.len()],
            });
        }
        underflow.backward(
            &Backward {
                net: 0,
                depth: 1,
                width: delta.len(),
                batch: 1,
                delta,
                exponent,
                sum_of_squares: 1.0,
                input: None,
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
                let [measured, ..] = figures(&draws, log + octaves, &format.to_string());
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

    /// A loss scale of 2^k is a gradient 2^k as large.
    #[test]
    fn loss_scales_shift_the_exponent() {
        let mut draws = vec![0.0; 1000];
        Stream::new(11, Purpose::Cotangent, 0, 0).fill_normal(&mut draws);
        for scale in [-20, 0, 9] {
            let scaled = figures(&draws, -24, &format!("f16*2^{scale}"));
            assert_eq!(scaled, figures(&draws, scale - 24, "f16"));
        }
        assert!(figures(&draws, 0, "f16*auto").iter().all(|f| f.is_nan()));
    }

    /// However large the gradient is that a phi' beyond f32 is multiplied by.
    #[test]
    fn what_is_beyond_f32_underflows() {
        let smallest = f32::from_bits(1);
        let derivative = [smallest, 1.0, -smallest, 2.0 * smallest, 0.0];
        let gradient = libm::scalbnf(1.0, 100);
        let delta = derivative.map(|d| d * gradient);
        for format in ["f32", "bf16", "f16*2^20"] {
            let [zero, subnormal, overflow] = figures_with(&delta, &derivative, -30, format);
            let f16 = f64::from(u8::from(format != "f32" && format != "bf16"));
            assert_eq!([zero, overflow], [0.5 + 0.25 * f16, 0.25 * f16], "{format}");
            assert_eq!(subnormal, 0.0, "{format}");
        }
        // f64 may hold them or not, and so may f32 with a loss scale.
        for format in ["f64", "f32*2^1", "bf16*2^17"] {
            let unknown = figures_with(&delta, &derivative, -30, format);
            assert!(unknown.iter().all(|figure| figure.is_nan()), "{format}");
        }
        assert_eq!(figures(&delta, -30, "f64"), [0.0; 3]);
    }

    /// A product that f32 does not hold beside the layer's largest is no zero.
    #[test]
    fn what_is_flushed_underflows() {
        let derivative = [1.0, 1e-20, 1e-20, 0.0];
        let delta = [1e12, 1e-40, 0.0, 0.0];
        let [zero, ..] = figures_with(&delta, &derivative, -40, "bf16");
        assert_eq!(zero, 1.0 - 1.0 / 3.0);
        let [all, ..] = figures_with(&[0.0; 2], &[1e-20, 0.0], -40, "bf16");
        assert_eq!(all, 1.0);
    }

    #[test]
    fn no_entries_give_no_share() {
        assert!(figures(&[0.0; 4], 0, "f16").iter().all(|f| f.is_nan()));
    }
}
