//! What a cell costs: one trial of a condition, every activation at every
//! depth, every measurement; and how that grows. In the groups `study/by_...`
//! throughput is in operations of the matrix products: where it stays, time
//! grows as it should, in proportion to depth, trials and activations and to
//! width squared times batch.

#![allow(missing_docs)] // criterion_group! makes a function without.

use actlab::study::{Cell, Draft, Origin, Plan, Spec, Typed, builtins};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::time::Duration;

fn typed<T>(value: T) -> Typed<T> {
    let origin = Origin::Flag("bench");
    Typed { value, origin }
}

/// The depth study's activations at one depth and width.
fn plan(depth: u64, width: u64) -> Plan {
    let draft = Draft {
        depth: Some(vec![typed(depth)]),
        width: Some(vec![typed(width)]),
        batch: Some(typed(width)),
        ..Draft::default()
    };
    let spec = Spec::new(draft.over(Draft::builtin(&builtins()[0]).unwrap())).unwrap();
    Plan::new(spec).unwrap()
}

/// Throughput in (unit, sample) pairs, over all activations and layers.
fn cells(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("study/cell");
    for (depth, width) in [(8, 64), (8, 256), (32, 256)] {
        let plan = plan(depth, width);
        let condition = &plan.conditions[0];
        let mut cell = Cell::new(&plan, condition.dimensions);
        let layers = condition.nets.len() as u64 * depth;
        group.throughput(Throughput::Elements(layers * width * width));
        let size = format!("{depth}x{width}");
        let mut trial = 0;
        group.bench_function(BenchmarkId::new("depth", size), |bencher| {
            bencher.iter(|| {
                trial += 1;
                cell.run(condition, (plan.spec.seed, trial))
            });
        });
    }
}

/// The same cell with nets in formats: `f32` is without, `f64` with the reference
/// beside it and the same net again, `bf16` with the reference and one format.
fn formats(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("study/formats");
    let (depth, width) = (8, 256);
    for (name, metric) in [
        ("f32", "underflow_fraction"),
        ("f64", "noise_to_signal"),
        ("bf16", "noise_to_signal"),
        ("e4m3", "noise_to_signal"),
        ("mxfp8_e4m3", "noise_to_signal"),
    ] {
        let draft = Draft {
            depth: Some(vec![typed(depth)]),
            width: Some(vec![typed(width)]),
            batch: Some(typed(width)),
            weights: Some(vec![typed("he".to_string())]),
            format: Some(vec![typed(name.to_string())]),
            metric: Some(vec![typed(metric.to_string())]),
            ..Draft::default()
        };
        let spec = Spec::new(draft.over(Draft::builtin(&builtins()[0]).unwrap())).unwrap();
        let plan = Plan::new(spec).unwrap();
        let condition = &plan.conditions[0];
        let mut cell = Cell::new(&plan, condition.dimensions);
        let layers = condition.nets.len() as u64 * depth;
        group.throughput(Throughput::Elements(layers * width * width));
        group.bench_function(BenchmarkId::new("cell", name), |bencher| {
            bencher.iter(|| cell.run(condition, (plan.spec.seed, 0)));
        });
    }
}

/// A plan of ReLU and its like.
fn grown(activations: usize, depth: u64, width: u64, batch: u64) -> Plan {
    let names = [
        "relu",
        "leaky_relu",
        "prelu",
        "relu6",
        "threshold",
        "abs",
        "celu",
        "elu",
    ];
    let draft = Draft {
        activation: Some(
            names[..activations]
                .iter()
                .map(|n| typed(n.to_string()))
                .collect(),
        ),
        depth: Some(vec![typed(depth)]),
        width: Some(vec![typed(width)]),
        batch: Some(typed(batch)),
        weights: Some(vec![typed("he".to_string())]),
        ..Draft::default()
    };
    let spec = Spec::new(draft.over(Draft::builtin(&builtins()[0]).unwrap())).unwrap();
    Plan::new(spec).unwrap()
}

/// Time against each axis; throughput in operations of the products.
fn growth(criterion: &mut Criterion) {
    let cases: [(&str, &[[u64; 5]]); 5] = [
        (
            "depth",
            &[
                [4, 8, 128, 128, 1],
                [4, 16, 128, 128, 1],
                [4, 32, 128, 128, 1],
            ],
        ),
        (
            "trials",
            &[
                [4, 8, 128, 128, 1],
                [4, 8, 128, 128, 2],
                [4, 8, 128, 128, 4],
            ],
        ),
        (
            "activations",
            &[
                [2, 8, 128, 128, 1],
                [4, 8, 128, 128, 1],
                [8, 8, 128, 128, 1],
            ],
        ),
        (
            "width",
            &[
                [4, 8, 128, 128, 1],
                [4, 8, 256, 128, 1],
                [4, 8, 512, 128, 1],
            ],
        ),
        (
            "batch",
            &[
                [4, 8, 128, 128, 1],
                [4, 8, 128, 256, 1],
                [4, 8, 128, 512, 1],
            ],
        ),
    ];
    for (axis, sizes) in cases {
        let mut group = criterion.benchmark_group(format!("study/by_{axis}"));
        for [activations, depth, width, batch, trials] in sizes.iter().copied() {
            let plan = grown(activations as usize, depth, width, batch);
            let condition = &plan.conditions[0];
            let mut cell = Cell::new(&plan, condition.dimensions);
            let operations = plan.cell_costs()[0] * trials as f64;
            group.throughput(Throughput::Elements(operations as u64));
            let size = match axis {
                "depth" => depth,
                "trials" => trials,
                "activations" => activations,
                "width" => width,
                _ => batch,
            };
            group.bench_function(BenchmarkId::new(axis, size), |bencher| {
                bencher.iter(|| {
                    for trial in 0..trials as u32 {
                        cell.run(condition, (plan.spec.seed, trial));
                    }
                });
            });
        }
    }
}

criterion_group! {
    name = study;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    targets = cells, formats, growth
}
criterion_main!(study);
