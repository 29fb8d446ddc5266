//! A net whose every tensor is stored in a number format.
//!
//! Of the same draws as the nets of [`super::forward()`], with Q the rounding of
//! a role ([`Precision`]):
//!
//! - W = Q(scale times draw), first to the master's format, then to that of the
//!   weights; x = Q(input);
//! - z^l = Q(W^l h^{l-1} + b^l), h^l = Q(phi(z^l)): the bias is added before the
//!   sum is rounded, as matrix units do, and phi is computed in f32, or in f64
//!   where the sums are;
//! - the cotangent times the loss scale is rounded to the gradient's format,
//!   delta^l = Q(phi'(z^l) * g^l), g^{l-1} = Q((W^l)^T delta^l).
//!
//! Blocks run along the dimension that a product sums over, as the OCP's
//! specification has it: weights are therefore stored in blocks twice, along
//! their inputs for the way forward and along their units for the way back.
//!
//! Nothing is rescaled here: what a format loses is lost. In f64, with nothing
//! rounded, the same net is the reference for all others.

mod products;
mod real;
#[cfg(test)]
mod tests;

use super::buffer::Buffer;
use super::{Dimensions, Draws, Scales, matrix};
use crate::activation::Activation;
use crate::generator::{Purpose, Stream};
use crate::number::{Accumulation, Precision, Storage};
pub(crate) use products::Products;
pub use real::Real;
use real::drop_beyond;
pub(crate) use real::{evaluate_in_double, multiply_each};

/// Numbers that are rounded while they are in the first cache.
const PIECE: usize = 4096;

/// Which tensor of a layer draws random words, for stochastic rounding.
#[derive(Clone, Copy)]
enum Tensor {
    Weights,
    BackwardWeights,
    Bias,
    Preactivation,
    Activation,
    Gradient,
    Delta,
}

/// A layer of a stored net on the way forward; slices are `width` by `batch`,
/// sample after sample.
#[derive(Debug, Clone, Copy)]
pub struct StoredForward<'a, T> {
    /// z as it is stored.
    pub preactivation: &'a [T],
    /// h as it is stored.
    pub activation: &'a [T],
    /// phi'(z).
    pub derivative: &'a [T],
}

/// A layer of a stored net on the way back, times the loss scale.
#[derive(Debug, Clone, Copy)]
pub struct StoredBackward<'a, T> {
    /// What comes down to the layer: the gradient on h.
    pub gradient: &'a [T],
    /// delta, the gradient on z.
    pub delta: &'a [T],
    /// What the layer is fed: h^{l-1} or x. Only where activations are kept.
    pub input: Option<&'a [T]>,
    /// Weights of the layer as they are stored, units by inputs.
    pub weights: &'a [T],
}

/// A net in a number format; its memory is taken once.
#[derive(Debug)]
pub struct StoredNet<T> {
    dimensions: Dimensions,
    precision: Precision,
    /// Whose random words stochastic rounding takes.
    address: (u64, u32),
    input: Buffer<T>,
    weights: Vec<Buffer<T>>,
    /// In blocks along the units, where weights are stored in blocks.
    backward_weights: Vec<Buffer<T>>,
    biases: Vec<Vec<T>>,
    derivatives: Vec<Buffer<T>>,
    /// Of every layer, or of the last two in turn.
    activations: Vec<Buffer<T>>,
    preactivation: Buffer<T>,
    gradient: Buffer<T>,
    delta: Buffer<T>,
    cotangent: Vec<f32>,
    products: Products,
    /// Weights, input after input, while they are rounded in blocks.
    transposed: Vec<T>,
}

impl<T: Real> StoredNet<T> {
    /// Memory for nets of these `dimensions`, with every layer's activations
    /// where [`StoredBackward::input`] is wanted.
    pub fn new(dimensions: Dimensions, keeps_activations: bool) -> Self {
        let Dimensions {
            features,
            width,
            batch,
            depth,
        } = dimensions;
        let size = width * batch;
        let buffers = |count, first| {
            let places = first..first + count;
            places.map(|place| Buffer::new(size, place)).collect()
        };
        StoredNet {
            dimensions,
            precision: Precision::reference(),
            address: (0, 0),
            input: Buffer::new(features * batch, 5),
            weights: (1..=depth)
                .map(|layer| Buffer::new(width * dimensions.fan_in(layer), layer))
                .collect(),
            backward_weights: Vec::new(),
            biases: Vec::new(),
            derivatives: buffers(depth, 2),
            activations: buffers(
                if keeps_activations {
                    depth
                } else {
                    2.min(depth)
                },
                3,
            ),
            preactivation: Buffer::new(size, 1),
            gradient: Buffer::new(size, 0),
            delta: Buffer::new(size, 1),
            cotangent: vec![0.0; size],
            products: Products::default(),
            transposed: vec![T::default(); width * width.max(features)],
        }
    }

    /// Bytes of a net of these `dimensions`, that of blocks included.
    pub fn bytes(dimensions: Dimensions, keeps_activations: bool, has_blocks: bool) -> f64 {
        let Dimensions {
            features,
            width,
            batch,
            depth,
        } = dimensions;
        let [features, width, batch, depth] = [features, width, batch, depth].map(|n| n as f64);
        let copies = if has_blocks { 2.0 } else { 1.0 };
        let kept = if keeps_activations {
            depth
        } else {
            depth.min(2.0)
        };
        let matrices = width * features + (depth - 1.0) * width * width;
        let numbers = features * batch + copies * matrices + (depth + kept + 3.0) * width * batch;
        numbers * size_of::<T>() as f64 + 4.0 * width * batch
    }

    /// Stores the input and the weights of `draws`, as `scales` make them, in
    /// the formats of `precision`. (`seed`, `trial`) addresses the random words
    /// of stochastic rounding.
    pub fn store(
        &mut self,
        draws: &Draws,
        scales: Scales,
        precision: Precision,
        (seed, trial): (u64, u32),
    ) {
        self.precision = precision;
        self.address = (seed, trial);
        let Dimensions { width, depth, .. } = self.dimensions;
        for (x, drawn) in self.input.iter_mut().zip(&*draws.input) {
            *x = T::scaled(*drawn, 1.0);
        }
        let mut words = self.words(0, Tensor::Activation);
        T::round(precision.forward(), &mut self.input, &mut words);
        let in_blocks = matches!(precision.weights(), Storage::Block(_));
        self.backward_weights
            .truncate(if in_blocks { depth } else { 0 });
        for layer in 1..=depth {
            let [mut words, mut backward_words] =
                [Tensor::Weights, Tensor::BackwardWeights].map(|tensor| self.words(layer, tensor));
            let weights = &mut self.weights[layer - 1];
            Self::master(draws, scales, layer, precision, &mut words, weights);
            if precision.master() == precision.weights() && !in_blocks {
                continue;
            }
            if in_blocks {
                if self.backward_weights.len() < layer {
                    let buffer = Buffer::new(weights.len(), layer);
                    self.backward_weights.push(buffer);
                }
                let own = &mut self.backward_weights[layer - 1];
                own.copy_from_slice(weights);
                T::round(precision.weights(), own, &mut backward_words);
                let transposed = &mut self.transposed[..weights.len()];
                transpose(weights, width, transposed);
                T::round(precision.weights(), transposed, &mut words);
                transpose(transposed, weights.len() / width, weights);
            } else {
                T::round(precision.weights(), weights, &mut words);
            }
        }
        self.biases.resize_with(draws.biases.len(), Vec::new);
        for (layer, (biases, drawn)) in (1..).zip(self.biases.iter_mut().zip(&draws.biases)) {
            biases.clear();
            let scale = f64::from(scales.bias);
            biases.extend(drawn.iter().map(|b| T::scaled(*b, scale)));
            // Vectors are not stored in blocks.
            if !in_blocks {
                let mut words = words_of((seed, trial), layer, Tensor::Bias);
                T::round(precision.weights(), biases, &mut words);
            }
        }
    }

    /// The weights of `layer`, from 1, of `draws` in the format of the master
    /// copy; one of blocks has them along the units.
    ///
    /// # Panics
    /// Where `weights` is of another size than the layer's.
    pub fn master(
        draws: &Draws,
        scales: Scales,
        layer: usize,
        precision: Precision,
        words: &mut Stream,
        weights: &mut [T],
    ) {
        let scale = f64::from(match layer {
            1 => scales.first,
            _ => scales.hidden,
        });
        let drawn = &draws.weights[layer - 1];
        assert_eq!(weights.len(), drawn.len(), "weights of layer {layer}");
        for (w, drawn) in weights.iter_mut().zip(drawn) {
            *w = T::scaled(*drawn, scale);
        }
        T::round(precision.master(), weights, words);
    }

    /// Runs the batch through the layers and shows each to `observer`.
    pub fn forward(
        &mut self,
        activation: &Activation,
        mut observer: impl FnMut(usize, StoredForward<'_, T>),
    ) {
        let Dimensions {
            width,
            batch,
            depth,
            ..
        } = self.dimensions;
        let storage = self.precision.forward();
        for layer in 1..=depth {
            let fan_in = self.dimensions.fan_in(layer);
            let mut words =
                [Tensor::Preactivation, Tensor::Activation].map(|tensor| self.words(layer, tensor));
            let place = self.place_of_activations(layer);
            let input = match layer {
                1 => &self.input,
                _ => &self.activations[self.place_of_activations(layer - 1)],
            };
            self.products.multiply(
                self.precision.accumulate(),
                matrix(&self.weights[layer - 1], width, fan_in),
                matrix(input, fan_in, batch),
                &mut self.preactivation,
            );
            if let Some(biases) = self.biases.get(layer - 1) {
                for sample in self.preactivation.chunks_exact_mut(width) {
                    for (z, b) in sample.iter_mut().zip(biases) {
                        *z += *b;
                    }
                }
            }
            let h = &mut self.activations[place];
            let derivative = &mut self.derivatives[layer - 1];
            let piece = piece_of(storage, h.len());
            let pieces = self
                .preactivation
                .chunks_mut(piece)
                .zip(h.chunks_mut(piece));
            for ((z, h), derivative) in pieces.zip(derivative.chunks_mut(piece)) {
                T::round(storage, z, &mut words[0]);
                match self.precision.accumulate() {
                    Accumulation::Double if !T::IS_DOUBLE => {
                        evaluate_in_double(activation, z, h, derivative);
                    }
                    _ => {
                        T::evaluate(activation, z, h, derivative);
                        if !T::IS_DOUBLE {
                            drop_beyond(derivative);
                        }
                    }
                }
                T::round(storage, h, &mut words[1]);
            }
            observer(
                layer,
                StoredForward {
                    preactivation: &self.preactivation,
                    activation: h,
                    derivative,
                },
            );
        }
    }

    /// Puts the cotangent of the trial, times 2^`loss_scale`, on the activations
    /// of layer `depth` and takes it back to layer 1, showing each layer to
    /// `observer`.
    ///
    /// # Panics
    /// Where `depth` is 0 or above that of the net.
    pub fn backward(
        &mut self,
        (seed, trial): (u64, u32),
        depth: usize,
        loss_scale: i32,
        mut observer: impl FnMut(usize, StoredBackward<'_, T>),
    ) {
        let Dimensions { width, batch, .. } = self.dimensions;
        let storage = self.precision.gradient();
        Stream::new(seed, Purpose::Cotangent, trial, depth as u32).fill_normal(&mut self.cotangent);
        let scale = libm::scalbn(1.0, loss_scale);
        for (g, drawn) in self.gradient.iter_mut().zip(&self.cotangent) {
            *g = T::scaled(*drawn, scale);
        }
        let mut words = self.words(depth + 1, Tensor::Gradient);
        T::round(storage, &mut self.gradient, &mut words);
        for layer in (1..=depth).rev() {
            let mut words =
                [Tensor::Delta, Tensor::Gradient].map(|tensor| self.words(layer, tensor));
            let piece = piece_of(storage, self.delta.len());
            let derivative = self.derivatives[layer - 1].chunks(piece);
            let pieces = derivative.zip(self.gradient.chunks(piece));
            for ((derivative, gradient), delta) in pieces.zip(self.delta.chunks_mut(piece)) {
                multiply_each(derivative, gradient, delta);
                T::round(storage, delta, &mut words[0]);
            }
            observer(
                layer,
                StoredBackward {
                    gradient: &self.gradient,
                    delta: &self.delta,
                    input: match layer {
                        1 => Some(&self.input),
                        _ if self.activations.len() == self.dimensions.depth => {
                            Some(&self.activations[layer - 2])
                        }
                        _ => None,
                    },
                    weights: &self.weights[layer - 1],
                },
            );
            if layer > 1 {
                let weights = self.backward_weights.get(layer - 1);
                let weights = weights.unwrap_or(&self.weights[layer - 1]);
                self.products.multiply(
                    self.precision.accumulate(),
                    matrix(weights, width, width).transpose(),
                    matrix(&self.delta, width, batch),
                    &mut self.gradient,
                );
                for piece in self.gradient.chunks_mut(piece) {
                    T::round(storage, piece, &mut words[1]);
                }
            }
        }
    }

    /// The input as it is stored, `features` by `batch`, sample after sample.
    pub fn input(&self) -> &[T] {
        &self.input
    }

    /// phi'(z) of `layer`, from 1, of the last forward pass.
    pub fn derivative(&self, layer: usize) -> &[T] {
        &self.derivatives[layer - 1]
    }

    fn place_of_activations(&self, layer: usize) -> usize {
        (layer - 1) % self.activations.len()
    }

    fn words(&self, layer: usize, tensor: Tensor) -> Stream {
        words_of(self.address, layer, tensor)
    }
}

/// The random words of a tensor in a trial.
fn words_of((seed, trial): (u64, u32), layer: usize, tensor: Tensor) -> Stream {
    let place = 8 * layer as u32 + tensor as u32;
    Stream::new(seed, Purpose::Rounding, trial, place)
}

/// Numbers of a tensor that are rounded at a time: all of them where they share
/// a scale.
fn piece_of(storage: Storage, size: usize) -> usize {
    match storage {
        Storage::Block(format) if format.has_tensor_scale() => size,
        _ => PIECE,
    }
}

/// `from`, which has `rows` rows, transposed; both column after column.
fn transpose<T: Copy>(from: &[T], rows: usize, to: &mut [T]) {
    for (row, to) in to.chunks_exact_mut(from.len() / rows).enumerate() {
        for (to, x) in to.iter_mut().zip(from.iter().skip(row).step_by(rows)) {
            *to = *x;
        }
    }
}
