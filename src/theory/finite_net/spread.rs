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
use super::gradients::Step;
use super::pair::{Covariances, Pair};
use super::units::Averages;
use super::{FiniteNet, Law};
use crate::activation::Activation;
use crate::theory::Rays;
use crate::theory::dead_units::Flats;
use crate::theory::pairs::Pairs;
use statrs::function::gamma::{digamma, ln_gamma};

/// Var[ln u] that lengths make, at most, where it is known.
const MOST: f64 = 2.0;

/// What is known of a layer of nets of two inputs.
#[derive(Debug, Clone)]
struct Layer {
    /// E[ln q].
    x: f64,
    averages: Averages,
    /// d ln q'/d ln q.
    slope: f64,
    /// Of the pre-activations of two inputs.
    correlation: f64,
    /// Covariances of the squares of a unit, for one and for two inputs.
    covariances: [Covariances; 2],
    /// E[b(u)^2 b(u')^2]/E[b^2]^2, for one and for two inputs.
    fourth: [f64; 2],
    /// E[b(u) b(u')]/E[b^2].
    parallel: f64,
    /// E[b phi (u) b phi (u')]/E[(b phi)^2].
    parallel_along: f64,
    /// Cov[ln q, ln q'], for one and for two inputs.
    lengths: [f64; 2],
}

/// The spread of the nets of a condition, for a batch of inputs.
#[derive(Debug, Clone)]
pub struct Spread {
    net: FiniteNet,
    layers: Vec<Layer>,
    batch: f64,
    batch_mean: BatchMean,
    flats: Flats,
}

/// How far the mean square X of a batch strays from net to net.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strays {
    /// ln(E[sqrt X]/sqrt(M)), M the mean that theory has.
    pub log_root: f64,
    /// E[ln X] - ln M.
    pub mean_log: f64,
}

impl Strays {
    /// Times the mean square of a few normal numbers, whose mean is 1 and whose
    /// variance this: 2 for one.
    fn times_few(self, variance: f64) -> Self {
        let shape = 1.0 / variance;
        let (log_root, mean_log) = match variance > 1e-6 {
            true => (
                ln_gamma(shape + 0.5) - ln_gamma(shape) - 0.5 * libm::log(shape),
                digamma(shape) - libm::log(shape),
            ),
            false => (-0.125 * variance, -0.5 * variance),
        };
        Strays {
            log_root: self.log_root + log_root,
            mean_log: self.mean_log + mean_log,
        }
    }

    /// Where M is less than the mean by this logarithm.
    fn above(self, log: f64) -> Self {
        Strays {
            log_root: self.log_root + 0.5 * log,
            mean_log: self.mean_log + log,
        }
    }
}

/// How far the gradient at a layer strays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GradientStrays {
    /// Its mean square over units and inputs.
    pub square: Strays,
    /// The mean square of the gradient of the weights below the layer.
    pub weights: Strays,
    /// Whether it is known: not where lengths stray so far that what they do to the
    /// gradient is no straight line.
    pub is_known: bool,
    /// ln of the mean of |delta|^2 less ln M.
    pub mean: f64,
    /// Of one input, E[ln |delta|^2] less what theory has, and Var[ln |delta|^2].
    pub of_one_input: (f64, f64),
    /// Of two inputs, Cov[ln |delta|^2, ln |delta'|^2].
    pub of_two_inputs: f64,
}

/// What ln u_l is made of.
struct Made {
    /// d ln u_l/d ln q_l.
    slope: f64,
    /// For each layer from l on, the slopes of ln u_l in the averages.
    averages: Vec<[f64; 5]>,
    /// For each, the share of the gradient that goes through independent weights.
    free: Vec<f64>,
    /// Sum and sum of squares of the shares that are squares of one normal number.
    along: f64,
    along_squares: f64,
}

impl Spread {
    /// Of nets with these laws of lengths, for batches of so many inputs that have
    /// this correlation in the first layer.
    pub fn new(net: FiniteNet, laws: &[Law], correlation: f64, batch: usize) -> Self {
        let (w, b) = (net.sigma_w_squared, net.sigma_b_squared);
        let mut layers: Vec<Layer> = Vec::with_capacity(laws.len());
        // What the correlation lacks to 1.
        let mut deficit = 1.0 - correlation;
        let mut pair_length = 0.0;
        let mut known: Option<(f64, Pair)> = None;
        for law in laws {
            let x = law.mean;
            let pair = match known.take() {
                Some((same, pair)) if (same - x).abs() < 1e-3 => pair,
                _ => Pair::new(&net.activation, libm::exp(x)),
            };
            let averages = net.units.averages(x);
            let correlation = 1.0 - deficit;
            let [values, slopes, along] = pair.products(correlation);
            let (gap, slopes) = exact_pair(&net.activation, libm::exp(x), deficit)
                .unwrap_or((averages.values - values, slopes));
            let square = averages.slopes * averages.slopes;
            let covariances = [1.0, correlation].map(|c| pair.covariances(c));
            let above = w * averages.values + b;
            let slope = net.units.grid.slope(&net.units.ln_values, x) * w * averages.values / above;
            layers.push(Layer {
                x,
                averages,
                slope,
                correlation,
                covariances,
                fourth: covariances.map(|of| 1.0 + of[0][0] / square),
                parallel: slopes / averages.slopes,
                parallel_along: along / averages.both,
                lengths: [law.variance, pair_length],
            });
            pair_length = slope * slope * pair_length
                + covariances[1][2][2] * (w / above).powi(2) / net.width;
            deficit = (w * gap / above).clamp(0.0, 2.0);
            known = Some((x, pair));
        }
        Spread {
            flats: Flats::of(&net.activation),
            net,
            layers,
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
        let made = self.made(layer, depth, false);
        let here = &self.layers[layer - 1];
        let parallel = self.parallel_gradients(layer, depth);
        let weights = self.of_weights(&made, &parallel, layer);
        let variances = |input| {
            let averages = self.of_averages(&made, layer, input);
            // By so much the typical length has less than the mean.
            let below = 0.5 * self.of_lengths(&made, layer, input);
            ([averages[0] + weights[0], averages[1] + weights[1]], below)
        };
        let (q, b) = (libm::exp(here.x), self.net.sigma_b_squared);
        let of_input = (q - b).max(f64::MIN_POSITIVE);
        // How parallel are the inputs of two samples, and their gradients.
        let inputs = ((q * here.correlation - b) / of_input).clamp(-1.0, 1.0);
        let inputs = inputs * inputs * (1.0 - 1.0 / self.batch);
        let free = (1.0 - made.along).max(0.0).powi(2) * parallel[0];
        let along = made.along_squares * here.parallel_along.powi(2);
        let own = 2.0 * made.along_squares / self.batch;
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
        let made = self.made(1, depth, true);
        let parallel = self.parallel_gradients(1, depth);
        let weights = self.of_weights(&made, &parallel, 1);
        let averages = self.of_averages(&made, 1, 0.0);
        let variances = [averages[0] + weights[0], averages[1] + weights[1]];
        let few = 2.0 * made.along_squares / self.batch;
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
    fn of_averages(&self, made: &Made, layer: usize, input: f64) -> [f64; 2] {
        let slope = made.slope + input;
        std::array::from_fn(|k| {
            let mut sum = 0.0;
            let layers = self.layers[layer - 1..].iter();
            for (here, of) in layers.zip(&made.averages) {
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
    fn of_lengths(&self, made: &Made, layer: usize, input: f64) -> f64 {
        let slope = made.slope + input;
        let layers = self.layers[layer - 1..].iter().zip(&made.averages);
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
    fn of_weights(&self, made: &Made, parallel: &[f64], layer: usize) -> [f64; 2] {
        std::array::from_fn(|k| {
            let layers = self.layers[layer - 1..].iter().zip(&made.free).enumerate();
            let each = layers.map(|(place, (here, free))| {
                let together = [1.0, parallel[place + 1]][k];
                here.fourth[k] * free * free * together
            });
            2.0 * each.sum::<f64>() / self.net.width
        })
    }

    /// What ln u_l is made of; or, with `over_last`, ln(u_l/u_L).
    fn made(&self, layer: usize, depth: usize, over_last: bool) -> Made {
        let (net, grid) = (&self.net, &self.net.units.grid);
        let (w, n) = (net.sigma_w_squared, net.width);
        let (u, s) = (&net.gradients.u, &net.gradients.s);
        let slope = |values: &[f64], x: f64| grid.slope(values, x);
        // d ln u_L/d ln q, from the last layer down.
        let last = &self.layers[depth - 1];
        let mut of_last = vec![0.0; depth - layer + 1];
        if over_last {
            let mut here = slope(&u[0], last.x);
            for (place, layer) in (layer - 1..depth).enumerate().rev() {
                if layer < depth - 1 {
                    here *= self.layers[layer].slope;
                }
                of_last[place] = here;
            }
        }
        let first = &self.layers[layer - 1];
        let mut made = Made {
            slope: slope(&u[depth - layer], first.x) - of_last[0],
            averages: Vec::with_capacity(depth - layer + 1),
            free: Vec::with_capacity(depth - layer + 1),
            along: 0.0,
            along_squares: 0.0,
        };
        let mut take_along = |share: f64| {
            made.along += share;
            made.along_squares += share * share;
        };
        // Slopes of ln u_l in u and s of the layer, over u of the layer.
        let (mut of_u, mut of_s) = (1.0, 0.0);
        for (place, here) in self.layers[layer - 1..depth].iter().enumerate() {
            let above = depth - layer - place;
            let a = &here.averages;
            let at = grid.at(here.x);
            let own_u = at.of(&u[above]);
            let ratio = libm::exp(at.of(&s[above]) - own_u);
            let size = of_u + of_s * ratio;
            (of_u, of_s) = (of_u / size, of_s / size);
            if above == 0 {
                let mut slopes = [0.0; 5];
                slopes[0] = of_u / a.slopes - f64::from(u8::from(over_last)) / a.slopes;
                slopes[4] = of_s / a.slopes;
                made.averages.push(slopes);
                made.free.push(of_u - f64::from(u8::from(over_last)));
                take_along(of_s * a.lengths / a.slopes);
                break;
            }
            let next = &self.layers[layer + place];
            let at = grid.at(next.x);
            let next_u = at.of(&u[above - 1]);
            let next_ratio = libm::exp(at.of(&s[above - 1]) - next_u);
            let change = libm::exp(next_u - own_u);
            let value = |a: &Averages| {
                let step = Step::new(net, a, a.mixed * a.mixed);
                let u = step.u_of_u + step.u_of_s * next_ratio;
                let s = step.s_of_u + step.s_of_s * next_ratio;
                change * (of_u * u + of_s * s)
            };
            // Central differences, of the size of the average.
            let differ = |move_by: &dyn Fn(&mut Averages, f64), size: f64| {
                const PART: f64 = 1e-5;
                let moved = |by: f64| {
                    let mut a = *a;
                    move_by(&mut a, by * size);
                    value(&a)
                };
                (moved(PART) - moved(-PART)) / (2.0 * PART * size)
            };
            let mut slopes = [
                differ(&|a, by| a.slopes += by, a.slopes),
                differ(&|a, by| a.both += by, a.both),
                differ(&|a, by| a.values += by, a.values),
                differ(&|a, by| a.mixed += by, a.values),
                differ(&|a, by| a.lengths += by, a.lengths),
            ];
            let step = Step::new(net, a, a.mixed * a.mixed);
            let to_u = change * (of_u * step.u_of_u + of_s * step.s_of_u);
            let to_s = change * (of_u * step.u_of_s + of_s * step.s_of_s);
            let length = w * a.values + net.sigma_b_squared;
            let by_length = to_u * slope(&u[above - 1], next.x)
                + to_s * next_ratio * slope(&s[above - 1], next.x)
                - of_last[place + 1];
            slopes[2] += by_length * w / length;
            made.averages.push(slopes);
            let rest = w * (a.slopes - a.both / (n * a.values)).max(0.0);
            made.free.push(change * of_u * rest);
            take_along(change * of_u * (step.u_of_u - rest));
            take_along(change * of_s * step.s_of_u);
            (of_u, of_s) = (to_u, to_s);
        }
        made
    }
}

/// E[(phi(u) - phi(u'))^2]/2 and E[b(u) b(u')] of two inputs that are nearly alike,
/// where kinks bend both: no short sum of powers of the correlation does.
fn exact_pair(phi: &Activation, q: f64, deficit: f64) -> Option<(f64, f64)> {
    const NEARLY: f64 = 0.3;
    if let Some(rays) = Rays::of(phi) {
        let square = rays.square();
        let gap = q * square * rays.deficit(deficit);
        return Some((gap, square * rays.correlation_slope(deficit)));
    }
    let is_bent = deficit < NEARLY && !phi.kinks().is_empty();
    is_bent.then(|| {
        let moments = Pairs::new(phi, [q, q]).moments(deficit);
        (moments.gap, moments.slope_product)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::WideNet;

    /// Inputs of a He ReLU net become alike: 1 - c of layer l falls to 9 pi^2/(2 l^2)
    /// (Hayou et al. 2019, proposition 1), of any function with a kink alike.
    #[test]
    fn inputs_become_alike_by_the_square_of_depth() {
        let net = WideNet::new("relu".parse().unwrap(), 2.0, 0.0);
        let net = FiniteNet::new(&net, (100_000, 400), (0.5, 2.0), None).unwrap();
        let laws = net.lengths((1.0, 0.0), 400);
        let spread = Spread::new(net, &laws, 0.0, 8);
        let deficit = 1.0 - spread.layers[399].correlation;
        let law = 4.5 * std::f64::consts::PI.powi(2) / 160_000.0;
        // The next term is ln l/l of it.
        assert!((deficit / law - 1.0).abs() < 0.06, "{deficit} {law}");
        // The same function by the exact integral, and far apart by its series.
        let relu: Activation = "relu".parse().unwrap();
        let elu: Activation = "elu".parse().unwrap();
        let (gap, slopes) = exact_pair(&relu, 2.0, 1e-4).unwrap();
        let moments = Pairs::new(&relu, [2.0, 2.0]).moments(1e-4);
        assert!((gap / moments.gap - 1.0).abs() < 1e-9);
        assert!((slopes / moments.slope_product - 1.0).abs() < 1e-9);
        let pair = Pair::new(&elu, 2.0);
        let [values, slopes, _] = pair.products(0.71);
        let (gap, exact) = exact_pair(&elu, 2.0, 0.29).unwrap();
        assert!((pair.products(1.0)[0] - values - gap).abs() < 1e-4);
        assert!((slopes - exact).abs() < 1e-3);
    }
}
