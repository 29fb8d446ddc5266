use super::*;
use crate::generator::{Input, Weights};
use crate::number::Format;
use crate::theory::linear_noise;

/// Rows of one net.
struct Table {
    layers: Vec<Vec<f64>>,
    net: Vec<f64>,
}

impl Rows for Table {
    fn layer(&mut self, _: usize, layer: usize) -> &mut [f64] {
        &mut self.layers[layer - 1]
    }

    fn net(&mut self, _: usize) -> &mut [f64] {
        &mut self.net
    }
}

/// Figures of the layers, trial by trial, and of the net.
fn measure(
    (activation, weights): (&str, &str),
    dimensions: Dimensions,
    precisions: &[&str],
    metrics: &[Metric],
    trials: u32,
) -> Vec<Table> {
    let precisions: Vec<Precision> = precisions
        .iter()
        .map(|text| Precision::parse(text).unwrap())
        .collect();
    let activation: Activation = activation.parse().unwrap();
    let weights = Weights::parse(weights).unwrap();
    let input = Input::parse("normal").unwrap();
    let scales = Scales::new(&weights, &activation, dimensions).unwrap();
    let depth = dimensions.depth;
    let mut draws = Draws::new(dimensions);
    let mut shadow = Shadow::new(dimensions, &[depth], &precisions, metrics, Limits::USUAL);
    (0..trials)
        .map(|trial| {
            draws.draw(5, trial, &input, &weights);
            let mut table = Table {
                layers: vec![vec![f64::NAN; shadow.layer_columns.len()]; depth],
                net: vec![f64::NAN; shadow.net_columns.len()],
            };
            let trial = Trial {
                draws: &draws,
                scales,
                activation: &activation,
                address: (5, trial),
            };
            shadow.measure(trial, &mut table);
            table
        })
        .collect()
}

const SQUARE: Dimensions = Dimensions {
    features: 256,
    width: 256,
    batch: 32,
    depth: 24,
};

/// Root mean square over trials of noise_to_signal, by precision and layer.
fn noise(
    net: (&str, &str),
    dimensions: Dimensions,
    precisions: &[&str],
    trials: u32,
) -> Vec<Vec<f64>> {
    let tables = measure(
        net,
        dimensions,
        precisions,
        &[Metric::NoiseToSignal],
        trials,
    );
    let mean = |precision: usize, layer: usize| {
        let squares = tables.iter().map(|t| t.layers[layer][precision].powi(2));
        (squares.sum::<f64>() / f64::from(trials)).sqrt()
    };
    (0..precisions.len())
        .map(|precision| {
            (0..dimensions.depth)
                .map(|layer| mean(precision, layer))
                .collect()
        })
        .collect()
}

/// A net in f64 beside the reference: the same bits.
#[test]
fn f64_in_f64_has_no_noise() {
    for activation in ["relu", "tanh", "gelu"] {
        for layer in &noise((activation, "he"), SQUARE, &["f64"], 1)[0] {
            assert_eq!(*layer, 0.0, "{activation}");
        }
    }
}

/// The noise of a linear net grows with the square root of the layers below the
/// output: see [`linear_noise`].
#[test]
fn noise_of_a_linear_net_grows_as_the_square_root() {
    for (text, tolerance) in [
        ("f16", 0.05),
        ("bf16", 0.05),
        ("e4m3", 0.08),
        ("e5m2", 0.15),
    ] {
        let measured = &noise(("identity", "lecun"), SQUARE, &[text], 6)[0];
        let format = Format::parse(text).unwrap();
        for layer in [24, 20, 12, 1] {
            let below = 24 - layer;
            let theory = linear_noise(format, 1.0, (256, 24), layer).unwrap();
            let ratio = measured[layer - 1] / theory;
            assert!(
                (ratio - 1.0).abs() < tolerance,
                "{text}, {below} layers below: {ratio}"
            );
        }
    }
}

/// Before anything underflows the noise of a smooth net scales with the distance
/// between numbers: formats of 3, 8, 11 and 24 significant bits, within 20 %.
/// The sums are in f64, since those in f32 are what an f32 net's noise is made
/// of: some ten times what storing does.
#[test]
fn noise_scales_with_epsilon() {
    let dimensions = Dimensions { depth: 3, ..SQUARE };
    let formats = ["e5m2", "bf16", "f16", "f32"];
    let texts = formats.map(|format| format!("mixed(forward={format}, accumulate=f64)"));
    let texts = texts.each_ref().map(String::as_str);
    for activation in ["tanh", "gelu"] {
        let measured = noise((activation, "unit_variance"), dimensions, &texts, 6);
        let per_epsilon: Vec<f64> = measured
            .iter()
            .zip(formats)
            .map(|(noise, format)| noise[0] / Format::parse(format).unwrap().epsilon())
            .collect();
        for ratio in &per_epsilon {
            assert!(
                (ratio / per_epsilon[2] - 1.0).abs() < 0.2,
                "{activation}: {per_epsilon:?}"
            );
        }
    }
}

/// A pre-activation within a rounding of the kink of ReLU changes sides, and
/// takes all of a gradient entry with it: as many as epsilon is large, so that
/// the noise scales with its square root.
#[test]
fn noise_of_relu_scales_with_the_root_of_epsilon() {
    let dimensions = Dimensions {
        depth: 2,
        batch: 256,
        ..SQUARE
    };
    let measured = noise(("relu", "he"), dimensions, &["bf16", "f16"], 24);
    let ratio = measured[0][1] / measured[1][1];
    assert!((ratio / 8f64.sqrt() - 1.0).abs() < 0.2, "{ratio}");
}

#[test]
fn causes_add_to_one() {
    for net in [
        ("tanh@torch", "gaussian(4, 0)"),
        ("relu", "he"),
        ("sigmoid", "glorot"),
    ] {
        let metrics = cause::METRICS;
        for table in measure(net, SQUARE, &["f32", "f16", "e4m3"], &metrics, 1) {
            for layer in &table.layers {
                for shares in layer.chunks(metrics.len()) {
                    assert_eq!(shares.iter().sum::<f64>(), 1.0);
                    assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
                }
            }
        }
    }
}

/// Where tanh is saturated 1 - y^2 is zero in f32, and the kernel that computes
/// phi' from phi loses what another keeps.
#[test]
fn a_kernel_is_found_out() {
    let share = |activation: &str| {
        let dimensions = Dimensions { depth: 4, ..SQUARE };
        let tables = measure(
            (activation, "gaussian(12, 0)"),
            dimensions,
            &["f32"],
            &cause::METRICS,
            1,
        );
        let place = cause::METRICS
            .iter()
            .position(|m| *m == Metric::CauseKernel);
        tables[0].layers[1][place.unwrap()]
    };
    assert_eq!(share("tanh"), 0.0);
    assert!(share("tanh@torch") > 0.1, "{}", share("tanh@torch"));
}

/// ReLU's zeros are structural: half of the entries, in every format.
#[test]
fn half_of_relu_is_structural() {
    let tables = measure(("relu", "he"), SQUARE, &["f32", "bf16"], &cause::METRICS, 1);
    for layer in &tables[0].layers {
        for shares in layer.chunks(cause::METRICS.len()) {
            assert!((shares[0] - 0.5).abs() < 0.1, "{shares:?}");
        }
    }
}

/// A step that is below half the distance to the next number is absorbed: with
/// bf16's 8 bits nearly all are where f32 takes them all in.
#[test]
fn small_updates_are_absorbed() {
    let metrics = [Metric::AbsorbedFraction];
    let dimensions = Dimensions { depth: 4, ..SQUARE };
    let texts = ["f32", "bf16", "mixed(forward=bf16)"];
    let tables = measure(("gelu", "unit_variance"), dimensions, &texts, &metrics, 1);
    for layer in &tables[0].layers {
        assert!(layer[0] < 1e-3 && layer[1] > 0.05, "{layer:?}");
        // With a master copy in f32 no more is absorbed than in f32.
        assert!(layer[2] < 1e-3, "{layer:?}");
    }
}

/// The automatic loss scale is the greatest of the window, and saves what f16
/// loses without.
#[test]
fn loss_scaling_saves_a_vanishing_gradient() {
    let metrics = [
        Metric::LostFraction,
        Metric::LossScale,
        Metric::LossScaleGreatest,
    ];
    let net = ("tanh", "gaussian(0.6, 0)");
    let tables = measure(net, SQUARE, &["e5m2", "e5m2*auto"], &metrics, 1);
    let Table { layers, net } = &tables[0];
    assert!(layers[0][0] > 0.3 && layers[0][1] < 0.01, "{:?}", layers[0]);
    assert_eq!((net[0], net[2]), (0.0, net[3]));
    assert!(net[2] > 5.0);
}

#[test]
fn a_reference_that_overflows_is_told() {
    let dimensions = Dimensions { depth: 8, ..SQUARE };
    let metrics = [Metric::NoiseToSignal];
    let tables = measure(("exp(z)", "he"), dimensions, &["bf16"], &metrics, 1);
    let Table { layers, net } = &tables[0];
    let ends = net.last().copied().unwrap();
    assert!((2.0..=8.0).contains(&ends), "{ends}");
    assert!(layers.iter().flatten().all(|figure| figure.is_nan()));
}
