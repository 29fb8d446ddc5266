//! The f32 functions that the kernels share: e^x below 0, the logistic
//! function, log(1 + e), tanh.
//!
//! Every function is branch-free, so that a loop over it is vectorised, and
//! keeps the power of two of e^x apart, so that x e^x and its like are right
//! down to the last subnormal. Polynomials are Chebyshev fits in 40 digits,
//! highest power first.

use super::arithmetic::Arithmetic;

/// Evaluates a polynomial, highest power first.
#[inline(always)]
pub(super) fn polynomial<A: Arithmetic, const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = coefficients[0];
    for &coefficient in &coefficients[1..] {
        sum = A::multiply_add(sum, x, coefficient);
    }
    sum
}

/// e^x = (1 + fraction) * raised * 2^-64 for x <= 0: the power of two is kept
/// raised by 64, so that it is a normal number where e^x no longer is.
#[derive(Clone, Copy)]
pub(super) struct Exponential {
    fraction: f32,
    raised: f32,
}

/// Below this e^x is zero in f32, whatever moderate number it multiplies, and
/// its power of two is still a normal number when it is raised.
const LOWEST: f32 = -131.0;

/// 2^-64
const LOWER: f32 = f32::from_bits((127 - 64) << 23);

impl Exponential {
    /// e^x for x <= 0.
    #[inline(always)]
    pub fn new<A: Arithmetic>(x: f32) -> Self {
        let (n, raised) = Self::power::<A>(x);
        Self::from_parts::<A>(Self::remainder::<A>(x, n), raised)
    }

    /// e^(x + low) for x <= 0; `low` is what x lost when it was rounded.
    #[inline(always)]
    pub fn with_low<A: Arithmetic>(x: f32, low: f32) -> Self {
        let (n, raised) = Self::power::<A>(x);
        Self::from_parts::<A>(Self::remainder::<A>(x, n) + low, raised)
    }

    /// The whole number n nearest to x / log 2, and 2^(n + 64).
    #[inline(always)]
    fn power<A: Arithmetic>(x: f32) -> (f32, f32) {
        // 1.5 * 2^23 rounds what is added to it to a whole number, which is
        // then in its last bits, here plus the bias of an exponent and 64.
        const ROUND: f32 = 12_582_912.0 + 127.0 + 64.0;
        let x = if x < LOWEST { LOWEST } else { x };
        let rounded = A::multiply_add(x, std::f32::consts::LOG2_E, ROUND);
        (rounded - ROUND, f32::from_bits(rounded.to_bits() << 23))
    }

    /// x - n log 2, between -log(2) / 2 and log(2) / 2 (Cody and Waite).
    #[inline(always)]
    fn remainder<A: Arithmetic>(x: f32, n: f32) -> f32 {
        // Times a whole number up to 2^14 it is exact.
        const LN_2_HIGH: f32 = 355.0 / 512.0;
        const LN_2_LOW: f32 = -2.121_944_4e-4;
        let x = if x < LOWEST { LOWEST } else { x };
        A::multiply_add(n, -LN_2_LOW, A::multiply_add(n, -LN_2_HIGH, x))
    }

    #[inline(always)]
    fn from_parts<A: Arithmetic>(r: f32, raised: f32) -> Self {
        // (e^r - 1 - r) / r^2: an error of e^r below 2^-26.
        let tail = polynomial::<A, 5>(
            r,
            [
                1.392_692_7e-3,
                8.363_774e-3,
                4.166_655e-2,
                1.666_657_3e-1,
                0.5,
            ],
        );
        Exponential {
            fraction: A::multiply_add(r * r, tail, r),
            raised,
        }
    }

    /// e^x
    #[inline(always)]
    pub fn value(self) -> f32 {
        (1.0 + self.fraction) * self.raised * LOWER
    }

    /// m e^x, rounded in the last step where it is subnormal.
    #[inline(always)]
    pub fn times<A: Arithmetic>(self, m: f32) -> f32 {
        self.raised_times::<A>(m) * LOWER
    }

    /// m e^x 2^64, which does not underflow.
    #[inline(always)]
    fn raised_times<A: Arithmetic>(self, m: f32) -> f32 {
        A::multiply_add(m, self.fraction, m) * self.raised
    }

    /// (m + low) e^x, low tiny beside m.
    #[inline(always)]
    pub fn times_pair<A: Arithmetic>(self, m: f32, low: f32) -> f32 {
        (A::multiply_add(m, self.fraction, low) + m) * self.raised * LOWER
    }

    /// e^x - 1, without cancellation.
    #[inline(always)]
    pub fn minus_one<A: Arithmetic>(self) -> f32 {
        let power = self.raised * LOWER;
        A::multiply_add(self.fraction, power, power - 1.0)
    }
}

/// The logistic function sigma(w) = 1 / (1 + e^-w), kept in parts.
#[derive(Clone, Copy)]
pub(super) struct Logistic {
    /// e^-|w|
    pub tail: Exponential,
    /// sigma(|w|), from 1/2 up.
    upper: f32,
    /// sigma(-|w|) 2^64
    raised_lower: f32,
    negative: bool,
}

impl Logistic {
    /// sigma(w)
    #[inline(always)]
    pub fn new<A: Arithmetic>(w: f32) -> Self {
        Self::from_tail::<A>(Exponential::new::<A>(-w.abs()), w < 0.0)
    }

    /// sigma(w + low)
    #[inline(always)]
    pub fn with_low<A: Arithmetic>(w: f32, low: f32) -> Self {
        let negative = w < 0.0;
        let low = if negative { low } else { -low };
        Self::from_tail::<A>(Exponential::with_low::<A>(-w.abs(), low), negative)
    }

    #[inline(always)]
    fn from_tail<A: Arithmetic>(tail: Exponential, negative: bool) -> Self {
        let upper = 1.0 / (1.0 + tail.value());
        Logistic {
            tail,
            upper,
            raised_lower: tail.raised_times::<A>(upper),
            negative,
        }
    }

    /// sigma(w), raised where w < 0, and what brings it down again.
    #[inline(always)]
    fn raised(self) -> (f32, f32) {
        if self.negative {
            (self.raised_lower, LOWER)
        } else {
            (self.upper, 1.0)
        }
    }

    /// m sigma(w); m must be moderate where w is very negative.
    #[inline(always)]
    pub fn times(self, m: f32) -> f32 {
        let (sigma, lower) = self.raised();
        m * sigma * lower
    }

    /// sigma(w)
    #[inline(always)]
    pub fn value(self) -> f32 {
        let below = self.raised_lower * LOWER;
        if self.negative { below } else { self.upper }
    }

    /// sigma'(w) = b (1 - b) with b = sigma(-|w|) <= 1/2, so that nothing
    /// cancels, and next to 1/2 the error of b does not count.
    #[inline(always)]
    pub fn derivative(self) -> f32 {
        let below = self.raised_lower * LOWER;
        below * (1.0 - below)
    }

    /// The derivative of z sigma(w(z)), sigma (1 + t (1 - sigma)) with
    /// t = z w'(z), finite.
    #[inline(always)]
    pub fn gate_derivative<A: Arithmetic>(self, t: f32) -> f32 {
        let (sigma, lower) = self.raised();
        let below = self.raised_lower * LOWER;
        let rest = if self.negative { self.upper } else { below };
        sigma * A::multiply_add(t, rest, 1.0) * lower
    }
}

/// log(1 + e) / e for 0 <= e <= 1, relative error below 2^-26.
#[inline(always)]
pub(super) fn log1p_ratio<A: Arithmetic>(e: f32) -> f32 {
    polynomial::<A, 10>(
        e - 0.5,
        [
            -3.176_057e-3,
            5.250_270_7e-3,
            -6.788_017e-3,
            1.157_768_5e-2,
            -2.056_318_2e-2,
            3.663_523_4e-2,
            -6.768_819e-2,
            1.326_090_2e-1,
            -2.885_271e-1,
            8.109_302e-1,
        ],
    )
}

/// tanh(z), what its rounding lost, and its derivative.
#[derive(Clone, Copy)]
pub(super) struct HyperbolicTangent {
    pub value: f32,
    pub lost: f32,
    pub derivative: f32,
}

impl HyperbolicTangent {
    /// With e = e^-2|z|: (1 - e) / (1 + e) of the sign of z, and 4 b (1 - b)
    /// with b = e / (1 + e) <= 1/2 (see [`Logistic::derivative`]).
    #[inline(always)]
    pub fn new<A: Arithmetic>(z: f32) -> Self {
        let tail = Exponential::new::<A>(-2.0 * z.abs());
        let minus_one = tail.minus_one::<A>();
        let sum = 2.0 + minus_one;
        let inverse = 1.0 / sum;
        let value = -minus_one * inverse;
        let sum_lost = minus_one - (sum - 2.0);
        let remainder = A::remainder(value, sum, -minus_one);
        let lost = A::remainder(value, sum_lost, remainder) * inverse;
        let below = tail.times::<A>(inverse);
        HyperbolicTangent {
            value: value.copysign(z),
            lost: if z < 0.0 { -lost } else { lost },
            derivative: 4.0 * below * (1.0 - below),
        }
    }
}
