//! Rounding and counting, per f32: in the second cache and in memory, beside a
//! copy or a sum of the same bytes and the conversions of the `half` crate. NVFP4
//! passes twice: once reading, for the scale of the tensor, as the sum does.

#![allow(missing_docs)] // criterion_group! makes a function without.

use actlab::number::{Format, Storage};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use half::slice::HalfFloatSliceExt;
use std::hint::black_box;
use std::time::Duration;

const ELEMENTS: [usize; 2] = [65_536, 1 << 24];

/// Numbers over the range in which f16 has zeros, subnormals and normal numbers.
fn numbers(count: usize) -> Vec<f32> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    (0..count)
        .map(|n| {
            let share = (n as f64 * GOLDEN).fract();
            let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
            (sign * (share * 40.0 - 30.0).exp2()) as f32
        })
        .collect()
}

/// Random words at the price of none: what is measured is the rounding.
fn words(words: &mut [u32]) {
    for (n, word) in words.iter_mut().enumerate() {
        *word = (n as u32).wrapping_mul(0x9e37_79b9);
    }
}

fn round(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("number/round");
    for count in ELEMENTS {
        group.throughput(Throughput::Elements(count as u64));
        let given = numbers(count);
        let mut values = given.clone();
        group.bench_function(BenchmarkId::new("copy", count), |bencher| {
            bencher.iter(|| {
                values.copy_from_slice(black_box(&given));
                black_box(&values);
            });
        });
        for name in [
            "f16",
            "bf16",
            "e4m3",
            "e2m1",
            "f16(toward_zero)",
            "f16(stochastic)",
            "mxfp4",
            "nvfp4",
        ] {
            let storage = Storage::parse(name).unwrap();
            values.copy_from_slice(&given);
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| {
                    storage.round_slice(black_box(&mut values), words).unwrap();
                });
            });
        }
        let mut halves = vec![half::f16::ZERO; count];
        values.copy_from_slice(&given);
        group.bench_function(BenchmarkId::new("half", count), |bencher| {
            bencher.iter(|| {
                halves.convert_from_f32_slice(black_box(&values));
                halves.convert_to_f32_slice(&mut values);
                black_box(&values);
            });
        });
    }
    group.finish();
}

/// A sum on many lanes: what reading alone costs.
fn sum(values: &[f32]) -> f32 {
    let mut lanes = [0.0; 64];
    for chunk in values.chunks_exact(lanes.len()) {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane += x;
        }
    }
    lanes.iter().sum()
}

fn count(criterion: &mut Criterion) {
    let f16 = Format::parse("f16").unwrap();
    for count in ELEMENTS {
        let values = numbers(count);
        let mut group = criterion.benchmark_group("number/zeros");
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::new("f16", count), |bencher| {
            bencher.iter(|| f16.count_zeros(black_box(&values)));
        });
        group.bench_function(BenchmarkId::new("sum", count), |bencher| {
            bencher.iter(|| sum(black_box(&values)));
        });
        let mut halves = vec![half::f16::ZERO; count];
        group.bench_function(BenchmarkId::new("half", count), |bencher| {
            bencher.iter(|| {
                halves.convert_from_f32_slice(black_box(&values));
                let zeros = halves.iter().filter(|h| h.to_bits() & 0x7fff == 0);
                zeros.count()
            });
        });
        group.finish();
        let mut group = criterion.benchmark_group("number/counts");
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::new("f16", count), |bencher| {
            bencher.iter(|| f16.count(black_box(&values)));
        });
        group.finish();
    }
}

criterion_group! {
    name = number;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500));
    targets = round, count
}
criterion_main!(number);
