use super::super::{Cotangent, Trace, backward, forward};
use super::*;
use crate::generator::{Input, Weights};
use crate::network::{Backward, Forward};
use crate::number::Format;

const DIMENSIONS: Dimensions = Dimensions {
    features: 64,
    width: 32,
    batch: 16,
    depth: 5,
};
const ADDRESS: (u64, u32) = (3, 1);

fn draws(weights: &str) -> (Draws, Weights) {
    let weights = Weights::parse(weights).unwrap();
    let mut draws = Draws::new(DIMENSIONS);
    let input = Input::parse("normal").unwrap();
    draws.draw(ADDRESS.0, ADDRESS.1, &input, &weights);
    (draws, weights)
}

/// Every delta of the net in `precision`, first layer first, and every
/// activation.
fn run<T: Real>(
    activation: &str,
    precision: Precision,
    loss_scale: i32,
) -> (Vec<Vec<T>>, Vec<Vec<T>>) {
    let (draws, weights) = draws("gaussian(1.4, 0.1)");
    let activation: Activation = activation.parse().unwrap();
    let scales = Scales::new(&weights, &activation, DIMENSIONS).unwrap();
    let mut net = StoredNet::<T>::new(DIMENSIONS, false);
    net.store(&draws, scales, precision, ADDRESS);
    let mut activations = Vec::new();
    net.forward(&activation, |_, view| {
        activations.push(view.activation.to_vec())
    });
    let mut deltas = Vec::new();
    net.backward(ADDRESS, DIMENSIONS.depth, loss_scale, |_, view| {
        deltas.insert(0, view.delta.to_vec());
    });
    (deltas, activations)
}

/// The net in f64 is the net of the other passes, up to f32's roundings.
#[test]
fn the_reference_is_the_same_net() {
    let (deltas, activations) = run::<f64>("gelu", Precision::reference(), 0);
    let (draws, weights) = draws("gaussian(1.4, 0.1)");
    let gelu: Activation = "gelu".parse().unwrap();
    let scales = Scales::new(&weights, &gelu, DIMENSIONS).unwrap();
    let mut trace = Trace::new(DIMENSIONS, 1);
    let close = |wide: &[f64], narrow: &[f32], exponent| {
        for (wide, narrow) in wide.iter().zip(narrow) {
            let narrow = libm::scalbn(f64::from(*narrow), exponent);
            assert!((wide - narrow).abs() < 1e-5, "{wide} {narrow}");
        }
    };
    forward(
        &draws,
        &[(&gelu, scales)],
        &mut trace,
        &mut |layer: usize, view: Forward<'_>| {
            close(&activations[layer - 1], view.activation, view.exponent);
        },
    );
    let mut layers = 0;
    backward(
        &draws,
        &[scales],
        &trace,
        (ADDRESS.0, ADDRESS.1, &[DIMENSIONS.depth]),
        &mut Cotangent::new(DIMENSIONS, 1, 1),
        &mut |layer: usize, view: Backward<'_>| {
            close(&deltas[layer - 1], view.delta, view.exponent);
            layers += 1;
        },
    );
    assert_eq!(layers, DIMENSIONS.depth);
}

/// What is stored in a format is a number of the format.
#[test]
fn tensors_hold_numbers_of_their_format() {
    for text in [
        "bf16",
        "e4m3",
        "f16(stochastic)",
        "mixed(forward=e4m3, gradient=e5m2)",
        "mixed(forward=f16, accumulate=f16)",
        "mixed(forward=bf16, accumulate=f64)",
    ] {
        let precision = Precision::parse(text).unwrap();
        let (deltas, activations) = run::<f32>("tanh", precision, 0);
        for (storage, tensors) in [
            (precision.gradient(), deltas),
            (precision.forward(), activations),
        ] {
            let Storage::Single(format) = storage else {
                panic!("{storage} is no format of single numbers");
            };
            for x in tensors.iter().flatten() {
                let x = f64::from(*x);
                assert_eq!(format.plain().round(x), x, "{text}");
            }
        }
    }
}

/// In blocks of MXFP4 with the floor rule every column's block holds at most
/// eight magnitudes times its scale.
#[test]
fn blocks_run_along_the_units() {
    let precision = Precision::parse("mxfp4").unwrap();
    let (_, activations) = run::<f32>("identity", precision, 0);
    for sample in activations[0].chunks(32) {
        let mut magnitudes: Vec<u32> = sample.iter().map(|x| x.abs().to_bits()).collect();
        magnitudes.sort_unstable();
        magnitudes.dedup();
        assert!(magnitudes.len() <= 8, "{magnitudes:?}");
    }
}

/// A loss scale of 2^10 multiplies every gradient by 2^10 where nothing is lost
/// either way.
#[test]
fn loss_scales_multiply_gradients() {
    let precision = Precision::parse("f32").unwrap();
    let (plain, _) = run::<f32>("silu", precision, 0);
    let (scaled, _) = run::<f32>("silu", precision, 10);
    for (plain, scaled) in plain.iter().flatten().zip(scaled.iter().flatten()) {
        assert_eq!(1024.0 * plain, *scaled);
    }
}

/// The same address gives the same bits, of stochastic rounding too, and what
/// was run before leaves nothing behind.
#[test]
fn runs_are_repeated_to_the_bit() {
    let (draws, weights) = draws("gaussian(1.4, 0.1)");
    let tanh: Activation = "tanh".parse().unwrap();
    let scales = Scales::new(&weights, &tanh, DIMENSIONS).unwrap();
    let mut net = StoredNet::<f32>::new(DIMENSIONS, false);
    for text in [
        "mxfp8_e4m3(stochastic)",
        "e5m2(stochastic)",
        "nvfp4",
        "bf16",
    ] {
        let precision = Precision::parse(text).unwrap();
        let mut deltas: Vec<Vec<f32>> = Vec::new();
        net.store(&draws, scales, precision, ADDRESS);
        net.forward(&tanh, |_, _| ());
        net.backward(ADDRESS, DIMENSIONS.depth, 0, |_, view| {
            deltas.insert(0, view.delta.to_vec());
        });
        assert_eq!(run::<f32>("tanh", precision, 0).0, deltas, "{text}");
    }
}

/// Sums in f16 lose more than sums in f32.
#[test]
fn narrow_sums_are_worse() {
    let reference = run::<f64>("tanh", Precision::reference(), 0).0;
    let error = |text: &str| {
        let deltas = run::<f32>("tanh", Precision::parse(text).unwrap(), 0).0;
        let pairs = deltas[0].iter().zip(&reference[0]);
        let squares = pairs.map(|(d, r)| (f64::from(*d) - r).powi(2));
        squares.sum::<f64>().sqrt()
    };
    let [wide, narrow] = ["mixed(forward=f16)", "mixed(forward=f16, accumulate=f16)"].map(error);
    assert!(narrow > 1.2 * wide, "{narrow} {wide}");
    let format = Format::parse("f16").unwrap();
    assert!(wide > 0.0 && wide < format.epsilon() * 100.0);
}
