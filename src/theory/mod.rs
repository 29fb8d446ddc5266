//! What an infinitely wide net should do, to be held against what a finite one
//! does, and what follows from an activation alone.

pub mod card;
mod mean_field;
mod rounding;

pub use card::Card;
pub use mean_field::{LayerMoments, MeanField};
pub use rounding::{linear_noise, rounding_noise};
