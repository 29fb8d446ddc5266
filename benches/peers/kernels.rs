//! The near side of a comparison with other libraries: answers lines of the
//! form `NAME COUNT` on standard input with the nanoseconds an element of the
//! value, of value and derivative in one pass, of a copy and of a triad.
//! `compare.py` beside it asks, and measures the peers in turn.

use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use actlab::activation::Activation;

/// The shortest that a timing takes.
const LEAST: Duration = Duration::from_millis(15);

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let answer = line
            .rsplit_once(' ')
            .and_then(|(name, count)| Some((name.parse().ok()?, count.parse().ok()?)))
            .map(|(phi, count)| measure(&phi, count));
        let mut out = io::stdout().lock();
        match answer {
            Some(times) => writeln!(out, "{}", times.map(|t| format!("{t:.5}")).join(" "))?,
            None => writeln!(out, "not of the form NAME COUNT: {line}")?,
        }
        out.flush()?;
    }
    Ok(())
}

/// Nanoseconds an element: value, both, copy, triad.
fn measure(phi: &Activation, count: usize) -> [f64; 4] {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let z: Vec<f32> = (0..count)
        .map(|n| ((n as f64 * GOLDEN).fract() * 8.0 - 4.0) as f32)
        .collect();
    // Buffers at the same place within a page get in each other's way.
    let skewed = |lines: usize| vec![0.0_f32; count + 16 * lines];
    let (mut first, mut second) = (skewed(3), skewed(7));
    let value = &mut first[16 * 3..];
    let derivative = &mut second[16 * 7..];
    let each = |work: &mut dyn FnMut()| time(work) * 1e9 / count as f64;
    [
        each(&mut || phi.evaluate_value(black_box(&z), value)),
        each(&mut || phi.evaluate(black_box(&z), value, derivative)),
        each(&mut || value.copy_from_slice(black_box(&z))),
        each(&mut || {
            for ((a, b), c) in value.iter_mut().zip(black_box(&z)).zip(&*derivative) {
                *a = b + 3.0 * c;
            }
        }),
    ]
}

/// Seconds of a call, over as many as take long enough.
fn time(work: &mut dyn FnMut()) -> f64 {
    work();
    let mut calls = 1_u32;
    loop {
        let start = Instant::now();
        for _ in 0..calls {
            work();
        }
        let elapsed = start.elapsed();
        if elapsed >= LEAST {
            return elapsed.as_secs_f64() / f64::from(calls);
        }
        calls *= 2;
    }
}
