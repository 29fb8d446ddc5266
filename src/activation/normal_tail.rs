//! The upper tail of the normal law in f32, for GELU.

use super::arithmetic::{Arithmetic, Least, Split};
use super::elementary::{Exponential, polynomial};

/// The upper tail of the normal law at x >= 0: 1 - Phi(x) = e^(-x^2/2) R(x),
/// where R(x) = e^(x^2/2) erfc(x / sqrt 2) / 2 falls slowly from 1/2.
///
/// Smooth functions of x are polynomials in share = x / (a x + b) (the form of
/// Shepherd and Laframboise 1981), about the middle share s at which
/// R(x) (a x + b) = 1.
#[derive(Clone, Copy)]
pub(super) struct NormalTail {
    x: f32,
    /// e^(-x^2/2)
    bell: Exponential,
    share: f32,
    /// share - s
    u: f32,
}

/// a, b and s. With a = 3/2 the middle lies at x = 3.2, so that the terms
/// beside 1 of R(x) (a x + b) are below half of it on both sides; b is the one
/// near which both b and s are f32, within 2^-34.
const SCALE: f32 = 1.5;
const SHIFT: f32 = 3.345_203_9;
const MIDDLE: f32 = 725.0 / 2048.0;

impl NormalTail {
    /// Everything is zero in f32 from here on.
    pub const END: f32 = 14.6;

    /// |z|, but not above [`NormalTail::END`].
    #[inline(always)]
    pub fn distance<A: Arithmetic>(z: f32) -> f32 {
        if A::MODERATE {
            z.abs()
        } else {
            f32::from_bits(z.abs().to_bits().min(Self::END.to_bits()))
        }
    }

    /// -x^2 / 2 and what it lost, as its rounding error would be multiplied by
    /// itself.
    #[inline(always)]
    pub fn exponent<A: Arithmetic>(x: f32) -> (f32, f32) {
        A::product(x, -0.5 * x)
    }

    /// For 0 <= x <= [`NormalTail::END`] and the exponential of the exponent.
    #[inline(always)]
    pub fn new<A: Arithmetic>(x: f32, bell: Exponential) -> Self {
        let share = x / A::multiply_add(x, SCALE, SHIFT);
        NormalTail {
            x,
            bell,
            share,
            u: share - MIDDLE,
        }
    }

    /// x (1 - Phi(x)): share R(x) (a x + b), with share itself as the leading
    /// term, so that the errors of the others count for little.
    #[inline(always)]
    pub fn times_x<A: Arithmetic>(self) -> f32 {
        // Far below it R(x) is 1/2, and the share would be subnormal.
        const TINY: f32 = f32::MIN_POSITIVE / f32::EPSILON;
        let excess = polynomial::<A, 10>(self.u, EXCESS);
        let part = self.share * self.u;
        let sum = A::multiply_add(part, excess, self.share);
        let lost = A::multiply_add(part, excess, self.share - sum);
        let product = if self.x < TINY { 0.5 * self.x } else { sum };
        self.bell.times_pair::<A>(product, lost)
    }

    /// 1 - Phi(x) - x pdf(x) at x = |z|, with its zero as a factor, so that it
    /// does not cancel there.
    #[inline(always)]
    pub fn derivative<A: Arithmetic>(self, least: Least) -> f32 {
        const ZERO: Split = Split::new(0.751_791_524_693_564_5);
        let distance = (self.x - ZERO.high) - ZERO.low;
        let slope = polynomial::<A, 9>(self.u, SLOPE);
        let ratio = A::multiply_add(distance, slope, -0.5 * distance);
        least.or_moderate::<A>(ratio * self.bell.value::<A>())
    }
}

/// (R(x) (a x + b) - 1) / u as a polynomial in u: a weighted fit at Chebyshev
/// nodes in 40 digits, the coefficients rounded one by one from the lowest and
/// the rest fitted anew; relative error of R below 2^-26.8 for 0 <= x <= 14.4,
/// beyond which only the last subnormals of phi' are left.
const EXCESS: [f32; 10] = [
    -8.446_126,
    -7.812_681_7,
    1.400_132_9,
    4.865_432_7,
    1.382_694_7,
    -2.007_647_8,
    -1.416_633_4,
    1.063_372_4,
    1.095_413_6,
    -1.676_504_7,
];

/// (R(x) - x / sqrt(2 pi)) / (x - x0) + 1/2, x0 the zero, as a polynomial in u:
/// fitted likewise. The half, a good part of it, is taken off because it is
/// exact. Relative error of the ratio below 2^-25.8.
const SLOPE: [f32; 9] = [
    3.329_570_6e-2,
    -0.226_976_11,
    -0.276_108_68,
    5.185_853_7e-2,
    0.252_701_9,
    -3.271_814_7e-3,
    -0.338_854_9,
    0.387_126_65,
    1.098_284_8e-2,
];
