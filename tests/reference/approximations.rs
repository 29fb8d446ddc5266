//! What ReLU nets represent: Yarotsky 2017, Telgarsky 2016, identities.

use crate::row::{Check, Row, all, ensure, number_after};
use actlab::activation::Activation;
use actlab::theory::{sawtooth, sawtooth_pieces, yarotsky_error, yarotsky_square};

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    if quantity.starts_with("max|x^2-f_m|") {
        let m = number_after(quantity, "m=")? as u32;
        // The grid of the odd multiples of 2^-(m+1), and what lies between.
        let steps = 1u32 << (m + 3);
        let places = (0..=steps).map(|n| f64::from(n) / f64::from(steps));
        let most = places.map(|x| (yarotsky_square(m, x) - x * x).abs());
        let most = most.fold(0.0, f64::max);
        return Some(all([
            row.holds(&[most]),
            ensure(most == yarotsky_error(m), format!("{most:e}")),
        ]));
    }
    if quantity == "number of linear pieces / teeth" {
        let times = row.after("k=")? as u32;
        let (pieces, teeth) = sawtooth_pieces(times);
        // Counted: a turn at every piece's end, a tooth at every 1.
        let ends: Vec<f64> = (0..=pieces)
            .map(|n| sawtooth(times, n as f64 / pieces as f64))
            .collect();
        let tops = ends.iter().filter(|y| **y == 1.0).count() as u64;
        let turns = ends.windows(2).all(|y| (y[0] - y[1]).abs() == 1.0);
        return Some(all([
            row.holds(&[pieces as f64, teeth as f64]),
            ensure(tops == teeth && turns, format!("{tops} tops")),
        ]));
    }
    if row.id.starts_with("G11") && row.digits == "exact" && quantity.contains("(x)=")
        || quantity.starts_with("x=relu(x)-relu(-x)")
    {
        return Some(identities(row));
    }
    None
}

/// 'relu6(x)=relu(x)-relu(x-6); ...': both sides as formulas, at many x.
fn identities(row: &Row) -> Check {
    let slopes = [0.01, 0.3, 2.5, -0.4];
    let with = |text: &str, slope: f64| -> Result<Activation, String> {
        let leaky = |argument: &str| format!("where({argument} > 0, {argument}, a * ({argument}))");
        let mut text = text.replace("leaky_a(-x)", &leaky("(-x)"));
        text = text
            .replace("leaky_a(x)", &leaky("x"))
            .replace("leaky_a", &leaky("x"));
        text = text.replace("|x|", "abs(x)").replace("alpha", "a");
        text = spelled(&text);
        let uses = |c: char| !c.is_ascii_alphanumeric();
        let text = match text.split(uses).any(|word| word == "a") {
            true => format!("one(a={slope}): {text}"),
            false => text,
        };
        text.parse().map_err(|error| format!("{text}: {error}"))
    };
    for identity in row.quantity.split(';') {
        let (left, right) = identity.split_once('=').ok_or("no identity")?;
        for slope in slopes {
            let (left, right) = (with(left.trim(), slope)?, with(right.trim(), slope)?);
            for step in -80..=80 {
                let x = f64::from(step) / 8.0 + 0.01;
                let [a, b] = [left.value(x), right.value(x)];
                // What is subtracted loses digits.
                ensure(
                    (a - b).abs() <= 1e-14 * (1.0 + x.abs()),
                    format!("{identity}: {a} {b}"),
                )?;
            }
        }
    }
    Ok(())
}

/// Products that a formula must spell: '(1+a)/2) x', 'a leaky', 'x*hard'.
fn spelled(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut blank = false;
    for c in text.chars() {
        if c == ' ' {
            blank = true;
            continue;
        }
        let ends = before.is_ascii_alphanumeric() || before == ')';
        let starts = c.is_ascii_alphanumeric() || c == '(';
        let starts_product =
            blank && ends && starts || before == ')' && (c == '(' || c.is_ascii_alphabetic());
        if starts_product {
            out.push('*');
        }
        out.push(c);
        (before, blank) = (c, false);
    }
    out
}
