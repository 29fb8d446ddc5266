//! The numbers of the machine against many digits and identities, and how it
//! prepares a program.

mod lane;
mod program;
mod wide;

use super::number::decimal;
use crate::activation::formula::{Decimal, Expression, Node, expression};
use crate::activation::resolve::Entries;

fn of(text: &str) -> Expression {
    expression(text, &[], &Entries).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A number without a sign.
fn digits(text: &str) -> Decimal {
    let numbers = of(text).nodes.into_iter().find_map(|node| match node {
        Node::Number(number) => Some(number),
        _ => None,
    });
    numbers.unwrap()
}

/// A number as a pair of f64.
fn pair(text: &str) -> (f64, f64) {
    let (high, low) = decimal(digits(text.trim_start_matches('-')));
    match text.starts_with('-') {
        true => (-high, -low),
        false => (high, low),
    }
}

/// Sizes from 2^-900 to 2^900, none a power of two, of both signs.
fn sizes() -> impl Iterator<Item = f64> {
    let size = |n: i32| libm::scalbn(1.0 + f64::from(n.unsigned_abs() % 61) / 67.0, n);
    (-900..=900)
        .step_by(7)
        .flat_map(move |n| [size(n), -size(n)])
}

#[test]
fn decimals_are_exact_to_twice_the_digits_of_f64() {
    for (text, high, low) in [
        ("0.5", 0.5, 0.0),
        ("12345678901234567", 12_345_678_901_234_568.0, -1.0),
        ("0.1", 0.1, -5.551_115_123_125_783e-18),
        ("1e300", 1e300, -5.250_476_025_520_442e283),
        ("18446744073709551617", 18_446_744_073_709_551_616.0, 1.0),
    ] {
        assert_eq!(pair(text).0, high, "{text}");
        let error = (pair(text).1 - low).abs();
        assert!(error <= 4e-31 * high, "{text}: {:e}", pair(text).1);
    }
}
