//! Where numbers come from: streams of draws, input distributions, data sets
//! and weights.
//!
//! Every draw has an address, (seed, purpose, trial, layer), and is computed
//! from it ([`Stream`]): the order in which nets are measured, and by how many
//! threads, cannot change a single bit. Weights and cotangents come from the
//! vectorised [`Stream::fill_normal`] and [`Stream::fill_uniform`], which use
//! IEEE operations only and give the same bits on every machine.
//!
//! ```
//! use actlab::generator::{Input, Weights};
//!
//! let (seed, trial, features) = (1, 0, 3);
//! let mut batch = [0.0; 4 * 3];
//! Input::parse("uniform(-1, 1)")?.fill(seed, trial, features, &mut batch);
//! assert!(batch.iter().all(|x| x.abs() <= 1.0));
//!
//! // Of layer 2: 5 units of 3 inputs each, with variance 1.
//! let mut weights = [0.0; 5 * 3];
//! Weights::parse("he")?.draw((seed, trial, 2), (5, 3), &mut weights);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod csv_rows;
mod dataset;
mod distribution;
mod input;
mod normal;
mod orthogonal;
mod philox;
mod stream;
mod weights;

pub(crate) use csv_rows::CsvRows;
pub use dataset::{Dataset, DatasetError};
pub use distribution::Distribution;
pub use input::{Input, InputError};
pub use stream::{Purpose, Stream};
pub use weights::{Gain, Shape, Weights, WeightsError};
