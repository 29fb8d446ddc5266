//! What follows from an activation alone: extrema, limits, moments, values.

use crate::row::{Check, Row, all, ensure, numbers, printed_after};
use actlab::activation::Activation;
use actlab::theory::card::{Bound, Tail};
use actlab::theory::{Card, WideNet};

fn activation(text: &str) -> Option<Activation> {
    let name = text.split([' ', ',', '/']).next()?;
    name.trim_end_matches('\'').parse().ok()
}

/// Where something is taken, and what.
fn taken(bound: Option<Bound>) -> Option<[f64; 2]> {
    match bound? {
        Bound::Taken { at, value } if at.is_point() => Some([at.from, value]),
        _ => None,
    }
}

pub fn check(row: &Row) -> Option<Check> {
    let (quantity, place) = (row.quantity.as_str(), row.place.as_str());
    let extremum = |found: Option<Bound>| {
        let [at, value] = taken(found)?;
        Some(match quantity {
            _ if quantity.starts_with("argument of") => row.holds(&[at]),
            _ if quantity.contains(" ; ") => row.holds(&[at, value]),
            _ => row.holds(&[value]),
        })
    };
    match place {
        "global minimum" => return extremum(Card::new(&activation(&row.setup)?).lowest),
        "max of phi'" => return extremum(Card::new(&activation(&row.setup)?).slope.highest),
        "min of phi'" => return extremum(Card::new(&activation(&row.setup)?).slope.lowest),
        "pointwise values" => {
            let (phi, z) = (activation(&row.setup)?, row.after("x=")?);
            return Some(row.holds(&[phi.value(z), phi.derivative(z)]));
        }
        _ => {}
    }
    if row.setup.starts_with("max |") && quantity == "value at x" {
        // 'max |gelu_erf-gelu_tanh|': the extremum of the difference.
        let names = row.setup.trim_start_matches("max |").trim_end_matches('|');
        let (one, other) = names.split_once('-')?;
        let name = |text: &str| match text {
            "gelu_erf" => "gelu".to_string(),
            other => other.to_string(),
        };
        let difference = format!("{}(x) - {}(x)", name(one), name(other));
        let card = Card::new(&difference.parse().ok()?);
        let [ends, others] = [card.highest, card.lowest].map(taken);
        let most = [ends?, others?].into_iter();
        let most = most.max_by(|a, b| a[1].abs().total_cmp(&b[1].abs()))?;
        let at = printed_after(&row.computed, "at x=")?;
        return Some(all([
            numbers(&row.computed)[0].agrees(most[1].abs(), 12),
            // The place of an extremum has half of the digits of its value.
            at.agrees(most[0].abs(), 7),
        ]));
    }
    if let Some(end) = quantity.strip_prefix("lim x->") {
        let ends = Card::new(&activation(&row.setup)?).ends;
        let tail = if end == "-inf" { ends.0 } else { ends.1 };
        return Some(match tail {
            Tail::Settles(limit) => row.holds(&[limit]),
            other => Err(format!("{other:?}")),
        });
    }
    if place == "mean activation" {
        let found = Card::new(&activation(&row.setup)?).mean.number()?;
        let stated = numbers(&row.computed)[0].value;
        // SELU's is 0 but for their rounding.
        return Some(match stated.abs() < 1e-20 {
            true => ensure(found.abs() < 1e-15, format!("{found:e}")),
            false => row.holds(&[found]),
        });
    }
    if quantity == "max phi'" {
        let [_, value] = taken(Card::new(&row.activation()).slope.highest)?;
        return Some(row.holds(&[value]));
    }
    if place == "saturation fractions" {
        return Some(saturation(row));
    }
    None
}

/// '|x| at which |phi|>0.95', '|x| at which phi<0.05 or >0.95'.
fn saturation(row: &Row) -> Check {
    let phi = row.activation();
    let level = numbers(&row.quantity).last().ok_or("no level")?.value;
    // phi rises: by halves.
    let (mut low, mut high) = (0.0, 64.0);
    while high - low > 1e-15 * high {
        let middle = 0.5 * (low + high);
        if middle == low || middle == high {
            break;
        }
        match phi.value(middle) < level {
            true => low = middle,
            false => high = middle,
        }
    }
    let beyond = |q: f64| 1.0 - actlab::theory::flushed_share(high, q.sqrt());
    let at_one = printed_after(&row.notes, "q=1: ").or(printed_after(&row.notes, "P(|N(0,1)|>.)="));
    let at_gain = match row.notes.contains("(gain 5/3)") {
        false => Ok(()),
        true => {
            let net = WideNet::new(phi.clone(), 25.0 / 9.0, 0.0);
            let points = net.lengths().fixed_points;
            let point = points.last().ok_or("no fixed point")?;
            let stated = printed_after(&row.notes, "(gain 5/3): ").ok_or("no share")?;
            stated.agrees(beyond(point.q), 11)
        }
    };
    all([
        row.holds(&[high]),
        at_one.map_or(Ok(()), |stated| stated.agrees(beyond(1.0), 11)),
        at_gain,
    ])
}
