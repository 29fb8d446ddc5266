//! The nets of the papers, measured layer by layer.

use super::{ReproduceError, Setting};
use crate::activation::Activation;
use crate::generator::{Input, Weights};
use crate::network::{
    Backward, Cotangent, Dimensions, Draws, Forward, Scales, Trace, backward, forward,
};
use crate::stats;
use rayon::prelude::*;

/// A net of a paper.
#[derive(Debug, Clone, Copy)]
pub(super) struct Net<'a> {
    pub activation: &'a str,
    pub weights: &'a str,
    pub input: &'a str,
    pub width: usize,
    pub depth: usize,
    pub batch: usize,
}

/// What is measured at a layer in one trial.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Layer {
    /// mean z^2.
    pub preactivation_square: f64,
    /// mean h^2.
    pub activation_square: f64,
    /// mean h.
    pub activation_mean: f64,
    /// Mean cosine of z of pairs of samples, no two with one in common; not a
    /// number where there is but one sample.
    pub correlation: f64,
    /// log2 of the RMS of delta, for a cotangent N(0, 1) on the output.
    pub gradient_log2: f64,
}

impl Layer {
    /// mean delta^2.
    pub fn gradient_square(&self) -> f64 {
        libm::exp2(2.0 * self.gradient_log2)
    }
}

/// Measures `count` trials, each from input to output and back; layer 1 first.
pub(super) fn measure(
    net: Net<'_>,
    setting: Setting,
    count: usize,
) -> Result<Vec<Vec<Layer>>, ReproduceError> {
    let activation: Activation = net.activation.parse()?;
    let weights = Weights::parse(net.weights)?;
    let input = Input::parse(net.input)?;
    let dimensions = Dimensions {
        features: input.features(net.width),
        width: net.width,
        batch: net.batch,
        depth: net.depth,
    };
    let scales = Scales::new(&weights, &activation, dimensions)?;
    let memory = || {
        (
            Draws::new(dimensions),
            Trace::of_derivatives(dimensions, 1),
            Cotangent::new(dimensions, 1, 1),
        )
    };
    let trial = |(draws, trace, cotangent): &mut (Draws, Trace, Cotangent), trial: usize| {
        let trial = trial as u32;
        draws.draw(setting.seed, trial, &input, &weights);
        let mut layers = vec![Layer::default(); net.depth];
        forward(
            draws,
            &[(&activation, scales)],
            trace,
            &mut |layer: usize, view: Forward<'_>| {
                layers[layer - 1] = on_the_way_forward(&view);
            },
        );
        backward(
            draws,
            &[scales],
            trace,
            (setting.seed, trial, &[net.depth]),
            cotangent,
            &mut |layer: usize, view: Backward<'_>| {
                layers[layer - 1].gradient_log2 = view.log2_rms();
            },
        );
        layers
    };
    Ok((0..count).into_par_iter().map_init(memory, trial).collect())
}

fn on_the_way_forward(view: &Forward<'_>) -> Layer {
    let pairs = view.activation.len() as f64;
    let scale = |power: i32| libm::scalbn(1.0, power * view.exponent);
    Layer {
        preactivation_square: view.preactivation_squares / pairs * scale(2),
        activation_square: view.activation_squares / pairs * scale(2),
        activation_mean: stats::sum(view.activation, |h| h) / pairs * scale(1),
        correlation: mean_cosine(view),
        gradient_log2: f64::NAN,
    }
}

fn mean_cosine(view: &Forward<'_>) -> f64 {
    let dot = |a: &[f32], b: &[f32]| {
        let products = a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b));
        products.sum::<f64>()
    };
    let pairs = view.preactivation.chunks_exact(2 * view.width);
    let count = pairs.len() as f64;
    let cosines = pairs.map(|pair| {
        let (a, b) = pair.split_at(view.width);
        dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
    });
    cosines.sum::<f64>() / count
}
