//! Slices of f32 rounded in place, without branches, on all vector lanes.
//!
//! Two ways side by side, and each number takes the result of one. From the
//! smallest normal number on, the format's mantissa is the head of f32's:
//! rounding is integer arithmetic on the bits, and a carry out of the mantissa
//! raises the exponent as it should. Below, the numbers of the format are the
//! multiples of its smallest subnormal q: adding 2^23 q, whose neighbours are q
//! apart, and taking it away leaves the nearest even multiple. A format with the
//! exponents of f32 shares its subnormals, and needs the first way alone.

use super::direction::{Direction, Nearest, Stochastic, TowardZero};
use super::format::{Format, Rounding, Subnormals};
use super::layout::Specials;
use crate::vectorised::vectorised;

const MAGNITUDE: u32 = 0x7fff_ffff;
const INFINITY: i32 = 0x7f80_0000;
const F32_MANTISSA: u32 = 23;
/// Words of random bits that are asked for at a time.
const CHUNK: usize = 1024;

impl Format {
    /// Rounds every number of a slice, as [`round_with`](Format::round_with)
    /// does one. Of a stochastic format `words` is asked for the random words,
    /// one a number in order, in pieces; of the others it is not called. f64
    /// leaves an f32 as it is.
    pub fn round_slice(self, values: &mut [f32], mut words: impl FnMut(&mut [u32])) {
        if self.layout.mantissa_bits > F32_MANTISSA {
            return;
        }
        let steps = Steps::of(self);
        match self.rounding {
            Rounding::Nearest => each(values, steps, Nearest),
            Rounding::TowardZero => each(values, steps, TowardZero),
            Rounding::Stochastic => {
                let mut drawn = [0; CHUNK];
                for values in values.chunks_mut(CHUNK) {
                    let drawn = &mut drawn[..values.len()];
                    words(drawn);
                    vectorised(
                        #[inline(always)]
                        || {
                            for (x, word) in values.iter_mut().zip(&*drawn) {
                                *x = steps.apply(*x, Stochastic(*word));
                            }
                        },
                    );
                }
            }
        }
    }
}

/// Not with a closure that rounds one number: it would not be inlined, and the
/// loop would take one number at a time.
fn each(values: &mut [f32], steps: Steps, direction: impl Direction) {
    vectorised(
        #[inline(always)]
        || {
            for x in values.iter_mut() {
                *x = steps.apply(*x, direction);
            }
        },
    );
}

/// A format as the loop needs it. Magnitudes are their bits, as signed integers,
/// which every instruction set compares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    /// Bits of f32's mantissa that go.
    pub(super) shift: u32,
    /// Those bits.
    pub(super) tail: u32,
    /// From this magnitude on rounding is on the bits.
    bitwise: i32,
    /// 2^23 q, q the smallest subnormal.
    grid: f32,
    /// Largest number, and what exceeds it, and infinity, become.
    max: i32,
    beyond: u32,
    infinite: u32,
    /// Below this magnitude a result becomes zero.
    least: i32,
    /// What is added last: -0 leaves every number, +0 leaves all but -0.
    zero: f32,
}

impl Steps {
    /// Of a format no wider than f32.
    pub(super) fn of(format: Format) -> Self {
        let layout = format.layout;
        let shift = F32_MANTISSA - layout.mantissa_bits;
        let bits = |x: f64| (x as f32).to_bits();
        let shares_subnormals = layout.least_exponent() == f32::MIN_EXP - 1;
        Steps {
            shift,
            tail: (1 << shift) - 1,
            bitwise: if shares_subnormals {
                0
            } else {
                bits(layout.min_normal()) as i32
            },
            grid: (layout.min_subnormal() * f64::from(1 << F32_MANTISSA)) as f32,
            max: bits(layout.max()) as i32,
            beyond: bits(format.beyond()),
            infinite: bits(format.infinite()),
            least: match format.subnormals {
                Subnormals::Kept => 0,
                Subnormals::Flushed => bits(layout.min_normal()) as i32,
            },
            zero: match layout.specials {
                Specials::MinusZero => 0.0,
                _ => -0.0,
            },
        }
    }

    #[inline(always)]
    pub(super) fn apply(self, x: f32, direction: impl Direction) -> f32 {
        let bits = x.to_bits();
        let size = bits & MAGNITUDE;
        let sign = bits & !MAGNITUDE;
        let rounded = self.magnitude(size, direction);
        let size = size as i32;
        let past = if size == INFINITY {
            self.infinite
        } else {
            self.beyond
        };
        let bounded = if rounded > self.max {
            past as i32
        } else {
            rounded
        };
        let kept = if bounded < self.least { 0 } else { bounded };
        // NaN is the only thing above infinity.
        let kept = if size > INFINITY { size } else { kept };
        f32::from_bits(kept as u32 | sign) + self.zero
    }
}

impl Steps {
    /// The same where the format keeps subnormals, saturates and has -0, and
    /// NaN need not stay.
    #[inline(always)]
    pub(super) fn apply_saturating(self, x: f32, direction: impl Direction) -> f32 {
        let bits = x.to_bits();
        let rounded = self.magnitude(bits & MAGNITUDE, direction);
        f32::from_bits(rounded.min(self.max) as u32 | bits & !MAGNITUDE)
    }

    /// A magnitude rounded as if the exponent had no end.
    #[inline(always)]
    fn magnitude(self, size: u32, direction: impl Direction) -> i32 {
        let on_bits = direction.on_bits(size, self) & !self.tail;
        let on_grid = direction.on_grid(f32::from_bits(size), self.grid).to_bits();
        if (size as i32) < self.bitwise {
            on_grid as i32
        } else {
            on_bits as i32
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sample of all f32 and the numbers around every power of two: the slice
    /// gives the bits that one number at a time gives, in every format and with
    /// every rule.
    #[test]
    fn slices_are_rounded_as_single_numbers() {
        let mut inputs: Vec<f32> = (0..u32::MAX)
            .step_by(65_521 * 7)
            .map(f32::from_bits)
            .collect();
        for exponent in 0..=255u32 {
            for step in [-1i32, 0, 1, 0x0008_0000, 0x0020_0000, 0x0040_0000] {
                let bits = (exponent << 23).wrapping_add_signed(step);
                inputs.extend([f32::from_bits(bits), -f32::from_bits(bits)]);
            }
        }
        let words: Vec<u32> = (0..inputs.len() as u32)
            .map(|n| n.wrapping_mul(2_654_435_769))
            .collect();
        let layouts = Format::all().map(|f| f.to_string());
        let more = ["e2m22", "e7m1", "e6m9", "e8m1", "e3m3", "e8m22"].map(String::from);
        for layout in layouts.chain(more) {
            for overflow in ["", "saturate,"] {
                for rest in ["nearest", "toward_zero", "stochastic", "stochastic, flush"] {
                    let format = Format::parse(&format!("{layout}({overflow}{rest})")).unwrap();
                    if format.bits() == 64 {
                        continue;
                    }
                    let mut rounded = inputs.clone();
                    let mut at = 0;
                    format.round_slice(&mut rounded, |drawn| {
                        drawn.copy_from_slice(&words[at..at + drawn.len()]);
                        at += drawn.len();
                    });
                    for ((x, got), word) in inputs.iter().zip(&rounded).zip(&words) {
                        let expected = format.round_with((*x).into(), *word) as f32;
                        assert!(
                            got.to_bits() == expected.to_bits()
                                || got.is_nan() && expected.is_nan(),
                            "{format}: {x:e} became {got:e}, not {expected:e}"
                        );
                    }
                }
            }
        }
    }

    /// The mean of many stochastic roundings is the number: at four standard
    /// errors, on the bits and on the grid.
    #[test]
    fn stochastic_rounding_has_no_bias() {
        const N: usize = 1 << 16;
        let format = Format::parse("e4m3(stochastic)").unwrap();
        let mut state = 1u32;
        for (x, ulp) in [(1.03, 0.125), (-200.7, 16.0), (0.0041, 2f64.powi(-9))] {
            let mut values = vec![x as f32; N];
            format.round_slice(&mut values, |words| {
                for word in words {
                    // A Weyl sequence of the golden ratio: evenly spread.
                    state = state.wrapping_add(0x9e37_79b9);
                    *word = state;
                }
            });
            let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / N as f64;
            let error = 4.0 * 0.5 * ulp / (N as f64).sqrt();
            assert!((mean - x).abs() < error, "{mean} for {x}");
        }
    }
}
