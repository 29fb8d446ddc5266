//! How far the f32 kernels are from the reference, over every input of a
//! number format.
//!
//! Every f32 that is a number, infinities included, goes through the kernel; of
//! f16 and bf16 every input is exact in f32, goes through the same kernel, and
//! the result is rounded once to the format. The truth is the reference.
//!
//! - An error in **ULP** is a multiple of the distance of neighbouring numbers
//!   of the format at the truth, between the powers of two around it. An
//!   infinite result counts as the number that would follow the largest.
//! - A **value** whose truth is a normal number of the format is judged in ULP;
//!   below, in smallest subnormals.
//! - A **derivative** (what the backward pass uses) of at least 2^-10 sup |phi'|
//!   is judged in ULP; below, as a share of sup |phi'|. The supremum is over all
//!   inputs, or over |z| <= 10 where phi' grows beyond 1000 times that.
//! - A **wrong zero** is a result that is zero where the truth is a smallest
//!   subnormal or more, or that is not zero where the truth is. An f32
//!   derivative must be zero exactly where the truth is.
//!
//! The reference takes some 50 ns an input, too long for 2^32 of them. But it
//! is smooth: in a piece of 1024 neighbouring f32 it is a polynomial of fourth
//! degree to far more than f32 can tell. So each piece is interpolated between
//! five values of the reference and compared with three more; where one of them
//! is missed by more than 2^-12 ULP, in 16 smaller pieces, and failing that, or
//! at a kink, every input has its own value of the reference. So have the
//! largest errors that are reported.

mod judge;
mod truth;

use std::ops::Range;
use std::time::Instant;

use rayon::prelude::*;

use self::judge::{Judge, Rule, Sums, Tally};
use self::truth::{PIECE, Piece, REGION, Truth};
use super::{Accuracy, Activation, kernel};
use crate::number::Format;

/// Patterns of f32 that one task goes through.
const UNIT: u32 = 1 << 20;
/// Units of the finite numbers of a sign.
const UNITS: u32 = f32::INFINITY.to_bits() / UNIT;
const SIGN: u32 = 1 << 31;
/// With a larger stride a piece has too few inputs to be interpolated.
const DENSE: u32 = 8;
/// Of the numbers of a small format, one of so many tells what all will take.
const PARTS_OF_SAMPLE: usize = 64;

/// One of the two things that a kernel computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// phi
    Value,
    /// What the backward pass uses, phi' as a rule.
    Derivative,
}

impl Quantity {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::Value => "value",
            Quantity::Derivative => "derivative",
        }
    }
}

/// An error and where it is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worst {
    /// The error.
    pub error: f64,
    /// The input as an f32, exact. Of several, the one of the smallest pattern.
    pub input: f32,
}

/// The errors of one quantity; see the [module](self) for what they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Errors {
    /// Which.
    pub quantity: Quantity,
    /// Inputs that were compared.
    pub inputs: u64,
    /// The largest error in ULP; none where no truth is judged in ULP.
    pub worst: Option<Worst>,
    /// The mean error of those that are judged in ULP.
    pub mean_ulp: Option<f64>,
    /// The share of them that is above half an ULP: not the nearest number.
    pub share_above_half: Option<f64>,
    /// The share of them that is above one ULP: neither neighbour.
    pub share_above_one: Option<f64>,
    /// The largest of the other errors: of a value in smallest subnormals, of a
    /// derivative as a share of sup |phi'|.
    pub worst_small: Option<Worst>,
    /// How many zeros are wrong.
    pub wrong_zeros: u64,
    /// The first of them.
    pub first_wrong_zero: Option<f32>,
    /// What the entry promises of `worst`, in ULP; none where nothing is promised.
    pub promised_ulp: Option<f64>,
    /// Whether it is as the entry promises.
    pub kept: Option<bool>,
}

/// What was measured of an activation in a format.
#[derive(Debug, Clone, PartialEq)]
pub struct AccuracyReport {
    /// The format.
    pub format: Format,
    /// Every how many-th input was taken.
    pub every: u32,
    /// sup |phi'|, as it is taken here.
    pub largest_derivative: f64,
    /// The share of the inputs that had a value of the reference each; for the
    /// others it was interpolated.
    pub share_exact: f64,
    /// Errors of the value.
    pub value: Errors,
    /// Errors of the derivative.
    pub derivative: Errors,
}

/// What each step of [`measure`] will take, in nanoseconds of a thread, from a
/// sample: a sine of large arguments takes ten times a line.
pub fn costs(phi: &Activation, format: Format, every: u32) -> Vec<u64> {
    /// Units for which one of their regions stands: those of 8 binades.
    const ALIKE: u32 = 64;
    let bench = Bench::new(phi, format);
    let mut judge = bench.judge();
    let mut nanoseconds = |times: u32, work: &dyn Fn(&mut Judge<'_>)| {
        let once = [(); 3].map(|()| {
            let start = Instant::now();
            work(&mut judge);
            start.elapsed()
        });
        // The least: any may have been interrupted.
        let least = once.into_iter().min().unwrap_or_default();
        (least * times).as_nanos() as u64
    };
    if format.bits() == 32 {
        let groups = (0..2 * UNITS).step_by(ALIKE as usize);
        let costs = groups.flat_map(|first| {
            let alike = ALIKE.min(2 * UNITS - first);
            let start = unit_start(first + alike / 2);
            let cost = nanoseconds(UNIT / REGION, &|judge| {
                regions(judge, &bench.truth, start..start + REGION, every);
            });
            std::iter::repeat_n(cost, alike as usize)
        });
        costs.collect()
    } else {
        let inputs = inputs(format);
        let sample: Vec<f32> = inputs.into_iter().step_by(PARTS_OF_SAMPLE).collect();
        vec![nanoseconds(PARTS_OF_SAMPLE as u32, &|judge| {
            sample.chunks(PIECE as usize).for_each(|z| judge.exact(z));
        })]
    }
}

/// What is compared with what, and how.
struct Bench<'a> {
    phi: &'a Activation,
    format: Format,
    truth: Truth<'a>,
    rules: [Rule; 2],
}

impl<'a> Bench<'a> {
    fn new(phi: &'a Activation, format: Format) -> Self {
        let promised = promised(phi).unwrap_or(Accuracy::USUAL);
        let truth = Truth::new(phi, promised.relative_from);
        let largest = truth.largest_derivative;
        Bench {
            phi,
            format,
            truth,
            rules: [
                Rule::of_value(format),
                Rule::of_derivative(format, largest, promised.relative_from),
            ],
        }
    }

    fn judge(&self) -> Judge<'_> {
        Judge::new(self.phi, &self.truth, self.format, self.rules)
    }
}

fn promised(phi: &Activation) -> Option<Accuracy> {
    phi.entry().and_then(|entry| entry.accuracy)
}

/// Measures the kernels of `phi` over every `every`-th f32 pattern, or over all
/// inputs of a format of 16 bits or fewer, on the threads of rayon's current
/// pool. The result does not depend on how many there are. `progress` is called
/// with the number of each step, of those that [`costs`] has, when it is done.
pub fn measure(
    phi: &Activation,
    format: Format,
    every: u32,
    progress: impl Fn(usize) + Sync,
) -> AccuracyReport {
    let bench = Bench::new(phi, format);
    let single = format.bits() == 32;
    let every = if single { every.max(1) } else { 1 };
    let tally = if single {
        let tallies: Vec<Tally> = (0..2 * UNITS)
            .into_par_iter()
            .map(|unit| {
                let mut judge = bench.judge();
                single_unit(&mut judge, &bench.truth, unit, every);
                progress(unit as usize);
                judge.tally
            })
            .collect();
        // In their order, so that sums and ties are always the same.
        tallies.into_iter().fold(Tally::default(), Tally::then)
    } else {
        let mut judge = bench.judge();
        for z in inputs(format).chunks(PIECE as usize) {
            judge.exact(z);
        }
        progress(0);
        judge.tally
    };
    let promised = promised(phi).filter(|_| single);
    let [value, derivative] = tally.quantities;
    let of = |quantity, sums: Sums| sums.report(quantity, tally.inputs, promised);
    AccuracyReport {
        format,
        every,
        largest_derivative: bench.truth.largest_derivative,
        share_exact: tally.exact as f64 / (tally.inputs as f64).max(1.0),
        value: of(Quantity::Value, value),
        derivative: of(Quantity::Derivative, derivative),
    }
}

/// The numbers of a small format.
fn inputs(format: Format) -> Vec<f32> {
    (0..1u32 << format.bits())
        .map(|bits| format.decode(bits.into()) as f32)
        .filter(|z| !z.is_nan())
        .collect()
}

/// The first pattern of a unit.
fn unit_start(unit: u32) -> u32 {
    let sign = if unit < UNITS { 0 } else { SIGN };
    sign | (unit % UNITS * UNIT)
}

/// The inputs of one unit, in the order of their patterns.
fn single_unit(judge: &mut Judge<'_>, truth: &Truth<'_>, unit: u32, every: u32) {
    let start = unit_start(unit);
    let end = start + UNIT;
    regions(judge, truth, start..end, every);
    let infinity = start & SIGN | f32::INFINITY.to_bits();
    if end == infinity && infinity.is_multiple_of(every) {
        judge.exact(&[f32::from_bits(infinity)]);
    }
}

/// The inputs of whole regions.
fn regions(judge: &mut Judge<'_>, truth: &Truth<'_>, patterns: Range<u32>, every: u32) {
    let exact = |judge: &mut Judge<'_>, patterns| {
        let z: Vec<f32> = taken(patterns, every).collect();
        z.chunks(PIECE as usize).for_each(|z| judge.exact(z));
    };
    if every > DENSE {
        exact(judge, patterns);
        return;
    }
    for region in patterns.step_by(REGION as usize) {
        truth.pieces(
            region..region + REGION,
            &mut |patterns, piece| match piece {
                Piece::Rough => exact(judge, patterns),
                Piece::Smooth(curves) => {
                    let first = patterns.start.next_multiple_of(every) - patterns.start;
                    let size = patterns.end - patterns.start;
                    let z: Vec<f32> = taken(patterns, every).collect();
                    judge.interpolated(&z, &curves, size, (first, every));
                }
            },
        );
    }
}

/// The f32 of every `every`-th pattern.
fn taken(patterns: Range<u32>, every: u32) -> impl Iterator<Item = f32> {
    let first = u64::from(patterns.start).next_multiple_of(every.into());
    let all = first..u64::from(patterns.end);
    all.step_by(every as usize)
        .map(|pattern| f32::from_bits(pattern as u32))
}
