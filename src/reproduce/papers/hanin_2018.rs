//! Hanin 2018: what explodes is decided by the sum of 1/n over the layers.
//!
//! E[|v_L|^4] / E[|v_L|^2]^2 = prod (1 + 5/n_l) <= exp(5 beta), beta = sum
//! 1/n_l, for a vector taken through a ReLU net with He's weights.

use super::Measurements;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};

const WIDTHS: [usize; 3] = [50, 100, 200];
const DEPTH: usize = 11;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let count = setting.trials(4000);
    let mut all = Vec::new();
    for width in WIDTHS {
        let net = Net {
            activation: "relu",
            weights: "he",
            input: "normal",
            width,
            depth: DEPTH,
            batch: 1,
        };
        all.push(trials(net, setting, count)?);
    }
    let figures = vec![
        (
            "mean_100",
            Measured::mean(ratios(&all[1], 10, 1)).with_theory(1.0),
        ),
        ("fourth_100", fourth(&all[1], 10, 100)),
        (
            "mean_200",
            Measured::mean(ratios(&all[2], 10, 1)).with_theory(1.0),
        ),
        ("fourth_200", fourth(&all[2], 10, 200)),
        ("fourth_200_5", fourth(&all[2], 5, 200)),
    ];
    let by_beta = |place: usize| {
        let points = (1..DEPTH).map(|steps| {
            let beta = steps as f64 / WIDTHS[place] as f64;
            point(beta, &fourth(&all[place], steps, WIDTHS[place]))
        });
        series(&format!("width {}", WIDTHS[place]), points.collect())
    };
    Ok(Measurements {
        figures,
        title: "Hanin 2018: the fourth moment of a gradient",
        caption: format!(
            "ReLU, He's weights, one sample, {count} nets of up to 10 layers. Theory: the product of \
             1 + 5/n."
        ),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("β = Σ 1/n", Division::Linear),
            y: Quantity::new("E|v|⁴ / (E|v|²)²", Division::Logarithmic),
            series: (0..WIDTHS.len()).map(by_beta).collect(),
            published: vec![(0.1, 1.05f64.powi(10)), (0.05, 1.025f64.powi(10))],
        }],
    })
}

/// |v|^2 after `steps` layers over that before, to a power.
fn ratios(nets: &[Vec<Layer>], steps: usize, power: i32) -> impl Iterator<Item = f64> {
    nets.iter().map(move |net| {
        let log = net[DEPTH - 1 - steps].gradient_log2 - net[DEPTH - 1].gradient_log2;
        libm::exp2(2.0 * log * f64::from(power))
    })
}

/// The mean of |v|^2 is 1 exactly, so that the mean of |v|^4 is the ratio. It is
/// no log-normal figure far out, and the trials are many: Student's interval.
fn fourth(nets: &[Vec<Layer>], steps: usize, width: usize) -> Measured {
    let theory = (1.0 + 5.0 / width as f64).powi(steps as i32);
    Measured::mean(ratios(nets, steps, 2)).with_theory(theory)
}
