//! The f32 kernels against the f64 reference, over a sample of all f32.

use pulp::Arch;

use super::super::{Accuracy, Activation};
use super::all;

/// Every 65,521st bit pattern (a prime), a fine grid where things happen, the
/// ends, and both sides of each kink.
fn sample(phi: &Activation) -> Vec<f32> {
    const STRIDE: usize = 65_521;
    let mut z: Vec<f32> = (0..=u32::MAX)
        .step_by(STRIDE)
        .map(f32::from_bits)
        .filter(|z| !z.is_nan())
        .collect();
    z.extend((-40_000..=40_000).map(|n| n as f32 * 4.1e-4));
    z.extend((-12_000..=12_000).map(|n| n as f32 * 0.01));
    let ends = [
        0.0,
        f32::from_bits(1),
        f32::MIN_POSITIVE,
        f32::MAX,
        f32::INFINITY,
    ];
    z.extend(ends.iter().flat_map(|&z| [z, -z]));
    for kink in phi.kinks() {
        let kink = kink as f32;
        z.extend([kink, kink.next_up(), kink.next_down()]);
    }
    z
}

/// The distance between neighbouring f32 at x.
fn ulp(x: f64) -> f64 {
    let size = (x.abs() as f32).min(f32::MAX.next_down());
    f64::from(size.next_up()) - f64::from(size)
}

/// Largest errors of an activation, each with the z where it occurs.
#[derive(Debug)]
struct Measured {
    /// In ULP, where the value is normal.
    value: (f64, f32),
    /// In smallest subnormals, where it is not.
    subnormal: (f64, f32),
    /// In ULP, where the derivative is large enough.
    derivative: (f64, f32),
    /// As a share of sup |phi'|, where it is not.
    small: (f64, f32),
}

fn worst(record: &mut (f64, f32), error: f64, z: f32) {
    if error > record.0 || error.is_nan() {
        *record = (error, z);
    }
}

fn measure(phi: &Activation, arch: Arch, accuracy: Accuracy) -> Measured {
    let z = sample(phi);
    let mut value = vec![0.0; z.len()];
    let mut derivative = vec![0.0; z.len()];
    phi.function.evaluate(arch, &z, &mut value, &mut derivative);
    let truth: Vec<(f64, f64)> = z
        .iter()
        .map(|&z| (phi.value(z.into()), phi.derivative(z.into())))
        .collect();
    let sup = truth.iter().map(|t| t.1.abs()).fold(0.0, f64::max);
    let mut measured = Measured {
        value: (0.0, 0.0),
        subnormal: (0.0, 0.0),
        derivative: (0.0, 0.0),
        small: (0.0, 0.0),
    };
    for ((&z, &truth), (&value, &derivative)) in
        z.iter().zip(&truth).zip(value.iter().zip(&derivative))
    {
        // Right where the truth itself is beyond f32, or infinite.
        if value != truth.0 as f32 {
            let error = (f64::from(value) - truth.0).abs() / ulp(truth.0);
            if truth.0.abs() >= f64::from(f32::MIN_POSITIVE) {
                worst(&mut measured.value, error, z);
            } else {
                worst(&mut measured.subnormal, error, z);
            }
        }
        let error = (f64::from(derivative) - truth.1).abs();
        if truth.1.abs() >= accuracy.relative_from * sup {
            worst(&mut measured.derivative, error / ulp(truth.1), z);
        } else {
            worst(&mut measured.small, error / sup, z);
        }
        assert!(
            (derivative == 0.0) == (truth.1 == 0.0),
            "{phi}'({z:e}) = {derivative:e}, in f64 {:e}",
            truth.1
        );
    }
    measured
}

/// Zero means zero, and the errors are as each entry promises, or so many ULP
/// more.
fn promise_holds(arch: Arch, more: f64) {
    /// Smallest subnormals that a value below the normal numbers may be off.
    const SUBNORMALS: f64 = 1.5;
    /// Share of sup |phi'| that a small derivative may be off.
    const SMALL: f64 = 2.0 * f32::EPSILON as f64;
    for phi in all() {
        let promised = phi.entry().accuracy;
        let measured = measure(&phi, arch, promised);
        let kept = measured.value.0 <= promised.value_ulp + more
            && measured.subnormal.0 <= SUBNORMALS
            && measured.derivative.0 <= promised.derivative_ulp + more
            && measured.small.0 <= SMALL;
        assert!(kept, "{phi}: {measured:?}, not {promised:?}");
    }
}

#[test]
fn kernels_keep_their_promise() {
    promise_holds(Arch::new(), 0.0);
}

/// The same without a fused multiply-add, as on a plain x86-64.
#[test]
fn kernels_keep_their_promise_on_the_baseline() {
    promise_holds(Arch::Scalar, 1.0);
}

#[test]
fn nan_gives_nan() {
    let z = [f32::NAN; 37];
    for phi in all() {
        let (mut value, mut derivative) = ([0.0; 37], [0.0; 37]);
        phi.evaluate(&z, &mut value, &mut derivative);
        assert!(value.iter().chain(&derivative).all(|x| x.is_nan()), "{phi}");
        assert!(
            phi.value(f64::NAN).is_nan() && phi.derivative(f64::NAN).is_nan(),
            "{phi}"
        );
    }
}

/// Limits at infinity: phi' there is 0 or a slope, never NaN, in f64 and f32.
#[test]
fn infinity_gives_the_limit() {
    for phi in all() {
        for z in [f64::INFINITY, f64::NEG_INFINITY] {
            let far = 1e30_f64.copysign(z);
            let (value, derivative) = (phi.value(z), phi.derivative(z));
            assert!(!value.is_nan() && !derivative.is_nan(), "{phi} at {z}");
            assert!(value == phi.value(far) || value.is_infinite() && phi.value(far).abs() > 1e27);
            assert!(
                (derivative - phi.derivative(far)).abs() < f64::EPSILON,
                "{phi} at {z}"
            );
            assert!(derivative == 0.0 || derivative.abs() > 1e-3, "{phi} at {z}");
        }
    }
}

/// Odd lengths take the scalar tail of the loop: same bits, three ways.
#[test]
fn one_pass_and_two_give_the_same_bits() {
    for phi in all() {
        for length in [0, 1, 3, 7, 15, 17, 33, 67, 1001] {
            let z: Vec<f32> = (0..length)
                .map(|n| (n as f32 - 0.37 * length as f32) * 0.11)
                .collect();
            let mut both = (vec![0.0_f32; length], vec![0.0_f32; length]);
            let mut alone = (vec![0.0_f32; length], vec![0.0_f32; length]);
            phi.evaluate(&z, &mut both.0, &mut both.1);
            phi.evaluate_value(&z, &mut alone.0);
            phi.evaluate_derivative(&z, &mut alone.1);
            let bits = |x: &[f32]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&both.0), bits(&alone.0), "{phi}");
            assert_eq!(bits(&both.1), bits(&alone.1), "{phi}");
            for (&z, &value) in z.iter().zip(&both.0) {
                let mut single = [0.0];
                phi.evaluate_value(&[z], &mut single);
                assert_eq!(single[0].to_bits(), value.to_bits(), "{phi} at {z}");
            }
        }
    }
}

#[test]
#[should_panic(expected = "z has 3 elements and derivative has 2")]
fn slices_of_two_lengths_panic() {
    let phi: Activation = "gelu".parse().unwrap();
    phi.evaluate(&[0.0; 3], &mut [0.0; 3], &mut [0.0; 2]);
}
