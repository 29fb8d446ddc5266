//! Hanin and Nica 2020: gradient norms are log-normal, so that the mean stays
//! where theory has it while the typical net vanishes.

use super::Measurements;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::Rays;
use std::f64::consts::LN_2;

const WIDTHS: [usize; 3] = [10, 30, 100];
const DEPTH: usize = 41;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let count = setting.trials(1000);
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
        let nets = trials(net, setting, count)?;
        // A dead net has no logarithm.
        let alive = nets
            .into_iter()
            .filter(|net| net[0].gradient_log2.is_finite());
        all.push(alive.collect::<Vec<_>>());
    }
    let law = |place: usize| Rays::leaky(0.0).log_ratio(WIDTHS[place]);
    let steps = (DEPTH - 1) as f64;
    let log_mean = |place: usize| {
        let logs = logs(&all[place], DEPTH - 1).map(|log| log / steps);
        Measured::mean(logs).with_theory(law(place).mean)
    };
    // The mean is known, so that squared deviations from it have the variance
    // as their mean.
    let log_variance = |place: usize| {
        let law = law(place);
        let squares =
            logs(&all[place], DEPTH - 1).map(move |log| (log - steps * law.mean).powi(2) / steps);
        Measured::mean(squares).with_theory(law.variance)
    };
    let typical = |place: usize, steps: usize| {
        Measured::typical(logs(&all[place], steps).map(libm::exp))
            .with_theory((law(place).mean * steps as f64).exp())
    };
    let figures = vec![
        ("log_mean_100", log_mean(2)),
        ("log_variance_100", log_variance(2)),
        ("log_mean_30", log_mean(1)),
        ("log_variance_30", log_variance(1)),
        ("log_mean_10", log_mean(0)),
        ("log_variance_10", log_variance(0)),
        ("typical_30", typical(1, DEPTH - 1)),
        (
            "mean_100",
            Measured::positive(logs(&all[2], DEPTH - 1).map(libm::exp)).with_theory(1.0),
        ),
    ];
    let of_typical = |place: usize| {
        let points = (0..DEPTH)
            .step_by(4)
            .map(|steps| point(steps as f64, &typical(place, steps)));
        series(
            &format!("typical, width {}", WIDTHS[place]),
            points.collect(),
        )
    };
    let mean = (0..DEPTH).step_by(4).map(|steps| {
        let mean = Measured::positive(logs(&all[2], steps).map(libm::exp));
        point(steps as f64, &mean.with_theory(1.0))
    });
    let mut lines: Vec<_> = (0..WIDTHS.len()).map(of_typical).collect();
    lines.push(series("mean, width 100", mean.collect()));
    Ok(Measurements {
        figures,
        title: "Hanin and Nica 2020: the typical net and the mean",
        caption: format!(
            "ReLU, He's weights, one sample, {count} nets; those that are dead are left out. Typical: \
             the geometric mean."
        ),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("layers below the output", Division::Linear),
            y: Quantity::new("|δ|² over that at the output", Division::Logarithmic),
            series: lines,
            published: vec![(40.0, (-2.5f64 * 40.0 / 100.0).exp())],
        }],
    })
}

/// ln |delta|^2 after `steps` layers over that before.
fn logs(nets: &[Vec<Layer>], steps: usize) -> impl Iterator<Item = f64> {
    nets.iter().map(move |net| {
        let log = net[DEPTH - 1 - steps].gradient_log2 - net[DEPTH - 1].gradient_log2;
        2.0 * LN_2 * log
    })
}
