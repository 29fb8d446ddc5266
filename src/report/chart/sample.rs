//! Made-up figures that follow the analytic laws, to look at charts with.

use crate::analysis::Metric;
use crate::report::Throughput;
use crate::study::Figure;

/// Name, decades per layer of the gradient with He weights, dead at depth 128,
/// saturated share, nanoseconds per element.
pub const ACTIVATIONS: [(&str, f64, f64, f64, f64); 12] = [
    ("relu", 0.0, 0.06, 0.5, 0.11),
    ("leaky_relu(0.01)", 0.0, 0.0, 0.0, 0.13),
    ("prelu(0.25)", 0.013, 0.0, 0.0, 0.13),
    ("elu", -0.021, 0.0, 0.12, 1.7),
    ("selu", 0.06, 0.0, 0.1, 1.75),
    ("gelu", -0.055, 0.0, 0.05, 3.9),
    ("silu", -0.13, 0.0, 0.04, 2.1),
    ("mish", -0.09, 0.0, 0.03, 4.4),
    ("softplus", -0.21, 0.0, 0.02, 2.9),
    ("tanh", -0.004, 0.0, 0.31, 2.4),
    ("sigmoid", -0.63, 0.0, 0.0, 2.0),
    ("identity", 0.15, 0.0, 0.0, 0.09),
];
pub const DEPTHS: [usize; 8] = [1, 2, 4, 8, 16, 32, 64, 128];
pub const FORMATS: [(&str, f64); 5] = [
    ("f32", -45.0),
    ("bf16", -40.3),
    ("f16", -7.5),
    ("e5m2", -5.1),
    ("e4m3", -3.0),
];

/// Decades per layer with these weights.
fn slope(activation: usize, weights: &str) -> f64 {
    ACTIVATIONS[activation].1 - if weights == "glorot" { 0.15 } else { 0.0 }
}

fn blank(activation: &str, input: &str, weights: &str, depth: usize, metric: Metric) -> Figure {
    Figure {
        activation: activation.into(),
        input: input.into(),
        weights: weights.into(),
        architecture: "plain".into(),
        width: 256,
        depth,
        format: None,
        layer: None,
        metric,
        mean: None,
        low: None,
        high: None,
        geometric_mean: None,
        trials: 32,
        theory: None,
        geometric_low: None,
        geometric_high: None,
        p_holm: None,
    }
}

/// A log-normal quantity `decades` away from 1 after some layers.
fn log_normal(mut figure: Figure, decades: f64, layers: usize) -> Figure {
    let spread = 0.09 * (layers as f64).sqrt();
    let wiggle = 0.02 * ((layers * 7 + figure.activation.len() * 13) as f64).sin();
    let mean = 10f64.powf(decades + wiggle);
    figure.mean = Some(mean);
    figure.low = Some(mean * (1.0 - spread));
    figure.high = Some(mean * (1.0 + spread));
    figure.geometric_mean = Some(mean * 10f64.powf(-spread * 0.4));
    figure.theory = Some(10f64.powf(decades));
    figure
}

fn share(mut figure: Figure, share: f64) -> Figure {
    let share = share.clamp(0.0, 1.0);
    let half = 0.08 * (share * (1.0 - share)).sqrt();
    figure.mean = Some(share);
    figure.low = Some((share - half).max(0.0));
    figure.high = Some((share + half).min(1.0));
    figure
}

/// `layers.csv` of a study of these inputs and weights.
pub fn layers(inputs: &[&str], weights: &[&str]) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (input, weights) in pairs(inputs, weights) {
        for (place, activation) in ACTIVATIONS.iter().enumerate() {
            for layer in 1..=128 {
                let mut figure = blank(activation.0, input, weights, 128, Metric::GradientRms);
                figure.layer = Some(layer);
                let decades = slope(place, weights) * (128 - layer) as f64 - 0.15;
                figures.push(log_normal(figure, decades, 128 - layer));
            }
        }
    }
    figures
}

/// `summary.csv` of a study of these inputs, weights and depths.
pub fn summary(inputs: &[&str], weights: &[&str], depths: &[usize]) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (input, weights) in pairs(inputs, weights) {
        let shift = if input == "normal" {
            0.0
        } else {
            0.3 * (input.len() as f64).sin()
        };
        for (place, activation) in ACTIVATIONS.iter().enumerate() {
            for &depth in depths {
                let new = |metric| blank(activation.0, input, weights, depth, metric);
                let decades = slope(place, weights) * (depth - 1) as f64 + shift;
                let ratio = new(Metric::GradientRatio);
                figures.push(log_normal(ratio, decades, depth));
                let deep = depth as f64 / 128.0;
                figures.push(share(new(Metric::DeadFraction), activation.2 * deep));
                let saturated = activation.3 * (0.6 + 0.4 * deep);
                figures.push(share(new(Metric::SaturatedFraction), saturated));
                for (format, floor) in FORMATS {
                    let mut figure = new(Metric::UnderflowFraction);
                    figure.format = Some(format.into());
                    let lost = 1.0 / (1.0 + 10f64.powf(1.5 * (0.6 * decades - floor)));
                    let lost = if lost < 1e-6 { 0.0 } else { lost };
                    figures.push(share(figure, lost));
                }
            }
        }
    }
    figures
}

fn pairs<'a>(inputs: &[&'a str], weights: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let pair = |input: &&'a str| weights.iter().map(|w| (*input, *w)).collect::<Vec<_>>();
    inputs.iter().flat_map(pair).collect()
}

/// `throughput.csv` of a full run.
pub fn throughput() -> Vec<Throughput> {
    let mut all = Vec::new();
    for (group, factor) in [("both", 1.3), ("derivative", 0.95), ("value", 1.0)] {
        for activation in ACTIVATIONS {
            for elements in [4096u64, 65536, 4_194_304] {
                let nanoseconds = activation.4 * factor * elements as f64;
                all.push(Throughput {
                    group: format!("activation/{group}"),
                    function: activation.0.into(),
                    parameter: elements.to_string(),
                    elements: Some(elements),
                    nanoseconds,
                    low: nanoseconds * 0.97,
                    high: nanoseconds * 1.05,
                    confidence: 0.95,
                });
            }
        }
    }
    all
}

/// Writes charts for a person to look at, where `ACTLAB_LOOK` names a folder.
pub fn look(charts: &[(String, Vec<u8>)]) {
    if let Some(folder) = std::env::var_os("ACTLAB_LOOK") {
        for (name, png) in charts {
            std::fs::write(std::path::Path::new(&folder).join(name), png).unwrap();
        }
    }
}
