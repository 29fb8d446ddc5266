//! What speaks against an activation, in words.

use super::advice::Advice;
use super::candidate::Candidate;
use super::criteria::{Criterion, FormatFigure, State, nearest};
use super::difference::Quantity;
use super::evidence::{Estimate, Gradient};
use crate::report::{percent, short};

/// Everything that speaks against it, the gravest first.
pub fn faults(advice: &Advice, own: &Candidate, format: Option<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    if own.state(Criterion::Gradient) > State::NotMeasured {
        faults.push(gradient_fault(own, advice.depth));
    }
    if own.state(Criterion::Format) > State::NotMeasured {
        faults.push(format_fault(own, format.unwrap_or("the format"), advice));
    }
    if let Some(dead) = &own.evidence.dead {
        let share = percent(dead.value);
        match own.state(Criterion::Units) {
            State::Fails => {
                faults.push(format!("{share} of its units are dead on the whole batch"))
            }
            State::Unsettled => faults.push(format!(
                "whether too many of its units die is not settled ({share} on the whole batch)"
            )),
            _ => {}
        }
    }
    faults
}

fn gradient_fault(own: &Candidate, depth: usize) -> String {
    let unsettled = own.state(Criterion::Gradient) == State::Unsettled;
    let what = match &own.evidence.gradient {
        Gradient::Unknown => "its gradient was not measured".to_string(),
        Gradient::Dead => "half of its nets or more are born dead".to_string(),
        Gradient::Overflow => "its signal exceeds f32 on the way forward".to_string(),
        Gradient::Lost => "its signal or gradient leaves the range of f32".to_string(),
        Gradient::BelowRange => "its gradient vanishes beyond 1e-307".to_string(),
        Gradient::AboveRange => "its gradient explodes beyond 1e307".to_string(),
        Gradient::Ratio(ratio) if unsettled => format!(
            "whether its gradient is kept is not settled by {} trials (ratio {})",
            ratio.count,
            short(ratio.value)
        ),
        Gradient::Ratio(ratio) if ratio.value < 1.0 => format!(
            "its gradient vanishes: {} of the last layer's reaches the first",
            short(ratio.value)
        ),
        Gradient::Ratio(ratio) => format!(
            "its gradient explodes: the first layer's is {} times the last one's",
            short(ratio.value)
        ),
    };
    match (own.cliff().fails_from, own.cliff().holds_to) {
        (Some((from, Criterion::Gradient)), Some(to)) if from <= depth => {
            format!("{what}; at depth {to} it is still kept")
        }
        _ => what,
    }
}

fn format_fault(own: &Candidate, format: &str, advice: &Advice) -> String {
    let doubt = match own.state(Criterion::Format) {
        State::Unsettled => "it is not settled whether ",
        _ => "",
    };
    let value = |estimate: &Option<Estimate>| estimate.as_ref().map_or(0.0, |e| e.value);
    match nearest(&own.evidence, &advice.thresholds) {
        FormatFigure::Noise => format!(
            "{doubt}its gradient drowns in {format}: noise of {} times the signal at the worst layer",
            short(value(&own.evidence.noise))
        ),
        FormatFigure::Lost => format!(
            "{doubt}{format} loses too much of its gradient: {} at the worst layer",
            percent(value(&own.evidence.lost))
        ),
    }
}

/// By what another that stands alike by every criterion is better.
pub fn measured_worse(own: &Candidate, better: &Candidate, quantity: Quantity) -> String {
    let shares = |a: Option<f64>, b: Option<f64>| {
        let shown = |share: Option<f64>| share.map_or("?".to_string(), percent);
        format!("{} against {}", shown(a), shown(b))
    };
    let value = |estimate: &Option<Estimate>| estimate.as_ref().map(|e| e.value);
    let (a, b) = (&own.evidence, &better.evidence);
    let than = &better.label;
    match quantity {
        Quantity::Gradient => match (&a.gradient, &b.gradient) {
            (Gradient::Ratio(a), Gradient::Ratio(b)) => format!(
                "its gradient ratio is farther from 1 than that of {than} ({} against {})",
                short(a.value),
                short(b.value)
            ),
            _ => format!("it has no gradient where {than} has one"),
        },
        Quantity::Drowned => format!(
            "more of its gradient drowns than with {than} ({})",
            shares(value(&a.drowned), value(&b.drowned))
        ),
        Quantity::Dead => format!(
            "more of its units die than with {than} ({})",
            shares(value(&a.dead), value(&b.dead))
        ),
    }
}
