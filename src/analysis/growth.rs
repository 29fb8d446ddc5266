//! How fast the gradient of one net grows on its way down.

use crate::activation::Activation;
use crate::generator::{Input, Weights};
use crate::network::{Backward, Cotangent, Dimensions, Draws, Forward, Scales, Trace};
use crate::network::{backward, forward};

/// ln of the factor by which the mean square of the gradient grows a layer, in
/// the middle half of one net of normal inputs: ln chi_1, as far as a net of
/// finite width tells. None where f32 does not hold its signal, or its gradient
/// is lost.
///
/// ```
/// use actlab::analysis::gradient_growth;
/// use actlab::generator::Weights;
///
/// let phi = "tanh".parse().unwrap();
/// let growth = |weights: &str| {
///     let weights = Weights::parse(weights).unwrap();
///     gradient_growth(&phi, &weights, (100, 24), 1).unwrap()
/// };
/// assert!(growth("gaussian(0.8, 0.1)") < 0.0 && growth("gaussian(3, 0.1)") > 0.0);
/// ```
pub fn gradient_growth(
    activation: &Activation,
    weights: &Weights,
    (width, depth): (usize, usize),
    seed: u64,
) -> Option<f64> {
    let dimensions = Dimensions {
        features: width,
        width,
        batch: 4,
        depth,
    };
    let scales = Scales::new(weights, activation, dimensions).ok()?;
    let input = Input::parse("normal").ok()?;
    let mut draws = Draws::new(dimensions);
    draws.draw(seed, 0, &input, weights);
    let mut trace = Trace::of_derivatives(dimensions, 1);
    let mut unseen = |_: usize, _: Forward<'_>| {};
    forward(&draws, &[(activation, scales)], &mut trace, &mut unseen);
    if trace.held_layers(0) < depth {
        return None;
    }
    let mut logs = vec![f64::NAN; depth];
    let mut keep = |layer: usize, view: Backward<'_>| logs[layer - 1] = view.log2_rms();
    let mut memory = Cotangent::new(dimensions, 1, 1);
    backward(
        &draws,
        &[scales],
        &trace,
        (seed, 0, &[depth]),
        &mut memory,
        &mut keep,
    );
    let (low, high) = (depth / 4, (3 * depth / 4).max(depth / 4 + 1));
    let growth = 2.0 * (logs.get(low)? - logs.get(high)?) * std::f64::consts::LN_2;
    Some(growth / (high - low) as f64).filter(|growth| growth.is_finite())
}
