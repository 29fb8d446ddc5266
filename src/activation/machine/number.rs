//! The numbers that formulas are evaluated in.

use super::quarter_turns::digits;
use crate::activation::formula::Decimal;

/// Numbers that an operation works on at a time: few enough that the columns of
/// a formula stay in the first caches, enough that choosing the operation costs
/// little.
pub(in crate::activation) const CHUNK: usize = 256;

/// Many [`Number`]s side by side.
pub(in crate::activation) trait Column: Clone + 'static {
    /// All zero.
    fn zero() -> Self;
}

impl Column for [f64; CHUNK] {
    fn zero() -> Self {
        [0.0; CHUNK]
    }
}

impl Column for [[f64; CHUNK]; 3] {
    fn zero() -> Self {
        [[0.0; CHUNK]; 3]
    }
}

/// A number: [`Lane`](super::lane::Lane), fast, or [`Wide`](super::wide::Wide),
/// exact. Every function is branch-free, so that a loop over it is vectorised.
pub(in crate::activation) trait Number: Copy {
    /// How many of them are kept.
    type Column: Column;

    /// An input of f64 or f32; infinity is a number beyond the type's range.
    fn input(z: f64) -> Self;
    /// A whole or otherwise exact f64.
    fn exact(constant: f64) -> Self;
    /// A constant: `high + low`, |high| a normal number or 0.
    fn constant(high: f64, low: f64) -> Self;
    /// Rounded to the nearest.
    fn rounded(self) -> f64;

    /// Number `place` of a column.
    fn get(column: &Self::Column, place: usize) -> Self;
    /// Writes number `place` of a column.
    fn set(column: &mut Self::Column, place: usize, number: Self);

    /// -a
    fn negative(self) -> Self;
    /// a + b
    fn plus(self, other: Self) -> Self;
    /// a - b
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self.plus(other.negative())
    }
    /// a b
    fn times(self, other: Self) -> Self;
    /// a / b
    fn over(self, other: Self) -> Self;
    /// a 2^n, n small.
    fn scaled(self, power: f64) -> Self;
    /// An f64 of the same sign, and zero or NaN where this is.
    fn sign(self) -> f64;
    /// One of two.
    fn select(condition: bool, then: Self, otherwise: Self) -> Self;

    /// sqrt(a), NaN below 0.
    fn sqrt(self) -> Self;
    /// e^a - 1 and e^a; neither ever infinite, nor e^a zero.
    fn exponentials(self) -> (Self, Self);
    /// Whether [`Number::exponentials`] have stopped growing, or falling, at a.
    fn is_beyond_exponentials(self) -> bool;
    /// log(a)
    fn log(self) -> Self;
    /// log(1 + a)
    fn log1p(self) -> Self;
    /// sin(a) and cos(a) where a is not [far](Number::is_far).
    fn sine_cosine(self) -> (Self, Self);
    /// Whether a is too large for [`Number::sine_cosine`].
    fn is_far(self) -> bool;
    /// a as `high + low` where it is [far](Number::is_far); beyond f64, anything.
    fn far_parts(self) -> (f64, f64);
    /// sin(a) and cos(a) where a is [far](Number::is_far), by the [`digits`] of
    /// its parts; none for a low part of 0.
    fn sine_cosine_by(self, high: [f64; 3], low: Option<[f64; 3]>) -> (Self, Self);
    /// The same, for one number.
    #[inline(always)]
    fn far_sine_cosine(self) -> (Self, Self) {
        let (high, low) = self.far_parts();
        self.sine_cosine_by(digits(high), Some(digits(low)))
    }
    /// atan(a)
    fn atan(self) -> Self;
    /// erf(a), erfc(a) and e^(-a^2).
    fn error_functions(self) -> (Self, Self, Self);

    /// |a|
    #[inline(always)]
    fn magnitude(self) -> Self {
        Self::select(self.sign() < 0.0, self.negative(), self)
    }
    /// a - b < 0, and so on: the sign of the difference.
    #[inline(always)]
    fn difference(self, other: Self) -> f64 {
        self.minus(other).sign()
    }
    /// a^2
    #[inline(always)]
    fn squared(self) -> Self {
        self.times(self)
    }
}

/// A decimal as `high + low`, exact to 100 bits.
pub(in crate::activation) fn decimal(number: Decimal) -> (f64, f64) {
    super::wide::decimal(number)
}
