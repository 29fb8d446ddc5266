//! Zhang, Botev and Martens 2022: the slope of a Leaky ReLU for a given depth
//! (TAT).
//!
//! Cosines of two inputs follow C(c) = c + (1 - a)^2/(pi (1 + a^2)) (sin theta -
//! theta cos theta), c = cos theta, a layer; the slope a is the one with which
//! orthogonal inputs end at C_L(0) = eta = 0.9.

use super::Measurements;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::subnet::most_over_subnets;
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{Rays, tat_slope, tat_slope_of};

const ETA: f64 = 0.9;

pub(super) fn measure(_: Setting) -> Result<Measurements, ReproduceError> {
    let no_slope = || ReproduceError::NoTheory("slope");
    let slope = |depth: usize| tat_slope(depth, ETA).ok_or_else(no_slope);
    let shallowest = (1..100)
        .find(|depth| cosine(0.0, *depth) >= ETA)
        .ok_or_else(no_slope)?;
    let by_depth = |name: &str, a: f64| {
        let points = (0..=50)
            .step_by(2)
            .map(|depth| point(depth as f64, &Measured::exact(cosine(a, depth))));
        series(name, points.collect())
    };
    let tailored = slope(50)?;
    let resnet = tat_slope_of(0.75, |c, map| most_over_subnets(c, map)).ok_or_else(no_slope)?;
    Ok(Measurements {
        figures: vec![
            ("slope_50", Measured::exact(tailored)),
            ("slope_101", Measured::exact(slope(101)?)),
            ("resnet", Measured::exact(resnet)),
            ("shallowest", Measured::exact(shallowest as f64)),
        ],
        title: "Zhang et al. 2022: tailored slopes",
        caption: "Infinite width, He's weights for the slope.".to_string(),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("layers", Division::Linear),
            y: Quantity::new("cosine of orthogonal inputs", Division::Linear),
            series: vec![
                by_depth("ReLU", 0.0),
                by_depth("slope 0.01", 0.01),
                by_depth("slope for depth 50", tailored),
            ],
            published: vec![(50.0, ETA)],
        }],
    })
}

/// The cosine of two orthogonal inputs after so many layers.
fn cosine(a: f64, depth: usize) -> f64 {
    let layers = (0..depth).fold(1.0, |deficit, _| Rays::leaky(a).deficit(deficit));
    1.0 - layers
}
