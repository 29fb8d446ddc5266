//! Balduzzi et al. 2017: shattered gradients.
//!
//! Where the units of every layer are active at two inputs with probability
//! 1/4, the correlation of the gradients halves with each layer. In a bias-free
//! net with He's weights two inputs come closer on the way up, so that only
//! the first layer does so: for infinite width the correlation is the product
//! of 1 - theta_l/pi, which falls like L^-3.

use super::Measurements;
use crate::generator::{Purpose, Stream};
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::WideNet;
use rayon::prelude::*;

const WIDTH: usize = 128;
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
    let points = (0..DEPTHS.len()).map(|place| point(DEPTHS[place] as f64, &at(place)));
    Ok(Measurements {
        figures: vec![
            ("correlation_1", at(0)),
            ("correlation_2", at(1)),
            ("correlation_8", at(3)),
            ("correlation_16", at(4)),
        ],
        title: "Balduzzi et al. 2017: correlation of gradients at two inputs",
        caption: format!(
            "ReLU, He's weights, no biases, width {WIDTH}, two orthogonal inputs, {count} nets. Theory: \
             infinite width, ∏(1 - θ/π)."
        ),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("layers", Division::Counts),
            y: Quantity::new("correlation of the gradients", Division::Logarithmic),
            series: vec![series("ReLU net", points.collect())],
            published: DEPTHS
                .map(|depth| (depth as f64, 0.5f64.powi(depth as i32)))
                .to_vec(),
        }],
    })
}

/// The cosine of the gradients at two orthogonal inputs, in one net.
fn correlation(seed: u64, trial: u32, depth: usize) -> f64 {
    let n = WIDTH;
    let mut h = [vec![0.0f64; n], vec![0.0; n]];
    for (place, h) in h.iter_mut().enumerate() {
        // Orthogonal, and as long as N(0, 1).
        h[place] = (n as f64).sqrt();
    }
    let mut layers: Vec<Layer> = Vec::new();
    for layer in 1..=depth {
        let mut draws = vec![0.0f32; n * n];
        let mut stream = Stream::new(seed, Purpose::Weights, trial, layer as u32);
        stream.fill_normal(&mut draws);
        let scale = (2.0 / n as f64).sqrt();
        let active = h.each_mut().map(|h| {
            let z: Vec<f64> = draws
                .chunks_exact(n)
                .map(|row| {
                    scale
                        * row
                            .iter()
                            .zip(h.iter())
                            .map(|(w, h)| f64::from(*w) * h)
                            .sum::<f64>()
                })
                .collect();
            *h = z.iter().map(|z| z.max(0.0)).collect();
            z.iter()
                .map(|z| f64::from(u8::from(*z > 0.0)))
                .collect::<Vec<f64>>()
        });
        layers.push((draws, active));
    }
    let mut stream = Stream::new(seed, Purpose::Cotangent, trial, depth as u32);
    let mut cotangent = vec![0.0f32; n];
    // Of the products of both gradients, and of each with itself.
    let mut sums = [0.0; 3];
    for _ in 0..COTANGENTS {
        stream.fill_normal(&mut cotangent);
        let [a, b] = [0, 1].map(|input| gradient(&cotangent, &layers, input));
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        for (sum, product) in sums.iter_mut().zip([dot(&a, &b), dot(&a, &a), dot(&b, &b)]) {
            *sum += product;
        }
    }
    sums[0] / (sums[1] * sums[2]).sqrt()
}

/// Weights of a layer, and which of its units are active at both inputs.
type Layer = (Vec<f32>, [Vec<f64>; 2]);

/// The gradient by one of the inputs.
fn gradient(cotangent: &[f32], layers: &[Layer], input: usize) -> Vec<f64> {
    let n = WIDTH;
    let mut gradient: Vec<f64> = cotangent.iter().map(|g| f64::from(*g)).collect();
    for (weights, active) in layers.iter().rev() {
        let mut below = vec![0.0f64; n];
        let rows = weights.chunks_exact(n).zip(&gradient);
        for ((row, g), active) in rows.zip(&active[input]) {
            let delta = g * active;
            if delta != 0.0 {
                let entries = below.iter_mut().zip(row);
                entries.for_each(|(below, w)| *below += delta * f64::from(*w));
            }
        }
        gradient = below;
    }
    gradient
}
