//! One number rounded to a format, from f64 and once.
//!
//! The definition that the vectorised rounding of slices ([`super::slice`]) is
//! held to.

use super::format::{Format, Rounding, Subnormals};
use super::layout::Specials;

/// Bits of a word that decide where stochastic rounding goes: as many as leave
/// an odd multiple of 2^-24, which f32 holds.
pub(super) const DECIDING: u32 = 23;

impl Format {
    /// `x` rounded to the format. NaN stays NaN, in a format without as well:
    /// what hardware makes of it there is not specified, and it must not pass
    /// for a number. A stochastic format takes 1/2 for its draw; see
    /// [`round_with`](Format::round_with).
    pub fn round(self, x: f64) -> f64 {
        self.round_with(x, 1 << 31)
    }

    /// `x` rounded to the format, with a random word where that is stochastic:
    /// up where the share of the way up to the next number and the draw
    /// u = (k + 1/2) 2^-23 reach 1, k the first 23 bits of the word.
    pub fn round_with(self, x: f64, word: u32) -> f64 {
        if x.is_nan() {
            return x;
        }
        let layout = self.layout;
        let size = x.abs();
        let rounded = if size == f64::INFINITY {
            self.infinite()
        } else {
            let size = if layout.mantissa_bits < 52 {
                self.to_lattice(size, word)
            } else {
                size
            };
            if size > layout.max() {
                self.beyond()
            } else if self.subnormals == Subnormals::Flushed && size < layout.min_normal() {
                0.0
            } else {
                size
            }
        };
        if rounded == 0.0 && layout.specials == Specials::MinusZero {
            0.0
        } else {
            rounded.copysign(x)
        }
    }

    /// A finite magnitude rounded as if the exponent had no end.
    fn to_lattice(self, size: f64, word: u32) -> f64 {
        let exponent = libm::ilogb(size.max(self.min_normal()));
        // Exact, both there and back: ulp is a power of two.
        let ulp = libm::scalbn(1.0, exponent - self.layout.mantissa_bits as i32);
        let place = size / ulp;
        ulp * match self.rounding {
            Rounding::Nearest => place.round_ties_even(),
            Rounding::TowardZero => place.trunc(),
            Rounding::Stochastic => {
                let draw = (f64::from(word >> (32 - DECIDING)) + 0.5) / f64::from(1 << DECIDING);
                place.trunc() + f64::from(place.fract() >= 1.0 - draw)
            }
        }
    }
}
