//! Glorot and Bengio 2010: activations and Jacobians of five layers before any
//! training.
//!
//! Standard weights U(+-1/sqrt n) have n Var[w] = 1/3, normalised ones 1 in a
//! square net. The paper's figures 6 and 7 are histograms without numbers; the
//! mean singular value of a layer's Jacobian has some (section 4.2.1).

use super::Measurements;
use crate::activation::Activation;
use crate::generator::Weights;
use crate::report::chart::{Division, Panel, Quantity, Series};
use crate::reproduce::chart::{point, series};
use crate::reproduce::jacobian::{Layers, singular_values};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::MeanField;
use rayon::prelude::*;

const DEPTH: usize = 5;
const ACTIVATIONS: [&str; 3] = ["tanh", "softsign", "sigmoid"];
/// n Var[w] of both initialisations. The law of singular values is that of
/// their variance, whatever the shape.
const NORMALISED: f64 = 1.0;
const STANDARD: f64 = 1.0 / 3.0;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let jacobians = setting.trials(24);
    let mut values = Vec::new();
    for (activation, variance) in [
        ("tanh", NORMALISED),
        ("tanh", STANDARD),
        ("identity", NORMALISED),
        ("identity", STANDARD),
    ] {
        values.push(mean_singular_values(
            activation, variance, setting, jacobians,
        )?);
    }
    let nets = setting.trials(60);
    let net = |activation, weights| Net {
        activation,
        weights,
        input: "normal",
        width: 500,
        depth: DEPTH,
        batch: 16,
    };
    let (mut normalised, mut standard) = (Vec::new(), Vec::new());
    for activation in ACTIVATIONS {
        normalised.push(trials(net(activation, "glorot"), setting, nets)?);
        // U(+-1/sqrt n) has the variance 1/(3 n); its mean field is this one.
        standard.push(trials(
            net(activation, "gaussian(0.5773502691896258)"),
            setting,
            nets,
        )?);
    }
    let last = |layers: &[Vec<f64>]| Measured::mean(layers.iter().map(|net| net[DEPTH - 1]));
    let linear = 8.0 / (3.0 * std::f64::consts::PI);
    let gradient = |nets: &[Vec<Layer>]| {
        let ratio = |net: &Vec<Layer>| net[0].gradient_square() / net[DEPTH - 1].gradient_square();
        Measured::positive(nets.iter().map(ratio))
    };
    let deviation = |nets: &[Vec<Layer>], activation, variance| {
        let of = nets
            .iter()
            .map(|net| (net[DEPTH - 1].activation_square / net[0].activation_square).sqrt());
        let theory = deviations(activation, variance)?;
        Ok::<_, ReproduceError>(Measured::positive(of).with_theory(theory[DEPTH - 1] / theory[0]))
    };
    let figures = vec![
        ("standard_variance", Measured::exact(STANDARD)),
        ("singular_normalised", last(&values[0])),
        ("singular_standard", last(&values[1])),
        (
            "singular_linear_normalised",
            last(&values[2]).with_theory(linear),
        ),
        (
            "singular_linear_standard",
            last(&values[3]).with_theory(linear / 3f64.sqrt()),
        ),
        ("gradient_normalised", gradient(&normalised[0])),
        ("gradient_standard", gradient(&standard[0])),
        (
            "activation_normalised",
            deviation(&normalised[0], "tanh", NORMALISED)?,
        ),
        (
            "activation_standard",
            deviation(&standard[0], "tanh", STANDARD)?,
        ),
        (
            "activation_softsign",
            deviation(&standard[1], "softsign", STANDARD)?,
        ),
        (
            "activation_sigmoid",
            deviation(&standard[2], "sigmoid", STANDARD)?,
        ),
    ];
    let mut of_normalised = Vec::new();
    let mut of_standard = Vec::new();
    for (place, activation) in ACTIVATIONS.iter().enumerate() {
        of_normalised.push(by_layer(activation, NORMALISED, &normalised[place])?);
        of_standard.push(by_layer(activation, STANDARD, &standard[place])?);
    }
    let singular = |name, values: &[Vec<f64>]| {
        let points = (1..=DEPTH).map(|layer| {
            point(
                layer as f64,
                &Measured::mean(values.iter().map(|net| net[layer - 1])),
            )
        });
        series(name, points.collect())
    };
    let panel = |title: &str, y: &str, series, published| Panel {
        title: title.to_string(),
        x: Quantity::new("hidden layer", Division::Linear),
        y: Quantity::new(y, Division::Linear),
        series,
        published,
    };
    Ok(Measurements {
        figures,
        title: "Glorot and Bengio 2010: five layers at initialisation",
        caption: format!(
            "Width 500, batch 16, {nets} nets; Jacobians of width 200, {jacobians} nets; input N(0, 1)."
        ),
        panels: vec![
            panel("standard, n Var[w] = 1/3", "√mean h²", of_standard, vec![]),
            panel(
                "normalised, n Var[w] = 1",
                "√mean h²",
                of_normalised,
                vec![],
            ),
            panel(
                "Jacobian of a tanh layer",
                "mean singular value",
                vec![
                    singular("normalised", &values[0]),
                    singular("standard", &values[1]),
                ],
                vec![(5.0, 0.8), (5.0, 0.5)],
            ),
        ],
    })
}

/// The mean singular value of each layer's Jacobian, net by net.
fn mean_singular_values(
    activation: &str,
    variance: f64,
    setting: Setting,
    count: usize,
) -> Result<Vec<Vec<f64>>, ReproduceError> {
    let (activation, weights): (Activation, _) = (activation.parse()?, Weights::parse("glorot")?);
    let of_net = |trial: usize| {
        let address = (setting.seed, trial as u32);
        let layers = Layers::new(&activation, &weights, (variance.sqrt(), 0.0), 200, address);
        let mut means = Vec::new();
        layers.run(1.0, DEPTH, |_, jacobian| {
            let values = singular_values(&jacobian)?;
            means.push(values.iter().sum::<f64>() / values.len() as f64);
            Ok(())
        })?;
        Ok(means)
    };
    (0..count).into_par_iter().map(of_net).collect()
}

/// Mean-field sqrt(mean h^2) of every layer.
fn deviations(activation: &str, variance: f64) -> Result<Vec<f64>, ReproduceError> {
    let field = MeanField::new(&activation.parse()?, (variance, variance), 0.0, 1.0, DEPTH);
    let layers = (1..=DEPTH).filter_map(|layer| Some(field.layer(layer)?.activation_square.sqrt()));
    Ok(layers.collect())
}

fn by_layer(
    activation: &str,
    variance: f64,
    nets: &[Vec<Layer>],
) -> Result<Series, ReproduceError> {
    let theory = deviations(activation, variance)?;
    let points = (1..=DEPTH).map(|layer| {
        let deviations = nets
            .iter()
            .map(|net| net[layer - 1].activation_square.sqrt());
        point(
            layer as f64,
            &Measured::positive(deviations).with_theory(theory[layer - 1]),
        )
    });
    Ok(series(activation, points.collect()))
}
