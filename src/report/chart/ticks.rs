//! Round numbers to mark an axis at.

use super::number::{plain, power_of_ten};

/// Multiples of a round step between two numbers, at most `most` and one more.
pub fn round_steps(low: f64, high: f64, most: usize) -> Vec<f64> {
    let rough = (high - low) / most as f64;
    let decade = 10f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * decade);
    let step = steps.into_iter().find(|step| *step >= rough * (1.0 - 1e-9));
    let step = step.unwrap_or(10.0 * decade);
    let slack = 1e-9 * step;
    let (first, last) = ((low - slack) / step, (high + slack) / step);
    let count = (last.floor() - first.ceil()) as usize;
    (0..=count.min(2 * most))
        .map(|k| (first.ceil() + k as f64) * step)
        .collect()
}

/// A step that gives some four to seven layers to write: a power of two where
/// the depth is one.
pub fn layer_step(depth: usize) -> usize {
    if depth.is_power_of_two() && depth >= 16 {
        return depth / 4;
    }
    let steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500];
    let fits = |step: &&usize| depth / **step <= 6;
    steps.iter().find(fits).copied().unwrap_or(depth)
}

/// Every how many decades an axis from ten to the `first` to ten to the `last`
/// is marked, so that seven marks at most are written.
pub fn decade_step(first: i32, last: i32) -> i32 {
    let steps = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200];
    let fits = |step: &&i32| last.div_euclid(**step) - (first - 1).div_euclid(**step) <= 7;
    steps.iter().find(fits).copied().unwrap_or(500)
}

/// 1, 2 and 5 of each decade with their labels, for an axis of a decade or two
/// between these logarithms.
pub fn within_decades(low: f64, high: f64) -> Vec<(f64, String)> {
    let (first, last) = (low.floor() as i32, high.floor() as i32);
    let mut ticks = Vec::new();
    for exponent in first..=last {
        for digit in [1.0, 2.0, 5.0] {
            let value = digit * 10f64.powi(exponent);
            if (low..=high).contains(&value.log10()) {
                let label = if (-3..=3).contains(&exponent) {
                    plain(value)
                } else if digit == 1.0 {
                    power_of_ten(exponent)
                } else {
                    format!("{digit}·{}", power_of_ten(exponent))
                };
                ticks.push((value, label));
            }
        }
    }
    ticks
}

/// Powers of ten for an axis of ratios that runs between these signed roots of
/// logarithms, from 1 outwards, a share `apart` of the axis from each other.
pub fn root_ticks([low, high]: [f64; 2], apart: f64) -> Vec<(f64, String)> {
    const LOGARITHMS: [i32; 9] = [1, 2, 5, 10, 20, 40, 80, 160, 300];
    let room = apart * (high - low);
    // With 2 and a half come 10 and 0.1; without, powers are written alike.
    let near = 2f64.log10().sqrt() >= room;
    let mut ticks = vec![(1.0, "1".to_string())];
    for (sign, end) in [(-1, -low), (1, high)] {
        let mut last: f64 = 0.0;
        let mut mark = |from_one: f64, value: f64, label: String| {
            if from_one - last >= room && from_one <= end {
                last = from_one;
                ticks.push((value, label));
            }
        };
        let two = 2f64.powi(sign);
        mark(two.log10().abs().sqrt(), two, plain(two));
        for exponent in LOGARITHMS {
            let label = match sign * exponent {
                small @ -2..=2 if near => plain(10f64.powi(small)),
                exponent => power_of_ten(exponent),
            };
            let value = 10f64.powi(sign * exponent);
            mark(f64::from(exponent).sqrt(), value, label);
        }
    }
    ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_few() {
        assert_eq!(
            round_steps(0.0, 30.0, 6),
            [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0]
        );
        for (low, high) in [(0.0, 1e-9), (-1e300, 1e300), (5.0, 5.1), (-3.0, 17.0)] {
            let steps = round_steps(low, high, 6);
            assert!((2..=8).contains(&steps.len()), "{steps:?}");
        }
    }

    #[test]
    fn seven_decades_at_most_are_marked() {
        for span in 0..700 {
            let step = decade_step(-span, 3);
            let marked = (-span..=3).filter(|e| e.rem_euclid(step) == 0).count();
            assert!(marked <= 7, "{span}: {marked}");
        }
    }

    #[test]
    fn small_ranges_are_marked_within_decades() {
        let labels: Vec<String> = within_decades(-6.1, -5.2)
            .into_iter()
            .map(|t| t.1)
            .collect();
        assert_eq!(labels, ["10⁻⁶", "2·10⁻⁶", "5·10⁻⁶"]);
    }

    #[test]
    fn a_few_layers_are_marked_at_any_depth() {
        for depth in 1..5000 {
            assert!(depth / layer_step(depth) <= 6, "{depth}");
        }
    }
}
