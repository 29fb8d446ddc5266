//! What every entry of the catalogue must keep to.

mod accuracy;
mod digits;
mod double;
mod entries;
mod formulas;
mod frameworks;
mod laws;
mod limits;
mod names;
mod open;
mod shapes;
mod written;

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
        // Not those that reproduce a framework's rounding.
        .filter(|entry| entry.accuracy.is_some())
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

/// Both signs of sizes that are powers of two times 1.37.
fn sizes(octaves: std::ops::RangeInclusive<i32>) -> impl Iterator<Item = f64> {
    octaves.flat_map(|n| [1.37, -1.37].map(|z| libm::scalbn(z, n)))
}

/// How large phi' gets around z, if z is near a zero of it: where it is much
/// smaller than on both sides, be it that it changes sign or touches zero. In a
/// tail it is smaller on one side only.
fn near_zero(derivative: impl Fn(f64) -> f64, z: f64) -> Option<f64> {
    let here = derivative(z).abs();
    // Far out, neighbouring numbers are further apart than features.
    [1.0, 0.25, 0.0625].into_iter().find_map(|step: f64| {
        let step = step.max(ulp(z));
        let (below, above) = (derivative(z - step).abs(), derivative(z + step).abs());
        (8.0 * here < below.min(above)).then_some(below.max(above))
    })
}

/// phi and phi' of every z, by the reference.
fn truth(phi: &Activation, z: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
    let program = &phi.0.definition.program;
    program.exact(z, &mut value, &mut derivative);
    (value, derivative)
}

/// A formula that calls an entry: `write` is given how to write phi of
/// something. The parameters are the formula's own, since decimals within it
/// would not be rounded to f64.
fn calling(phi: &Activation, write: impl Fn(&dyn Fn(&str) -> String) -> String) -> Activation {
    let names: Vec<String> = (0..phi.parameters().len())
        .map(|n| format!("q{n}"))
        .collect();
    let call = |argument: &str| {
        let mut arguments = vec![argument.to_string()];
        arguments.extend(names.iter().cloned());
        format!(
            "{}({})",
            phi.entry().unwrap().signature.name,
            arguments.join(", ")
        )
    };
    let values = names.iter().zip(phi.parameters());
    let head: Vec<String> = values
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let text = match head.is_empty() {
        true => write(&call),
        false => format!("mine({}): {}", head.join(", "), write(&call)),
    };
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The distance between neighbouring f64 at x.
fn ulp(x: f64) -> f64 {
    let size = x.abs();
    size.next_up() - size
}
