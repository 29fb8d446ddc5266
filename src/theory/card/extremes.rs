//! Local minima and maxima, and where a function breaks.

use super::place::Span;
use super::survey::{Sample, turning};

/// A local minimum or maximum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extremum {
    /// Where; an interval where the function is flat there.
    pub at: Span,
    /// The value.
    pub value: f64,
    /// A maximum, or else a minimum.
    pub is_maximum: bool,
}

/// What turns up where the slope changes its sign, or where the values do not
/// follow the slope.
#[derive(Debug, Default)]
pub(super) struct Turns {
    pub extrema: Vec<Extremum>,
    /// Whether there are so many that not all were looked at.
    pub many: bool,
    /// Poles and jumps.
    pub breaks: Vec<f64>,
}

/// Of more than these, those nearest to 0, the lowest and the highest are
/// looked at.
const MANY: usize = 24;

/// Two samples between which the slope changes its sign; between them it may be
/// zero.
#[derive(Debug, Clone, Copy)]
struct Turn {
    before: Sample,
    /// The samples with zero slope between, first and last.
    flat: Option<(Sample, Sample)>,
    after: Sample,
}

pub(super) fn turns(
    value: &impl Fn(f64) -> f64,
    slope: &impl Fn(f64) -> f64,
    samples: &[Sample],
) -> Turns {
    let mut found = Turns::default();
    let mut candidates: Vec<Turn> = Vec::new();
    let mut before: Option<Sample> = None;
    let mut flat: Option<(Sample, Sample)> = None;
    let mut last: Option<Sample> = None;
    for sample in samples {
        if !sample.is_whole() {
            (before, flat, last) = (None, None, None);
            continue;
        }
        if let Some(last) = last
            && contradicts(last, *sample)
        {
            found.breaks.extend(break_between(value, last, *sample));
            (before, flat) = (None, None);
        }
        last = Some(*sample);
        if sample.slope == 0.0 {
            flat = Some((flat.map_or(*sample, |f| f.0), *sample));
            continue;
        }
        if let Some(before) = before
            && before.slope.signum() != sample.slope.signum()
        {
            candidates.push(Turn {
                before,
                flat,
                after: *sample,
            });
        }
        (before, flat) = (Some(*sample), None);
    }
    found.many = candidates.len() > MANY;
    for turn in chosen(candidates) {
        match settled(value, slope, turn) {
            Ok(extremum) => found.extrema.push(extremum),
            Err(place) => found.breaks.push(place),
        }
    }
    found
        .extrema
        .sort_by(|a, b| a.at.from.total_cmp(&b.at.from));
    found
}

/// Whether the values go against both slopes by more than rounding: there is a
/// pole or a jump between.
fn contradicts(a: Sample, b: Sample) -> bool {
    let step = b.value - a.value;
    let least = 1e-12 * (a.value.abs() + b.value.abs());
    let against = |slope: f64| slope * step < 0.0;
    // Neighbours, as at the two sides of a kink, have nothing between.
    a.z.next_up() < b.z && step.abs() > least && against(a.slope) && against(b.slope)
}

/// The jump between two samples, found by the halves in which the greater part
/// of the step lies.
fn break_between(value: &impl Fn(f64) -> f64, a: Sample, b: Sample) -> Option<f64> {
    let middle = 0.5 * (a.value + b.value);
    let (low, high) = turning(a.z, b.z, |z| (value(z) < middle) == (a.value < middle));
    let jumped = (value(high) - value(low)).abs();
    let is_jump = jumped > 0.05 * (b.value - a.value).abs()
        && one_way(&octaves(value, low, -1.0))
        && one_way(&octaves(value, high, 1.0));
    (!jumped.is_finite() || is_jump).then_some(high)
}

/// Steps of [`octaves`].
const OCTAVES: usize = 7;

/// The function 8, 16, ..., 512 ULP beside z.
fn octaves(value: &impl Fn(f64) -> f64, z: f64, side: f64) -> [f64; OCTAVES] {
    let ulp = (z.abs() * f64::EPSILON).max(f64::MIN_POSITIVE);
    let mut step = 4.0 * side * ulp;
    [(); OCTAVES].map(|()| {
        step *= 2.0;
        value(z + step)
    })
}

/// Whether values only rise or only fall; those of a wave that is as fast as
/// f64 can tell turn on the way.
fn one_way(values: &[f64]) -> bool {
    values.is_sorted() || values.is_sorted_by(|a, b| a >= b)
}

fn chosen(candidates: Vec<Turn>) -> Vec<Turn> {
    if candidates.len() <= MANY {
        return candidates;
    }
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let mut chosen: Vec<usize> = Vec::new();
    let top = |t: &Turn| t.before.value.max(t.after.value);
    let keys: [&dyn Fn(&Turn) -> f64; 3] = [
        &|t| t.before.z.abs().min(t.after.z.abs()),
        &|t| -top(t),
        &|t| t.before.value.min(t.after.value),
    ];
    for key in keys {
        order.sort_by(|a, b| key(&candidates[*a]).total_cmp(&key(&candidates[*b])));
        chosen.extend(order.iter().take(MANY));
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen.into_iter().map(|place| candidates[place]).collect()
}

/// The extremum of a turn, or the place where the function breaks instead.
fn settled(
    value: &impl Fn(f64) -> f64,
    slope: &impl Fn(f64) -> f64,
    turn: Turn,
) -> Result<Extremum, f64> {
    let is_maximum = turn.before.slope > 0.0;
    if let Some((first, last)) = turn.flat {
        let at = match first.z == last.z {
            true => Span::point(first.z),
            false => Span {
                from: turning(turn.before.z, first.z, |z| slope(z) != 0.0).1,
                to: turning(last.z, turn.after.z, |z| slope(z) == 0.0).0,
                with_from: true,
                with_to: true,
            },
        };
        return Ok(Extremum {
            at,
            value: first.value,
            is_maximum,
        });
    }
    let sign = turn.before.slope.signum();
    let (low, high) = turning(turn.before.z, turn.after.z, |z| slope(z) * sign > 0.0);
    let z = match slope(low).abs() < slope(high).abs() {
        true => low,
        false => high,
    };
    let scale = turn.before.value.abs().max(turn.after.value.abs());
    let is_pole = |side| {
        let steps = octaves(value, z, side);
        let [near, far] = [(0, 1), (OCTAVES - 2, OCTAVES - 1)].map(|(a, b)| steps[b] - steps[a]);
        // A pole, as of log|z - 1|, still rises in the last few bits; a narrow
        // crest does ever less.
        let rise = (steps[OCTAVES - 1] - steps[0]).abs();
        rise.is_nan() || rise > 1e-3 * scale && near.abs() >= 0.25 * far.abs()
    };
    let goes_one_way = [-1.0, 1.0].map(|side| one_way(&octaves(value, z, side)));
    if !value(z).is_finite() || goes_one_way == [true; 2] && (is_pole(1.0) || is_pole(-1.0)) {
        return Err(z);
    }
    Ok(Extremum {
        at: Span::point(z),
        value: value(z),
        is_maximum,
    })
}
