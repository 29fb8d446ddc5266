//! What a function does as z goes to infinity or to a place.

/// Where z goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Goal {
    /// To plus or minus infinity.
    Far(f64),
    /// To a finite place, from above (1) or below (-1).
    Near(f64, f64),
}

/// What a function does on the way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tail {
    /// It settles at a number.
    Settles(f64),
    /// It grows without bound to plus or minus infinity, like a power of z or
    /// of the distance; 0 for slower growth.
    Grows {
        /// 1 upwards, -1 downwards.
        sign: f64,
        /// The power.
        power: f64,
    },
    /// It swings without end.
    Swings {
        /// Whether the crests are ever higher.
        up: bool,
        /// Whether the troughs are ever deeper.
        down: bool,
    },
    /// It has no value there.
    Nowhere,
}

impl Tail {
    /// Where it goes, infinity included, if it goes to one place.
    pub(super) fn limit(self) -> Option<f64> {
        match self {
            Tail::Settles(limit) => Some(limit),
            Tail::Grows { sign, .. } => Some(sign * f64::INFINITY),
            Tail::Swings { .. } | Tail::Nowhere => None,
        }
    }
}

impl Goal {
    /// The z that lies `octaves` halvings of the way off.
    fn at(self, octaves: f64) -> f64 {
        match self {
            Goal::Far(sign) => sign * libm::exp2(octaves),
            Goal::Near(place, side) => {
                let size = if place == 0.0 { 1.0 } else { place.abs() };
                place + side * size * libm::exp2(-octaves)
            }
        }
    }

    /// How many octaves away a look is taken last.
    fn reach(self) -> f64 {
        match self {
            // f64 ends at 53.
            Goal::Near(place, _) if place != 0.0 => 48.0,
            _ => 56.0,
        }
    }
}

/// Follows `f` to its goal.
pub(super) fn approach(f: impl Fn(f64) -> f64, goal: Goal) -> Tail {
    /// As far as f64 goes, for what changes as slowly as a logarithm.
    const FARTHEST: f64 = 1000.0;
    let path = Path::new(&f, goal, goal.reach());
    let endless = matches!(goal, Goal::Far(_) | Goal::Near(0.0, _));
    match path.fate(if endless { 1e-4 } else { 0.1 }) {
        Some(tail) => tail,
        None if endless => Path::new(&f, goal, FARTHEST).slow_fate(),
        None => path.slow_fate(),
    }
}

/// What is seen on the way.
struct Path {
    /// Each twice as many octaves away as the one before.
    values: [f64; 4],
    /// A few octaves from the last back, which a wave gives away.
    close: [f64; CLOSE + 1],
    /// The largest size, up and down, of as many half-way.
    half_way: (f64, f64),
}

/// Looks close to the last one, and the octaves between them.
const CLOSE: usize = 24;
const BETWEEN: f64 = 0.13;

impl Path {
    fn new(f: &impl Fn(f64) -> f64, goal: Goal, reach: f64) -> Self {
        let around = |octaves: f64| -> [f64; CLOSE + 1] {
            std::array::from_fn(|n| f(goal.at(octaves - BETWEEN * n as f64)))
        };
        let half_way = around(reach / 2.0);
        Path {
            values: std::array::from_fn(|n| f(goal.at(reach / f64::from(8 >> n)))),
            close: around(reach),
            half_way: (crest(&half_way, 1.0), crest(&half_way, -1.0)),
        }
    }

    /// The last two steps.
    fn steps(&self) -> (f64, f64) {
        let [_, a, b, c] = self.values;
        (b - a, c - b)
    }

    /// What is rounding.
    fn quiet(&self) -> f64 {
        1e-13 * self.close[0].abs()
    }

    /// What becomes of the function; nothing where it changes too slowly to
    /// tell. It has settled where a step is this share of the one before.
    fn fate(&self, share: f64) -> Option<Tail> {
        let last = self.close[0];
        if last.is_nan() {
            return Some(Tail::Nowhere);
        }
        let sign = last.signum();
        if last.is_infinite() {
            let one_way = self.close.iter().all(|c| c.signum() == sign);
            return Some(match one_way {
                true => Tail::Grows {
                    sign,
                    power: f64::INFINITY,
                },
                false => Tail::Swings {
                    up: true,
                    down: true,
                },
            });
        }
        let (before, step) = self.steps();
        let spread = self.close.iter().map(|c| (c - last).abs());
        let spread = spread.fold(0.0, f64::max);
        // What dies out need not do so one way.
        let size = crest(&self.close, 1.0).max(crest(&self.close, -1.0));
        if size <= 1e-6 * self.half_way.0.max(self.half_way.1) {
            return Some(Tail::Settles(0.0));
        }
        let settled = step.abs() <= self.quiet().max(share * before.abs())
            && spread <= self.quiet().max(0.1 * step.abs());
        if settled {
            let vanishes = is_nothing(last) || last.abs() < 1e-5 * self.values[2].abs();
            return Some(Tail::Settles(if vanishes { 0.0 } else { last + 0.0 }));
        }
        if !self.is_monotone() {
            let ever = |crest: f64, before: f64| crest > 64.0 * before.max(1e-9);
            return Some(Tail::Swings {
                up: ever(crest(&self.close, 1.0), self.half_way.0),
                down: ever(crest(&self.close, -1.0), self.half_way.1),
            });
        }
        let grows = step * sign > 0.0 && step.abs() >= 0.9 * before.abs();
        grows.then(|| Tail::Grows {
            sign,
            power: self.power(),
        })
    }

    /// Whether it goes one way.
    fn is_monotone(&self) -> bool {
        let (before, step) = self.steps();
        let sign = step.signum();
        let mut close = self.close.windows(2).map(|c| (c[0] - c[1]) * sign);
        before * sign > 0.0 && close.all(|difference| difference >= -self.quiet())
    }

    /// The power of the distance that it grows like; 0 for a logarithm.
    fn power(&self) -> f64 {
        /// A logarithm looks like a smaller power than this.
        const LOGARITHM: f64 = 0.04;
        let grown = (self.close[0] / self.close[CLOSE]).abs();
        let power = libm::log2(grown) / (BETWEEN * CLOSE as f64);
        match power {
            p if p.is_nan() => f64::INFINITY,
            p if p < LOGARITHM => 0.0,
            p => p,
        }
    }

    /// What becomes of what changes slowly to the end: the limit of a series of
    /// steps, each the same share of the one before.
    fn slow_fate(&self) -> Tail {
        if let Some(tail) = self.fate(0.1) {
            return tail;
        }
        let (before, step) = self.steps();
        let limit = self.close[0] + step * step / (before - step);
        let size = self.values[1].abs().max(self.close[0].abs());
        match limit {
            _ if !limit.is_finite() => Tail::Nowhere,
            _ if limit.abs() < 1e-2 * size => Tail::Settles(0.0),
            _ => Tail::Settles(limit),
        }
    }
}

/// Whether a number stands for 0: a slope that f64 cannot hold is the smallest
/// number of its sign.
pub(super) fn is_nothing(value: f64) -> bool {
    value.abs() < f64::MIN_POSITIVE
}

/// The greatest of some values, or of their opposites, and 0.
fn crest(values: &[f64], sign: f64) -> f64 {
    values.iter().map(|v| sign * v).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_growth_and_waves_are_told_apart() {
        let far = |f: fn(f64) -> f64| approach(f, Goal::Far(1.0));
        let settled = |f, value: f64| match far(f) {
            Tail::Settles(found) => assert!((found - value).abs() < 1e-12, "{found} {value}"),
            other => panic!("{other:?}, not {value}"),
        };
        settled(f64::tanh, 1.0);
        settled(|z| z / (1.0 + z), 1.0);
        settled(|z| z / (1.0 + z * z).sqrt(), 1.0);
        settled(|z| 1.0 / z, 0.0);
        settled(|z| z.powf(-0.1), 0.0);
        settled(|z| 1.0 / z.ln(), 0.0);
        settled(|z| z.sin() / z, 0.0);
        settled(|z| (-z).exp(), 0.0);
        settled(|_| 3.0, 3.0);
        for (f, sign, power) in [
            ((|z| z) as fn(f64) -> f64, 1.0, 1.0),
            (|z| -z * z, -1.0, 2.0),
            (|z| z.sqrt(), 1.0, 0.5),
            (|z| z.ln(), 1.0, 0.0),
            (|z| z.exp(), 1.0, f64::INFINITY),
            (|z| z + z.sin(), 1.0, 1.0),
        ] {
            match far(f) {
                Tail::Grows { sign: s, power: p } => {
                    assert_eq!(s, sign);
                    assert!(p == power || (p - power).abs() < 1e-6, "{p} {power}");
                }
                other => panic!("{other:?}"),
            }
        }
        let swings = |up, down| Tail::Swings { up, down };
        assert_eq!(far(f64::sin), swings(false, false));
        assert_eq!(far(|z| z * z.sin()), swings(true, true));
        assert_eq!(far(|z| z * z.sin().abs()), swings(true, false));
        assert_eq!(far(|_| f64::NAN), Tail::Nowhere);
    }

    #[test]
    fn places_are_approached_from_either_side() {
        let above = |f: fn(f64) -> f64, place| approach(f, Goal::Near(place, 1.0));
        assert_eq!(above(|z| z.exp(), 0.0), Tail::Settles(1.0));
        let grows = |sign, power| Tail::Grows { sign, power };
        assert_eq!(above(|z| z.ln(), 0.0), grows(-1.0, 0.0));
        match above(|z| -1.0 / z, 0.0) {
            Tail::Grows { sign, power } => assert!(sign == -1.0 && (power - 1.0).abs() < 1e-9),
            other => panic!("{other:?}"),
        }
        assert_eq!(
            above(|z| (1.0 / z).sin(), 0.0),
            Tail::Swings {
                up: false,
                down: false
            }
        );
        match above(|z| 1.0 / (z - 0.3), 0.3) {
            Tail::Grows { sign, power } => assert!(sign == 1.0 && (power - 1.0).abs() < 0.05),
            other => panic!("{other:?}"),
        }
        match above(|z| (z - 1.0).abs().sqrt(), 1.0) {
            Tail::Settles(value) => assert!(value.abs() < 1e-6),
            other => panic!("{other:?}"),
        }
    }
}
