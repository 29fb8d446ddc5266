//! Two ways to write one function agree.

use super::super::machine::Program;
use super::super::{Activation, pair};
use super::{all, spread, ulp};

/// The form that is computed is the function that the literature writes.
#[test]
fn computed_forms_are_the_canonical_function() {
    /// Relative: what the canonical form loses of 100 bits by cancelling.
    const TOLERANCE: f64 = 3.0 * f64::EPSILON;
    for phi in all() {
        let definition = &phi.0.definition;
        let written = Program::new(&definition.canonical, None, &definition.parameters);
        for z in spread(-5.0, 5.0, 200).filter(|z| z.abs() > 0.1) {
            let (value, derivative) = pair(&written, z);
            for (got, expected) in [(phi.value(z), value), (phi.true_derivative(z), derivative)] {
                let close = (got - expected).abs() <= TOLERANCE * expected.abs();
                assert!(close, "{phi} at {z}: {got:e}, as written {expected:e}");
            }
        }
    }
}

/// Entries, and what a user might type for them.
const TYPED: [(&str, &str); 28] = [
    ("identity", "x"),
    ("relu", "max(x, 0)"),
    ("leaky_relu(0.2)", "where(x > 0, x, 0.2 * x)"),
    ("elu", "where(x > 0, x, expm1(x))"),
    (
        "selu",
        "1.0507009873554804934193349852946 * elu(x, 1.6732632423543772848170429916717)",
    ),
    ("celu(0.25)", "max(x, 0) + min(0, expm1(4 * x) / 4)"),
    ("silu", "x * sigmoid(x)"),
    ("silu", "x / (1 + exp(-x))"),
    ("swish(1.5)", "mine(beta=1.5): x * sigmoid(beta * x)"),
    ("quick_gelu", "x * sigmoid(1.702 * x)"),
    ("gelu", "x * erfc(-x / sqrt(2)) / 2"),
    (
        "gelu_tanh",
        "0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))",
    ),
    ("mish", "x * tanh(softplus(x))"),
    ("mish", "x * tanh(log1p(exp(x)))"),
    ("tanh", "(exp(2 * x) - 1) / (exp(2 * x) + 1)"),
    ("sigmoid", "1 / (1 + exp(-x))"),
    ("logsigmoid", "-log1p(exp(-x))"),
    ("softplus", "log1p(exp(x))"),
    ("softplus(2.5)", "log1p(exp(2.5 * x)) / 2.5"),
    ("softsign", "x / (1 + abs(x))"),
    ("hardtanh", "max(-1, min(1, x))"),
    ("hardsigmoid", "relu6(x + 3) / 6"),
    ("hardswish", "x * relu6(x + 3) / 6"),
    ("tanhshrink", "x - tanh(x)"),
    ("softshrink", "sign(x) * relu(abs(x) - 0.5)"),
    ("hardshrink", "where(abs(x) > 0.5, x, 0)"),
    ("squared_relu", "relu(x)^2"),
    ("arctan", "atan(x)"),
];

/// A formula that a user types and the entry that it is: the same to an ULP.
#[test]
fn formulas_typed_are_the_entries() {
    const ULPS: f64 = 1.0;
    for (name, typed) in TYPED {
        let [phi, formula]: [Activation; 2] = [name, typed].map(|text| text.parse().unwrap());
        assert!(formula.entry().is_none(), "{typed}");
        for z in spread(-12.0, 12.0, 500) {
            for (got, expected) in [
                (formula.value(z), phi.value(z)),
                (formula.derivative(z), phi.derivative(z)),
            ] {
                let close = (got - expected).abs() <= ULPS * ulp(expected);
                assert!(close, "{typed} at {z}: {got:e}, {name} {expected:e}");
            }
        }
    }
}

/// In f32 the two are within what both promise: the kernel of the entry and the
/// formula in f64, rounded once, where it does not cancel.
#[test]
fn formulas_typed_agree_in_f32() {
    const FORMULA_ULP: f64 = 1.0;
    /// What small derivatives may be off, and what a formula that cancels is.
    const SMALL: f64 = 2.0 * f32::EPSILON as f64;
    const CANCELLED: f64 = 64.0 * f64::EPSILON;
    let z: Vec<f32> = spread(-12.0, 12.0, 5000).map(|z| z as f32).collect();
    for (name, typed) in TYPED {
        let [phi, formula]: [Activation; 2] = [name, typed].map(|text| text.parse().unwrap());
        let promised = phi.entry().unwrap().accuracy.unwrap();
        let [ours, theirs] = [&phi, &formula].map(|phi| {
            let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
            phi.evaluate(&z, &mut value, &mut derivative);
            (value, derivative)
        });
        let close = |(a, b): (f32, f32), ulps: f64, least: f64| {
            let size = a.abs().max(b.abs());
            let unit = f64::from(size.next_up() - size);
            (f64::from(a) - f64::from(b)).abs() <= ((ulps + FORMULA_ULP) * unit).max(least)
        };
        for (place, z) in z.iter().enumerate() {
            let value = (ours.0[place], theirs.0[place]);
            assert!(
                close(value, promised.value_ulp, CANCELLED),
                "{typed} at {z}: {value:?}"
            );
            let slope = (ours.1[place], theirs.1[place]);
            assert!(
                close(slope, promised.derivative_ulp, SMALL),
                "{typed}' at {z}: {slope:?}"
            );
        }
    }
}

/// What is printed reads back as the same function.
#[test]
fn printing_reads_back_the_function() {
    for text in [
        "x * tanh(softplus(x))",
        "z/2*(1+z/sqrt(1+z^2))",
        "mine(beta=1.5): x * sigmoid(beta * x)",
        "mine( learnable beta = 1.50 , c=-2e-3 ): x*sigmoid(beta*x)+c",
        "mine: relu(x) backward sigmoid(4 * x)",
        "relu(x)backward(1+0*x)",
        "where(x >= 1e-3, x^2, -x)",
        "elu(x, alpha=0.5) - 0.1 * silu(x)",
    ] {
        let phi: Activation = text.parse().unwrap();
        let printed = phi.to_string();
        let again: Activation = printed.parse().unwrap();
        assert_eq!(again, phi, "{text}");
        assert_eq!(again.to_string(), printed);
        assert_eq!(again.named_parameters(), phi.named_parameters(), "{text}");
        assert_eq!(again.has_surrogate(), phi.has_surrogate(), "{text}");
        for z in spread(-4.0, 4.0, 20) {
            assert_eq!(again.value(z), phi.value(z), "{text}");
            assert_eq!(again.derivative(z), phi.derivative(z), "{text}");
        }
    }
}

/// The kernel of an entry serves a formula that spells it out, and no other.
#[test]
fn a_formula_that_spells_out_an_entry_runs_its_kernel() {
    let kernel = |text: &str| {
        let phi: Activation = text.parse().unwrap();
        let (z, mut value, mut derivative) = ([-1.7, 0.3, 5.0], [0.0; 3], [0.0; 3]);
        phi.evaluate(&z, &mut value, &mut derivative);
        (phi.has_written_kernel(), value, derivative)
    };
    for (entry, formula) in [
        ("silu", "x * sigmoid(x)"),
        ("mish", "x * tanh(softplus(x))"),
        ("gelu", "gelu(x)"),
        ("tanh", "mine: tanh(x)"),
    ] {
        assert_eq!(kernel(formula), kernel(entry), "{formula}");
        assert!(kernel(formula).0, "{formula}");
    }
    for other in ["x * sigmoid(1.01 * x)", "tanh(x) backward 1", "1 + gelu(x)"] {
        assert!(!kernel(other).0, "{other}");
    }
}
