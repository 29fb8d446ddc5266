//! Yarotsky 2017: a ReLU net of depth m computes x^2 to exactly 2^(-2m-2).
//!
//! f_m(x) = x - sum_{s=1}^m g_s(x)/4^s on [0, 1], g_s the s-fold tooth
//! g(x) = 2 relu(x) - 4 relu(x - 1/2) + 2 relu(x - 1), whose last unit is 0 there. On a dyadic grid every
//! operation is exact in f64, and the largest error stands at its odd points.

use super::Measurements;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{yarotsky_error, yarotsky_square};

const DEEPEST: u32 = 12;

pub(super) fn measure(_: Setting) -> Result<Measurements, ReproduceError> {
    let error = |m: u32| {
        // Midpoints of the pieces are on the grid of 2^-(m + 1).
        let cells = 1u64 << (m + 3);
        let off = (0..=cells).map(|k| {
            let x = k as f64 / cells as f64;
            (x * x - yarotsky_square(m, x)).abs()
        });
        Measured::exact(off.fold(0.0, f64::max))
    };
    let points =
        (0..=DEEPEST).map(|m| point(f64::from(m), &error(m).with_theory(yarotsky_error(m))));
    Ok(Measurements {
        figures: vec![
            ("error_1", error(1)),
            ("error_2", error(2)),
            ("error_4", error(4)),
            ("error_8", error(8)),
            ("error_12", error(12)),
        ],
        title: "Yarotsky 2017: x² by a ReLU net",
        caption: "Largest error over a dyadic grid on [0, 1], exact in f64.".to_string(),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("depth m", Division::Linear),
            y: Quantity::new("largest |x² - f(x)|", Division::Logarithmic),
            series: vec![series("ReLU net", points.collect())],
            published: [1, 2, 4, 8, 12]
                .map(|m| (f64::from(m), yarotsky_error(m)))
                .to_vec(),
        }],
    })
}
