//! Singular values of the Jacobians of small nets, in f64.

use super::ReproduceError;
use crate::activation::Activation;
use crate::generator::{Purpose, Stream, Weights};
use faer::Mat;

/// A square net as its layers' Jacobians come along: D^l W^l, with D = phi'(z).
pub(super) struct Layers<'a> {
    activation: &'a Activation,
    weights: &'a Weights,
    /// sigma_w and sigma_b; orthogonal weights have sigma_w as their gain.
    pub sigma: (f64, f64),
    pub width: usize,
    pub address: (u64, u32),
}

impl<'a> Layers<'a> {
    pub fn new(
        activation: &'a Activation,
        weights: &'a Weights,
        sigma: (f64, f64),
        width: usize,
        address: (u64, u32),
    ) -> Self {
        Layers {
            activation,
            weights,
            sigma,
            width,
            address,
        }
    }

    /// Runs an input N(0, scale^2) through `depth` layers and shows the
    /// Jacobian of each to `observe`.
    pub fn run(
        &self,
        scale: f64,
        depth: usize,
        mut observe: impl FnMut(usize, Mat<f64>) -> Result<(), ReproduceError>,
    ) -> Result<(), ReproduceError> {
        let (n, (seed, trial)) = (self.width, self.address);
        let mut draws = vec![0.0f32; n];
        Stream::new(seed, Purpose::Input, trial, 0).fill_normal(&mut draws);
        let mut h: Vec<f64> = draws.iter().map(|x| scale * f64::from(*x)).collect();
        let mut entries = vec![0.0f32; n * n];
        let factor = self.sigma.0 / (n as f64).sqrt();
        for layer in 1..=depth {
            let address = (seed, trial, layer as u32);
            self.weights.draw(address, (n, n), &mut entries);
            self.weights.draw_biases(address, &mut draws);
            let w = Mat::from_fn(n, n, |i, j| factor * f64::from(entries[j * n + i]));
            let z: Vec<f64> = (0..n)
                .map(|i| {
                    let sum: f64 = (0..n).map(|j| w[(i, j)] * h[j]).sum();
                    sum + self.sigma.1 * f64::from(draws[i])
                })
                .collect();
            let slopes: Vec<f64> = z.iter().map(|z| self.activation.derivative(*z)).collect();
            h = z.iter().map(|z| self.activation.value(*z)).collect();
            observe(layer, Mat::from_fn(n, n, |i, j| slopes[i] * w[(i, j)]))?;
        }
        Ok(())
    }
}

/// The singular values of a matrix, in descending order.
pub(super) fn singular_values(matrix: &Mat<f64>) -> Result<Vec<f64>, ReproduceError> {
    let failed = |_| ReproduceError::SingularValues(matrix.nrows());
    matrix.singular_values().map_err(failed)
}
