//! SELU: Klambauer et al. 2017.

use crate::row::{Check, Row, all, ensure, numbers, printed_after};
use actlab::theory::Selu;

pub fn check(row: &Row) -> Option<Check> {
    let selu = Selu::standard();
    let quantity = row.quantity.as_str();
    let at_start = ((0.0, 1.0), (0.0, 1.0));
    match quantity {
        "alpha_01" => {
            let solved = Selu::with_fixed_point(0.0, 1.0)?;
            return Some(all([row.holds(&[selu.alpha]), row.holds(&[solved.alpha])]));
        }
        "lambda_01" => {
            let solved = Selu::with_fixed_point(0.0, 1.0)?;
            return Some(all([
                row.holds(&[selu.lambda]),
                row.holds(&[solved.lambda]),
            ]));
        }
        "mapped mean, variance" => {
            let (mean, variance) = selu.map(at_start.0, at_start.1);
            let stated = numbers(&row.computed);
            return Some(all([
                ensure(
                    mean.abs() < 1e-15 && stated[0].value < 1e-30,
                    format!("{mean:e}"),
                ),
                stated[1].agrees(variance, 12),
            ]));
        }
        "H12" => return Some(row.holds(&[selu.jacobian(at_start.0, at_start.1)[0][1]])),
        "H22" => return Some(row.holds(&[selu.jacobian(at_start.0, at_start.1)[1][1]])),
        "||H||" => {
            // Its first column is zero where omega is.
            let [[a, b], [c, d]] = selu.jacobian(at_start.0, at_start.1);
            return Some(all([
                ensure(a == 0.0 && c == 0.0, "the first column"),
                row.holds(&[b.hypot(d)]),
            ]));
        }
        "mean/var after l layers" => return Some(layers(row, selu)),
        "alpha, lambda" => {
            let fixed = Selu::with_fixed_point(row.after("mean=")?, row.after("var=")?)?;
            return Some(row.holds(&[fixed.alpha, fixed.lambda]));
        }
        _ => {}
    }
    if quantity.starts_with("lambda*alpha")
        || row.place == "derived" && row.computed.starts_with("1.7580")
    {
        return Some(row.holds(&[-selu.floor()]));
    }
    if quantity.starts_with("d mean/d mu") {
        let [[slope, _], _] = selu.jacobian((0.0, 1.0), (1.0, 1.0));
        return Some(row.holds(&[slope]));
    }
    if quantity.starts_with("min mapped") || quantity.starts_with("max mapped") {
        // The corners of mu, omega in [-0.1, 0.1], nu in [0.8, 1.5], tau in
        // [0.95, 1.1].
        let corners = (0..16).map(|corner| {
            let pick = |bit: u32, ends: [f64; 2]| ends[(corner >> bit & 1) as usize];
            let input = (pick(0, [-0.1, 0.1]), pick(1, [0.8, 1.5]));
            selu.map(input, (pick(2, [-0.1, 0.1]), pick(3, [0.95, 1.1])))
        });
        let values = corners.map(|(mean, variance)| match quantity.contains("mean") {
            true => mean,
            false => variance,
        });
        let found = match quantity.starts_with("min") {
            true => values.fold(f64::INFINITY, f64::min),
            false => values.fold(f64::NEG_INFINITY, f64::max),
        };
        return Some(row.holds(&[found]));
    }
    if quantity.starts_with("a=(q+alpha'^2 q(1-q))^{-1/2}") {
        let (a, b) = selu.alpha_dropout(row.after("drop rate ")?);
        return Some(row.holds(&[a, b]));
    }
    None
}

/// 'l=1: mean 0.0896 var 1.714; l=2: ...' from 'start mean 0.3 var 2.0'.
fn layers(row: &Row, selu: Selu) -> Check {
    let of = |text: &str, key: &str| printed_after(text, key).ok_or(format!("no {key}in {text}"));
    let start = (
        of(&row.setup, "mean ")?.value,
        of(&row.setup, "var ")?.value,
    );
    all(row.computed.split(';').map(|part| {
        let layers = of(part, "l=")?.value as usize;
        let (mean, variance) = (0..layers).fold(start, |at, _| selu.map(at, (0.0, 1.0)));
        all([
            of(part, "mean ")?.agrees(mean, 11),
            of(part, "var ")?.agrees(variance, 11),
        ])
    }))
}
