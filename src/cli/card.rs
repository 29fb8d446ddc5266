//! What follows from an activation, in words.

use super::sheet::Sheet;
use actlab::theory::Card;
use actlab::theory::card::{Bound, Kink, Moment, Slope, Span, Symmetry, Tail, Trend, digits};

/// Writes what follows from phi.
pub fn write(card: &Card, sheet: &mut Sheet) {
    sheet.field("range", &range(card));
    let undefined = card.undefined.iter().map(Span::to_string);
    sheet.field("no value", &list(undefined.collect()));
    sheet.field("at 0", &at_zero(card));
    sheet.field("extrema", &extrema(card));
    let end = |toward, value, ratio| far(toward, value, ratio);
    sheet.field(
        "far out",
        &format!(
            "{}; {}",
            end("-infinity", card.ends.0, card.asymptotes.0),
            end("infinity", card.ends.1, card.asymptotes.1)
        ),
    );
    sheet.field("shape", &shape(card));
    let kinks: Vec<String> = card.kinks.iter().map(|k| kink(k, card)).collect();
    sheet.fields("kinks", &few(kinks));
    // Those nearest to 0 first, as not all of many are shown.
    let mut breaks = card.breaks.clone();
    breaks.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let breaks: Vec<String> = breaks.iter().map(|z| digits(*z)).collect();
    let breaks = list(few(breaks));
    if !breaks.is_empty() {
        sheet.field("poles, jumps", &format!("at z = {breaks}"));
    }
    sheet.field("phi'", &slopes(&card.slope));
    sheet.field("phi' = 0", &flat(&card.slope));
    if let Some(backward) = &card.backward {
        sheet.field("backward", &slopes(backward));
        sheet.field("backward = 0", &flat(backward));
    }
    sheet.heading("Under z ~ N(0, 1)");
    sheet.field("E[phi]", &moment(card.mean));
    sheet.field("E[phi^2]", &moment(card.square));
    sheet.field("Var[phi]", &moment(card.variance));
    let (name, slope) = match &card.backward {
        None => ("E[phi'^2]", &card.slope),
        Some(backward) => ("E[backward^2]", backward),
    };
    sheet.field(name, &moment(slope.square));
    sheet.fields("gains", &gains(card, slope));
}

fn list(words: Vec<String>) -> String {
    words.join(", ")
}

/// Not more than a person reads.
fn few(mut all: Vec<String>) -> Vec<String> {
    const FEW: usize = 8;
    let left = all.len().saturating_sub(FEW);
    if left > 0 {
        all.truncate(FEW);
        all.push(format!("and {left} more"));
    }
    all
}

fn bound(bound: &Bound) -> String {
    match bound {
        Bound::Taken { at, value } if at.is_everything() => {
            format!("{} everywhere", digits(*value))
        }
        Bound::Taken { at, value } if at.is_point() => format!("{} at {at}", digits(*value)),
        Bound::Taken { at, value } => format!("{} for {at}", digits(*value)),
        Bound::Approached { toward, value } => {
            format!("{} as z -> {}", digits(*value), digits(*toward))
        }
        Bound::Unbounded { toward } => format!("unbounded as z -> {}", digits(*toward)),
    }
}

fn between(lowest: Option<Bound>, highest: Option<Bound>) -> String {
    match (lowest, highest) {
        (Some(low), Some(high)) if low == high => bound(&low),
        (Some(low), Some(high)) => {
            format!("lowest {}; highest {}", bound(&low), bound(&high))
        }
        _ => "no value anywhere".to_string(),
    }
}

fn range(card: &Card) -> String {
    between(card.lowest, card.highest)
}

fn at_zero(card: &Card) -> String {
    let shown = |value: Option<f64>| value.map_or("no number".to_string(), digits);
    format!(
        "phi = {}, phi' = {}",
        shown(card.at_zero),
        shown(card.slope.at_zero)
    )
}

fn extrema(card: &Card) -> String {
    let mut words: Vec<String> = card
        .extrema
        .iter()
        .map(|extremum| {
            let kind = match extremum.is_maximum {
                true => "maximum",
                false => "minimum",
            };
            let on = if extremum.at.is_point() { "at" } else { "for" };
            format!("{kind} {} {on} {}", digits(extremum.value), extremum.at)
        })
        .collect();
    if card.has_more_extrema {
        return "more than a few".to_string();
    }
    if words.is_empty() {
        words.push("none".to_string());
    }
    list(few(words))
}

/// phi on the way to infinity.
fn far(toward: &str, value: Tail, ratio: Tail) -> String {
    let words = match (value, ratio) {
        (Tail::Settles(limit), _) => format!("phi -> {}", digits(limit)),
        (Tail::Grows { .. }, Tail::Settles(slope)) if slope != 0.0 => {
            format!("phi grows like {} z", digits(slope))
        }
        (Tail::Grows { sign, power }, _) => {
            let up = if sign > 0.0 { "" } else { "-" };
            let how = match power {
                p if p.is_infinite() => ", faster than a power",
                p if p > 1.0 + 1e-6 => ", faster than a line",
                _ => ", slower than a line",
            };
            format!("phi -> {up}infinity{how}")
        }
        (Tail::Swings { up, down }, _) => match up || down {
            true => "phi swings wider and wider".to_string(),
            false => "phi swings without end".to_string(),
        },
        (Tail::Nowhere, _) => "phi has no value".to_string(),
    };
    format!("as z -> {toward}, {words}")
}

fn shape(card: &Card) -> String {
    let trend = match card.trend {
        Trend::Increasing => "increasing",
        Trend::NonDecreasing => "non-decreasing",
        Trend::Decreasing => "decreasing",
        Trend::NonIncreasing => "non-increasing",
        Trend::Constant => "constant",
        Trend::Neither => "not monotone",
    };
    let trend = match card.breaks.is_empty() && card.undefined.iter().all(Span::is_point) {
        true => trend.to_string(),
        false => format!("{trend} where it has values"),
    };
    let symmetry = match card.symmetry {
        Symmetry::Even => "even".to_string(),
        Symmetry::Odd => "odd".to_string(),
        Symmetry::About(centre) => format!("point-symmetric about (0, {})", digits(centre)),
        Symmetry::None => "neither even nor odd".to_string(),
    };
    let has = |bound: Option<Bound>| bound.is_some_and(|b| b.value().is_some());
    let bounded = match (has(card.lowest), has(card.highest)) {
        (true, true) => "bounded",
        (true, false) => "bounded below",
        (false, true) => "bounded above",
        (false, false) => "unbounded",
    };
    let mut words = vec![trend, symmetry, bounded.to_string()];
    if card.is_positively_homogeneous {
        words.push("phi(c z) = c phi(z) for c > 0".to_string());
    }
    list(words)
}

fn kink(kink: &Kink, card: &Card) -> String {
    let mut jumps = Vec::new();
    for (name, jump) in [("phi", kink.value), ("phi'", kink.slope)] {
        if let Some((below, above)) = jump {
            jumps.push(format!(
                "{name} jumps from {} to {}",
                digits(below),
                digits(above)
            ));
        }
    }
    if let Some((below, above)) = kink.bend {
        jumps.push(format!(
            "phi'' from {} to {}",
            rounded(below),
            rounded(above)
        ));
    }
    if jumps.is_empty() {
        jumps.push("smooth up to phi''".to_string());
    }
    let convention = match (&card.backward, kink.slope) {
        (Some(_), _) => format!("; the backward pass uses {} there", digits(kink.convention)),
        (None, Some(_)) => format!("; phi' = {} there", digits(kink.convention)),
        (None, None) => String::new(),
    };
    format!("z = {}: {}{convention}", digits(kink.z), list(jumps))
}

/// A number that is a difference of others.
pub fn rounded(value: f64) -> String {
    if value.is_nan() {
        return "beyond f64".to_string();
    }
    let text = format!("{value:.5e}");
    text.parse().map_or(text, digits)
}

fn slopes(slope: &Slope) -> String {
    let ends = between(slope.lowest, slope.highest);
    match slope.steepest() {
        Some(Bound::Unbounded { .. }) | None => ends,
        Some(steepest) => {
            let value = steepest.value().map_or(String::new(), digits);
            format!("{ends}; the largest size is {value}")
        }
    }
}

fn flat(slope: &Slope) -> String {
    let spans: Vec<String> = slope.zero.iter().map(Span::to_string).collect();
    if spans.is_empty() {
        return "on no interval".to_string();
    }
    let share = match slope.zero_share {
        0.0 => String::new(),
        share => format!("; on {} % of N(0, 1)", rounded(100.0 * share)),
    };
    format!("{}{share}", list(few(spans)))
}

fn moment(moment: Moment) -> String {
    match moment {
        Moment::Number(value) => digits(value),
        Moment::Infinite => "infinite, or more than f64 holds".to_string(),
        Moment::Undefined => {
            "none: no value on a part of the axis, or infinite both ways".to_string()
        }
        Moment::Unsettled => "not found: phi swings without end".to_string(),
    }
}

fn gains(card: &Card, slope: &Slope) -> Vec<String> {
    let gain = |gain: Option<f64>, words: &str| match gain {
        Some(gain) => format!("{:<15} {words}", digits(gain)),
        None => format!("{:<15} {words}", "none"),
    };
    let squared = match card.backward {
        None => "keeps the gradient: 1 / sqrt(E[phi'^2])",
        Some(_) => "keeps the gradient: 1 / sqrt(E[backward^2])",
    };
    let torch = match card.torch_gain {
        Some(_) => "torch.nn.init.calculate_gain",
        None => "torch.nn.init.calculate_gain does not know it",
    };
    vec![
        gain(card.gain(), "keeps the signal: 1 / sqrt(E[phi^2])"),
        gain(slope.gain(), squared),
        gain(card.torch_gain, torch),
    ]
}
