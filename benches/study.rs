//! What a cell costs: one trial of a condition, every activation at every
//! depth, every measurement.

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
                cell.run(condition, (plan.spec.seed, trial), &|| ())
            });
        });
    }
}

criterion_group! {
    name = study;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    targets = cells
}
criterion_main!(study);
