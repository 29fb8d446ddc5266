//! f64 as a [`Number`]: a few units in the last place, fast.
//!
//! It serves finite inputs of f32's range. e^x stays between e^-350 and e^350,
//! far beyond f32 and its square, so that nothing that is not zero becomes zero and no
//! infinity arises on the way; a formula in which e^x itself gets there is run again in
//! 100 bits, and so is one that comes to no number.

use std::f64::consts::{FRAC_PI_2, LN_2, LOG2_E};
use std::marker::PhantomData;

use super::lane_polynomials::*;
use super::number::{CHUNK, Number};
use super::quarter_turns::quarter_turns;
use super::wide::{pair_product, two_sum};
use crate::activation::arithmetic::Arithmetic;

/// An f64, with the arithmetic of an instruction set.
#[derive(Debug, Clone, Copy)]
pub(in crate::activation) struct Lane<A>(pub f64, PhantomData<A>);

/// Rounds what is added to it to a whole number.
pub(super) const ROUND: f64 = 6_755_399_441_055_744.0;

/// pi / 2 is this, and then this, after `FRAC_PI_2`.
const PI_2_LOW: f64 = 6.123_233_995_736_766e-17;
const PI_2_LOWEST: f64 = -1.497_384_904_859_169_8e-33;
const LN_2_LOW: f64 = 2.319_046_813_846_299_6e-17;
/// log(2) in two parts, of which whole multiples of the first, 33 bits, are
/// exact without a fused multiply-add.
const LN_2_HEAD: f64 = 0.693_147_180_369_123_8;
const LN_2_TAIL: f64 = 1.908_214_929_270_587_7e-10;

/// 2^n for a whole n from -1022 to 1023.
#[inline(always)]
pub(super) fn power_of_two(n: f64) -> f64 {
    const BIASED: f64 = ROUND + 1023.0;
    f64::from_bits((n + BIASED).to_bits() << 52)
}

/// Where e^x ends.
const END: f64 = 350.0;

/// e^x - 1 and e^x, x being the number `x + low`.
#[inline(always)]
fn exponentials<A: Arithmetic>(x: f64, low: f64) -> (f64, f64) {
    let x = if x > END { END } else { x };
    let x = if x < -END { -END } else { x };
    let n = A::multiply_add_f64(x, LOG2_E, ROUND) - ROUND;
    let rest = A::multiply_add_f64(-n, LN_2_HEAD, x);
    let r = A::multiply_add_f64(-n, LN_2_TAIL, rest) + low;
    let fraction = A::multiply_add_f64(r * r, exp_rest::<A>(r), r);
    let power = power_of_two(n);
    let minus_one = A::multiply_add_f64(fraction, power, power - 1.0);
    (minus_one, A::multiply_add_f64(fraction, power, power))
}

/// log(1 + t) for t from sqrt(1/2) - 1 to sqrt(2) - 1.
#[inline(always)]
pub(super) fn log1p_near<A: Arithmetic>(t: f64) -> f64 {
    let s = t / (2.0 + t);
    let square = s * s;
    // t - s t is 2 s without its rounding.
    let rest = s * (square * log_rest::<A>(square) - t);
    t + rest
}

/// x as (1 + t) 2^exponent, t as for [`log1p_near`], x above 0. Subnormal numbers
/// do not occur: f32 inputs are above 2^-150.
#[inline(always)]
fn split<A: Arithmetic>(x: f64) -> (f64, f64) {
    let bits = x.to_bits();
    let mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1.0_f64.to_bits());
    let above = mantissa > std::f64::consts::SQRT_2;
    let t = A::multiply_add_f64(mantissa, if above { 0.5 } else { 1.0 }, -1.0);
    (
        t,
        biased_exponent(bits) - if above { 1022.0 } else { 1023.0 },
    )
}

/// log of (1 + t) 2^exponent.
#[inline(always)]
fn log_of<A: Arithmetic>(t: f64, exponent: f64) -> f64 {
    let near = A::multiply_add_f64(exponent, LN_2_LOW, log1p_near::<A>(t));
    A::multiply_add_f64(exponent, LN_2, near)
}

/// Where a logarithm has no value: -infinity at 0, NaN below; and NaN of what is
/// infinite in f64 only.
#[inline(always)]
fn in_domain(x: f64, log: f64) -> f64 {
    let log = if x > 0.0 && x < f64::INFINITY {
        log
    } else {
        f64::NAN
    };
    if x == 0.0 { f64::NEG_INFINITY } else { log }
}

/// atan(t) for 0 <= t <= 1.
#[inline(always)]
pub(super) fn atan_below_one<A: Arithmetic>(t: f64) -> f64 {
    const EIGHTH: f64 = std::f64::consts::SQRT_2 - 1.0;
    let turned = t > EIGHTH;
    let u = if turned { (t - 1.0) / (t + 1.0) } else { t };
    let square = u * u;
    let angle = A::multiply_add_f64(u * square, atan_rest::<A>(square), u);
    if turned {
        angle + std::f64::consts::FRAC_PI_4
    } else {
        angle
    }
}

/// sin and cos of `r + rest` and so many quarter turns, |r| <= pi / 4 and a bit.
#[inline(always)]
fn sine_cosine_of<A: Arithmetic>(r: f64, rest: f64, quarters: u64) -> (f64, f64) {
    let square = r * r;
    let sine = A::multiply_add_f64(r * square, sine_rest::<A>(square), rest) + r;
    let cosine = A::multiply_add_f64(square, cosine_rest::<A>(square), -r * rest) + 1.0;
    let (sine, cosine) = if quarters & 1 == 0 {
        (sine, cosine)
    } else {
        (cosine, sine)
    };
    let sine = if quarters & 2 == 0 { sine } else { -sine };
    let cosine = if (quarters + 1) & 2 == 0 {
        cosine
    } else {
        -cosine
    };
    (sine, cosine)
}

impl<A> Lane<A> {
    /// This f64.
    #[inline(always)]
    pub fn new(number: f64) -> Self {
        Lane(number, PhantomData)
    }
}

impl<A: Arithmetic + 'static> Number for Lane<A> {
    type Column = [f64; CHUNK];

    #[inline(always)]
    fn input(z: f64) -> Self {
        Self::new(z)
    }
    #[inline(always)]
    fn exact(constant: f64) -> Self {
        Self::new(constant)
    }
    #[inline(always)]
    fn constant(high: f64, _: f64) -> Self {
        Self::new(high)
    }
    #[inline(always)]
    fn rounded(self) -> f64 {
        self.0
    }
    #[inline(always)]
    fn get(column: &Self::Column, place: usize) -> Self {
        Self::new(column[place])
    }
    #[inline(always)]
    fn set(column: &mut Self::Column, place: usize, number: Self) {
        column[place] = number.0;
    }
    #[inline(always)]
    fn negative(self) -> Self {
        Self::new(-self.0)
    }
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self::new(self.0 + other.0)
    }
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        Self::new(self.0 * other.0)
    }
    #[inline(always)]
    fn over(self, other: Self) -> Self {
        Self::new(self.0 / other.0)
    }
    #[inline(always)]
    fn scaled(self, power: f64) -> Self {
        Self::new(self.0 * power_of_two(power))
    }
    #[inline(always)]
    fn sign(self) -> f64 {
        self.0
    }
    #[inline(always)]
    fn select(condition: bool, then: Self, otherwise: Self) -> Self {
        Self::new(if condition { then.0 } else { otherwise.0 })
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self::new(self.0.sqrt())
    }
    #[inline(always)]
    fn exponentials(self) -> (Self, Self) {
        let (minus_one, whole) = exponentials::<A>(self.0, 0.0);
        (Self::new(minus_one), Self::new(whole))
    }

    #[inline(always)]
    fn is_beyond_exponentials(self) -> bool {
        self.0.abs() > END
    }

    #[inline(always)]
    fn log(self) -> Self {
        let (t, exponent) = split::<A>(self.0);
        Self::new(in_domain(self.0, log_of::<A>(t, exponent)))
    }

    #[inline(always)]
    fn log1p(self) -> Self {
        let x = self.0;
        let whole = 1.0 + x;
        let (far, exponent) = split::<A>(whole);
        // Inside of the range of the polynomial, which reaches further above
        // 0; elsewhere what 1 + x loses matters little beside log(0.71).
        let near = x > -0.29 && x < 0.41;
        let log = log_of::<A>(
            if near { x } else { far },
            if near { 0.0 } else { exponent },
        );
        Self::new(in_domain(whole, log))
    }

    #[inline(always)]
    fn sine_cosine(self) -> (Self, Self) {
        let rounded = A::multiply_add_f64(self.0, std::f64::consts::FRAC_2_PI, ROUND);
        let n = rounded - ROUND;
        let (product, lost) = A::product_f64(n, FRAC_PI_2);
        let high = self.0 - product;
        let low = A::multiply_add_f64(n, PI_2_LOW, A::multiply_add_f64(n, PI_2_LOWEST, lost));
        let r = high - low;
        let (sine, cosine) = sine_cosine_of::<A>(r, (high - r) - low, rounded.to_bits());
        (Self::new(sine), Self::new(cosine))
    }

    #[inline(always)]
    fn is_far(self) -> bool {
        const FAR: f64 = 1e6;
        self.0.abs() > FAR
    }

    #[inline(always)]
    fn far_parts(self) -> (f64, f64) {
        (self.0, 0.0)
    }

    #[inline(always)]
    fn sine_cosine_by(self, digits: [f64; 3], _: Option<[f64; 3]>) -> (Self, Self) {
        let (high, low) = quarter_turns::<A>(self.0, digits);
        let rounded = high + ROUND;
        let part = two_sum(high - (rounded - ROUND), low);
        let (r, rest) = pair_product::<A>(part, (FRAC_PI_2, PI_2_LOW));
        let (sine, cosine) = sine_cosine_of::<A>(r, rest, rounded.to_bits());
        (Self::new(sine), Self::new(cosine))
    }

    #[inline(always)]
    fn atan(self) -> Self {
        let x = self.0.abs();
        let steep = x > 1.0;
        let angle = atan_below_one::<A>(if steep { 1.0 / x } else { x });
        let angle = if steep { FRAC_PI_2 - angle } else { angle };
        Self::new(angle.copysign(self.0))
    }

    #[inline(always)]
    fn error_functions(self) -> (Self, Self, Self) {
        let x = self.0.abs();
        let (square, lost) = A::product_f64(x, x);
        let (_, gauss) = exponentials::<A>(-square, if square < 1e3 { -lost } else { 0.0 });
        let small = x < 1.0;
        let near = self.0 * erf_ratio::<A>(square);
        let s = 1.0 - 9.5 / (x + 3.75);
        let tail = gauss * erfcx_scaled::<A>(s) / A::multiply_add_f64(2.0, x, 1.0);
        let erf = if small {
            near
        } else {
            (1.0 - tail).copysign(self.0)
        };
        let far = if self.0 < 0.0 { 2.0 - tail } else { tail };
        let erfc = if small { 1.0 - near } else { far };
        (Self::new(erf), Self::new(erfc), Self::new(gauss))
    }
}

/// The exponent field of an f64, which is 1023 for numbers from 1 to 2.
#[inline(always)]
pub(super) fn biased_exponent(bits: u64) -> f64 {
    // In the last bits of 2^52, which conversion of u64 to f64, missing in
    // AVX2, would have to put there.
    const AT_52: f64 = 4_503_599_627_370_496.0;
    f64::from_bits(AT_52.to_bits() | ((bits >> 52) & 0x7ff)) - AT_52
}
