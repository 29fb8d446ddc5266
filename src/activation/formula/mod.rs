//! The language of formulas: how an activation function is written, in the
//! catalogue and by a user.
//!
//! ```text
//! x * tanh(softplus(x))                              a formula
//! mine(beta=1.5): x * sigmoid(beta * x)              with a name and parameters
//! mine(learnable beta=1.5): x * sigmoid(beta * x)    one that training may learn
//! mine: relu(x) backward sigmoid(4 * x)              with a backward pass of its own
//! where(x > 0, x, alpha * expm1(x / alpha))          by cases
//! elu(x, alpha=2) - 0.1 * silu(x)                    made of entries of the catalogue
//! ```
//!
//! - **The input** is `x` or `z`; both mean the same.
//! - **Numbers** are `1`, `.5`, `2.5e-3`; `pi` and `e` are the constants.
//! - **Operators**, loosest first: `+ -`, `* /`, unary `- +`, `^`. Those of one
//!   kind go from left to right, but `2^3^2` is `2^(3^2)`; `-x^2` is `-(x^2)`
//!   and `2^-x` needs no parentheses. A product is written with `*`.
//! - **Functions** of one argument: `abs sign exp expm1 log log1p sqrt tanh
//!   sigmoid softplus relu erf erfc sin cos atan sinh cosh asinh`; of two:
//!   `min max`. `log` is the natural logarithm, `softplus(u)` is
//!   `log(1 + e^u)`, `relu(u)` is `max(u, 0)`.
//! - **Cases**: `where(condition, then, otherwise)`, whose condition is one
//!   comparison with `<`, `<=`, `>`, `>=`, `==` or `!=`. More cases are a
//!   `where` in the place of `otherwise`.
//! - **Slopes at ties** follow what is computed: `max(a, b)` is `a` where
//!   `a > b`, else `b`, so relu'(0) = 0; `min(a, b)` is `a` where `a < b`,
//!   else `b`; `where` has the slope of the case that it takes. abs'(0) = 0,
//!   and sign' = 0 everywhere.
//! - **Entries of the catalogue** are functions whose parameters come after
//!   the input, by place or by name: `leaky_relu(x, 0.2)`, `elu(x, alpha=2)`.
//!   A parameter may be any formula, and has its default where it is not
//!   given. Where an entry states its derivative or its backward pass, that is
//!   its slope in a formula too. A function of the list above is itself where
//!   its arguments fit, else the entry of its name: `softplus(x, 2)`.
//! - **A definition** is `name(parameter=value, ...): formula`. A name is of
//!   lower-case letters, digits and `_`, and new: no function, no entry.
//!   `learnable` before a parameter lets training learn it.
//! - **`backward`**, last, gives what the backward pass uses as the derivative
//!   where it is, on purpose, another one, as in straight-through estimators.
//!
//! Nothing in a formula is rounded as it is read: decimals are kept as written
//! (38 digits) and no arithmetic is done ahead of time.
//!
//! The reader is written by hand, since a generated one would not say what was
//! expected at which character as well as a person needs it: see
//! [`FormulaError`].

mod arena;
mod call;
mod catalogue;
mod cursor;
mod decimal;
mod definition;
mod error;
mod expression;
mod functions;
mod latex;
mod parse;
mod print;
mod read;
mod splice;
mod symbol;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text;
mod tidy;
mod token;

pub(crate) use catalogue::{Catalogue, Known};
pub use error::FormulaError;
pub(crate) use expression::{Comparison, Decimal, Expression, Function, Id, Node};
pub use functions::vocabulary;
pub(crate) use latex::latex;
pub(crate) use read::{Formula, expression, is_formula};
#[cfg(test)]
pub(crate) use text::text;
