//! Balduzzi et al. 2017: shattered gradients.
//!
//! Where the units of every layer are active at two inputs with probability
//! 1/4, the correlation of the gradients halves with each layer. In a bias-free
//! net with He's weights two inputs come closer on the way up, so that only
//! the first layer does so: for infinite width the correlation is the product
//! of 1 - theta_l/pi, which falls like L^-3. In a residual net without batch
//! normalisation it is 3/4 a block on the same assumption.

use super::Measurements;
use crate::generator::{Purpose, Stream};
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{Rays, Shattering, WideNet};
use rayon::prelude::*;

const WIDTH: usize = 256;
const DEPTHS: [usize; 5] = [1, 2, 4, 8, 16];
/// Gradients of so many outputs are taken together.
const COTANGENTS: usize = 16;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let count = setting.trials(200);
    let wide = WideNet::new("relu".parse()?, 2.0, 0.0);
    let of_net = |trial: usize| DEPTHS.map(|depth| correlation(setting.seed, trial as u32, depth));
    let nets: Vec<[f64; DEPTHS.len()]> = (0..count).into_par_iter().map(of_net).collect();
    let at = |place: usize| {
        let of = nets.iter().map(|net| net[place]);
        Measured::mean(of).with_theory(wide.gradient_correlation(1.0, 1.0, DEPTHS[place]))
    };
    let of_net =
        |trial: usize| DEPTHS.map(|depth| residual_correlation(setting.seed, trial as u32, depth));
    let residual: Vec<[f64; DEPTHS.len()]> = (0..count).into_par_iter().map(of_net).collect();
    let residual_at = |place: usize| {
        let of = residual.iter().map(|net| net[place]);
        Measured::mean(of).with_theory(residual_theory(DEPTHS[place]))
    };
    let points = |at: &dyn Fn(usize) -> Measured| {
        let points = (0..DEPTHS.len()).map(|place| point(DEPTHS[place] as f64, &at(place)));
        points.collect()
    };
    let limits = DEPTHS.map(|depth| Shattering::at(depth as u32));
    let published = DEPTHS.iter().zip(limits);
    let published = published.flat_map(|(depth, limit)| {
        [limit.plain, limit.residual].map(|correlation| (*depth as f64, correlation))
    });
    Ok(Measurements {
        figures: vec![
            ("correlation_1", at(0)),
            ("correlation_2", at(1)),
            ("correlation_8", at(3)),
            ("correlation_16", at(4)),
            ("resnet_1", residual_at(0)),
            ("resnet_2", residual_at(1)),
            ("resnet_8", residual_at(3)),
        ],
        title: "Balduzzi et al. 2017: correlation of gradients at two inputs",
        caption: format!(
            "ReLU, He's weights, no biases, width {WIDTH}, two orthogonal inputs, {count} nets. Theory: \
             infinite width, ∏(1-θ/π), of residual nets ∏(1-θ/2π). Squares: 2⁻ᴸ and (3/4)ᴸ."
        ),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("layers", Division::Counts),
            y: Quantity::new("correlation of the gradients", Division::Logarithmic),
            series: vec![
                series("plain", points(&at)),
                series("residual", points(&residual_at)),
            ],
            published: published.collect(),
        }],
    })
}

/// The cosine of the gradients at two orthogonal inputs, in one net.
fn correlation(seed: u64, trial: u32, depth: usize) -> f64 {
    let mut h = [vec![0.0f64; WIDTH], vec![0.0; WIDTH]];
    for (place, h) in h.iter_mut().enumerate() {
        // Orthogonal, and as long as N(0, 1).
        h[place] = (WIDTH as f64).sqrt();
    }
    let layers: Vec<Layer> = (1..=depth)
        .map(|layer| {
            let weights = weights(seed, trial, layer);
            let active = h.each_mut().map(|h| {
                let z = multiply(&weights, h);
                *h = rectified(&z);
                z.iter().map(is_positive).collect()
            });
            (weights, active)
        })
        .collect();
    cosine((seed, trial, depth), |gradient, input| {
        let mut gradient = gradient;
        for (weights, active) in layers.iter().rev() {
            let delta: Vec<f64> = product(&active[input], &gradient);
            gradient = multiply_transposed(weights, &delta);
        }
        gradient
    })
}

/// The same in a residual net without batch normalisation: h^l = h^{l-1} + W^l
/// relu(h^{l-1}), from normal h^0.
fn residual_correlation(seed: u64, trial: u32, depth: usize) -> f64 {
    let mut draws = vec![0.0f32; 2 * WIDTH];
    Stream::new(seed, Purpose::Input, trial, 0).fill_normal(&mut draws);
    let mut h = [&draws[..WIDTH], &draws[WIDTH..]].map(|draws| {
        let h = draws.iter().map(|x| f64::from(*x));
        h.collect::<Vec<f64>>()
    });
    let blocks: Vec<Layer> = (1..=depth)
        .map(|layer| {
            let weights = weights(seed, trial, layer);
            let active = h.each_mut().map(|h| {
                let active = h.iter().map(is_positive).collect();
                let added = multiply(&weights, &rectified(h));
                h.iter_mut().zip(added).for_each(|(h, added)| *h += added);
                active
            });
            (weights, active)
        })
        .collect();
    cosine((seed, trial, depth), |gradient, input| {
        let mut gradient = gradient;
        for (weights, active) in blocks.iter().rev() {
            let through = product(&active[input], &multiply_transposed(weights, &gradient));
            gradient
                .iter_mut()
                .zip(through)
                .for_each(|(g, through)| *g += through);
        }
        gradient
    })
}

/// Of the residual net, for infinite width: lengths double with each block, the
/// correlation becomes (c + C(c))/2, and a block keeps (1 + C'(c))/2 of that of the
/// gradients, C the map of ReLU.
fn residual_theory(depth: usize) -> f64 {
    let relu = Rays::leaky(0.0);
    let blocks = std::iter::successors(Some(1.0), |d| Some(0.5 * (d + relu.deficit(*d))));
    let kept = blocks.map(|d| 0.5 * (1.0 + relu.correlation_slope(d)));
    kept.take(depth).product()
}

/// Weights of a layer, row after row, and which units are active at both inputs.
type Layer = (Vec<f64>, [Vec<f64>; 2]);

/// He's weights of a layer.
fn weights(seed: u64, trial: u32, layer: usize) -> Vec<f64> {
    let mut draws = vec![0.0f32; WIDTH * WIDTH];
    Stream::new(seed, Purpose::Weights, trial, layer as u32).fill_normal(&mut draws);
    let scale = (2.0 / WIDTH as f64).sqrt();
    draws.iter().map(|w| scale * f64::from(*w)).collect()
}

fn is_positive(z: &f64) -> f64 {
    f64::from(u8::from(*z > 0.0))
}

fn rectified(z: &[f64]) -> Vec<f64> {
    z.iter().map(|z| z.max(0.0)).collect()
}

fn product(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a * b).collect()
}

fn multiply(weights: &[f64], x: &[f64]) -> Vec<f64> {
    weights.chunks_exact(WIDTH).map(|row| dot(row, x)).collect()
}

fn multiply_transposed(weights: &[f64], x: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; WIDTH];
    for (row, x) in weights.chunks_exact(WIDTH).zip(x) {
        if *x != 0.0 {
            sums.iter_mut().zip(row).for_each(|(sum, w)| *sum += x * w);
        }
    }
    sums
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The cosine of the gradients at two inputs, over some cotangents.
fn cosine(
    (seed, trial, depth): (u64, u32, usize),
    gradient: impl Fn(Vec<f64>, usize) -> Vec<f64>,
) -> f64 {
    let mut stream = Stream::new(seed, Purpose::Cotangent, trial, depth as u32);
    let mut draws = vec![0.0f32; WIDTH];
    // Of the products of both gradients, and of each with itself.
    let mut sums = [0.0; 3];
    for _ in 0..COTANGENTS {
        stream.fill_normal(&mut draws);
        let cotangent: Vec<f64> = draws.iter().map(|g| f64::from(*g)).collect();
        let [a, b] = [0, 1].map(|input| gradient(cotangent.clone(), input));
        for (sum, product) in sums.iter_mut().zip([dot(&a, &b), dot(&a, &a), dot(&b, &b)]) {
            *sum += product;
        }
    }
    sums[0] / (sums[1] * sums[2]).sqrt()
}
