//! He et al. 2015: the variance of a gradient in a ReLU net.
//!
//! With n Var[w] = 1, as Glorot's weights have in a square net, each layer
//! halves the mean square of the gradient; with n Var[w] = 2/(1 + a^2) for
//! slope a (eq. 15) it is kept. A cotangent N(0, 1) on the output of L layers
//! reaches layer 1 with mean square 2^-L.

use super::Measurements;
use crate::report::chart::{Division, Panel, Quantity, Series};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};

const DEPTH: usize = 30;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let net = |activation, weights, depth| Net {
        activation,
        weights,
        input: "normal",
        width: 256,
        depth,
        batch: 8,
    };
    let count = setting.trials(200);
    let xavier = trials(net("relu", "glorot_normal", DEPTH), setting, count)?;
    let xavier_22 = trials(net("relu", "glorot_normal", 22), setting, count)?;
    let he = trials(net("relu", "he", DEPTH), setting, count)?;
    let leaky = trials(net("leaky_relu(0.25)", "torch_gain", DEPTH), setting, count)?;

    let first = |nets: &[Vec<Layer>]| -> Vec<f64> {
        nets.iter().map(|net| net[0].gradient_square()).collect()
    };
    let kept = |nets: &[Vec<Layer>]| -> Vec<f64> {
        let ratio = |net: &Vec<Layer>| net[0].gradient_square() / net[DEPTH - 1].gradient_square();
        nets.iter().map(ratio).collect()
    };
    let forward = |nets: &[Vec<Layer>]| -> Vec<f64> {
        let ratio =
            |net: &Vec<Layer>| net[DEPTH - 1].preactivation_square / net[0].preactivation_square;
        nets.iter().map(ratio).collect()
    };
    let of_filters = |filters: f64| Measured::exact((2.0 / (9.0 * filters)).sqrt());
    let attenuation = 5.9 * 4.2f64.powi(2) * 2.9f64.powi(2) * 2.1f64.powi(4);
    let figures = vec![
        (
            "xavier_22",
            Measured::positive(first(&xavier_22)).with_theory(0.5f64.powi(22)),
        ),
        (
            "xavier_30",
            Measured::positive(first(&xavier)).with_theory(0.5f64.powi(30)),
        ),
        ("he_30", Measured::positive(kept(&he)).with_theory(1.0)),
        (
            "he_30_forward",
            Measured::positive(forward(&he)).with_theory(1.0),
        ),
        (
            "prelu_30",
            Measured::positive(kept(&leaky)).with_theory(1.0),
        ),
        ("std_64", of_filters(64.0)),
        ("std_128", of_filters(128.0)),
        ("std_256", of_filters(256.0)),
        ("std_512", of_filters(512.0)),
        ("attenuation", Measured::exact(attenuation)),
    ];
    Ok(Measurements {
        figures,
        title: "He et al. 2015: the gradient's variance in 30 layers",
        caption: format!(
            "Width 256, batch 8, {count} nets; a cotangent N(0,1) enters at layer 30 and travels to \
             layer 1."
        ),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("layer", Division::Linear),
            y: Quantity::new("variance of the gradient, mean δ²", Division::Logarithmic),
            series: vec![
                by_layer("ReLU, Xavier", &xavier, |layer| {
                    0.5f64.powi((DEPTH + 1 - layer) as i32)
                }),
                by_layer("ReLU, He", &he, |_| 0.5),
                by_layer("PReLU(0.25), eq. 15", &leaky, |_| 0.53125),
            ],
            published: vec![(1.0, 0.5f64.powi(30))],
        }],
    })
}

fn by_layer(name: &str, nets: &[Vec<Layer>], theory: impl Fn(usize) -> f64) -> Series {
    let points = (1..=DEPTH).map(|layer| {
        let squares = nets.iter().map(|net| net[layer - 1].gradient_square());
        point(
            layer as f64,
            &Measured::positive(squares).with_theory(theory(layer)),
        )
    });
    series(name, points.collect())
}
