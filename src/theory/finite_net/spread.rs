//! How far a batch of one net strays from the mean over nets.
//!
//! To first order every layer k adds to ln u_l the mean over its units of a
//! function of the pre-activation, f_k(z) = sum over the averages of their slopes in
//! ln u_l, so that of two inputs of a net Cov[ln u_l, ln u_l'] = sum_k Cov[f_k(z),
//! f_k(z')]/n, z and z' having the correlation of the inputs in that layer. The
//! weights themselves add 2 <phi'^4>/(n <phi'^2>^2) a layer for one input; for two as
//! much of it as their gradients are parallel, which in a deep net they become. The
//! part along z is a product of one normal number for each input.

use super::batch::BatchMean;
use super::dependence::Dependence;
use super::layer::{Layer, layers};
use super::strays::{GradientStrays, Strays};
use super::{FiniteNet, Law};
use crate::theory::dead_units::Flats;

/// Var[ln u] that lengths make, at most, where it is known.
const MOST: f64 = 2.0;

/// The spread of the nets of a condition, for a batch of inputs.
#[derive(Debug, Clone)]
pub struct Spread {
    net: FiniteNet,
    layers: Vec<Layer>,
    batch: f64,
    batch_mean: BatchMean,
    flats: Flats,
}

impl Spread {
    /// Of nets with these laws of lengths, for batches of so many inputs that have
    /// this correlation in the first layer.
    pub fn new(net: FiniteNet, laws: &[Law], correlation: f64, batch: usize) -> Self {
        Spread {
            layers: layers(&net, laws, correlation),
            flats: Flats::of(&net.activation),
            net,
            batch: batch as f64,
            batch_mean: BatchMean::new(batch),
        }
    }

    /// The nets.
    pub fn net(&self) -> &FiniteNet {
        &self.net
    }

    /// Of a mean over the batch of what strays by these log variances for one
    /// input, and together for two.
    fn of_batch(&self, [one, two]: [f64; 2]) -> Strays {
        let own = (one - two).max(0.0);
        let two = one - own;
        Strays {
            log_root: self.batch_mean.log_root(own) - 0.125 * two,
            mean_log: self.batch_mean.mean_log(own) - 0.5 * two,
        }
    }

    /// Of the mean square of the pre-activations of `layer`, from 1.
    pub fn preactivations(&self, layer: usize) -> Strays {
        let here = &self.layers[layer - 1];
        let own = [1.0, here.correlation].map(|c| 2.0 * c * c / self.net.width);
        // Of q the mean of the root is known.
        let below = 0.25 * here.lengths[0];
        self.of_batch([here.lengths[0] + own[0], here.lengths[1] + own[1]])
            .above(below)
    }

    /// Of the mean square of the activations.
    pub fn activations(&self, layer: usize) -> Strays {
        let here = &self.layers[layer - 1];
        let slope = self.net.units.grid.slope(&self.net.units.ln_values, here.x);
        let of = |k: usize| {
            let own = here.covariances[k][2][2] / here.averages.values.powi(2) / self.net.width;
            slope * slope * here.lengths[k] + own
        };
        let below = 0.25 * slope * slope * here.lengths[0];
        self.of_batch([of(0), of(1)]).above(below)
    }

    /// The share of units of `layer`, from 1, that b is 0 of on every input of a batch.
    pub fn dead(&self, layer: usize) -> f64 {
        let here = &self.layers[layer - 1];
        self.flats
            .dead(libm::exp(here.x), here.correlation, self.batch)
    }

    /// Of what comes back to `layer` in the net of this depth.
    pub fn gradients(&self, layer: usize, depth: usize) -> GradientStrays {
        let dependence = self.dependence(layer, depth, false);
        let here = &self.layers[layer - 1];
        let parallel = self.parallel_gradients(layer, depth);
        let weights = self.of_weights(&dependence, &parallel, layer);
        let variances = |input| {
            let averages = self.of_averages(&dependence, layer, input);
            // By so much the typical length has less than the mean.
            let below = 0.5 * self.of_lengths(&dependence, layer, input);
            ([averages[0] + weights[0], averages[1] + weights[1]], below)
        };
        let (q, b) = (libm::exp(here.x), self.net.sigma_b_squared);
        let of_input = (q - b).max(f64::MIN_POSITIVE);
        // How parallel are the inputs of two samples, and their gradients.
        let inputs = ((q * here.correlation - b) / of_input).clamp(-1.0, 1.0);
        let inputs = inputs * inputs * (1.0 - 1.0 / self.batch);
        let free = (1.0 - dependence.along).max(0.0).powi(2) * parallel[0];
        let along = dependence.along_squares * here.parallel_along.powi(2);
        let own = 2.0 * dependence.along_squares / self.batch;
        let (plain, below) = variances(0.0);
        let (of_weights, below_of_weights) = variances(q / of_input);
        GradientStrays {
            square: self.of_batch(plain).above(below).times_few(own),
            weights: self
                .of_batch(of_weights)
                .above(below_of_weights)
                .times_few(own + 2.0 * inputs * (free + along)),
            mean: below,
            is_known: self.bent(layer, depth) <= MOST,
            of_one_input: (below - 0.5 * plain[0], plain[0]),
            of_two_inputs: plain[1],
        }
    }

    /// ln of what E[sqrt(u_1/u_L)] is over sqrt of what theory has for u_1 over what
    /// it has for u_L, these being the mean squares of the gradient over the batch in
    /// the first layer and in the last.
    pub fn log_ratio_root(&self, depth: usize) -> f64 {
        let dependence = self.dependence(1, depth, true);
        let parallel = self.parallel_gradients(1, depth);
        let weights = self.of_weights(&dependence, &parallel, 1);
        let averages = self.of_averages(&dependence, 1, 0.0);
        let variances = [averages[0] + weights[0], averages[1] + weights[1]];
        let few = 2.0 * dependence.along_squares / self.batch;
        let ratio = self.of_batch(variances).times_few(few);
        let mean_log = |layer| self.gradients(layer, depth).square.mean_log;
        // The mean of the logarithm is a difference, and the rest is of the ratio.
        0.5 * (mean_log(1) - mean_log(depth)) + ratio.log_root - 0.5 * ratio.mean_log
    }

    /// E[(delta . delta')^2]/E[|delta|^2 |delta'|^2] of two inputs with cotangents of
    /// their own, for each layer from `layer` to the last, and of those cotangents.
    fn parallel_gradients(&self, layer: usize, depth: usize) -> Vec<f64> {
        let mut parallel = vec![0.0];
        for here in self.layers[layer - 1..depth].iter().rev() {
            let above = parallel[parallel.len() - 1];
            let noise = here.fourth[1] / self.net.width;
            let own = here.parallel.powi(2) * above + noise * (1.0 + above);
            parallel.push((own / (1.0 + 2.0 * noise * above)).min(1.0));
        }
        parallel.reverse();
        parallel
    }

    /// What the averages of the layers add to Var[ln u_l] for one input and to
    /// Cov[ln u_l, ln u_l'] for two, with ln q_l added `input` times.
    fn of_averages(&self, dependence: &Dependence, layer: usize, input: f64) -> [f64; 2] {
        let slope = dependence.slope + input;
        std::array::from_fn(|k| {
            let mut sum = 0.0;
            let layers = self.layers[layer - 1..].iter();
            for (here, of) in layers.zip(&dependence.averages) {
                for (i, row) in here.covariances[k].iter().enumerate() {
                    for (j, covariance) in row.iter().enumerate() {
                        sum += of[i] * of[j] * covariance;
                    }
                }
            }
            slope * slope * self.layers[layer - 1].lengths[k] + sum / self.net.width
        })
    }

    /// What of the first is in lengths: of q_l, and of <phi^2> of the layers.
    fn of_lengths(&self, dependence: &Dependence, layer: usize, input: f64) -> f64 {
        let slope = dependence.slope + input;
        let layers = self.layers[layer - 1..].iter().zip(&dependence.averages);
        let each = layers.map(|(here, of)| {
            let covariances = here.covariances[0].iter().zip(of);
            let with: f64 = covariances.map(|(row, of)| of * row[2]).sum();
            let own = here.covariances[0][2][2];
            if own > 0.0 { with * with / own } else { 0.0 }
        });
        let of_layers = each.sum::<f64>() / self.net.width;
        slope * slope * self.layers[layer - 1].lengths[0] + of_layers
    }

    /// The most that lengths make of Var[ln u] in any layer from `layer` on.
    fn bent(&self, layer: usize, depth: usize) -> f64 {
        let (grid, u) = (&self.net.units.grid, &self.net.gradients.u);
        let layers = self.layers[layer - 1..depth].iter().enumerate();
        let each = layers.map(|(place, here)| {
            let slope = grid.slope(&u[depth - layer - place], here.x);
            slope * slope * here.lengths[0]
        });
        each.fold(0.0, f64::max)
    }

    /// What the weights themselves add.
    fn of_weights(&self, dependence: &Dependence, parallel: &[f64], layer: usize) -> [f64; 2] {
        std::array::from_fn(|k| {
            let layers = self.layers[layer - 1..]
                .iter()
                .zip(&dependence.free)
                .enumerate();
            let each = layers.map(|(place, (here, free))| {
                let together = [1.0, parallel[place + 1]][k];
                here.fourth[k] * free * free * together
            });
            2.0 * each.sum::<f64>() / self.net.width
        })
    }

    /// What ln u_l is made of; or, with `over_last`, ln(u_l/u_L).
    fn dependence(&self, layer: usize, depth: usize, over_last: bool) -> Dependence {
        Dependence::new((&self.net, &self.layers), (layer, depth), over_last)
    }
}
