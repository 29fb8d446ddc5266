//! The versions that reproduce a framework's rounding.

use super::super::Activation;

/// phi and phi' in f32.
fn at(name: &str, z: f32) -> (f32, f32) {
    let phi: Activation = name.parse().unwrap();
    let (mut value, mut derivative) = ([0.0], [0.0]);
    phi.evaluate(&[z], &mut value, &mut derivative);
    (value[0], derivative[0])
}

/// Where PyTorch's gradients of saturating activations are exactly zero (as
/// measured of torch 2.15 on the CPU) and the true ones are normal numbers.
#[test]
fn frameworks_lose_what_the_truth_keeps() {
    for (name, z) in [
        ("tanh", 9.2),
        ("tanh", -9.2),
        ("sigmoid", 17.5),
        ("sigmoid", -89.0),
    ] {
        assert_eq!(at(&format!("{name}@torch"), z).1, 0.0, "{name} at {z}");
        assert!(at(name, z).1 > 0.0, "{name} at {z}");
    }
    assert_eq!(at("gelu@torch", -6.0).0, 0.0);
    assert!(at("gelu", -6.0).0 < -1e-9);
    assert_eq!(at("silu@torch", -89.0).0, 0.0);
    assert!(at("silu", -89.0).0 < 0.0);
}

/// Where nothing saturates they are what the entry is, to f32's rounding.
#[test]
fn frameworks_agree_where_nothing_saturates() {
    for name in ["tanh", "sigmoid", "silu", "gelu"] {
        for z in [-3.0, -1.1, -0.2, 0.0, 0.4, 1.7, 4.0] {
            let (truth, framework) = (at(name, z), at(&format!("{name}@torch"), z));
            let close = |a: f32, b: f32| (a - b).abs() < 8.0 * f32::EPSILON;
            assert!(
                close(truth.0, framework.0) && close(truth.1, framework.1),
                "{name} at {z}"
            );
        }
    }
}

#[test]
fn framework_names_resolve() {
    for (typed, printed) in [
        ("tanh@jax", "tanh@torch"),
        ("leaky_relu@keras", "leaky_relu(0.2)"),
        ("LeakyReLU@torch", "leaky_relu(0.01)"),
        ("gelu@jax", "gelu_tanh"),
        ("gelu@torch", "gelu@torch"),
        ("hardsigmoid@onnx", "hardsigmoid_onnx(0.2, 0.5)"),
        ("softplus@torch", "softplus_threshold"),
    ] {
        assert_eq!(
            typed.parse::<Activation>().unwrap().to_string(),
            printed,
            "{typed}"
        );
    }
    for (typed, part) in [
        ("relu@theano", "there are torch, keras"),
        ("serf@torch", "no framework"),
        ("gleu@torch", "did you mean gelu"),
        ("leaky_relu(0.3)@keras", "leave out"),
    ] {
        let message = typed.parse::<Activation>().unwrap_err().to_string();
        assert!(message.contains(part), "{typed}: {message}");
    }
}
