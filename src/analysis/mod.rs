//! What is measured at a layer.

mod metric;

pub use metric::{Metric, Scale};
