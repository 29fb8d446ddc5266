//! The backward pass, with one exponent for each layer.

use super::buffer::Buffer;
use super::forward::samples_of_piece;
use super::{Dimensions, Draws, Scales, Trace, matrix, multiply};
use crate::generator::{Purpose, Stream};
use crate::stats::Sum;

/// What comes down to a layer is brought to an RMS near 2^40: entries down to
/// 2^-189 and up to 2^87 of the RMS then fit in f32.
const TARGET_EXPONENT: i32 = 40;
/// Where phi' takes more than 2^100 off at one layer, it is too close to the
/// smallest f32 to be measured, and so is everything below.
const LOST_EXPONENT: i32 = TARGET_EXPONENT - 100;

/// What a measurement sees of a layer on the way back.
#[derive(Debug, Clone, Copy)]
pub struct Backward<'a> {
    /// Which of the nets that are run side by side, from 0.
    pub net: usize,
    /// The layer that the cotangent was put on.
    pub depth: usize,
    /// Units in the layer.
    pub width: usize,
    /// Samples.
    pub batch: usize,
    /// delta 2^-exponent, `width` by `batch`, sample after sample.
    pub delta: &'a [f32],
    /// The exponent e of delta = m 2^e.
    pub exponent: i32,
    /// sum m^2 over units and samples.
    pub sum_of_squares: f64,
    /// What the layer is fed, over 2^`input_exponent`: h^{l-1}, or x; features
    /// by `batch`. Not known above the first layer where the trace is one of
    /// derivatives only.
    pub input: Option<&'a [f32]>,
    /// The exponent of `input`.
    pub input_exponent: i32,
}

impl Backward<'_> {
    /// log2 of the RMS of delta; -infinity where it is zero.
    pub fn log2_rms(&self) -> f64 {
        let mean_square = self.sum_of_squares / self.delta.len() as f64;
        0.5 * libm::log2(mean_square) + f64::from(self.exponent)
    }
}

/// Some samples of a layer on the way back, while they are in the first cache.
#[derive(Debug, Clone, Copy)]
pub struct BackwardPiece<'a> {
    /// Place of the first entry in the layer.
    pub start: usize,
    /// delta 2^-exponent.
    pub delta: &'a [f32],
    /// The exponent.
    pub exponent: i32,
    /// phi'(z).
    pub derivative: &'a [f32],
    /// What came down to the layer: the gradient on h, but for a scale.
    pub gradient: &'a [f32],
}

impl BackwardPiece<'_> {
    /// Entries of [`BackwardPiece::delta`] from here up are no product with such a
    /// phi', whatever the gradient that comes down.
    pub const NOT_BEYOND: f32 = f32::from_bits((127 - 21) << 23);
}

/// Whether phi' is the smallest f32, with which a kernel stands for whatever is
/// above zero and below that. The entry of delta is then below all that formats
/// hold, however large it seems in a net whose gradient is.
#[inline(always)]
pub(crate) fn is_beyond(derivative: f32) -> bool {
    derivative.abs().to_bits() == 1
}

/// Who looks at the layers on the way back. A closure `|layer: usize, view:
/// Backward<'_>|` is one; layers are numbered from 1.
pub trait BackwardObserver {
    /// Looks at the next piece of the layer at hand.
    fn piece(&mut self, _piece: &BackwardPiece<'_>) {}
    /// Looks at a layer of which all pieces have been shown.
    fn layer(&mut self, layer: usize, view: Backward<'_>);
    /// Hears that the gradient of `net` from `depth` is too small to be measured at
    /// `layer` and below: phi' is of the size of the smallest f32.
    fn lost(&mut self, _net: usize, _depth: usize, _layer: usize) {}
}

impl<F: FnMut(usize, Backward<'_>)> BackwardObserver for F {
    fn layer(&mut self, layer: usize, view: Backward<'_>) {
        self(layer, view);
    }
}

/// Memory for cotangents and gradients.
#[derive(Debug)]
pub struct Cotangent {
    gradient: Buffer,
    delta: Buffer,
}

impl Cotangent {
    /// Memory for so many nets of these `dimensions`, each from so many depths.
    pub fn new(dimensions: Dimensions, nets: usize, depths: usize) -> Self {
        let size = dimensions.width * dimensions.batch * nets * depths;
        Cotangent {
            gradient: Buffer::new(size, 0),
            delta: Buffer::new(size, 1),
        }
    }
}

/// The gradient of one net from one depth, on its way back.
struct Strand {
    net: usize,
    depth: usize,
    exponent: i32,
    /// What the gradient in memory is still to be multiplied by.
    scale: f32,
    /// Not where phi' was of the size of the smallest f32.
    is_measured: bool,
}

/// Puts the cotangent of (`seed`, `trial`) on the activations of the layer at each
/// of `depths`, in each net, and takes it back to layer 1, showing each layer to
/// `observer`; ends early where a layer's phi' is of the size of the smallest f32, so
/// that what comes of it would be no measurement.
///
/// Nets, by their `scales`, and depths are run side by side, as one product a layer.
/// `trace` is of the forward pass of the nets; where it does not hold the signal up
/// to a depth there is nothing to be seen from there.
///
/// # Panics
/// Where `memory` or `trace` is not for nets of these sizes, for so many of them or for
/// so many depths. From a depth of 0, and from one above that of the draws, nothing
/// is seen.
pub fn backward(
    draws: &Draws,
    scales: &[Scales],
    trace: &Trace,
    (seed, trial, depths): (u64, u32, &[usize]),
    memory: &mut Cotangent,
    observer: &mut impl BackwardObserver,
) {
    let Dimensions { width, batch, .. } = draws.dimensions;
    let size = width * batch;
    let mut strands: Vec<Strand> = (0..scales.len())
        .flat_map(|net| depths.iter().map(move |depth| (net, *depth)))
        .filter(|(net, depth)| trace.held_layers(*net) >= *depth)
        .map(|(net, depth)| Strand {
            net,
            depth,
            exponent: -TARGET_EXPONENT,
            scale: libm::scalbnf(1.0, TARGET_EXPONENT),
            is_measured: true,
        })
        .collect();
    // Those that begin further up first, so that those under way are neighbours.
    strands.sort_by_key(|strand| std::cmp::Reverse(strand.depth));
    let deepest = strands.first().map_or(0, |strand| strand.depth);
    for layer in (1..=deepest).rev() {
        let begun = strands.partition_point(|strand| strand.depth >= layer);
        // Net by net: the second depth finds phi' in the cache.
        for (net, scales) in scales.iter().enumerate() {
            for (place, strand) in strands[..begun].iter_mut().enumerate() {
                if strand.net != net || !strand.is_measured {
                    continue;
                }
                let range = place * size..(place + 1) * size;
                let gradient = &mut memory.gradient[range.clone()];
                if strand.depth == layer {
                    Stream::new(seed, Purpose::Cotangent, trial, layer as u32)
                        .fill_normal(gradient);
                }
                let delta = &mut memory.delta[range];
                let net = (draws, trace, scales.hidden);
                strand.pass(layer, net, (gradient, delta), observer);
            }
        }
        if layer > 1 {
            let weights = matrix(&draws.weights[layer - 1], width, width).transpose();
            let mut place = 0;
            for run in strands[..begun].chunk_by(|a, b| a.is_measured == b.is_measured) {
                let range = place * size..(place + run.len()) * size;
                place += run.len();
                if run[0].is_measured {
                    let columns = run.len() * batch;
                    let delta = matrix(&memory.delta[range.clone()], width, columns);
                    multiply(1.0, weights, delta, &mut memory.gradient[range]);
                }
            }
        }
    }
}

impl Strand {
    /// Takes the gradient of the activations of `layer` to that of its
    /// pre-activations, shows it, and sets what the next product is to be multiplied
    /// by.
    fn pass(
        &mut self,
        layer: usize,
        (draws, trace, hidden): (&Draws, &Trace, f32),
        (gradient, delta): (&[f32], &mut [f32]),
        observer: &mut impl BackwardObserver,
    ) {
        let Dimensions { width, batch, .. } = draws.dimensions;
        let piece = width * samples_of_piece(width);
        let derivative = trace.derivative(self.net, layer);
        let mut squares = Sum::default();
        for start in (0..width * batch).step_by(piece) {
            let range = start..(width * batch).min(start + piece);
            let (derivative, gradient) = (&derivative[range.clone()], &gradient[range.clone()]);
            let delta = &mut delta[range];
            squares.add_squares_of_products(derivative, (self.scale, gradient), delta);
            observer.piece(&BackwardPiece {
                start,
                delta,
                exponent: self.exponent,
                derivative,
                gradient,
            });
        }
        let sum_of_squares = squares.total();
        let mean_square = sum_of_squares / delta.len() as f64;
        if mean_square > 0.0 && mean_square < libm::scalbn(1.0, 2 * LOST_EXPONENT) {
            self.is_measured = false;
            observer.lost(self.net, self.depth, layer);
            return;
        }
        let (input, input_exponent) = match layer {
            1 => (Some(&draws.input[..]), 0),
            _ => trace.activations(self.net, layer - 1),
        };
        observer.layer(
            layer,
            Backward {
                net: self.net,
                depth: self.depth,
                width,
                batch,
                delta,
                exponent: self.exponent,
                sum_of_squares,
                input,
                input_exponent,
            },
        );
        let gain = f64::from(hidden) * (width as f64).sqrt();
        let step = step_to_target(gain * gain * mean_square);
        self.exponent -= step;
        self.scale = libm::scalbnf(hidden, step);
    }
}

/// The exponent that takes a mean square to [`TARGET_EXPONENT`]. With a mean
/// square between 2^-120 and 2^254, the scale of the product fits in f32.
fn step_to_target(mean_square: f64) -> i32 {
    if mean_square > 0.0 && mean_square.is_finite() {
        // f64 holds the square of every f32.
        let exponent = libm::ilogb(mean_square).div_euclid(2);
        TARGET_EXPONENT - exponent
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_bring_the_rms_to_the_target() {
        for exponent in [-120, -40, -1, 0, 1, 39, 40, 41, 100] {
            let rms = 1.7 * libm::scalbn(1.0, exponent);
            let scaled = rms * libm::scalbn(1.0, step_to_target(rms * rms));
            let target = libm::scalbn(1.0, TARGET_EXPONENT);
            assert!((target..2.0 * target).contains(&scaled), "{exponent}");
        }
        assert_eq!(step_to_target(0.0), 0);
        assert_eq!(step_to_target(f64::NAN), 0);
    }
}
