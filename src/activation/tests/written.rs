//! Formulas whose f32 kernel is not the formula itself.

use super::super::Activation;
use super::super::catalog;
use super::{spread, ulp};

/// All that a formula made of straight pieces may be.
const STRAIGHT: [&str; 24] = [
    "max(0, x)",
    "max(x, 0.2 * x)",
    "where(x > 0, x, 0.2 * x)",
    "where(0 >= x, -0.1 * x, 3 * x)",
    "min(max(x, -1), 1)",
    "max(-1, min(1, x))",
    "max(min(x / 6 + 0.5, 1), 0)",
    "min(max(x + 3, 0), 6) / 6",
    "clip(0.2 * x + 0.5, 0, 1)",
    "abs(x)",
    "max(x, -x)",
    "abs(abs(x - 0.1) - 0.3)",
    "sign(x)",
    "x + sign(x)",
    "where(x == 1, 2, x)",
    "where(abs(x) <= 0.7, x, 0.1 * x)",
    "where(x != 0, x, 1)",
    "sign(x) * max(abs(x) - 0.1, 0)",
    "where(x < 1e-5, 1e5 * x, x)",
    "1e-5 * x + 1",
    "0.1 * x - 7 * 0.1",
    "-max(x / 3, x / 7)",
    "where(x > 0.1, 2 * x - 0.1, x)",
    "mine(a=0.3): max(a * x, x - a)",
];

/// f32 of all sizes, and those beside every kink.
fn inputs(phi: &Activation) -> Vec<f32> {
    let mut z: Vec<f32> = (0..u32::MAX)
        .step_by(1 << 19)
        .map(f32::from_bits)
        .chain(spread(-12.0, 12.0, 2000).map(|z| z as f32))
        .filter(|z| z.is_finite())
        .chain([0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY])
        .collect();
    for kink in phi.seams() {
        let (mut below, mut above) = (*kink as f32, *kink as f32);
        for _ in 0..3 {
            z.extend([below, above]);
            (below, above) = (below.next_down(), above.next_up());
        }
    }
    z
}

/// Straight pieces are the reference, on both sides of every kink and at it.
#[test]
fn straight_pieces_are_the_formula() {
    for text in STRAIGHT {
        let phi: Activation = text.parse().unwrap();
        let known = phi.computes_straight_pieces() || phi.has_written_kernel();
        assert!(known, "{text}");
        let z = inputs(&phi);
        let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
        phi.evaluate(&z, &mut value, &mut derivative);
        for ((z, value), derivative) in z.iter().zip(value).zip(derivative) {
            let (z, value) = (f64::from(*z), f64::from(value));
            let expected = phi.value(z);
            let unit = f64::from((expected as f32).abs().next_up() - (expected as f32).abs());
            let close = value == expected as f32 as f64 || (value - expected).abs() <= 2.0 * unit;
            assert!(close, "{text} at {z:e}: {value:e}, not {expected:e}");
            let slope = phi.derivative(z) as f32;
            assert_eq!(derivative, slope, "({text})' at {z:e}");
        }
    }
    for curved in ["x * max(x, 0)", "max(x, tanh(x))", "max(x, 0) backward 1"] {
        let phi: Activation = curved.parse().unwrap();
        assert!(!phi.computes_straight_pieces(), "{curved}");
    }
    let nan: Activation = STRAIGHT[0].parse().unwrap();
    let (mut value, mut derivative) = ([0.0], [0.0]);
    nan.evaluate(&[f32::NAN], &mut value, &mut derivative);
    assert!(value[0].is_nan() && derivative[0].is_nan());
}

/// Other ways to write an entry are the entry, and run its kernel, whatever
/// the order of sums and products.
#[test]
fn what_is_also_written_is_the_entry() {
    /// What such a form loses of 100 bits by cancelling.
    const ULPS: f64 = 3.0;
    let mut count = 0;
    for entry in catalog() {
        let phi: Activation = entry.signature.name.parse().unwrap();
        for text in entry.also_written {
            let formula: Activation = text.parse().unwrap();
            assert!(formula.has_written_kernel(), "{text}");
            for z in spread(-5.0, 5.0, 200) {
                for (got, expected) in [
                    (formula.value(z), phi.value(z)),
                    (formula.derivative(z), phi.derivative(z)),
                ] {
                    let close = (got - expected).abs() <= ULPS * ulp(expected);
                    assert!(close, "{text} at {z}: {got:e}, not {expected:e}");
                }
            }
            count += 1;
        }
    }
    assert!(count > 0);
    for text in [
        "sigmoid(x) * x",
        "(1 + erf(x / sqrt(2))) * x / 2",
        "tanh(softplus(x)) * x",
    ] {
        let phi: Activation = text.parse().unwrap();
        assert!(phi.has_written_kernel(), "{text}");
    }
}
