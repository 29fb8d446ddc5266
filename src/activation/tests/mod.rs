//! What every entry of the catalogue must keep to.

mod accuracy;
mod digits;
mod laws;
mod names;

use super::{Activation, catalog};

/// Every entry with its defaults, and some with other parameters.
fn all() -> Vec<Activation> {
    const OTHERS: [&str; 17] = [
        "leaky_relu(0.2)",
        "leaky_relu(-0.3)",
        "leaky_relu(1)",
        "prelu(0)",
        "rrelu(0.1, 0.5)",
        "elu(0.7)",
        "celu(0.3)",
        "celu(4)",
        "swish(1.702)",
        "swish(-0.4)",
        "swish(0)",
        "softplus(2.7)",
        "softplus(0.1)",
        "hardtanh(-0.3, 2.6)",
        "softshrink(0.3)",
        "hardshrink(0.7)",
        "threshold(0.1, -2)",
    ];
    catalog()
        .iter()
        .map(|entry| entry.signature.name)
        .chain(OTHERS)
        .map(|text| text.parse().unwrap())
        .collect()
}

/// Points that fill an interval evenly without a pattern: multiples of the
/// golden ratio, modulo 1.
fn spread(low: f64, high: f64, count: u32) -> impl Iterator<Item = f64> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    (1..=count).map(move |n| low + (high - low) * (f64::from(n) * GOLDEN).fract())
}

/// The distance between neighbouring f64 at x.
fn ulp(x: f64) -> f64 {
    let size = x.abs();
    size.next_up() - size
}
