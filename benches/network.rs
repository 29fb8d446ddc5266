//! What one layer costs, forward and back, and the matrix product in it.

#![allow(missing_docs)] // criterion_group! makes a function without.

use actlab::activation::Activation;
use actlab::generator::{Input, Weights};
use actlab::network::{
    Backward, Cotangent, Dimensions, Draws, Forward, Scales, Trace, backward, forward, matrix,
    multiply,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::time::Duration;

const DEPTH: usize = 8;

/// Time over [`DEPTH`] layers, throughput in (unit, sample) pairs.
fn layers(criterion: &mut Criterion) {
    for width in [64, 256, 1024] {
        let dimensions = Dimensions {
            features: width,
            width,
            batch: width,
            depth: DEPTH,
        };
        let mut draws = Draws::new(dimensions);
        let weights = Weights::parse("he").unwrap();
        draws.draw(1, 0, &Input::parse("normal").unwrap(), &weights);
        let mut trace = Trace::new(dimensions, 1);
        let mut memory = Cotangent::new(dimensions, 1, 1);
        let pairs = Throughput::Elements((DEPTH * width * width) as u64);
        for name in ["relu", "gelu", "tanh"] {
            let phi: Activation = name.parse().unwrap();
            let scales = Scales::new(&weights, &phi, dimensions).unwrap();
            let mut group = criterion.benchmark_group("network/forward");
            group.throughput(pairs.clone());
            group.bench_function(BenchmarkId::new(name, width), |bencher| {
                bencher.iter(|| {
                    forward(
                        &draws,
                        &[(&phi, scales)],
                        &mut trace,
                        &mut |_, _: Forward<'_>| (),
                    )
                });
            });
            group.finish();
            let mut group = criterion.benchmark_group("network/backward");
            group.throughput(pairs.clone());
            group.bench_function(BenchmarkId::new(name, width), |bencher| {
                let address = (1, 0, &[DEPTH][..]);
                bencher.iter(|| {
                    backward(
                        &draws,
                        &[scales],
                        &trace,
                        address,
                        &mut memory,
                        &mut |_, _: Backward<'_>| (),
                    )
                });
            });
            group.finish();
        }
    }
}

/// The floor under a layer: throughput in floating-point operations.
fn products(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("network/product");
    for width in [64, 256, 1024] {
        let (a, b) = (vec![0.5f32; width * width], vec![0.25f32; width * width]);
        let mut out = vec![0.0f32; width * width];
        group.throughput(Throughput::Elements(2 * (width * width * width) as u64));
        group.bench_function(BenchmarkId::new("square", width), |bencher| {
            let (a, b) = (matrix(&a, width, width), matrix(&b, width, width));
            bencher.iter(|| multiply(1.0, a, b, &mut out));
        });
    }
}

criterion_group! {
    name = network;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = layers, products
}
criterion_main!(network);
