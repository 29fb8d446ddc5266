//! Features too narrow for the places that are always looked at.

use crate::activation::Activation;

/// They are looked for from minus this to this,
const REACH: f64 = 8.0;
/// in steps of this,
const STEP: f64 = 1.0 / 16_384.0;
/// between places that lie so many steps apart.
const APART: usize = 256;
/// By so much of the values at both ends a value in between lies beyond them.
const BEYOND: f64 = 1e-3;
/// How far around one, in steps, its parts may lie.
const AROUND: [i32; 13] = [-32, -16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16, 32];
/// The most features: of what swings everywhere, the largest.
const MOST: usize = 32;

/// Places at and around values or slopes that lie well beyond those of both
/// neighbours in the survey.
pub(super) fn narrow_features(phi: &Activation) -> Vec<f64> {
    let steps = (REACH / STEP) as i32;
    let z: Vec<f64> = (-steps..=steps).map(|n| f64::from(n) * STEP).collect();
    let (mut value, mut slope) = (vec![0.0; z.len()], vec![0.0; z.len()]);
    phi.evaluate_f64(&z, &mut value, &mut slope);
    let mut found: Vec<(f64, usize)> = Vec::new();
    for values in [&value, &slope] {
        for start in (0..z.len() - 1).step_by(APART) {
            let within = &values[start..=start + APART];
            let (first, last) = (within[0], within[APART]);
            if !within.iter().all(|value| value.is_finite()) {
                continue;
            }
            let slack = BEYOND * (first.abs() + last.abs());
            let (low, high) = (first.min(last) - slack, first.max(last) + slack);
            let numbered = || within.iter().copied().enumerate();
            let least = numbered().min_by(|a, b| a.1.total_cmp(&b.1));
            let most = numbered().max_by(|a, b| a.1.total_cmp(&b.1));
            let beyond = [
                least.map(|(place, value)| (low - value, place)),
                most.map(|(place, value)| (value - high, place)),
            ];
            let beyond = beyond.into_iter().flatten().filter(|(by, _)| *by > 0.0);
            found.extend(beyond.map(|(by, place)| (by, start + place)));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.truncate(MOST);
    let around = |(_, place): (f64, usize)| {
        let middle = place as i32 - steps;
        AROUND.map(move |beside| f64::from(middle + beside) * STEP)
    };
    found.into_iter().flat_map(around).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_needle_is_found_and_nothing_else() {
        for name in ["relu", "gelu", "tanh", "sin", "step", "mish", "selu"] {
            let phi: Activation = name.parse().unwrap();
            assert!(narrow_features(&phi).is_empty(), "{name}");
        }
        let needle: Activation = "x + exp(-1e7 * (x - 0.7)^2)".parse().unwrap();
        let found = narrow_features(&needle);
        assert!(!found.is_empty());
        assert!(found.iter().all(|z| (z - 0.7).abs() < 3e-3), "{found:?}");
        let wave: Activation = "sin(1000 * x)".parse().unwrap();
        assert!(narrow_features(&wave).len() <= MOST * AROUND.len());
    }
}
