//! A [`Number`] of about 100 bits and without limits of size: the reference.
//!
//! Two f64, `high + low` (Dekker 1971; Knuth's two-sum; see Joldes, Muller,
//! Popescu 2017, ACM TOMS 44(2)), times two to an exponent of its own. So
//! neither e^-800 nor e^(10^6) leaves its range, a formula needs no special
//! cases for large inputs, a result that is not zero never becomes zero, and
//! cancellation of 45 bits is harmless.

use std::marker::PhantomData;

use super::lane::{biased_exponent, power_of_two};
use super::number::{CHUNK, Number};
use super::wide_functions as functions;
use crate::activation::arithmetic::Arithmetic;
use crate::activation::formula::Decimal;

/// (high + low) 2^exponent, 1 <= |high| < 2 or zero.
#[derive(Debug, Clone, Copy)]
pub(in crate::activation) struct Wide<A> {
    pub(super) high: f64,
    pub(super) low: f64,
    /// A whole number.
    pub(super) exponent: f64,
    pub(super) arithmetic: PhantomData<A>,
}

/// The exponent of zero: below every other.
const OF_ZERO: f64 = -9_007_199_254_740_992.0; // -2^53
/// The exponent of infinity and of 1 / 0: above every f64, and far below that of
/// e^x at the end of its range.
pub(super) const INFINITE: f64 = 1_073_741_824.0; // 2^30

/// What a limit at infinity is at least where it is taken for infinite: the
/// logarithm of the [`INFINITE`] number is above.
pub(in crate::activation) const UNBOUNDED: f64 = 268_435_456.0; // 2^28

/// high + low, |low| at most half an ULP of high.
pub(super) type Pair = (f64, f64);

/// a + b and what was lost, |a| >= |b|.
#[inline(always)]
pub(super) fn fast_two_sum(a: f64, b: f64) -> Pair {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// a + b and what was lost.
#[inline(always)]
pub(super) fn two_sum(a: f64, b: f64) -> Pair {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// The sum of two pairs, to 2^-105 of it.
#[inline(always)]
pub(super) fn pair_sum(a: Pair, b: Pair) -> Pair {
    let (high, lost) = two_sum(a.0, b.0);
    let (low, lower) = two_sum(a.1, b.1);
    let (high, low) = fast_two_sum(high, lost + low);
    fast_two_sum(high, low + lower)
}

/// The product of two pairs, whose low part may be some ULP of the high one.
#[inline(always)]
pub(super) fn loose_product<A: Arithmetic>(a: Pair, b: Pair) -> Pair {
    let (high, lost) = A::product_f64(a.0, b.0);
    let cross = A::multiply_add_f64(a.0, b.1, a.1 * b.0);
    (high, lost + cross)
}

/// The product of two pairs.
#[inline(always)]
pub(super) fn pair_product<A: Arithmetic>(a: Pair, b: Pair) -> Pair {
    let (high, low) = loose_product::<A>(a, b);
    fast_two_sum(high, low)
}

/// The sum of two pairs that do not cancel, |a| >= |b|.
#[inline(always)]
pub(super) fn fast_pair_sum(a: Pair, b: Pair) -> Pair {
    let (high, lost) = fast_two_sum(a.0, b.0);
    fast_two_sum(high, lost + (a.1 + b.1))
}

/// The quotient of two pairs.
#[inline(always)]
pub(super) fn pair_quotient<A: Arithmetic>(a: Pair, b: Pair) -> Pair {
    let first = a.0 / b.0;
    let (product, lost) = A::product_f64(first, b.0);
    let rest = (((a.0 - product) - lost) + a.1) - first * b.1;
    fast_two_sum(first, rest / b.0)
}

impl<A: Arithmetic> Wide<A> {
    pub(super) const ZERO: Self = Wide {
        high: 0.0,
        low: 0.0,
        exponent: OF_ZERO,
        arithmetic: PhantomData,
    };

    /// (high + low) 2^exponent, |high| a normal number below 2^1023 or zero.
    #[inline(always)]
    pub(super) fn new((high, low): Pair, exponent: f64) -> Self {
        let biased = biased_exponent(high.to_bits()) - 1023.0;
        // 2^1023 where high is zero.
        let scale = power_of_two(-biased);
        let zero = high == 0.0;
        Wide {
            high: high * scale,
            low: if zero { 0.0 } else { low * scale },
            exponent: if zero { OF_ZERO } else { exponent + biased },
            arithmetic: PhantomData,
        }
    }

    /// high + low of any size.
    #[inline(always)]
    fn of_pair((high, low): (f64, f64)) -> Self {
        // The largest numbers and the subnormal ones towards the middle.
        let huge = high.abs() > power_of_two(900.0);
        let tiny = high.abs() < power_of_two(-900.0);
        let shift = if huge { -200.0 } else { 0.0 };
        let shift = if tiny { 200.0 } else { shift };
        let scale = power_of_two(shift);
        Self::new((high * scale, low * scale), -shift)
    }

    /// The pair `high + low` times 2^(exponent - shift), where that is no normal
    /// number 0.
    #[inline(always)]
    fn shifted(self, shift: f64) -> Pair {
        const LEAST: f64 = -1022.0;
        let power = self.exponent - shift;
        let scale = power_of_two(if power < LEAST { LEAST } else { power });
        let scale = if power < LEAST { 0.0 } else { scale };
        (self.high * scale, self.low * scale)
    }

    /// As a pair of f64, for a number below 2^1000; below 2^-1022 it is 0.
    #[inline(always)]
    pub(super) fn pair(self) -> Pair {
        self.shifted(0.0)
    }
}

impl<A: Arithmetic + 'static> Number for Wide<A> {
    type Column = [[f64; CHUNK]; 3];

    #[inline(always)]
    fn input(z: f64) -> Self {
        // What `new` has no scale for.
        const LARGE: f64 = f64::MAX / 2.0;
        let infinite = z.abs() == f64::INFINITY;
        let large = z.abs() > LARGE;
        let finite = if infinite { 1.0_f64.copysign(z) } else { z };
        let number = Self::exact(if large { 0.5 * finite } else { finite });
        let exponent = number.exponent + if large { 1.0 } else { 0.0 };
        Wide {
            exponent: if infinite { INFINITE } else { exponent },
            ..number
        }
    }
    #[inline(always)]
    fn exact(constant: f64) -> Self {
        Self::of_pair((constant, 0.0))
    }
    #[inline(always)]
    fn constant(high: f64, low: f64) -> Self {
        Self::of_pair((high, low))
    }

    #[inline(always)]
    fn rounded(self) -> f64 {
        let power = self.exponent.clamp(-1100.0, 1100.0);
        // In two steps, of which the second rounds, if any.
        let first = if power < 0.0 { power + 600.0 } else { 500.0 };
        let first = if power < 0.0 {
            first.max(-500.0)
        } else {
            first
        };
        self.high * power_of_two(first) * power_of_two(power - first)
    }

    #[inline(always)]
    fn get(column: &Self::Column, place: usize) -> Self {
        Wide {
            high: column[0][place],
            low: column[1][place],
            exponent: column[2][place],
            arithmetic: PhantomData,
        }
    }
    #[inline(always)]
    fn set(column: &mut Self::Column, place: usize, number: Self) {
        column[0][place] = number.high;
        column[1][place] = number.low;
        column[2][place] = number.exponent;
    }

    #[inline(always)]
    fn negative(self) -> Self {
        Wide {
            high: -self.high,
            low: -self.low,
            ..self
        }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        let exponent = if self.exponent > other.exponent {
            self.exponent
        } else {
            other.exponent
        };
        Self::new(
            pair_sum(self.shifted(exponent), other.shifted(exponent)),
            exponent,
        )
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        let product = pair_product::<A>((self.high, self.low), (other.high, other.low));
        Self::new(product, self.exponent + other.exponent)
    }

    #[inline(always)]
    fn over(self, other: Self) -> Self {
        let by_zero = other.high == 0.0;
        let divisor = if by_zero { 1.0 } else { other.high };
        let quotient = pair_quotient::<A>((self.high, self.low), (divisor, other.low));
        let finite = Self::new(quotient, self.exponent - other.exponent);
        let infinite = Wide {
            high: if self.high == 0.0 {
                f64::NAN
            } else {
                1.0_f64.copysign(self.high) * 1.0_f64.copysign(other.high)
            },
            exponent: INFINITE,
            ..Self::ZERO
        };
        Self::select(by_zero, infinite, finite)
    }

    #[inline(always)]
    fn scaled(self, power: f64) -> Self {
        let zero = self.high == 0.0;
        Wide {
            exponent: if zero { OF_ZERO } else { self.exponent + power },
            ..self
        }
    }
    #[inline(always)]
    fn sign(self) -> f64 {
        self.high
    }
    #[inline(always)]
    fn select(condition: bool, then: Self, otherwise: Self) -> Self {
        Wide {
            high: if condition { then.high } else { otherwise.high },
            low: if condition { then.low } else { otherwise.low },
            exponent: if condition {
                then.exponent
            } else {
                otherwise.exponent
            },
            arithmetic: PhantomData,
        }
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        functions::sqrt(self)
    }
    #[inline(always)]
    fn exponentials(self) -> (Self, Self) {
        functions::exponentials(self)
    }
    #[inline(always)]
    fn is_beyond_exponentials(self) -> bool {
        false
    }
    #[inline(always)]
    fn log(self) -> Self {
        functions::log(self)
    }
    #[inline(always)]
    fn log1p(self) -> Self {
        functions::log1p(self)
    }
    #[inline(always)]
    fn sine_cosine(self) -> (Self, Self) {
        functions::sine_cosine(self)
    }
    #[inline(always)]
    fn is_far(self) -> bool {
        self.exponent > 30.0
    }
    #[inline(always)]
    fn far_parts(self) -> (f64, f64) {
        functions::far_parts(self)
    }
    #[inline(always)]
    fn sine_cosine_by(self, high: [f64; 3], low: Option<[f64; 3]>) -> (Self, Self) {
        functions::sine_cosine_by(self, high, low)
    }
    #[inline(always)]
    fn atan(self) -> Self {
        functions::atan(self)
    }
    #[inline(always)]
    fn error_functions(self) -> (Self, Self, Self) {
        functions::error_functions(self)
    }
}

/// A decimal as a pair, exact to 100 bits.
pub(super) fn decimal(number: Decimal) -> Pair {
    type Exact = Wide<crate::activation::arithmetic::Separate>;
    // u128 in halves, each exact in two f64.
    let part = |bits: u128| {
        let bits = bits as u64;
        let (high, low) = ((bits >> 32) as f64, (bits & 0xffff_ffff) as f64);
        Exact::exact(high).scaled(32.0).plus(Exact::exact(low))
    };
    let digits = part(number.digits >> 64)
        .scaled(64.0)
        .plus(part(number.digits));
    let mut power = Exact::exact(1.0);
    let mut base = Exact::exact(10.0);
    let mut left = number.exponent.unsigned_abs();
    while left > 0 {
        if left & 1 == 1 {
            power = power.times(base);
        }
        base = base.squared();
        left >>= 1;
    }
    let value = if number.exponent < 0 {
        digits.over(power)
    } else {
        digits.times(power)
    };
    let high = value.rounded();
    let low = value.minus(Exact::exact(high)).rounded();
    (high, low)
}
