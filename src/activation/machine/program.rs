//! A formula with its parameters, made ready to run.

use super::functions::apply;
use super::number::{Number, decimal};
use super::wide::Wide;
use crate::activation::arithmetic::Separate;
use crate::activation::formula::{Comparison, Expression, Function, Id, Node};

/// Constants are folded in this.
type Exact = Wide<Separate>;

/// What a step does with the registers that it names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operation {
    Input,
    /// A parameter that is left open, by its place among those.
    Open(usize),
    /// `high + low`
    Constant(f64, f64),
    Negate(Id),
    Add(Id, Id),
    Subtract(Id, Id),
    Multiply(Id, Id),
    Divide(Id, Id),
    /// To a constant power that is not whole.
    Power(Id, (f64, f64)),
    Minimum(Id, Id),
    Maximum(Id, Id),
    Call(Function, Id),
    Where {
        comparison: Comparison,
        left: Id,
        right: Id,
        then: Id,
        otherwise: Id,
    },
    Stated {
        argument: Id,
        value: Id,
        slope: Id,
    },
}

impl Operation {
    /// Calls `visit` with every register that is read, and whether its slope
    /// is.
    fn reads(self, mut visit: impl FnMut(Id, bool)) {
        match self {
            Operation::Input | Operation::Open(_) | Operation::Constant(..) => {}
            Operation::Negate(a) | Operation::Power(a, _) | Operation::Call(_, a) => visit(a, true),
            Operation::Add(a, b)
            | Operation::Subtract(a, b)
            | Operation::Multiply(a, b)
            | Operation::Divide(a, b)
            | Operation::Minimum(a, b)
            | Operation::Maximum(a, b) => {
                visit(a, true);
                visit(b, true);
            }
            Operation::Where {
                left,
                right,
                then,
                otherwise,
                ..
            } => {
                visit(left, false);
                visit(right, false);
                visit(then, true);
                visit(otherwise, true);
            }
            Operation::Stated {
                argument,
                value,
                slope,
            } => {
                visit(argument, true);
                visit(value, false);
                visit(slope, false);
            }
        }
    }
}

/// One step; it writes the register of its own place, from registers before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub operation: Operation,
    /// Whether it depends on the input, or on a parameter that is left open.
    pub varies: bool,
    /// Whether its slope is needed for that of phi.
    pub sloped: bool,
}

/// A formula ready to run: the last step is phi.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::activation) struct Program {
    pub(super) steps: Vec<Step>,
}

/// The largest whole power that is multiplied out. That loses as many times half an
/// ULP of f64 as the power says, which f32 does not see.
const LARGEST_POWER: f64 = 16_777_216.0;

/// Lowers nodes to steps: constants folded, whole powers multiplied out.
struct Lowering<'a> {
    parameters: &'a [f64],
    /// The places of the parameters that stay open.
    open: &'a [usize],
    /// Whether slopes are by the open parameters rather than by the input.
    by_open: bool,
    steps: Vec<Step>,
    /// The value of steps that are constants.
    constants: Vec<Option<Exact>>,
}

impl Lowering<'_> {
    fn push(&mut self, operation: Operation, constant: Option<Exact>) -> Id {
        let operation = match constant {
            None => operation,
            Some(value) => {
                let high = value.rounded();
                Operation::Constant(high, value.minus(Exact::exact(high)).rounded())
            }
        };
        if let Some(same) = self.steps.iter().position(|s| s.operation == operation) {
            return same;
        }
        self.steps.push(Step {
            operation,
            varies: constant.is_none(),
            sloped: false,
        });
        self.constants.push(constant);
        self.steps.len() - 1
    }

    fn constant(&mut self, value: Exact) -> Id {
        self.push(Operation::Input, Some(value))
    }

    /// A step of one operand.
    fn unary(&mut self, operation: Operation, a: Id, fold: impl Fn(Exact) -> Exact) -> Id {
        let constant = self.constants[a].map(fold);
        self.push(operation, constant)
    }

    /// A step of two.
    fn binary(
        &mut self,
        operation: Operation,
        (a, b): (Id, Id),
        fold: impl Fn(Exact, Exact) -> Exact,
    ) -> Id {
        let constant = self.constants[a].zip(self.constants[b]);
        self.push(operation, constant.map(|(a, b)| fold(a, b)))
    }

    fn multiply(&mut self, a: Id, b: Id) -> Id {
        self.binary(Operation::Multiply(a, b), (a, b), Exact::times)
    }

    fn divide(&mut self, a: Id, b: Id) -> Id {
        // A product with the inverse, where that is a number, is faster.
        let inverse = self.constants[b].map(|b| Exact::exact(1.0).over(b));
        if let Some(inverse) = inverse.filter(|i| i.rounded().is_normal()) {
            let inverse = self.constant(inverse);
            return self.multiply(a, inverse);
        }
        self.binary(Operation::Divide(a, b), (a, b), Exact::over)
    }

    fn call(&mut self, function: Function, a: Id) -> Id {
        if let Some(same) = self.logarithm_of_exponential(function, a) {
            return same;
        }
        self.unary(Operation::Call(function, a), a, |u| {
            if u.is_far() && matches!(function, Function::Sin | Function::Cos) {
                let (sine, cosine) = u.far_sine_cosine();
                return if function == Function::Sin {
                    sine
                } else {
                    cosine
                };
            }
            apply(function, u).0
        })
    }

    /// The logarithm of e^u is u, that of e^u + e^v is u + softplus(v - u), and so on:
    /// without the exponentials, which end where their logarithm does not.
    fn logarithm_of_exponential(&mut self, function: Function, a: Id) -> Option<Id> {
        match (function, self.steps[a].operation) {
            (Function::Log1p, Operation::Call(Function::Exp, u)) => {
                Some(self.call(Function::Softplus, u))
            }
            (Function::Log, Operation::Call(Function::Exp, u)) => Some(u),
            (Function::Log, Operation::Call(Function::Cosh, u)) => {
                // |u| + log(1 + e^(-2 |u|)) - log 2
                let size = self.call(Function::Abs, u);
                let twice = self.constant(Exact::exact(-2.0));
                let twice = self.multiply(twice, size);
                let rest = self.call(Function::Softplus, twice);
                let less = self.constant(Exact::exact(2.0).log().negative());
                let sum = self.add(size, rest);
                Some(self.add(sum, less))
            }
            (Function::Log, Operation::Add(a, b)) => {
                // The constant first: the other may be far below it.
                let (a, b) = match self.constants[b] {
                    Some(_) => (b, a),
                    None => (a, b),
                };
                if !self.is_exponential(b) {
                    return None;
                }
                let [u, v] = [self.exponent_of(a)?, self.exponent_of(b)?];
                let zero = self.constant(Exact::exact(0.0));
                if u == zero {
                    return Some(self.call(Function::Softplus, v));
                }
                let difference = self.binary(Operation::Subtract(v, u), (v, u), Exact::minus);
                let softplus = self.call(Function::Softplus, difference);
                Some(self.add(u, softplus))
            }
            _ => None,
        }
    }

    fn is_exponential(&self, a: Id) -> bool {
        match self.steps[a].operation {
            Operation::Call(function, _) => function == Function::Exp,
            Operation::Multiply(a, b) => self.is_exponential(a) || self.is_exponential(b),
            _ => false,
        }
    }

    /// The logarithm of a positive constant, of e^u, or of their product.
    fn exponent_of(&mut self, a: Id) -> Option<Id> {
        if let Some(constant) = self.constants[a] {
            let log = Some(constant).filter(|c| c.sign() > 0.0)?.log();
            return Some(self.constant(log));
        }
        match self.steps[a].operation {
            Operation::Call(Function::Exp, u) => Some(u),
            Operation::Multiply(a, b) => {
                let [u, v] = [self.exponent_of(a)?, self.exponent_of(b)?];
                Some(self.add(u, v))
            }
            _ => None,
        }
    }

    fn add(&mut self, a: Id, b: Id) -> Id {
        self.binary(Operation::Add(a, b), (a, b), Exact::plus)
    }

    fn power(&mut self, base: Id, exponent: Id) -> Id {
        let Some(power) = self.constants[exponent] else {
            let log = self.call(Function::Log, base);
            let product = self.multiply(exponent, log);
            return self.call(Function::Exp, product);
        };
        let high = power.rounded();
        let low = power.minus(Exact::exact(high)).rounded();
        let whole = low == 0.0 && high.fract() == 0.0;
        if whole && high.abs() <= LARGEST_POWER {
            return self.whole_power(base, high);
        }
        if whole {
            let size = self.call(Function::Abs, base);
            let power_of_size = self.power_by_logarithm(size, power);
            if high % 2.0 == 0.0 {
                return power_of_size;
            }
            let sign = self.call(Function::Sign, base);
            return self.multiply(sign, power_of_size);
        }
        if (high, low) == (0.5, 0.0) {
            return self.call(Function::Sqrt, base);
        }
        self.power_by_logarithm(base, power)
    }

    /// A power of a base that is not negative.
    fn power_by_logarithm(&mut self, base: Id, power: Exact) -> Id {
        let high = power.rounded();
        let low = power.minus(Exact::exact(high)).rounded();
        self.unary(Operation::Power(base, (high, low)), base, |u| {
            power_of(u, power).0
        })
    }

    fn whole_power(&mut self, base: Id, power: f64) -> Id {
        let mut left = power.abs() as u32;
        let mut square = base;
        let mut product = None;
        while left > 0 {
            if left & 1 == 1 {
                product = Some(match product {
                    None => square,
                    Some(so_far) => self.multiply(so_far, square),
                });
            }
            left >>= 1;
            if left > 0 {
                square = self.multiply(square, square);
            }
        }
        let one = self.constant(Exact::exact(1.0));
        match product {
            None => one,
            Some(product) if power < 0.0 => self.divide(one, product),
            Some(product) => product,
        }
    }

    /// Where both operands of the comparison are constants, the branch that is
    /// always taken.
    fn branch(&mut self, comparison: Comparison, sides: [Id; 2], branches: [Id; 2]) -> Id {
        let [left, right] = sides;
        let [then, otherwise] = branches;
        if let Some((a, b)) = self.constants[left].zip(self.constants[right]) {
            return if holds(comparison, a.difference(b)) {
                then
            } else {
                otherwise
            };
        }
        let operation = Operation::Where {
            comparison,
            left,
            right,
            then,
            otherwise,
        };
        self.push(operation, None)
    }

    fn node(&mut self, node: Node, place: &[Id]) -> Id {
        match node {
            Node::Input => self.push(Operation::Input, None),
            Node::Number(number) => {
                let (high, low) = decimal(number);
                self.constant(Exact::constant(high, low))
            }
            Node::Pi => self.constant(Exact::constant(
                std::f64::consts::PI,
                1.224_646_799_147_353_2e-16,
            )),
            Node::E => self.constant(Exact::constant(
                std::f64::consts::E,
                1.445_646_891_729_250_2e-16,
            )),
            Node::Parameter(index) => match self.open.iter().position(|open| *open == index) {
                Some(place) => self.push(Operation::Open(place), None),
                None => self.constant(Exact::exact(self.parameters[index])),
            },
            Node::Negate(a) => {
                let a = place[a];
                self.unary(Operation::Negate(a), a, Exact::negative)
            }
            Node::Add(a, b) => self.add(place[a], place[b]),
            Node::Subtract(a, b) => {
                let (a, b) = (place[a], place[b]);
                self.binary(Operation::Subtract(a, b), (a, b), Exact::minus)
            }
            Node::Multiply(a, b) => self.multiply(place[a], place[b]),
            Node::Divide(a, b) => self.divide(place[a], place[b]),
            Node::Power(a, b) => self.power(place[a], place[b]),
            Node::Minimum(a, b) => {
                let (a, b) = (place[a], place[b]);
                self.binary(Operation::Minimum(a, b), (a, b), |a, b| {
                    Exact::select(a.difference(b) < 0.0, a, b)
                })
            }
            Node::Maximum(a, b) => {
                let (a, b) = (place[a], place[b]);
                self.binary(Operation::Maximum(a, b), (a, b), |a, b| {
                    Exact::select(a.difference(b) > 0.0, a, b)
                })
            }
            Node::Call(function, a) => self.call(function, place[a]),
            Node::Where {
                comparison,
                left,
                right,
                then,
                otherwise,
            } => self.branch(
                comparison,
                [place[left], place[right]],
                [place[then], place[otherwise]],
            ),
            Node::Stated {
                argument,
                value,
                slope,
            } => {
                let value = place[value];
                // The stated slope is by the argument, and says nothing of a
                // parameter that reaches the value beside it.
                let argument = place[argument];
                if self.constants[value].is_some() || self.by_open && self.opens(value, argument) {
                    return value;
                }
                let operation = Operation::Stated {
                    argument,
                    value,
                    slope: place[slope],
                };
                self.push(operation, None)
            }
        }
    }

    /// Whether `value` depends on an open parameter by another way than
    /// through `argument`.
    fn opens(&self, value: Id, argument: Id) -> bool {
        let mut reached = vec![false; value + 1];
        reached[value] = true;
        (0..=value).rev().any(|place| {
            if !reached[place] || place == argument {
                return false;
            }
            let operation = self.steps[place].operation;
            operation.reads(|id, _| reached[id] = true);
            matches!(operation, Operation::Open(_))
        })
    }

    fn expression(&mut self, expression: &Expression) -> Id {
        let mut place = Vec::with_capacity(expression.nodes.len());
        for &node in &expression.nodes {
            let id = self.node(node, &place);
            place.push(id);
        }
        place[expression.root]
    }
}

/// u^c and its slope, c not whole; u is not negative.
#[inline(always)]
pub(super) fn power_of<N: Number>(u: N, power: N) -> (N, N) {
    let log = u.log();
    let (_, value) = power.times(log).exponentials();
    let less = power.minus(N::exact(1.0));
    let (_, slope) = less.times(log).exponentials();
    (value, power.times(slope))
}

/// Whether a comparison holds, from the difference of its sides.
#[inline(always)]
pub(super) fn holds(comparison: Comparison, difference: f64) -> bool {
    match comparison {
        Comparison::Less => difference < 0.0,
        Comparison::LessOrEqual => difference <= 0.0,
        Comparison::Greater => difference > 0.0,
        Comparison::GreaterOrEqual => difference >= 0.0,
        Comparison::Equal => difference == 0.0,
        Comparison::NotEqual => difference != 0.0,
    }
}

impl Program {
    /// phi with the given parameters. `slope` is what stands in for phi', where
    /// it is not to be derived from phi.
    pub fn new(value: &Expression, slope: Option<&Expression>, parameters: &[f64]) -> Self {
        Self::lowered(value, slope, (parameters, &[]), false)
    }

    /// phi and phi' with the parameters at the places `open` left open, which
    /// are inputs then.
    pub fn open(
        value: &Expression,
        slope: Option<&Expression>,
        parameters: &[f64],
        open: &[usize],
    ) -> Self {
        Self::lowered(value, slope, (parameters, open), false)
    }

    /// phi and its slopes by the parameters at the places `open`. A slope that is
    /// stated is by the input, and is not used where the parameter is seen in
    /// the value.
    pub fn by_open(value: &Expression, parameters: &[f64], open: &[usize]) -> Self {
        Self::lowered(value, None, (parameters, open), true)
    }

    fn lowered(
        value: &Expression,
        slope: Option<&Expression>,
        (parameters, open): (&[f64], &[usize]),
        by_open: bool,
    ) -> Self {
        let mut lowering = Lowering {
            parameters,
            open,
            by_open,
            steps: Vec::new(),
            constants: Vec::new(),
        };
        let mut root = lowering.expression(value);
        if let Some(slope) = slope {
            let argument = lowering.push(Operation::Input, None);
            let slope = lowering.expression(slope);
            let operation = Operation::Stated {
                argument,
                value: root,
                slope,
            };
            root = lowering.push(operation, None);
        }
        Program {
            steps: needed(&lowering.steps, root),
        }
    }
}

/// The steps that `root` is made of, which becomes the last, each with whether
/// its slope is needed.
fn needed(steps: &[Step], root: Id) -> Vec<Step> {
    let mut read = vec![false; steps.len()];
    let mut sloped = vec![false; steps.len()];
    read[root] = true;
    sloped[root] = true;
    for place in (0..=root).rev() {
        if read[place] {
            let wanted = sloped[place];
            steps[place].operation.reads(|id, slope| {
                read[id] = true;
                sloped[id] |= slope && wanted;
            });
        }
    }
    let mut new = vec![0; steps.len()];
    let mut kept: Vec<Step> = Vec::new();
    for place in 0..=root {
        if read[place] {
            new[place] = kept.len();
            kept.push(Step {
                operation: steps[place].operation.renamed(&new),
                sloped: sloped[place] && steps[place].varies,
                ..steps[place]
            });
        }
    }
    kept
}

impl Operation {
    /// With registers at their new places.
    pub(super) fn renamed(self, new: &[Id]) -> Self {
        match self {
            Operation::Input | Operation::Open(_) | Operation::Constant(..) => self,
            Operation::Negate(a) => Operation::Negate(new[a]),
            Operation::Add(a, b) => Operation::Add(new[a], new[b]),
            Operation::Subtract(a, b) => Operation::Subtract(new[a], new[b]),
            Operation::Multiply(a, b) => Operation::Multiply(new[a], new[b]),
            Operation::Divide(a, b) => Operation::Divide(new[a], new[b]),
            Operation::Power(a, power) => Operation::Power(new[a], power),
            Operation::Minimum(a, b) => Operation::Minimum(new[a], new[b]),
            Operation::Maximum(a, b) => Operation::Maximum(new[a], new[b]),
            Operation::Call(function, a) => Operation::Call(function, new[a]),
            Operation::Where {
                comparison,
                left,
                right,
                then,
                otherwise,
            } => Operation::Where {
                comparison,
                left: new[left],
                right: new[right],
                then: new[then],
                otherwise: new[otherwise],
            },
            Operation::Stated {
                argument,
                value,
                slope,
            } => Operation::Stated {
                argument: new[argument],
                value: new[value],
                slope: new[slope],
            },
        }
    }
}

impl Program {
    /// Whether every constant part has a value that f64 holds.
    pub fn has_finite_constants(&self) -> bool {
        self.steps.iter().all(|step| match step.operation {
            Operation::Constant(high, _) => high.is_finite(),
            _ => true,
        })
    }
}
