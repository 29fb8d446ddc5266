//! What an infinitely wide net should do, to be held against what a finite one
//! does, and what follows from an activation alone.
//!
//! A [`WideNet`] is an activation with the scales of its weights and biases. Of
//! it follow how lengths ([`WideNet::lengths`]), correlations
//! ([`WideNet::correlation_map`]), kernels ([`WideNet::kernels`]) and the
//! Jacobian ([`WideNet::spectrum`]) change with depth; [`MeanField`] follows an
//! actual input. [`edge_of_chaos`] and [`half_stable`] find the scales at which
//! gradients last, [`tat_slope`] and [`Shaping`] the activation. Nets of [`Rays`],
//! ReLU and its kind, have closed forms, those of finite width among them.
//!
//! Every expectation is an integral over pieces without kinks, within 1e-10 of
//! its size for the activations of the catalogue.

mod activation_sizes;
mod approximation;
mod born_dead;
pub mod card;
mod correlation_map;
mod critical;
mod dead_units;
mod finite_length;
mod finite_net;
mod finite_width;
mod gaussian;
mod gradient_entries;
mod kernels;
mod leaky_depth;
mod length_map;
mod mean_field;
mod pairs;
mod phase;
mod rays;
mod rounding;
mod saturation;
mod self_normalising;
mod shaping;
mod shared_weights;
mod solve;
mod spectrum;
mod underflow;
mod wide_net;

pub use activation_sizes::ActivationSizes;
pub use approximation::{sawtooth, sawtooth_pieces, yarotsky_error, yarotsky_square};
pub use born_dead::{born_dead_bounds, dead_at_a_point, inactive_everywhere, inactive_on_a_batch};
pub use card::Card;
pub use correlation_map::{CorrelationMap, FixedCorrelation};
pub use critical::{
    CriticalPoint, correlation_rate, critical, critical_at, edge_of_chaos, half_stable, saddle_node,
};
pub use finite_length::LengthLaw;
pub use finite_net::{FiniteNet, GradientStrays, Law, Spread, Strays};
pub use finite_width::{LogRatio, angle_drift};
pub use gradient_entries::GradientEntries;
pub use kernels::{Kernels, Shattering, inactive_for_both};
pub use length_map::{FixedPoint, Lengths, Stability};
pub use mean_field::{LayerMoments, MeanField};
pub use phase::{Phase, Place, edge_line};
pub use rays::Rays;
pub use rounding::{linear_noise, rounding_noise};
pub use self_normalising::Selu;
pub use shaping::{
    LocalMaps, Shaping, dks_layer_slope, dks_layer_slope_of, dks_leaky_slope, tat_slope,
    tat_slope_of,
};
pub use shared_weights::shared_weights;
pub(crate) use solve::root;
pub use spectrum::{LayerSpread, Spectrum, linear_edge, mean_singular_value};
pub use underflow::{
    deviation_flushed, flush_threshold, flushed_share, layers_until, mean_of_first,
};
pub use wide_net::WideNet;
