//! Nets drawn anew, to hold beside figures that others drew.

use actlab::activation::Activation;
use actlab::generator::{Purpose, Stream, Weights};
use actlab::network::{matrix, multiply};

/// Independent draws of N(0, 1).
pub fn normals(seed: u64, trial: u32, layer: u32, count: usize) -> Vec<f32> {
    let mut draws = vec![0.0; count];
    Stream::new(seed, Purpose::Weights, trial, layer).fill_normal(&mut draws);
    draws
}

/// Draws one at a time.
pub struct Draws {
    stream: Stream,
    held: Vec<f32>,
}

impl Draws {
    pub fn new(seed: u64) -> Self {
        Draws {
            stream: Stream::new(seed, Purpose::Weights, 0, 0),
            held: Vec::new(),
        }
    }

    pub fn next(&mut self) -> f64 {
        if self.held.is_empty() {
            self.held.resize(4096, 0.0);
            self.stream.fill_normal(&mut self.held);
        }
        self.held.pop().unwrap().into()
    }
}

/// A square net and what went through it: phi' of every layer, and the product
/// of the Jacobians if asked for.
pub struct Deep<'a> {
    pub phi: &'a Activation,
    pub width: usize,
    pub depth: usize,
    /// Normal or orthogonal, uniform.
    pub weights: &'a str,
    pub sigma_w: f64,
    pub sigma_b: f64,
}

/// A layer as it was drawn and passed.
pub struct Layer {
    /// Column after column, scaled.
    pub weights: Vec<f32>,
    pub preactivation: Vec<f64>,
    pub slope: Vec<f64>,
}

impl Deep<'_> {
    /// Shows each layer to `see`, from an input whose mean square is 1 in
    /// probability.
    pub fn pass(&self, seed: u64, trial: u32, input: &[f32], mut see: impl FnMut(&Layer)) {
        let n = self.width;
        let weights = Weights::parse(self.weights).unwrap();
        let mut signal = input.to_vec();
        let mut drawn = vec![0.0; n * n];
        for layer in 1..=self.depth as u32 {
            weights.draw((seed, trial, layer), (n, n), &mut drawn);
            let scale = (self.sigma_w / (n as f64).sqrt()) as f32;
            let scaled: Vec<f32> = drawn.iter().map(|b| scale * b).collect();
            let mut z = vec![0.0f32; n];
            multiply(1.0, matrix(&scaled, n, n), matrix(&signal, n, 1), &mut z);
            if self.sigma_b > 0.0 {
                let mut biases = vec![0.0; n];
                weights.draw_biases((seed, trial, layer), &mut biases);
                for (z, b) in z.iter_mut().zip(biases) {
                    *z += self.sigma_b as f32 * b;
                }
            }
            let z: Vec<f64> = z.iter().map(|z| f64::from(*z)).collect();
            let (mut value, mut slope) = (vec![0.0; n], vec![0.0; n]);
            self.phi.evaluate_f64(&z, &mut value, &mut slope);
            signal = value.iter().map(|h| *h as f32).collect();
            see(&Layer {
                weights: scaled,
                preactivation: z,
                slope,
            });
        }
    }
}

impl Layer {
    /// diag(phi'(z)) W.
    pub fn jacobian(&self) -> Vec<f32> {
        let rows = self.slope.iter().cycle();
        let entries = self.weights.iter().zip(rows);
        entries.map(|(w, d)| w * *d as f32).collect()
    }
}
