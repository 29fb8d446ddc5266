//! A ranking as a table, with every threshold below it.

use super::advice::Advice;
use super::candidate::Candidate;
use super::criteria::{Criterion, FormatFigure, State, Thresholds, judge_format, nearest};
use super::evidence::{Estimate, Gradient};
use crate::report::{in_parts, percent, short};
use crate::stats::Interval;

/// The table, a figure with its interval below it; in several parts where it
/// does not fit in `width` characters. What nobody has a figure of is left out.
pub fn ranking_table(advice: &Advice, format: Option<&str>, width: usize) -> String {
    let rows = advice.rows.iter();
    let names: Vec<String> = rows
        .map(|row| format!("{:<3}{}", row.rank, advice.of(row).label))
        .collect();
    let columns: Vec<Column> = columns(format)
        .into_iter()
        .filter(|column| advice.candidates.iter().any(column.is_there))
        .collect();
    let heads: Vec<&str> = columns.iter().map(|column| column.head.as_str()).collect();
    in_parts("   activation", &heads, &names, width, |place, heads| {
        let own = advice.of(&advice.rows[place]);
        let shown = columns.iter().filter(|c| heads.contains(&c.head.as_str()));
        shown.map(|column| (column.cell)(advice, own)).collect()
    })
}

struct Column {
    head: String,
    is_there: fn(&Candidate) -> bool,
    cell: fn(&Advice, &Candidate) -> String,
}

fn columns(format: Option<&str>) -> [Column; 6] {
    [
        Column {
            head: "gradient ratio".to_string(),
            is_there: |_| true,
            cell: |_, own| gradient(own),
        },
        Column {
            head: format!("in {}", format.unwrap_or("the format")),
            is_there: |own| own.evidence.noise.is_some(),
            cell: in_format,
        },
        Column {
            head: "drowned".to_string(),
            is_there: |own| own.evidence.drowned.is_some(),
            cell: |_, own| share(own.evidence.drowned.as_ref(), State::Holds),
        },
        Column {
            head: "dead units".to_string(),
            is_there: |own| own.evidence.dead.is_some(),
            cell: |_, own| share(own.evidence.dead.as_ref(), own.state(Criterion::Units)),
        },
        Column {
            head: "holds to".to_string(),
            is_there: |_| true,
            cell: |advice, own| {
                format!(
                    "{}\n{}",
                    own.cliff().depths(),
                    own.cliff().margin(advice.depth)
                )
            },
        },
        Column {
            head: "ns/element".to_string(),
            is_there: |own| own.cost.is_some(),
            cell: |_, own| {
                own.cost.map_or("-".to_string(), |cost| {
                    let ends = interval(Some(cost.interval), nanoseconds);
                    format!("{}\n{ends}", nanoseconds(cost.nanoseconds))
                })
            },
        },
    ]
}

/// Three digits, so that an interval is seen.
pub fn nanoseconds(value: f64) -> String {
    match value {
        v if v < 1.0 => format!("{v:.3}"),
        v if v < 10.0 => format!("{v:.2}"),
        v => format!("{v:.1}"),
    }
}

/// Of noise and loss the one that is nearer to its limit.
fn in_format(advice: &Advice, own: &Candidate) -> String {
    let [noise, lost] = judge_format(&own.evidence, &advice.thresholds);
    if own.evidence.noise.is_none() && own.evidence.lost.is_none() {
        return "-".to_string();
    }
    match nearest(&own.evidence, &advice.thresholds) {
        FormatFigure::Noise => format!("noise {}", positive(own.evidence.noise.as_ref(), noise)),
        FormatFigure::Lost => format!("lost {}", share(own.evidence.lost.as_ref(), lost)),
    }
}

fn word(state: State, text: String) -> String {
    match state {
        State::Fails => format!("{text} !"),
        State::Unsettled => format!("{text} ?"),
        _ => text,
    }
}

/// What becomes of a gradient, in a word.
pub fn gradient_word(candidate: &Candidate) -> &'static str {
    match (
        &candidate.evidence.gradient,
        candidate.state(Criterion::Gradient),
    ) {
        (Gradient::Dead, _) => "dead",
        (Gradient::Overflow, _) => "overflows",
        (Gradient::Lost, _) => "out of range",
        (Gradient::BelowRange, _) => "vanishes",
        (Gradient::AboveRange, _) => "explodes",
        (Gradient::Unknown, _) => "not measured",
        (Gradient::Ratio(_), State::Holds) => "kept",
        (Gradient::Ratio(ratio), State::Fails) if ratio.value < 1.0 => "vanishes",
        (Gradient::Ratio(_), State::Fails) => "explodes",
        (Gradient::Ratio(_), _) => "kept?",
    }
}

fn gradient(candidate: &Candidate) -> String {
    let word = gradient_word(candidate);
    match &candidate.evidence.gradient {
        Gradient::Ratio(ratio) => format!(
            "{word} {}\n{}",
            short(ratio.value),
            interval(ratio.interval, short)
        ),
        Gradient::BelowRange => format!("{word} < 1e-307"),
        Gradient::AboveRange => format!("{word} > 1e307"),
        _ => word.to_string(),
    }
}

fn positive(estimate: Option<&Estimate>, state: State) -> String {
    estimate.map_or("-".to_string(), |e| {
        format!(
            "{}\n{}",
            word(state, short(e.value)),
            interval(e.interval, short)
        )
    })
}

fn share(estimate: Option<&Estimate>, state: State) -> String {
    estimate.map_or("-".to_string(), |e| {
        format!("{}\n{}", word(state, percent(e.value)), share_interval(e))
    })
}

/// The interval of a share in per cent.
pub fn share_interval(estimate: &Estimate) -> String {
    interval(estimate.interval, |share| match 100.0 * share {
        0.0 => "0".to_string(),
        tiny if tiny < 0.1 => "< 0.1".to_string(),
        percent => format!("{percent:.1}"),
    })
}

/// An interval in brackets.
pub fn interval(ends: Option<Interval>, shown: impl Fn(f64) -> String) -> String {
    ends.map_or("no interval".to_string(), |ends| {
        format!("[{}, {}]", shown(ends.low), shown(ends.high))
    })
}

/// What the columns are, every threshold, and how ranks come about.
pub fn rules(t: &Thresholds, confidence: f64) -> String {
    format!(
        "Criteria, the gravest first. 1: the gradient is kept, its RMS at layer 1 over that at the \
         last layer within a factor of {}. 2: the format holds it, noise below {} times the signal \
         and less than {} lost, at every layer. 3: units live, less than {} of them dead on the \
         whole batch. A criterion holds, or fails (!), where the whole {} interval does; ?: the \
         interval does not tell. Ranks: by criterion 1, then 2, then 3, nets without any gradient last; among equals, and among \
         all that fail 1, by the ratio nearer to 1, then less drowned, then fewer dead. A difference counts from a factor of {} \
         or {} of all on, with p < {} (paired t test over the trials, Holm-corrected); what is \
         not shown to differ from the first of a rank ties with it, the cheapest first (alike within a factor of {}).\n\
         [ ]: {} intervals over trials; of a share that is 0 in every net, the bound on the share \
         of nets that have any. drowned: gradient entries with an error at least as large as \
         themselves. holds to: between which of the measured depths gradient or format fail, and \
         the layers left.\n",
        t.kept_within,
        t.noise,
        per_cent(t.lost),
        per_cent(t.dead),
        per_cent(confidence),
        t.factor,
        per_cent(t.share),
        t.significant,
        t.cost,
        per_cent(confidence),
    )
}

/// A threshold, without the digits that a product in binary adds.
pub fn per_cent(share: f64) -> String {
    format!("{} %", (share * 1e8).round() / 1e6)
}
