//! Runs a [`Program`] over many inputs: in 100 bits for the reference, in f64 for
//! theory and for f32.

use std::ops::Range;

use pulp::Arch;

use super::chunk::{Chunk, Register, Scratch};
use super::lane::Lane;
use super::number::{CHUNK, Number};
use super::program::{Operation, Program, Step};
use super::wide::{UNBOUNDED, Wide};
use crate::activation::arithmetic::{Arithmetic, Least};
use crate::activation::kernel::{Dispatched, Loop};
use crate::vectorised::arch;

/// What slopes are taken by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum By {
    Input,
    /// The open parameter of this place.
    Open(usize),
}

/// Inputs and outputs of a run, a chunk at a time.
pub(super) trait Ends<N: Number> {
    /// How many inputs there are.
    fn count(&self) -> usize;
    /// Writes the inputs from `start` on, at most a chunk.
    fn read(&self, start: usize, column: &mut N::Column);
    /// Writes an open parameter's values for the inputs from `start` on. A
    /// program without any does not ask for them.
    fn read_open(&self, _open: usize, _start: usize, _column: &mut N::Column) {}
    /// Takes phi and, if asked for, phi' of the inputs from `start` on; `ended` is
    /// whether an exponential has on the way.
    fn write(&mut self, start: usize, phi: &N::Column, slope: &N::Column, ended: bool);
}

/// The places of the chunk from `start` on.
#[inline(always)]
pub(super) fn range(start: usize, count: usize) -> Range<usize> {
    start..count.min(start + CHUNK)
}

/// Runs a program from end to end, with or without slopes.
#[inline(always)]
pub(super) fn run<N: Number<Column: Scratch>>(
    program: &Program,
    sloped: bool,
    by: By,
    mut ends: impl Ends<N>,
) {
    let count = ends.count();
    let steps = &program.steps;
    let mut registers = N::Column::take();
    while registers.len() < steps.len() {
        registers.push(Register::zero());
    }
    prepare::<N>(steps, by, count.min(CHUNK), &mut registers);
    for start in (0..count).step_by(CHUNK) {
        let mut ended = false;
        for (place, step) in steps.iter().enumerate() {
            let (before, rest) = registers.split_at_mut(place);
            let out = &mut rest[0];
            match step.operation {
                Operation::Input => ends.read(start, &mut out.value),
                Operation::Open(open) => ends.read_open(open, start, &mut out.value),
                operation => {
                    let mut chunk: Chunk<'_, N> = Chunk {
                        before,
                        out,
                        count: range(start, count).len(),
                        sloped: step.sloped && sloped,
                        ended,
                    };
                    chunk.step(operation, steps);
                    ended = chunk.ended;
                }
            }
        }
        let last = &registers[steps.len() - 1];
        ends.write(start, &last.value, &last.slope, ended);
    }
    N::Column::put_back(registers);
}

/// Writes the constants, whose slope is zero, and the slopes of the inputs: one
/// of what slopes are taken by, zero of the others.
#[inline(always)]
fn prepare<N: Number>(steps: &[Step], by: By, count: usize, registers: &mut [Register<N::Column>]) {
    for (step, register) in steps.iter().zip(registers) {
        let is_taken = match step.operation {
            Operation::Constant(high, low) => {
                for place in 0..count {
                    N::set(&mut register.value, place, N::constant(high, low));
                }
                false
            }
            Operation::Input => by == By::Input,
            Operation::Open(open) => by == By::Open(open),
            _ => continue,
        };
        for place in 0..count {
            let slope = N::exact(if is_taken { 1.0 } else { 0.0 });
            N::set(&mut register.slope, place, slope);
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
        run::<Wide<A>>(program, true, By::Input, self);
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
    fn write(
        &mut self,
        start: usize,
        phi: &[[f64; CHUNK]; 3],
        slope: &[[f64; CHUNK]; 3],
        _ended: bool,
    ) {
        let range = range(start, self.z.len());
        let z = &self.z[range.clone()];
        let outputs = self.value[range.clone()].iter_mut();
        let outputs = outputs.zip(&mut self.derivative[range]);
        for (place, (value, derivative)) in (0..z.len().min(CHUNK)).zip(outputs) {
            let infinite = z[place].abs() == f64::INFINITY;
            *value = limit(Wide::<A>::get(phi, place).rounded(), infinite);
            let slope = Wide::<A>::get(slope, place);
            *derivative = not_zero(limit(slope.rounded(), infinite), slope, infinite);
            if z[place].is_nan() {
                (*value, *derivative) = (f64::NAN, f64::NAN);
            }
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
        run::<Lane<A>>(program, true, By::Input, self);
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
    fn write(&mut self, start: usize, phi: &[f64; CHUNK], slope: &[f64; CHUNK], ended: bool) {
        let range = range(start, self.z.len());
        let (phi, slope) = (&phi[..range.len()], &slope[..range.len()]);
        let value = &mut self.value[range.clone()];
        let derivative = &mut self.derivative[range.clone()];
        value.copy_from_slice(phi);
        derivative.copy_from_slice(slope);
        if ended || has_nan(phi) || has_nan(slope) {
            self.program.exact(&self.z[range], value, derivative);
        }
    }
}

/// Whether there is a NaN among these.
#[inline(always)]
fn has_nan(numbers: &[f64]) -> bool {
    let mut nans = 0;
    for number in numbers {
        nans |= u32::from(number.is_nan());
    }
    nans > 0
}

/// phi and phi' at an infinite input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::activation) struct Limits {
    /// phi and phi' at -infinity.
    pub below: (f64, f64),
    /// phi and phi' at infinity.
    pub above: (f64, f64),
}

/// In f64, rounded to f32; phi' where it is asked for.
struct Single<'a> {
    program: &'a Program,
    limits: Limits,
    z: &'a [f32],
    value: &'a mut [f32],
    derivative: Option<&'a mut [f32]>,
}

impl Loop for Single<'_> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let (program, sloped) = (self.program, self.derivative.is_some());
        run::<Lane<A>>(program, sloped, By::Input, self);
    }
}

impl Single<'_> {
    /// phi and phi' of a chunk in 100 bits.
    #[cold]
    fn run_again(&self, range: Range<usize>, phi: &mut [f64], slope: &mut [f64]) {
        let mut wide = [0.0; CHUNK];
        let z = &self.z[range];
        for (wide, z) in wide.iter_mut().zip(z) {
            *wide = f64::from(*z);
        }
        let count = z.len();
        self.program
            .exact(&wide[..count], &mut phi[..count], &mut slope[..count]);
    }
}

impl<A: Arithmetic + 'static> Ends<Lane<A>> for Single<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.z.len()
    }
    #[inline(always)]
    fn read(&self, start: usize, column: &mut [f64; CHUNK]) {
        let z = &self.z[range(start, self.z.len())];
        for (wide, z) in column.iter_mut().zip(z) {
            *wide = f64::from(*z);
        }
    }
    #[inline(always)]
    fn write(&mut self, start: usize, phi: &[f64; CHUNK], slope: &[f64; CHUNK], ended: bool) {
        let range = range(start, self.z.len());
        let again = ended
            || has_nan(&phi[..range.len()])
            || self.derivative.is_some() && has_nan(&slope[..range.len()]);
        let (mut exact_phi, mut exact_slope) = ([0.0; CHUNK], [0.0; CHUNK]);
        let (phi, slope) = if again {
            self.run_again(range.clone(), &mut exact_phi, &mut exact_slope);
            (&exact_phi, &exact_slope)
        } else {
            (phi, slope)
        };
        let Limits { below, above } = self.limits;
        let z = &self.z[range.clone()];
        let value = &mut self.value[range.clone()];
        let mut derivative = self.derivative.as_mut().map(|d| &mut d[range]);
        for (value, phi) in value.iter_mut().zip(phi) {
            *value = *phi as f32;
        }
        let mut vanished = 0;
        if let Some(derivative) = &mut derivative {
            for (derivative, slope) in derivative.iter_mut().zip(slope) {
                *derivative = *slope as f32;
                vanished |= u32::from(*derivative == 0.0 && *slope != 0.0);
            }
        }
        // Rarely more than that.
        let mut ends = 0;
        for z in z {
            ends |= u32::from(!z.is_finite());
        }
        if ends | vanished == 0 {
            return;
        }
        for (value, &z) in value.iter_mut().zip(z) {
            *value = at_ends(z, *value, below.0 as f32, above.0 as f32);
        }
        if let Some(derivative) = derivative {
            for ((derivative, slope), &z) in derivative.iter_mut().zip(slope).zip(z) {
                let slope = rounded_slope(*slope, z);
                *derivative = at_ends(z, slope, below.1 as f32, above.1 as f32);
            }
        }
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
pub(super) fn rounded_slope(slope: f64, z: f32) -> f32 {
    let rounded = slope as f32;
    if slope != 0.0 {
        Least::at(z).or_signed(rounded)
    } else {
        rounded
    }
}

impl Program {
    /// phi and phi' of each z, within half an ULP and a little.
    pub fn exact(&self, z: &[f64], value: &mut [f64], derivative: &mut [f64]) {
        self.without_swings(z, value, derivative);
        if self.may_swing() {
            for ((z, value), derivative) in z.iter().zip(value).zip(derivative) {
                if z.is_infinite() {
                    (*value, *derivative) = self.limit(*z);
                }
            }
        }
    }

    /// The same but for the sine and cosine of infinity, which are NaN.
    pub(super) fn without_swings(&self, z: &[f64], value: &mut [f64], derivative: &mut [f64]) {
        arch().dispatch(Dispatched(Exact {
            program: self,
            z,
            value,
            derivative,
        }));
    }

    /// phi and phi' of each finite z of f32's size, within some ULP.
    pub fn fast(&self, z: &[f64], value: &mut [f64], derivative: &mut [f64]) {
        arch().dispatch(Dispatched(Fast {
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
            derivative: Some(derivative),
        }));
    }

    /// phi of each z, in f64 rounded to f32.
    pub fn single_value(&self, limits: Limits, z: &[f32], value: &mut [f32]) {
        arch().dispatch(Dispatched(Single {
            program: self,
            limits,
            z,
            value,
            derivative: None,
        }));
    }
}
