//! How far a ReLU net and a leaky one are apart on the same weights.

use super::claim::ClaimSetting;
use crate::activation::Activation;
use crate::generator::{Input, Weights};
use crate::network::{Dimensions, Draws, Forward, Scales, Trace, forward};
use crate::reproduce::{Measured, ReproduceError};
use crate::theory::shared_weights;
use rayon::prelude::*;

const WIDTH: usize = 256;

/// 1 - cosine between z of a ReLU net and z of a leaky one at these depths, for
/// one input: the same draws, each scaled to keep its lengths.
pub(super) fn distances(
    slope: f64,
    depths: &[usize],
    setting: ClaimSetting,
) -> Result<Vec<Measured>, ReproduceError> {
    let dimensions = Dimensions {
        features: WIDTH,
        width: WIDTH,
        batch: 1,
        depth: depths.iter().copied().max().unwrap_or(1),
    };
    let input = Input::parse("normal")?;
    let net = |slope: f64| -> Result<(Activation, Weights, Scales), ReproduceError> {
        let phi: Activation = format!("leaky_relu({slope})").parse()?;
        let weights = Weights::parse("unit_variance")?;
        let scales = Scales::new(&weights, &phi, dimensions)?;
        Ok((phi, weights, scales))
    };
    let nets = [net(0.0)?, net(slope)?];
    let memory = || (Draws::new(dimensions), Trace::of_derivatives(dimensions, 1));
    let trial = |(draws, trace): &mut (Draws, Trace), trial: u32| {
        draws.draw(setting.seed, trial, &input, &nets[0].1);
        let seen = nets.each_ref().map(|(phi, _, scales)| {
            let mut signals = Vec::new();
            forward(
                draws,
                &[(phi, *scales)],
                trace,
                &mut |layer: usize, view: Forward<'_>| {
                    if depths.contains(&layer) {
                        signals.push(view.preactivation.to_vec());
                    }
                },
            );
            signals
        });
        let pairs = seen[0].iter().zip(&seen[1]);
        pairs.map(|(a, b)| 1.0 - cosine(a, b)).collect::<Vec<f64>>()
    };
    let count = setting.pick([40, 100, 1000]);
    let trials: Vec<Vec<f64>> = (0..count).into_par_iter().map_init(memory, trial).collect();
    let theory: Vec<f64> = shared_weights(slope).take(dimensions.depth).collect();
    let at = |(place, depth): (usize, &usize)| {
        let seen = trials
            .iter()
            .map(|t| t.get(place).copied().unwrap_or(f64::NAN));
        Measured::mean(seen).with_theory(theory[depth - 1])
    };
    Ok(depths.iter().enumerate().map(at).collect())
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| {
        let products = a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b));
        products.sum::<f64>()
    };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}
