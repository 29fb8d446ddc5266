//! To which of its neighbours a number goes, without branches.

use super::round::DECIDING;
use super::slice::Steps;

/// To which neighbour a magnitude goes, in each of the two ways.
pub(super) trait Direction: Copy {
    /// With a random word, if it takes one.
    fn from_word(word: u32) -> Self;
    /// Bits whose head, the tail cut off, is the result.
    fn on_bits(self, size: u32, steps: Steps) -> u32;
    /// A magnitude rounded to a multiple of 2^-23 `grid`, a power of two; it is
    /// below `grid`.
    fn on_grid(self, size: f32, grid: f32) -> f32;
    /// A magnitude rounded to a multiple of `unit`, a power of two.
    fn on_units(self, size: f64, unit: f64) -> f64;
}

#[derive(Clone, Copy)]
pub(super) struct Nearest;

impl Direction for Nearest {
    #[inline(always)]
    fn from_word(_: u32) -> Self {
        Nearest
    }

    /// Adds half a unit, but for the last bit where the head is even. Of f32
    /// itself there is no tail and nothing to add.
    #[inline(always)]
    fn on_bits(self, size: u32, steps: Steps) -> u32 {
        let odd = (size >> steps.shift) & u32::from(steps.tail > 0);
        size + (steps.tail >> 1) + odd
    }

    #[inline(always)]
    fn on_grid(self, size: f32, grid: f32) -> f32 {
        (size + grid) - grid
    }

    /// Numbers from 2^52 units on are one unit apart.
    #[inline(always)]
    fn on_units(self, size: f64, unit: f64) -> f64 {
        let base = (1u64 << 52) as f64 * unit;
        (size + base) - base
    }
}

#[derive(Clone, Copy)]
pub(super) struct TowardZero;

impl Direction for TowardZero {
    #[inline(always)]
    fn from_word(_: u32) -> Self {
        TowardZero
    }

    #[inline(always)]
    fn on_bits(self, size: u32, _: Steps) -> u32 {
        size
    }

    #[inline(always)]
    fn on_grid(self, size: f32, grid: f32) -> f32 {
        let nearest = Nearest.on_grid(size, grid);
        if nearest > size {
            nearest - grid * f32::EPSILON
        } else {
            nearest
        }
    }

    #[inline(always)]
    fn on_units(self, size: f64, unit: f64) -> f64 {
        let nearest = Nearest.on_units(size, unit);
        if nearest > size {
            nearest - unit
        } else {
            nearest
        }
    }
}

/// Its random word.
#[derive(Clone, Copy)]
pub(super) struct Stochastic(pub(super) u32);

impl Direction for Stochastic {
    #[inline(always)]
    fn from_word(word: u32) -> Self {
        Stochastic(word)
    }

    /// Adds as many random bits as go: a carry with the probability of the
    /// tail's share of a unit.
    #[inline(always)]
    fn on_bits(self, size: u32, steps: Steps) -> u32 {
        let draw = self.0 >> (32 - DECIDING);
        size + (draw >> (DECIDING - steps.shift))
    }

    #[inline(always)]
    fn on_grid(self, size: f32, grid: f32) -> f32 {
        let below = TowardZero.on_grid(size, grid);
        let quantum = grid * f32::EPSILON;
        // All exact: 1 - u is an odd multiple of 2^-24, and what is left of a
        // magnitude below its own half or all of it.
        let k = (self.0 >> (32 - DECIDING)) as i32;
        let least =
            ((1 << (DECIDING + 1)) - 1 - 2 * k) as f32 * (1.0 / (1 << (DECIDING + 1)) as f32);
        if size - below >= least * quantum {
            below + quantum
        } else {
            below
        }
    }

    #[inline(always)]
    fn on_units(self, size: f64, unit: f64) -> f64 {
        let below = TowardZero.on_units(size, unit);
        let draw = f64::from((self.0 >> (32 - DECIDING)) as i32) + 0.5;
        let least = 1.0 - draw * (1.0 / f64::from(1 << DECIDING));
        if size - below >= least * unit {
            below + unit
        } else {
            below
        }
    }
}
