//! The forward pass, which does not lose a signal that vanishes.
//!
//! Close to zero an activation with phi(0) = 0 is a line on either side, so
//! that phi(2^k z) = 2^k phi(z) to f32's precision. A signal on its way below
//! f32's range is therefore carried as m 2^e, with m brought back to near
//! 2^-60: without it, a deep ReLU net under Glorot's weights would seem dead
//! from layer 300 on, where its pre-activations are 1e-45 and round to zero.

use super::buffer::Buffer;
use super::matrices::Matrices;
use super::{Dimensions, Draws, Scales, matrix, multiply};
use crate::activation::Activation;
use crate::stats::{self, Sum};
use crate::vectorised::vectorised;

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
    /// Which of the nets that are run side by side, from 0.
    pub net: usize,
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
    /// sum (z 2^-e)^2 over units and samples.
    pub preactivation_squares: f64,
    /// sum (h 2^-e)^2 over units and samples.
    pub activation_squares: f64,
    /// Whether f32 holds the signal here and in every layer below: z and h
    /// are finite, and have not vanished below f32's normal range.
    pub held: bool,
}

/// Some samples of a layer on the way forward, while they are in the first
/// cache. Slices are as in [`Forward`].
#[derive(Debug, Clone, Copy)]
pub struct ForwardPiece<'a> {
    /// Which of the nets that are run side by side, from 0.
    pub net: usize,
    /// Units in the layer.
    pub width: usize,
    /// Place of the first entry in the layer: a multiple of `width`.
    pub start: usize,
    /// h 2^-e.
    pub activation: &'a [f32],
    /// phi'(z).
    pub derivative: &'a [f32],
}

/// Who looks at the layers on the way forward. A closure `|layer: usize, view:
/// Forward<'_>|` is one; layers are numbered from 1.
pub trait ForwardObserver {
    /// Looks at the next piece of the layer at hand; a multiple of
    /// [`Sum::STEP`] long, but for the last one.
    fn piece(&mut self, _piece: &ForwardPiece<'_>) {}
    /// Looks at a layer of which all pieces have been shown.
    fn layer(&mut self, layer: usize, view: Forward<'_>);
}

impl<F: FnMut(usize, Forward<'_>)> ForwardObserver for F {
    fn layer(&mut self, layer: usize, view: Forward<'_>) {
        self(layer, view);
    }
}

/// What the backward pass needs of the forward pass, of nets side by side.
#[derive(Debug)]
pub struct Trace {
    /// phi' of each net.
    derivatives: Vec<Matrices>,
    /// Of every layer, or of the last two in turn: net after net.
    activations: Vec<Buffer>,
    /// Of the activations of each net.
    exponents: Vec<Vec<i32>>,
    /// [`Trace::held_layers`] of each net.
    held_layers: Vec<usize>,
    preactivation: Buffer,
}

impl Trace {
    /// Memory for so many nets of these `dimensions`, phi' and activations kept.
    pub fn new(dimensions: Dimensions, nets: usize) -> Self {
        Trace::with_activations(dimensions, nets, dimensions.depth)
    }

    /// Memory for nets of these `dimensions` of which only phi' is kept:
    /// [`super::Backward::input`] is not known then.
    pub fn of_derivatives(dimensions: Dimensions, nets: usize) -> Self {
        Trace::with_activations(dimensions, nets, 2.min(dimensions.depth))
    }

    fn with_activations(dimensions: Dimensions, nets: usize, count: usize) -> Self {
        let size = dimensions.width * dimensions.batch;
        // Places apart from those of weights, input and gradients.
        let buffers = |count, first| {
            (first..first + count)
                .map(|p| Buffer::new(nets * size, p))
                .collect()
        };
        let derivatives = |net| Matrices::new((0..dimensions.depth).map(|_| size), 2 + net);
        Trace {
            derivatives: (0..nets).map(derivatives).collect(),
            activations: buffers(count, 3),
            exponents: vec![vec![0; dimensions.depth]; nets],
            held_layers: vec![0; nets],
            preactivation: Buffer::new(nets * size, 1),
        }
    }

    /// The number of layers of a net whose signal f32 holds ([`Forward::held`]).
    pub fn held_layers(&self, net: usize) -> usize {
        self.held_layers[net]
    }

    /// phi'(z) of `layer`, from 1, `width` by `batch`, sample after sample.
    pub fn derivative(&self, net: usize, layer: usize) -> &[f32] {
        &self.derivatives[net][layer - 1]
    }

    /// The activations of `layer`, from 1, if they are kept, over 2 to the power of
    /// their exponent.
    pub(super) fn activations(&self, net: usize, layer: usize) -> (Option<&[f32]>, i32) {
        let size = self.derivatives[net][layer - 1].len();
        let kept = self.activations.len() == self.derivatives[net].len();
        let activations = kept.then(|| &self.activations[layer - 1][net * size..][..size]);
        (activations, self.exponents[net][layer - 1])
    }
}

/// Entries of a piece: z, h and phi' of so many are in the first cache, 24 KiB.
const PIECE: usize = 2048;

/// Samples of a piece: some [`PIECE`] entries, and a multiple of [`Sum::STEP`].
pub(super) fn samples_of_piece(width: usize) -> usize {
    let mut step = Sum::STEP;
    while step > 1 && (width * step / 2).is_multiple_of(Sum::STEP) {
        step /= 2;
    }
    (PIECE / width).next_multiple_of(step).max(step)
}

/// What is known of the signal in one of the nets.
struct Signal {
    is_line_at_zero: bool,
    exponent: i32,
    /// Of what the next layer is fed.
    input_rms: f64,
}

/// Runs the batch through the layers of `nets`, activations with their scales,
/// shows each to `observer`, and keeps in `trace` what the backward pass needs.
///
/// The nets are run side by side, as one product a layer: that reads the weights
/// once for all of them, and is faster than one after the other.
///
/// # Panics
/// Where there are no nets, a size is 0, or `trace` has no memory for nets of the sizes
/// of `draws`, or for so many.
pub fn forward(
    draws: &Draws,
    nets: &[(&Activation, Scales)],
    trace: &mut Trace,
    observer: &mut impl ForwardObserver,
) {
    let dimensions = draws.dimensions;
    let Dimensions {
        width,
        batch,
        depth,
        ..
    } = dimensions;
    let size = width * batch;
    let input_rms = rms(stats::sum(&draws.input, |x| x * x), draws.input.len());
    let signal = |(phi, scales): &(&Activation, Scales)| Signal {
        is_line_at_zero: scales.bias == 0.0 && is_line_at_zero(phi),
        exponent: 0,
        input_rms,
    };
    let mut signals: Vec<Signal> = nets.iter().map(signal).collect();
    trace.held_layers.fill(0);
    for layer in 1..=depth {
        let (below, h) = below_and_here(&mut trace.activations, layer);
        let z = &mut trace.preactivation[..nets.len() * size];
        let fan_in = dimensions.fan_in(layer);
        let weights = matrix(&draws.weights[layer - 1], width, fan_in);
        if let Some(below) = below {
            let columns = nets.len() * batch;
            let below = &below[..columns * width];
            multiply(1.0, weights, matrix(below, width, columns), z);
        } else {
            let (first, others) = z.split_at_mut(size);
            multiply(1.0, weights, matrix(&draws.input, fan_in, batch), first);
            others
                .chunks_exact_mut(size)
                .for_each(|z| z.copy_from_slice(first));
        }
        let parts = z.chunks_exact_mut(size).zip(h.chunks_exact_mut(size));
        for (net, (z, h)) in parts.enumerate() {
            let (activation, scales) = nets[net];
            let signal = &mut signals[net];
            let mut scale = scales.of_layer(layer);
            if signal.is_line_at_zero {
                let gain = f64::from(scale) * (fan_in as f64).sqrt();
                let step = step_of_signal(gain * signal.input_rms, signal.exponent);
                scale = libm::scalbnf(scale, step);
                signal.exponent -= step;
            }
            trace.exponents[net][layer - 1] = signal.exponent;
            let biases = draws.biases.get(layer - 1);
            let biases = biases.map(|biases| (&biases[..], scales.bias));
            let derivative = &mut trace.derivatives[net][layer - 1];
            let (z_squares, h_squares) = activate(
                (net, width),
                activation,
                (scale, biases),
                (z, h, derivative),
                observer,
            );
            let (z_rms, h_rms) = (rms(z_squares, size), rms(h_squares, size));
            let lost = libm::scalbn(1.0, LOST);
            // A signal that is exactly zero below stays so, and where phi' is zero
            // so is h: that is death, not rounding.
            let z_vanished = signal.input_rms > 0.0 && z_rms < lost;
            let h_vanished =
                z_rms > 0.0 && h_rms < lost && stats::count(derivative, |d| d != 0.0) > 0;
            let held = trace.held_layers[net] == layer - 1
                && z_rms.is_finite()
                && h_rms.is_finite()
                && !z_vanished
                && !h_vanished;
            if held {
                trace.held_layers[net] = layer;
            }
            observer.layer(
                layer,
                Forward {
                    net,
                    width,
                    exponent: signal.exponent,
                    preactivation: z,
                    activation: h,
                    derivative,
                    preactivation_squares: z_squares,
                    activation_squares: h_squares,
                    held,
                },
            );
            signal.input_rms = h_rms;
        }
    }
}

/// From the products of a layer to z, h and phi', piece by piece; returns the sums
/// of z^2 and h^2.
fn activate(
    (net, width): (usize, usize),
    activation: &Activation,
    (scale, biases): (f32, Option<(&[f32], f32)>),
    (z, h, derivative): (&mut [f32], &mut [f32], &mut [f32]),
    observer: &mut impl ForwardObserver,
) -> (f64, f64) {
    let piece = width * samples_of_piece(width);
    let (mut z_squares, mut h_squares) = (Sum::default(), Sum::default());
    for start in (0..z.len()).step_by(piece) {
        let range = start..z.len().min(start + piece);
        let z = &mut z[range.clone()];
        let (h, derivative) = (&mut h[range.clone()], &mut derivative[range]);
        vectorised(
            #[inline(always)]
            || z.iter_mut().for_each(|z| *z *= scale),
        );
        if let Some((biases, deviation)) = biases {
            for sample in z.chunks_exact_mut(width) {
                for (z, b) in sample.iter_mut().zip(biases) {
                    *z += deviation * b;
                }
            }
        }
        activation.evaluate(z, h, derivative);
        z_squares.add(z, |z| z * z);
        h_squares.add(h, |h| h * h);
        observer.piece(&ForwardPiece {
            net,
            width,
            start,
            activation: h,
            derivative,
        });
    }
    (z_squares.total(), h_squares.total())
}

/// The activations below `layer`, where there is a layer, and its own.
fn below_and_here(activations: &mut [Buffer], layer: usize) -> (Option<&Buffer>, &mut Buffer) {
    let count = activations.len();
    let here = (layer - 1) % count;
    if layer == 1 {
        return (None, &mut activations[here]);
    }
    let below = (layer - 2) % count;
    let (low, high) = activations.split_at_mut(here.max(below));
    if below < here {
        (Some(&low[below]), &mut high[0])
    } else {
        (Some(&high[0]), &mut low[here])
    }
}

/// Not finite where a value is not: f64 holds the square of every f32.
fn rms(sum_of_squares: f64, count: usize) -> f64 {
    (sum_of_squares / count as f64).sqrt()
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
    fn pieces_are_whole_samples_and_whole_steps() {
        for (width, samples) in [(1, 2048), (7, 304), (100, 20), (256, 8), (1024, 2)] {
            assert_eq!(samples_of_piece(width), samples, "{width}");
            assert!((width * samples).is_multiple_of(Sum::STEP));
        }
        assert_eq!((samples_of_piece(4096), samples_of_piece(4097)), (1, 16));
    }

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
