//! Infinite inputs.

use super::super::Activation;
use super::all;

/// They swing for ever: no limit, NaN. sinlu and coslu have one at -infinity,
/// 0, which the formula does not tell from 0 times anything.
const SWINGING: [&str; 8] = [
    "sin", "cos", "siren", "snake", "gcu", "asu", "sinlu", "coslu",
];

fn swings(phi: &Activation) -> bool {
    SWINGING.contains(&phi.entry().unwrap().signature.name)
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
            if swings(&phi) {
                assert!(value.is_nan() && derivative.is_nan(), "{phi} at {z}");
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
