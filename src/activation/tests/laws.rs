//! Laws that hold for every entry, whatever its formula.

use super::super::Activation;
use super::{all, near_zero, sizes, spread, ulp};

/// The slope of phi by an eighth-order difference over steps of 2^-20 z, as a
/// formula: in 100 bits, its truncation and its rounding both matter little.
fn difference(phi: &Activation) -> Activation {
    const STEP: f64 = 1.0 / 1_048_576.0;
    let weights = ["4/5", "-1/5", "4/105", "-1/280"];
    super::calling(phi, |phi| {
        let terms = (1..).zip(weights).map(|(n, weight)| {
            let at = |step: f64| phi(&format!("x + {step} * x"));
            let step = f64::from(n) * STEP;
            format!("{weight} * ({} - {})", at(step), at(-step))
        });
        let sum = terms.collect::<Vec<_>>().join(" + ");
        format!("({sum}) / ({STEP} * x)")
    })
}

/// The derivatives of the references are those of their values, by differences,
/// at all sizes, to an ULP; near zeros of phi' relative to what is around it.
#[test]
fn derivative_is_the_slope_of_the_value() {
    const ULPS: f64 = 2.0;
    /// The rounding of phi, relative to phi / z.
    const ROUNDING: f64 = 1e-22;
    for phi in all() {
        let kinks = phi.kinks();
        let slope = difference(&phi);
        for z in spread(-10.0, 10.0, 200).chain(sizes(-40..=2)) {
            if kinks.iter().any(|k| (k - z).abs() <= z.abs() / 131_072.0) {
                continue;
            }
            let (expected, derivative) = (slope.value(z), phi.true_derivative(z));
            let around = near_zero(|z| phi.true_derivative(z), z).unwrap_or(0.0);
            let tolerance = ULPS * ulp(derivative)
                + f64::EPSILON * around
                + ROUNDING * (phi.value(z) / z).abs();
            assert!(
                (expected - derivative).abs() <= tolerance,
                "{phi}'({z}) = {derivative:e}, by differences {expected:e}"
            );
        }
    }
}

/// What the backward pass uses of a surrogate is what is stated, its value and
/// true derivative those of the function that it stands for.
#[test]
fn surrogates_have_two_derivatives() {
    /// Where the terms of the surrogate cancel.
    const ROUNDING: f64 = 0.25 * f64::EPSILON;
    for (text, value, backward) in [
        (
            "sugar",
            "relu(x)",
            "sigmoid(x) * (1 + (x + 1.67) * sigmoid(-x))",
        ),
        (
            "sugar_nelu",
            "relu(x)",
            "where(x > 0, 1, 2 * 0.05 * x / (1 + x^2)^2)",
        ),
        ("ste_step", "step(x)", "1 + 0 * x"),
        (
            "ste_sign",
            "where(x >= 0, 1, -1) + 0 * x",
            "where(abs(x) <= 1, 1, 0) + 0 * x",
        ),
    ] {
        let [phi, value, backward]: [Activation; 3] =
            [text, value, backward].map(|text| text.parse().unwrap());
        assert!(phi.has_surrogate(), "{text}");
        for z in spread(-9.0, 9.0, 300).chain([-1.0, 0.0, 1.0, -50.0, 50.0]) {
            assert_eq!(phi.value(z), value.value(z), "{text}({z})");
            assert_eq!(phi.true_derivative(z), value.derivative(z), "{text}'({z})");
            let (found, stated) = (phi.derivative(z), backward.value(z));
            let error = (found - stated).abs();
            assert!(error <= 2.0 * ulp(stated).max(ROUNDING), "{text} at {z}");
        }
    }
    let stated: Vec<Activation> = all()
        .into_iter()
        .filter(Activation::has_surrogate)
        .collect();
    assert_eq!(stated.len(), 4);
}

/// PyTorch's backward at the places where phi' jumps.
#[test]
fn derivatives_at_kinks_follow_pytorch() {
    for (text, z, derivative) in [
        ("relu", 0.0, 0.0),
        ("leaky_relu(0.01)", 0.0, 0.01),
        ("prelu(0.25)", 0.0, 0.25),
        ("rrelu(0.25, 0.75)", 0.0, 0.5),
        ("elu(0.5)", 0.0, 0.5),
        ("celu(0.5)", 0.0, 1.0),
        // lambda alpha of 32 digits, rounded once; PyTorch's product of two f64
        // is 1.7580993408473766.
        ("selu", 0.0, 1.758_099_340_847_376_8),
        ("hardtanh", -1.0, 0.0),
        ("hardtanh", 1.0, 0.0),
        ("relu6", 0.0, 0.0),
        ("relu6", 6.0, 0.0),
        ("hardsigmoid", -3.0, 0.0),
        ("hardsigmoid", 3.0, 0.0),
        ("hardswish", -3.0, 0.0),
        ("hardswish", 3.0, 1.0),
        ("softshrink", 0.5, 0.0),
        ("softshrink", -0.5, 0.0),
        ("hardshrink", 0.5, 0.0),
        ("hardshrink", -0.5, 0.0),
        ("threshold(1, 2)", 1.0, 0.0),
    ] {
        let phi: Activation = text.parse().unwrap();
        assert_eq!(phi.derivative(z), derivative, "{text}");
        let mut single = [0.0];
        phi.evaluate_derivative(&[z as f32], &mut single);
        assert_eq!(single[0], derivative as f32, "{text} in f32");
    }
}

/// Parameters at the ends of f64, beyond f32, give no NaN.
#[test]
fn extreme_parameters_give_numbers() {
    let wide = ["1e300", "1e-300", "3e38", "1e-38"];
    let z = [-1e38_f32, -1.0, -1e-30, -0.0, 0.0, 1e-30, 1.0, 1e38];
    for name in "leaky_relu prelu elu celu swish softplus softshrink hardshrink".split(' ') {
        for parameter in wide {
            let phi: Activation = format!("{name}({parameter})").parse().unwrap();
            let (mut value, mut derivative) = ([0.0; 8], [0.0; 8]);
            phi.evaluate(&z, &mut value, &mut derivative);
            assert!(!value.iter().any(|x| x.is_nan()), "{phi} {value:?}");
            assert!(
                !derivative.iter().any(|x| x.is_nan()),
                "{phi} {derivative:?}"
            );
            for z in z.map(f64::from) {
                assert!(!phi.value(z).is_nan(), "{phi} at {z:e}");
                assert!(!phi.derivative(z).is_nan(), "{phi} at {z:e}");
            }
        }
    }
}
