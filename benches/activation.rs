//! Time per element of every activation: value, derivative, and both in one
//! pass, beside what moving the same bytes takes (the roofline): a copy for
//! the value, a triad, a = b + s c, for both. Entries with a kernel of their
//! own are run in the first and second cache and in memory, those whose kernel
//! is their formula in the second cache. So are formulas, typed, beside the
//! entry that they are.

#![allow(missing_docs)] // criterion_group! makes a function without.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Duration;

use actlab::activation::{Activation, catalog};
use actlab::report::Roofline;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const ELEMENTS: [usize; 4] = [4096, 65_536, 1 << 20, 1 << 24];
/// Of the sizes, the one in the second cache.
const SECOND_CACHE: usize = 65_536;

/// What is measured of an activation.
type Evaluate = fn(&Activation, &[f32], &mut [f32], &mut [f32]);

/// Inputs as a layer sees them: -4 to 4, evenly, in a shuffled order.
fn inputs(count: usize) -> Vec<f32> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    (0..count)
        .map(|n| ((n as f64 * GOLDEN).fract() * 8.0 - 4.0) as f32)
        .collect()
}

/// Runs `evaluate(phi, z, value, derivative)` for every entry and size.
fn measure(criterion: &mut Criterion, name: &str, roofline: Roofline, evaluate: Evaluate) {
    let mut group = criterion.benchmark_group(name);
    for count in ELEMENTS {
        let z = inputs(count);
        let (mut value, mut derivative) = (vec![0.0; count], vec![0.0; count]);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::new(roofline.name(), count), |bencher| {
            bencher.iter(|| {
                match roofline {
                    Roofline::Copy => value.copy_from_slice(black_box(&z)),
                    Roofline::Triad => triad(black_box(&z), &derivative, &mut value),
                }
                black_box(&value);
            });
        });
        for entry in catalog() {
            let phi: Activation = match entry.signature.name.parse() {
                Ok(phi) => phi,
                Err(error) => panic!("{error}"),
            };
            if count != SECOND_CACHE && !phi.has_written_kernel() {
                continue;
            }
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

/// a = b + 3 c: twelve bytes an element, as value and derivative move.
fn triad(b: &[f32], c: &[f32], a: &mut [f32]) {
    for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
        *a = b + 3.0 * c;
    }
}

fn value(criterion: &mut Criterion) {
    let evaluate: Evaluate = |phi, z, value, _| phi.evaluate_value(z, value);
    measure(criterion, "activation/value", Roofline::Copy, evaluate);
}

fn derivative(criterion: &mut Criterion) {
    let evaluate: Evaluate = |phi, z, _, derivative| phi.evaluate_derivative(z, derivative);
    measure(criterion, "activation/derivative", Roofline::Copy, evaluate);
}

fn both(criterion: &mut Criterion) {
    let evaluate: Evaluate = |phi, z, value, derivative| phi.evaluate(z, value, derivative);
    measure(criterion, "activation/both", Roofline::Triad, evaluate);
}

/// Entries, and what a user might type for them: straight pieces, other ways to
/// write an entry, and what runs as a formula in f64.
const TYPED: [(&str, &str); 20] = [
    ("relu", "max(0, x)"),
    ("relu", "where(x > 0, x, 0)"),
    ("leaky_relu(0.2)", "where(x > 0, x, 0.2 * x)"),
    ("leaky_relu(0.2)", "max(x, 0.2 * x)"),
    ("abs", "max(x, -x)"),
    ("hardtanh", "max(-1, min(1, x))"),
    ("relu6", "min(max(0, x), 6)"),
    ("hardsigmoid", "relu6(x + 3) / 6"),
    ("hardswish", "x * relu6(x + 3) / 6"),
    ("softshrink", "sign(x) * relu(abs(x) - 0.5)"),
    ("hardshrink", "where(abs(x) > 0.5, x, 0)"),
    ("elu", "where(x > 0, x, expm1(x))"),
    ("celu(0.25)", "max(x, 0) + min(0, expm1(4 * x) / 4)"),
    ("sigmoid", "1 / (1 + exp(-x))"),
    ("silu", "x / (1 + exp(-x))"),
    ("swish(1.5)", "x * sigmoid(1.5 * x)"),
    ("tanh", "(exp(2 * x) - 1) / (exp(2 * x) + 1)"),
    ("softplus(2.5)", "log1p(exp(2.5 * x)) / 2.5"),
    ("gelu", "0.5 * x * (1 + erf(x / sqrt(2)))"),
    ("mish", "x * tanh(log1p(exp(x)))"),
];

fn typed(criterion: &mut Criterion) {
    let z = inputs(SECOND_CACHE);
    let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
    let mut group = criterion.benchmark_group("activation/typed");
    group.throughput(Throughput::Elements(z.len() as u64));
    // An entry has several formulas.
    let mut seen = BTreeSet::new();
    let texts = TYPED.iter().flat_map(|(entry, typed)| [entry, typed]);
    for text in texts.filter(|text| seen.insert(**text)) {
        let phi: Activation = match text.parse() {
            Ok(phi) => phi,
            Err(error) => panic!("{error}"),
        };
        group.bench_function(BenchmarkId::new("value", text), |bencher| {
            bencher.iter(|| {
                phi.evaluate_value(black_box(&z), &mut value);
                black_box(&value);
            });
        });
        group.bench_function(BenchmarkId::new("both", text), |bencher| {
            bencher.iter(|| {
                phi.evaluate(black_box(&z), &mut value, &mut derivative);
                black_box((&value, &derivative));
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = activation;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .sample_size(20)
        .without_plots();
    targets = value, derivative, both, typed
}
criterion_main!(activation);
