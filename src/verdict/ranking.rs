//! Who stands before whom: by the criteria, then by what is measurable, then
//! by cost.

use super::candidate::Candidate;
use super::criteria::{Criterion, Thresholds};
use super::difference::{Differences, Quantity};

/// A place in a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Place of the candidate among those that were ranked.
    pub place: usize,
    /// Its rank, from 1; ties share one.
    pub rank: usize,
    /// Why it does not share the rank before: the first of that rank, and in
    /// what that one is better.
    pub behind: Option<(usize, Reason)>,
}

/// In what one activation is better than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is better off by this criterion, and no worse by a graver one.
    Criterion(Criterion),
    /// It stands as well by every criterion, and this quantity is better.
    Quantity(Quantity),
}

/// Ranks: a net without any gradient comes last; who stands better by the gravest
/// criterion that tells them apart comes first, and all whose gradient fails stand
/// alike. Among those that stand alike the first is one that no other is measurably
/// better than, the cheapest of these; all that are not shown to differ from it share
/// its rank, the cheapest first; and so on with the others.
pub fn rank(candidates: &[Candidate], thresholds: &Thresholds) -> Vec<Row> {
    let mut classes: Vec<usize> = (0..candidates.len()).collect();
    let standing = |place: &usize| candidates[*place].standing();
    classes.sort_by_key(standing);
    let mut rows: Vec<Row> = Vec::with_capacity(candidates.len());
    // The first of the rank before.
    let mut before: Option<usize> = None;
    let alike = |a: &usize, b: &usize| standing(a) == standing(b);
    for class in classes.chunk_by(alike) {
        let members: Vec<&Candidate> = class.iter().map(|place| &candidates[*place]).collect();
        let differences = Differences::among(&members, thresholds);
        let mut left: Vec<usize> = (0..members.len()).collect();
        while !left.is_empty() {
            left = by_cost(&members, left, thresholds.cost);
            let worse_than = |member: &usize| {
                let others = left.iter();
                others
                    .filter(|other| differences.better(**other, *member).is_some())
                    .count()
            };
            let Some(first) = left.iter().copied().min_by_key(worse_than) else {
                break;
            };
            let (tied, others): (Vec<usize>, Vec<usize>) = left.iter().partition(|member| {
                differences.better(first, **member).is_none()
                    && differences.better(**member, first).is_none()
            });
            let rank = rows.len() + 1;
            let behind = before.map(|leader| {
                let (leader_of, own) = (&candidates[leader], members[first]);
                let [(_, before), (_, here)] = [leader_of, own].map(Candidate::standing);
                let mut criteria = Criterion::ALL.into_iter();
                let criterion = criteria
                    .find(|c| before[*c as usize] != here[*c as usize])
                    .filter(|_| leader_of.has_gradient() == own.has_gradient());
                let reason = criterion.map(Reason::Criterion).unwrap_or_else(|| {
                    let place = class.iter().position(|place| *place == leader);
                    let quantity = place.and_then(|leader| differences.better(leader, first));
                    Reason::Quantity(quantity.unwrap_or(Quantity::Gradient))
                });
                (leader, reason)
            });
            let row = |member: &usize| Row {
                place: class[*member],
                rank,
                behind,
            };
            // The one that the others are held against comes first.
            rows.push(row(&first));
            rows.extend(tied.iter().filter(|member| **member != first).map(row));
            before = Some(class[first]);
            left = others;
        }
    }
    rows
}

/// The cheapest first; those that cost like the cheapest in the order in which
/// they were named.
fn by_cost(members: &[&Candidate], mut left: Vec<usize>, alike: f64) -> Vec<usize> {
    left.sort_unstable();
    let price = |member: &usize| {
        let cost = members[*member].cost;
        cost.map_or(f64::INFINITY, |cost| cost.nanoseconds)
    };
    let mut sorted = Vec::with_capacity(left.len());
    while let Some(cheapest) = left
        .iter()
        .copied()
        .min_by(|a, b| price(a).total_cmp(&price(b)))
    {
        let is_like = |member: &usize| match (members[*member].cost, members[cheapest].cost) {
            (Some(cost), Some(least)) => cost.is_like(&least, alike),
            _ => *member == cheapest,
        };
        let place = left.iter().position(is_like).unwrap_or(0);
        sorted.push(left.remove(place));
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::evidence::{Evidence, Gradient};
    use crate::verdict::sample::{candidate, healthy, positive, ratio, share, thresholds};

    fn ranked(candidates: &[Candidate]) -> Vec<(String, usize)> {
        let rows = rank(candidates, &thresholds());
        let named = |row: &Row| (candidates[row.place].activation.clone(), row.rank);
        rows.iter().map(named).collect()
    }

    fn named(pairs: &[(&str, usize)]) -> Vec<(String, usize)> {
        pairs.iter().map(|(n, r)| (n.to_string(), *r)).collect()
    }

    fn vanishing() -> Evidence {
        Evidence {
            gradient: ratio(&[1e-6, 2e-6, 1e-6, 1.5e-6]),
            ..healthy()
        }
    }

    fn noisy() -> Evidence {
        Evidence {
            noise: positive(&[3.0, 3.1, 2.9, 3.0]),
            ..healthy()
        }
    }

    fn dying() -> Evidence {
        Evidence {
            dead: share(&[0.25, 0.26, 0.25, 0.27]),
            ..healthy()
        }
    }

    #[test]
    fn health_first_the_gravest_criterion_first() {
        let all = [
            candidate("vanishing", vanishing(), 0.1),
            candidate("noisy", noisy(), 0.2),
            candidate("dying", dying(), 0.3),
            candidate("healthy", healthy(), 9.0),
        ];
        let rows = ranked(&all);
        assert_eq!(
            rows,
            named(&[("healthy", 1), ("dying", 2), ("noisy", 3), ("vanishing", 4)])
        );
        let reasons: Vec<_> = rank(&all, &thresholds()).iter().map(|r| r.behind).collect();
        let expected = [
            None,
            Some((3, Reason::Criterion(Criterion::Units))),
            Some((2, Reason::Criterion(Criterion::Format))),
            Some((1, Reason::Criterion(Criterion::Gradient))),
        ];
        assert_eq!(reasons, expected);
    }

    #[test]
    fn ties_share_a_rank_the_cheapest_first() {
        let all = [
            candidate("dear", healthy(), 3.0),
            candidate("cheap", healthy(), 1.0),
            candidate("dying", dying(), 0.1),
            candidate("without a cost", Evidence { ..healthy() }, f64::INFINITY),
        ];
        let expected = [
            ("cheap", 1),
            ("dear", 1),
            ("without a cost", 1),
            ("dying", 4),
        ];
        assert_eq!(ranked(&all), named(&expected));
    }

    /// A hundredth cheaper, however surely, is not cheaper.
    #[test]
    fn costs_that_are_alike_leave_the_order_of_naming() {
        let of = |costs: [f64; 3]| {
            let named = ["a", "b", "c"].into_iter().zip(costs);
            let all: Vec<_> = named.map(|(n, c)| candidate(n, healthy(), c)).collect();
            let order = ranked(&all).into_iter().map(|(name, _)| name);
            order.collect::<Vec<_>>().concat()
        };
        assert_eq!(of([1.01, 1.0, 3.0]), "abc");
        assert_eq!(of([3.0, 1.01, 1.0]), "bca");
        assert_eq!(of([3.0, 2.0, 1.0]), "cba");
    }

    #[test]
    fn what_is_measurably_better_stands_before_what_is_cheaper() {
        let drowned = |trials: &[f64]| Evidence {
            drowned: share(trials),
            ..healthy()
        };
        let all = [
            candidate("cheap", drowned(&[0.30, 0.32, 0.31, 0.30]), 1.0),
            candidate("better", drowned(&[0.10, 0.12, 0.11, 0.11]), 5.0),
        ];
        assert_eq!(ranked(&all), named(&[("better", 1), ("cheap", 2)]));
        let rows = rank(&all, &thresholds());
        let reason = Reason::Quantity(Quantity::Drowned);
        assert_eq!(rows[1].behind, Some((1, reason)));
    }

    /// Of two gradients that fail the larger comes first, whatever else fails.
    #[test]
    fn how_badly_a_gradient_fails_counts_first() {
        let all = [
            candidate(
                "hardly any left",
                Evidence {
                    gradient: ratio(&[1e-70, 2e-70, 1e-70, 2e-70]),
                    ..healthy()
                },
                1.0,
            ),
            candidate(
                "some left",
                Evidence {
                    dead: dying().dead,
                    ..vanishing()
                },
                2.0,
            ),
        ];
        assert_eq!(
            ranked(&all),
            named(&[("some left", 1), ("hardly any left", 2)])
        );
        let behind = rank(&all, &thresholds())[1].behind;
        assert_eq!(behind, Some((1, Reason::Quantity(Quantity::Gradient))));
    }

    /// What was not measured of a net without a gradient does not help it.
    #[test]
    fn no_gradient_is_worse_than_a_vanishing_one() {
        let dead = Evidence {
            gradient: Gradient::Dead,
            noise: None,
            lost: None,
            ..healthy()
        };
        let vanishing = Evidence {
            noise: noisy().noise,
            ..vanishing()
        };
        let all = [
            candidate("dead", dead, 1.0),
            candidate("vanishing", vanishing, 2.0),
        ];
        assert_eq!(ranked(&all), named(&[("vanishing", 1), ("dead", 2)]));
        let behind = rank(&all, &thresholds())[1].behind;
        assert_eq!(behind, Some((1, Reason::Quantity(Quantity::Gradient))));
    }

    /// The order in which they are named does not matter, but to equals.
    #[test]
    fn the_order_of_naming_does_not_matter() {
        let mut all = vec![
            candidate("a", healthy(), 1.0),
            candidate("b", vanishing(), 2.0),
            candidate("c", dying(), 3.0),
            candidate(
                "d",
                Evidence {
                    gradient: Gradient::Dead,
                    ..healthy()
                },
                4.0,
            ),
            candidate("e", healthy(), 5.0),
        ];
        let expected = ranked(&all);
        for _ in 0..all.len() {
            all.rotate_left(1);
            assert_eq!(ranked(&all), expected);
        }
        all.reverse();
        assert_eq!(ranked(&all), expected);
        assert!(rank(&[], &thresholds()).is_empty());
    }
}
