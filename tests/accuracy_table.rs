//! `data/accuracy.csv`, the output of `actlab accuracy` over all f32 inputs of
//! every entry, is whole, keeps every promise, and is of the kernels as they are.

use std::collections::HashSet;

use actlab::activation::{Activation, catalog};

struct Row {
    activation: String,
    format: String,
    quantity: String,
    every: u32,
    max_ulp: Option<f64>,
    worst_input: Option<f32>,
    promise: String,
}

fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/accuracy.csv");
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(path)
        .unwrap();
    let names = reader.headers().unwrap().clone();
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| {
            let field = |name| {
                let place = names.iter().position(|n| n == name).unwrap();
                record[place].to_string()
            };
            Row {
                activation: field("activation"),
                format: field("format"),
                quantity: field("quantity"),
                every: field("every").parse().unwrap(),
                max_ulp: field("max_ulp").parse().ok(),
                worst_input: field("worst_input").parse().ok(),
                promise: field("promise"),
            }
        })
        .collect()
}

#[test]
fn every_entry_is_in_it_over_all_inputs() {
    let rows = rows();
    let measured: HashSet<_> = rows
        .iter()
        .filter(|row| row.every == 1)
        .map(|row| (&*row.activation, &*row.format, &*row.quantity))
        .collect();
    for entry in catalog() {
        let phi: Activation = entry.signature.name.parse().unwrap();
        let name = phi.to_string();
        for format in ["f32", "bf16", "f16"] {
            for quantity in ["value", "derivative"] {
                assert!(
                    measured.contains(&(&*name, format, quantity)),
                    "{name}, {format}, {quantity}"
                );
            }
        }
    }
    assert_eq!(measured.len(), 6 * catalog().len());
}

#[test]
fn promises_are_kept() {
    for row in rows() {
        assert_ne!(
            row.promise, "broken",
            "{}, {}",
            row.activation, row.quantity
        );
    }
}

/// The distance between neighbouring f32 at x: of an x next to a power of two
/// it is that of its own side.
fn ulp(x: f64) -> f64 {
    let exponent = ((x.abs().to_bits() >> 52) as i32 - 1023).clamp(-126, 127);
    2f64.powi(exponent - 23)
}

/// At the worst input the kernel is as far off as the table says. Kernels
/// without a fused multiply-add round elsewhere.
#[test]
fn the_worst_inputs_are_of_these_kernels() {
    #[cfg(target_arch = "x86_64")]
    if !std::arch::is_x86_feature_detected!("fma") {
        return;
    }
    let mut compared = 0;
    for row in rows().iter().filter(|row| row.format == "f32") {
        let (Some(error), Some(z)) = (row.max_ulp, row.worst_input) else {
            continue;
        };
        let phi: Activation = row.activation.parse().unwrap();
        let (mut value, mut derivative) = ([0.0], [0.0]);
        phi.evaluate(&[z], &mut value, &mut derivative);
        let (got, truth) = match &*row.quantity {
            "value" => (value[0], phi.value(f64::from(z))),
            _ => (derivative[0], phi.derivative(f64::from(z))),
        };
        if error.is_infinite() {
            assert!(!got.is_finite(), "{} at {z:e}: {got:e}", row.activation);
            continue;
        }
        if got.is_infinite() || truth.abs() > f64::from(f32::MAX) {
            continue;
        }
        let found = (f64::from(got) - truth).abs() / ulp(truth);
        assert!(
            (found - error).abs() <= 2e-3 * error.max(1.0),
            "{}, {} at {z:e}: {found} ULP, in the table {error}",
            row.activation,
            row.quantity
        );
        compared += 1;
    }
    assert!(compared > catalog().len());
}
