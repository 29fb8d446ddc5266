//! Schoenholz et al. 2017: the length q* of a signal, and gradients that grow by
//! chi_1 a layer.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{WideNet, critical};

const DEPTH: usize = 20;
/// Seven depth scales of the correlation at sigma_w^2 = 3.
const DEEP: usize = 60;
const SIGMA_B_SQUARED: f64 = 0.05;
const SIGMA_W_SQUARED: [f64; 5] = [1.3, 1.760954639606739, 2.0, 2.5, 4.0];

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let phi: Activation = "tanh".parse()?;
    let count = setting.trials(20);
    let (mut lengths, mut factors) = (Vec::new(), Vec::new());
    for w in SIGMA_W_SQUARED {
        let weights = format!("gaussian({}, {})", w.sqrt(), SIGMA_B_SQUARED.sqrt());
        let net = Net {
            activation: "tanh",
            weights: &weights,
            input: "normal",
            width: 500,
            depth: DEPTH,
            batch: 4,
        };
        let nets = trials(net, setting, count)?;
        let wide = WideNet::new(phi.clone(), w, SIGMA_B_SQUARED);
        let q = wide.settled_length(1.0).unwrap_or(f64::NAN);
        let last = nets
            .iter()
            .map(|net: &Vec<Layer>| net[DEPTH - 1].preactivation_square);
        lengths.push(Measured::positive(last).with_theory(q));
        // From layer 6 on, where q is that of the fixed point.
        let factor = nets.iter().map(|net| {
            let (low, high) = (5, DEPTH - 1);
            let log = 2.0 * (net[low].gradient_log2 - net[high].gradient_log2);
            libm::exp2(log / (high - low) as f64)
        });
        factors.push(Measured::positive(factor).with_theory(wide.chi(q)));
    }
    let correlations = correlations(setting, count)?;
    let at = |layer: usize| {
        Measured::mean(
            correlations
                .iter()
                .map(|net: &Vec<Layer>| net[layer - 1].correlation),
        )
    };
    let approach = (0..=12).map(|step| {
        let layer = (5 * step).max(1);
        point(layer as f64, &at(layer))
    });
    let edge = critical(&phi, SIGMA_B_SQUARED);
    let edge = edge.map_or(f64::NAN, |point| point.sigma_w_squared);
    let by_weights = |name: &str, y: &str, measured: &[Measured]| {
        let points = SIGMA_W_SQUARED.iter().zip(measured);
        let points = points.map(|(w, measured)| point(*w, measured));
        Panel {
            title: String::new(),
            x: Quantity::new("σ_w²", Division::Linear),
            y: Quantity::new(y, Division::Linear),
            series: vec![series(name, points.collect())],
            published: vec![],
        }
    };
    Ok(Measurements {
        figures: vec![
            ("critical_0.05", Measured::exact(edge)),
            ("q_1.3", lengths[0]),
            ("q_critical", lengths[1]),
            ("q_2.5", lengths[3]),
            ("q_4", lengths[4]),
            ("c_3", at(DEEP)),
            ("chi_1.3", factors[0]),
            ("chi_critical", factors[1]),
            ("chi_4", factors[4]),
        ],
        title: "Schoenholz et al. 2017: length and gradient by the weights' variance",
        caption: format!("tanh, σ_b² = 0.05, width 500, 20 layers, batch 4, {count} nets."),
        panels: vec![
            by_weights("q*", "length q* = mean z²", &lengths),
            by_weights("chi_1", "factor of mean δ² a layer", &factors),
            Panel {
                title: "σ_w² = 3, orthogonal inputs".into(),
                x: Quantity::new("layer", Division::Linear),
                y: Quantity::new("correlation of z", Division::Linear),
                series: vec![series("c", approach.collect())],
                published: vec![(DEEP as f64, 0.2993176)],
            },
        ],
    })
}

/// Nets in the chaotic phase, sigma_w^2 = 3.
fn correlations(setting: Setting, count: usize) -> Result<Vec<Vec<Layer>>, ReproduceError> {
    let weights = format!("gaussian({}, {})", 3f64.sqrt(), SIGMA_B_SQUARED.sqrt());
    let net = Net {
        activation: "tanh",
        weights: &weights,
        input: "normal",
        width: 500,
        depth: DEEP,
        batch: 2,
    };
    trials(net, setting, count)
}
