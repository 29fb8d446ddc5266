//! Runs a [`Program`] over many inputs, an operation over a chunk at a time, in
//! forward-mode dual numbers: every register holds a value and its slope.

use std::cell::Cell;
use std::ops::Range;

use pulp::Arch;

use super::functions::apply;
use super::lane::Lane;
use super::number::{CHUNK, Column, Number};
use super::program::{Operation, Program, Step, holds, power_of};
use super::wide::{UNBOUNDED, Wide};
use crate::activation::arithmetic::{Arithmetic, never_zero};
use crate::activation::formula::{Comparison, Function};
use crate::activation::kernel::{Dispatched, Loop};

/// The values of a step for a chunk of inputs, and their slopes.
struct Register<C> {
    value: C,
    slope: C,
}

/// The registers of a thread, kept from call to call. They are taken out, not
/// lent: a closure would not be inlined into the vectorised loop.
trait Scratch: Column {
    fn take() -> Vec<Register<Self>>;
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

/// One chunk on its way through the steps.
struct Chunk<'a, N: Number> {
    before: &'a [Register<N::Column>],
    out: &'a mut Register<N::Column>,
    count: usize,
    /// Whether the slope is wanted.
    sloped: bool,
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

    /// Sine or cosine of arguments that take more to be reduced, if there are
    /// any.
    #[inline(always)]
    fn far(&mut self, function: Function, a: usize) {
        if !matches!(function, Function::Sin | Function::Cos) {
            return;
        }
        let mut any = false;
        for place in 0..self.count() {
            any |= N::get(&self.before[a].value, place).is_far();
        }
        match function {
            Function::Sin if any => self.where_far(
                a,
                #[inline(always)]
                |u| u.far_sine_cosine(),
            ),
            Function::Cos if any => self.where_far(
                a,
                #[inline(always)]
                |u| {
                    let (sine, cosine) = u.far_sine_cosine();
                    (cosine, sine.negative())
                },
            ),
            _ => {}
        }
    }

    /// f(a), f giving value and derivative, where a is far.
    #[inline(always)]
    fn where_far(&mut self, a: usize, f: impl Fn(N) -> (N, N)) {
        let a = &self.before[a];
        for place in 0..self.count() {
            let u = N::get(&a.value, place);
            let (value, derivative) = f(u);
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
        each!(Abs Sign Exp Expm1 Log Log1p Sqrt Tanh Sigmoid Softplus Erf Erfc Sin Cos Atan Sinh
            Cosh Asinh);
        self.far(function, a);
    }

    #[inline(always)]
    fn step(&mut self, operation: Operation, steps: &[Step]) {
        let varies = |a: usize, b: usize| (steps[a].varies, steps[b].varies);
        match operation {
            // Written before the steps run.
            Operation::Input | Operation::Constant(..) => {}
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
            Operation::Minimum(a, b) => {
                self.choose([a, b], [a, b], |difference| difference < 0.0);
            }
            Operation::Maximum(a, b) => {
                self.choose([a, b], [a, b], |difference| difference > 0.0);
            }
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

/// Inputs and outputs of a run, a chunk at a time.
trait Ends<N: Number> {
    /// How many inputs there are.
    fn count(&self) -> usize;
    /// Writes the inputs from `start` on, at most a chunk.
    fn read(&self, start: usize, column: &mut N::Column);
    /// Takes phi and, if asked for, phi' of the inputs from `start` on.
    fn write(&mut self, start: usize, phi: &N::Column, slope: &N::Column);
}

/// The places of the chunk from `start` on.
#[inline(always)]
fn range(start: usize, count: usize) -> Range<usize> {
    start..count.min(start + CHUNK)
}

/// Runs a program from end to end, with or without slopes.
#[inline(always)]
fn run<N: Number<Column: Scratch>>(program: &Program, sloped: bool, mut ends: impl Ends<N>) {
    let count = ends.count();
    let steps = &program.steps;
    let mut registers = N::Column::take();
    while registers.len() < steps.len() {
        registers.push(Register {
            value: N::Column::zero(),
            slope: N::Column::zero(),
        });
    }
    prepare::<N>(steps, count.min(CHUNK), &mut registers);
    for start in (0..count).step_by(CHUNK) {
        for (place, step) in steps.iter().enumerate() {
            let (before, rest) = registers.split_at_mut(place);
            let out = &mut rest[0];
            if step.operation == Operation::Input {
                ends.read(start, &mut out.value);
            } else {
                let mut chunk: Chunk<'_, N> = Chunk {
                    before,
                    out,
                    count: range(start, count).len(),
                    sloped: step.sloped && sloped,
                };
                chunk.step(step.operation, steps);
            }
        }
        let last = &registers[steps.len() - 1];
        ends.write(start, &last.value, &last.slope);
    }
    N::Column::put_back(registers);
}

/// Writes the constants, whose slope is zero, and the slope of the input.
#[inline(always)]
fn prepare<N: Number>(steps: &[Step], count: usize, registers: &mut [Register<N::Column>]) {
    for (step, register) in steps.iter().zip(registers) {
        match step.operation {
            Operation::Constant(high, low) => {
                for place in 0..count {
                    N::set(&mut register.value, place, N::constant(high, low));
                    N::set(&mut register.slope, place, N::exact(0.0));
                }
            }
            Operation::Input => {
                for place in 0..count {
                    N::set(&mut register.slope, place, N::exact(1.0));
                }
            }
            _ => {}
        }
    }
}

/// In 100 bits and without limits of size, rounded once.
struct Exact<'a> {
    program: &'a Program,
    z: &'a [f64],
    value: &'a mut [f64],
    derivative: &'a mut [f64],
}

impl Loop for Exact<'_> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let program = self.program;
        run::<Wide<A>>(program, true, self);
    }
}

impl<A: Arithmetic + 'static> Ends<Wide<A>> for Exact<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.z.len()
    }
    #[inline(always)]
    fn read(&self, start: usize, column: &mut [[f64; CHUNK]; 3]) {
        let z = &self.z[range(start, self.z.len())];
        for (place, z) in (0..CHUNK).zip(z) {
            Wide::<A>::set(column, place, Wide::input(*z));
        }
    }
    #[inline(always)]
    fn write(&mut self, start: usize, phi: &[[f64; CHUNK]; 3], slope: &[[f64; CHUNK]; 3]) {
        let range = range(start, self.z.len());
        let z = &self.z[range.clone()];
        let outputs = self.value[range.clone()].iter_mut();
        let outputs = outputs.zip(&mut self.derivative[range]);
        for (place, (value, derivative)) in (0..z.len().min(CHUNK)).zip(outputs) {
            let infinite = z[place].abs() == f64::INFINITY;
            *value = limit(Wide::<A>::get(phi, place).rounded(), infinite);
            let slope = Wide::<A>::get(slope, place);
            *derivative = not_zero(limit(slope.rounded(), infinite), slope, infinite);
        }
    }
}

/// What grows without bound towards infinity, be it as a logarithm, is
/// infinite there.
#[inline(always)]
fn limit(number: f64, infinite: bool) -> f64 {
    if infinite && number.abs() > UNBOUNDED {
        f64::INFINITY.copysign(number)
    } else {
        number
    }
}

/// A slope that is not zero and that rounds to zero is the smallest number of
/// its sign; at infinity the limit stands.
#[inline(always)]
fn not_zero<A: Arithmetic + 'static>(rounded: f64, slope: Wide<A>, infinite: bool) -> f64 {
    if rounded == 0.0 && slope.sign() != 0.0 && !infinite {
        f64::from_bits(1).copysign(slope.sign())
    } else {
        rounded
    }
}

/// In f64, for z of f32's size.
struct Fast<'a> {
    program: &'a Program,
    z: &'a [f64],
    value: &'a mut [f64],
    derivative: &'a mut [f64],
}

impl Loop for Fast<'_> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let program = self.program;
        run::<Lane<A>>(program, true, self);
    }
}

impl<A: Arithmetic + 'static> Ends<Lane<A>> for Fast<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.z.len()
    }
    #[inline(always)]
    fn read(&self, start: usize, column: &mut [f64; CHUNK]) {
        let z = &self.z[range(start, self.z.len())];
        column[..z.len()].copy_from_slice(z);
    }
    #[inline(always)]
    fn write(&mut self, start: usize, phi: &[f64; CHUNK], slope: &[f64; CHUNK]) {
        let range = range(start, self.z.len());
        self.value[range.clone()].copy_from_slice(&phi[..range.len()]);
        self.derivative[range.clone()].copy_from_slice(&slope[..range.len()]);
    }
}

/// phi and phi' at an infinite input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::activation) struct Limits {
    /// phi and phi' at -infinity.
    pub below: (f64, f64),
    /// phi and phi' at infinity.
    pub above: (f64, f64),
}

/// In f64, rounded to f32.
struct Single<'a> {
    program: &'a Program,
    limits: Limits,
    z: &'a [f32],
    value: &'a mut [f32],
    derivative: &'a mut [f32],
}

impl Loop for Single<'_> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let program = self.program;
        run::<Lane<A>>(program, true, self);
    }
}

impl<A: Arithmetic + 'static> Ends<Lane<A>> for Single<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.z.len()
    }
    #[inline(always)]
    fn read(&self, start: usize, column: &mut [f64; CHUNK]) {
        widen(&self.z[range(start, self.z.len())], column);
    }
    #[inline(always)]
    fn write(&mut self, start: usize, phi: &[f64; CHUNK], slope: &[f64; CHUNK]) {
        let range = range(start, self.z.len());
        let Limits { below, above } = self.limits;
        let z = &self.z[range.clone()];
        for ((value, phi), &z) in self.value[range.clone()].iter_mut().zip(phi).zip(z) {
            *value = at_ends(z, *phi as f32, below.0 as f32, above.0 as f32);
        }
        for ((derivative, slope), &z) in self.derivative[range].iter_mut().zip(slope).zip(z) {
            let slope = rounded_slope(*slope, z);
            *derivative = at_ends(z, slope, below.1 as f32, above.1 as f32);
        }
    }
}

/// Phi alone, in f64, rounded to f32.
struct SingleValue<'a> {
    program: &'a Program,
    limits: Limits,
    z: &'a [f32],
    value: &'a mut [f32],
}

impl Loop for SingleValue<'_> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let program = self.program;
        run::<Lane<A>>(program, false, self);
    }
}

impl<A: Arithmetic + 'static> Ends<Lane<A>> for SingleValue<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.z.len()
    }
    #[inline(always)]
    fn read(&self, start: usize, column: &mut [f64; CHUNK]) {
        widen(&self.z[range(start, self.z.len())], column);
    }
    #[inline(always)]
    fn write(&mut self, start: usize, phi: &[f64; CHUNK], _: &[f64; CHUNK]) {
        let range = range(start, self.z.len());
        let Limits { below, above } = self.limits;
        let z = &self.z[range.clone()];
        for ((value, phi), &z) in self.value[range].iter_mut().zip(phi).zip(z) {
            *value = at_ends(z, *phi as f32, below.0 as f32, above.0 as f32);
        }
    }
}

#[inline(always)]
fn widen(z: &[f32], column: &mut [f64; CHUNK]) {
    for (wide, z) in column.iter_mut().zip(z) {
        *wide = f64::from(*z);
    }
}

/// The limit where z is infinite, and NaN where it is NaN.
#[inline(always)]
fn at_ends(z: f32, inside: f32, below: f32, above: f32) -> f32 {
    let result = if z == f32::INFINITY { above } else { inside };
    let result = if z == f32::NEG_INFINITY {
        below
    } else {
        result
    };
    if z.is_nan() { z } else { result }
}

/// A slope in f32, never zero where it is not.
#[inline(always)]
fn rounded_slope(slope: f64, z: f32) -> f32 {
    let rounded = slope as f32;
    if slope != 0.0 {
        never_zero(rounded, z)
    } else {
        rounded
    }
}

impl Program {
    /// phi and phi' of each z, within half an ULP and a little.
    pub fn exact(&self, z: &[f64], value: &mut [f64], derivative: &mut [f64]) {
        Arch::new().dispatch(Dispatched(Exact {
            program: self,
            z,
            value,
            derivative,
        }));
    }

    /// phi and phi' of each finite z of f32's size, within some ULP.
    pub fn fast(&self, z: &[f64], value: &mut [f64], derivative: &mut [f64]) {
        Arch::new().dispatch(Dispatched(Fast {
            program: self,
            z,
            value,
            derivative,
        }));
    }

    /// phi and phi' of each z, in f64 rounded to f32.
    pub fn single(
        &self,
        arch: Arch,
        limits: Limits,
        z: &[f32],
        value: &mut [f32],
        derivative: &mut [f32],
    ) {
        arch.dispatch(Dispatched(Single {
            program: self,
            limits,
            z,
            value,
            derivative,
        }));
    }

    /// phi of each z, in f64 rounded to f32.
    pub fn single_value(&self, limits: Limits, z: &[f32], value: &mut [f32]) {
        Arch::new().dispatch(Dispatched(SingleValue {
            program: self,
            limits,
            z,
            value,
        }));
    }
}
