//! NVFP4: scales that are no powers of two, an e4m3 times that of the tensor.
//!
//! What decides is the exact quotient of a number and its scale. In f32 it is
//! known but for a few of its last bits, so it is rounded twice, from a little
//! below and from a little above: where both give the same element, that is the
//! element. Blocks with a number where they do not, a few in a million of random
//! numbers, are rounded in f64, which compares as if it were exact: a number has
//! 24 bits, a scale 28, and what divides two elements 3.

use super::slice::{Blocks, greatest};
use super::{BlockFormat, ScaleRule};
use crate::number::direction::{Direction, Nearest};
use crate::vectorised::vectorised;

/// Of the elements, and of the scales of blocks.
const E2M1: Magnitudes = Magnitudes {
    max: 6.0,
    min_normal: 1.0,
    epsilon: 0.5,
};
const E4M3: Magnitudes = Magnitudes {
    max: 448.0,
    min_normal: 1.0 / 64.0,
    epsilon: 0.125,
};
/// How far the quotient is taken below and above. Scale, inverse and both
/// products round, each by 2^-24 of itself at most.
const DOUBT: f32 = 16.0 / (1 << 24) as f32;
/// The least scale of a tensor with which no step in f32 leaves the normal
/// numbers.
const LEAST: f64 = f32::MIN_POSITIVE as f64 * (1u64 << 26) as f64;

#[derive(Debug, Clone, Copy)]
pub(super) struct Nv {
    /// t, an f32.
    tensor: f64,
    /// Whether the scale of a block is rounded up.
    up: bool,
}

impl Nv {
    pub(super) fn of(format: BlockFormat, values: &[f32]) -> Self {
        let greatest = vectorised(
            #[inline(always)]
            || greatest(values),
        );
        let greatest = f32::from_bits(greatest as u32);
        Nv {
            tensor: if greatest.is_finite() {
                f64::from((f64::from(greatest) / (E2M1.max * E4M3.max)) as f32)
            } else {
                f64::NAN
            },
            up: format.rule() == ScaleRule::Ceil,
        }
    }
}

impl Blocks for Nv {
    /// The scale of a block without that of the tensor, and a little less than
    /// the inverse of both.
    type Scale = (f32, f32);

    #[inline(always)]
    fn scale(self, greatest: i32) -> (f32, f32) {
        let wanted = f64::from(f32::from_bits(greatest as u32)) / (E2M1.max * self.tensor);
        let wanted = if wanted > E4M3.max { E4M3.max } else { wanted };
        let nearest = E4M3.round(wanted, Nearest);
        let above = if self.up && nearest < wanted {
            nearest + E4M3.unit(wanted)
        } else {
            nearest
        };
        // 0 / 0 is nothing.
        let e4m3 = if greatest == 0 { 0.0 } else { above as f32 };
        let scale = e4m3 * self.tensor as f32;
        let inverse = (1.0 - DOUBT) / scale;
        (e4m3, if scale == 0.0 { 0.0 } else { inverse })
    }

    #[inline(always)]
    fn round<D: Direction>(self, block: &mut [f32], words: &[u32], (e4m3, inverse): (f32, f32)) {
        let tensor = self.tensor as f32;
        let mut rounded = [0.0; 16];
        let mut doubts = 0;
        for ((rounded, v), word) in rounded.iter_mut().zip(&*block).zip(words) {
            let direction = D::from_word(*word);
            let below = v.abs() * inverse;
            let grid = grid(below);
            let element = direction.on_grid(below, grid);
            let other = direction.on_grid(below * (1.0 + 2.0 * DOUBT), grid);
            doubts |= u32::from(element.to_bits() != other.to_bits());
            let max = E2M1.max as f32;
            let element = if element > max { max } else { element };
            // The first product is exact.
            *rounded = (element * e4m3 * tensor).copysign(*v);
        }
        if doubts == 0 {
            block.copy_from_slice(&rounded[..block.len()]);
        } else {
            round_exactly::<D>(block, words, f64::from(e4m3) * self.tensor);
        }
    }
}

/// The same where some step in f32 would leave the normal numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tiny(pub(super) Nv);

impl Nv {
    /// Whether [`Tiny`] has to round.
    pub(super) fn is_tiny(self) -> bool {
        self.tensor < LEAST
    }
}

impl Blocks for Tiny {
    type Scale = (f32, f32);

    #[inline(always)]
    fn scale(self, greatest: i32) -> (f32, f32) {
        self.0.scale(greatest)
    }

    #[inline(always)]
    fn round<D: Direction>(self, block: &mut [f32], words: &[u32], (e4m3, _): (f32, f32)) {
        round_exactly::<D>(block, words, f64::from(e4m3) * self.0.tensor);
    }
}

/// A block in f64.
#[cold]
#[inline(never)]
fn round_exactly<D: Direction>(block: &mut [f32], words: &[u32], scale: f64) {
    for (v, word) in block.iter_mut().zip(words) {
        let element = E2M1.round(f64::from(*v).abs() / scale, D::from_word(*word));
        let element = if scale == 0.0 { 0.0 } else { element };
        *v = ((element * scale) as f32).copysign(*v);
    }
}

/// Where numbers are as far apart as the elements are about `size`: 2^23 times
/// as large as their distance.
#[inline(always)]
fn grid(size: f32) -> f32 {
    const EXPONENT: u32 = 0x7f80_0000;
    const UP: u32 = (23 - 1) << 23;
    // Below 1 they are as far apart as above.
    let size = if size > 1.0 { size } else { 1.0 };
    f32::from_bits((size.to_bits() & EXPONENT) + UP)
}

/// The magnitudes of a format that saturates, among those of f64.
#[derive(Debug, Clone, Copy)]
struct Magnitudes {
    max: f64,
    min_normal: f64,
    epsilon: f64,
}

impl Magnitudes {
    /// How far apart they are from `size` on.
    #[inline(always)]
    fn unit(self, size: f64) -> f64 {
        const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
        let size = if size < self.min_normal {
            self.min_normal
        } else {
            size
        };
        f64::from_bits(size.to_bits() & EXPONENT) * self.epsilon
    }

    /// NaN stays.
    #[inline(always)]
    fn round(self, size: f64, direction: impl Direction) -> f64 {
        let size = if size > self.max { self.max } else { size };
        direction.on_units(size, self.unit(size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Format;

    #[test]
    fn magnitudes_are_those_of_the_formats() {
        for (name, magnitudes) in [("e2m1", E2M1), ("e4m3", E4M3)] {
            let format = Format::parse(name).unwrap();
            assert_eq!(magnitudes.max, format.max());
            assert_eq!(magnitudes.min_normal, format.min_normal());
            assert_eq!(magnitudes.epsilon, format.layout().epsilon());
        }
    }
}
