//! Functions of ln q, held at equally spaced places.

/// Values that a polynomial goes through.
const POINTS: usize = 6;

/// Equally spaced places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    start: f64,
    step: f64,
    count: usize,
}

/// Between which places a point lies, and their shares in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    first: usize,
    shares: [f64; POINTS],
}

impl Grid {
    /// Places from `low` to `high`, at most `step` apart.
    pub(super) fn new(low: f64, high: f64, step: f64) -> Self {
        let count = ((high - low) / step).ceil().max(0.0) as usize + 1;
        Grid {
            start: low,
            step,
            count: count.max(POINTS),
        }
    }

    /// Every place.
    pub(super) fn places(&self) -> impl Iterator<Item = f64> + Clone + use<> {
        let Grid { start, step, count } = *self;
        (0..count).map(move |i| start + i as f64 * step)
    }

    /// The slope at `x` of a function with these values at the places.
    pub(super) fn slope(&self, values: &[f64], x: f64) -> f64 {
        let near = 0.5 * self.step;
        (self.at(x + near).of(values) - self.at(x - near).of(values)) / self.step
    }

    /// Interpolation by the polynomial of degree 5 through the nearest places;
    /// beyond the ends, along a straight line.
    pub(super) fn at(&self, x: f64) -> Between {
        let place = (x - self.start) / self.step;
        let last = (self.count - 1) as f64;
        let mut shares = [0.0; POINTS];
        if !(0.0..=last).contains(&place) {
            let (first, low, t) = match place < 0.0 {
                true => (0, 0, place),
                false => (self.count - POINTS, POINTS - 2, place - last + 1.0),
            };
            (shares[low], shares[low + 1]) = (1.0 - t, t);
            return Between { first, shares };
        }
        let first = (place.floor() - 2.0).clamp(0.0, (self.count - POINTS) as f64) as usize;
        let t = place - first as f64;
        for (i, share) in shares.iter_mut().enumerate() {
            *share = (0..POINTS)
                .filter(|j| *j != i)
                .map(|j| (t - j as f64) / (i as f64 - j as f64))
                .product();
        }
        Between { first, shares }
    }
}

impl Between {
    /// The value there of a function with these values at the places.
    pub(super) fn of(&self, values: &[f64]) -> f64 {
        let values = &values[self.first..][..POINTS];
        self.shares.iter().zip(values).map(|(s, v)| s * v).sum()
    }

    /// Adds this share of a law that lies there.
    pub(super) fn spread(&self, share: f64, law: &mut [f64]) {
        let law = &mut law[self.first..][..POINTS];
        law.iter_mut()
            .zip(self.shares)
            .for_each(|(to, s)| *to += share * s);
    }
}

/// Nodes and weights of Gauss and Hermite's rule for N(0, 1), exact for
/// polynomials of degree 5.
pub(super) const HERMITE_3: [(f64, f64); 3] = [
    (-1.732_050_807_568_877_2, 1.0 / 6.0),
    (0.0, 2.0 / 3.0),
    (1.732_050_807_568_877_2, 1.0 / 6.0),
];

/// The same, exact for polynomials of degree 9.
pub(super) const HERMITE: [(f64, f64); 5] = [
    (-2.856_970_013_872_806, 0.011_257_411_327_720_69),
    (-1.355_626_179_974_266, 0.222_075_922_005_612_65),
    (0.0, 0.533_333_333_333_333_3),
    (1.355_626_179_974_266, 0.222_075_922_005_612_65),
    (2.856_970_013_872_806, 0.011_257_411_327_720_69),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smooth_functions_are_interpolated() {
        let grid = Grid::new(-2.0, 3.0, 0.1);
        let values: Vec<f64> = grid.places().map(f64::sin).collect();
        // 0.1^6/6! of the product of the distances, which is 17 in the first step.
        const REST: f64 = 2.4e-8;
        for x in [-2.0, -1.97, 0.0, 0.333, 2.96, 3.0] {
            assert!((grid.at(x).of(&values) - x.sin()).abs() < REST, "{x}");
        }
        let line: Vec<f64> = grid.places().map(|x| 2.0 * x - 1.0).collect();
        for x in [-9.0, 11.0] {
            assert!((grid.at(x).of(&line) - (2.0 * x - 1.0)).abs() < 1e-12);
        }
    }

    #[test]
    fn nodes_have_the_moments_of_the_normal() {
        let is_exact = |rule: &[(f64, f64)], power: i32, moment: f64| {
            let sum: f64 = rule.iter().map(|(z, w)| w * z.powi(power)).sum();
            assert!((sum / moment - 1.0).abs() < 1e-14, "{power}");
        };
        for (power, moment) in [(0, 1.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
            is_exact(&HERMITE, power, moment);
            if power < 6 {
                is_exact(&HERMITE_3, power, moment);
            }
        }
    }
}
