//! Poole et al. 2016: the length of a signal forgets where it came from, and the
//! correlation of two comes to c*.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::WideNet;

const DEPTH: usize = 10;
/// Six depth scales of the correlation at sigma_w = 2.5.
const DEEP: usize = 30;
const SIGMA_W: [f64; 3] = [1.3, 2.5, 4.0];
const SIGMA_B: f64 = 0.3;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let phi: Activation = "tanh".parse()?;
    let count = setting.trials(20);
    let mut lines = Vec::new();
    let mut ends: Vec<Vec<f64>> = Vec::new();
    for sigma_w in SIGMA_W {
        let weights = format!("gaussian({sigma_w}, {SIGMA_B})");
        let wide = WideNet::new(phi.clone(), sigma_w * sigma_w, SIGMA_B * SIGMA_B);
        for (deviation, input) in [(0.2, "normal(0, 0.2)"), (3.0, "normal(0, 3)")] {
            let net = Net {
                activation: "tanh",
                weights: &weights,
                input,
                width: 1000,
                depth: DEPTH,
                batch: 4,
            };
            let nets = trials(net, setting, count)?;
            let at = |layer: usize| {
                Measured::positive(
                    nets.iter()
                        .map(|net: &Vec<Layer>| net[layer - 1].preactivation_square),
                )
            };
            let first = wide.sigma_w_squared() * deviation * deviation + wide.sigma_b_squared();
            let lengths = (1..=DEPTH).zip(wide.follow(first));
            let points = lengths.map(|(layer, q)| point(layer as f64, &at(layer).with_theory(q)));
            lines.push(series(
                &format!("σ_w {sigma_w}, from {deviation}²"),
                points.collect(),
            ));
            ends.push(
                nets.iter()
                    .map(|net| net[DEPTH - 1].preactivation_square)
                    .collect(),
            );
        }
    }
    let length = |place: usize| Measured::positive(ends[place].iter().copied());
    let forgotten = |place: usize| {
        let (short, long): (&Vec<f64>, &Vec<f64>) = (&ends[2 * place], &ends[2 * place + 1]);
        Measured::positive(long.iter().zip(short).map(|(long, short)| long / short))
    };
    let q = WideNet::new(phi.clone(), 1.69, 0.09).settled_length(1.0);
    let mut correlations = Vec::new();
    for sigma_w in SIGMA_W {
        correlations.push(correlation(&phi, sigma_w, setting, count)?);
    }
    let approach = |(sigma_w, layers): (&f64, &Vec<Measured>)| {
        let points = (1..)
            .zip(layers)
            .map(|(layer, c)| point(f64::from(layer), c));
        series(&format!("σ_w {sigma_w}"), points.collect())
    };
    let last = |place: usize| correlations[place][DEEP - 1];
    Ok(Measurements {
        figures: vec![
            ("q_1.3", length(0).with_theory(q)),
            ("forgotten_1.3", forgotten(0).with_theory(1.0)),
            ("forgotten_2.5", forgotten(1).with_theory(1.0)),
            ("forgotten_4", forgotten(2).with_theory(1.0)),
            ("c_1.3", last(0)),
            ("c_2.5", last(1)),
            ("c_4", last(2)),
        ],
        title: "Poole et al. 2016: lengths and correlations come to fixed points",
        caption: format!(
            "tanh, σ_b = 0.3, width 1000 for lengths and 500 for correlations, {count} nets."
        ),
        panels: vec![
            Panel {
                title: String::new(),
                x: Quantity::new("layer l", Division::Linear),
                y: Quantity::new("length q = mean z²", Division::Logarithmic),
                series: lines,
                published: vec![],
            },
            Panel {
                title: "independent inputs".into(),
                x: Quantity::new("layer l", Division::Linear),
                y: Quantity::new("correlation c of z", Division::Linear),
                series: SIGMA_W.iter().zip(&correlations).map(approach).collect(),
                published: vec![],
            },
        ],
    })
}

/// The correlation of two independent inputs of length q*, layer by layer, and what
/// the correlation map makes of it.
fn correlation(
    phi: &Activation,
    sigma_w: f64,
    setting: Setting,
    count: usize,
) -> Result<Vec<Measured>, ReproduceError> {
    let wide = WideNet::new(phi.clone(), sigma_w * sigma_w, SIGMA_B * SIGMA_B);
    let q = wide.settled_length(1.0);
    let q = q.ok_or(ReproduceError::NoTheory("fixed point"))?;
    let square = (q - wide.sigma_b_squared()) / wide.sigma_w_squared();
    let weights = format!("gaussian({sigma_w}, {SIGMA_B})");
    let net = Net {
        activation: "tanh",
        weights: &weights,
        input: &format!("normal(0, {})", square.sqrt()),
        width: 500,
        depth: DEEP,
        batch: 64,
    };
    let nets = trials(net, setting, count)?;
    let map = wide.correlation_map(q);
    // What the bias makes of c = 0.
    let first = 1.0 - wide.sigma_b_squared() / q;
    let layers = (0..DEEP).zip(map.follow(first));
    let measured = layers.map(|(layer, deficit)| {
        let of = nets.iter().map(|net: &Vec<Layer>| net[layer].correlation);
        Measured::mean(of).with_theory(1.0 - deficit)
    });
    Ok(measured.collect())
}
