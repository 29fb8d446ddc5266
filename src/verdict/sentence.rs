//! A plain sentence for each activation, and one for all of them.

use super::advice::Advice;
use super::candidate::Candidate;
use super::fault::{faults, measured_worse};
use super::ranking::{Reason, Row};
use crate::report::{percent, short};

/// The answer in a few words: who comes first, and where ReLU stands.
pub fn headline(advice: &Advice, format: Option<&str>) -> String {
    let Some(first) = advice.rows.first() else {
        return "Nothing was measured.".to_string();
    };
    let tied: Vec<&str> = advice.rows[1..]
        .iter()
        .filter(|row| row.rank == first.rank)
        .map(|row| advice.of(row).label.as_str())
        .collect();
    let ties = match tied.is_empty() {
        true => String::new(),
        false => format!(" A tie with {}.", tied.join(", ")),
    };
    let relu = advice.rows[1..]
        .iter()
        .find(|row| advice.of(row).activation == "relu" && row.rank != first.rank);
    let relu = relu.map_or(String::new(), |row| {
        let is = match advice.of(row).is_healthy() {
            true => format!("relu, on rank {}, is", row.rank),
            false => format!("relu is on rank {}:", row.rank),
        };
        format!(" {is} {}", sentence(advice, row, format))
    });
    let best = advice.of(first);
    match best.is_healthy() {
        true => format!(
            "{} is {}{ties}{relu}",
            best.label,
            sentence(advice, first, format)
        ),
        false => format!(
            "No activation holds every criterion here; {} comes nearest: {}{ties}{relu}",
            best.label,
            sentence(advice, first, format)
        ),
    }
}

/// Why the activation of `row` stands where it stands, without its name.
pub fn sentence(advice: &Advice, row: &Row, format: Option<&str>) -> String {
    let own = advice.of(row);
    let is_first = advice
        .rows
        .first()
        .is_some_and(|first| first.place == row.place);
    if own.is_healthy() && is_first {
        return format!(
            "enough here: {}{}.",
            virtues(own),
            price_of_others(advice, own)
        );
    }
    let leader = advice.rows.iter().find(|other| other.rank == row.rank);
    let tied_with = leader.filter(|leader| leader.place != row.place);
    let mut clauses = faults(advice, own, format);
    if own.is_healthy() {
        clauses.push("enough too: every criterion holds".to_string());
    }
    if let Some(leader) = tied_with {
        clauses.push(format!(
            "no difference to {} is shown",
            advice.of(leader).label
        ));
    } else if let Some((other, Reason::Quantity(quantity))) = row.behind {
        clauses.push(measured_worse(own, &advice.candidates[other], quantity));
    }
    let of_healthy = advice.rows.first().filter(|_| own.is_healthy());
    if let Some(other) = tied_with.or(of_healthy) {
        clauses.extend(price(own, advice.of(other), advice.thresholds.cost));
    }
    if clauses.is_empty() {
        clauses.push("what was measured speaks neither for it nor against it".to_string());
    }
    if clauses.is_empty() {
        clauses.push("what was measured speaks neither for it nor against it".to_string());
    }
    clauses.join("; ") + "."
}

/// What is good about one that holds every criterion.
fn virtues(own: &Candidate) -> String {
    let kept = "its gradient is kept";
    match own.evidence.dead.as_ref().map(|dead| dead.value) {
        Some(0.0) => format!("nothing dies, {kept}"),
        Some(share) => format!("{} of its units die, {kept}", percent(share)),
        None => kept.to_string(),
    }
}

/// What the others cost, and that they are not shown to be better.
fn price_of_others(advice: &Advice, own: &Candidate) -> String {
    let Some(price) = own.cost.map(|cost| cost.nanoseconds) else {
        return String::new();
    };
    let others = advice
        .candidates
        .iter()
        .filter(|c| c.activation != own.activation);
    let prices: Vec<f64> = others
        .filter_map(|other| Some(other.cost?.nanoseconds / price))
        .collect();
    let least = prices.iter().copied().fold(f64::INFINITY, f64::min);
    let most = prices.iter().copied().fold(0.0, f64::max);
    // What costs less has a price of its own: being less healthy.
    let (buys, buy) = match least * advice.thresholds.cost < 1.0 {
        true => (
            "is not shown to be healthier",
            "are not shown to be healthier",
        ),
        false => ("buys nothing measurable", "buy nothing measurable"),
    };
    match prices.len() {
        0 => String::new(),
        1 => format!("; the other costs {} times as much and {buys}", short(most)),
        _ if short(least) == short(most) => {
            format!("; the others cost {} times as much and {buy}", short(most))
        }
        _ => format!(
            "; the others cost {} to {} times as much and {buy}",
            short(least),
            short(most)
        ),
    }
}

/// What it costs beside another, where that is not alike.
fn price(own: &Candidate, other: &Candidate, alike: f64) -> Option<String> {
    let (cost, than) = (own.cost?, other.cost?);
    let times = short(cost.nanoseconds / than.nanoseconds);
    (!cost.is_like(&than, alike))
        .then(|| format!("it costs {times} times as much as {}", other.label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::evidence::Evidence;
    use crate::verdict::ranking::rank;
    use crate::verdict::sample::{candidate, healthy, ratio, share, thresholds};

    fn advice(candidates: Vec<Candidate>) -> Advice {
        let rows = rank(&candidates, &thresholds());
        Advice {
            depth: 50,
            candidates,
            rows,
            thresholds: thresholds(),
        }
    }

    #[test]
    fn relu_is_enough_where_nothing_is_better() {
        let found = advice(vec![
            candidate("gelu", healthy(), 3.0),
            candidate("relu", healthy(), 1.0),
        ]);
        assert_eq!(
            headline(&found, None),
            "relu is enough here: nothing dies, its gradient is kept; the other costs 3.0 times as \
             much and buys nothing measurable. A tie with gelu."
        );
        assert_eq!(
            sentence(&found, &found.rows[1], None),
            "enough too: every criterion holds; no difference to relu is shown; it costs 3.0 \
             times as much as relu."
        );
    }

    #[test]
    fn relu_is_not_enough_where_its_units_die() {
        let dying = Evidence {
            dead: share(&[0.25, 0.27, 0.26, 0.26]),
            ..healthy()
        };
        let vanishing = Evidence {
            gradient: ratio(&[1e-5, 1.1e-5, 0.9e-5]),
            ..healthy()
        };
        let found = advice(vec![
            candidate("relu", dying, 1.0),
            candidate("leaky", healthy(), 1.0),
            candidate("gelu", vanishing, 9.0),
        ]);
        let said = headline(&found, Some("bf16"));
        assert!(said.starts_with("leaky is enough here"), "{said}");
        assert!(
            said.ends_with("relu is on rank 2: 26.0 % of its units are dead on the whole batch.")
        );
        let last = sentence(&found, &found.rows[2], Some("bf16"));
        assert!(
            last.starts_with("its gradient vanishes: 1.0e-5 of"),
            "{last}"
        );
    }
}
