//! What theory expects of the figures of a net, for the inputs that it was given
//! and, where weights are not orthogonal, for the width that it has.
//!
//! Each sample is followed from its own mean square. Where features are
//! independent and E[x^2] is finite, samples of many features all have that one.
//! Otherwise (heavy tails, low rank, rows of a file) the batches of the trials are
//! drawn again, their samples sorted into classes of about the same length, and
//! what is expected is the mean over the same trials that were measured.

use super::expected::Expected;
use super::inputs::Inputs;
use super::plan::{Condition, Net};
use crate::generator::Shape;
use crate::network::Dimensions;
use crate::theory::{FiniteNet, Law, MeanField, Rays, Spread, WideNet};

/// What is known of the net of one activation; without classes where nothing is.
pub(super) struct Theory {
    pub(super) classes: Vec<Class>,
    /// For each trial the classes of its samples and their shares.
    trials: Vec<Vec<(usize, f64)>>,
    /// Nets of the width of the study, where theory knows them.
    pub(super) finite: Option<Spread>,
    pub(super) dimensions: Dimensions,
    /// fan_in Var(W) of the first layer.
    pub(super) first: f64,
    /// Whether a layer's units are inactive independently with probability 1/2: one
    /// sample, one flat ray, no biases.
    pub(super) dies_by_layer: bool,
}

/// Samples of about the same mean square.
pub(super) struct Class {
    /// Of an infinite width.
    pub(super) field: MeanField,
    /// Saturated shares, by layer, where they are asked for.
    pub(super) saturated: Vec<Option<f64>>,
    /// The laws of the lengths of nets of the study's width, by layer.
    pub(super) laws: Vec<Law>,
}

/// Below this width what is of the order 1/n^2 in a layer counts.
const NARROWEST: usize = 16;

impl Theory {
    /// Of `net` under `condition` in these trials of a study with this seed, with
    /// saturated shares where `tau` is given.
    pub(super) fn new(
        condition: &Condition,
        net: &Net,
        (seed, trials): (u64, &[u32]),
        tau: Option<f64>,
    ) -> Self {
        let inputs = Inputs::new(condition, net.seed(seed), trials);
        let sigma_b = condition.weights.sigma_b;
        let class = |square: &f64| {
            let field = MeanField::new(
                &net.activation,
                net.sigma_w_squared,
                sigma_b,
                *square,
                condition.dimensions.depth,
            );
            Class {
                saturated: tau.map(|tau| field.saturated(tau)).unwrap_or_default(),
                field,
                laws: Vec::new(),
            }
        };
        let mut classes: Vec<Class> = inputs.squares.iter().map(class).collect();
        let finite = finite(condition, net, &inputs, &mut classes, tau);
        if finite.is_none() && has_finite_nets(condition) {
            for class in &mut classes {
                class.field.end_where_narrow(condition.dimensions.width);
                class.saturated.truncate(class.field.depth());
            }
        }
        Theory {
            finite,
            classes,
            trials: inputs.trials,
            dimensions: condition.dimensions,
            first: net.sigma_w_squared.0,
            dies_by_layer: {
                let rays = Rays::of(&net.activation);
                let is_half = |rays: Rays| (rays.below == 0.0) != (rays.above == 0.0);
                rays.is_some_and(is_half) && condition.dimensions.batch == 1 && sigma_b == 0.0
            },
        }
    }

    /// What is expected of the net of this depth.
    pub(super) fn at_depth(&self, depth: usize) -> Expected<'_> {
        Expected::new(self, depth)
    }

    /// For each trial the classes of its samples and their shares.
    pub(super) fn trials(&self) -> impl Iterator<Item = &[(usize, f64)]> {
        self.trials.iter().map(|classes| &classes[..])
    }

    /// The mean over trials of what `of` makes of the shares of its classes.
    pub(super) fn mean(&self, of: impl Fn(&[(usize, f64)]) -> Option<f64>) -> Option<f64> {
        let sum: Option<f64> = self.trials.iter().map(|shares| of(shares)).sum();
        Some(sum? / self.trials.len() as f64)
    }
}

/// Whether nets of the study's width are followed, where theory can.
fn has_finite_nets(condition: &Condition) -> bool {
    condition.weights.shape != Shape::Orthogonal && condition.dimensions.width >= NARROWEST
}

/// The nets of the study's width, and the laws of each class; none where a class
/// has no gradient, where weights are orthogonal, and where nets are too narrow.
fn finite(
    condition: &Condition,
    net: &Net,
    inputs: &Inputs,
    classes: &mut [Class],
    tau: Option<f64>,
) -> Option<Spread> {
    let Dimensions {
        width,
        depth,
        batch,
        ..
    } = condition.dimensions;
    if !has_finite_nets(condition) {
        return None;
    }
    let biases = condition.weights.sigma_b.powi(2);
    let (first, above) = net.sigma_w_squared;
    let mut ends = (f64::INFINITY, 0.0);
    for class in classes.iter() {
        for layer in 1..=depth {
            let q = class.field.layer(layer)?.preactivation_square;
            ends = (q.min(ends.0), q.max(ends.1));
        }
    }
    let wide = WideNet::new(net.activation.clone(), above, biases);
    let finite = FiniteNet::new(&wide, (width, depth), ends, tau)?;
    let law = |square: f64| {
        let q = first * square + biases;
        (q, inputs.variance * (first * square / q).powi(2))
    };
    for (class, square) in classes.iter_mut().zip(&inputs.squares) {
        class.laws = finite.lengths(law(*square), depth);
    }
    let typical = inputs.typical_square();
    let laws = finite.lengths(law(typical), depth);
    let own = first * typical;
    let correlation = (own * inputs.cosine + biases) / (own + biases);
    Some(Spread::new(finite, &laws, correlation, batch))
}
