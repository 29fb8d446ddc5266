//! The f32 passes against an f64 net that is written out here on its own.

use super::{Backward, Cotangent, Dimensions, Draws, Forward, Scales, Trace, backward, forward};
use crate::activation::Activation;
use crate::generator::{Input, Purpose, Stream, Weights};
use std::collections::BTreeMap;

const DIMENSIONS: Dimensions = Dimensions {
    features: 5,
    width: 7,
    batch: 3,
    depth: 4,
};
const SEED: u64 = 42;

/// The loss of the f64 net, sum over units and samples of g h^L, with
/// `nudge` = (layer, place, step) added to one pre-activation.
fn loss(
    draws: &Draws,
    phi: &Activation,
    scales: Scales,
    cotangent: &[f32],
    nudge: (usize, usize, f64),
) -> (f64, Vec<Vec<f64>>) {
    let Dimensions { width, batch, .. } = DIMENSIONS;
    let mut h: Vec<f64> = draws.input.iter().map(|x| f64::from(*x)).collect();
    let mut preactivations = Vec::new();
    for layer in 1..=DIMENSIONS.depth {
        let fan_in = DIMENSIONS.fan_in(layer);
        let scale = f64::from(if layer == 1 {
            scales.first
        } else {
            scales.hidden
        });
        let mut z = vec![0.0; width * batch];
        for sample in 0..batch {
            for unit in 0..width {
                let weights = draws.weights[layer - 1].iter().skip(unit).step_by(width);
                let inputs = &h[sample * fan_in..][..fan_in];
                let sum: f64 = weights.zip(inputs).map(|(w, x)| f64::from(*w) * x).sum();
                let bias = f64::from(scales.bias) * f64::from(draws.biases[layer - 1][unit]);
                z[sample * width + unit] = scale * sum + bias;
            }
        }
        if nudge.0 == layer {
            z[nudge.1] += nudge.2;
        }
        h = z.iter().map(|z| phi.value(*z)).collect();
        preactivations.push(z);
    }
    let loss = h.iter().zip(cotangent).map(|(h, g)| h * f64::from(*g));
    (loss.sum(), preactivations)
}

/// Every entry of delta, at every layer, against a central difference of the
/// f64 net; and every pre-activation against the f64 net's.
#[test]
fn gradients_are_central_differences() {
    let input = Input::parse("normal").unwrap();
    let weights = Weights::parse("gaussian(1.3, 0.4)").unwrap();
    for name in [
        "relu",
        "leaky_relu(0.1)",
        "gelu",
        "tanh",
        "elu",
        "mish",
        "sigmoid",
    ] {
        let phi: Activation = name.parse().unwrap();
        let scales = Scales::new(&weights, &phi, DIMENSIONS).unwrap();
        let mut draws = Draws::new(DIMENSIONS);
        draws.draw(SEED, 0, &input, &weights);
        let mut cotangent = vec![0.0; DIMENSIONS.width * DIMENSIONS.batch];
        Stream::new(SEED, Purpose::Cotangent, 0, DIMENSIONS.depth as u32)
            .fill_normal(&mut cotangent);
        let nothing = (0, 0, 0.0);
        let (_, exact) = loss(&draws, &phi, scales, &cotangent, nothing);

        let mut trace = Trace::new(DIMENSIONS, 1);
        forward(
            &draws,
            &[(&phi, scales)],
            &mut trace,
            &mut |layer: usize, view: Forward<'_>| {
                for (z, exact) in view.preactivation.iter().zip(&exact[layer - 1]) {
                    assert!(
                        (f64::from(*z) - exact).abs() < 1e-5,
                        "{name}: z {z} {exact}"
                    );
                }
            },
        );
        assert_eq!(trace.held_layers(0), DIMENSIONS.depth);

        let address = (SEED, 0, &[DIMENSIONS.depth][..]);
        let mut memory = Cotangent::new(DIMENSIONS, 1, 1);
        let mut checked = 0;
        backward(
            &draws,
            &[scales],
            &trace,
            address,
            &mut memory,
            &mut |layer: usize, view: Backward<'_>| {
                for (place, m) in view.delta.iter().enumerate() {
                    // Across a kink there is no derivative to compare with.
                    let step = 1e-6;
                    if exact[layer - 1][place].abs() < 10.0 * step {
                        continue;
                    }
                    let at = |step| loss(&draws, &phi, scales, &cotangent, (layer, place, step)).0;
                    let difference = (at(step) - at(-step)) / (2.0 * step);
                    let delta = libm::scalbn(f64::from(*m), view.exponent);
                    assert!(
                        (delta - difference).abs() < 1e-5 + 1e-4 * difference.abs(),
                        "{name}, layer {layer}, entry {place}: {delta} {difference}"
                    );
                    checked += 1;
                }
            },
        );
        let entries = DIMENSIONS.depth * DIMENSIONS.width * DIMENSIONS.batch;
        assert!(checked > entries * 9 / 10, "{name}: {checked} of {entries}");
    }
}

/// What is seen of nets run side by side from several depths: mantissas by net, depth
/// and layer, and exponents.
type Seen = BTreeMap<(usize, usize, usize), (Vec<f32>, i32)>;

fn seen(draws: &Draws, nets: &[(&Activation, Scales)], depths: &[usize]) -> Seen {
    let mut trace = Trace::of_derivatives(DIMENSIONS, nets.len());
    let mut memory = Cotangent::new(DIMENSIONS, nets.len(), depths.len());
    let scales: Vec<Scales> = nets.iter().map(|(_, scales)| *scales).collect();
    let mut seen = Seen::new();
    let mut unseen = |_: usize, _: Forward<'_>| {};
    forward(draws, nets, &mut trace, &mut unseen);
    let address = (SEED, 0, depths);
    let mut keep = |layer: usize, view: Backward<'_>| {
        let place = (view.net, view.depth, layer);
        let twice = seen.insert(place, (view.delta.to_vec(), view.exponent));
        assert!(twice.is_none());
    };
    backward(draws, &scales, &trace, address, &mut memory, &mut keep);
    seen
}

/// Nets side by side, from all depths, are those that are run alone from one depth;
/// one explodes in layer 3 and is not followed from below there, and of one phi' is
/// lost in layer 2, which is between two others.
#[test]
fn nets_side_by_side_are_those_alone() {
    let weights = Weights::parse("gaussian(1.3, 0)").unwrap();
    let mut draws = Draws::new(DIMENSIONS);
    draws.draw(SEED, 0, &Input::parse("normal").unwrap(), &weights);
    let names = ["relu", "leaky_relu(1e-37)", "tanh", "identity"];
    let activations = names.map(|name| name.parse::<Activation>().unwrap());
    let mut nets: Vec<(&Activation, Scales)> = activations
        .iter()
        .map(|phi| (phi, Scales::new(&weights, phi, DIMENSIONS).unwrap()))
        .collect();
    let lost: Activation = "1e-35 * x".parse().unwrap();
    nets[1].0 = &lost;
    nets[3].1.hidden = 1e25;
    let depths = [1, 2, 4];
    let together = seen(&draws, &nets, &depths);
    let mut alone = Seen::new();
    for (net, one) in nets.iter().enumerate() {
        for depth in depths {
            let found = seen(&draws, &[*one], &[depth]);
            alone.extend(
                found
                    .into_iter()
                    .map(|((_, d, layer), m)| ((net, d, layer), m)),
            );
        }
    }
    let places = |seen: &Seen| seen.keys().copied().collect::<Vec<_>>();
    assert_eq!(places(&together), places(&alone));
    let layers = |net| together.keys().filter(|place| place.0 == net).count();
    assert_eq!([layers(0), layers(2)], [7, 7]);
    assert!(layers(1) < 7 && layers(3) < 7, "{:?}", places(&together));
    for (place, (delta, exponent)) in &together {
        let (other, same) = &alone[place];
        assert_eq!(exponent, same);
        // A product of more columns may add in another order.
        let size = delta.iter().fold(0.0, |size: f32, m| size.max(m.abs()));
        for (m, n) in delta.iter().zip(other) {
            assert!(
                (m - n).abs() <= 8.0 * f32::EPSILON * size,
                "{place:?}: {m} {n}"
            );
        }
    }
}
