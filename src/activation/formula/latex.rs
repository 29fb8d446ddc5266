//! An expression as LaTeX.

use super::expression::{Comparison, Expression, Function, Id, Node};
use super::parse::Level;
use super::print::{Piece, enclosed, print, written};
use super::symbol::symbol;

/// Longer than fits on any page.
const LONGEST: usize = 40_000;

/// The expression as LaTeX for math mode. `input` is the symbol of the input,
/// `parameters` are the names of the parameters by place. Of a stated slope
/// only the value is written. None where it fits on no page.
pub(crate) fn latex(
    expression: &Expression,
    input: &'static str,
    parameters: &[&str],
) -> Option<String> {
    let writer = Writer {
        expression,
        input,
        parameters,
    };
    print(expression.root, LONGEST, |id, level| {
        let node = writer.node(id);
        let parentheses = ("\\left(", "\\right)");
        enclosed(own_level(node) < level, parentheses, writer.pieces(node))
    })
}

struct Writer<'a> {
    expression: &'a Expression,
    input: &'static str,
    parameters: &'a [&'a str],
}

fn own_level(node: Node) -> Level {
    match node {
        Node::Where { .. } => Level::Alone,
        Node::Add(..) | Node::Subtract(..) | Node::Call(Function::Expm1, _) => Level::Sum,
        Node::Multiply(..) => Level::Product,
        Node::Number(value) if value.scientific().is_some() => Level::Product,
        Node::Negate(_) => Level::Sign,
        Node::Call(Function::Abs | Function::Sqrt, _) => Level::Atom,
        // Factors as they are, but in parentheses below an exponent.
        Node::Power(..) | Node::Divide(..) | Node::Call(..) => Level::Power,
        Node::Minimum(..) | Node::Maximum(..) => Level::Power,
        _ => Level::Atom,
    }
}

impl Writer<'_> {
    fn node(&self, id: Id) -> Node {
        written(self.expression, id)
    }

    fn pieces(&self, node: Node) -> Vec<Piece> {
        let alone = |id| Piece::Node(id, Level::Alone);
        match node {
            Node::Input => vec![self.input.into()],
            Node::Number(value) => vec![match value.scientific() {
                None => value.to_string().into(),
                Some((mantissa, exponent)) if mantissa == "1" => {
                    format!("10^{{{exponent}}}").into()
                }
                Some((mantissa, exponent)) => {
                    format!("{mantissa} \\times 10^{{{exponent}}}").into()
                }
            }],
            Node::Pi => vec!["\\pi".into()],
            Node::E => vec!["e".into()],
            Node::Parameter(place) => {
                let name = self.parameters.get(place).copied().unwrap_or("?");
                vec![symbol(name).into()]
            }
            Node::Negate(a) => vec!["-".into(), self.right(a, Level::Product)],
            Node::Add(a, b) => self.sum(Piece::Node(a, Level::Sum), b),
            Node::Subtract(a, b) => vec![
                Piece::Node(a, Level::Sum),
                " - ".into(),
                self.right(b, Level::Product),
            ],
            Node::Multiply(a, b) => vec![
                Piece::Node(a, Level::Product),
                if self.has_digit_first(b) {
                    " \\cdot "
                } else {
                    " \\, "
                }
                .into(),
                self.right(b, Level::Product),
            ],
            Node::Divide(a, b) => vec![
                "\\frac{".into(),
                alone(a),
                "}{".into(),
                alone(b),
                "}".into(),
            ],
            Node::Power(a, b) => self.power(a, b),
            Node::Minimum(a, b) => arguments("\\min", vec![alone(a), ", ".into(), alone(b)]),
            Node::Maximum(a, b) => arguments("\\max", vec![alone(a), ", ".into(), alone(b)]),
            Node::Call(function, a) => self.call(function, a),
            Node::Where { .. } => self.cases(node),
            Node::Stated { value, .. } => vec![alone(value)],
        }
    }

    /// `left + b`, with the sign of b drawn out.
    fn sum(&self, left: Piece, b: Id) -> Vec<Piece> {
        match self.node(b) {
            Node::Negate(b) => vec![left, " - ".into(), self.right(b, Level::Product)],
            _ => vec![left, " + ".into(), self.right(b, Level::Sum)],
        }
    }

    /// An operand behind an operator, where no sign may come first.
    fn right(&self, id: Id, level: Level) -> Piece {
        let level = if self.has_sign_first(id) {
            Level::Atom
        } else {
            level
        };
        Piece::Node(id, level)
    }

    fn has_sign_first(&self, mut id: Id) -> bool {
        loop {
            id = match self.node(id) {
                Node::Negate(_) => return true,
                Node::Add(a, _) | Node::Subtract(a, _) => a,
                // Otherwise it begins with a parenthesis.
                Node::Multiply(a, _) if own_level(self.node(a)) >= Level::Product => a,
                _ => return false,
            }
        }
    }

    fn has_digit_first(&self, mut id: Id) -> bool {
        loop {
            id = match self.node(id) {
                Node::Number(_) => return true,
                Node::Multiply(a, _) | Node::Power(a, _) => a,
                _ => return false,
            }
        }
    }

    fn power(&self, base: Id, exponent: Id) -> Vec<Piece> {
        let raised = vec!["^{".into(), Piece::Node(exponent, Level::Alone), "}".into()];
        // tanh^2(z), as one writes it.
        if let (Node::Call(function, a), Node::Number(count)) =
            (self.node(base), self.node(exponent))
            && let Some(operator) = operator(function)
            && count.exponent >= 0
        {
            let mut pieces = vec![operator.into()];
            pieces.extend(raised);
            pieces.extend(arguments("", vec![Piece::Node(a, Level::Alone)]));
            return pieces;
        }
        let mut pieces = vec![Piece::Node(base, Level::Atom)];
        pieces.extend(raised);
        pieces
    }

    fn call(&self, function: Function, a: Id) -> Vec<Piece> {
        let alone = Piece::Node(a, Level::Alone);
        match (function, operator(function)) {
            (_, Some(operator)) => arguments(operator, vec![alone]),
            (Function::Abs, _) => vec!["\\left|".into(), alone, "\\right|".into()],
            (Function::Sqrt, _) => vec!["\\sqrt{".into(), alone, "}".into()],
            (Function::Expm1, _) => vec!["e^{".into(), alone, "} - 1".into()],
            (Function::Log1p, _) => arguments("\\ln", self.sum("1".into(), a)),
            _ => vec!["e^{".into(), alone, "}".into()],
        }
    }

    /// A `where`, together with those in the place of its `otherwise`.
    fn cases(&self, mut node: Node) -> Vec<Piece> {
        let alone = |id| Piece::Node(id, Level::Alone);
        let mut pieces = vec!["\\begin{cases} ".into()];
        while let Node::Where {
            comparison,
            left,
            right,
            then,
            otherwise,
        } = node
        {
            pieces.extend([
                alone(then),
                " & \\text{if } ".into(),
                alone(left),
                comparison.symbol().into(),
                alone(right),
                " \\\\ ".into(),
            ]);
            node = self.node(otherwise);
            if !matches!(node, Node::Where { .. }) {
                pieces.push(alone(otherwise));
            }
        }
        pieces.push(" & \\text{otherwise} \\end{cases}".into());
        pieces
    }
}

fn arguments(operator: &'static str, inside: Vec<Piece>) -> Vec<Piece> {
    let mut pieces = vec![operator.into()];
    pieces.extend(enclosed(true, ("\\left(", "\\right)"), inside));
    pieces
}

/// The functions that are a name with parentheses.
fn operator(function: Function) -> Option<&'static str> {
    Some(match function {
        Function::Sign => "\\operatorname{sgn}",
        Function::Log => "\\ln",
        Function::Tanh => "\\tanh",
        Function::Sigmoid => "\\sigma",
        Function::Softplus => "\\operatorname{softplus}",
        Function::Erf => "\\operatorname{erf}",
        Function::Erfc => "\\operatorname{erfc}",
        Function::Sin => "\\sin",
        Function::Cos => "\\cos",
        Function::Atan => "\\arctan",
        Function::Sinh => "\\sinh",
        Function::Cosh => "\\cosh",
        Function::Asinh => "\\operatorname{arsinh}",
        Function::Abs | Function::Exp | Function::Expm1 | Function::Log1p | Function::Sqrt => {
            return None;
        }
    })
}

impl Comparison {
    fn symbol(self) -> &'static str {
        match self {
            Comparison::Less => " < ",
            Comparison::LessOrEqual => " \\le ",
            Comparison::Greater => " > ",
            Comparison::GreaterOrEqual => " \\ge ",
            Comparison::Equal => " = ",
            Comparison::NotEqual => " \\ne ",
        }
    }
}
