//! Formulas that are straight between kinks, as a kernel in f32.
//!
//! `max(0, x)`, `where(x > 0, x, 0.2 * x)` and `clip((x + 3) / 6, 0, 1)` are made
//! of pieces, each a line. Which, is worked out from the steps in 100 bits; where
//! a branch changes is then known to the last bit, and every f32 takes the branch
//! that the reference takes. The kernel picks the line and computes
//! rise (z - root), which does not cancel.

use super::number::Number;
use super::program::{Operation, Program, Step, holds};
use super::wide::Wide;
use crate::activation::arithmetic::{Arithmetic, Separate};
use crate::activation::formula::{Comparison, Function, Id};
use crate::activation::kernel::{Element, Kernel, kernel_of};
use std::sync::Arc;

type Exact = Wide<Separate>;

/// rise z + start
#[derive(Debug, Clone, Copy)]
struct Line {
    rise: Exact,
    start: Exact,
}

impl Line {
    fn constant(start: Exact) -> Self {
        let rise = Exact::exact(0.0);
        Line { rise, start }
    }

    fn minus(self, other: Line) -> Line {
        Line {
            rise: self.rise.minus(other.rise),
            start: self.start.minus(other.start),
        }
    }

    fn times(self, factor: Exact) -> Line {
        Line {
            rise: self.rise.times(factor),
            start: self.start.times(factor),
        }
    }

    fn is_flat(self) -> bool {
        self.rise.sign() == 0.0
    }

    fn same(self, other: Line) -> bool {
        let difference = self.minus(other);
        difference.is_flat() && difference.start.sign() == 0.0
    }
}

/// A line, for inputs up to `end` from the end of the piece before on.
#[derive(Debug, Clone, Copy)]
struct Piece {
    end: f32,
    line: Line,
}

/// More pieces take longer than the formula itself.
const MOST: usize = 5;

/// The pieces of every step.
struct Pieces<'a>(Vec<Vec<Piece>>, &'a [Step]);

impl Pieces<'_> {
    /// The pieces of a step from those of the operands. `combine` gives those
    /// of a stretch where every operand is one line: of (from, end].
    fn combined(
        &self,
        operands: &[Id],
        combine: impl Fn(&[Line], f32, f32) -> Option<Vec<Piece>>,
    ) -> Option<Vec<Piece>> {
        let operands: Vec<&[Piece]> = operands.iter().map(|id| &*self.0[*id]).collect();
        let mut ends: Vec<f32> = operands
            .iter()
            .flat_map(|p| p.iter().map(|p| p.end))
            .collect();
        ends.sort_by(f32::total_cmp);
        ends.dedup();
        let mut from = f32::NEG_INFINITY;
        let mut all: Vec<Piece> = Vec::new();
        for end in ends {
            let its = |pieces: &&[Piece]| pieces.iter().find(|p| p.end >= end).map(|p| p.line);
            let lines: Option<Vec<Line>> = operands.iter().map(its).collect();
            for piece in combine(&lines?, from, end)? {
                match all.last_mut() {
                    Some(last) if last.line.same(piece.line) => last.end = piece.end,
                    _ => all.push(piece),
                }
            }
            from = end;
        }
        (all.len() <= MOST).then_some(all)
    }

    /// A line of lines.
    fn line(&self, operands: &[Id], line: impl Fn(&[Line]) -> Option<Line>) -> Option<Vec<Piece>> {
        self.combined(operands, |lines, _, end| {
            line(lines).map(|line| vec![Piece { end, line }])
        })
    }

    /// One of two, by a comparison of two.
    fn choice(
        &self,
        comparison: Comparison,
        [left, right]: [Id; 2],
        [then, otherwise]: [Id; 2],
    ) -> Option<Vec<Piece>> {
        self.combined(&[left, right, then, otherwise], |lines, from, end| {
            let signs = signs(lines[0].minus(lines[1]), from, end)?;
            let pieces = signs.into_iter().map(|(end, sign)| Piece {
                end,
                line: lines[if holds(comparison, sign) { 2 } else { 3 }],
            });
            Some(pieces.collect())
        })
    }

    /// By the sign of one.
    fn by_sign(&self, a: Id, line: impl Fn(Line, f64) -> Line) -> Option<Vec<Piece>> {
        self.combined(&[a], |lines, from, end| {
            let signs = signs(lines[0], from, end)?;
            let pieces = signs.into_iter().map(|(end, sign)| Piece {
                end,
                line: line(lines[0], sign),
            });
            Some(pieces.collect())
        })
    }

    fn step(&self, operation: Operation) -> Option<Vec<Piece>> {
        let whole = |line: Line| {
            let end = f32::INFINITY;
            Some(vec![Piece { end, line }])
        };
        match operation {
            Operation::Input => whole(Line {
                rise: Exact::exact(1.0),
                start: Exact::exact(0.0),
            }),
            Operation::Constant(high, low) => whole(Line::constant(Exact::constant(high, low))),
            Operation::Negate(a) => self.line(&[a], |l| Some(l[0].times(Exact::exact(-1.0)))),
            Operation::Add(a, b) => self.line(&[a, b], |l| {
                Some(l[0].minus(l[1].times(Exact::exact(-1.0))))
            }),
            Operation::Subtract(a, b) => self.line(&[a, b], |l| Some(l[0].minus(l[1]))),
            Operation::Multiply(a, b) => {
                self.line(&[a, b], |l| match (l[0].is_flat(), l[1].is_flat()) {
                    (_, true) => Some(l[0].times(l[1].start)),
                    (true, _) => Some(l[1].times(l[0].start)),
                    _ => None,
                })
            }
            Operation::Minimum(a, b) => self.choice(Comparison::Less, [a, b], [a, b]),
            Operation::Maximum(a, b) => self.choice(Comparison::Greater, [a, b], [a, b]),
            Operation::Where {
                comparison,
                left,
                right,
                then,
                otherwise,
            } => self.choice(comparison, [left, right], [then, otherwise]),
            Operation::Call(Function::Abs, a) => {
                self.by_sign(a, |line, sign| line.times(Exact::exact(unit(sign))))
            }
            Operation::Call(Function::Sign, a) => {
                self.by_sign(a, |_, sign| Line::constant(Exact::exact(unit(sign))))
            }
            _ => None,
        }
    }
}

/// -1, 0 or 1.
fn unit(sign: f64) -> f64 {
    f64::from(sign > 0.0) - f64::from(sign < 0.0)
}

/// Where of (from, end] a line is below, at and above zero, in the order of the
/// inputs: each stretch by its end.
fn signs(line: Line, from: f32, end: f32) -> Option<Vec<(f32, f64)>> {
    if line.is_flat() {
        return Some(vec![(end, line.start.sign())]);
    }
    let root = line.start.negative().over(line.rise);
    let mut below = root.rounded() as f32;
    if !below.is_finite() {
        return None;
    }
    // As the reference computes it: the root may be off by a last bit.
    let rises = line.rise.sign();
    let beside = |z: f32| {
        let product = line.rise.times(Exact::exact(z.into()));
        product.plus(line.start).sign() * rises
    };
    while beside(below) >= 0.0 {
        below = below.next_down();
    }
    while beside(below.next_up()) < 0.0 {
        below = below.next_up();
    }
    let after = rises;
    let at = below.next_up();
    let zero = (beside(at) == 0.0).then_some((at, 0.0));
    let stretches = [Some((below, -after)), zero, Some((end, after))];
    let mut from = from;
    let mut kept = Vec::new();
    for (until, sign) in stretches.into_iter().flatten() {
        let until = until.min(end);
        if until > from {
            kept.push((until, sign));
            from = until;
        }
    }
    Some(kept)
}

impl Program {
    /// The kernel in f32, where phi is straight between few kinks.
    pub fn straight(&self) -> Option<Arc<dyn Kernel>> {
        let mut pieces = Pieces(Vec::new(), &self.steps);
        for step in pieces.1 {
            let of_step = pieces.step(step.operation)?;
            pieces.0.push(of_step);
        }
        let segments: Option<Vec<Segment>> = pieces.0.last()?.iter().map(Segment::of).collect();
        let segments = segments?;
        Some(match segments.len() {
            0..=2 => kernel_of(Segments::<2>::of(&segments)),
            3 => kernel_of(Segments::<3>::of(&segments)),
            _ => kernel_of(Segments::<MOST>::of(&segments)),
        })
    }
}

/// A piece in f32: `level`, or where it rises, (rise + lost) (z - root - rest).
#[derive(Debug, Clone, Copy)]
struct Segment {
    end: f32,
    rise: f32,
    lost: f32,
    root: f32,
    rest: f32,
    level: f32,
}

impl Segment {
    /// None where the figures are no ordinary ones: at infinity the reference
    /// takes very large slopes for infinite.
    fn of(piece: &Piece) -> Option<Segment> {
        let Line { rise, start } = piece.line;
        let split = |x: Exact| {
            let high = x.rounded() as f32;
            (high, x.minus(Exact::exact(high.into())).rounded() as f32)
        };
        let fits = |x: f32| x == 0.0 || (1e-8..1e8).contains(&x.abs());
        let (level, _) = split(start);
        if piece.line.is_flat() {
            return fits(level).then_some(Segment {
                end: piece.end,
                rise: 0.0,
                lost: 0.0,
                root: 0.0,
                rest: 0.0,
                level,
            });
        }
        let (root, rest) = split(start.negative().over(rise));
        let (rise, lost) = split(rise);
        (rise != 0.0 && fits(rise) && fits(root)).then_some(Segment {
            end: piece.end,
            rise,
            // So that the sign of a zero is that of the product.
            lost: if lost == 0.0 {
                lost.copysign(rise)
            } else {
                lost
            },
            root,
            // Less is the rounding of 100 bits.
            rest: if rest.abs() < 1e-24 * root.abs() {
                0.0
            } else {
                rest
            },
            level,
        })
    }
}

/// The pieces, at least as many as there are.
#[derive(Debug, Clone, Copy)]
struct Segments<const N: usize>([Segment; N]);

impl<const N: usize> Segments<N> {
    fn of(segments: &[Segment]) -> Self {
        let last = segments.len() - 1;
        Segments(std::array::from_fn(|place| segments[place.min(last)]))
    }
}

impl<const N: usize> Element for Segments<N> {
    #[inline(always)]
    fn element<A: Arithmetic>(&self, z: f32) -> (f32, f32) {
        let mut its = self.0[N - 1];
        let mut place = N - 1;
        while place > 0 {
            place -= 1;
            let other = self.0[place];
            let within = z <= other.end;
            its.rise = if within { other.rise } else { its.rise };
            its.lost = if within { other.lost } else { its.lost };
            its.root = if within { other.root } else { its.root };
            its.rest = if within { other.rest } else { its.rest };
            its.level = if within { other.level } else { its.level };
        }
        let beyond = (z - its.root) - its.rest;
        // Where it is infinite it is of either sign, or no number.
        let lost = beyond * its.lost;
        let lost = if lost.abs() <= f32::MAX { lost } else { 0.0 };
        let value = A::multiply_add(its.rise, beyond, lost);
        (if its.rise == 0.0 { its.level } else { value }, its.rise)
    }
}
