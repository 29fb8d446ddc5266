//! Klambauer et al. 2017: SELU brings mean 0 and variance 1 back.
//!
//! The map of mean and variance through a layer with LeCun's weights has the
//! fixed point (0, 1), with a Jacobian of norm 0.788 < 1. That bounds the
//! activations; a gradient's mean square takes the factor chi_1 = E[phi'(z)^2] =
//! 1.0716 a layer.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{Selu, WideNet};

const DEPTH: usize = 32;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let phi: Activation = "selu".parse()?;
    let lambda = phi.derivative(1.0);
    let selu = Selu {
        alpha: -phi.value(-1e3) / lambda,
        lambda,
    };
    let [[_, of_mean], [_, of_variance]] = selu.jacobian((0.0, 1.0), (0.0, 1.0));
    let chi = WideNet::new(phi, 1.0, 0.0).chi(1.0);
    // Corners of the domain: mean times weights' sum, and variance.
    let mapped_mean = |mean: f64, variance: f64| selu.map((mean, variance), (1.0, 1.0)).0;
    let corners = |mean: f64| [0.8 * 0.95, 1.5 * 1.1].map(|variance| mapped_mean(mean, variance));
    let least = corners(-0.01).into_iter().fold(f64::INFINITY, f64::min);
    let most = corners(0.01).into_iter().fold(f64::NEG_INFINITY, f64::max);

    let count = setting.trials(40);
    let net = |input| Net {
        activation: "selu",
        weights: "lecun",
        input,
        width: 512,
        depth: DEPTH,
        batch: 8,
    };
    let wide = trials(net("normal(0, 2)"), setting, count)?;
    let unit = trials(net("normal"), setting, count)?;
    let narrow = trials(net("normal(0, 0.5)"), setting, count)?;
    let variance = |net: &Vec<Layer>, layer: usize| {
        net[layer - 1].activation_square - net[layer - 1].activation_mean.powi(2)
    };
    let growth = unit.iter().map(|net| {
        let decades = net[0].gradient_log2 - net[DEPTH - 1].gradient_log2;
        libm::exp2(decades / (DEPTH - 1) as f64)
    });
    let figures = vec![
        ("lambda", Measured::exact(selu.lambda)),
        ("alpha", Measured::exact(selu.alpha)),
        ("mean_by_variance", Measured::exact(of_mean)),
        ("variance_by_variance", Measured::exact(of_variance)),
        ("norm", Measured::exact(of_mean.hypot(of_variance))),
        ("least_mean", Measured::exact(least)),
        ("most_mean", Measured::exact(most)),
        (
            "fixed_mean",
            Measured::mean(wide.iter().map(|net| net[DEPTH - 1].activation_mean)).with_theory(0.0),
        ),
        (
            "fixed_variance",
            Measured::positive(wide.iter().map(|net| variance(net, DEPTH))).with_theory(1.0),
        ),
        (
            "gradient",
            Measured::positive(growth).with_theory(chi.sqrt()),
        ),
    ];
    let variances = |name: &str, nets: &[Vec<Layer>]| {
        let points = (1..=DEPTH).map(|layer| {
            point(
                layer as f64,
                &Measured::positive(nets.iter().map(|net| variance(net, layer))),
            )
        });
        series(name, points.collect())
    };
    let gradients = (1..=DEPTH).map(|layer| {
        let squares = unit
            .iter()
            .map(|net| net[layer - 1].gradient_square().sqrt());
        let theory = chi.powf((DEPTH + 1 - layer) as f64 / 2.0);
        point(
            layer as f64,
            &Measured::positive(squares).with_theory(theory),
        )
    });
    let layer = || Quantity::new("layer", Division::Linear);
    Ok(Measurements {
        figures,
        title: "Klambauer et al. 2017: SELU's fixed point, and its gradient",
        caption: format!("SELU, LeCun's weights, width 512, batch 8, {count} nets."),
        panels: vec![
            Panel {
                title: "activations".into(),
                x: layer(),
                y: Quantity::new("variance of h", Division::Linear),
                series: vec![
                    variances("input N(0, 2²)", &wide),
                    variances("input N(0, 0.5²)", &narrow),
                ],
                published: vec![(DEPTH as f64, 1.0)],
            },
            Panel {
                title: "gradient, from the output at layer 32".into(),
                x: layer(),
                y: Quantity::new("gradient RMS, √mean δ²", Division::Linear),
                series: vec![series("input N(0, 1)", gradients.collect())],
                published: vec![],
            },
        ],
    })
}
