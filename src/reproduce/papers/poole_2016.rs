//! Poole et al. 2016: the length of a signal forgets where it came from.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::WideNet;

const DEPTH: usize = 10;
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
    let settled = WideNet::new(phi, 1.69, 0.09).settled_length(1.0);
    let q = settled.unwrap_or(f64::NAN);
    Ok(Measurements {
        figures: vec![
            ("q_1.3", length(0).with_theory(q)),
            ("forgotten_1.3", forgotten(0).with_theory(1.0)),
            ("forgotten_2.5", forgotten(1).with_theory(1.0)),
            ("forgotten_4", forgotten(2).with_theory(1.0)),
        ],
        title: "Poole et al. 2016: lengths come to a fixed point",
        caption: format!("tanh, σ_b = 0.3, width 1000, batch 4, {count} nets."),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("layer l", Division::Linear),
            y: Quantity::new("length q = mean z²", Division::Logarithmic),
            series: lines,
            published: vec![],
        }],
    })
}
