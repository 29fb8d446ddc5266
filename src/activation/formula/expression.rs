//! A formula as a list of nodes, each made of nodes before it.

/// Place of a node in its [`Expression`].
pub(crate) type Id = usize;

/// A function of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    Abs,
    Sign,
    Exp,
    Expm1,
    Log,
    Log1p,
    Sqrt,
    Tanh,
    Sigmoid,
    Softplus,
    Erf,
    Erfc,
    Sin,
    Cos,
    Atan,
    Sinh,
    Cosh,
    Asinh,
}

/// A comparison of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

/// A decimal number as written: `digits` times ten to `exponent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    pub digits: u128,
    pub exponent: i32,
}

/// One step of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// The input, z.
    Input,
    Number(Decimal),
    Pi,
    E,
    /// The parameter of this place in the signature.
    Parameter(usize),
    Negate(Id),
    Add(Id, Id),
    Subtract(Id, Id),
    Multiply(Id, Id),
    Divide(Id, Id),
    Power(Id, Id),
    /// The first where it is less than the second, else the second.
    Minimum(Id, Id),
    /// The first where it is greater than the second, else the second.
    Maximum(Id, Id),
    Call(Function, Id),
    Where {
        comparison: Comparison,
        left: Id,
        right: Id,
        then: Id,
        otherwise: Id,
    },
    /// `value`, which is made of `argument`, and whose derivative by
    /// `argument` is stated to be `slope`.
    Stated {
        argument: Id,
        value: Id,
        slope: Id,
    },
}

/// A formula: every node is made of nodes before it, equal nodes are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expression {
    pub nodes: Vec<Node>,
    pub root: Id,
}
