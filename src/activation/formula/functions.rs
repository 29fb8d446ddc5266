//! The functions of the language.

use super::expression::Function;
use crate::naming::key;

/// A function as it is called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Builtin {
    Plain(Function),
    Relu,
    Minimum,
    Maximum,
}

const BUILTINS: [Builtin; 21] = [
    Builtin::Plain(Function::Abs),
    Builtin::Plain(Function::Sign),
    Builtin::Minimum,
    Builtin::Maximum,
    Builtin::Plain(Function::Exp),
    Builtin::Plain(Function::Expm1),
    Builtin::Plain(Function::Log),
    Builtin::Plain(Function::Log1p),
    Builtin::Plain(Function::Sqrt),
    Builtin::Plain(Function::Tanh),
    Builtin::Plain(Function::Sigmoid),
    Builtin::Plain(Function::Softplus),
    Builtin::Relu,
    Builtin::Plain(Function::Erf),
    Builtin::Plain(Function::Erfc),
    Builtin::Plain(Function::Sin),
    Builtin::Plain(Function::Cos),
    Builtin::Plain(Function::Atan),
    Builtin::Plain(Function::Sinh),
    Builtin::Plain(Function::Cosh),
    Builtin::Plain(Function::Asinh),
];

/// What a formula is made of, a line each: how it is written and what it means.
const GRAMMAR: [(&str, &str); 10] = [
    ("x, z", "the input; both are the same"),
    ("1, .5, 2.5e-3", "numbers"),
    ("pi, e", "constants"),
    ("a + b, a - b", "sum and difference"),
    (
        "a * b, a / b",
        "product and quotient; a product needs its *",
    ),
    ("a ^ b", "power, from right to left; -x^2 is -(x^2)"),
    (
        "where(a < b, c, d)",
        "c where it holds, else d; also <= > >= == !=",
    ),
    (
        "silu(u), elu(u, alpha=2)",
        "any activation of the catalogue, its parameters after the input",
    ),
    (
        "name(beta=1.5): formula",
        "a definition, with parameters; `learnable beta=1.5` for training",
    ),
    (
        "formula backward slope",
        "what the backward pass uses in place of the derivative",
    ),
];

/// Everything that a formula may hold: how it is written, and what it means.
pub fn vocabulary() -> Vec<(String, &'static str)> {
    let grammar = GRAMMAR
        .into_iter()
        .map(|(usage, meaning)| (usage.to_string(), meaning));
    let functions = BUILTINS.into_iter().map(|b| (b.usage(), b.meaning()));
    grammar.chain(functions).collect()
}

/// Words with a meaning of their own, which name nothing else.
const RESERVED: [&str; 7] = ["x", "z", "pi", "e", "where", "backward", "learnable"];

impl Builtin {
    /// The function of this name, however it is spelled.
    pub(super) fn find(name: &str) -> Option<Builtin> {
        let wanted = key(name);
        BUILTINS.into_iter().find(|b| b.name() == wanted)
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        BUILTINS.into_iter().map(Builtin::name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Builtin::Plain(function) => function.name(),
            Builtin::Relu => "relu",
            Builtin::Minimum => "min",
            Builtin::Maximum => "max",
        }
    }

    /// What it is, in a few words.
    fn meaning(self) -> &'static str {
        match self {
            Builtin::Plain(function) => function.meaning(),
            Builtin::Relu => "max(u, 0)",
            Builtin::Minimum => "the smaller; the slope of b where they are equal",
            Builtin::Maximum => "the greater; the slope of b where they are equal",
        }
    }

    /// How it is called.
    pub(super) fn usage(self) -> String {
        match self.arity() {
            1 => format!("{}(u)", self.name()),
            _ => format!("{}(a, b)", self.name()),
        }
    }

    /// How many arguments it takes.
    pub(super) fn arity(self) -> usize {
        match self {
            Builtin::Plain(_) | Builtin::Relu => 1,
            Builtin::Minimum | Builtin::Maximum => 2,
        }
    }
}

impl Function {
    /// The name in the language.
    pub(super) fn name(self) -> &'static str {
        match self {
            Function::Abs => "abs",
            Function::Sign => "sign",
            Function::Exp => "exp",
            Function::Expm1 => "expm1",
            Function::Log => "log",
            Function::Log1p => "log1p",
            Function::Sqrt => "sqrt",
            Function::Tanh => "tanh",
            Function::Sigmoid => "sigmoid",
            Function::Softplus => "softplus",
            Function::Erf => "erf",
            Function::Erfc => "erfc",
            Function::Sin => "sin",
            Function::Cos => "cos",
            Function::Atan => "atan",
            Function::Sinh => "sinh",
            Function::Cosh => "cosh",
            Function::Asinh => "asinh",
        }
    }
}

impl Function {
    /// What it is, in a few words.
    fn meaning(self) -> &'static str {
        match self {
            Function::Abs => "absolute value; slope 0 at 0",
            Function::Sign => "-1, 0 or 1; slope 0",
            Function::Exp => "e^u",
            Function::Expm1 => "e^u - 1, exact where u is small",
            Function::Log => "natural logarithm",
            Function::Log1p => "log(1 + u), exact where u is small",
            Function::Sqrt => "square root",
            Function::Tanh => "hyperbolic tangent",
            Function::Sigmoid => "1 / (1 + e^-u)",
            Function::Softplus => "log(1 + e^u)",
            Function::Erf => "error function",
            Function::Erfc => "1 - erf(u), exact where u is large",
            Function::Sin => "sine",
            Function::Cos => "cosine",
            Function::Atan => "arctangent",
            Function::Sinh => "hyperbolic sine",
            Function::Cosh => "hyperbolic cosine",
            Function::Asinh => "inverse hyperbolic sine",
        }
    }
}

/// Whether nothing else may have this name.
pub(super) fn is_reserved(name: &str) -> bool {
    let key = key(name);
    RESERVED.contains(&key.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the vocabulary shows can be typed, as far as a line is a formula.
    #[test]
    fn the_vocabulary_is_that_of_the_language() {
        use crate::activation::Activation;
        for (usage, meaning) in vocabulary() {
            assert!(!meaning.is_empty(), "{usage}");
        }
        for builtin in BUILTINS {
            let text = builtin.usage().replace(['u', 'a'], "x").replace('b', "2");
            let called = text.split_once('(').map_or("", |(_, inside)| inside);
            let text = format!("{}({called}", builtin.name());
            assert!(text.parse::<Activation>().is_ok(), "{text}");
        }
    }

    #[test]
    fn every_function_is_found_by_its_name() {
        for builtin in BUILTINS {
            assert_eq!(Builtin::find(builtin.name()), Some(builtin));
            assert!(!is_reserved(builtin.name()));
        }
        assert_eq!(Builtin::find("ReLU"), Some(Builtin::Relu));
        assert_eq!(
            Builtin::find("Log_1p"),
            Some(Builtin::Plain(Function::Log1p))
        );
        assert_eq!(Builtin::find("relux"), None);
    }
}
