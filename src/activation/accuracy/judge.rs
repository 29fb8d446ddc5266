//! Results of the kernel against the truth, piece by piece.

use super::truth::{Curve, PIECE, Truth};
use super::{Accuracy, Activation, Errors, Quantity, Worst, kernel};
use crate::number::Format;
use crate::vectorised::vectorised;

const LANES: usize = 16;

/// The bits of an f64 without its sign.
const MAGNITUDE: u64 = u64::MAX >> 1;

/// The distances of neighbouring numbers of a format.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ulp {
    mantissa_bits: u64,
    /// Biased exponents, as f64 has them, of the smallest normal and of the
    /// largest number.
    exponents: (u64, u64),
}

impl Ulp {
    /// Those of a format.
    pub fn of(format: Format) -> Self {
        let exponent = |x: f64| x.to_bits() >> 52;
        Ulp {
            mantissa_bits: 1023 - exponent(format.epsilon()),
            exponents: (exponent(format.min_normal()), exponent(format.max())),
        }
    }

    /// One over the distance at a truth.
    #[inline(always)]
    pub fn inverse(self, truth: f64) -> f64 {
        let exponent = (truth.to_bits() & MAGNITUDE) >> 52;
        let exponent = exponent.max(self.exponents.0).min(self.exponents.1);
        f64::from_bits((2046 + self.mantissa_bits - exponent) << 52)
    }
}

/// How errors of a quantity are judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    ulp: Ulp,
    /// What an infinite result counts as.
    infinity: f64,
    /// Sizes of the truth that are judged in ULP.
    from: f64,
    /// One over the unit of the other errors.
    inverse_unit: f64,
    /// Sizes of the truth for which zero is wrong.
    not_zero: f64,
}

impl Rule {
    /// For phi.
    pub fn of_value(format: Format) -> Self {
        let ulp = Ulp::of(format);
        Rule {
            ulp,
            infinity: f64::from_bits((ulp.exponents.1 + 1) << 52),
            from: format.min_normal(),
            inverse_unit: 1.0 / format.min_subnormal(),
            not_zero: format.min_subnormal(),
        }
    }

    /// For phi', whose largest size is given.
    pub fn of_derivative(format: Format, largest: f64, relative_from: f64) -> Self {
        let single = format.bits() == 32;
        let rule = Self::of_value(format);
        Rule {
            from: relative_from * largest,
            inverse_unit: if largest > 0.0 { 1.0 / largest } else { 1.0 },
            // Zero means zero.
            not_zero: if single {
                f64::from_bits(1)
            } else {
                rule.not_zero
            },
            ..rule
        }
    }

    /// The error in ULP, or else in the other unit; what it is not is -1.
    #[inline(always)]
    fn errors(self, result: f64, truth: f64) -> (f64, f64) {
        let infinite = result.abs() == f64::INFINITY;
        // Not `clamp`, whose check of its bounds is in the way of vectors.
        let below = if truth > self.infinity {
            self.infinity
        } else {
            truth
        };
        let bounded = if below < -self.infinity {
            -self.infinity
        } else {
            below
        };
        let near = self.infinity.copysign(result);
        let distance = if infinite {
            (near - bounded).abs()
        } else {
            (result - truth).abs()
        };
        let none = result.is_nan() && truth.is_nan();
        let missed = if none { 0.0 } else { f64::INFINITY };
        let distance = if distance.is_nan() { missed } else { distance };
        let ulp = distance * self.ulp.inverse(truth);
        if truth.abs() >= self.from {
            (ulp, -1.0)
        } else {
            (-1.0, distance * self.inverse_unit)
        }
    }

    /// Whether the zero, or what stands for one, is wrong.
    #[inline(always)]
    fn is_wrong_zero(self, result: f64, truth: f64) -> bool {
        (result == 0.0) & (truth.abs() >= self.not_zero) | (result != 0.0) & (truth == 0.0)
    }
}

/// The errors of one quantity so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    /// Those that are judged in ULP.
    counted: u64,
    sum: f64,
    above_half: u64,
    above_one: u64,
    worst: Option<Worst>,
    small: Option<Worst>,
    wrong_zeros: u64,
    first_wrong_zero: Option<f32>,
}

impl Sums {
    fn then(self, next: Self) -> Self {
        Sums {
            counted: self.counted + next.counted,
            sum: self.sum + next.sum,
            above_half: self.above_half + next.above_half,
            above_one: self.above_one + next.above_one,
            worst: worse(self.worst, next.worst),
            small: worse(self.small, next.small),
            wrong_zeros: self.wrong_zeros + next.wrong_zeros,
            first_wrong_zero: self.first_wrong_zero.or(next.first_wrong_zero),
        }
    }

    pub fn report(self, quantity: Quantity, inputs: u64, promised: Option<Accuracy>) -> Errors {
        let share = |part: f64| (self.counted > 0).then(|| part / self.counted as f64);
        let mut errors = Errors {
            quantity,
            inputs,
            worst: self.worst,
            mean_ulp: share(self.sum),
            share_above_half: share(self.above_half as f64),
            share_above_one: share(self.above_one as f64),
            worst_small: self.small,
            wrong_zeros: self.wrong_zeros,
            first_wrong_zero: self.first_wrong_zero,
            promised_ulp: promised.map(|promised| bound(quantity, promised)),
            kept: None,
        };
        errors.kept = errors.promised_ulp.map(|bound| keeps(&errors, bound));
        errors
    }
}

/// The promised ULP, and one more where there is no fused multiply-add.
fn bound(quantity: Quantity, promised: Accuracy) -> f64 {
    let more = if kernel::has_fused() { 0.0 } else { 1.0 };
    more + match quantity {
        Quantity::Value => promised.value_ulp,
        Quantity::Derivative => promised.derivative_ulp,
    }
}

/// Whether the errors are as promised.
fn keeps(errors: &Errors, ulp: f64) -> bool {
    /// Share of sup |phi'| that a small derivative may be off.
    const SMALL: f64 = 2.0 * f32::EPSILON as f64;
    let small = match errors.quantity {
        Quantity::Value => 1.0,
        Quantity::Derivative => SMALL,
    };
    let within = |worst: Option<Worst>, bound: f64| worst.is_none_or(|w| w.error <= bound);
    within(errors.worst, ulp) && within(errors.worst_small, small) && errors.wrong_zeros == 0
}

/// The larger error; of equals the first.
fn worse(first: Option<Worst>, next: Option<Worst>) -> Option<Worst> {
    match (first, next) {
        (Some(a), Some(b)) if b.error > a.error => Some(b),
        (None, next) => next,
        (first, _) => first,
    }
}

/// The errors of both quantities so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// phi, phi'.
    pub quantities: [Sums; 2],
    pub inputs: u64,
    /// Of them, with a value of the reference each.
    pub exact: u64,
}

impl Tally {
    /// With what came after it.
    pub fn then(self, next: Self) -> Self {
        let ([a, b], [c, d]) = (self.quantities, next.quantities);
        Tally {
            quantities: [a.then(c), b.then(d)],
            inputs: self.inputs + next.inputs,
            exact: self.exact + next.exact,
        }
    }
}

/// Takes in piece after piece.
pub(super) struct Judge<'a> {
    phi: &'a Activation,
    truth: &'a Truth<'a>,
    format: Format,
    rules: [Rule; 2],
    pub tally: Tally,
    results: [Vec<f32>; 2],
    truths: [Vec<f64>; 2],
    /// In ULP, and in the other unit.
    errors: [Vec<f64>; 2],
}

impl<'a> Judge<'a> {
    pub fn new(
        phi: &'a Activation,
        truth: &'a Truth<'a>,
        format: Format,
        rules: [Rule; 2],
    ) -> Self {
        let room = PIECE as usize;
        Judge {
            phi,
            truth,
            format,
            rules,
            tally: Tally::default(),
            results: [vec![0.0; room], vec![0.0; room]],
            truths: [vec![0.0; room], vec![0.0; room]],
            errors: [vec![0.0; room], vec![0.0; room]],
        }
    }

    /// The kernel, rounded to the format.
    fn run_kernel(&mut self, z: &[f32]) {
        let [value, derivative] = &mut self.results;
        self.phi
            .evaluate(z, &mut value[..z.len()], &mut derivative[..z.len()]);
        if self.format.bits() < 32 {
            for result in value.iter_mut().chain(derivative) {
                *result = self.format.round(f64::from(*result)) as f32;
            }
        }
    }

    /// At most a piece of inputs, each with its value of the reference.
    pub fn exact(&mut self, z: &[f32]) {
        self.run_kernel(z);
        self.judge_exactly(z);
    }

    fn judge_exactly(&mut self, z: &[f32]) {
        let [value, derivative] = &mut self.truths;
        let wide: Vec<f64> = z.iter().map(|z| f64::from(*z)).collect();
        let count = z.len();
        self.truth
            .exact(&wide, &mut value[..count], &mut derivative[..count]);
        let quantities = [0, 1].map(|quantity| self.piece(quantity, z));
        self.take(quantities, count, count);
    }

    /// At most a piece of inputs: so many patterns of which the `first` and
    /// every so many-th are taken.
    pub fn interpolated(&mut self, z: &[f32], curves: &[Curve; 2], size: u32, places: (u32, u32)) {
        self.run_kernel(z);
        for (curve, truth) in curves.iter().zip(&mut self.truths) {
            let truth = &mut truth[..z.len()];
            vectorised(
                #[inline(always)]
                || curve.fill(size, places, truth),
            );
        }
        let quantities = [0, 1].map(|quantity| self.piece(quantity, z));
        let vouched = [0, 1].map(|quantity| self.vouched(quantity, quantities[quantity]));
        match vouched {
            [Some(value), Some(derivative)] => self.take([value, derivative], z.len(), 0),
            _ => self.judge_exactly(z),
        }
    }

    /// The same, with the largest errors from the reference; none where it does
    /// not agree, or a zero is wrong.
    fn vouched(&self, quantity: usize, piece: Sums) -> Option<Sums> {
        /// Least size of an error against which the two are compared: an ULP,
        /// and that of f32 at sup |phi'|.
        const UNITS: [f64; 2] = [1.0, f32::EPSILON as f64];
        const AGREEMENT: f64 = 1.0 / 512.0;
        if piece.wrong_zeros > 0 {
            return None;
        }
        let exactly = |worst: Option<Worst>, small: usize| {
            let Some(worst) = worst else {
                return Some(None);
            };
            let error = self.exact_error(quantity, small, worst.input);
            let size = worst.error.max(UNITS[small]);
            let agrees = (error - worst.error).abs() <= AGREEMENT * size;
            agrees.then_some(Some(Worst { error, ..worst }))
        };
        Some(Sums {
            worst: exactly(piece.worst, 0)?,
            small: exactly(piece.small, 1)?,
            ..piece
        })
    }

    /// The error at an input of the last piece, from the reference.
    fn exact_error(&self, quantity: usize, small: usize, z: f32) -> f64 {
        let (mut value, mut derivative) = ([0.0], [0.0]);
        self.phi.evaluate(&[z], &mut value, &mut derivative);
        let result = [value[0], derivative[0]][quantity];
        let (mut value, mut derivative) = ([0.0], [0.0]);
        self.truth.exact(&[z.into()], &mut value, &mut derivative);
        let truth = [value[0], derivative[0]][quantity];
        let (ulp, other) = self.rules[quantity].errors(result.into(), truth);
        [ulp, other][small]
    }

    fn take(&mut self, [value, derivative]: [Sums; 2], inputs: usize, exact: usize) {
        let next = Tally {
            quantities: [value, derivative],
            inputs: inputs as u64,
            exact: exact as u64,
        };
        self.tally = self.tally.then(next);
    }

    /// The errors of one quantity over the piece; of the largest only those that
    /// are larger than what was found before.
    fn piece(&mut self, quantity: usize, z: &[f32]) -> Sums {
        let rule = self.rules[quantity];
        let results = &self.results[quantity][..z.len()];
        let truths = &self.truths[quantity][..z.len()];
        let [ulps, others] = &mut self.errors;
        let (ulps, others) = (&mut ulps[..z.len()], &mut others[..z.len()]);
        let mut wrong = 0;
        vectorised(
            #[inline(always)]
            || wrong = judge(rule, results, truths, ulps, others),
        );
        let mut sums = Sums {
            wrong_zeros: wrong,
            ..Sums::default()
        };
        let mut largest = [0.0; 2];
        vectorised(
            #[inline(always)]
            || {
                sum(ulps, &mut sums);
                largest = [largest_of(ulps), largest_of(others)];
            },
        );
        let so_far = &self.tally.quantities[quantity];
        let new = |errors: &[f64], error: f64, old: Option<Worst>| {
            if error < 0.0 || old.is_some_and(|old| old.error >= error) {
                return None;
            }
            let place = errors.iter().position(|e| *e == error)?;
            Some(Worst {
                error,
                input: z[place],
            })
        };
        sums.worst = new(ulps, largest[0], so_far.worst);
        sums.small = new(others, largest[1], so_far.small);
        if wrong > 0 {
            let mut pairs = results.iter().zip(truths);
            let first = pairs.position(|(r, t)| rule.is_wrong_zero(f64::from(*r), *t));
            sums.first_wrong_zero = first.map(|place| z[place]);
        }
        sums
    }
}

/// Writes the errors and returns the number of wrong zeros.
#[inline(always)]
fn judge(rule: Rule, results: &[f32], truths: &[f64], ulps: &mut [f64], others: &mut [f64]) -> u64 {
    let mut wrong = 0;
    let errors = ulps.iter_mut().zip(others);
    for ((result, truth), (ulp, other)) in results.iter().zip(truths).zip(errors) {
        let result = f64::from(*result);
        (*ulp, *other) = rule.errors(result, *truth);
        wrong += u64::from(rule.is_wrong_zero(result, *truth));
    }
    wrong
}

/// Count, sum and those above one half and one, of errors that are not -1.
#[inline(always)]
fn sum(errors: &[f64], sums: &mut Sums) {
    let (chunks, rest) = errors.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            lanes[lane] += if chunk[lane] > 0.0 { chunk[lane] } else { 0.0 };
        }
    }
    sums.sum = lanes.iter().sum::<f64>() + rest.iter().map(|e| e.max(0.0)).sum::<f64>();
    for error in errors {
        sums.counted += u64::from(*error >= 0.0);
        sums.above_half += u64::from(*error > 0.5);
        sums.above_one += u64::from(*error > 1.0);
    }
}

/// The largest error, or -1.
#[inline(always)]
fn largest_of(errors: &[f64]) -> f64 {
    // As whole numbers, which compare alike, and of which a compiler may
    // reorder the maximum.
    let mut largest = (-1.0_f64).to_bits() as i64;
    for error in errors {
        largest = largest.max(error.to_bits() as i64);
    }
    f64::from_bits(largest as u64)
}
