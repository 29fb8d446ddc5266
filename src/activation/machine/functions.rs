//! The functions of the language, each with its derivative, over any
//! [`Number`]: what is shared by both is computed once, and what is not asked
//! for is dropped by the compiler.

use super::number::Number;
use crate::activation::formula::Function;

/// 2 / sqrt(pi)
const TWO_OVER_SQRT_PI: (f64, f64) = (std::f64::consts::FRAC_2_SQRT_PI, 1.533_545_961_316_588e-17);

/// |u| with the slope of its branch; 0 at 0.
#[inline(always)]
fn abs<N: Number>(u: N) -> (N, N) {
    (u.magnitude(), sign(u).0)
}

#[inline(always)]
fn sign<N: Number>(u: N) -> (N, N) {
    let one = N::exact(1.0);
    let zero = N::exact(0.0);
    let below = N::select(u.sign() < 0.0, one.negative(), zero);
    // NaN stays NaN.
    let none = N::select(u.sign().is_nan(), u, below);
    (N::select(u.sign() > 0.0, one, none), zero)
}

#[inline(always)]
fn tanh<N: Number>(u: N) -> (N, N) {
    let (minus_one, e) = u.magnitude().scaled(1.0).negative().exponentials();
    let inverse = N::exact(1.0).over(minus_one.plus(N::exact(2.0)));
    let size = minus_one.negative().times(inverse);
    // 1 - tanh^2 would cancel.
    let slope = e.times(inverse.squared()).scaled(2.0);
    (N::select(u.sign() < 0.0, size.negative(), size), slope)
}

/// sigma(u), sigma'(u) and e^-|u|.
#[inline(always)]
fn logistic<N: Number>(u: N) -> (N, N, N) {
    let (_, e) = u.magnitude().negative().exponentials();
    let upper = N::exact(1.0).over(e.plus(N::exact(1.0)));
    let lower = e.times(upper);
    (
        N::select(u.sign() < 0.0, lower, upper),
        lower.times(upper),
        e,
    )
}

#[inline(always)]
fn softplus<N: Number>(u: N) -> (N, N) {
    let (sigma, _, e) = logistic(u);
    let above = N::select(u.sign() < 0.0, N::exact(0.0), u);
    (above.plus(e.log1p()), sigma)
}

/// sinh and cosh.
#[inline(always)]
fn hyperbolic<N: Number>(u: N) -> (N, N) {
    let (minus_one, e) = u.magnitude().exponentials();
    let inverse = N::exact(1.0).over(e);
    let sine = minus_one.plus(minus_one.times(inverse)).scaled(-1.0);
    let cosine = e.plus(inverse).scaled(-1.0);
    (N::select(u.sign() < 0.0, sine.negative(), sine), cosine)
}

/// asinh(u) = log1p(u + u^2 / (1 + sqrt(1 + u^2))) of the sign of u.
#[inline(always)]
fn asinh<N: Number>(u: N) -> (N, N) {
    let one = N::exact(1.0);
    let size = u.magnitude();
    let square = size.squared();
    let root = one.plus(square).sqrt();
    let log = size.plus(square.over(one.plus(root))).log1p();
    (
        N::select(u.sign() < 0.0, log.negative(), log),
        one.over(root),
    )
}

/// f(u) and f'(u).
#[inline(always)]
pub(super) fn apply<N: Number>(function: Function, u: N) -> (N, N) {
    let one = N::exact(1.0);
    let bell = |gauss: N| N::constant(TWO_OVER_SQRT_PI.0, TWO_OVER_SQRT_PI.1).times(gauss);
    match function {
        Function::Abs => abs(u),
        Function::Sign => sign(u),
        Function::Exp => {
            let (_, e) = u.exponentials();
            (e, e)
        }
        Function::Expm1 => u.exponentials(),
        Function::Log => (u.log(), one.over(u)),
        Function::Log1p => (u.log1p(), one.over(one.plus(u))),
        Function::Sqrt => {
            let root = u.sqrt();
            (root, N::exact(0.5).over(root))
        }
        Function::Tanh => tanh(u),
        Function::Sigmoid => {
            let (sigma, slope, _) = logistic(u);
            (sigma, slope)
        }
        Function::Softplus => softplus(u),
        Function::Erf => {
            let (erf, _, gauss) = u.error_functions();
            (erf, bell(gauss))
        }
        Function::Erfc => {
            let (_, erfc, gauss) = u.error_functions();
            (erfc, bell(gauss).negative())
        }
        Function::Sin => u.sine_cosine(),
        Function::Cos => {
            let (sine, cosine) = u.sine_cosine();
            (cosine, sine.negative())
        }
        Function::Atan => (u.atan(), one.over(one.plus(u.squared()))),
        Function::Sinh => hyperbolic(u),
        Function::Cosh => {
            let (sine, cosine) = hyperbolic(u);
            (cosine, sine)
        }
        Function::Asinh => asinh(u),
    }
}
