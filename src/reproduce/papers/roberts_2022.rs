//! Roberts, Yaida and Hanin 2022: the half-stable points of GELU and Swish,
//! where both V'(q) = 1 and chi_1(q) = 1.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{CriticalPoint, WideNet, half_stable};

pub(super) fn measure(_: Setting) -> Result<Measurements, ReproduceError> {
    let gelu = only_half_stable("gelu")?;
    let swish = only_half_stable("silu")?;
    let exact = Measured::exact;
    let map = |activation: &str, at: CriticalPoint, (least, most): (f64, f64)| {
        let (w, b) = (at.sigma_w_squared, at.sigma_b_squared);
        let net = WideNet::new(activation.parse()?, w, b);
        let points = (0..=60).map(|step| {
            let q = least + (most - least) * f64::from(step) / 60.0;
            point(q, &exact(net.length_map(q) - q))
        });
        Ok::<_, ReproduceError>(Panel {
            title: format!("{activation}: σ_w² = {w:.8}, σ_b² = {b:.8}"),
            x: Quantity::new("q", Division::Linear),
            y: Quantity::new("V(q) - q", Division::Linear),
            series: vec![series(activation, points.collect())],
            published: vec![(q_of(at)?, 0.0)],
        })
    };
    Ok(Measurements {
        figures: vec![
            ("gelu_c_b", exact(gelu.sigma_b_squared)),
            ("gelu_c_w", exact(gelu.sigma_w_squared)),
            ("swish_c_b", exact(swish.sigma_b_squared)),
            ("swish_c_w", exact(swish.sigma_w_squared)),
            ("swish_k", exact(q_of(swish)?)),
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

/// The half-stable point of an activation that has one.
fn only_half_stable(activation: &str) -> Result<CriticalPoint, ReproduceError> {
    let phi: Activation = activation.parse()?;
    let first = half_stable(&phi).first().copied();
    first.ok_or(ReproduceError::NoTheory("half-stable point"))
}

/// q*.
fn q_of(point: CriticalPoint) -> Result<f64, ReproduceError> {
    point.q.ok_or(ReproduceError::NoTheory("fixed point"))
}
