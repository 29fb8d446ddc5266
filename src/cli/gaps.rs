//! Where an activation gives no number, in words.

use actlab::activation::{Activation, Gap};

/// Where the f32 kernel gives infinity or no number: one clause each.
pub fn clauses(gaps: &[Gap]) -> Vec<String> {
    let clause = |gap: &Gap| {
        let what = if gap.infinite {
            "infinity"
        } else {
            "no number"
        };
        let (from, to) = (end(gap.from), end(gap.to));
        match from == to {
            true => format!("{what} at z = {from}"),
            false => format!("{what} for z from {from} to {to}"),
        }
    };
    gaps.iter().map(clause).collect()
}

/// The end of a range; inputs are looked at within 10^4 of 0.
fn end(z: f32) -> String {
    const NEARLY_ALL: f32 = 9e3;
    if z.abs() >= NEARLY_ALL {
        return format!("{}1e4", if z < 0.0 { "-" } else { "" });
    }
    let z = f64::from(z);
    let rounded: f64 = format!("{z:.2e}").parse().unwrap_or(z);
    match rounded.abs() {
        0.0 => "0".to_string(),
        size if (1e-3..1e5).contains(&size) => rounded.to_string(),
        _ => format!("{rounded:e}"),
    }
}

/// A note for a person who is about to measure it; none where it has a value
/// everywhere.
pub fn note(phi: &Activation) -> Option<String> {
    let clauses = clauses(&phi.gaps());
    (!clauses.is_empty()).then(|| {
        format!(
            "note: {} gives {}; a trial that goes there overflows",
            phi.label(),
            clauses.join(", ")
        )
    })
}
