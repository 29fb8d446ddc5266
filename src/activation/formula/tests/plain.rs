//! For tests: formulas in plain f64, and a small catalogue.

use super::super::catalogue::{Catalogue, Known};
use super::super::expression::{Comparison, Expression, Function, Node};
use crate::naming::{Domain, Parameter, key};

/// The value of the expression in f64.
pub(super) fn evaluate(expression: &Expression, x: f64, parameters: &[f64]) -> f64 {
    let mut values: Vec<f64> = Vec::new();
    for node in &expression.nodes {
        values.push(match *node {
            Node::Input => x,
            Node::Number(value) => value.to_f64(),
            Node::Pi => std::f64::consts::PI,
            Node::E => std::f64::consts::E,
            Node::Parameter(place) => parameters[place],
            Node::Negate(a) => -values[a],
            Node::Add(a, b) => values[a] + values[b],
            Node::Subtract(a, b) => values[a] - values[b],
            Node::Multiply(a, b) => values[a] * values[b],
            Node::Divide(a, b) => values[a] / values[b],
            Node::Power(a, b) => values[a].powf(values[b]),
            Node::Minimum(a, b) => values[a].min(values[b]),
            Node::Maximum(a, b) => values[a].max(values[b]),
            Node::Call(function, a) => call(function, values[a]),
            Node::Where {
                comparison,
                left,
                right,
                then,
                otherwise,
            } => {
                let holds = match comparison {
                    Comparison::Less => values[left] < values[right],
                    Comparison::LessOrEqual => values[left] <= values[right],
                    Comparison::Greater => values[left] > values[right],
                    Comparison::GreaterOrEqual => values[left] >= values[right],
                    Comparison::Equal => values[left] == values[right],
                    Comparison::NotEqual => values[left] != values[right],
                };
                values[if holds { then } else { otherwise }]
            }
            Node::Stated { value, .. } => values[value],
        });
    }
    values[expression.root]
}

fn call(function: Function, u: f64) -> f64 {
    match function {
        Function::Abs => u.abs(),
        Function::Sign if u == 0.0 => 0.0,
        Function::Sign => u.signum(),
        Function::Exp => u.exp(),
        Function::Expm1 => u.exp_m1(),
        Function::Log => u.ln(),
        Function::Log1p => u.ln_1p(),
        Function::Sqrt => u.sqrt(),
        Function::Tanh => u.tanh(),
        Function::Sigmoid => 1.0 / (1.0 + (-u).exp()),
        Function::Softplus => u.exp().ln_1p(),
        Function::Erf => libm::erf(u),
        Function::Erfc => libm::erfc(u),
        Function::Sin => u.sin(),
        Function::Cos => u.cos(),
        Function::Atan => u.atan(),
        Function::Sinh => u.sinh(),
        Function::Cosh => u.cosh(),
        Function::Asinh => u.asinh(),
    }
}

/// A few entries; `broken` and `circular` could not be in a real catalogue.
pub(super) struct Small;

const ALPHA: &[Parameter] = &[Parameter::new("alpha", 1.0, Domain::Positive)];
const SLOPE: &[Parameter] = &[Parameter::contested("slope", -0.01, Domain::Real)];
const TWO: &[Parameter] = &[
    Parameter::new("beta", 1.0, Domain::Positive),
    Parameter::new("limit", 20.0, Domain::Real),
];

const ENTRIES: &[Known] = &[
    known("relu", &[], "max(z, 0)", None),
    known("elu", ALPHA, "where(z > 0, z, alpha * expm1(z))", None),
    known("leaky_relu", SLOPE, "where(z > 0, z, slope * z)", None),
    known("silu", &[], "z * sigmoid(z)", None),
    known("swish", TWO, "silu(beta * z) / beta + 0 * limit", None),
    known("softplus", TWO, "log1p(exp(beta * z)) / beta", None),
    known("softsign", &[], "z / (1 + abs(z))", Some("(1 + abs(z))^-2")),
    known(
        "step",
        ALPHA,
        "where(z > 0, 1, 0)",
        Some("sigmoid(alpha * z)"),
    ),
    known("broken", &[], "1 +", None),
    known("circular", &[], "circular(z) + circular(-z)", None),
];

const fn known(
    name: &'static str,
    parameters: &'static [Parameter],
    value: &'static str,
    slope: Option<&'static str>,
) -> Known<'static> {
    Known {
        name,
        parameters,
        value,
        slope,
    }
}

impl Catalogue for Small {
    fn find(&self, name: &str) -> Option<Known<'_>> {
        ENTRIES.iter().copied().find(|k| key(k.name) == key(name))
    }

    fn names(&self) -> Vec<&str> {
        ENTRIES.iter().map(|k| k.name).collect()
    }
}
