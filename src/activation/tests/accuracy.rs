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
    // In the company of a number far out a kernel may take another way.
    z.extend((-8_000..=8_000).map(|n| match n % 100 {
        0 => f32::MIN,
        _ => n as f32 * 2.1e-3,
    }));
    let ends = [
        0.0,
        f32::from_bits(1),
        f32::MIN_POSITIVE,
        f32::MAX,
        f32::INFINITY,
    ];
    z.extend(ends.iter().flat_map(|&z| [z, -z]));
    for kink in phi.kinks() {
        let kink = *kink as f32;
        z.extend([kink, kink.next_up(), kink.next_down()]);
    }
    z
}

/// The distance between neighbouring f32 at x.
fn ulp(x: f64) -> f64 {
    let size = (x.abs() as f32).min(f32::MAX.next_down());
    f64::from(size.next_up()) - f64::from(size)
}

/// The distance in ULP of the truth; infinity is the number after the largest.
fn distance(got: f32, truth: f64) -> f64 {
    const BEYOND: f64 = 2.0 * (1_u128 << 127) as f64;
    let finite = |x: f64| x.clamp(-BEYOND, BEYOND);
    if got == truth as f32 || got.is_nan() && truth.is_nan() {
        0.0
    } else {
        (finite(got.into()) - finite(truth)).abs() / ulp(truth)
    }
}

/// Largest errors of an activation, each with the z where it occurs.
#[derive(Debug, Default)]
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

/// The largest |phi'|, or that within 10 of 0 where it has no bound, or no
/// limit.
fn largest(phi: &Activation, z: &[f32], derivative: &[f64]) -> f64 {
    let ends = [f64::NEG_INFINITY, f64::INFINITY];
    let bounded = ends.iter().all(|z| phi.derivative(*z).is_finite());
    let pairs = z.iter().zip(derivative);
    let counted = pairs.filter(|(z, _)| bounded || z.abs() <= 10.0);
    counted.map(|(_, d)| d.abs()).fold(0.0, f64::max)
}

fn measure(
    phi: &Activation,
    arch: Arch,
    z: &[f32],
    truth: &(Vec<f64>, Vec<f64>),
    relative_from: f64,
) -> Measured {
    let mut value = vec![0.0; z.len()];
    let mut derivative = vec![0.0; z.len()];
    phi.evaluate_with(arch, z, &mut value, &mut derivative);
    let sup = largest(phi, z, &truth.1);
    let mut measured = Measured::default();
    for ((&z, (&value, &derivative)), (&phi_z, &slope)) in z
        .iter()
        .zip(value.iter().zip(&derivative))
        .zip(truth.0.iter().zip(&truth.1))
    {
        let error = distance(value, phi_z);
        if phi_z.abs() < f64::from(f32::MIN_POSITIVE) {
            worst(&mut measured.subnormal, error, z);
        } else {
            worst(&mut measured.value, error, z);
        }
        let error = distance(derivative, slope);
        if slope.abs() < relative_from * sup {
            worst(&mut measured.small, error * ulp(slope) / sup, z);
        } else {
            worst(&mut measured.derivative, error, z);
        }
        assert!(
            (derivative == 0.0) == (slope == 0.0),
            "{phi}'({z:e}) = {derivative:e}, in f64 {slope:e}"
        );
    }
    measured
}

/// Zero means zero, and the errors are as promised; without a fused
/// multiply-add, as on a plain x86-64, up to `more` ULP more. A value below the
/// normal numbers may be so many smallest subnormals off.
fn promise_holds(phi: &Activation, z: &[f32], promised: Accuracy, (more, subnormals): (f64, f64)) {
    /// Share of sup |phi'| that a small derivative may be off.
    const SMALL: f64 = 2.0 * f32::EPSILON as f64;
    let wide: Vec<f64> = z.iter().map(|z| f64::from(*z)).collect();
    let truth = super::truth(phi, &wide);
    for (arch, more) in [(Arch::new(), 0.0), (Arch::Scalar, more)] {
        let measured = measure(phi, arch, z, &truth, promised.relative_from);
        let kept = measured.value.0 <= promised.value_ulp + more
            && measured.subnormal.0 <= subnormals
            && measured.derivative.0 <= promised.derivative_ulp + more
            && measured.small.0 <= SMALL;
        assert!(kept, "{phi}, {arch:?}: {measured:?}, not {promised:?}");
    }
}

fn is_by_hand(phi: &Activation) -> bool {
    phi.entry().unwrap().kernel.is_some()
}

#[test]
fn kernels_by_hand_keep_their_promise() {
    const SUBNORMALS: f64 = 1.5;
    const MORE: f64 = 1.0;
    for phi in all().iter().filter(|phi| is_by_hand(phi)) {
        if let Some(promised) = phi.entry().unwrap().accuracy {
            promise_holds(phi, &sample(phi), promised, (MORE, SUBNORMALS));
        }
    }
}

/// They keep more than they promise: f64, rounded once. So fewer inputs do.
#[test]
fn kernels_from_the_formula_round_once() {
    const ONCE: Accuracy = Accuracy {
        value_ulp: 0.501,
        derivative_ulp: 0.501,
        relative_from: 1.0 / 1024.0,
    };
    const SUBNORMALS: f64 = 1.0;
    const STRIDE: usize = 4;
    for phi in all().iter().filter(|phi| !is_by_hand(phi)) {
        let z = sample(phi);
        // All of the ends and the kinks, which come last.
        let special = z.len() - 10 - 3 * phi.kinks().len();
        let mut some: Vec<f32> = z[..special].iter().copied().step_by(STRIDE).collect();
        some.extend(&z[special..]);
        promise_holds(phi, &some, ONCE, (0.0, SUBNORMALS));
    }
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
