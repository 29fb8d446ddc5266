//! What formulas mean.

use super::super::expression::{Expression, Function, Node};
use super::super::{expression, is_formula, text};
use super::plain::{Small, evaluate};
use super::{of, read};

#[test]
fn operators_bind_as_in_mathematics() {
    for (text, value) in [
        ("-2^2", -4.0),
        ("2^3^2", 512.0),
        ("2^-1", 0.5),
        ("2^-1^2", 0.5),
        ("2^-2 * 3", 0.75),
        ("-2 * 3 + 1", -5.0),
        ("10 - 3 - 2", 5.0),
        ("100 / 5 / 2", 10.0),
        ("100 / 5 * 2", 40.0),
        ("2 + 3 * 4 ^ 2", 50.0),
        ("(2 + 3) * 4", 20.0),
        ("1 - -1", 2.0),
        ("2 * -3", -6.0),
        ("--2", 2.0),
        ("-+-+2^2", 4.0),
        ("(-2)^2", 4.0),
        ("x - 3", 4.0),
        ("z - X_1", 2.0),
        ("2.5e1 + .5", 25.5),
        ("2*e - e - e", 0.0),
        ("cos(pi)", -1.0),
        ("min(x, 3) + max(x, 3)", 10.0),
        ("relu(-x) + relu(x)", 7.0),
        ("where(x >= 7, 1, 2)", 1.0),
        ("where(x != 7, 1, where(x < 8, 3, 4))", 3.0),
        ("ReLU(x) + EXPM1(0)", 7.0),
    ] {
        let expression = of(text, &["X_1"]);
        assert_eq!(evaluate(&expression, 7.0, &[5.0]), value, "{text}");
    }
}

#[test]
fn every_function_is_read() {
    for name in "abs sign exp expm1 log log1p sqrt tanh sigmoid softplus relu erf erfc sin cos \
                 atan sinh cosh asinh"
        .split_whitespace()
    {
        let expression = of(&format!("{name}(x)"), &[]);
        assert!(evaluate(&expression, 0.5, &[]).is_finite(), "{name}");
        assert!(text(&expression, "x", &[]).is_some(), "{name}");
    }
}

#[test]
fn entries_stand_for_their_formulas() {
    let same = |a: &str, b: &str| assert_eq!(of(a, &["p"]), of(b, &["p"]), "{a}");
    same("silu(x)", "x * sigmoid(x)");
    same("SiLU(p * x)", "p * x * sigmoid(p * x)");
    same("elu(x)", "where(x > 0, x, 1 * expm1(x))");
    same("elu(x, 2)", "where(x > 0, x, 2 * expm1(x))");
    same(
        "elu(-x, Alpha=p+x)",
        "where(-x > 0, -x, (p + x) * expm1(-x))",
    );
    same("leaky_relu(x)", "where(x > 0, x, -0.01 * x)");
    same("LeakyReLU(x, 0.2)", "where(x > 0, x, 0.2 * x)");
    same(
        "swish(x, limit=3, beta=p)",
        "(p * x) * sigmoid(p * x) / p + 0 * 3",
    );
    // A function of the language where its arguments fit, else the entry.
    same("relu(x)", "max(x, 0)");
    assert_eq!(
        of("softplus(x)", &[]).nodes,
        [Node::Input, Node::Call(Function::Softplus, 0)]
    );
    same("softplus(x, 2)", "log1p(exp(2 * x)) / 2");
}

#[test]
fn a_stated_slope_is_kept() {
    let expression = of("softsign(3 * x)", &[]);
    let Node::Stated {
        argument,
        value,
        slope,
    } = expression.nodes[expression.root]
    else {
        panic!("{expression:?}");
    };
    let part = |root| {
        let part = Expression {
            nodes: expression.nodes.clone(),
            root,
        };
        evaluate(&part, 2.0, &[])
    };
    assert_eq!(part(argument), 6.0);
    assert_eq!(part(value), 6.0 / 7.0);
    assert!((part(slope) - 1.0 / 49.0).abs() < 1e-15);

    let step = of("step(x, p)", &["p"]);
    assert!(matches!(step.nodes[step.root], Node::Stated { .. }));
    let error = expression_error("1 + step(x, alpha=x^2)");
    assert!(error.contains("alpha must not depend on x"), "{error}");
}

fn expression_error(text: &str) -> String {
    expression(text, &[], &Small).unwrap_err().to_string()
}

#[test]
fn definitions_are_read_whole() {
    let formula = read("mine(learnable beta=1.5, c_2 = -2e-3): c_2 + x*sigmoid(beta*x)");
    assert_eq!(formula.name.as_deref(), Some("mine"));
    let parameters: Vec<_> = formula
        .parameters
        .iter()
        .map(|p| (p.name.as_str(), p.value, p.learnable))
        .collect();
    assert_eq!(parameters, [("beta", 1.5, true), ("c_2", -2e-3, false)]);
    assert_eq!(formula.backward, None);
    assert_eq!(formula.value, of("c + z * sigmoid(b * z)", &["b", "c"]));

    let formula = read("mine: relu(x) backward sigmoid(4*x)");
    assert_eq!(formula.backward, Some(of("sigmoid(4 * x)", &[])));
    assert!(formula.parameters.is_empty());
    assert_eq!(read("mine(): x").value, of("x", &[]));
    // A backward pass may be constant, and may be the only use of a parameter.
    let through = read("sign(x) backward 1");
    assert_eq!((through.name, through.backward), (None, Some(of("1", &[]))));
    read("mine(b=+1): sign(x) backward b");
    // The names of parameters are those of nothing else in an entry's text.
    of("min(max(z, min), max)", &["min", "max"]);
}

#[test]
fn a_formula_prints_as_typed_and_reads_back() {
    for (typed, printed) in [
        ("x*tanh( softplus(x) )", "x * tanh(softplus(x))"),
        (
            " mine(learnable beta = 1.50):x*SiLU( -beta*x )\nbackward(x)",
            "mine(learnable beta=1.50): x * SiLU(-beta * x) backward (x)",
        ),
        ("elu(z,alpha=-2+3)^ -2", "elu(z, alpha=-2 + 3)^-2"),
    ] {
        let formula = read(typed);
        assert_eq!(formula.to_string(), printed);
        assert_eq!(read(printed), formula);
    }
}

#[test]
fn formulas_are_told_from_names() {
    for text in ["x", "2*z", "relu(x)", "mine: 1", "a-x", ":", "(x)"] {
        assert!(is_formula(text), "{text}");
    }
    for text in [
        "relu",
        "leaky_relu(0.2)",
        "x_1",
        "max",
        "elu(alpha=1)",
        "",
        "s-elu",
        "relu6x",
    ] {
        assert!(!is_formula(text), "{text}");
    }
}
