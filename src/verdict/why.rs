//! The evidence for one activation: every figure with its interval, theory
//! beside it, why it stands where it stands, and what would change that.

use super::advice::Advice;
use super::criteria::{Criterion, Judgement, State};
use super::evidence::{Estimate, Evidence, Gradient};
use super::ranking::{Reason, Row};
use super::ranking_table::{interval, nanoseconds, share_interval};
use super::sentence::sentence;
use crate::report::{in_parts, percent, short, textwrap};

/// The same net with other weights, or in another format.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// What is other: `critical weights`, `f16`.
    pub what: String,
    /// Whether the weights are other.
    pub is_of_weights: bool,
    /// Its figures.
    pub evidence: Evidence,
    /// What they say.
    pub judgement: Judgement,
}

/// The evidence for the activation of `row`, in lines. `theory_ends` is the
/// least depth at which an infinitely wide net does not keep the gradient, of
/// those up to the second one. Lines and tables have at most `width` characters
/// where that can be.
pub fn why(
    advice: &Advice,
    row: &Row,
    format: Option<&str>,
    theory_ends: Option<(Option<usize>, usize)>,
    alternatives: &[Alternative],
    width: usize,
) -> String {
    let own = advice.of(row);
    let tied = advice.rows.iter().filter(|other| other.rank == row.rank);
    let tied = match tied.count() {
        1 => String::new(),
        2 => ", a tie with 1 other".to_string(),
        n => format!(", a tie with {} others", n - 1),
    };
    let first = format!(
        "{}: rank {} of {}{tied}; {}\n\n",
        own.label,
        row.rank,
        advice.candidates.len(),
        sentence(advice, row, format),
    );
    let mut text = textwrap(&first, width);
    for criterion in Criterion::ALL {
        text.push_str(&format!(
            "{} {}\n",
            name(criterion),
            match own.state(criterion) {
                State::Holds => "holds",
                State::Fails => "fails",
                State::Unsettled => "is not settled",
                State::NotMeasured => "was not measured",
            }
        ));
        match criterion {
            Criterion::Gradient => {
                text.push_str(&line("gradient ratio", &gradient(&own.evidence.gradient)));
                let theory = own.evidence.theory.map_or("none".to_string(), short);
                text.push_str(&line("theory, infinite width", &theory));
                if let Some((ends, deepest)) = theory_ends {
                    let ends = match ends {
                        Some(depth) => format!("not kept from depth {depth} on"),
                        None => format!("kept to depth {deepest} and maybe beyond"),
                    };
                    text.push_str(&line("", &ends));
                }
            }
            Criterion::Format => {
                let e = &own.evidence;
                text.push_str(&line("noise, worst layer", &positive(&e.noise)));
                text.push_str(&line("lost, worst layer", &share(&e.lost)));
                text.push_str(&line("drowned, mean", &share(&e.drowned)));
            }
            Criterion::Units => {
                text.push_str(&line("dead units, mean", &share(&own.evidence.dead)))
            }
        }
    }
    if let Some(cost) = own.cost {
        let ends = interval(Some(cost.interval), nanoseconds);
        let shown = format!("{} {ends}", nanoseconds(cost.nanoseconds));
        text.push_str(&format!("Cost\n{}", line("ns/element", &shown)));
    }
    text.push_str(&format!("\nWhy this rank: {}\n", reason(advice, row)));
    let depths = own.by_depth.iter();
    let depths: Vec<String> = depths
        .map(|(depth, j)| format!("{depth} {}", in_words(j)))
        .collect();
    let depths = format!("By depth, measured: {}.\n", depths.join("; "));
    text.push_str(&textwrap(&depths, width));
    let alternatives: Vec<&Alternative> = alternatives
        .iter()
        // Weights by another name.
        .filter(|other| other.evidence.gradient != own.evidence.gradient || !other.is_of_weights)
        .collect();
    if alternatives.is_empty() {
        return text;
    }
    text.push_str(&format!(
        "\nWith other weights or in another format, depth {}:\n",
        advice.depth
    ));
    let names: Vec<String> = alternatives
        .iter()
        .map(|other| other.what.clone())
        .collect();
    let heads = ["verdict", "gradient ratio", "noise", "dead units"];
    text + &in_parts("", &heads, &names, width, |place, heads| {
        let cell = |head: &&str| alternative(alternatives[place], head);
        heads.iter().map(cell).collect()
    })
}

/// `holds`, `fails (units)`, `not settled (gradient)`.
fn in_words(judgement: &Judgement) -> String {
    let those = |wanted: State| {
        let named = Criterion::ALL
            .into_iter()
            .filter(|c| judgement[*c as usize] == wanted);
        let short = |criterion| match criterion {
            Criterion::Gradient => "gradient",
            Criterion::Format => "format",
            Criterion::Units => "units",
        };
        named.map(short).collect::<Vec<_>>().join(", ")
    };
    match (those(State::Fails), those(State::Unsettled)) {
        (none, doubt) if none.is_empty() && doubt.is_empty() => "holds".to_string(),
        (none, doubt) if none.is_empty() => format!("not settled ({doubt})"),
        (fails, _) => format!("fails ({fails})"),
    }
}

fn name(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::Gradient => "Gradient kept:",
        Criterion::Format => "Format holds it:",
        Criterion::Units => "Units live:",
    }
}

fn line(what: &str, figure: &str) -> String {
    format!("  {what:<24}{figure}\n")
}

fn gradient(gradient: &Gradient) -> String {
    match gradient {
        Gradient::Ratio(ratio) => {
            of_trials(short(ratio.value), &interval(ratio.interval, short), ratio)
        }
        Gradient::Dead => "0: half of the nets or more are born dead".to_string(),
        Gradient::Overflow => "none: the signal exceeds f32".to_string(),
        Gradient::Lost => "none: signal or gradient leaves the range of f32".to_string(),
        Gradient::BelowRange => "< 1e-307".to_string(),
        Gradient::AboveRange => "> 1e307".to_string(),
        Gradient::Unknown => "not measured".to_string(),
    }
}

fn of_trials(value: String, ends: &str, estimate: &Estimate) -> String {
    format!("{value} {ends}, {} trials", estimate.count)
}

fn positive(estimate: &Option<Estimate>) -> String {
    estimate.as_ref().map_or("not measured".to_string(), |e| {
        of_trials(short(e.value), &interval(e.interval, short), e)
    })
}

fn share(estimate: &Option<Estimate>) -> String {
    estimate.as_ref().map_or("not measured".to_string(), |e| {
        of_trials(percent(e.value), &share_interval(e), e)
    })
}

fn reason(advice: &Advice, row: &Row) -> String {
    let Some((other, reason)) = row.behind else {
        return "no other is shown to be healthier.".to_string();
    };
    let other = &advice.candidates[other].label;
    match reason {
        Reason::Criterion(criterion) => format!(
            "{other}, on the rank before, stands better by the criterion '{}'.",
            match criterion {
                Criterion::Gradient => "gradient kept",
                Criterion::Format => "format holds it",
                Criterion::Units => "units live",
            }
        ),
        Reason::Quantity(_) => format!(
            "{other}, on the rank before, stands alike by every criterion and is measurably better."
        ),
    }
}

/// A cell of the table of alternatives.
fn alternative(other: &Alternative, head: &str) -> String {
    let evidence = &other.evidence;
    let shown = match head {
        "gradient ratio" => match &evidence.gradient {
            Gradient::Ratio(e) => Some((short(e.value), interval(e.interval, short))),
            other => Some((gradient(other), String::new())),
        },
        "noise" => {
            let noise = evidence.noise.as_ref();
            noise.map(|e| (short(e.value), interval(e.interval, short)))
        }
        "dead units" => {
            let dead = evidence.dead.as_ref();
            dead.map(|e| (percent(e.value), share_interval(e)))
        }
        _ => Some((in_words(&other.judgement), String::new())),
    };
    shown.map_or("-".to_string(), |(value, ends)| {
        format!("{value}\n{ends}").trim_end().to_string()
    })
}
