//! Where the length map leads: its fixed points, and what happens where there
//! is none.

use super::solve::{least, root};
use super::wide_net::WideNet;

/// What lengths near a fixed point do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stability {
    /// They come nearer from both sides (of q* = 0, from above).
    Stable,
    /// They leave on both sides.
    Unstable,
    /// They come nearer on one side and leave on the other.
    HalfStable,
}

/// A fixed point of the length map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixedPoint {
    /// q* = V(q*).
    pub q: f64,
    /// V'(q*): the distance to q* is multiplied by it in every layer.
    pub slope: f64,
    /// What lengths near it do.
    pub stability: Stability,
    /// chi_1(q*).
    pub chi: f64,
}

impl FixedPoint {
    /// xi_q = -1/ln V'(q*): the layers in which a difference of lengths falls by
    /// e; 0 where it falls at once, none where it does not fall exponentially.
    pub fn length_scale(&self) -> Option<f64> {
        (self.slope < 1.0 - MARGINAL).then(|| -1.0 / libm::log(self.slope.max(0.0)))
    }

    /// Whether lengths fall to it, or leave it, more slowly than exponentially.
    pub fn is_marginal(&self) -> bool {
        (self.slope - 1.0).abs() <= MARGINAL
    }
}

/// What becomes of the length as depth grows.
#[derive(Debug, Clone, PartialEq)]
pub struct Lengths {
    /// V(q) = q for every q.
    pub everywhere: bool,
    /// The fixed points, ascending, q* = 0 among them; none where every q is
    /// one.
    pub fixed_points: Vec<FixedPoint>,
    /// lim V(q)/q as q grows: above 1, long vectors grow exponentially. None
    /// where phi(z)/z has no limit.
    pub slope_at_infinity: Option<f64>,
    /// Whether long vectors grow without end.
    pub grows: bool,
}

/// V'(q*) this near 1 is 1.
const MARGINAL: f64 = 1e-10;
/// V(q) this near q, relative to q, is q.
const SAME: f64 = 1e-12;
/// Lengths that are looked at, in decades.
const DECADES: (i32, i32) = (-8, 8);
const STEPS: i32 = 8;

impl WideNet {
    /// All fixed points of the length map between 10^-8 and 10^8, and 0 where it
    /// is one.
    ///
    /// They are looked for on a grid of eight lengths a decade; two that lie
    /// closer are found where the gap between V(q) and q comes near 0.
    ///
    /// ```
    /// use actlab::theory::{Stability, WideNet};
    ///
    /// let selu = WideNet::new("selu".parse()?, 1.0, 0.0).lengths();
    /// let [zero, one] = selu.fixed_points[..] else { panic!() };
    /// assert_eq!((zero.q, zero.stability), (0.0, Stability::Unstable));
    /// assert!((one.q - 1.0).abs() < 1e-12 && one.stability == Stability::Stable);
    /// // Its gradients grow by 3.5 % a layer all the same.
    /// assert!((one.chi.sqrt() - 1.03516906467).abs() < 1e-10);
    /// # Ok::<(), actlab::activation::ActivationError>(())
    /// ```
    pub fn lengths(&self) -> Lengths {
        let slope_at_infinity = match self.rays() {
            Some(rays) => Some(self.sigma_w_squared() * rays.square()),
            None => self.slope_at_infinity(),
        };
        let mut found = Lengths {
            everywhere: false,
            fixed_points: Vec::new(),
            slope_at_infinity,
            grows: false,
        };
        if self.rays().is_some() {
            self.of_rays(&mut found);
            return found;
        }
        let grid = self.grid();
        let gaps: Vec<f64> = grid.iter().map(|q| self.gap(*q)).collect();
        let vanishes = |z: f64| self.activation().value(z).abs() < 1e-15;
        if self.sigma_b_squared() == 0.0 && [-1e-30, 0.0, 1e-30].into_iter().all(vanishes) {
            found.fixed_points.push(self.at_zero());
        }
        if gaps.iter().all(|gap| *gap == 0.0) {
            found.everywhere = true;
            found.fixed_points.clear();
            return found;
        }
        for place in 0..grid.len() - 1 {
            let ends = (grid[place], grid[place + 1]);
            match (gaps[place], gaps[place + 1]) {
                (a, b) if a * b < 0.0 => {
                    let q = root(|q| self.raw_gap(q), ends);
                    found.fixed_points.push(self.fixed_point(q, (a, b)));
                }
                // A place of the grid itself; a run of them is rounding.
                (0.0, b) if place > 0 && gaps[place - 1] != 0.0 && b != 0.0 => {
                    let around = (gaps[place - 1], b);
                    found
                        .fixed_points
                        .push(self.fixed_point(grid[place], around));
                }
                (a, b) if place > 0 => {
                    // A turn of the gap towards 0 that the grid may have missed.
                    let sign = a.signum();
                    let (before, here, after) = (sign * gaps[place - 1], sign * a, sign * b);
                    if here > 0.0 && here <= before && here < after {
                        let ends = (grid[place - 1], grid[place], grid[place + 1]);
                        self.near_miss(ends, sign, &mut found.fixed_points);
                    }
                }
                _ => {}
            }
        }
        found.fixed_points.sort_by(|a, b| a.q.total_cmp(&b.q));
        found.grows = match slope_at_infinity {
            Some(slope) if (slope - 1.0).abs() > SAME => slope > 1.0,
            _ => gaps.last().is_some_and(|gap| *gap > 0.0),
        };
        found
    }

    /// The layer lengths from `q`: q, V(q), V(V(q)) ...
    pub fn follow(&self, q: f64) -> impl Iterator<Item = f64> + '_ {
        std::iter::successors(Some(q), |q| Some(self.length_map(*q)))
    }

    /// The least of V(q) - q over q > 0, and where it is taken: above 0 there is
    /// no fixed point but 0, and below 0 there are two.
    pub fn least_gap(&self) -> (f64, f64) {
        let gap = |q: f64| self.length_map(q) - q;
        let grid = self.grid();
        let gaps: Vec<f64> = grid.iter().map(|q| gap(*q)).collect();
        let lowest = (1..grid.len() - 1).min_by(|a, b| gaps[*a].total_cmp(&gaps[*b]));
        let place = lowest.unwrap_or(1);
        least(gap, (grid[place - 1], grid[place], grid[place + 1]))
    }

    /// (V(q) - q)/q, 0 where that is rounding.
    fn gap(&self, q: f64) -> f64 {
        match self.raw_gap(q) {
            gap if gap.abs() <= SAME => 0.0,
            gap => gap,
        }
    }

    fn raw_gap(&self, q: f64) -> f64 {
        self.length_map(q) / q - 1.0
    }

    /// V(q) = chi q + sigma_b^2.
    fn of_rays(&self, found: &mut Lengths) {
        let chi = found.slope_at_infinity.unwrap_or(f64::NAN);
        let chi = if (chi - 1.0).abs() <= SAME { 1.0 } else { chi };
        found.slope_at_infinity = Some(chi);
        let biases = self.sigma_b_squared();
        found.everywhere = chi == 1.0 && biases == 0.0;
        found.grows = chi > 1.0 || chi == 1.0 && biases > 0.0;
        if !found.everywhere && (chi < 1.0 || biases == 0.0) {
            found.fixed_points.push(FixedPoint {
                q: if biases == 0.0 {
                    0.0
                } else {
                    biases / (1.0 - chi)
                },
                slope: chi,
                stability: match chi < 1.0 {
                    true => Stability::Stable,
                    false => Stability::Unstable,
                },
                chi,
            });
        }
    }

    fn grid(&self) -> Vec<f64> {
        // V(q) is below this whatever q is, so that nothing lies beyond.
        let sizes = (-40..=40).map(|n| libm::exp2(f64::from(n) / 2.0));
        let squares = sizes
            .flat_map(|z| [-z, z])
            .map(|z| self.activation().value(z).powi(2));
        let most = squares.fold(0.0, f64::max);
        let most = 4.0 * (self.sigma_w_squared() * most + self.sigma_b_squared());
        let steps = DECADES.0 * STEPS..=DECADES.1 * STEPS;
        let q = steps.map(|n| libm::exp10(f64::from(n) / f64::from(STEPS)));
        let mut last = 0.0;
        q.take_while(|q| {
            let inside = last <= most;
            last = *q;
            inside
        })
        .collect()
    }

    fn fixed_point(&self, q: f64, (below, above): (f64, f64)) -> FixedPoint {
        FixedPoint {
            q,
            slope: self.length_slope(q),
            stability: match (below > 0.0, above > 0.0) {
                (true, false) => Stability::Stable,
                (false, true) => Stability::Unstable,
                _ => Stability::HalfStable,
            },
            chi: self.chi(q),
        }
    }

    /// Whether lengths just above 0 grow: the sign of the first gap that is more than
    /// rounding. That of relu6 with sigma_w^2 = 2 is e^(-18/q).
    pub(super) fn grows_above_zero(&self) -> bool {
        let gaps = self.grid().into_iter().map(|q| self.gap(q));
        gaps.into_iter()
            .find(|gap| *gap != 0.0)
            .is_some_and(|gap| gap > 0.0)
    }

    /// q* = 0, from the gaps above it.
    fn at_zero(&self) -> FixedPoint {
        let slope = [-1e-30, 1e-30].map(|z| (self.activation().value(z) / z).powi(2));
        let slope = 0.5 * self.sigma_w_squared() * (slope[0] + slope[1]);
        FixedPoint {
            q: 0.0,
            slope,
            stability: match slope {
                s if s < 1.0 - MARGINAL => Stability::Stable,
                s if s > 1.0 + MARGINAL => Stability::Unstable,
                _ if self.grows_above_zero() => Stability::Unstable,
                _ => Stability::Stable,
            },
            chi: self.chi_at_zero(),
        }
    }

    /// Fixed points where the gap turns between two places of the grid.
    fn near_miss(&self, ends: (f64, f64, f64), sign: f64, found: &mut Vec<FixedPoint>) {
        /// A gap this small at its turn, of those beside it, is none: half of the
        /// digits.
        const TOUCH: f64 = 1e-8;
        let (q, gap) = least(|q| sign * self.raw_gap(q), ends);
        let beside = self.gap(ends.0).abs().min(self.gap(ends.2).abs());
        if gap.abs() <= TOUCH * beside {
            found.push(self.fixed_point(q, (sign, sign)));
        } else if gap < 0.0 {
            for (a, b) in [(ends.0, q), (q, ends.2)] {
                let around = (self.gap(a), self.gap(b));
                let q = root(|q| self.raw_gap(q), (a, b));
                found.push(self.fixed_point(q, around));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V'(q) = sigma_w^2 E[phi phi' z]/sqrt(q) where phi does not jump, kinks or
    /// not; of a step V' is 0, which only the other form finds.
    #[test]
    fn slopes_of_the_length_map() {
        for name in ["tanh", "relu6", "selu", "gelu", "hardtanh", "softplus"] {
            let net = WideNet::new(name.parse().unwrap(), 1.7, 0.1);
            for q in [1e-4f64, 0.3, 2.0, 50.0] {
                let phi = net.activation();
                let terms = |z: f64, h: f64, d: f64| [h * d * z];
                let [other] = crate::theory::gaussian::expect(phi, q, terms);
                let other = 1.7 * other / q.sqrt();
                let slope = net.length_slope(q);
                assert!((slope - other).abs() < 1e-11, "{name} {q}: {slope} {other}");
            }
        }
        let step = WideNet::new("step".parse().unwrap(), 2.0, 0.0);
        assert!(step.length_slope(0.7).abs() < 1e-12);
    }

    /// V(q) - q is e^(-18/q) of q for relu6 at sigma_w^2 = 2: far below rounding, and
    /// of one sign all the same.
    #[test]
    fn lengths_that_are_kept_but_for_an_exponential_fall_or_grow() {
        for (name, sigma_w_squared, stability) in [
            ("relu6", 2.0, Stability::Stable),
            ("hardtanh", 1.0, Stability::Stable),
            ("relu(x) + relu(x - 3)", 2.0, Stability::Unstable),
            ("where(abs(x) < 2, x, 2 * x)", 1.0, Stability::Unstable),
        ] {
            let net = WideNet::new(name.parse().unwrap(), sigma_w_squared, 0.0);
            let zero = net.lengths().fixed_points[0];
            assert_eq!((zero.q, zero.stability), (0.0, stability), "{name}");
            let end = (stability == Stability::Stable).then_some(0.0);
            assert_eq!(net.settled_length(1.0), end, "{name}");
        }
        let edge = crate::theory::edge_of_chaos(&"relu6".parse().unwrap(), 0.0);
        assert!(edge[0].holds());
    }

    /// Two fixed points that a grid does not tell apart, one that repels, and
    /// none: silu on both sides of its saddle-node.
    #[test]
    fn saddle_nodes() {
        let points = |sigma_w: f64| {
            let net = WideNet::new("silu".parse().unwrap(), sigma_w * sigma_w, 0.01);
            net.lengths().fixed_points
        };
        let two = points(1.842410544 - 1e-7);
        assert_eq!(two.len(), 2, "{two:?}");
        assert!(two[1].q / two[0].q < 1.01);
        let stable = two.iter().map(|p| p.stability == Stability::Stable);
        assert!(stable.eq([true, false]));
        assert!(points(1.842410544 + 1e-7).is_empty());
    }

    /// What grows, and what falls to 0 at which pace.
    #[test]
    fn fates() {
        let of = |name: &str, square: f64, biases: f64| {
            WideNet::new(name.parse().unwrap(), square, biases).lengths()
        };
        assert!(of("relu", 2.0, 0.0).everywhere);
        assert!(of("relu", 2.0, 0.1).grows && of("relu", 2.1, 0.0).grows);
        assert_eq!(of("relu", 1.5, 0.1).fixed_points[0].q, 0.1 / 0.25);
        let tanh = of("tanh", 1.0, 0.0);
        assert!(tanh.fixed_points[0].is_marginal() && tanh.fixed_points.len() == 1);
        let square = of("squared_relu", 1.0, 0.0);
        assert_eq!(square.slope_at_infinity, Some(f64::INFINITY));
        let [zero, repels] = square.fixed_points[..] else {
            panic!("{square:?}");
        };
        // V = (3/2) q^2.
        assert_eq!(zero.stability, Stability::Stable);
        assert!((repels.q - 2.0 / 3.0).abs() < 1e-12 && (repels.slope - 2.0).abs() < 1e-10);
        assert_eq!(repels.stability, Stability::Unstable);
    }
}
