//! Hayou, Doucet and Rousseau 2018 and 2019: the edge of chaos.
//!
//! For ReLU it is the point (sigma_b, sigma_w) = (0, sqrt 2), where two inputs
//! come together like 1 - c_l ~ 9 pi^2/(2 l^2). A pair for Swish that later
//! code cites, (0.2, 1.718), is no point of it: its lengths have no fixed point.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::maps::{root, slope_square, square, square_slope};
use crate::reproduce::minimum::minimum;
use crate::reproduce::net::{Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use std::f64::consts::PI;

const DEPTH: usize = 100;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let swish: Activation = "silu".parse()?;
    let (b, w) = (0.2f64.powi(2), 1.718f64.powi(2));
    let least = |(b, w): (f64, f64)| minimum(|q| w * square(&swish, q) + b - q, (0.05, 2.0)).1;
    // sigma_w where chi_1 = 1 at a fixed point with sigma_b = 0.2.
    let q = root(
        |q| q - square(&swish, q) / slope_square(&swish, q) - b,
        (0.2, 2.0),
    );
    let critical = 1.0 / slope_square(&swish, q);

    let count = setting.trials(20);
    let net = |activation, weights, width, depth| Net {
        activation,
        weights,
        input: "normal(0, 0.5)",
        width,
        depth,
        batch: 4,
    };
    let cited = trials(
        net("silu", "gaussian(1.718, 0.2)", 256, DEPTH),
        setting,
        count,
    )?;
    let at = |layer: usize| {
        let of = cited.iter().map(|net| net[layer - 1].preactivation_square);
        Measured::positive(of).with_theory(length(&swish, (b, w), layer))
    };
    let growth = cited
        .iter()
        .map(|net| net[DEPTH - 1].preactivation_square / net[DEPTH / 2 - 1].preactivation_square);
    let relu: Activation = "relu".parse()?;
    let limit = |l: usize| gap(l) * (l * l) as f64;
    let points = (1..=10).map(|step| {
        let layer = step * DEPTH / 10;
        point(layer as f64, &at(layer))
    });
    let closing = [1usize, 3, 10, 30, 100, 300, 1000].map(|l| {
        let closing = Measured::exact(gap(l));
        point(
            l as f64,
            &closing.with_theory(4.5 * PI * PI / (l * l) as f64),
        )
    });
    Ok(Measurements {
        figures: vec![
            (
                "relu_sigma_w",
                Measured::exact((1.0 / slope_square(&relu, 1.0)).sqrt()),
            ),
            (
                "relu_slope",
                Measured::exact(2.0 * square_slope(&relu, 1.0)),
            ),
            ("relu_rate", Measured::exact(limit(100_000))),
            ("swish_gap", Measured::exact(least((b, w)))),
            ("swish_sigma_w", Measured::exact(critical.sqrt())),
            ("swish_growth", Measured::typical(growth)),
            (
                "swish_gap_0.1",
                Measured::exact(least((0.01, 1.845f64.powi(2)))),
            ),
        ],
        title: "Hayou et al. 2019: the edge of chaos",
        caption: format!("Swish nets: width 256, {count} nets, input N(0, 0.5²)."),
        panels: vec![
            Panel {
                title: "ReLU, c₀ = 0".into(),
                x: Quantity::new("layer l", Division::Counts),
                y: Quantity::new("1 - c", Division::Logarithmic),
                series: vec![series("1 - c", closing.to_vec())],
                published: vec![],
            },
            Panel {
                title: "Swish, σ_b = 0.2, σ_w = 1.718".into(),
                x: Quantity::new("layer l", Division::Linear),
                y: Quantity::new("length q = mean z²", Division::Logarithmic),
                series: vec![series("measured", points.collect())],
                published: vec![],
            },
        ],
    })
}

/// q of a layer in an infinitely wide net with input N(0, 0.25).
fn length(phi: &Activation, (b, w): (f64, f64), layer: usize) -> f64 {
    let first = w * 0.25 + b;
    (1..layer).fold(first, |q, _| w * square(phi, q) + b)
}

/// 1 - c of two orthogonal inputs after so many ReLU layers (Cho and Saul 2009),
/// which does not cancel where c comes near 1: d' = d - (sin theta - theta cos
/// theta)/pi, d = 1 - cos theta.
fn gap(layers: usize) -> f64 {
    (0..layers).fold(1.0f64, |d, _| {
        let theta = 2.0 * (d / 2.0).sqrt().asin();
        d - (theta.sin() - theta * (1.0 - d)) / PI
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference set's, by an independent iteration.
    #[test]
    fn gaps_are_those_of_the_reference_set() {
        for (layers, c) in [(2, 0.493_731_090_200_371_55), (50, 0.987_861_944_937_345_4)] {
            assert!((gap(layers) - (1.0 - c)).abs() < 1e-14, "{layers}");
        }
        let rate = gap(100_000) * 1e10;
        assert!((rate - 44.393_986_666_066_76).abs() < 1e-6, "{rate}");
    }
}
