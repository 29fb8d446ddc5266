//! What follows from a formula about its shape: kinks, homogeneity, and where
//! it has no value.

use super::Activation;
use super::formula::{Expression, Function, Id, Node};
use super::machine::Program;

/// A range of inputs, ends included, where the f32 kernel gives infinity or no
/// number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Lowest input.
    pub from: f32,
    /// Highest input.
    pub to: f32,
    /// Whether it is infinity, not NaN, that it gives.
    pub infinite: bool,
}

/// f64 in the order of size as whole numbers, neighbours being neighbours.
fn rank(z: f64) -> i64 {
    let bits = z.to_bits() as i64;
    if bits < 0 { i64::MIN - bits } else { bits }
}

fn of_rank(rank: i64) -> f64 {
    let bits = if rank < 0 { i64::MIN - rank } else { rank };
    f64::from_bits(bits as u64)
}

/// Inputs at which features are looked for: all sizes, and evenly where most
/// lie.
fn grid() -> Vec<f64> {
    let sizes = (-60..=60).flat_map(|octave| {
        (0..16).map(move |part| libm::scalbn(1.0 + f64::from(part) / 16.0, octave))
    });
    let even = (1..=2048).map(|n| f64::from(n) / 64.0);
    let above: Vec<f64> = sizes.chain(even).collect();
    let mut z: Vec<f64> = above.iter().flat_map(|z| [-z, *z]).chain([0.0]).collect();
    z.sort_by(f64::total_cmp);
    z.dedup();
    z
}

/// The quantities whose sign decides on a branch, or whose root is taken, and
/// whose zeros are hence where phi may have a kink.
fn switches(expression: &Expression) -> Vec<Expression> {
    let whole = |power: Id| match expression.nodes[power] {
        Node::Number(number) => number.exponent >= 0,
        _ => false,
    };
    let of = |node: Node| match node {
        Node::Minimum(a, b)
        | Node::Maximum(a, b)
        | Node::Where {
            left: a, right: b, ..
        } => Some((a, Some(b))),
        Node::Call(Function::Abs | Function::Sign | Function::Sqrt, a) => Some((a, None)),
        Node::Power(a, power) if !whole(power) => Some((a, None)),
        _ => None,
    };
    let sides = expression.nodes.iter().filter_map(|node| of(*node));
    sides.map(|sides| difference(expression, sides)).collect()
}

/// a - b, or a alone.
fn difference(expression: &Expression, (a, b): (Id, Option<Id>)) -> Expression {
    let mut nodes = expression.nodes.clone();
    let root = match b {
        None => a,
        Some(b) => {
            nodes.push(Node::Subtract(a, b));
            nodes.len() - 1
        }
    };
    Expression { nodes, root }
}

/// Where phi, phi' or phi'', or what the backward pass uses, jumps, of the seams.
pub(super) fn kinks(phi: &Activation) -> Vec<f64> {
    let seams = phi.seams().iter().copied();
    seams.filter(|z| has_kink(phi, *z)).collect()
}

/// Where the formula goes from one case to another, ascending.
pub(super) fn seams(phi: &Activation) -> Vec<f64> {
    let definition = &phi.0.definition;
    let grid = grid();
    let mut found: Vec<f64> = Vec::new();
    let written = switches(&definition.canonical);
    let backward = definition.backward.iter().flat_map(switches);
    for switch in written.into_iter().chain(backward) {
        // As the slope of itself: slopes that are not zero never round to zero.
        let program = Program::new(&switch, Some(&switch), &definition.parameters);
        found.extend(zeros(&program, &grid));
    }
    // A sum loses what is below 2^-1022 of it: x + 2 < 2 seems to change there.
    let nothing = libm::scalbn(1.0, -1000);
    let at_zero = found.iter_mut().filter(|z| z.abs() < nothing);
    at_zero.for_each(|z| *z = 0.0);
    found.sort_by(f64::total_cmp);
    found.dedup();
    found.retain(|z| z.is_finite());
    found
}

/// Where the sign of a quantity, the slope of `program`, changes: of two
/// neighbouring f64 the one where it is smaller. Of one that swings without end, such
/// as a sine, as far from 0 as all of them are found.
fn zeros(program: &Program, grid: &[f64]) -> Vec<f64> {
    /// More than these are those of something that swings.
    const FEW: usize = 8;
    let at = |z: f64| super::pair(program, z).1;
    let sign = |z: f64| (at(z) > 0.0) as i8 - (at(z) < 0.0) as i8;
    let signs: Vec<i8> = grid.iter().map(|z| sign(*z)).collect();
    let mut found = Vec::new();
    for (ends, signs) in grid.windows(2).zip(signs.windows(2)) {
        if signs[0] == signs[1] {
            continue;
        }
        let (mut low, mut high) = (rank(ends[0]), rank(ends[1]));
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if sign(of_rank(middle)) == signs[0] {
                low = middle;
            } else {
                high = middle;
            }
        }
        let (low, high) = (of_rank(low), of_rank(high));
        let lower = at(low).abs() < at(high).abs();
        found.push(if lower { low } else { high });
    }
    if found.len() > FEW {
        let reach = found_up_to(sign, grid);
        found.retain(|zero| zero.abs() <= reach);
    }
    found
}

/// How far from 0 no interval of the grid has a second change of sign.
fn found_up_to(sign: impl Fn(f64) -> i8, grid: &[f64]) -> f64 {
    /// An interval is looked at in so many places.
    const PLACES: u32 = 16;
    let has_more = |ends: &[f64]| {
        let step = (ends[1] - ends[0]) / f64::from(PLACES);
        let mut changes = 0;
        let mut before = sign(ends[0]);
        for n in 1..=PLACES {
            let here = sign(ends[0] + f64::from(n) * step);
            // A zero that is met is neither.
            if here != 0 {
                changes += u32::from(before != 0 && here != before);
                before = here;
            }
        }
        changes > 1
    };
    let nearer = |ends: &[f64]| ends[0].abs().min(ends[1].abs());
    let mut intervals: Vec<&[f64]> = grid.windows(2).collect();
    intervals.sort_by(|a, b| nearer(a).total_cmp(&nearer(b)));
    let first = intervals.into_iter().find(|ends| has_more(ends));
    first.map_or(f64::INFINITY, nearer)
}

/// Whether phi, phi' or phi'', or what the backward pass uses, differs between
/// the two sides of z.
fn has_kink(phi: &Activation, z: f64) -> bool {
    /// Jumps of a smooth function stay below this, of the size of what jumps.
    const JUMP: f64 = 1e-13;
    let size = z.abs().max(1.0 / 16.0);
    let step = size * libm::scalbn(1.0, -20);
    let slope = |h: f64| phi.true_derivative(z + h);
    // The tangents at z + h and z - h, where they pass z.
    let value = |h: f64| {
        let above = phi.value(z + h) - h * slope(h);
        let below = phi.value(z - h) + h * slope(-h);
        above - below
    };
    settled(value, step).abs() > JUMP * around(|h| phi.value(z + h), size)
        || has_bend(slope, size)
        || phi.has_surrogate() && has_bend(|h| phi.derivative(z + h), size)
}

/// Whether a slope, by the distance from a place of the given size, jumps or
/// bends there.
fn has_bend(slope: impl Fn(f64) -> f64, size: f64) -> bool {
    const JUMP: f64 = 1e-13;
    const BEND: f64 = 1e-6;
    let step = size * libm::scalbn(1.0, -20);
    let scale = around(&slope, size);
    let jump = |h: f64| slope(h) - slope(-h);
    let bend = |h: f64| (slope(2.0 * h) - slope(h)) / h - (slope(-h) - slope(-2.0 * h)) / h;
    let bend_step = size * libm::scalbn(1.0, -16);
    settled(jump, step).abs() > JUMP * scale || settled(bend, bend_step).abs() > BEND * scale / size
}

/// How large f gets around a place of the given size.
fn around(f: impl Fn(f64) -> f64, size: f64) -> f64 {
    let far = size / 16.0;
    f(0.0).abs().max(f(far).abs()).max(f(-far).abs())
}

/// What of a jump over a step does not vanish with the step, be it linearly or
/// with its square.
fn settled(jump: impl Fn(f64) -> f64, h: f64) -> f64 {
    (8.0 * jump(0.25 * h) - 6.0 * jump(0.5 * h) + jump(h)) / 3.0
}

/// Whether phi(c z) = c phi(z), tried at many z and some c.
pub(super) fn is_positively_homogeneous(phi: &Activation) -> bool {
    /// The reference is right to an ULP, of two values.
    const TOLERANCE: f64 = 4.0 * f64::EPSILON;
    // All sizes: what is curved in a sliver around 0 is a ray at any distance.
    let size = (-36..=36).map(|n| libm::scalbn(1.37, n));
    let mut pairs = size.flat_map(|z| [(z, 0.3), (z, 1e6), (-z, 1.7), (-z, 1e6)]);
    pairs.all(|(z, c)| {
        let (scaled, plain) = (phi.value(c * z), c * phi.value(z));
        (scaled - plain).abs() <= TOLERANCE * plain.abs()
    })
}

/// Where the f32 kernel gives infinity or no number.
pub(super) fn gaps(phi: &Activation) -> Vec<Gap> {
    const FARTHEST: f64 = 1e4;
    let within = grid().into_iter().filter(|z| z.abs() < FARTHEST);
    let z = [-FARTHEST].into_iter().chain(within).chain([FARTHEST]);
    let z: Vec<f32> = z.map(|z| z as f32).collect();
    let kinds = |z: &[f32]| -> Vec<Option<bool>> {
        let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
        phi.evaluate(z, &mut value, &mut derivative);
        let kind = |both: [f32; 2]| match both.iter().any(|x| x.is_nan()) {
            true => Some(false),
            false => both.iter().any(|x| x.is_infinite()).then_some(true),
        };
        let both = value.into_iter().zip(derivative);
        both.map(|(value, derivative)| kind([value, derivative]))
            .collect()
    };
    // The last z before a change of kind, between two of the grid.
    let edge = |from: f32, to: f32| {
        let (mut low, mut high) = (rank(from.into()), rank(to.into()));
        while (of_rank(low) as f32).next_up() < of_rank(high) as f32 {
            let middle = low + (high - low) / 2;
            if kinds(&[of_rank(middle) as f32]) == kinds(&[from]) {
                low = middle;
            } else {
                high = middle;
            }
        }
        of_rank(low) as f32
    };
    let mut gaps: Vec<Gap> = Vec::new();
    let of_grid = kinds(&z);
    let mut open: Option<(f32, bool)> = of_grid[0].map(|infinite| (z[0], infinite));
    for (ends, kinds) in z.windows(2).zip(of_grid.windows(2)) {
        if kinds[0] == kinds[1] {
            continue;
        }
        let last = edge(ends[0], ends[1]);
        if let Some((from, infinite)) = open.take() {
            gaps.push(Gap {
                from,
                to: last,
                infinite,
            });
        }
        open = kinds[1].map(|infinite| (last.next_up(), infinite));
    }
    if let Some((from, infinite)) = open {
        let to = z[z.len() - 1];
        gaps.push(Gap { from, to, infinite });
    }
    gaps
}
