//! What a draw costs: weights of every law, and inputs of every distribution.

#![allow(missing_docs)] // criterion_group! makes a function without.

use actlab::generator::{Input, Weights};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::time::Duration;

const SIDE: usize = 256;

fn weights(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("generator/weights");
    group.throughput(Throughput::Elements((SIDE * SIDE) as u64));
    for name in ["he", "glorot", "orthogonal"] {
        let weights = Weights::parse(name).unwrap();
        let mut matrix = vec![0.0; SIDE * SIDE];
        let mut trial = 0;
        group.bench_function(BenchmarkId::new(name, SIDE * SIDE), |bencher| {
            bencher.iter(|| {
                trial += 1;
                weights.draw((1, trial, 1), (SIDE, SIDE), &mut matrix);
                matrix[0]
            });
        });
    }
}

fn inputs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("generator/input");
    group.throughput(Throughput::Elements((SIDE * SIDE) as u64));
    for (usage, _) in Input::list() {
        // A file has no default.
        let Ok(input) = Input::parse(&usage) else {
            continue;
        };
        let mut batch = vec![0.0; SIDE * SIDE];
        let mut trial = 0;
        group.bench_function(
            BenchmarkId::new(input.to_string(), SIDE * SIDE),
            |bencher| {
                bencher.iter(|| {
                    trial += 1;
                    input.fill(1, trial, SIDE, &mut batch);
                    batch[0]
                });
            },
        );
    }
}

criterion_group! {
    name = generator;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(700));
    targets = weights, inputs
}
criterion_main!(generator);
