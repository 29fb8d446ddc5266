//! Clevert et al. 2015: ELU's mean activation is nearer to zero than ReLU's.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity, Series};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::MeanField;

const DEPTH: usize = 16;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let count = setting.trials(60);
    let mut all = Vec::new();
    for activation in ["relu", "leaky_relu(0.1)", "elu"] {
        let net = Net {
            activation,
            weights: "he",
            input: "normal",
            width: 256,
            depth: DEPTH,
            batch: 16,
        };
        all.push((activation, trials(net, setting, count)?));
    }
    let elu: Activation = "elu".parse()?;
    // z of layer 1 is N(0, 2) under He's weights.
    let first = |place: usize| {
        let (activation, nets): &(&str, Vec<Vec<Layer>>) = &all[place];
        let theory = means(activation)?[0];
        let of = nets.iter().map(|net| net[0].activation_mean);
        Ok::<_, ReproduceError>(Measured::mean(of).with_theory(theory))
    };
    let shift = all[2].1.iter().zip(&all[0].1);
    let shift = shift.map(|(elu, relu)| elu[0].activation_mean - relu[0].activation_mean);
    let deep = all[2].1.iter().zip(&all[0].1);
    let deep =
        deep.map(|(elu, relu)| elu[DEPTH - 1].activation_mean - relu[DEPTH - 1].activation_mean);
    let figures = vec![
        ("saturation", Measured::exact(elu.value(-1e3))),
        ("slope", Measured::exact(elu.derivative(1e-300))),
        ("relu_mean", first(0)?),
        ("elu_mean", first(2)?),
        (
            "shift",
            Measured::mean(shift).with_theory(means("elu")?[0] - means("relu")?[0]),
        ),
        ("shift_16", Measured::mean(deep)),
    ];
    let by_layer = |(activation, nets): &(&str, Vec<Vec<Layer>>)| {
        let theory = means(activation)?;
        let points = (1..=DEPTH).map(|layer| {
            let of = nets.iter().map(|net| net[layer - 1].activation_mean);
            point(
                layer as f64,
                &Measured::mean(of).with_theory(theory[layer - 1]),
            )
        });
        Ok(series(activation, points.collect()))
    };
    let series: Vec<Series> = all
        .iter()
        .map(by_layer)
        .collect::<Result<_, ReproduceError>>()?;
    Ok(Measurements {
        figures,
        title: "Clevert et al. 2015: mean activation before training",
        caption: format!("He's weights, width 256, batch 16, {count} nets, input N(0, 1)."),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("layer", Division::Linear),
            y: Quantity::new("mean activation", Division::Linear),
            series,
            published: vec![],
        }],
    })
}

/// Mean-field mean h of every layer.
fn means(activation: &str) -> Result<Vec<f64>, ReproduceError> {
    let field = MeanField::new(&activation.parse()?, (2.0, 2.0), 0.0, 1.0, DEPTH);
    let layers = (1..=DEPTH).filter_map(|layer| Some(field.layer(layer)?.activation_mean));
    Ok(layers.collect())
}
