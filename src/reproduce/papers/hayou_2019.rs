//! Hayou, Doucet and Rousseau 2018 and 2019: the edge of chaos.
//!
//! For ReLU it is the point (sigma_b, sigma_w) = (0, sqrt 2), where two inputs
//! come together like 1 - c_l ~ 9 pi^2/(2 l^2); for smooth activations like
//! beta/l. A pair for Swish that later
//! code cites, (0.2, 1.718), is no point of it: its lengths have no fixed point.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{CriticalPoint, Rays, WideNet, correlation_rate, critical};
use std::f64::consts::PI;

const DEPTH: usize = 100;
/// Layers after which l (1 - c_l) of tanh is within 2 % of its limit.
const FAR: usize = 1000;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let swish: Activation = "silu".parse()?;
    let wide =
        |sigma_b: f64, sigma_w: f64| WideNet::new(swish.clone(), sigma_w.powi(2), sigma_b.powi(2));
    let cited_net = wide(0.2, 1.718);
    // sigma_w where chi_1 = 1 at a fixed point with sigma_b = 0.2.
    let swish_edge = critical(&swish, 0.2f64.powi(2));
    let sigma_w = |edge: Option<CriticalPoint>| {
        let edge = edge.ok_or(ReproduceError::NoTheory("edge of chaos"))?;
        Ok::<_, ReproduceError>(edge.sigma_w_squared.sqrt())
    };

    let count = setting.trials(20);
    let net = |activation, weights, width, depth| Net {
        activation,
        weights,
        input: "normal(0, 0.5)",
        width,
        depth,
        batch: 4,
    };
    let cited = trials(
        net("silu", "gaussian(1.718, 0.2)", 256, DEPTH),
        setting,
        count,
    )?;
    let at = |layer: usize| {
        let of = cited.iter().map(|net| net[layer - 1].preactivation_square);
        Measured::positive(of).with_theory(length(&cited_net, layer))
    };
    let growth = cited
        .iter()
        .map(|net| net[DEPTH - 1].preactivation_square / net[DEPTH / 2 - 1].preactivation_square);
    let relu: Activation = "relu".parse()?;
    let limit = |l: usize| gap(l) * (l * l) as f64;
    let points = (1..=10).map(|step| {
        let layer = step * DEPTH / 10;
        point(layer as f64, &at(layer))
    });
    let closing = [1usize, 3, 10, 30, 100, 300, 1000].map(|l| {
        let closing = Measured::exact(gap(l));
        point(
            l as f64,
            &closing.with_theory(4.5 * PI * PI / (l * l) as f64),
        )
    });
    let (rate, smooth) = smooth(setting, count)?;
    let smooth_points = [1usize, 2, 5, 10, 20, 50, 100].map(|l| point(l as f64, &smooth[l - 1]));
    Ok(Measurements {
        figures: vec![
            (
                "relu_sigma_w",
                Measured::exact(sigma_w(critical(&relu, 0.0))?),
            ),
            (
                "relu_slope",
                Measured::exact(WideNet::new(relu, 2.0, 0.0).length_slope(1.0)),
            ),
            ("relu_rate", Measured::exact(limit(100_000))),
            ("smooth_rate", rate),
            ("smooth_closing", smooth[DEPTH - 1]),
            ("swish_gap", Measured::exact(cited_net.least_gap().1)),
            ("swish_sigma_w", Measured::exact(sigma_w(swish_edge)?)),
            ("swish_growth", Measured::typical(growth)),
            (
                "swish_gap_0.1",
                Measured::exact(wide(0.1, 1.845).least_gap().1),
            ),
        ],
        title: "Hayou et al. 2019: the edge of chaos",
        caption: format!(
            "Swish nets: width 256, input N(0, 0.5²). tanh nets: width 500, independent inputs of \
             length q*. {count} nets each."
        ),
        panels: vec![
            Panel {
                title: "ReLU, c₀ = 0".into(),
                x: Quantity::new("layer l", Division::Counts),
                y: Quantity::new("1 - c", Division::Logarithmic),
                series: vec![series("1 - c", closing.to_vec())],
                published: vec![],
            },
            Panel {
                title: "tanh, σ_b = 0.2, edge of chaos".into(),
                x: Quantity::new("layer l", Division::Counts),
                y: Quantity::new("1 - c", Division::Logarithmic),
                series: vec![series("1 - c", smooth_points.to_vec())],
                published: vec![],
            },
            Panel {
                title: "Swish, σ_b = 0.2, σ_w = 1.718".into(),
                x: Quantity::new("layer l", Division::Linear),
                y: Quantity::new("length q = mean z²", Division::Logarithmic),
                series: vec![series("measured", points.collect())],
                published: vec![],
            },
        ],
    })
}

/// q of a layer in an infinitely wide net with input N(0, 0.25).
fn length(net: &WideNet, layer: usize) -> Option<f64> {
    let first = net.sigma_w_squared() * 0.25 + net.sigma_b_squared();
    net.follow(first).nth(layer - 1)
}

/// 1 - c of two orthogonal inputs after so many ReLU layers.
fn gap(layers: usize) -> f64 {
    (0..layers).fold(1.0, |deficit, _| Rays::leaky(0.0).deficit(deficit))
}

/// tanh at the edge of chaos with sigma_b = 0.2: l (1 - c_l) far up by the
/// correlation map, and 1 - c layer by layer in nets, for two independent inputs of
/// length q*.
fn smooth(setting: Setting, count: usize) -> Result<(Measured, Vec<Measured>), ReproduceError> {
    let phi: Activation = "tanh".parse()?;
    let edge = critical(&phi, 0.04).ok_or(ReproduceError::NoTheory("edge of chaos"))?;
    let q = edge.q.ok_or(ReproduceError::NoTheory("fixed point"))?;
    let (w, b) = (edge.sigma_w_squared, edge.sigma_b_squared);
    let wide = WideNet::new(phi.clone(), w, b);
    let map = wide.correlation_map(q);
    let closing: Vec<f64> = map.follow(1.0 - b / q).take(FAR).collect();
    let rate = Measured::exact(closing[FAR - 1] * FAR as f64);
    let net = Net {
        activation: "tanh",
        weights: &format!("gaussian({}, {})", w.sqrt(), b.sqrt()),
        input: &format!("normal(0, {})", ((q - b) / w).sqrt()),
        width: 500,
        depth: DEPTH,
        batch: 2,
    };
    let nets = trials(net, setting, count)?;
    let measured = (0..DEPTH).map(|layer| {
        let of = nets.iter().map(|net| 1.0 - net[layer].correlation);
        Measured::positive(of).with_theory(closing[layer])
    });
    Ok((
        rate.with_theory(correlation_rate(&phi, q)),
        measured.collect(),
    ))
}
