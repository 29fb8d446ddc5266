//! Nets of finite width: Hanin 2018, Hanin and Nica 2020, Jakub and Nica 2024.

use crate::row::{Check, Row, all, ensure, mean, numbers, printed_after, within_errors};
use crate::simulation::Draws;
use actlab::theory::{Rays, angle_drift, dead_at_a_point};

/// 'widths 10x[30]', 'widths [50, 20, 10]'.
fn widths(setup: &str) -> Option<Vec<usize>> {
    let (before, rest) = setup.strip_prefix("widths ")?.split_once('[')?;
    let list = rest.split_once(']')?.0;
    let list: Vec<usize> = list
        .split(", ")
        .map(|n| n.parse().ok())
        .collect::<Option<_>>()?;
    let times: usize = match before.strip_suffix('x') {
        Some(times) => times.parse().ok()?,
        None => 1,
    };
    Some(list.repeat(times))
}

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    let relu = Rays::leaky(0.0);
    if quantity.starts_with("kappa(a)=") {
        return Some(row.holds(&[Rays::leaky(row.after("a=")?).kappa()]));
    }
    if quantity == "E||v_d||^4/E[||v_d||^2]^2" {
        let nets: [&[usize]; 2] = [&[4, 7], &[10, 3, 5]];
        return Some(all(nets.map(|widths| {
            let product: f64 = widths.iter().map(|n| 1.0 + 5.0 / *n as f64).product();
            let found = relu.fourth_moment(widths);
            ensure((found / product - 1.0).abs() < 1e-14, format!("{found}"))
        })));
    }
    if quantity == "prod(1+5/n)" {
        let widths = widths(&row.setup)?;
        let bound = printed_after(&row.notes, "exp(5 beta)=")?;
        let beta: f64 = widths.iter().map(|n| 1.0 / *n as f64).sum();
        return Some(all([
            row.holds(&[relu.fourth_moment(&widths)]),
            bound.agrees((5.0 * beta).exp(), 9),
        ]));
    }
    if quantity == "E[log ratio], Var[log ratio] given alive" {
        let width = row.after("width n=")? as usize;
        let law = relu.log_ratio(width);
        let dead = printed_after(&row.notes, "2^-n=")?;
        return Some(all([
            row.holds(&[law.mean, law.variance]),
            dead.agrees(law.dead, 12),
        ]));
    }
    if quantity == "mean and 2nd moment of normalised ||Ju||^2" {
        // 'mean 1.00098+-0.01136, 2nd 6.1647+-0.3684', and the exact values.
        let widths = widths(&row.setup)?;
        let rays = Rays::leaky(row.after("a=")?);
        let estimates = numbers(&row.computed.replace("2nd", "").replace("+-", " "));
        let [mean, mean_error, second, second_error] = estimates[..] else {
            return Some(Err(format!("{estimates:?}")));
        };
        let exact = rays.fourth_moment(&widths);
        let stated = printed_after(&row.notes, "exact 1 and ")?;
        let log_variance: f64 = widths.iter().map(|n| rays.log_ratio(*n).variance).sum();
        let log_stated = printed_after(&row.notes, "(sum of exact=");
        let dead = if rays.below == 0.0 {
            dead_at_a_point(&widths)
        } else {
            0.0
        };
        let dead_stated = printed_after(row.notes.split("Var log").next()?, "(exact ")?;
        // Their variance of logarithms, of nets that live: that of a sample.
        let samples = row.after("S=")?;
        let log_found = printed_after(&row.notes, "Var log=")?.value;
        return Some(all([
            within_errors((1.0, 0.0), (mean.value, mean_error.value)),
            within_errors((exact, 0.0), (second.value, second_error.value)),
            stated.agrees(exact, 8),
            log_stated.map_or(Ok(()), |stated| stated.agrees(log_variance, 5)),
            dead_stated.agrees(dead, 5),
            // A logarithm of many layers is nearly normal, its tail below heavier.
            within_errors(
                (log_variance, 0.0),
                (log_found, 2.0 * log_variance * (2.0 / samples).sqrt()),
            ),
        ]));
    }
    if quantity.starts_with("rho(n)=") {
        let width = row.after("n=")?;
        let found = angle_drift(width as usize);
        let scaled = printed_after(&row.notes, "n*rho=")?;
        return Some(all([row.holds(&[found]), scaled.agrees(width * found, 6)]));
    }
    if quantity.starts_with("n*(E ln sin^2 theta' - infinite-width value)") {
        return Some(angle(row));
    }
    if quantity.starts_with("Var log||J u||^2 difference per layer x n") {
        let leaky = Rays::leaky(row.after("alpha=")?);
        return Some(row.holds(&[relu.kappa() - leaky.kappa()]));
    }
    if quantity == "P(net output constant at x) at depth L width n" {
        let dead = [3, 30, 3000].map(|depth| dead_at_a_point(&vec![4; depth]));
        let rises = dead[0] < dead[1] && dead[1] < dead[2] && dead[2] > 1.0 - 1e-10;
        // A leaky ReLU is nowhere flat.
        let law = Rays::leaky(0.01).log_ratio(4);
        return Some(ensure(rises && law.dead == 0.0, format!("{dead:?}")));
    }
    None
}

/// One layer of a He ReLU net of width n, two inputs at an angle: only their
/// plane matters.
fn angle(row: &Row) -> Check {
    let of = |key| row.after(key).ok_or("no number");
    let (width, theta) = (of("n=")? as usize, of("theta=")?);
    let theirs = row.computed.split_once("+-").ok_or("no estimate")?;
    let theirs: (f64, f64) = (theirs.0.parse().unwrap(), theirs.1.parse().unwrap());
    let layers = if width <= 30 {
        60_000
    } else {
        4_000_000 / width
    };
    let mut draws = Draws::new(836 + width as u64);
    let mut logs = Vec::new();
    for _ in 0..layers {
        let [mut aa, mut ab, mut bb] = [0.0; 3];
        for _ in 0..width {
            let [x, y] = [draws.next(), draws.next()];
            let a = x.max(0.0);
            let b = (theta.cos() * x + theta.sin() * y).max(0.0);
            aa += a * a;
            ab += a * b;
            bb += b * b;
        }
        let square = 1.0 - ab * ab / (aa * bb);
        if square > 0.0 {
            logs.push(square.ln());
        }
    }
    let d = Rays::leaky(0.0).deficit(1.0 - theta.cos());
    let infinite = (d * (2.0 - d)).ln();
    let n = width as f64;
    let (log, error) = mean(&logs);
    let stated = printed_after(&row.notes, "-n*rho(n)=").ok_or("no rho")?;
    let leading = printed_after(&row.notes, "leading ").ok_or("no leading term")?;
    all([
        within_errors((n * (log - infinite), n * error), theirs),
        stated.agrees(-n * angle_drift(width), 5),
        // n rho(n) -> 2.
        leading.agrees(-(1e7 * angle_drift(10_000_000)).round(), 5),
    ])
}
