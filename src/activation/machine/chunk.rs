//! The steps of a [`Program`](super::program::Program) over a chunk of inputs, in
//! forward-mode dual numbers: every register holds values and their slopes.

use std::cell::Cell;

use super::functions::apply;
use super::number::{CHUNK, Column, Number};
use super::program::{Operation, Step, holds, power_of};
use super::quarter_turns::digits;
use crate::activation::formula::{Comparison, Function};

/// The values of a step for a chunk of inputs, and their slopes.
#[repr(align(64))]
pub(super) struct Register<C> {
    pub value: C,
    pub slope: C,
    /// Keeps equal places of two registers from being a multiple of 4096 bytes
    /// apart, where a load waits for a store to the other.
    _apart: [u64; 24],
}

impl<C: Column> Register<C> {
    pub fn zero() -> Self {
        Register {
            value: C::zero(),
            slope: C::zero(),
            _apart: [0; 24],
        }
    }
}

/// The registers of a thread, kept from call to call. They are taken out, not
/// lent: a closure would not be inlined into the vectorised loop.
pub(super) trait Scratch: Column {
    /// The registers of this thread.
    fn take() -> Vec<Register<Self>>;
    /// Keeps them for the next call.
    fn put_back(registers: Vec<Register<Self>>);
}

thread_local! {
    static LANES: Cell<Vec<Register<[f64; CHUNK]>>> = const { Cell::new(Vec::new()) };
    static WIDES: Cell<Vec<Register<[[f64; CHUNK]; 3]>>> = const { Cell::new(Vec::new()) };
}

impl Scratch for [f64; CHUNK] {
    fn take() -> Vec<Register<Self>> {
        LANES.take()
    }
    fn put_back(registers: Vec<Register<Self>>) {
        LANES.set(registers);
    }
}

impl Scratch for [[f64; CHUNK]; 3] {
    fn take() -> Vec<Register<Self>> {
        WIDES.take()
    }
    fn put_back(registers: Vec<Register<Self>>) {
        WIDES.set(registers);
    }
}

/// Row `place` of three columns.
#[inline(always)]
fn row(columns: &[[f64; CHUNK]; 3], place: usize) -> [f64; 3] {
    [columns[0][place], columns[1][place], columns[2][place]]
}

/// One chunk on its way through the steps.
pub(super) struct Chunk<'a, N: Number> {
    /// What the steps before have written.
    pub before: &'a [Register<N::Column>],
    /// What this step writes.
    pub out: &'a mut Register<N::Column>,
    /// How many of the numbers are used.
    pub count: usize,
    /// Whether the slope is wanted.
    pub sloped: bool,
    /// Whether an exponential has ended on the way ([`Number::is_beyond_exponentials`]).
    pub ended: bool,
}

impl<N: Number> Chunk<'_, N> {
    #[inline(always)]
    fn count(&self) -> usize {
        // So that the compiler sees that no index is out of bounds.
        self.count.min(CHUNK)
    }

    /// f(a), f giving value and derivative.
    #[inline(always)]
    fn unary(&mut self, a: usize, f: impl Fn(N) -> (N, N)) {
        let a = &self.before[a];
        if self.sloped {
            for place in 0..self.count() {
                let (value, derivative) = f(N::get(&a.value, place));
                N::set(&mut self.out.value, place, value);
                let slope = derivative.times(N::get(&a.slope, place));
                N::set(&mut self.out.slope, place, slope);
            }
        } else {
            for place in 0..self.count() {
                N::set(&mut self.out.value, place, f(N::get(&a.value, place)).0);
            }
        }
    }

    /// f(a, b) alone.
    #[inline(always)]
    fn values(&mut self, a: usize, b: usize, f: impl Fn(N, N) -> N) {
        let (a, b) = (&self.before[a], &self.before[b]);
        for place in 0..self.count() {
            let value = f(N::get(&a.value, place), N::get(&b.value, place));
            N::set(&mut self.out.value, place, value);
        }
    }

    /// The slope by values and slopes of a and b.
    #[inline(always)]
    fn slopes(&mut self, a: usize, b: usize, f: impl Fn([N; 2], [N; 2]) -> N) {
        let (a, b) = (&self.before[a], &self.before[b]);
        for place in 0..self.count() {
            let slope = f(
                [N::get(&a.value, place), N::get(&a.slope, place)],
                [N::get(&b.value, place), N::get(&b.slope, place)],
            );
            N::set(&mut self.out.slope, place, slope);
        }
    }

    /// The slope by a's slope and both values.
    #[inline(always)]
    fn slopes_of_one(&mut self, a: usize, b: usize, f: impl Fn(N, N, N) -> N) {
        let (a, b) = (&self.before[a], &self.before[b]);
        for place in 0..self.count() {
            let slope = f(
                N::get(&a.slope, place),
                N::get(&a.value, place),
                N::get(&b.value, place),
            );
            N::set(&mut self.out.slope, place, slope);
        }
    }

    #[inline(always)]
    fn add(&mut self, a: usize, b: usize, varies: (bool, bool)) {
        self.values(a, b, |a, b| a.plus(b));
        match varies {
            _ if !self.sloped => {}
            (true, true) => self.slopes(a, b, |[_, a], [_, b]| a.plus(b)),
            (true, false) => self.slopes_of_one(a, a, |slope, _, _| slope),
            (false, _) => self.slopes_of_one(b, b, |slope, _, _| slope),
        }
    }

    #[inline(always)]
    fn subtract(&mut self, a: usize, b: usize, varies: (bool, bool)) {
        self.values(a, b, |a, b| a.minus(b));
        match varies {
            _ if !self.sloped => {}
            (true, true) => self.slopes(a, b, |[_, a], [_, b]| a.minus(b)),
            (true, false) => self.slopes_of_one(a, a, |slope, _, _| slope),
            (false, _) => self.slopes_of_one(b, b, |slope, _, _| slope.negative()),
        }
    }

    #[inline(always)]
    fn multiply(&mut self, a: usize, b: usize, varies: (bool, bool)) {
        self.values(a, b, |a, b| a.times(b));
        match varies {
            _ if !self.sloped => {}
            (true, true) => self.slopes(a, b, |[a, da], [b, db]| da.times(b).plus(a.times(db))),
            (true, false) => self.slopes_of_one(a, b, |slope, _, b| slope.times(b)),
            (false, _) => self.slopes_of_one(b, a, |slope, _, a| slope.times(a)),
        }
    }

    /// By a constant it is a product, so b varies.
    #[inline(always)]
    fn divide(&mut self, a: usize, b: usize) {
        self.values(a, b, |a, b| a.over(b));
        if !self.sloped {
            return;
        }
        let (a, b) = (&self.before[a], &self.before[b]);
        for place in 0..self.count() {
            let quotient = N::get(&self.out.value, place);
            let lost = quotient.times(N::get(&b.slope, place));
            let slope = N::get(&a.slope, place).minus(lost);
            N::set(
                &mut self.out.slope,
                place,
                slope.over(N::get(&b.value, place)),
            );
        }
    }

    /// `then` where the condition on `left - right` holds, else `otherwise`.
    #[inline(always)]
    fn choose(
        &mut self,
        [left, right]: [usize; 2],
        [then, otherwise]: [usize; 2],
        condition: impl Fn(f64) -> bool,
    ) {
        let (left, right) = (&self.before[left], &self.before[right]);
        let (then, otherwise) = (&self.before[then], &self.before[otherwise]);
        let holds =
            |place| condition(N::get(&left.value, place).difference(N::get(&right.value, place)));
        let value = |place| {
            let (then, otherwise) = (N::get(&then.value, place), N::get(&otherwise.value, place));
            N::select(holds(place), then, otherwise)
        };
        if self.sloped {
            for place in 0..self.count() {
                N::set(&mut self.out.value, place, value(place));
                let (then, otherwise) =
                    (N::get(&then.slope, place), N::get(&otherwise.slope, place));
                N::set(
                    &mut self.out.slope,
                    place,
                    N::select(holds(place), then, otherwise),
                );
            }
        } else {
            for place in 0..self.count() {
                N::set(&mut self.out.value, place, value(place));
            }
        }
    }

    /// a where the condition on a - b holds, else b.
    #[inline(always)]
    fn extremum(&mut self, a: usize, b: usize, condition: impl Fn(f64) -> bool) {
        let of_a = |a: N, b: N| condition(a.difference(b));
        self.values(a, b, |a, b| N::select(of_a(a, b), a, b));
        if self.sloped {
            self.slopes(a, b, |[a, da], [b, db]| N::select(of_a(a, b), da, db));
        }
    }

    /// [`Chunk::choose`] for each comparison: a choice inside the loop would
    /// keep it from being vectorised.
    #[inline(always)]
    fn compare(&mut self, comparison: Comparison, sides: [usize; 2], branches: [usize; 2]) {
        macro_rules! each {
            ($($name:ident)*) => {
                match comparison {
                    $(Comparison::$name => self.choose(
                        sides,
                        branches,
                        #[inline(always)]
                        |difference| holds(Comparison::$name, difference),
                    ),)*
                }
            };
        }
        each!(Less LessOrEqual Greater GreaterOrEqual Equal NotEqual);
    }

    /// How many arguments of this function take more to be reduced.
    #[inline(always)]
    fn far_ones(&self, function: Function, a: usize) -> usize {
        let mut far = 0;
        if matches!(function, Function::Sin | Function::Cos) {
            for place in 0..self.count() {
                far += usize::from(N::get(&self.before[a].value, place).is_far());
            }
        }
        far
    }

    /// Whether e^a itself ends for an argument of this function; those in which it
    /// is a part beside 1 have come to their limit long before.
    #[inline(always)]
    fn ends(&self, function: Function, a: usize) -> bool {
        let mut ended = 0;
        if matches!(
            function,
            Function::Exp | Function::Expm1 | Function::Sinh | Function::Cosh
        ) {
            for place in 0..self.count() {
                let argument = N::get(&self.before[a].value, place);
                ended |= u32::from(argument.is_beyond_exponentials());
            }
        }
        ended > 0
    }

    /// Sine or cosine where a is far.
    #[inline(always)]
    fn far(&mut self, function: Function, a: usize) {
        let argument = &self.before[a].value;
        let (mut high, mut low) = ([0.0; CHUNK], [0.0; CHUNK]);
        let mut whole = true;
        for place in 0..self.count() {
            (high[place], low[place]) = N::get(argument, place).far_parts();
            whole &= low[place] == 0.0;
        }
        let high = self.digits(&high);
        // f32 inputs, and their products with short constants, have no low part.
        if whole {
            self.where_far(
                function,
                a,
                #[inline(always)]
                |place, u| u.sine_cosine_by(row(&high, place), None),
            );
        } else {
            let low = self.digits(&low);
            self.where_far(
                function,
                a,
                #[inline(always)]
                |place, u| u.sine_cosine_by(row(&high, place), Some(row(&low, place))),
            );
        }
    }

    /// The [`digits`] of these numbers, in columns.
    #[inline(always)]
    fn digits(&self, parts: &[f64; CHUNK]) -> [[f64; CHUNK]; 3] {
        let mut columns = [[0.0; CHUNK]; 3];
        for place in 0..self.count() {
            [columns[0][place], columns[1][place], columns[2][place]] = digits(parts[place]);
        }
        columns
    }

    /// Sine or cosine where a is far, f giving both.
    #[inline(always)]
    fn where_far(&mut self, function: Function, a: usize, f: impl Fn(usize, N) -> (N, N)) {
        let is_cosine = function == Function::Cos;
        let a = &self.before[a];
        for place in 0..self.count() {
            let u = N::get(&a.value, place);
            let (sine, cosine) = f(place, u);
            let value = N::select(is_cosine, cosine, sine);
            let derivative = N::select(is_cosine, sine.negative(), cosine);
            let slope = derivative.times(N::get(&a.slope, place));
            let near = (
                N::get(&self.out.value, place),
                N::get(&self.out.slope, place),
            );
            let far = u.is_far();
            N::set(&mut self.out.value, place, N::select(far, value, near.0));
            N::set(&mut self.out.slope, place, N::select(far, slope, near.1));
        }
    }

    #[inline(always)]
    fn call(&mut self, function: Function, a: usize) {
        macro_rules! each {
            ($($name:ident)*) => {
                match function {
                    $(Function::$name => self.unary(
                        a,
                        #[inline(always)]
                        |u| apply(Function::$name, u),
                    ),)*
                }
            };
        }
        self.ended |= self.ends(function, a);
        let far = self.far_ones(function, a);
        // Not where all are far.
        if far < self.count() {
            each!(Abs Sign Exp Expm1 Log Log1p Sqrt Tanh Sigmoid Softplus Erf Erfc Sin Cos Atan
                Sinh Cosh Asinh);
        }
        if far > 0 {
            self.far(function, a);
        }
    }

    /// Takes one step.
    #[inline(always)]
    pub fn step(&mut self, operation: Operation, steps: &[Step]) {
        let varies = |a: usize, b: usize| (steps[a].varies, steps[b].varies);
        match operation {
            // Written before the steps run.
            Operation::Input | Operation::Open(_) | Operation::Constant(..) => {}
            Operation::Negate(a) => self.unary(a, |u| (u.negative(), N::exact(-1.0))),
            Operation::Add(a, b) => self.add(a, b, varies(a, b)),
            Operation::Subtract(a, b) => self.subtract(a, b, varies(a, b)),
            Operation::Multiply(a, b) => self.multiply(a, b, varies(a, b)),
            Operation::Divide(a, b) => self.divide(a, b),
            Operation::Power(a, (high, low)) => {
                let power = N::constant(high, low);
                self.unary(
                    a,
                    #[inline(always)]
                    |u| power_of(u, power),
                );
            }
            Operation::Minimum(a, b) => self.extremum(a, b, |difference| difference < 0.0),
            Operation::Maximum(a, b) => self.extremum(a, b, |difference| difference > 0.0),
            Operation::Call(function, a) => self.call(function, a),
            Operation::Where {
                comparison,
                left,
                right,
                then,
                otherwise,
            } => self.compare(comparison, [left, right], [then, otherwise]),
            Operation::Stated {
                argument,
                value,
                slope,
            } => {
                self.slopes_of_one(argument, slope, |given, _, slope| slope.times(given));
                self.values(value, value, |value, _| value);
            }
        }
    }
}
