//! `data/accuracy.csv`, the output of `actlab accuracy` over all f32 inputs of
//! every entry, is whole, keeps every promise, and is of the kernels as they are.

use std::collections::HashSet;

use actlab::activation::accuracy::{Errors, measure};
use actlab::activation::{Activation, catalog};
use actlab::number::Format;

struct Row {
    activation: String,
    format: String,
    quantity: String,
    every: u32,
    max_ulp: Option<f64>,
    worst_input: Option<f32>,
    inputs: u64,
    mean_ulp: Option<f64>,
    share_above_half: Option<f64>,
    share_above_one: Option<f64>,
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
                inputs: field("inputs").parse().unwrap(),
                mean_ulp: field("mean_ulp").parse().ok(),
                share_above_half: field("share_above_half_ulp").parse().ok(),
                share_above_one: field("share_above_one_ulp").parse().ok(),
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

fn is_fused() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    true
}

/// Calls `compare` with the row and what is measured now, of every
/// `step`-th entry.
fn against_the_table(
    format: &str,
    (every, step): (u32, usize),
    compare: impl Fn(&Row, &Errors, &str),
) {
    if !is_fused() {
        return;
    }
    let rows = rows();
    let parsed = Format::parse(format).unwrap();
    for entry in catalog().iter().step_by(step) {
        let phi: Activation = entry.signature.name.parse().unwrap();
        let name = phi.to_string();
        let found = measure(&phi, parsed, every, |_| ());
        for errors in [&found.value, &found.derivative] {
            let quantity = errors.quantity.name();
            let is_of =
                |r: &&Row| r.activation == name && r.format == format && r.quantity == quantity;
            let row = rows.iter().find(is_of).unwrap();
            compare(row, errors, &format!("{name}, {format}, {quantity}"));
        }
    }
}

/// All numbers of f16 and bf16 again: means and shares are those of the table.
#[test]
fn means_and_shares_of_small_formats_are_of_these_kernels() {
    let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs() || a == b,
        (a, b) => a == b,
    };
    for format in ["f16", "bf16"] {
        against_the_table(format, (1, 3), |row, errors, name| {
            assert_eq!(errors.inputs, row.inputs, "{name}");
            assert!(close(errors.mean_ulp, row.mean_ulp), "{name}: {errors:?}");
            let half = (errors.share_above_half, row.share_above_half);
            assert!(close(half.0, half.1), "{name}: {half:?}");
            let one = (errors.share_above_one, row.share_above_one);
            assert!(close(one.0, one.1), "{name}: {one:?}");
        });
    }
}

/// A sample of f32: means and shares above one ULP are those of the table, within
/// five standard errors. An error is at most `max_ulp`, and a share is one of
/// draws that hit or miss. Where the table interpolates the truth, an error of
/// just one ULP, as mish makes at small z, falls to either side.
#[test]
fn means_and_shares_of_f32_are_of_these_kernels() {
    /// A prime.
    const EVERY: u32 = 100_003;
    const ERRORS: f64 = 5.0;
    /// The largest share of errors of just one ULP that are counted.
    const JUST_ONE: f64 = 0.003;
    against_the_table("f32", (EVERY, 1), |row, errors, name| {
        let (Some(found), Some(mean)) = (errors.mean_ulp, row.mean_ulp) else {
            assert_eq!(errors.mean_ulp, row.mean_ulp, "{name}");
            return;
        };
        let drawn = errors.inputs as f64;
        let largest = row.max_ulp.unwrap();
        if largest.is_finite() {
            // Of a variable in [0, m] with this mean the variance is at most that.
            let variance = mean * (largest - mean);
            let margin = ERRORS * (variance.max(0.0) / drawn).sqrt() + 1e-9;
            assert!(
                (found - mean).abs() <= margin,
                "{name}: {found}, {mean} +- {margin}"
            );
        }
        let (found, share) = (
            errors.share_above_one.unwrap(),
            row.share_above_one.unwrap(),
        );
        let margin = ERRORS * (share * (1.0 - share) / drawn).sqrt() + ERRORS / drawn;
        let within = -margin <= share - found && share - found <= margin + JUST_ONE;
        assert!(within, "{name}: {found}, {share} +- {margin}");
    });
}

/// At the worst input the kernel is as far off as the table says. Kernels
/// without a fused multiply-add round elsewhere.
#[test]
fn the_worst_inputs_are_of_these_kernels() {
    if !is_fused() {
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
