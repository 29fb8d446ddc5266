//! A curve over [-1, 1], to be learnt from points on it.

use super::drawn::{PLACES, blurred};
use super::split::Table;
use crate::generator::{Purpose, Stream};

/// Points (x, f(x)), x uniform on [-1, 1].
pub(super) fn draw(
    f: impl Fn(f64) -> f64,
    [samples, noise]: [f64; 2],
    seed: u64,
    trial: u32,
) -> Table {
    let mut inputs = vec![0.0; samples as usize];
    Stream::new(seed, Purpose::Task, trial, PLACES).fill_uniform(&mut inputs);
    for x in &mut inputs {
        // Drawn with variance 1.
        *x = (f64::from(*x) / 3f64.sqrt()) as f32;
    }
    let truth = inputs.iter().map(|x| f(f64::from(*x))).collect();
    Table {
        features: 1,
        inputs,
        answers: blurred(truth, noise, seed, trial),
    }
}

/// The smooth bump: exp(1 - 1/(1 - u^2)) within (-1, 1), else 0.
pub(super) fn bump(u: f64) -> f64 {
    let inside = 1.0 - u * u;
    if inside > 0.0 {
        libm::exp(1.0 - 1.0 / inside)
    } else {
        0.0
    }
}
