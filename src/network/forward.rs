//! The forward pass, which does not lose a signal that vanishes.
//!
//! Close to zero an activation with phi(0) = 0 is a line on either side, so
//! that phi(2^k z) = 2^k phi(z) to f32's precision. A signal on its way below
//! f32's range is therefore carried as m 2^e, with m brought back to near
//! 2^-60: without it, a deep ReLU net under Glorot's weights would seem dead
//! from layer 300 on, where its pre-activations are 1e-45 and round to zero.

use super::{Dimensions, Draws, Scales, matrix, multiply};
use crate::activation::Activation;
use crate::stats;

/// A signal whose exponent is expected below this is scaled up,
const VANISHING: i32 = -80;
/// to this exponent, where phi is still a line to f32's precision;
const CARRIED: i32 = -60;
/// one that is scaled and grows past this is scaled down again;
const GROWING: i32 = -50;
/// one that cannot be carried and falls below this is lost to f32.
const LOST: i32 = -100;

/// What a measurement sees of a layer on the way forward. Slices are `width`
/// by `batch`, sample after sample; z and h are to be multiplied by
/// 2^`exponent`.
#[derive(Debug, Clone, Copy)]
pub struct Forward<'a> {
    /// Units in the layer.
    pub width: usize,
    /// The exponent e of z = m 2^e and h = m 2^e; 0 unless the signal vanishes.
    pub exponent: i32,
    /// z 2^-e.
    pub preactivation: &'a [f32],
    /// h 2^-e, h = phi(z).
    pub activation: &'a [f32],
    /// phi'(z).
    pub derivative: &'a [f32],
    /// Whether f32 holds the signal here and in every layer below: z and h
    /// are finite, and have not vanished below f32's normal range.
    pub held: bool,
}

/// What the backward pass needs of the forward pass.
#[derive(Debug)]
pub struct Trace {
    pub(super) derivatives: Vec<Vec<f32>>,
    pub(super) activations: Vec<Vec<f32>>,
    /// Of the activations.
    pub(super) exponents: Vec<i32>,
    preactivation: Vec<f32>,
}

impl Trace {
    /// Memory for a net of these `dimensions`.
    pub fn new(dimensions: Dimensions) -> Self {
        let size = dimensions.width * dimensions.batch;
        let layers = || (0..dimensions.depth).map(|_| vec![0.0; size]).collect();
        Trace {
            derivatives: layers(),
            activations: layers(),
            exponents: vec![0; dimensions.depth],
            preactivation: vec![0.0; size],
        }
    }
}

/// Runs the batch through the layers, shows each to `observe`, and keeps in
/// `trace` what the backward pass needs.
///
/// Returns the number of layers whose signal f32 holds ([`Forward::held`]).
pub fn forward(
    draws: &Draws,
    activation: &Activation,
    scales: Scales,
    trace: &mut Trace,
    mut observe: impl FnMut(usize, Forward<'_>),
) -> usize {
    let dimensions = draws.dimensions;
    let Dimensions {
        width,
        batch,
        depth,
        ..
    } = dimensions;
    let is_line_at_zero = scales.bias == 0.0 && is_line_at_zero(activation);
    let mut held_layers = 0;
    let mut exponent = 0;
    for layer in 1..=depth {
        let (below, here) = trace.activations.split_at_mut(layer - 1);
        let input = below.last().unwrap_or(&draws.input);
        let (h, z) = (&mut here[0], &mut trace.preactivation);
        let derivative = &mut trace.derivatives[layer - 1];
        let mut scale = if layer == 1 {
            scales.first
        } else {
            scales.hidden
        };
        let fan_in = dimensions.fan_in(layer);
        let input_rms = rms(input);
        if is_line_at_zero {
            let gain = f64::from(scale) * (fan_in as f64).sqrt();
            let step = step_of_signal(gain * input_rms, exponent);
            scale = libm::scalbnf(scale, step);
            exponent -= step;
        }
        trace.exponents[layer - 1] = exponent;
        let weights = matrix(&draws.weights[layer - 1], width, fan_in);
        multiply(scale, weights, matrix(input, fan_in, batch), z);
        if let Some(biases) = draws.biases.get(layer - 1) {
            for sample in z.chunks_exact_mut(width) {
                for (z, b) in sample.iter_mut().zip(biases) {
                    *z += scales.bias * b;
                }
            }
        }
        activation.evaluate(z, h, derivative);
        let (z_rms, h_rms) = (rms(z), rms(h));
        let lost = libm::scalbn(1.0, LOST);
        // A signal that is exactly zero below stays so, and where phi' is zero
        // so is h: that is death, not rounding.
        let z_vanished = input_rms > 0.0 && z_rms < lost;
        let h_vanished = z_rms > 0.0 && h_rms < lost && stats::count(derivative, |d| d != 0.0) > 0;
        let held = held_layers == layer - 1
            && z_rms.is_finite()
            && h_rms.is_finite()
            && !z_vanished
            && !h_vanished;
        if held {
            held_layers = layer;
        }
        observe(
            layer,
            Forward {
                width,
                exponent,
                preactivation: z,
                activation: h,
                derivative,
                held,
            },
        );
    }
    held_layers
}

/// Not finite where a value is not: f64 holds the square of every f32.
fn rms(values: &[f32]) -> f64 {
    (stats::sum(values, |x| x * x) / values.len() as f64).sqrt()
}

/// Whether phi(0) = 0 and phi' is the same, on either side of zero, wherever a
/// signal is carried and below: not so for tanhshrink, which is a cubic, nor
/// for a kink or bend as narrow as that of swish(1e20).
fn is_line_at_zero(activation: &Activation) -> bool {
    // Far above what is carried, and below anything that f32 holds.
    let (near, far) = (libm::scalbn(1.0, -40), libm::scalbn(1.0, -1000));
    let is_line = |side: f64| {
        let [here, there] = [near, far].map(|z| activation.derivative(side * z));
        (here - there).abs() <= f64::from(f32::EPSILON) * there.abs()
    };
    activation.value(0.0) == 0.0 && is_line(1.0) && is_line(-1.0)
}

/// The exponent by which to scale a product whose pre-activations are expected
/// to have this RMS and are already scaled by 2^-`exponent`.
fn step_of_signal(rms: f64, exponent: i32) -> i32 {
    if rms <= 0.0 || !rms.is_finite() {
        return 0;
    }
    let to_carried = CARRIED - libm::ilogb(rms);
    if libm::ilogb(rms) < VANISHING {
        to_carried
    } else if exponent < 0 && libm::ilogb(rms) > GROWING {
        to_carried.max(exponent)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_at_zero() {
        for (name, is_line) in [
            ("relu", true),
            ("leaky_relu", true),
            ("elu", true),
            ("gelu", true),
            ("mish", true),
            ("tanh", true),
            ("hardswish", true),
            ("softshrink", true),
            ("tanhshrink", false),
            ("swish(1e20)", false),
            ("softshrink(1e-20)", false),
            ("sigmoid", false),
        ] {
            assert_eq!(is_line_at_zero(&name.parse().unwrap()), is_line, "{name}");
        }
    }
}
