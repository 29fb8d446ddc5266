//! Expressions as text and as LaTeX.

use super::super::arena::Arena;
use super::super::expression::{Comparison, Decimal, Expression, Function, Id, Node};
use super::super::{expression, latex, text};
use super::plain::Small;
use super::{Draw, of};

impl Draw {
    fn expression(&mut self, arena: &mut Arena, depth: u32) -> Id {
        const FUNCTIONS: [Function; 5] = [
            Function::Abs,
            Function::Tanh,
            Function::Log1p,
            Function::Erfc,
            Function::Expm1,
        ];
        const COMPARISONS: [Comparison; 6] = [
            Comparison::Less,
            Comparison::LessOrEqual,
            Comparison::Greater,
            Comparison::GreaterOrEqual,
            Comparison::Equal,
            Comparison::NotEqual,
        ];
        let kind = if depth == 0 {
            self.below(5)
        } else {
            self.below(18)
        };
        let mut inner = |draw: &mut Draw| draw.expression(arena, depth.saturating_sub(1));
        let node = match kind {
            0 | 1 => Node::Input,
            2 => {
                let number = format!("{}e{}", self.below(2_000), self.below(60) as i64 - 30);
                Node::Number(Decimal::read(&number).unwrap())
            }
            3 => Node::Parameter(self.below(2) as usize),
            4 if self.below(2) == 0 => Node::Pi,
            4 => Node::E,
            5 | 6 => Node::Negate(inner(self)),
            7 => Node::Add(inner(self), inner(self)),
            8 | 9 => Node::Subtract(inner(self), inner(self)),
            10 => Node::Multiply(inner(self), inner(self)),
            11 => Node::Divide(inner(self), inner(self)),
            12 | 13 => Node::Power(inner(self), inner(self)),
            14 => Node::Minimum(inner(self), inner(self)),
            15 => Node::Maximum(inner(self), inner(self)),
            16 => Node::Call(FUNCTIONS[self.below(5) as usize], inner(self)),
            _ => Node::Where {
                comparison: COMPARISONS[self.below(6) as usize],
                left: inner(self),
                right: inner(self),
                then: inner(self),
                otherwise: inner(self),
            },
        };
        arena.add(node).unwrap()
    }
}

#[test]
fn what_is_printed_reads_back() {
    let names = ["beta", "alpha_1"];
    let mut draw = Draw(17);
    let (mut longest, mut read_back) = (0, 0);
    for _ in 0..2_000 {
        let mut arena = Arena::default();
        let root = draw.expression(&mut arena, 6);
        let drawn = arena.expression(root);
        assert!(latex(&drawn, "x", &names).is_none_or(|latex| balanced(&latex)));
        let Some(printed) = text(&drawn, "x", &names) else {
            continue;
        };
        assert_eq!(of(&printed, &names), drawn, "{printed}");
        if printed.len() < 200 {
            no_parentheses_are_idle(&printed, &drawn);
        }
        longest = longest.max(printed.len());
        read_back += 1;
    }
    assert!(read_back > 1_000 && longest > 500, "{read_back} {longest}");
}

/// Without any one pair it is another formula or none.
fn no_parentheses_are_idle(printed: &str, drawn: &Expression) {
    for (open, _) in printed.match_indices('(') {
        if printed[..open].ends_with(|c: char| c.is_alphanumeric()) {
            continue; // of a call
        }
        let mut depth = 0;
        let close = printed[open..].find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        let mut without = printed.to_string();
        without.remove(open + close.unwrap());
        without.remove(open);
        let read = expression(&without, &["beta", "alpha_1"], &Small);
        assert_ne!(read.as_ref(), Ok(drawn), "{printed}");
    }
}

fn balanced(latex: &str) -> bool {
    let count = |part: &str| latex.matches(part).count();
    count("{") == count("}")
        && count("\\left") == count("\\right")
        && count("\\begin") == count("\\end{")
}

#[test]
fn printing_uses_few_parentheses() {
    for (typed, printed) in [
        ("((x)*(2))^(-(1))", "(z * 2)^-1"),
        ("(x-1)-(2-x)", "z - 1 - (2 - z)"),
        ("x/(2*beta)", "z / (2 * beta)"),
        ("(x^2)^3 + x^(2^3)", "(z^2)^3 + z^2^3"),
        ("-(x*2) + -(x)*2", "-(z * 2) + -z * 2"),
        (
            "where((x)<=(0),(1),silu(x))",
            "where(z <= 0, 1, z * sigmoid(z))",
        ),
        ("softsign(x)^2", "(z / (1 + abs(z)))^2"),
        ("relu(1e-20*x)", "max(1e-20 * z, 0)"),
    ] {
        assert_eq!(
            text(&of(typed, &["beta"]), "z", &["beta"]).unwrap(),
            printed
        );
    }
}

#[test]
fn latex_is_as_one_writes_it() {
    let names = ["beta", "alpha_1", "slope", "a", "upper_limit_2"];
    for (typed, printed) in [
        (
            "x * tanh(softplus(x))",
            r"z \, \tanh\left(\operatorname{softplus}\left(z\right)\right)",
        ),
        ("x / (1 + exp(-beta * x))", r"\frac{z}{1 + e^{-\beta \, z}}"),
        ("x^2 * 2 + 3 * 2^x", r"z^{2} \cdot 2 + 3 \cdot 2^{z}"),
        ("(x + 1)^2", r"\left(z + 1\right)^{2}"),
        ("(-x)^2 - -x", r"\left(-z\right)^{2} - \left(-z\right)"),
        (
            "x + -x*2 - (-1*x)",
            r"z + \left(-z \cdot 2\right) - \left(-1 \, z\right)",
        ),
        ("x + -x", r"z - z"),
        ("x * (-x + 1) * x", r"z \, \left(-z + 1\right) \, z"),
        ("x + (1 - x)", r"z + 1 - z"),
        (
            "tanh(x)^2 + exp(x)^2",
            r"\tanh^{2}\left(z\right) + \left(e^{z}\right)^{2}",
        ),
        ("tanh(x)^-1", r"\left(\tanh\left(z\right)\right)^{-1}"),
        ("sqrt(abs(x))^2", r"\sqrt{\left|z\right|}^{2}"),
        (
            "(x/2)^2 * (x/2)",
            r"\left(\frac{z}{2}\right)^{2} \, \frac{z}{2}",
        ),
        (
            "log1p(-x) * expm1(x)",
            r"\ln\left(1 - z\right) \, \left(e^{z} - 1\right)",
        ),
        (
            "alpha_1 * slope + upper_limit_2",
            r"\alpha_{1} \, \mathrm{slope} + \mathrm{upper\_limit}_{2}",
        ),
        (
            "min(a, 1) * max(x, 2e-9)",
            r"\min\left(a, 1\right) \, \max\left(z, 2 \times 10^{-9}\right)",
        ),
        (
            "sigmoid(x) + erf(x / sqrt(2 * pi))",
            r"\sigma\left(z\right) + \operatorname{erf}\left(\frac{z}{\sqrt{2 \, \pi}}\right)",
        ),
        (
            "where(x > 1, 1, where(x < -1, -1, x))",
            r"\begin{cases} 1 & \text{if } z > 1 \\ -1 & \text{if } z < -1 \\ z & \text{otherwise} \end{cases}",
        ),
        (
            "x * where(x != 1, 1, 2)",
            r"z \, \left(\begin{cases} 1 & \text{if } z \ne 1 \\ 2 & \text{otherwise} \end{cases}\right)",
        ),
        ("softsign(x)", r"\frac{z}{1 + \left|z\right|}"),
    ] {
        assert_eq!(
            latex(&of(typed, &names), "z", &names).unwrap(),
            printed,
            "{typed}"
        );
    }
    assert_eq!(latex(&of("x^z", &[]), "x", &[]).unwrap(), "x^{x}");
}
