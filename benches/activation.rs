//! Time per element of every activation: value, derivative, and both in one
//! pass, for arrays in the first and second cache and in memory.

#![allow(missing_docs)] // criterion_group! makes a function without.

use std::hint::black_box;
use std::time::Duration;

use actlab::activation::{Activation, catalog};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const ELEMENTS: [usize; 3] = [4096, 65_536, 4_194_304];

/// Inputs as a layer sees them: -4 to 4, evenly, in a shuffled order.
fn inputs(count: usize) -> Vec<f32> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    (0..count)
        .map(|n| ((n as f64 * GOLDEN).fract() * 8.0 - 4.0) as f32)
        .collect()
}

/// Runs `evaluate(phi, z, value, derivative)` for every entry and size.
fn measure(
    criterion: &mut Criterion,
    name: &str,
    evaluate: fn(&Activation, &[f32], &mut [f32], &mut [f32]),
) {
    let mut group = criterion.benchmark_group(name);
    for count in ELEMENTS {
        let z = inputs(count);
        let (mut value, mut derivative) = (vec![0.0; count], vec![0.0; count]);
        group.throughput(Throughput::Elements(count as u64));
        for entry in catalog() {
            let phi: Activation = match entry.signature.name.parse() {
                Ok(phi) => phi,
                Err(error) => panic!("{error}"),
            };
            group.bench_function(BenchmarkId::new(phi.to_string(), count), |bencher| {
                bencher.iter(|| {
                    evaluate(&phi, black_box(&z), &mut value, &mut derivative);
                    black_box((&value, &derivative));
                });
            });
        }
    }
    group.finish();
}

fn value(criterion: &mut Criterion) {
    measure(criterion, "activation/value", |phi, z, value, _| {
        phi.evaluate_value(z, value);
    });
}

fn derivative(criterion: &mut Criterion) {
    measure(
        criterion,
        "activation/derivative",
        |phi, z, _, derivative| {
            phi.evaluate_derivative(z, derivative);
        },
    );
}

fn both(criterion: &mut Criterion) {
    measure(criterion, "activation/both", |phi, z, value, derivative| {
        phi.evaluate(z, value, derivative);
    });
}

criterion_group! {
    name = activation;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(700))
        .sample_size(20)
        .without_plots();
    targets = value, derivative, both
}
criterion_main!(activation);
