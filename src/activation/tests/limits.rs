//! Infinite inputs.

use super::super::Activation;
use super::all;

const INFINITY: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// What swings for ever, so that phi or phi' has no limit: NaN. The numbers are
/// those that have one: of phi and phi' at -infinity and at infinity.
const SWINGING: [(&str, [f64; 4]); 8] = [
    ("sin", [NAN; 4]),
    ("cos", [NAN; 4]),
    ("siren", [NAN; 4]),
    ("snake", [-INFINITY, NAN, INFINITY, NAN]),
    ("gcu", [NAN; 4]),
    ("asu", [NAN; 4]),
    ("sinlu", [0.0, 0.0, INFINITY, NAN]),
    ("coslu", [0.0, 0.0, INFINITY, NAN]),
];

fn swinging(phi: &Activation) -> Option<[f64; 4]> {
    let name = phi.entry().unwrap().signature.name;
    let found = SWINGING.iter().find(|(its, _)| *its == name);
    found.map(|(_, limits)| *limits)
}

fn same(a: f64, b: f64) -> bool {
    a == b || a.is_nan() && b.is_nan()
}

/// Whether `limit` is where f goes: the same far out, or infinite and f grows.
fn is_limit(limit: f64, f: impl Fn(f64) -> f64, z: f64) -> bool {
    let [near, far] = [1e3, 1e300].map(|size: f64| f(size.copysign(z)));
    if limit.is_infinite() {
        let grows = far.abs() > near.abs() || near.is_infinite();
        grows && far.signum() == limit.signum()
    } else {
        (limit - far).abs() <= f64::EPSILON * limit.abs().max(1e-100)
    }
}

/// The limits of phi and phi' are numbers or infinite; phi' goes to 0, to a
/// slope or to infinity.
#[test]
fn infinity_gives_the_limit() {
    for phi in all() {
        for z in [f64::INFINITY, f64::NEG_INFINITY] {
            let (value, derivative) = (phi.value(z), phi.derivative(z));
            if let Some(limits) = swinging(&phi) {
                let &[below, above] = limits.as_chunks::<2>().0 else {
                    unreachable!()
                };
                let [expected, slope] = if z > 0.0 { above } else { below };
                assert!(same(value, expected), "{phi} at {z}: {value}");
                assert!(same(derivative, slope), "{phi}' at {z}: {derivative}");
                continue;
            }
            assert!(
                is_limit(value, |z| phi.value(z), z),
                "{phi} at {z}: {value}"
            );
            assert!(
                is_limit(derivative, |z| phi.derivative(z), z),
                "{phi}' at {z}: {derivative}"
            );
            assert!(
                derivative == 0.0 || derivative.abs() > 1e-3,
                "{phi}' at {z}: {derivative}"
            );
        }
    }
}

/// Of formulas that swing: a limit where it is the same whatever the sine is.
#[test]
fn a_formula_has_a_limit_where_swinging_ends() {
    for (text, z, limits) in [
        ("sin(x) / (1 + x^2)", INFINITY, (0.0, 0.0)),
        ("x * sin(3 * x) * exp(-x^2)", -INFINITY, (0.0, 0.0)),
        ("sigmoid(x) + 0 * sin(x)", INFINITY, (1.0, 0.0)),
        ("sin(exp(x))", -INFINITY, (0.0, 0.0)),
        ("x + sin(x) * cos(x)", INFINITY, (INFINITY, NAN)),
        // 1 where the sine is -1.
        ("exp(-x * (1 + sin(x)))", INFINITY, (NAN, NAN)),
        ("max(sin(x), 0)", INFINITY, (NAN, NAN)),
    ] {
        let phi: Activation = text.parse().unwrap();
        let (value, derivative) = (phi.value(z), phi.derivative(z));
        assert!(same(value, limits.0), "{text}: {value}");
        assert!(same(derivative, limits.1), "({text})': {derivative}");
        let (mut values, mut slopes) = ([0.0; 2], [0.0; 2]);
        phi.evaluate_f64(&[z, 1.0], &mut values, &mut slopes);
        assert!(
            same(values[0], limits.0) && same(slopes[0], limits.1),
            "{text}"
        );
    }
}

/// The f32 kernels give the limits, too.
#[test]
fn infinity_gives_the_limit_in_f32() {
    for phi in all() {
        let z = [f32::INFINITY, f32::NEG_INFINITY];
        let (mut value, mut derivative) = ([0.0; 2], [0.0; 2]);
        phi.evaluate(&z, &mut value, &mut derivative);
        for ((z, value), derivative) in z.into_iter().zip(value).zip(derivative) {
            let (limit, slope) = (phi.value(z.into()), phi.derivative(z.into()));
            let same = |a: f32, b: f64| a == b as f32 || a.is_nan() && b.is_nan();
            assert!(same(value, limit), "{phi} at {z}: {value}, not {limit}");
            assert!(
                same(derivative, slope),
                "{phi}' at {z}: {derivative}, not {slope}"
            );
        }
    }
}
