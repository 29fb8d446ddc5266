//! The fast f64 evaluation against the reference.

use super::{all, sizes, spread, ulp};

/// Sizes that f64 lanes are made for: beyond, e^z is cut off.
const SMALLEST: f64 = 1e-120;
const LARGEST: f64 = 1e120;

fn sample() -> Vec<f64> {
    let even = spread(-10.0, 10.0, 4000).chain(spread(-100.0, 100.0, 2000));
    even.chain(sizes(-300..=99)).chain([0.0]).collect()
}

/// What is off between two numbers, what is cut off set aside.
fn off(got: f64, truth: f64) -> f64 {
    let (size, found) = (truth.abs(), got.abs());
    if size <= SMALLEST && found <= SMALLEST || size >= LARGEST && found >= LARGEST {
        0.0
    } else {
        (got - truth).abs()
    }
}

/// Within some ULP; near zeros, relative to what is around; and as if z were
/// off by an ULP, as the phase of a fast wave is.
#[test]
fn fast_evaluation_agrees_with_the_reference() {
    const ULPS: f64 = 20.0;
    /// Of the largest |phi'| within 10 of 0, and of that times |z| for phi.
    const NEAR_ZERO: f64 = 4.0 * f64::EPSILON;
    let z = sample();
    let beside: Vec<f64> = z.iter().map(|z| z.next_up()).collect();
    let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
    for phi in all() {
        phi.evaluate_f64(&z, &mut value, &mut derivative);
        let truth = super::truth(&phi, &z);
        let next = super::truth(&phi, &beside);
        let near = z.iter().zip(&truth.1).filter(|(z, _)| z.abs() <= 10.0);
        let sup = near.map(|(_, d)| d.abs()).fold(0.0, f64::max);
        // The phase of a wave that goes on is lost in the rounding of z.
        let is_wave = phi.value(f64::INFINITY).is_nan();
        for (place, &z) in z.iter().enumerate() {
            if is_wave && z.abs() > 100.0 {
                continue;
            }
            for (got, truth, next, around) in [
                (
                    value[place],
                    truth.0[place],
                    next.0[place],
                    sup * z.abs().min(10.0),
                ),
                (derivative[place], truth.1[place], next.1[place], sup),
            ] {
                let shift = 2.0 * (truth - next).abs().min(f64::MAX);
                let allowed = (ULPS * ulp(truth)).max(NEAR_ZERO * around) + shift;
                assert!(
                    off(got, truth) <= allowed,
                    "{phi} at {z:e}: {got:e}, not {truth:e}"
                );
            }
        }
    }
}

/// Zero means zero here, too.
#[test]
fn fast_derivatives_are_zero_where_they_are() {
    let z = sample();
    let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
    for phi in all() {
        phi.evaluate_f64(&z, &mut value, &mut derivative);
        let truth = super::truth(&phi, &z).1;
        for ((z, found), truth) in z.iter().zip(&derivative).zip(truth) {
            assert_eq!(*found == 0.0, truth == 0.0, "{phi}'({z:e}) = {found:e}");
        }
    }
}
