//! The deep net under test.
//!
//! z^1 = W^1 x + b^1, h^l = phi(z^l), z^{l+1} = W^{l+1} h^l + b^{l+1}. A
//! cotangent g ~ N(0, 1), independent for each sample and unit, is put on h^L:
//! delta^L = phi'(z^L) * g, delta^l = phi'(z^l) * (W^{l+1})^T delta^{l+1}.
//!
//! The net of depth L is the first L layers of the deepest one of the same
//! trial, so that one forward pass serves every depth. All activations of a
//! trial share its [`Draws`]; their scales ([`Scales`]) are folded in behind the
//! products, so that several run side by side as one product a layer. Matrices are
//! stored column after column; a batch is `width` rows by `batch` columns, so that
//! a column is a sample.
//!
//! The gradient is kept as delta = m 2^e with m in f32 and one exponent for
//! each layer, chosen anew at every layer: nets whose gradient is 1e-82 are
//! measured as exactly as others.
//!
//! ```
//! use actlab::activation::Activation;
//! use actlab::generator::{Input, Weights};
//! use actlab::network::{
//!     Backward, Cotangent, Dimensions, Draws, Forward, Scales, Trace, backward, forward,
//! };
//!
//! let phi: Activation = "gelu".parse()?;
//! let (input, weights) = (Input::parse("normal")?, Weights::parse("he")?);
//! let dimensions = Dimensions { features: 32, width: 32, batch: 16, depth: 4 };
//! let (seed, trial) = (1, 0);
//! let mut draws = Draws::new(dimensions);
//! draws.draw(seed, trial, &input, &weights);
//! let scales = Scales::new(&weights, &phi, dimensions)?;
//!
//! let mut trace = Trace::new(dimensions, 1);
//! let mut activation_squares = Vec::new();
//! forward(&draws, &[(&phi, scales)], &mut trace, &mut |_layer: usize, view: Forward<'_>| {
//!     activation_squares.push(view.activation_squares / view.activation.len() as f64);
//! });
//!
//! let mut memory = Cotangent::new(dimensions, 1, 1);
//! let mut gradient_log2 = [0.0; 4];
//! let from = (seed, trial, &[4][..]);
//! backward(&draws, &[scales], &trace, from, &mut memory, &mut |layer: usize, view: Backward<'_>| {
//!     gradient_log2[layer - 1] = view.log2_rms();
//! });
//! assert!(activation_squares[3] < activation_squares[0]);
//! assert!(gradient_log2[0] < gradient_log2[3]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod backward;
mod buffer;
mod draws;
mod forward;
mod initialisation;
mod matrices;
mod product;
mod stored;
#[cfg(test)]
mod tests;

pub(crate) use backward::is_beyond;
pub use backward::{Backward, BackwardObserver, BackwardPiece, Cotangent, backward};
pub use draws::{Dimensions, Draws};
pub use forward::{Forward, ForwardObserver, ForwardPiece, Trace, forward};
pub use initialisation::{InitialisationError, Scales, sigma_w_squared, tuned};
pub use product::{matrix, multiply};
pub(crate) use stored::{Products, evaluate_in_double, multiply_each};
pub use stored::{Real, StoredBackward, StoredForward, StoredNet};
