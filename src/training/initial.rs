//! The parameters that a net begins with.

use super::net::{Net, Role};
use crate::generator::Weights;
use crate::network::{InitialisationError, Real, sigma_w_squared};

/// Draws the parameters of `net`. The matrix that puts out, and that before the
/// first block of a residual net, have variance 1 / fan_in; all others what
/// `weights` prescribe. Biases are theirs too; a normalisation begins with gain
/// 1 and shift 0, and what an activation learns where its text says.
///
/// # Errors
/// [`InitialisationError`] where the weights do not cover the activation.
pub(super) fn initial<T: Real>(
    net: &Net<T>,
    weights: &Weights,
    (seed, trial): (u64, u32),
) -> Result<Vec<T>, InitialisationError> {
    let design = net.design();
    let open = design.learning.open(&design.activation);
    let mut parameters = vec![T::default(); net.parameters()];
    let mut drawn = Vec::new();
    for group in net.groups() {
        let own = &mut parameters[group.range.clone()];
        match group.role {
            Role::Weights { layer } => {
                let shape = (group.rows, own.len() / group.rows);
                drawn.resize(own.len(), 0.0);
                weights.draw((seed, trial, layer as u32), shape, &mut drawn);
                let square = match layer {
                    _ if layer == 0 || layer > design.size.depth => 1.0,
                    _ => sigma_w_squared(weights.gain, &design.activation, shape)?,
                };
                let deviation = (square / shape.1 as f64).sqrt();
                for (w, drawn) in own.iter_mut().zip(&drawn) {
                    *w = T::scaled(*drawn, deviation);
                }
            }
            Role::Bias { layer } if weights.sigma_b > 0.0 => {
                drawn.resize(own.len(), 0.0);
                weights.draw_biases((seed, trial, layer as u32), &mut drawn);
                for (b, drawn) in own.iter_mut().zip(&drawn) {
                    *b = T::scaled(*drawn, weights.sigma_b);
                }
            }
            Role::Bias { .. } | Role::Shift { .. } => {}
            Role::Gain { .. } => own.fill(T::narrow(1.0)),
            Role::Activation { parameter, .. } => {
                let start = open.as_ref().map_or(0.0, |open| open.starts()[parameter]);
                own.fill(T::narrow(start));
            }
        }
    }
    Ok(parameters)
}
