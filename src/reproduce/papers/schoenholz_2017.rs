//! Schoenholz et al. 2017: the length q* of a signal, gradients that grow by chi_1
//! a layer, and the depth scales: in how many layers a deviation from q* (xi_q)
//! and from c* (xi_c) falls by e.

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
/// sigma_w^2 in the ordered phase.
const ORDERED: f64 = 1.3;
/// Where lengths have come to q*.
const SETTLED: usize = 10;
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
        let q = settled(&wide)?;
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
    let chaotic = correlations(setting, count, 3.0)?;
    let at = |layer: usize| {
        let of = chaotic.iter();
        Measured::mean(of.map(|net: &Vec<Layer>| net[layer - 1].correlation))
    };
    let net = WideNet::new(phi.clone(), 3.0, SIGMA_B_SQUARED);
    let chaos = net.correlation_map(settled(&net)?).fixed_point().c;
    let ordered = correlations(setting, count, ORDERED)?;
    let apart = |layer: usize| {
        let of = ordered.iter();
        Measured::positive(of.map(|net: &Vec<Layer>| 1.0 - net[layer - 1].correlation))
    };
    let scales = depth_scales(&phi, setting, count, &ordered)?;
    let approach = (0..=12).map(|step| {
        let layer = (5 * step).max(1);
        point(layer as f64, &at(layer))
    });
    let net = WideNet::new(phi.clone(), ORDERED, SIGMA_B_SQUARED);
    let expected: Vec<f64> = {
        let map = net.correlation_map(settled(&net)?);
        let start = apart(SETTLED).value.unwrap_or(1.0);
        map.follow(start).take(DEEP - SETTLED + 1).collect()
    };
    let closing = (SETTLED..=DEEP).step_by(5).map(|layer| {
        let measured = apart(layer).with_theory(expected[layer - SETTLED]);
        point(layer as f64, &measured)
    });
    let edge = critical(&phi, SIGMA_B_SQUARED);
    let edge = edge.ok_or(ReproduceError::NoTheory("edge of chaos"))?;
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
            ("critical_0.05", Measured::exact(edge.sigma_w_squared)),
            ("q_1.3", lengths[0]),
            ("q_critical", lengths[1]),
            ("q_2.5", lengths[3]),
            ("q_4", lengths[4]),
            ("c_3", at(DEEP).with_theory(chaos)),
            ("xi_q_1.3", scales[0]),
            ("xi_c_1.3", scales[1]),
            ("chi_1.3", factors[0]),
            ("chi_critical", factors[1]),
            ("chi_4", factors[4]),
        ],
        title: "Schoenholz et al. 2017: length and gradient by the weights' variance",
        caption: format!(
            "tanh, σ_b² = 0.05, width 500, {count} nets; lengths and gradients after 20 layers."
        ),
        panels: vec![
            by_weights("q*", "length q* = mean z²", &lengths),
            by_weights("chi_1", "factor of mean δ² a layer", &factors),
            Panel {
                title: "σ_w² = 3, independent inputs".into(),
                x: Quantity::new("layer", Division::Linear),
                y: Quantity::new("correlation of z", Division::Linear),
                series: vec![series("c", approach.collect())],
                published: vec![(DEEP as f64, 0.2993176)],
            },
            Panel {
                title: "σ_w² = 1.3, independent inputs".into(),
                x: Quantity::new("layer", Division::Linear),
                y: Quantity::new("1 - correlation of z", Division::Logarithmic),
                series: vec![series("1 - c", closing.collect())],
                published: vec![],
            },
        ],
    })
}

/// q*.
fn settled(net: &WideNet) -> Result<f64, ReproduceError> {
    let settled = net.settled_length(1.0);
    settled.ok_or(ReproduceError::NoTheory("fixed point"))
}

/// xi_q = -1/ln V'(q*) and xi_c = -1/ln chi_1 at sigma_w^2 = 1.3.
///
/// Two inputs of one direction, whose first lengths lie a little above and below
/// q*, go through the same nets, and so the difference of their lengths is left
/// without the noise that both share. 1 - c is taken where it is small.
fn depth_scales(
    phi: &Activation,
    setting: Setting,
    count: usize,
    ordered: &[Vec<Layer>],
) -> Result<[Measured; 2], ReproduceError> {
    let wide = WideNet::new(phi.clone(), ORDERED, SIGMA_B_SQUARED);
    let q = settled(&wide)?;
    let weights = format!("gaussian({}, {})", ORDERED.sqrt(), SIGMA_B_SQUARED.sqrt());
    let lengths = |first: f64| {
        let input = format!(
            "normal(0, {})",
            ((first - SIGMA_B_SQUARED) / ORDERED).sqrt()
        );
        let net = Net {
            activation: "tanh",
            weights: &weights,
            input: &input,
            width: 500,
            depth: 6,
            batch: 16,
        };
        trials(net, setting, count)
    };
    let (above, below) = (lengths(1.15 * q)?, lengths(0.85 * q)?);
    let scale = |first: f64, last: f64, layers: usize| layers as f64 / (first / last).ln();
    let of_lengths = above.iter().zip(&below).map(|(above, below)| {
        let gap = |layer: usize| {
            above[layer - 1].preactivation_square - below[layer - 1].preactivation_square
        };
        scale(gap(1), gap(5), 4)
    });
    let of_correlations = ordered.iter().map(|net| {
        let gap = |layer: usize| 1.0 - net[layer - 1].correlation;
        scale(gap(40), gap(DEEP), DEEP - 40)
    });
    let theory = |slope: f64| -1.0 / slope.ln();
    Ok([
        Measured::positive(of_lengths).with_theory(theory(wide.length_slope(q))),
        Measured::positive(of_correlations).with_theory(theory(wide.chi(q))),
    ])
}

/// Nets with two inputs at this sigma_w^2.
fn correlations(
    setting: Setting,
    count: usize,
    sigma_w_squared: f64,
) -> Result<Vec<Vec<Layer>>, ReproduceError> {
    let weights = format!(
        "gaussian({}, {})",
        sigma_w_squared.sqrt(),
        SIGMA_B_SQUARED.sqrt()
    );
    let net = Net {
        activation: "tanh",
        weights: &weights,
        input: "normal",
        width: 500,
        depth: DEEP,
        batch: 32,
    };
    trials(net, setting, count)
}
