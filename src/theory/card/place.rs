//! Places on the axis of z, and what is the least or the greatest there.

use std::fmt;

/// An interval of z; its ends may be infinite, and may be the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Lower end.
    pub from: f64,
    /// Upper end.
    pub to: f64,
    /// Whether the lower end belongs to it.
    pub with_from: bool,
    /// Whether the upper end belongs to it.
    pub with_to: bool,
}

impl Span {
    /// A single z.
    pub fn point(z: f64) -> Self {
        Span {
            from: z,
            to: z,
            with_from: true,
            with_to: true,
        }
    }

    /// Whether it is a single z.
    pub fn is_point(&self) -> bool {
        self.from == self.to
    }

    /// Whether it is the whole axis.
    pub fn is_everything(&self) -> bool {
        self.from == f64::NEG_INFINITY && self.to == f64::INFINITY
    }

    /// Whether another begins where this ends, with nothing between.
    pub(super) fn meets(&self, next: &Span) -> bool {
        self.to == next.from && self.with_to && next.with_from
    }

    /// The z of it that is nearest to 0.
    pub fn nearest_to_zero(&self) -> f64 {
        // Adding 0 makes a zero of -0.
        0.0_f64.clamp(self.from, self.to) + 0.0
    }

    /// Its share of N(0, 1).
    pub fn share(&self) -> f64 {
        let above = |z: f64| 0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2);
        // By the tail that is small, so that nothing cancels.
        if self.from > 0.0 {
            above(self.from) - above(self.to)
        } else {
            above(-self.to) - above(-self.from)
        }
    }
}

/// As one writes it: `z <= 0`, `-3 < z < 3`, `z = 1`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |with: bool| if with { "<=" } else { "<" };
        let (from, to) = (self.from + 0.0, self.to + 0.0);
        let text = if self.is_everything() {
            "all z".to_string()
        } else if self.is_point() {
            format!("z = {}", digits(from))
        } else if from == f64::NEG_INFINITY {
            format!("z {} {}", sign(self.with_to), digits(to))
        } else if to == f64::INFINITY {
            let sign = if self.with_from { ">=" } else { ">" };
            format!("z {sign} {}", digits(from))
        } else {
            format!(
                "{} {} z {} {}",
                digits(from),
                sign(self.with_from),
                sign(self.with_to),
                digits(to)
            )
        };
        f.pad(&text)
    }
}

/// A number with twelve significant digits at most, which is what a card
/// states.
pub fn digits(value: f64) -> String {
    const DIGITS: usize = 12;
    let rounded = format!("{value:.*e}", DIGITS - 1);
    match rounded.parse::<f64>() {
        Ok(0.0) => "0".to_string(),
        Ok(value) if value.is_infinite() => {
            let sign = if value > 0.0 { "" } else { "-" };
            format!("{sign}infinity")
        }
        Ok(value) if (1e-4..1e12).contains(&value.abs()) => value.to_string(),
        Ok(value) => format!("{value:e}"),
        Err(_) => rounded,
    }
}

/// The supremum or the infimum of a function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// The function takes it: everywhere in `at`, and maybe elsewhere.
    Taken {
        /// Where, nearest to 0.
        at: Span,
        /// The extreme value.
        value: f64,
    },
    /// The function does not take it; it is the limit as z goes there.
    Approached {
        /// A place where the function jumps, or plus or minus infinity.
        toward: f64,
        /// The limit.
        value: f64,
    },
    /// There is none: the function grows without bound as z goes there.
    Unbounded {
        /// A place where it has no value, or plus or minus infinity.
        toward: f64,
    },
}

impl Bound {
    /// The extreme value, where there is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Bound::Taken { value, .. } | Bound::Approached { value, .. } => Some(*value),
            Bound::Unbounded { .. } => None,
        }
    }

    /// Where it is taken, or is the limit; of an interval the place nearest to
    /// 0.
    pub fn place(&self) -> f64 {
        match self {
            Bound::Taken { at, .. } => at.nearest_to_zero(),
            Bound::Approached { toward, .. } | Bound::Unbounded { toward } => *toward,
        }
    }

    /// Of -f where this is of f.
    pub(super) fn negated(self) -> Bound {
        match self {
            Bound::Taken { at, value } => Bound::Taken { at, value: -value },
            Bound::Approached { toward, value } => Bound::Approached {
                toward,
                value: -value,
            },
            unbounded @ Bound::Unbounded { .. } => unbounded,
        }
    }

    /// The greatest of some; of equal ones one that is taken, and the nearest
    /// to 0.
    pub(super) fn greatest(bounds: &[Bound]) -> Option<Bound> {
        /// Two values that the reference could have told apart.
        const ULPS: f64 = 4.0 * f64::EPSILON;
        let size = |bound: &Bound| bound.value().unwrap_or(f64::INFINITY);
        let top = bounds.iter().map(size).fold(f64::NEG_INFINITY, f64::max);
        let near = |bound: &&Bound| size(bound) == top || size(bound) >= top - ULPS * top.abs();
        // Of what is the same up to rounding: what holds on an interval is
        // taken; what only comes close at a point may be a limit, rounded.
        let rank = |bound: &Bound| match bound {
            Bound::Unbounded { .. } => 0,
            Bound::Taken { at, .. } if !at.is_point() => 1,
            Bound::Approached { .. } => 2,
            Bound::Taken { .. } => 3,
        };
        bounds.iter().filter(near).copied().min_by(|a, b| {
            let by_rank = rank(a).cmp(&rank(b));
            let by_place = a.place().abs().total_cmp(&b.place().abs());
            // Of two ends the right one.
            by_rank.then(by_place).then(b.place().total_cmp(&a.place()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_one_writes_them() {
        let span = |from, with_from, with_to, to| Span {
            from,
            to,
            with_from,
            with_to,
        };
        let infinite = f64::INFINITY;
        for (span, text) in [
            (span(-infinite, false, true, 0.0), "z <= 0"),
            (span(-infinite, false, false, -3.0), "z < -3"),
            (
                span(1.0 / 3.0, false, false, infinite),
                "z > 0.333333333333",
            ),
            (span(-1.0, true, false, 1.0), "-1 <= z < 1"),
            (Span::point(-0.0), "z = 0"),
            (span(-infinite, false, false, infinite), "all z"),
        ] {
            assert_eq!(span.to_string(), text);
        }
        assert_eq!(span(-infinite, false, true, 0.0).share(), 0.5);
        assert_eq!(span(-infinite, false, true, infinite).share(), 1.0);
    }

    #[test]
    fn numbers_have_twelve_digits_at_most() {
        for (value, text) in [
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (-1.278_464_542_761_074, "-1.27846454276"),
            (2.5e-9, "2.5e-9"),
            (1e300, "1e300"),
            (f64::NEG_INFINITY, "-infinity"),
        ] {
            assert_eq!(digits(value), text);
        }
    }
}
