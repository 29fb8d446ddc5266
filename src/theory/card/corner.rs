//! What a function does at the two sides of a place, and far out.

use super::approach::{Goal, Tail, approach, is_nothing};
use super::place::{Bound, Span};

/// A function on its way to a place from below and from above.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides {
    pub z: f64,
    pub below: Tail,
    pub above: Tail,
    /// The function there.
    pub here: f64,
}

impl Sides {
    pub fn new(f: impl Fn(f64) -> f64, z: f64) -> Self {
        let (below, above) = (z.next_down(), z.next_up());
        Sides {
            z,
            below: beside(approach(&f, Goal::Near(z, -1.0)), f(below)),
            above: beside(approach(&f, Goal::Near(z, 1.0)), f(above)),
            here: f(z),
        }
    }

    /// The limits from below and from above, where there are both and they
    /// differ by more than rounding.
    pub fn jump(&self, slope: f64) -> Option<(f64, f64)> {
        const ROUNDING: f64 = 1e-13;
        let (below, above) = (self.below.limit()?, self.above.limit()?);
        if below.is_infinite() || above.is_infinite() {
            return (below != above).then_some((below, above));
        }
        // From one neighbour to the other a steep function moves, too.
        let moved = slope.abs() * (self.z.next_up() - self.z.next_down());
        let least = ROUNDING * below.abs().max(above.abs()).max(1e-3) + 4.0 * moved;
        ((above - below).abs() > least).then_some((below, above))
    }
}

/// A limit is nearest at the next f64, unless that is the tip of something that
/// grows.
fn beside(tail: Tail, neighbour: f64) -> Tail {
    match tail {
        Tail::Settles(limit) if (neighbour - limit).abs() <= 1e-3 * limit.abs().max(1.0) => {
            let nothing = is_nothing(neighbour);
            Tail::Settles(if nothing { 0.0 } else { neighbour })
        }
        tail => tail,
    }
}

/// All that may be the least or the greatest of a function.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    bounds: Vec<Bound>,
    /// Where it grows without bound.
    up: Vec<f64>,
    down: Vec<f64>,
}

impl Candidates {
    /// What the function is on an interval, or at a point.
    pub fn taken(&mut self, at: Span, value: f64) {
        if value.is_finite() {
            self.bounds.push(Bound::Taken { at, value });
        }
    }

    /// What it does on the way to a place that it need not reach.
    pub fn toward(&mut self, toward: f64, tail: Tail) {
        match tail {
            Tail::Settles(value) => self.bounds.push(Bound::Approached { toward, value }),
            Tail::Grows { sign, .. } if sign > 0.0 => self.up.push(toward),
            Tail::Grows { .. } => self.down.push(toward),
            Tail::Swings { up, down } => {
                self.up.extend(up.then_some(toward));
                self.down.extend(down.then_some(toward));
            }
            Tail::Nowhere => {}
        }
    }

    /// What it does at a place and beside it.
    pub fn sides(&mut self, sides: &Sides) {
        self.taken(Span::point(sides.z), sides.here);
        for tail in [sides.below, sides.above] {
            match tail {
                // Continuous up to rounding.
                Tail::Settles(limit)
                    if (limit - sides.here).abs() <= 1e-7 * limit.abs().max(1e-300) => {}
                tail => self.toward(sides.z, tail),
            }
        }
    }

    /// The least and the greatest; nothing where there is no value at all.
    pub fn ends(&self) -> Option<(Bound, Bound)> {
        let with = |places: &[f64]| -> Vec<Bound> {
            let unbounded = places
                .iter()
                .map(|toward| Bound::Unbounded { toward: *toward });
            unbounded.collect()
        };
        let greatest = Bound::greatest(&[with(&self.up), self.bounds.clone()].concat())?;
        let negated: Vec<Bound> = self.bounds.iter().map(|b| b.negated()).collect();
        let least = Bound::greatest(&[with(&self.down), negated].concat())?;
        Some((least.negated(), greatest))
    }
}
