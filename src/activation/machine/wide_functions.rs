//! The functions of [`Wide`], to about 2^-95.
//!
//! e^x, sin and cos are reduced and summed in pairs of f64; log and atan come
//! from one Newton step on the f64 value; erfc from e^(-x^2) and a polynomial.

use std::f64::consts::{FRAC_2_PI, LN_2, LOG2_E};

use super::lane::{ROUND, atan_below_one, log1p_near};
use super::number::Number;
use super::quarter_turns::quarter_turns;
use super::wide::{
    INFINITE, Pair, Wide, fast_pair_sum, fast_two_sum, loose_product, pair_product, pair_quotient,
    pair_sum, two_sum,
};
use super::wide_polynomials::{cosine_rest, erf_ratio, erfcx_scaled, exponential_rest, sine_rest};
use crate::activation::arithmetic::Arithmetic;

const PI_2: [f64; 3] = [
    std::f64::consts::FRAC_PI_2,
    6.123_233_995_736_766e-17,
    -1.497_384_904_859_169_8e-33,
];
const LN_2_LOW: f64 = 2.319_046_813_846_299_6e-17;
/// Below 2^TINY in size, f(x) = f(0) + f'(0) x to all digits.
const TINY: f64 = -110.0;

#[inline(always)]
fn negative((high, low): Pair) -> Pair {
    (-high, -low)
}

/// e^2s - 1 from p = e^s - 1.
#[inline(always)]
fn doubled<A: Arithmetic>(p: Pair) -> Pair {
    pair_product::<A>(p, fast_pair_sum((2.0, 0.0), p))
}

/// e^r - 1 for |r| <= log(2) / 2 and a bit.
#[inline(always)]
fn exponential_near<A: Arithmetic>(r: Pair) -> Pair {
    // In three doublings, e^2s - 1 = (e^s - 1)(e^s + 1), from s = r / 8.
    let s = (0.125 * r.0, 0.125 * r.1);
    let rest = exponential_rest::<A>(s);
    let square = pair_product::<A>(s, s);
    let p = fast_pair_sum(s, loose_product::<A>(square, rest));
    let p = doubled::<A>(p);
    let p = doubled::<A>(p);
    doubled::<A>(p)
}

/// e^x - 1 and e^x.
#[inline(always)]
pub(super) fn exponentials<A: Arithmetic + 'static>(x: Wide<A>) -> (Wide<A>, Wide<A>) {
    // Beyond 2^49 it is e^(2^49), of a sign, whatever it multiplies: f64 holds the
    // exponents of such products to the last digit.
    const END: f64 = 562_949_953_421_312.0;
    let beyond = x.exponent >= 49.0;
    let (high, low) = x.pair();
    let high = if beyond { END.copysign(x.high) } else { high };
    let low = if beyond { 0.0 } else { low };
    let n = A::multiply_add_f64(high, LOG2_E, ROUND) - ROUND;
    let r = pair_sum((high, low), negative(A::product_f64(n, LN_2)));
    let r = pair_sum(r, negative(A::product_f64(n, LN_2_LOW)));
    let p = exponential_near::<A>(r);
    let power = Wide::exact(1.0).scaled(n);
    let minus_one = Wide::new(p, n).plus(power.minus(Wide::exact(1.0)));
    let whole = Wide::new(fast_pair_sum((1.0, 0.0), p), n);
    let tiny = x.exponent < TINY;
    (Wide::select(tiny, x, minus_one), whole)
}

/// log(1 + t) for a pair t from sqrt(1/2) - 1 to sqrt(2) - 1: with y near it,
/// y + u, where u = (t - (e^y - 1)) / e^y is log((1 + t) / e^y) but for u^2 / 2.
#[inline(always)]
fn log1p_pair<A: Arithmetic>(t: Pair) -> Pair {
    let y = log1p_near::<A>(t.0);
    let p = exponential_near::<A>((y, 0.0));
    let rest = pair_sum(t, negative(p));
    fast_two_sum(y, rest.0 / (1.0 + p.0))
}

/// log of (1 + t) 2^exponent.
#[inline(always)]
fn log_of<A: Arithmetic + 'static>(t: Pair, exponent: f64) -> Wide<A> {
    let power = pair_sum(
        A::product_f64(exponent, LN_2),
        A::product_f64(exponent, LN_2_LOW),
    );
    Wide::new(pair_sum(power, log1p_pair::<A>(t)), 0.0)
}

/// x as (1 + t) 2^exponent, x above 0.
#[inline(always)]
fn split<A: Arithmetic + 'static>(x: Wide<A>) -> (Pair, f64) {
    let above = x.high > std::f64::consts::SQRT_2;
    let half = if above { 0.5 } else { 1.0 };
    let t = pair_sum((half * x.high, half * x.low), (-1.0, 0.0));
    (t, if above { x.exponent + 1.0 } else { x.exponent })
}

/// Where a logarithm has no value: -infinity at 0, NaN below.
#[inline(always)]
fn in_domain<A: Arithmetic + 'static>(x: Wide<A>, log: Wide<A>) -> Wide<A> {
    let infinite = Wide {
        high: -1.0,
        exponent: INFINITE,
        ..Wide::ZERO
    };
    let outside = Wide {
        high: f64::NAN,
        ..Wide::ZERO
    };
    let log = Wide::select(x.high > 0.0, log, outside);
    Wide::select(x.high == 0.0, infinite, log)
}

#[inline(always)]
pub(super) fn log<A: Arithmetic + 'static>(x: Wide<A>) -> Wide<A> {
    let (t, exponent) = split(x);
    in_domain(x, log_of(t, exponent))
}

#[inline(always)]
pub(super) fn log1p<A: Arithmetic + 'static>(x: Wide<A>) -> Wide<A> {
    let whole = Wide::exact(1.0).plus(x);
    let near = x.magnitude().difference(Wide::exact(0.4)) < 0.0;
    let (far, exponent) = split(whole);
    let pair = x.pair();
    let t = (
        if near { pair.0 } else { far.0 },
        if near { pair.1 } else { far.1 },
    );
    let log = log_of(t, if near { 0.0 } else { exponent });
    Wide::select(x.exponent < TINY, x, in_domain(whole, log))
}

#[inline(always)]
pub(super) fn sqrt<A: Arithmetic + 'static>(x: Wide<A>) -> Wide<A> {
    // Half of the exponent, downwards.
    let half = ((0.5 * x.exponent - 0.25) + ROUND) - ROUND;
    let odd = x.exponent - 2.0 * half > 0.5;
    let twice = if odd { 2.0 } else { 1.0 };
    let (high, low) = (twice * x.high, twice * x.low);
    let root = high.sqrt();
    let (square, lost) = A::product_f64(root, root);
    let rest = ((high - square) - lost) + low;
    let found = Wide::new(fast_two_sum(root, rest / (2.0 * root)), half);
    Wide::select(x.high == 0.0, x, found)
}

/// sin(r) and cos(r) for |r| <= pi / 4 and a bit.
#[inline(always)]
fn sine_cosine_near<A: Arithmetic>(r: Pair) -> (Pair, Pair) {
    let square = pair_product::<A>(r, r);
    let rest = sine_rest::<A>(square);
    let sine = loose_product::<A>(pair_product::<A>(r, square), rest);
    let sine = fast_pair_sum(r, sine);
    let rest = cosine_rest::<A>(square);
    let cosine = fast_pair_sum((1.0, 0.0), loose_product::<A>(square, rest));
    (sine, cosine)
}

#[inline(always)]
pub(super) fn sine_cosine<A: Arithmetic + 'static>(x: Wide<A>) -> (Wide<A>, Wide<A>) {
    let pair = x.pair();
    let rounded = A::multiply_add_f64(pair.0, FRAC_2_PI, ROUND);
    let n = rounded - ROUND;
    let r = pair_sum(pair, negative(A::product_f64(n, PI_2[0])));
    let r = pair_sum(r, negative(A::product_f64(n, PI_2[1])));
    let r = pair_sum(r, negative(A::product_f64(n, PI_2[2])));
    let (sine, cosine) = sine_cosine_near::<A>(r);
    let sine = Wide::select(x.exponent < TINY, x, Wide::new(sine, 0.0));
    turned(sine, Wide::new(cosine, 0.0), rounded.to_bits())
}

/// sin and cos of an angle that is so many quarter turns further.
#[inline(always)]
fn turned<A: Arithmetic + 'static>(
    sine: Wide<A>,
    cosine: Wide<A>,
    quarters: u64,
) -> (Wide<A>, Wide<A>) {
    let odd = quarters & 1 == 1;
    let (s, c) = (
        Wide::select(odd, cosine, sine),
        Wide::select(odd, sine, cosine),
    );
    (
        Wide::select(quarters & 2 == 2, s.negative(), s),
        Wide::select((quarters + 1) & 2 == 2, c.negative(), c),
    )
}

/// The exponent of the largest f64.
const LARGEST: f64 = 1023.0;

#[inline(always)]
pub(super) fn far_parts<A: Arithmetic + 'static>(x: Wide<A>) -> Pair {
    Wide::select(x.exponent > LARGEST, Wide::exact(1.0), x).pair()
}

/// Of an angle too large for [`sine_cosine`]; beyond f64 it is none.
#[inline(always)]
pub(super) fn sine_cosine_by<A: Arithmetic + 'static>(
    x: Wide<A>,
    high_digits: [f64; 3],
    low_digits: Option<[f64; 3]>,
) -> (Wide<A>, Wide<A>) {
    let beyond = x.exponent > LARGEST;
    let (high, low) = far_parts(x);
    let quarters = quarter_turns::<A>(high, high_digits);
    let quarters = match low_digits {
        Some(digits) => pair_sum(quarters, quarter_turns::<A>(low, digits)),
        None => quarters,
    };
    let rounded = quarters.0 + ROUND;
    // The difference is exact.
    let part = two_sum(quarters.0 - (rounded - ROUND), quarters.1);
    let r = pair_product::<A>(part, (PI_2[0], PI_2[1]));
    let (sine, cosine) = sine_cosine_near::<A>(r);
    let (sine, cosine) = (Wide::new(sine, 0.0), Wide::new(cosine, 0.0));
    let (sine, cosine) = turned(sine, cosine, rounded.to_bits());
    let none = Wide {
        high: f64::NAN,
        ..Wide::ZERO
    };
    (
        Wide::select(beyond, none, sine),
        Wide::select(beyond, none, cosine),
    )
}

/// atan(t), 0 <= t <= 1, else pi / 2 - atan(1 / t): with y near it, y + u,
/// where u = (t cos y - sin y) / (cos y + t sin y).
#[inline(always)]
pub(super) fn atan<A: Arithmetic + 'static>(x: Wide<A>) -> Wide<A> {
    let size = x.magnitude();
    let steep = size.exponent >= 0.0;
    let inverse = Wide::exact(1.0).over(size);
    let small = Wide::select(steep, inverse, size);
    let t = small.pair();
    let y = atan_below_one::<A>(t.0);
    let (sine, cosine) = sine_cosine_near::<A>((y, 0.0));
    let rest = pair_sum(pair_product::<A>(t, cosine), negative(sine));
    let u = rest.0 / A::multiply_add_f64(t.0, sine.0, cosine.0);
    let angle = Wide::new(fast_two_sum(y, u), 0.0);
    let angle = Wide::select(small.exponent < TINY, small, angle);
    let right = Wide::constant(PI_2[0], PI_2[1]);
    let angle = Wide::select(steep, right.minus(angle), angle);
    Wide::select(x.high < 0.0, angle.negative(), angle)
}

/// erf(x), erfc(x) and e^(-x^2).
#[inline(always)]
pub(super) fn error_functions<A: Arithmetic + 'static>(x: Wide<A>) -> (Wide<A>, Wide<A>, Wide<A>) {
    let one = Wide::exact(1.0);
    let square = x.squared();
    let (_, gauss) = exponentials(square.negative());
    let size = x.magnitude();
    let small = size.exponent < 0.0;

    let y = square.pair();
    let y = pair_sum((2.0 * y.0, 2.0 * y.1), (-1.0, 0.0));
    let near = Wide::new(erf_ratio::<A>(y), 0.0).times(x);

    // Beyond 2^100, s is 1.
    let huge = size.exponent > 100.0;
    let bounded = Wide::select(huge, one.scaled(100.0), size);
    let (high, low) = bounded.pair();
    let shifted = pair_sum((high, low), (3.75, 0.0));
    let s = pair_sum(
        (1.0, 0.0),
        negative(pair_quotient::<A>((9.5, 0.0), shifted)),
    );
    let scaled = Wide::new(erfcx_scaled::<A>(s), 0.0);
    let tail = gauss.times(scaled).over(one.plus(size.scaled(1.0)));

    let negative = x.high < 0.0;
    let far = one.minus(tail);
    let erf = Wide::select(small, near, Wide::select(negative, far.negative(), far));
    let beyond = Wide::select(negative, one.scaled(1.0).minus(tail), tail);
    let erfc = Wide::select(small, one.minus(near), beyond);
    (erf, erfc, gauss)
}
