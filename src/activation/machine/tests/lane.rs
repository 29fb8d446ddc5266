//! [`Lane`] within some ULP of `libm` over its range, in both arithmetics.

use super::super::functions::apply;
use super::super::lane::Lane;
use super::super::number::Number;
use super::sizes;
use crate::activation::arithmetic::{Arithmetic, Fused, Separate};
use crate::activation::formula::Function;

/// The error in ULP of libm's result.
fn error(got: f64, expected: f64) -> f64 {
    let size = expected.abs();
    if got == expected {
        0.0
    } else {
        (got - expected).abs() / (size.next_up() - size)
    }
}

/// From -`end` to `end`, evenly and by size.
fn sample(end: f64) -> impl Iterator<Item = f64> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let even = (1..=20_000).map(move |n| (2.0 * (f64::from(n) * GOLDEN).fract() - 1.0) * end);
    let near = (1..=20_000).map(move |n| (2.0 * (f64::from(n) * GOLDEN).fract() - 1.0) * 3.0);
    even.chain(near)
        .chain(sizes())
        .filter(move |x| x.abs() <= end)
}

fn call<A: Arithmetic + 'static>(function: Function, x: f64) -> f64 {
    apply(function, Lane::<A>::new(x)).0.0
}

/// Function, libm's, the end of its range, largest error in ULP.
type Row = (Function, fn(f64) -> f64, f64, f64);

fn check<A: Arithmetic + 'static>() {
    let table: [Row; 14] = [
        (Function::Exp, libm::exp, 349.0, 2.0),
        (Function::Expm1, libm::expm1, 349.0, 2.0),
        (Function::Log, libm::log, 1e300, 2.0),
        (Function::Log1p, libm::log1p, 1e300, 3.0),
        (Function::Sqrt, libm::sqrt, 1e300, 0.0),
        (Function::Tanh, libm::tanh, 170.0, 4.0),
        (Function::Erf, libm::erf, 20.0, 3.0),
        (Function::Erfc, libm::erfc, 18.0, 6.0),
        (Function::Sin, libm::sin, 9e5, 2.0),
        (Function::Cos, libm::cos, 9e5, 2.0),
        (Function::Atan, libm::atan, 1e300, 2.0),
        (Function::Sinh, libm::sinh, 349.0, 4.0),
        (Function::Cosh, libm::cosh, 349.0, 3.0),
        (Function::Asinh, libm::asinh, 1e140, 4.0),
    ];
    for (function, libm, end, allowed) in table {
        let mut worst = (0.0, 0.0);
        for x in sample(end) {
            let expected = libm(x);
            if expected.is_nan() {
                assert!(call::<A>(function, x).is_nan(), "{function:?} of {x:e}");
                continue;
            }
            let found = error(call::<A>(function, x), expected);
            if found > worst.0 {
                worst = (found, x);
            }
        }
        assert!(
            worst.0 <= allowed,
            "{function:?}: {worst:?}, not {allowed} ULP"
        );
    }
}

#[test]
fn functions_are_within_some_ulp_of_libm() {
    check::<Fused>();
    check::<Separate>();
}

/// Where the loop over lanes does not reach, `libm` does it.
#[test]
fn far_sines_are_those_of_libm() {
    for x in [1.1e6, 1e15, 1e22, f64::from(f32::MAX)] {
        let lane = Lane::<Separate>::new(x);
        assert!(lane.is_far());
        let (sine, cosine) = lane.far_sine_cosine();
        assert_eq!((sine.0, cosine.0), libm::sincos(x));
    }
}

/// e^x is never 0 nor infinite, so that a slope never is by rounding.
#[test]
fn exponentials_are_cut_off_before_zero_and_infinity() {
    for x in [-1e300, -1e4, -400.0, 400.0, 1e4, 1e300] {
        let (_, e) = Lane::<Separate>::new(x).exponentials();
        assert!(e.0 > 0.0 && e.0.is_finite(), "e^{x}");
        assert_eq!(e.0 > 1.0, x > 0.0);
    }
}

#[test]
fn outside_of_their_domain_functions_have_no_value() {
    let log = |x: f64| call::<Separate>(Function::Log, x);
    let log1p = |x: f64| call::<Separate>(Function::Log1p, x);
    assert_eq!(
        (log(0.0), log1p(-1.0)),
        (f64::NEG_INFINITY, f64::NEG_INFINITY)
    );
    assert!(log(-1.0).is_nan() && log1p(-1.5).is_nan());
    assert!(call::<Separate>(Function::Sqrt, -1.0).is_nan());
}
