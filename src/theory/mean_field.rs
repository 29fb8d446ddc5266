//! Mean-field theory of signal and gradient in a wide random net.
//!
//! In a wide net the pre-activations of a layer are N(0, q^l) with
//! q^{l+1} = sigma_w^2 E[phi(sqrt(q^l) z)^2] + sigma_b^2 (the length map, Poole
//! et al. 2016, arXiv:1606.05340), and the mean square of the gradient falls by
//! chi^l = sigma_w^2 E[phi'(sqrt(q^l) z)^2] from layer l+1 to layer l
//! (Schoenholz et al. 2017, arXiv:1611.01232), z ~ N(0, 1). The products are
//! taken layer by layer from the actual input, not at the fixed point.

use super::activation_sizes::ActivationSizes;
use super::gaussian::{expect, expect_plainly, near_flat_places};
use super::gradient_entries::GradientEntries;
use super::saturation::saturated_share;
use crate::activation::Activation;

/// What theory says of a layer on the way forward.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerMoments {
    /// q = E[z^2].
    pub preactivation_square: f64,
    /// E[h^2].
    pub activation_square: f64,
    /// Mean of h.
    pub activation_mean: f64,
    /// E[phi'(z)^2].
    pub derivative_square: f64,
    /// P(phi'(z) = 0).
    pub inactive: f64,
}

/// The layers of a wide net of one activation.
#[derive(Debug, Clone, PartialEq)]
pub struct MeanField {
    activation: Activation,
    input_square: f64,
    sigma_w_squared: f64,
    layers: Vec<LayerMoments>,
}

impl MeanField {
    /// Follows an input of mean square `input_square` through `depth` layers.
    ///
    /// `sigma_w_squared` is fan_in Var(W) of the first layer and of those
    /// above. Stops at the layer where q is no longer a positive normal
    /// number.
    pub fn new(
        activation: &Activation,
        (first, sigma_w_squared): (f64, f64),
        sigma_b: f64,
        input_square: f64,
        depth: usize,
    ) -> Self {
        let mut layers: Vec<LayerMoments> = Vec::with_capacity(depth);
        let mut q = first * input_square + sigma_b * sigma_b;
        while layers.len() < depth && q.is_normal() && q > 0.0 {
            let moments = match layers.last() {
                // At a fixed point every layer is like the one below.
                Some(last) if last.preactivation_square == q => *last,
                _ => layer_moments(activation, q),
            };
            q = sigma_w_squared * moments.activation_square + sigma_b * sigma_b;
            layers.push(moments);
        }
        MeanField {
            activation: activation.clone(),
            input_square,
            sigma_w_squared,
            layers,
        }
    }

    /// Leaves out the layers above the first one with Var[phi^2] / (n <phi^2>^2) > 1/10,
    /// n the width: there one deviation of the mean of phi^2 over the units is a third of
    /// it, and nets of that width are not like wide ones from there on.
    pub fn end_where_narrow(&mut self, width: usize) {
        const MOST: f64 = 0.1;
        let mut before = f64::NAN;
        let strays = |layer: &LayerMoments| {
            let q = layer.preactivation_square;
            if std::mem::replace(&mut before, q) == q {
                return false;
            }
            let squares = |_: f64, h: f64, _: f64| [h * h, h * h * h * h];
            let [square, fourth] = expect_plainly(&self.activation, q, &[], squares);
            let variance = fourth / (square * square) - 1.0;
            variance.is_nan() || variance > MOST * width as f64
        };
        if let Some(place) = self.layers.iter().position(strays) {
            self.layers.truncate(place + 1);
        }
    }

    /// Layers that are known.
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// Mean square of what layer `layer` is fed: the input, or the activations
    /// of the layer below.
    pub fn input_square(&self, layer: usize) -> Option<f64> {
        match layer {
            1 => Some(self.input_square),
            _ => self.layer(layer - 1).map(|below| below.activation_square),
        }
    }

    /// Moments of layer `layer`, from 1.
    pub fn layer(&self, layer: usize) -> Option<&LayerMoments> {
        self.layers.get(layer.checked_sub(1)?)
    }

    /// ln E[(delta^l)^2] for every layer l of the net of depth `depth`, first
    /// layer first, for a cotangent of variance 1. The logarithm, since the
    /// square itself leaves f64's range in nets that f64 can still measure.
    pub fn gradient_log_squares(&self, depth: usize) -> Option<Vec<f64>> {
        let layers = self.layers.get(..depth)?;
        let mut above = 0.0;
        let mut logs: Vec<f64> = layers
            .iter()
            .rev()
            .map(|layer| {
                let here = libm::log(layer.derivative_square) + above;
                above = libm::log(self.sigma_w_squared) + here;
                here
            })
            .collect();
        logs.reverse();
        Some(logs)
    }
}

impl MeanField {
    /// P(|b(z)| < tau) layer by layer, b being what the backward pass uses; None where
    /// it has too many zeros to be followed.
    pub fn saturated(&self, tau: f64) -> Vec<Option<f64>> {
        let share = |q: f64| saturated_share(&self.activation, q, tau);
        let mut shares: Vec<(f64, Option<f64>)> = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let q = layer.preactivation_square;
            let share = match shares.last() {
                Some((same, share)) if *same == q => *share,
                _ => share(q),
            };
            shares.push((q, share));
        }
        shares.into_iter().map(|(_, share)| share).collect()
    }

    /// The activations of `layer`.
    pub fn activation_sizes(&self, layer: usize) -> Option<ActivationSizes> {
        let q = self.layer(layer)?.preactivation_square;
        Some(ActivationSizes::new(
            &self.activation,
            [(1.0, q)].into_iter(),
        ))
    }

    /// The entries of the gradient at `layer`, where ln E[delta^2] is `log_square`:
    /// delta is b(z) times what comes from above, which is normal.
    pub fn gradient_entries(&self, layer: usize, log_square: f64) -> Option<GradientEntries> {
        let here = self.layer(layer)?;
        let above = libm::exp(0.5 * (log_square - libm::log(here.derivative_square)));
        let places = near_flat_places(&self.activation);
        let units = (&self.activation, here.preactivation_square, &places[..]);
        let deviation = |_, d: f64| d.abs();
        Some(GradientEntries::new(units, deviation, vec![(1.0, above)]))
    }
}

fn layer_moments(activation: &Activation, q: f64) -> LayerMoments {
    let moments = |_, h: f64, d: f64| [h * h, h, d * d, f64::from(u8::from(d == 0.0))];
    let [
        activation_square,
        activation_mean,
        derivative_square,
        inactive,
    ] = expect(activation, q, moments);
    LayerMoments {
        preactivation_square: q,
        activation_square,
        activation_mean,
        derivative_square,
        inactive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E[tanh'(s z)^2] -> (4/3) / (s sqrt(2 pi)) for large s, since the integral
    /// of sech^4 is 4/3.
    #[test]
    fn narrow_derivatives_are_found() {
        let tanh: Activation = "tanh".parse().unwrap();
        for scale in [1e3, 1e9, 1e15] {
            let found = layer_moments(&tanh, scale * scale).derivative_square;
            let exact = 4.0 / 3.0 / (scale * (2.0 * std::f64::consts::PI).sqrt());
            assert!(
                (found / exact - 1.0).abs() < 1e-6,
                "{scale:e}: {found:e} {exact:e}"
            );
        }
    }
}
