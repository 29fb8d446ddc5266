//! What is read off a formula: kinks, homogeneity, gaps.

use super::super::Activation;
use super::{all, calling, sizes, spread};

/// Where phi, phi' or phi'', or the backward pass, jumps, by what is known of
/// each function.
const KINKS: &[(&str, &[f64])] = &[
    ("relu", &[0.0]),
    ("leaky_relu(0.01)", &[0.0]),
    ("leaky_relu(0.2)", &[0.0]),
    ("leaky_relu(-0.3)", &[0.0]),
    ("prelu(0.25)", &[0.0]),
    ("prelu(0)", &[0.0]),
    ("rrelu(0.125, 0.3333333333333333)", &[0.0]),
    ("rrelu(0.1, 0.5)", &[0.0]),
    ("relu6", &[0.0, 6.0]),
    ("relu_n(6)", &[0.0, 6.0]),
    ("keras_relu(0, 6, 0)", &[0.0, 6.0]),
    ("thresholded_relu", &[1.0]),
    ("threshold", &[0.0]),
    ("threshold(0.1, -2)", &[0.1]),
    ("shifted_relu", &[-1.0]),
    ("displaced_relu", &[-0.05]),
    ("flexible_relu(-0.398)", &[0.0]),
    // Its right slope is 1.
    ("s_shaped_relu(1, 1, 0, 0.2)", &[0.0]),
    ("abs", &[0.0]),
    ("squared_relu", &[0.0]),
    ("star_relu", &[0.0]),
    // A step of e^-20.
    ("softplus_threshold", &[20.0]),
    ("sparse_plus", &[-1.0, 1.0]),
    ("nlrelu", &[0.0]),
    ("elu", &[0.0]),
    ("elu(0.7)", &[0.0]),
    ("celu", &[0.0]),
    ("celu(0.3)", &[0.0]),
    ("celu(4)", &[0.0]),
    ("selu", &[0.0]),
    ("pelu", &[0.0]),
    ("mpelu(1, 1)", &[0.0]),
    // isrlu: phi'' is 0 on both sides of 0.
    // gelu(10) is below 10 by less than an f64 tells.
    ("gelu_10", &[10.0]),
    ("ftswish", &[0.0]),
    ("hardswish", &[-3.0, 3.0]),
    ("hard_mish", &[-2.0, 0.0]),
    ("elish", &[0.0]),
    ("hard_elish", &[-1.0, 0.0, 1.0]),
    ("penalized_tanh", &[0.0]),
    ("hardtanh", &[-1.0, 1.0]),
    ("hardtanh(-0.3, 2.6)", &[-0.3, 2.6]),
    ("plu", &[-1.0, 1.0]),
    ("sqnl", &[-2.0, 0.0, 2.0]),
    ("softsign", &[0.0]),
    ("sign", &[0.0]),
    ("hardsigmoid", &[-3.0, 3.0]),
    ("hardsigmoid_onnx(0.2, 0.5)", &[-2.5, 2.5]),
    ("sparse_sigmoid", &[-1.0, 1.0]),
    ("elliott", &[0.0]),
    ("step", &[0.0]),
    ("softshrink", &[-0.5, 0.5]),
    ("softshrink(0.3)", &[-0.3, 0.3]),
    ("hardshrink", &[-0.5, 0.5]),
    ("hardshrink(0.7)", &[-0.7, 0.7]),
    ("shrink", &[-0.5, 0.5]),
    ("rational", &[0.0]),
    ("smelu(1)", &[-1.0, 1.0]),
    ("delu", &[0.0]),
    ("polyrelu", &[0.0]),
    ("xielu", &[-1e-6, 0.0]),
    ("nelu(0.05)", &[0.0]),
    ("sugar", &[0.0]),
    ("sugar_nelu(0.05)", &[0.0]),
    ("ste_step", &[0.0]),
    ("ste_sign", &[-1.0, 0.0, 1.0]),
    // At 0, phi'' is 4 on both sides.
    ("softmodulus_q", &[-1.0, 1.0]),
    ("hyper_sinh", &[0.0]),
    // Like |z|^(3/2) around 0.
    ("m_arcsinh", &[0.0]),
    ("arelu", &[0.0]),
];

#[test]
fn kinks_are_where_they_are_known_to_be() {
    let mut found = 0;
    for phi in all() {
        let name = phi.to_string();
        let known = KINKS.iter().find(|known| known.0 == name);
        assert_eq!(phi.kinks(), known.map_or(&[][..], |known| known.1), "{phi}");
        found += usize::from(known.is_some());
    }
    assert_eq!(found, KINKS.len());
}

/// The seams of a form that is computed are no kinks: an entry called in a
/// formula has those of the entry.
#[test]
fn kinks_of_a_call_are_those_of_the_entry() {
    for phi in all() {
        // The slope of a surrogate is one and the same in a formula; smu_1, whose
        // form that is computed has a seam at 0, bends there within 1e-8.
        if phi.has_surrogate() || phi.entry().unwrap().signature.name == "smu_1" {
            continue;
        }
        let formula = calling(&phi, |phi| phi("x"));
        assert_eq!(formula.kinks(), phi.kinks(), "{phi}");
    }
}

#[test]
fn kinks_of_formulas_are_found() {
    for (text, kinks) in [
        ("x * tanh(softplus(x))", &[][..]),
        ("max(x, 0.3 * x) - 1", &[0.0]),
        ("max(min(x, 2), -e)", &[-std::f64::consts::E, 2.0]),
        ("abs(abs(x) - 1)", &[-1.0, 0.0, 1.0]),
        ("abs(x^3)", &[]),
        ("x * abs(x)", &[0.0]),
        ("sqrt(x^2)", &[0.0]),
        ("(x^2)^0.75", &[0.0]),
        ("where(x > 1e9, 2 * x - 1e9, x)", &[1e9]),
        ("where(x > 50, 2 * exp(x), exp(x))", &[50.0]),
        ("relu(x - 1e-9)", &[1e-9]),
        ("where(x > 1, x^2, 2 * x - 1)", &[1.0]),
        ("where(x > 1, x^3, 3 * x^2 - 3 * x + 1)", &[]),
        ("relu(x) backward sigmoid(x)", &[0.0]),
        ("x backward where(abs(x) < 1, 1, 0)", &[-1.0, 1.0]),
        ("silu(x) + leaky_relu(x - 2, 0.1)", &[2.0]),
    ] {
        let phi: Activation = text.parse().unwrap();
        assert_eq!(phi.kinks(), kinks, "{text}");
    }
}

/// Of what swings without end, as many as are neighbours.
#[test]
fn kinks_of_a_wave_are_all_up_to_some() {
    let phi: Activation = "abs(sin(x))".parse().unwrap();
    let kinks = phi.kinks();
    assert!(kinks.len() > 18, "{kinks:?}");
    for pair in kinks.windows(2) {
        let apart = (pair[1] - pair[0]) / std::f64::consts::PI;
        assert!((apart - 1.0).abs() < 1e-9, "{pair:?}");
    }
}

/// The largest jump of phi and phi', relative to their size, and of phi'', at z.
fn jump(phi: &Activation, z: f64) -> f64 {
    const STEP: f64 = 1e-6;
    let second = |h: f64| (phi.derivative(z + 2.0 * h) - phi.derivative(z + h)) / h;
    let value = phi.value(z + STEP) - phi.value(z - STEP);
    let derivative = phi.derivative(z + STEP) - phi.derivative(z - STEP);
    let second = second(STEP) - second(-STEP);
    let size = 1.0 + phi.derivative(z).abs() + phi.value(z).abs();
    value.abs().max(derivative.abs()).max(second.abs()) / size
}

#[test]
fn nothing_jumps_away_from_kinks() {
    for phi in all() {
        // phi'' of some changes within 1e-6.
        let smooth = match phi.entry().unwrap().signature.name {
            "softmodulus_t" => 10.0,
            "siren" => 0.1,
            "smu" | "smu_1" => f64::INFINITY,
            _ => 1e-4,
        };
        let kinks = phi.kinks();
        assert!(kinks.is_sorted_by(|a, b| a < b), "{phi}: {kinks:?}");
        // Multiples of 1/20 hold every place where an entry could have one.
        let grid = (-400..=400).map(|n| f64::from(n) / 20.0);
        for z in grid.chain(spread(-10.0, 10.0, 300)) {
            if kinks.iter().all(|k| (k - z).abs() > 1e-3) {
                let found = jump(&phi, z);
                assert!(found < smooth, "{phi} has a kink at {z}: {found:e}");
            }
        }
    }
}

#[test]
fn homogeneity_holds_where_claimed_and_only_there() {
    const TOLERANCE: f64 = 4.0 * f64::EPSILON;
    for phi in all() {
        let holds = spread(-6.0, 6.0, 50).chain(sizes(-30..=30)).all(|z| {
            [0.7, 5.0, 1e4].iter().all(|&c| {
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
    assert_eq!(
        claimed,
        [
            "identity",
            // Its offset is 0.
            "affine",
            "relu",
            "leaky_relu",
            "prelu",
            "rrelu",
            // threshold(0, 0) is relu.
            "threshold",
            // Its right slope is 1, its bend at 0.
            "s_shaped_relu",
            "abs",
            // By their values, those of relu.
            "sugar",
            "sugar_nelu",
            "arelu",
        ]
    );
}

/// f32 gives infinity where phi is beyond it, and no number nowhere.
#[test]
fn gaps_are_where_f32_ends() {
    for phi in all() {
        let gaps = phi.gaps();
        assert!(gaps.iter().all(|gap| gap.infinite), "{phi}: {gaps:?}");
        for gap in gaps {
            for z in [gap.from, gap.to] {
                let (value, derivative) = (phi.value(z.into()), phi.derivative(z.into()));
                let largest = value.abs().max(derivative.abs());
                assert!(largest > f64::from(f32::MAX), "{phi}: {gap:?}");
            }
        }
    }
    let phi: Activation = "log(x)".parse().unwrap();
    assert!(phi.gaps().iter().any(|gap| !gap.infinite && gap.to < 0.0));
}
