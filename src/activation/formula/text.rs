//! An expression as a text of the language.

use super::expression::{Comparison, Expression, Id, Node};
use super::parse::Level;
use super::print::{Piece, enclosed, print, written};

/// As much as the language reads.
const LONGEST: usize = 10_000;

/// The expression in the language, with the parentheses that it needs; it
/// reads back as the same expression, but for stated slopes, of which only the
/// value is written. `input` is the name of the input, `z` or `x`, and
/// `parameters` those of the parameters by place. None where it is longer than
/// any text that is read.
pub(crate) fn text(
    expression: &Expression,
    input: &'static str,
    parameters: &[&str],
) -> Option<String> {
    print(expression.root, LONGEST, |id, level| {
        let node = written(expression, id);
        let pieces = pieces(node, input, parameters);
        enclosed(own_level(node) < level, ("(", ")"), pieces)
    })
}

fn own_level(node: Node) -> Level {
    match node {
        Node::Add(..) | Node::Subtract(..) => Level::Sum,
        Node::Multiply(..) | Node::Divide(..) => Level::Product,
        Node::Negate(_) => Level::Sign,
        Node::Power(..) => Level::Power,
        _ => Level::Atom,
    }
}

fn pieces(node: Node, input: &'static str, parameters: &[&str]) -> Vec<Piece> {
    let two = |left, a, sign: &'static str, b, right| {
        vec![Piece::Node(a, left), sign.into(), Piece::Node(b, right)]
    };
    let call = |name: &'static str, arguments: &[Id]| {
        let mut pieces = vec![name.into()];
        for (position, argument) in arguments.iter().enumerate() {
            pieces.push(if position == 0 { "(" } else { ", " }.into());
            pieces.push(Piece::Node(*argument, Level::Alone));
        }
        pieces.push(")".into());
        pieces
    };
    match node {
        Node::Input => vec![input.into()],
        Node::Number(value) => vec![value.to_string().into()],
        Node::Pi => vec!["pi".into()],
        Node::E => vec!["e".into()],
        Node::Parameter(place) => {
            let name = parameters.get(place).copied().unwrap_or("?");
            vec![name.to_string().into()]
        }
        Node::Negate(a) => vec!["-".into(), Piece::Node(a, Level::Sign)],
        Node::Add(a, b) => two(Level::Sum, a, " + ", b, Level::Product),
        Node::Subtract(a, b) => two(Level::Sum, a, " - ", b, Level::Product),
        Node::Multiply(a, b) => two(Level::Product, a, " * ", b, Level::Sign),
        Node::Divide(a, b) => two(Level::Product, a, " / ", b, Level::Sign),
        Node::Power(a, b) => two(Level::Atom, a, "^", b, Level::Sign),
        Node::Minimum(a, b) => call("min", &[a, b]),
        Node::Maximum(a, b) => call("max", &[a, b]),
        Node::Call(function, a) => call(function.name(), &[a]),
        Node::Where {
            comparison,
            left,
            right,
            then,
            otherwise,
        } => vec![
            "where(".into(),
            Piece::Node(left, Level::Alone),
            format!(" {} ", comparison.sign()).into(),
            Piece::Node(right, Level::Alone),
            ", ".into(),
            Piece::Node(then, Level::Alone),
            ", ".into(),
            Piece::Node(otherwise, Level::Alone),
            ")".into(),
        ],
        Node::Stated { value, .. } => vec![Piece::Node(value, Level::Alone)],
    }
}

impl Comparison {
    /// As it is written in the language.
    fn sign(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
        }
    }
}
