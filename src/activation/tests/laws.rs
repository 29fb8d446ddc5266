//! Laws that hold for every entry, whatever its formula.

use super::super::Activation;
use super::{all, spread};

/// The references' derivatives are those of their values: an eighth-order
/// central difference agrees, away from kinks.
#[test]
fn derivative_is_the_slope_of_the_value() {
    const STEP: f64 = 1.0 / 64.0;
    /// Truncation and the rounding of phi over the step.
    const TOLERANCE: f64 = (1 << 14) as f64 * f64::EPSILON;
    const WEIGHTS: [f64; 4] = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    for phi in all() {
        let kinks = phi.kinks();
        for z in spread(-9.0, 9.0, 500) {
            if kinks.iter().any(|k| (k - z).abs() < 5.0 * STEP) {
                continue;
            }
            let slope: f64 = (1..)
                .zip(WEIGHTS)
                .map(|(n, weight)| {
                    let h = f64::from(n) * STEP;
                    weight * (phi.value(z + h) - phi.value(z - h)) / STEP
                })
                .sum();
            let derivative = phi.derivative(z);
            assert!(
                (slope - derivative).abs() <= TOLERANCE,
                "{phi}'({z}) = {derivative}, by differences {slope}"
            );
        }
    }
}

/// The largest jump of phi, phi' and phi'' at z.
fn jump(phi: &Activation, z: f64) -> f64 {
    const STEP: f64 = 1e-6;
    let second = |z: f64, h: f64| (phi.derivative(z + 2.0 * h) - phi.derivative(z + h)) / h;
    let value = phi.value(z + STEP) - phi.value(z - STEP);
    let derivative = phi.derivative(z + STEP) - phi.derivative(z - STEP);
    let second = second(z, STEP) - second(z, -STEP);
    value.abs().max(derivative.abs()).max(second.abs())
}

#[test]
fn kinks_are_where_stated_and_nowhere_else() {
    /// A smooth function changes by less over two steps of 1e-6.
    const SMOOTH: f64 = 1e-4;
    for phi in all() {
        let kinks = phi.kinks();
        assert!(kinks.is_sorted_by(|a, b| a < b), "{phi}: {kinks:?}");
        for &kink in &kinks {
            assert!(jump(&phi, kink) > SMOOTH, "{phi} is smooth at {kink}");
        }
        // Multiples of 1/20 hold every place where an entry could have one.
        let grid = (-200..=200).map(|n| f64::from(n) / 20.0);
        for z in grid.chain(spread(-10.0, 10.0, 300)) {
            if kinks.iter().all(|k| (k - z).abs() > 1e-3) {
                assert!(jump(&phi, z) < SMOOTH, "{phi} has a kink at {z}");
            }
        }
    }
}

#[test]
fn homogeneity_holds_where_claimed_and_only_there() {
    const TOLERANCE: f64 = 4.0 * f64::EPSILON;
    for phi in all() {
        let holds = spread(-6.0, 6.0, 50).all(|z| {
            [0.3, 1.7, 5.0].iter().all(|&c| {
                let (scaled, plain) = (phi.value(c * z), c * phi.value(z));
                (scaled - plain).abs() <= TOLERANCE * plain.abs()
            })
        });
        assert_eq!(holds, phi.is_positively_homogeneous(), "{phi}");
    }
    let claimed: Vec<&str> = super::catalog()
        .iter()
        .map(|entry| entry.signature.name)
        .filter(|name| {
            name.parse::<Activation>()
                .unwrap()
                .is_positively_homogeneous()
        })
        .collect();
    // threshold(0, 0) is relu.
    assert_eq!(
        claimed,
        [
            "identity",
            "relu",
            "leaky_relu",
            "prelu",
            "rrelu",
            "threshold"
        ]
    );
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
        ("selu", 0.0, 1.758_099_340_847_376_6),
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
