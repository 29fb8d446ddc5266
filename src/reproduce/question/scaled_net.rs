//! A small net of f64 with phi = s relu, s a number of its own in every layer,
//! and how its loss answers to weights and slopes.

use crate::activation::Activation;
use crate::network::{matrix, multiply};
use crate::reproduce::ReproduceError;

/// A net whose layers are all of one width, as is its input.
#[derive(Debug, Clone)]
pub(super) struct ScaledNet {
    width: usize,
    /// s of every layer.
    slopes: Vec<f64>,
    /// s relu of every layer.
    activations: Vec<Activation>,
    /// Units by inputs, column after column.
    pub weights: Vec<Vec<f64>>,
}

/// What a pass through a net tells.
#[derive(Debug, Clone)]
pub(super) struct Pass {
    /// h of every layer, sample after sample.
    pub signals: Vec<Vec<f64>>,
    /// mean over samples of |h^L - t|^2/2.
    pub loss: f64,
    /// Its gradient by the weights of every layer.
    pub by_weights: Vec<Vec<f64>>,
    /// By the slope of every layer.
    pub by_slopes: Vec<f64>,
    /// By the input.
    pub by_input: Vec<f64>,
}

impl ScaledNet {
    /// A net of these slopes and weights, layer by layer.
    pub fn new(
        width: usize,
        slopes: Vec<f64>,
        weights: Vec<Vec<f64>>,
    ) -> Result<Self, ReproduceError> {
        let scaled = |s: &f64| format!("scaled(s={s:e}): s * relu(x)").parse();
        let activations = slopes.iter().map(scaled).collect::<Result<_, _>>()?;
        Ok(ScaledNet {
            width,
            slopes,
            activations,
            weights,
        })
    }

    /// The plain ReLU net with s W for W: the same function.
    pub fn absorbed(&self) -> Result<ScaledNet, ReproduceError> {
        let scaled = |(weights, slope): (&Vec<f64>, &f64)| {
            weights.iter().map(|w| slope * w).collect::<Vec<f64>>()
        };
        let weights = self.weights.iter().zip(&self.slopes).map(scaled);
        ScaledNet::new(self.width, vec![1.0; self.slopes.len()], weights.collect())
    }

    /// The same net with its slopes moved by `rate` against their gradient.
    pub fn with_slopes_moved(&self, pass: &Pass, rate: f64) -> Result<ScaledNet, ReproduceError> {
        let slopes = self.slopes.iter().zip(&pass.by_slopes);
        let slopes = slopes.map(|(s, gradient)| s - rate * gradient);
        ScaledNet::new(self.width, slopes.collect(), self.weights.clone())
    }

    /// Runs it forward and back.
    pub fn pass(&self, input: &[f64], target: &[f64]) -> Pass {
        let (width, samples) = (self.width, input.len() / self.width);
        let mut signals: Vec<Vec<f64>> = Vec::new();
        let mut derivatives = Vec::new();
        let mut z = vec![0.0; input.len()];
        for (weights, phi) in self.weights.iter().zip(&self.activations) {
            let below = signals.last().map_or(input, |below| below);
            let below = matrix(below, width, samples);
            multiply(1.0, matrix(weights, width, width), below, &mut z);
            let (mut signal, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
            phi.evaluate_f64(&z, &mut signal, &mut derivative);
            signals.push(signal);
            derivatives.push(derivative);
        }
        let share = 1.0 / samples as f64;
        let output = signals.last().map_or(input, |output| output);
        let errors: Vec<f64> = output.iter().zip(target).map(|(h, t)| h - t).collect();
        let loss = 0.5 * share * errors.iter().map(|e| e * e).sum::<f64>();
        let mut gradient: Vec<f64> = errors.iter().map(|e| share * e).collect();
        let depth = self.weights.len();
        let mut pass = Pass {
            loss,
            by_weights: vec![Vec::new(); depth],
            by_slopes: vec![0.0; depth],
            by_input: Vec::new(),
            signals,
        };
        for layer in (0..depth).rev() {
            // The slope of h = s relu(z) by s is h/s.
            let above = &pass.signals[layer];
            let products = gradient.iter().zip(above).map(|(g, h)| g * h);
            pass.by_slopes[layer] = products.sum::<f64>() / self.slopes[layer];
            for (g, d) in gradient.iter_mut().zip(&derivatives[layer]) {
                *g *= d;
            }
            let delta = matrix(&gradient, width, samples);
            let mut by_weights = vec![0.0; width * width];
            let below = layer
                .checked_sub(1)
                .map_or(input, |below| &pass.signals[below]);
            let below = matrix(below, width, samples);
            multiply(1.0, delta, below.transpose(), &mut by_weights);
            pass.by_weights[layer] = by_weights;
            let mut down = vec![0.0; gradient.len()];
            let weights = matrix(&self.weights[layer], width, width);
            multiply(1.0, weights.transpose(), delta, &mut down);
            gradient = down;
        }
        pass.by_input = gradient;
        pass
    }

    /// The net with every weight moved by `step` of its gradient.
    pub fn moved(&self, pass: &Pass, step: impl Fn(f64) -> f64) -> ScaledNet {
        let mut moved = self.clone();
        for (weights, gradient) in moved.weights.iter_mut().zip(&pass.by_weights) {
            for (w, g) in weights.iter_mut().zip(gradient) {
                *w += step(*g);
            }
        }
        moved
    }
}

impl Pass {
    /// h^L, sample after sample.
    pub fn output(&self) -> &[f64] {
        self.signals.last().map_or(&[], |output| output)
    }

    /// Sum of a function of every weight's gradient.
    pub fn total(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.by_weights.iter().flatten().map(|g| f(*g)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::{Purpose, Stream};

    fn drawn(count: usize, layer: u32) -> Vec<f64> {
        let mut draws = vec![0.0f32; count];
        Stream::new(5, Purpose::Weights, 0, layer).fill_normal(&mut draws);
        draws.into_iter().map(f64::from).collect()
    }

    /// Every gradient against central differences.
    #[test]
    fn gradients_are_differences() {
        let slopes = [0.7, 1.6, 1.2];
        let weights = (1..=3).map(|layer| drawn(16, layer)).collect();
        let net = ScaledNet::new(4, slopes.to_vec(), weights).unwrap();
        let (input, target) = (drawn(12, 10), drawn(12, 11));
        let pass = net.pass(&input, &target);
        let loss = |net: &ScaledNet, input: &[f64]| net.pass(input, &target).loss;
        const STEP: f64 = 1e-6;
        let close = |found: f64, above: f64, below: f64| {
            let expected = (above - below) / (2.0 * STEP);
            assert!((found - expected).abs() < 1e-7 * expected.abs().max(1.0));
        };
        for layer in 0..3 {
            let slope = |step: f64| {
                let mut slopes = slopes.to_vec();
                slopes[layer] += step;
                let net = ScaledNet::new(4, slopes, net.weights.clone()).unwrap();
                loss(&net, &input)
            };
            close(pass.by_slopes[layer], slope(STEP), slope(-STEP));
            for place in 0..16 {
                let weight = |step: f64| {
                    let mut net = net.clone();
                    net.weights[layer][place] += step;
                    loss(&net, &input)
                };
                close(pass.by_weights[layer][place], weight(STEP), weight(-STEP));
            }
        }
        for place in 0..12 {
            let fed = |step: f64| {
                let mut input = input.clone();
                input[place] += step;
                loss(&net, &input)
            };
            close(pass.by_input[place], fed(STEP), fed(-STEP));
        }
    }
}
