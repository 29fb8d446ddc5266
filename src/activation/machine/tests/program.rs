//! What is left of a formula when it is ready to run.

use super::super::program::{Operation, Program};
use super::of;

fn program(text: &str) -> Program {
    Program::new(&of(text), None, &[])
}

/// Steps that run for every input.
fn varying(text: &str) -> usize {
    program(text)
        .steps
        .iter()
        .filter(|step| step.varies)
        .count()
}

fn at(text: &str, z: f64) -> (f64, f64) {
    let (mut value, mut derivative) = ([0.0], [0.0]);
    program(text).exact(&[z], &mut value, &mut derivative);
    (value[0], derivative[0])
}

#[test]
fn constants_are_folded() {
    // The input and the product.
    assert_eq!(varying("x * (2 * 3 + sqrt(4) - exp(0)) / 1 * 1"), 4);
    assert_eq!(varying("x * ((2 * 3 + sqrt(4) - exp(0)) / 7)"), 2);
    assert_eq!(at("x * ((2 * 3 + sqrt(4) - exp(0)) / 7)", 1.5), (1.5, 1.0));
    // In 100 bits: 0.1 + 0.2 is 0.3.
    assert_eq!(at("x + 1e12 * (0.1 + 0.2 - 0.3)", 1.0).0, 1.0);
    let big = "x * (exp(2000) * exp(-2000))";
    assert!((at(big, 3.0).0 - 3.0).abs() < 1e-15);
    let folded = at("x * sin(1e22)", 1.0).0;
    assert!((folded - libm::sin(1e22)).abs() < 1e-15);
}

#[test]
fn whole_powers_are_products() {
    // The input and x^2, x^4, x^8.
    assert_eq!(varying("x^8"), 4);
    assert_eq!(at("x^8", -1.5), (1.5_f64.powi(8), -8.0 * 1.5_f64.powi(7)));
    assert_eq!(at("x^-2", 0.5), (4.0, -16.0));
    assert_eq!(at("x^0 * x", 3.0), (3.0, 1.0));
    assert_eq!(at("x^65", -1.0), (-1.0, 65.0));
    assert_eq!(at("x^-66", -1.0), (1.0, 66.0));
    assert_eq!(at("x^65", 2.0), (2f64.powi(65), 65.0 * 2f64.powi(64)));
    assert_eq!(at("(-1)^65 * x", 3.0), (-3.0, -1.0));
    assert_eq!(at("x^1001", 0.0), (0.0, 0.0));
    // Beyond what is multiplied out.
    assert_eq!(at("x^1e9", -1.0), (1.0, -1e9));
    assert_eq!(at("x^1000000001", -1.0), (-1.0, 1_000_000_001.0));
    // Too small for f64, and not zero.
    assert_eq!(at("x^1e300", 0.5), (0.0, 5e-324));
    assert_eq!(at("x^0.5", 4.0), (2.0, 0.25));
    let (value, slope) = at("x^1.5", 4.0);
    assert_eq!((value, slope), (8.0, 3.0));
    assert!(at("x^1.5", -4.0).0.is_nan());
}

#[test]
fn a_branch_that_is_never_taken_is_dropped() {
    assert_eq!(varying("where(1 < 2, x, log(x))"), 1);
    assert_eq!(varying("where(1 > 2, exp(x), sin(x))"), 2);
    assert!(program("where(1 < 2, x, x * log(-1))").has_finite_constants());
    assert!(!program("x * log(-1)").has_finite_constants());
    assert!(!program("x / 0").steps.is_empty());
}

#[test]
fn equal_steps_are_one() {
    assert_eq!(varying("sin(x) + sin(x)"), 3);
    assert_eq!(varying("exp(x + 1) / (1 + exp(x + 1))"), 5);
}

#[test]
fn slopes_are_computed_where_they_are_needed() {
    let stated = Program::new(&of("exp(x)"), Some(&of("sin(x)")), &[]);
    let sloped = |wanted: fn(Operation) -> bool| {
        let steps = stated.steps.iter();
        steps.filter(|s| wanted(s.operation)).any(|s| s.sloped)
    };
    assert!(sloped(|o| matches!(o, Operation::Stated { .. })));
    assert!(!sloped(|o| matches!(o, Operation::Call(..))));
    let (mut value, mut derivative) = ([0.0], [0.0]);
    stated.exact(&[0.5], &mut value, &mut derivative);
    assert_eq!((value[0], derivative[0]), (0.5_f64.exp(), 0.5_f64.sin()));
}

/// Chunks, and what is left of one, are the same as one by one, in any order.
#[test]
fn many_inputs_are_as_each_alone() {
    for text in ["x * tanh(softplus(x))", "sin(1e7 * x) + where(x > 0, 1, x)"] {
        let program = program(text);
        for count in [0, 1, 127, 128, 129, 300] {
            let z: Vec<f64> = (0..count).map(|n| 0.17 * f64::from(n) - 9.0).collect();
            let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
            program.exact(&z, &mut value, &mut derivative);
            for (place, z) in z.into_iter().enumerate() {
                assert_eq!(
                    (value[place], derivative[place]),
                    at(text, z),
                    "{text} at {z}"
                );
            }
        }
    }
}

/// Exponentials that leave f64's range on the way to what does not: the closed forms.
#[test]
fn exponentials_inside_of_logarithms_and_ratios() {
    type Closed = fn(f64) -> f64;
    let formulas: [(&str, Closed); 10] = [
        ("log(1 + exp(x))", |z| {
            z.max(0.0) + libm::log1p(libm::exp(-z.abs()))
        }),
        ("log(1 + exp(2 * x)) / 2", |z| z.max(0.0)),
        ("log(exp(-x) + 1) + x", |z| z.max(0.0)),
        ("log(3 + exp(x))", |z| z.max(libm::log(3.0))),
        ("log(2 * exp(-x) + exp(x) / 2)", |z| {
            z.abs() - z.signum() * std::f64::consts::LN_2
        }),
        ("log(cosh(x))", |z| z.abs() - std::f64::consts::LN_2),
        ("log(exp(x) + exp(-x))", |z| z.abs()),
        ("exp(2 * x) / (1 + exp(x)) / exp(x)", |z| {
            f64::from(u8::from(z > 0.0))
        }),
        ("x^20 / (1 + x^20)", |_| 1.0),
        ("log(1 + x^20)", |z| 20.0 * libm::log(z.abs())),
    ];
    for (formula, closed) in formulas {
        let phi: crate::activation::Activation = formula.parse().unwrap();
        for z in [
            -1e38_f64, -1e20, -1000.0, -400.0, 400.0, 1000.0, 1e14, 1e16, 1e20, 1e38,
        ] {
            // Digits of e^z that are gone do not come back in a ratio.
            if formula.contains("/ exp") && z.abs() > 1e14 {
                continue;
            }
            let expected = closed(z);
            let close = |found: f64| {
                // What f64 leaves of terms of the size of z, and e^-400.
                (found - expected).abs() <= 1e-7 * expected.abs() + 1e-150
            };
            let of_f64 = phi.value(z);
            let (mut value, mut derivative) = ([0.0f32], [0.0f32]);
            phi.evaluate(&[z as f32], &mut value, &mut derivative);
            let (mut theirs, mut slope) = ([0.0], [0.0]);
            phi.evaluate_f64(&[z], &mut theirs, &mut slope);
            for found in [of_f64, f64::from(value[0]), theirs[0]] {
                assert!(close(found), "{formula} at {z}: {found} for {expected}");
            }
            assert!(
                !derivative[0].is_nan() && !slope[0].is_nan(),
                "{formula} at {z}"
            );
        }
    }
}
