//! The f32 functions that the kernels share: e^x below 0, the logistic
//! function, log(1 + e), tanh.
//!
//! Every function is branch-free, so that a loop over it is vectorised, and
//! keeps the power of two of e^x apart, so that x e^x and its like are right
//! down to the last subnormal. Polynomials are Chebyshev fits in 40 digits,
//! highest power first.

use super::arithmetic::{Arithmetic, Split};

/// Evaluates a polynomial, highest power first.
#[inline(always)]
pub(super) fn polynomial<A: Arithmetic, const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = coefficients[0];
    for &coefficient in &coefficients[1..] {
        sum = A::multiply_add(sum, x, coefficient);
    }
    sum
}

/// A simple zero z0 of a derivative whose terms cancel there: close to it
/// phi' = (z - z0) g(z - z0), with g a polynomial, keeps its relative accuracy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossing<const N: usize> {
    pub zero: Split,
    /// g, highest power first, for |z - z0| < [`CROSSING_WIDTH`].
    pub slope: [f32; N],
}

/// Outside, no more than two or three bits cancel.
const CROSSING_WIDTH: f32 = 0.25;

impl<const N: usize> Crossing<N> {
    /// phi'(z + low): near the zero from the polynomial, else as given.
    #[inline(always)]
    pub fn derivative<A: Arithmetic>(self, z: f32, low: f32, elsewhere: f32) -> f32 {
        let distance = (z - self.zero.high) + (low - self.zero.low);
        let near = distance * polynomial::<A, N>(distance, self.slope);
        if distance.abs() < CROSSING_WIDTH {
            near
        } else {
            elsewhere
        }
    }
}

/// e^x = (1 + fraction) * raised * 2^-64 for x <= 0: the power of two is kept
/// raised by 64, so that it is a normal number where e^x no longer is.
#[derive(Clone, Copy)]
pub(super) struct Exponential {
    fraction: f32,
    /// What the fraction lost when it was rounded.
    lost: f32,
    raised: f32,
}

/// Below this e^x is zero in f32, whatever moderate number it multiplies, and
/// its power of two is still a normal number when it is raised.
const LOWEST: f32 = -131.0;

/// 2^-64
const LOWER: f32 = f32::from_bits((127 - 64) << 23);

/// x, but not below [`LOWEST`], for x <= 0: negative numbers fall as their bits
/// grow, and to compare whole numbers leaves the units for multiplication free.
#[inline(always)]
pub(super) fn not_below_lowest(x: f32) -> f32 {
    f32::from_bits(x.to_bits().min(LOWEST.to_bits()))
}

impl Exponential {
    /// e^x for x <= 0.
    #[inline(always)]
    pub fn new<A: Arithmetic>(x: f32) -> Self {
        Self::with_low::<A>(x, 0.0)
    }

    /// e^(x + low) for x <= 0; `low` is what x lost when it was rounded.
    ///
    /// With x + low = n log 2 + r, r between -log(2) / 2 and log(2) / 2, in two
    /// parts (Cody and Waite). The first, exact, is most of the fraction as
    /// well, so that only the sum with what is small rounds.
    #[inline(always)]
    pub fn with_low<A: Arithmetic>(x: f32, low: f32) -> Self {
        // Times a whole number up to 2^14 it is exact.
        const LN_2_HIGH: f32 = 355.0 / 512.0;
        const LN_2_LOW: f32 = -2.121_944_4e-4;
        let x = not_below_lowest(x);
        let (n, raised) = Self::nearest_power::<A>(x);
        let high = A::multiply_add(n, -LN_2_HIGH, x);
        let low = A::multiply_add(n, -LN_2_LOW, low);
        let r = high + low;
        let small = A::multiply_add(r * r, Self::tail::<A>(r), low);
        let fraction = high + small;
        Exponential {
            fraction,
            lost: small - (fraction - high),
            raised,
        }
    }

    /// The whole number n nearest to x / log 2, and 2^(n + 64).
    #[inline(always)]
    fn nearest_power<A: Arithmetic>(x: f32) -> (f32, f32) {
        // 1.5 * 2^23 rounds what is added to it to a whole number, which is
        // then in its last bits, here plus the bias of an exponent and 64.
        const ROUND: f32 = 12_582_912.0 + 127.0 + 64.0;
        let rounded = A::multiply_add(x, std::f32::consts::LOG2_E, ROUND);
        (rounded - ROUND, f32::from_bits(rounded.to_bits() << 23))
    }

    /// (e^r - 1 - r) / r^2: an error of e^r below 2^-27, and
    /// below 2^-29 at the zeros of derivatives, where r is 0.1 to 0.2. Taken in pairs
    /// (Estrin), which is a step shorter than one by one.
    #[inline(always)]
    fn tail<A: Arithmetic>(r: f32) -> f32 {
        const TAIL: [f32; 5] = [
            1.392_692_7e-3,
            8.363_774e-3,
            4.166_655e-2,
            1.666_657_3e-1,
            0.5,
        ];
        let square = r * r;
        let upper = A::multiply_add(TAIL[1], r, TAIL[2]);
        let upper = A::multiply_add(TAIL[0], square, upper);
        A::multiply_add(upper, square, A::multiply_add(TAIL[3], r, TAIL[4]))
    }

    /// e^x
    #[inline(always)]
    pub fn value<A: Arithmetic>(self) -> f32 {
        let power = self.power();
        A::multiply_add(self.fraction, power, power)
    }

    /// The power of two, which may be subnormal.
    #[inline(always)]
    fn power(self) -> f32 {
        self.raised * LOWER
    }

    /// m + low + e^x, and what its last rounding lost: right to about 2^-30
    /// where m is close to -e^x.
    #[inline(always)]
    fn plus<A: Arithmetic>(self, m: f32, low: f32) -> (f32, f32) {
        let power = self.power();
        let high = A::multiply_add(power, self.fraction, m + power);
        let low = A::multiply_add(power, self.lost, low);
        let sum = high + low;
        (sum, low - (sum - high))
    }

    /// m e^x, rounded in the last step where it is subnormal.
    #[inline(always)]
    pub fn times<A: Arithmetic>(self, m: f32) -> f32 {
        A::multiply_add(m, self.fraction, m) * self.raised * LOWER
    }

    /// (m + low) e^x, low tiny beside m.
    #[inline(always)]
    pub fn times_pair<A: Arithmetic>(self, m: f32, low: f32) -> f32 {
        let small = A::multiply_add(m, self.fraction, low);
        A::multiply_add(small, self.raised, m * self.raised) * LOWER
    }

    /// The same for a derivative, which is allowed an absolute error.
    #[inline(always)]
    pub fn times_pair_flat<A: Arithmetic>(self, m: f32, low: f32) -> f32 {
        let power = self.power();
        A::multiply_add(A::multiply_add(m, self.fraction, low), power, m * power)
    }

    /// m e^x for a derivative, which is allowed an absolute error.
    #[inline(always)]
    pub fn times_flat<A: Arithmetic>(self, m: f32) -> f32 {
        A::multiply_add(m, self.fraction, m) * self.power()
    }

    /// e^x - 1, without cancellation.
    #[inline(always)]
    pub fn minus_one<A: Arithmetic>(self) -> f32 {
        let power = self.power();
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
    negative: bool,
}

impl Logistic {
    /// sigma(w)
    #[inline(always)]
    pub fn new<A: Arithmetic>(w: f32) -> Self {
        Self::of_size::<A>(-w.abs(), 0.0, w.is_sign_negative())
    }

    /// sigma(w), where fall + low is -|w|.
    #[inline(always)]
    pub fn of_size<A: Arithmetic>(fall: f32, low: f32, negative: bool) -> Self {
        let tail = Exponential::with_low::<A>(fall, low);
        Logistic {
            tail,
            upper: 1.0 / (1.0 + tail.value::<A>()),
            negative,
        }
    }

    /// m sigma(w), rounded in the last step where it is subnormal; m must be
    /// moderate where w is very negative.
    #[inline(always)]
    pub fn times<A: Arithmetic>(self, m: f32) -> f32 {
        let above = m * self.upper;
        let below = self.tail.times::<A>(above);
        if self.negative { below } else { above }
    }

    /// sigma(w)
    #[inline(always)]
    pub fn value<A: Arithmetic>(self) -> f32 {
        self.times::<A>(1.0)
    }

    /// sigma(-|w|)
    #[inline(always)]
    fn lower<A: Arithmetic>(self) -> f32 {
        self.tail.times_flat::<A>(self.upper)
    }

    /// sigma'(w) = b (1 - b) with b = sigma(-|w|) <= 1/2, so that nothing
    /// cancels, and next to 1/2 the error of b does not count.
    #[inline(always)]
    pub fn derivative<A: Arithmetic>(self) -> f32 {
        let lower = self.lower::<A>();
        lower * (1.0 - lower)
    }

    /// The derivative of z sigma(w(z)), w odd, with t + low = -|z w'(z)|,
    /// finite. With e = e^-|w| it is e (1 + t + e) / (1 + e)^2 where w < 0, the
    /// side of the zero, where all but the sum is harmless; on the other it is
    /// 1 less that.
    #[inline(always)]
    pub fn gate_derivative<A: Arithmetic>(self, t: f32, low: f32) -> f32 {
        let (numerator, rest) = self.tail.plus::<A>(1.0 + t, low);
        let e = self.tail.value::<A>();
        let sum = 1.0 + e;
        let sum_lost = e - (sum - 1.0);
        let (square, square_low) = inverse_square::<A>(sum, sum_lost, self.upper);
        let low = A::multiply_add(numerator, square_low, rest * square);
        let below = self.tail.times_pair_flat::<A>(numerator * square, low);
        if self.negative { below } else { 1.0 - below }
    }
}

/// 1 / (sum + low)^2 to about twice the precision, where inverse is 1 / sum,
/// rounded.
#[inline(always)]
pub(super) fn inverse_square<A: Arithmetic>(sum: f32, low: f32, inverse: f32) -> (f32, f32) {
    let lost = A::remainder(low, inverse, A::remainder(sum, inverse, 1.0));
    let square = inverse * inverse;
    (square, square * (lost + lost))
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
        let below = tail.times_flat::<A>(inverse);
        HyperbolicTangent {
            value: value.copysign(z),
            lost: if z < 0.0 { -lost } else { lost },
            derivative: 4.0 * below * (1.0 - below),
        }
    }
}
