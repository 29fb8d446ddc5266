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
type Rule = (&'static str, fn(&[f64], &[f64]) -> bool);

const RULES: [Rule; 3] = [
    (
        "bars of one standard error do not overlap",
        bars_do_not_overlap,
    ),
    ("all runs of one above all of the other", all_above),
    ("Welch's t test, p < 0.05", welch),
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
        .map(|(name, _)| Series {
            name: name.to_string(),
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
                for (different, (_, rule)) in different.iter_mut().zip(RULES) {
                    *different += u32::from(rule(a, b));
                }
            }
            for (shares, different) in shares.iter_mut().zip(different) {
                shares.push(f64::from(different) / DIVISIONS as f64);
            }
        }
        for ((series, (name, _)), shares) in series.iter_mut().zip(RULES).zip(shares) {
            let measured = Measured::share(shares);
            if measured.trials < 2 {
                continue;
            }
            if count == SIDES[0] && at_three.is_none() {
                at_three = Some(measured);
            }
            figures.push(ClaimFigure {
                name: format!("{count} seeds a side, {name}: equal nets called different"),
                measured,
            });
            series.points.push(SeriesPoint {
                x: count as f64,
                value: measured.value,
                interval: measured.interval.map(|i| (i.low, i.high)),
                theory: None,
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
                  loss; mean over nets."
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

fn welch(a: &[f64], b: &[f64]) -> bool {
    Trials::welch_p_value(a, b).is_some_and(|p| p < 0.05)
}
