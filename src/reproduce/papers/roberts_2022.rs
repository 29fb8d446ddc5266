//! Roberts, Yaida and Hanin 2022: the half-stable points of GELU and Swish,
//! where both V'(q) = 1 and chi_1(q) = 1.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::maps::{root, slope_square, square, square_slope};
use crate::reproduce::{Measured, ReproduceError, Setting};

pub(super) fn measure(_: Setting) -> Result<Measurements, ReproduceError> {
    let gelu = half_stable("gelu", (1.0, 10.0))?;
    let swish = half_stable("silu", (5.0, 40.0))?;
    let exact = Measured::exact;
    let map = |activation: &str, (k, b, w): (f64, f64, f64), (least, most): (f64, f64)| {
        let phi: Activation = activation.parse()?;
        let points = (0..=60).map(|step| {
            let q = least + (most - least) * f64::from(step) / 60.0;
            point(q, &exact(w * square(&phi, q) + b - q))
        });
        Ok::<_, ReproduceError>(Panel {
            title: format!("{activation}: σ_w² = {w:.8}, σ_b² = {b:.8}"),
            x: Quantity::new("q", Division::Linear),
            y: Quantity::new("V(q) - q", Division::Linear),
            series: vec![series(activation, points.collect())],
            published: vec![(k, 0.0)],
        })
    };
    Ok(Measurements {
        figures: vec![
            ("gelu_c_b", exact(gelu.1)),
            ("gelu_c_w", exact(gelu.2)),
            ("swish_c_b", exact(swish.1)),
            ("swish_c_w", exact(swish.2)),
            ("swish_k", exact(swish.0)),
        ],
        title: "Roberts, Yaida and Hanin 2022: half-stable points",
        caption: "V(q) = σ_w² E[φ²] + σ_b². At the point V(q) = q, V' = 1 and chi_1 = 1: lengths come to \
                  it slowly."
            .to_string(),
        panels: vec![
            map("gelu", gelu, (1.8, 7.0))?,
            map("silu", swish, (7.0, 28.0))?,
        ],
    })
}

/// q, sigma_b^2 and sigma_w^2 where V' = 1 and chi_1 = 1.
fn half_stable(activation: &str, ends: (f64, f64)) -> Result<(f64, f64, f64), ReproduceError> {
    let phi: Activation = activation.parse()?;
    let q = root(|q| square_slope(&phi, q) - slope_square(&phi, q), ends);
    let w = 1.0 / slope_square(&phi, q);
    Ok((q, q - w * square(&phi, q), w))
}
