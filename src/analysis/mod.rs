//! What is measured at a layer, and of a whole net.
//!
//! One file a measurement; [`Battery`] runs them all on what the network shows
//! of each layer. A measurement writes one number for each of its [`Column`]s;
//! NaN stands for 'no figure' until the estimates over trials, which leave it
//! out.

mod battery;
mod dead_units;
mod gradient_flow;
mod growth;
mod jacobian;
mod limits;
mod metric;
mod octaves;
mod saturation;
mod shadow;
mod signal;
mod underflow;
mod whole_net;

pub use battery::{Battery, Column, Measurement, Qualifier};
pub use growth::gradient_growth;
pub use jacobian::{Jacobian, SingularValues, singular_values};
pub use limits::Limits;
pub use metric::{Metric, Scale};
pub use octaves::octave_ends;
pub(crate) use shadow::Noise;
pub use shadow::{Rows, Shadow, Trial};
pub use whole_net::{WholeNet, slope};
