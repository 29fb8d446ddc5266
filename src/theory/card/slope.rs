//! The slope of an activation: how steep, where flat, and what it does to the
//! gradient.

use super::approach::{Goal, Tail, approach};
use super::corner::{Candidates, Sides};
use super::moment::Moment;
use super::place::{Bound, Span};
use super::summit::summit;
use super::survey::{Sample, spans};

/// What follows from phi', or from what the backward pass uses in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Slope {
    /// The infimum; none where there is no slope anywhere.
    pub lowest: Option<Bound>,
    /// The supremum.
    pub highest: Option<Bound>,
    /// At 0, where it is a number.
    pub at_zero: Option<f64>,
    /// Where it is exactly 0: intervals and single places, ascending.
    pub zero: Vec<Span>,
    /// The share of N(0, 1) on which it is exactly 0.
    pub zero_share: f64,
    /// E[phi'(z)^2], z ~ N(0, 1).
    pub square: Moment,
}

impl Slope {
    /// sup |phi'|.
    pub fn steepest(&self) -> Option<Bound> {
        let down = self.lowest.map(Bound::negated);
        let both: Vec<Bound> = self.highest.into_iter().chain(down).collect();
        Bound::greatest(&both)
    }

    /// The gain that keeps the mean square of the gradient: fan_in Var(W) =
    /// gain^2 = 1 / E[phi'(z)^2].
    pub fn gain(&self) -> Option<f64> {
        self.square.gain()
    }
}

/// The least and the greatest slope, and where it is 0.
pub(super) fn slope(
    f: &impl Fn(f64) -> f64,
    samples: &[Sample],
    corners: &[f64],
    (below, above): (Tail, Tail),
    square: Moment,
) -> Slope {
    let mut candidates = Candidates::default();
    for &corner in corners {
        candidates.sides(&Sides::new(f, corner));
    }
    candidates.toward(f64::NEG_INFINITY, below);
    candidates.toward(f64::INFINITY, above);
    let zero = spans(samples, |z| f(z) == 0.0, true);
    for span in zero.iter().filter(|span| !span.is_point()) {
        candidates.taken(*span, 0.0);
    }
    let mut lines: Vec<(Span, f64)> = Vec::new();
    let mut ends = vec![f64::NEG_INFINITY];
    ends.extend(corners);
    ends.push(f64::INFINITY);
    for ends in ends.windows(2) {
        let first = samples.partition_point(|s| s.z <= ends[0]);
        let last = samples.partition_point(|s| s.z < ends[1]);
        let piece = &samples[first.min(last)..last];
        match straight(piece) {
            Some(slope) => {
                let span = between(f, (ends[0], ends[1]), slope);
                match lines.last_mut() {
                    // A straight line goes on beyond a seam.
                    Some((before, same)) if *same == slope && before.meets(&span) => {
                        (before.to, before.with_to) = (span.to, span.with_to);
                    }
                    _ => lines.push((span, slope)),
                }
            }
            None => {
                for sign in [1.0, -1.0] {
                    for (z, value) in summits(f, piece, (ends[0], ends[1]), sign) {
                        candidates.taken(Span::point(z), value);
                    }
                }
            }
        }
    }
    for (span, slope) in lines {
        candidates.taken(span, slope);
    }
    let ends = candidates.ends();
    Slope {
        lowest: ends.map(|ends| ends.0),
        highest: ends.map(|ends| ends.1),
        at_zero: Some(f(0.0)).filter(|at| at.is_finite()).map(|at| at + 0.0),
        zero_share: zero.iter().map(Span::share).sum::<f64>() + 0.0,
        zero,
        square,
    }
}

/// The slope of a piece that is straight: the same at every sample, up to the
/// last bit.
fn straight(piece: &[Sample]) -> Option<f64> {
    let slopes = || piece.iter().map(|s| s.slope);
    let low = slopes().fold(f64::INFINITY, f64::min);
    let high = slopes().fold(f64::NEG_INFINITY, f64::max);
    let whole = piece.len() > 2 && piece.iter().all(Sample::is_whole);
    let same = high - low <= f64::EPSILON * high.abs().max(low.abs());
    (whole && same).then_some(piece.get(piece.len() / 2)?.slope)
}

/// The interval between two ends, each included where the slope is the same
/// there.
fn between(f: &impl Fn(f64) -> f64, (from, to): (f64, f64), slope: f64) -> Span {
    let same = |z: f64| z.is_finite() && f(z) == slope;
    Span {
        from,
        to,
        with_from: same(from),
        with_to: same(to),
    }
}

/// The highest few local maxima of `sign * f` within a smooth piece.
fn summits(
    f: &impl Fn(f64) -> f64,
    piece: &[Sample],
    (from, to): (f64, f64),
    sign: f64,
) -> Vec<(f64, f64)> {
    const FEW: usize = 4;
    let height = |at: usize| sign * piece[at].slope;
    let mut tops: Vec<(usize, usize, usize)> = Vec::new();
    let mut at = 1;
    while at + 1 < piece.len() {
        let mut end = at;
        // A top that is flat up to rounding is one.
        while end + 1 < piece.len() && height(end + 1) == height(at) {
            end += 1;
        }
        let is_top =
            height(at - 1) < height(at) && end + 1 < piece.len() && height(end + 1) < height(at);
        if is_top {
            tops.push((at - 1, at, end + 1));
        }
        at = end + 1;
    }
    let nearest = |at: usize| piece[at].z.abs();
    tops.sort_by(|a, b| {
        let by_height = height(b.1).total_cmp(&height(a.1));
        by_height.then(nearest(a.1).total_cmp(&nearest(b.1)))
    });
    let refined = |(before, _, after): &(usize, usize, usize)| {
        let (a, b) = (piece[*before].z, piece[*after].z);
        let room = (0.5 * (a + b) - from).min(to - 0.5 * (a + b));
        let (z, value) = summit(&|z| sign * f(z), (a, b), room.min(1e6));
        (z, sign * value)
    };
    tops.iter().take(FEW).map(refined).collect()
}

/// What the slope becomes far out. Where the values do not grow beyond a line,
/// neither does a slope that goes one way, whatever is left of it in 100 bits.
pub(super) fn far(f: &impl Fn(f64) -> f64, sign: f64, per_z: Tail) -> Tail {
    match (approach(f, Goal::Far(sign)), per_z) {
        (Tail::Grows { .. }, Tail::Settles(ratio)) => Tail::Settles(ratio),
        (tail, _) => tail,
    }
}
