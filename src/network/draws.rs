//! What is drawn for a trial, once for all activations.

use super::buffer::Buffer;
use super::matrices::Matrices;
use crate::generator::{Input, Weights};

/// The sizes of a net and its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimensions {
    /// Features of a sample: n_0.
    pub features: usize,
    /// Units in every layer.
    pub width: usize,
    /// Samples.
    pub batch: usize,
    /// Layers of the deepest net.
    pub depth: usize,
}

impl Dimensions {
    /// Inputs of a unit of `layer`, from 1.
    pub fn fan_in(&self, layer: usize) -> usize {
        if layer == 1 {
            self.features
        } else {
            self.width
        }
    }
}

/// The input batch and, with variance 1, the weights and biases of a trial.
/// The memory is taken once and drawn into again for every trial.
#[derive(Debug)]
pub struct Draws {
    pub(super) dimensions: Dimensions,
    pub(super) input: Buffer,
    pub(super) weights: Matrices,
    /// Empty where sigma_b = 0.
    pub(super) biases: Vec<Vec<f32>>,
}

impl Draws {
    /// Memory for the draws of a net of these `dimensions`.
    pub fn new(dimensions: Dimensions) -> Self {
        Draws {
            dimensions,
            input: Buffer::new(dimensions.features * dimensions.batch, 3),
            weights: Matrices::new(
                (1..=dimensions.depth).map(|layer| dimensions.width * dimensions.fan_in(layer)),
                1,
            ),
            biases: Vec::new(),
        }
    }

    /// Draws everything for `trial` under `seed`.
    pub fn draw(&mut self, seed: u64, trial: u32, input: &Input, weights: &Weights) {
        let Dimensions {
            features, width, ..
        } = self.dimensions;
        input.fill(seed, trial, features, &mut self.input);
        for layer in 1..=self.dimensions.depth {
            let fan_in = self.dimensions.fan_in(layer);
            let matrix = &mut self.weights[layer - 1];
            weights.draw((seed, trial, layer as u32), (width, fan_in), matrix);
        }
        let biased = if weights.sigma_b > 0.0 {
            self.dimensions.depth
        } else {
            0
        };
        self.biases.resize_with(biased, || vec![0.0; width]);
        for (layer, biases) in (1..).zip(&mut self.biases) {
            weights.draw_biases((seed, trial, layer), biases);
        }
    }

    /// The input batch, `features` by `batch`, sample after sample.
    pub fn input(&self) -> &[f32] {
        &self.input
    }

    /// The weights of `layer`, from 1, units by inputs, with variance 1.
    pub fn weights(&self, layer: usize) -> &[f32] {
        &self.weights[layer - 1]
    }

    /// The sizes of the net.
    pub fn dimensions(&self) -> Dimensions {
        self.dimensions
    }
}
