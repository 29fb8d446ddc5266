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
