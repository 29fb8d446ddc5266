//! What an infinitely wide net should do, to be held against what a finite one
//! does.

mod mean_field;

pub use mean_field::{LayerMoments, MeanField};
