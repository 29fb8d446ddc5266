//! The upper tail of the normal law in f32, for GELU.

use super::arithmetic::Arithmetic;
use super::elementary::{Exponential, polynomial};

/// The upper tail of the normal law at x >= 0: 1 - Phi(x) = e^(-x^2/2) R(x),
/// where R(x) = e^(x^2/2) erfc(x / sqrt 2) / 2 falls slowly from 1/2.
#[derive(Clone, Copy)]
pub(super) struct NormalTail {
    x: f32,
    /// e^(-x^2/2)
    bell: Exponential,
    /// 1 / (x + 3), and its relative error.
    inverse: f32,
    inverse_lost: f32,
    /// R(x) (x + 3), and its error.
    ratio: f32,
    ratio_lost: f32,
}

impl NormalTail {
    /// Everything is zero in f32 from here on.
    pub const END: f32 = 15.0;

    /// For 0 <= x <= [`NormalTail::END`].
    ///
    /// x^2 is split exactly, as its rounding error would be multiplied by
    /// x^2 / 2. R (x + 3) is a polynomial in u = (x - 3) / (x + 3) (the form of
    /// Shepherd and Laframboise 1981), relative error below 2^-27.
    #[inline(always)]
    pub fn new<A: Arithmetic>(x: f32) -> Self {
        let (square, square_lost) = A::product(x, 0.5 * x);
        let sum = x + 3.0;
        let inverse = 1.0 / sum;
        let sum_lost = x - (sum - 3.0);
        let inverse_lost = A::remainder(sum, inverse, 1.0) - sum_lost * inverse;
        let six = 6.0 * inverse;
        let u = (1.0 - six) - six * inverse_lost;
        let upper = polynomial::<A, 10>(u, NORMAL_TAIL);
        let ratio = A::multiply_add(u, upper, NORMAL_TAIL_LAST);
        let ratio_lost = A::multiply_add(u, upper, NORMAL_TAIL_LAST - ratio) + NORMAL_TAIL_LAST_LOW;
        NormalTail {
            x,
            bell: Exponential::with_low::<A>(-square, -square_lost),
            inverse,
            inverse_lost,
            ratio,
            ratio_lost,
        }
    }

    /// x (1 - Phi(x))
    #[inline(always)]
    pub fn times_x<A: Arithmetic>(self) -> f32 {
        let share = self.x * self.inverse;
        let product = share * self.ratio;
        let lost = share * self.ratio_lost - A::remainder(share, self.ratio, product);
        self.bell
            .times_pair::<A>(product, A::multiply_add(product, self.inverse_lost, lost))
    }

    /// 1 - Phi(x) - x pdf(x)
    #[inline(always)]
    pub fn derivative<A: Arithmetic>(self) -> f32 {
        const INVERSE_SQRT_2_PI: f32 = 0.398_942_3;
        let ratio = self.ratio * self.inverse;
        let ratio = A::multiply_add(ratio, self.inverse_lost, ratio);
        self.bell
            .times::<A>(A::multiply_add(-INVERSE_SQRT_2_PI, self.x, ratio))
    }
}

/// R(x) (x + 3) as a polynomial in u = (x - 3) / (x + 3), 0 <= x <= 15.
const NORMAL_TAIL: [f32; 10] = [
    5.549_187e-5,
    1.333_239_5e-4,
    -2.447_093e-4,
    -1.034_476_6e-3,
    1.024_157_3e-3,
    6.969_92e-3,
    -1.046_228_9e-2,
    -4.726_276e-2,
    2.300_176_8e-1,
    -5.093_32e-1,
];

/// The last coefficient, to twice the precision.
const NORMAL_TAIL_LAST: f32 = 7.290_837e-1;
const NORMAL_TAIL_LAST_LOW: f32 = -2.615_537_5e-8;
