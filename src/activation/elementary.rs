//! The f32 functions that the kernels share: e^x below 0, the logistic
//! function, log(1 + e), tanh.
//!
//! Every function is branch-free, so that a loop over it is vectorised, and
//! keeps the power of two of e^x apart, so that x e^x and its like are right
//! down to the last subnormal. Polynomials are Chebyshev fits in 40 digits,
//! highest power first.

use super::arithmetic::{Arithmetic, Least, Split};

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
    /// g, highest power first, for |z - z0| < width.
    pub slope: [f32; N],
    /// Outside, what is given elsewhere is accurate.
    pub width: f32,
}

impl<const N: usize> Crossing<N> {
    /// z - z0
    #[inline(always)]
    pub fn distance(self, z: f32) -> f32 {
        (z - self.zero.high) - self.zero.low
    }

    /// phi' at a distance: near the zero from the polynomial, else as given.
    #[inline(always)]
    pub fn derivative<A: Arithmetic>(self, distance: f32, elsewhere: f32) -> f32 {
        let near = distance * polynomial::<A, N>(distance, self.slope);
        if distance.abs() < self.width {
            near
        } else {
            elsewhere
        }
    }
}

/// e^x = (1 + fraction) 2^n for x <= 0.
///
/// What is multiplied into it is lifted by 2^64 on the way, so that it is a
/// normal number, exact but for one rounding, where e^x no longer is.
#[derive(Clone, Copy)]
pub(super) struct Exponential {
    pub fraction: f32,
    /// The fraction before its last rounding: `high` + `small`.
    pub high: f32,
    pub small: f32,
    /// n + 64, where an f32 has its exponent.
    pub lift: u32,
}

/// Below this e^x is zero in f32, whatever moderate number it multiplies, and
/// lifted it is still a normal number.
const LOWEST: f32 = -131.0;

/// 2^-64
const LOWER: f32 = f32::from_bits((127 - 64) << 23);

/// 1.5 * 2^23 rounds what is added to it to a whole number, which is then in its
/// last bits.
const ROUND: f32 = 12_582_912.0;

/// x, but not below [`LOWEST`], for x <= 0: negative numbers fall as their bits
/// grow, and to compare whole numbers leaves the units for multiplication free.
#[inline(always)]
pub(super) fn not_below_lowest(x: f32) -> f32 {
    f32::from_bits(x.to_bits().min(LOWEST.to_bits()))
}

/// The same for the exponent of 2.
#[inline(always)]
fn not_below_lowest_of_two(y: f32) -> f32 {
    const LOWEST_OF_TWO: f32 = -188.0;
    f32::from_bits(y.to_bits().min(LOWEST_OF_TWO.to_bits()))
}

impl Exponential {
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
        let (x, round) = if A::MODERATE {
            (x, ROUND)
        } else {
            (not_below_lowest(x), ROUND + 64.0)
        };
        let rounded = A::multiply_add(x, std::f32::consts::LOG2_E, round);
        let n = rounded - round;
        let high = A::multiply_add(n, -LN_2_HIGH, x);
        let low = A::multiply_add(n, -LN_2_LOW, low);
        let r = high + low;
        let small = A::multiply_add(r * r, Self::tail::<A>(r), low);
        Exponential {
            fraction: high + small,
            high,
            small,
            lift: rounded.to_bits() << 23,
        }
    }

    /// 2^(y + low) for y <= 0; `low` is what y lost when it was rounded. A whole
    /// number is taken off y exactly, which spares two of the products that
    /// [`Exponential::with_low`] needs, where y costs no more than y log 2.
    #[inline(always)]
    pub fn of_two<A: Arithmetic>(y: f32, low: f32) -> Self {
        let (y, round) = if A::MODERATE {
            (y, ROUND)
        } else {
            (not_below_lowest_of_two(y), ROUND + 64.0)
        };
        let rounded = y + round;
        let high = y - (rounded - round);
        let r = high + low;
        let fraction = Self::fraction_of_two::<A>(r);
        Exponential {
            fraction,
            high: fraction,
            small: 0.0,
            lift: rounded.to_bits() << 23,
        }
    }

    /// 2^r - 1 for |r| <= 1/2: an error of 2^r below 2^-28, as log 2 is nearly an
    /// f32.
    #[inline(always)]
    fn fraction_of_two<A: Arithmetic>(r: f32) -> f32 {
        const TAIL: [f32; 5] = [
            1.523_800_5e-4,
            1.339_113_7e-3,
            9.618_841e-3,
            5.550_359e-2,
            2.402_264_5e-1,
        ];
        let square = r * r;
        let upper = A::multiply_add(TAIL[1], r, TAIL[2]);
        let upper = A::multiply_add(TAIL[0], square, upper);
        let tail = A::multiply_add(upper, square, A::multiply_add(TAIL[3], r, TAIL[4]));
        A::multiply_add(r, std::f32::consts::LN_2, square * tail)
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

    /// 2^(n + 64)
    #[inline(always)]
    fn raised(self) -> f32 {
        f32::from_bits(1.0_f32.to_bits().wrapping_add(self.lift))
    }

    /// 2^n, which may be subnormal.
    #[inline(always)]
    fn power<A: Arithmetic>(self) -> f32 {
        if A::MODERATE {
            self.raised()
        } else {
            self.raised() * LOWER
        }
    }

    /// m 2^n for a moderate m, where m is zero for n = 0 only. Whole numbers are
    /// added where they can be, as that leaves the units for multiplication free.
    #[inline(always)]
    fn times_power<A: Arithmetic>(self, m: f32) -> f32 {
        if A::MODERATE {
            f32::from_bits(m.to_bits().wrapping_add(self.lift))
        } else {
            m * self.power::<A>()
        }
    }

    /// e^x
    #[inline(always)]
    pub fn value<A: Arithmetic>(self) -> f32 {
        if A::MODERATE {
            self.times_power::<A>(1.0 + self.fraction)
        } else {
            A::multiply_add(self.fraction, self.power::<A>(), self.power::<A>())
        }
    }

    /// m e^x for m as in [`Exponential::times_power`], rounded in the last step
    /// where it is subnormal.
    #[inline(always)]
    pub fn times<A: Arithmetic>(self, m: f32) -> f32 {
        let product = A::multiply_add(m, self.fraction, m);
        if A::MODERATE {
            self.times_power::<A>(product)
        } else {
            product * self.raised() * LOWER
        }
    }

    /// m e^x for a derivative, which is allowed an absolute error, for m as in
    /// [`Exponential::times_power`].
    #[inline(always)]
    pub fn times_flat<A: Arithmetic>(self, m: f32) -> f32 {
        self.times_power::<A>(A::multiply_add(m, self.fraction, m))
    }

    /// What [`Exponential::value`] lost: e^x less that, to about 2^-30 of it.
    #[inline(always)]
    pub fn lost<A: Arithmetic>(self) -> f32 {
        let lost = ((1.0 - (1.0 + self.fraction)) + self.high) + self.small;
        lost * self.power::<A>()
    }

    /// (m + low) e^x for any m, low tiny beside it, with one rounding less.
    #[inline(always)]
    pub fn times_pair<A: Arithmetic>(self, m: f32, low: f32) -> f32 {
        let small = A::multiply_add(m, self.fraction, low);
        let lifted = (m + small) * self.raised();
        if A::MODERATE { lifted } else { lifted * LOWER }
    }

    /// 1 + e^x + t + low, without cancellation where t is near its zero, between
    /// -2 and -1: 1 + t is exact there, and 2^n as near to e^x.
    #[inline(always)]
    fn one_more_and<A: Arithmetic>(self, t: f32, low: f32) -> f32 {
        ((1.0 + t) + self.value::<A>()) + (self.lost::<A>() + low)
    }

    /// e^x - 1, without cancellation.
    #[inline(always)]
    pub fn minus_one<A: Arithmetic>(self) -> f32 {
        let power = self.power::<A>();
        A::multiply_add(self.fraction, power, power - 1.0)
    }

    /// e^x - c, without cancellation, for c between 1/4 and 1/2.
    #[inline(always)]
    pub fn less<A: Arithmetic>(self, c: f32) -> f32 {
        let power = self.power::<A>();
        A::multiply_add(self.fraction, power, power - c)
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
    /// sigma(w) from e^-|w| and the sign of w.
    #[inline(always)]
    pub fn new<A: Arithmetic>(tail: Exponential, negative: bool) -> Self {
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
        if A::MODERATE {
            m * self.value::<A>()
        } else if self.negative {
            // In the order of moderate numbers, down to where those end; below, in
            // the one that errs less where the product is subnormal. Lifted until
            // all is multiplied.
            const END: f32 = f32::from_bits((127 - 52) << 23);
            let Exponential { fraction, .. } = self.tail;
            let power = self.tail.raised();
            let above = m * self.upper;
            let lifted = if power < END {
                A::multiply_add(above, fraction, above) * power
            } else {
                m * (A::multiply_add(self.upper, fraction, self.upper) * power)
            };
            lifted * LOWER
        } else {
            m * self.upper
        }
    }

    /// sigma(w)
    #[inline(always)]
    pub fn value<A: Arithmetic>(self) -> f32 {
        if self.negative {
            self.lower::<A>()
        } else {
            self.upper
        }
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
        A::multiply_add(-lower, lower, lower)
    }

    /// The derivative of z sigma(w(z)), w odd, with t = -|z w'(z)|, finite.
    /// Where w < 0, the side of the zero, it is a b (1 + e + t) with e = e^-|w|,
    /// a = 1 / (1 + e) and b = 1 - a, on the other 1 less that.
    #[inline(always)]
    pub fn gate_derivative<A: Arithmetic>(self, least: Least, t: f32) -> f32 {
        self.gate_derivative_of::<A>(least, self.tail.one_more_and::<A>(t, 0.0))
    }

    /// The same where t + low is -|z w'(z)|.
    #[inline(always)]
    pub fn gate_derivative_with_low<A: Arithmetic>(self, least: Least, t: f32, low: f32) -> f32 {
        // What the sum 1 + e + t loses where t is not near the zero.
        let more = 1.0 + t;
        let value = self.tail.value::<A>();
        let lost = (1.0 - (more - t)) + (value - ((more + value) - more));
        self.gate_derivative_of::<A>(least, self.tail.one_more_and::<A>(t, low + lost))
    }

    #[inline(always)]
    fn gate_derivative_of<A: Arithmetic>(self, least: Least, factor: f32) -> f32 {
        self.gate_derivative_from(self.gate_derivative_below::<A>(least, factor))
    }

    /// The derivative on the side of the zero, with the factor 1 + e - |z w'(z)|.
    /// Where b is next to zero, the factor is far from it.
    #[inline(always)]
    pub fn gate_derivative_below<A: Arithmetic>(self, least: Least, factor: f32) -> f32 {
        let lower = self.lower::<A>();
        least.or_moderate::<A>(lower * A::multiply_add(-lower, factor, factor))
    }

    /// The derivative on the side where z is, from that on the side of the zero.
    #[inline(always)]
    pub fn gate_derivative_from(self, below: f32) -> f32 {
        if self.negative { below } else { 1.0 - below }
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

/// tanh(z), 1 - |tanh(z)| and the derivative.
#[derive(Clone, Copy)]
pub(super) struct HyperbolicTangent {
    pub value: f32,
    pub rest: f32,
    pub derivative: f32,
}

impl HyperbolicTangent {
    /// With e = e^-2|z|: (1 - e) / (1 + e) of the sign of z, and w (2 - w)
    /// with the rest w = 2 e / (1 + e) <= 1, so that nothing cancels.
    #[inline(always)]
    pub fn new<A: Arithmetic>(z: f32, tail: Exponential) -> Self {
        let minus_one = tail.minus_one::<A>();
        let sum = 2.0 + minus_one;
        let inverse = 1.0 / sum;
        let quotient = -minus_one * inverse;
        let lost = A::multiply_add(-quotient, sum, -minus_one);
        let value = A::multiply_add(lost, inverse, quotient);
        let rest = tail.times_flat::<A>(inverse + inverse);
        HyperbolicTangent {
            value: value.copysign(z),
            rest,
            derivative: A::multiply_add(-rest, rest, rest + rest),
        }
    }
}
