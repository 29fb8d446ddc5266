//! Experiments with few samples mislead.
//!
//! The runs of a net that differ by their seeds alone, of the claims before and of
//! six nets more, are put into two groups at random: whatever is found between them is nothing. How often do three runs a
//! side call it a difference, by the rules that people use?

use super::claim::{ClaimFigure, ClaimSetting, ClaimVerdict, EqualRuns, Evidence};
use super::trained::{Side, Trained, draft, side};
use crate::generator::{Purpose, Stream};
use crate::report::chart::{Division, Panel, Quantity, Series, SeriesPoint};
use crate::reproduce::{Measured, ReproduceError};
use crate::stats::Trials;
use rand::RngExt;

/// Runs a side.
const SIDES: [usize; 4] = [3, 5, 8, 12];
/// Divisions of the runs of a net.
const DIVISIONS: usize = 4000;

/// A rule by which two groups of runs are called different.
struct Rule {
    name: &'static str,
    differs: fn(&[f64], &[f64]) -> bool,
    /// How often it does so by chance, where that is exact.
    chance: fn(usize) -> Option<f64>,
}

const RULES: [Rule; 3] = [
    Rule {
        name: "bars of one error apart",
        differs: bars_do_not_overlap,
        chance: |_| None,
    },
    Rule {
        name: "all of one above all",
        differs: all_above,
        chance: |runs| Some(chance_of_all_above(runs)),
    },
    Rule {
        name: "Welch's test, p < 0.05",
        differs: welch,
        chance: |_| None,
    },
];

pub(super) fn measure(
    setting: ClaimSetting,
    before: &[EqualRuns],
) -> Result<Evidence, ReproduceError> {
    let toml = include_str!("../../../data/question/seeds.toml");
    let mut draft = draft("seeds", toml, setting)?;
    if let Some(runs) = &mut draft.runs {
        runs.value = setting.pick([24, 24, 72]);
    }
    let mut nets = Trained::run(draft, setting)?.equal_runs();
    nets.extend_from_slice(before);
    let mut figures = Vec::new();
    let mut series: Vec<Series> = RULES
        .iter()
        .map(|rule| Series {
            name: rule.name.to_string(),
            points: Vec::new(),
        })
        .collect();
    let mut at_three = None;
    for count in SIDES {
        // A share for each net: nets are the replicates.
        let mut shares = vec![Vec::new(); RULES.len()];
        for (net, EqualRuns(runs)) in (0u32..).zip(&nets) {
            let mut runs = runs.clone();
            // Of runs that all came to the same there is nothing to compare.
            if runs.len() < 2 * count || runs.iter().all(|run| *run == runs[0]) {
                continue;
            }
            let mut stream = Stream::new(setting.seed, Purpose::Order, net, 1);
            let mut different = [0u32; RULES.len()];
            for _ in 0..DIVISIONS {
                for place in 0..2 * count {
                    let last = runs.len() as u32;
                    let other = stream.random_range(place as u32..last) as usize;
                    runs.swap(place, other);
                }
                let (a, b) = runs[..2 * count].split_at(count);
                for (different, rule) in different.iter_mut().zip(RULES) {
                    *different += u32::from((rule.differs)(a, b));
                }
            }
            for (shares, different) in shares.iter_mut().zip(different) {
                shares.push(f64::from(different) / DIVISIONS as f64);
            }
        }
        for ((series, rule), shares) in series.iter_mut().zip(RULES).zip(shares) {
            let measured = Measured::share(shares).with_theory((rule.chance)(count));
            if measured.trials < 2 {
                continue;
            }
            if count == SIDES[0] && at_three.is_none() {
                at_three = Some(measured);
            }
            figures.push(ClaimFigure {
                name: format!(
                    "{count} seeds a side, {}: equal nets called different",
                    rule.name
                ),
                measured,
            });
            series.points.push(SeriesPoint {
                x: count as f64,
                value: measured.value,
                interval: measured.interval.map(|i| (i.low, i.high)),
                theory: measured.theory,
            });
        }
    }
    let verdict = match at_three {
        // One in twenty is what a test at the usual level is allowed.
        Some(share) => match side(&share, 0.05) {
            Side::Above => ClaimVerdict::Holds,
            Side::Below => ClaimVerdict::Fails,
            Side::Unknown => ClaimVerdict::Undecided("these nets cannot tell".to_string()),
        },
        None => ClaimVerdict::Undecided("too few runs came to their end".to_string()),
    };
    Ok(Evidence {
        because: match at_three.and_then(|share| share.value) {
            Some(share) => format!(
                "with 3 seeds a side and bars of one standard error, {:.0} % of comparisons of a \
                 net with itself find a difference",
                100.0 * share
            ),
            None => "too few runs came to their end".to_string(),
        },
        figures,
        verdict,
        title: "Claim 8: equal nets called different",
        caption:
            "Runs of the same net, of the claims before and of six nets on digits, divided at \
                  random into two groups; accuracy on held-out samples, or the logarithm of the \
                  loss; mean over nets. Bars: a standard error on either side of the mean, which do \
                  not overlap. Dashed: what chance gives where no two runs are equal."
                .to_string(),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("seeds a side", Division::Counts),
            y: Quantity::new("share called different", Division::Linear),
            series,
            published: Vec::new(),
        }],
        grids: Vec::new(),
        runs: Vec::new(),
    })
}

/// Mean and standard error.
fn bar(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

fn bars_do_not_overlap(a: &[f64], b: &[f64]) -> bool {
    let ((a, a_error), (b, b_error)) = (bar(a), bar(b));
    (a - b).abs() > a_error + b_error
}

fn all_above(a: &[f64], b: &[f64]) -> bool {
    let ends = |values: &[f64]| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        (
            low,
            values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        )
    };
    let ((a_low, a_high), (b_low, b_high)) = (ends(a), ends(b));
    a_low > b_high || b_low > a_high
}

/// Of the divisions of 2 n different runs into two halves, the two in which one
/// half lies above the other.
fn chance_of_all_above(n: usize) -> f64 {
    let ways = (1..=n).fold(1.0, |ways, k| ways * (n + k) as f64 / k as f64);
    2.0 / ways
}

fn welch(a: &[f64], b: &[f64]) -> bool {
    Trials::welch_p_value(a, b).is_some_and(|p| p < 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every division of six different runs into threes.
    #[test]
    fn rules_over_every_division() {
        let runs = [1.0, 2.0, 3.5, 4.0, 5.5, 7.0];
        let (mut divisions, mut above) = (0, 0);
        for mask in 0u32..1 << 6 {
            if mask.count_ones() != 3 {
                continue;
            }
            let side = |wanted| {
                let own = (0..6).filter(move |k| (mask >> k) & 1 == wanted);
                own.map(|k| runs[k]).collect::<Vec<f64>>()
            };
            divisions += 1;
            above += usize::from(all_above(&side(0), &side(1)));
        }
        assert_eq!((divisions, above), (20, 2));
        assert_eq!(chance_of_all_above(3), 0.1);
        assert!((chance_of_all_above(5) - 2.0 / 252.0).abs() < 1e-17);
    }

    /// Means 2 and 4, standard errors 1 / sqrt 3 each, which are 1.15 apart; 3 is
    /// no farther.
    #[test]
    fn bars_and_their_errors() {
        assert_eq!(bar(&[1.0, 2.0, 3.0]).0, 2.0);
        assert!((bar(&[1.0, 2.0, 3.0]).1 - 1.0 / 3f64.sqrt()).abs() < 1e-15);
        assert!(bars_do_not_overlap(&[1.0, 2.0, 3.0], &[3.0, 4.0, 5.0]));
        assert!(!bars_do_not_overlap(&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0]));
        // t = 4.9 at 4 degrees of freedom, and 0.6.
        assert!(welch(&[1.0, 2.0, 3.0], &[5.0, 6.0, 7.0]));
        assert!(!welch(&[1.0, 2.0, 3.0], &[1.5, 2.5, 3.5]));
    }
}
