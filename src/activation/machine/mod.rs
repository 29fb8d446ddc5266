//! The formula machine: runs a formula over many inputs, an operation over a
//! chunk at a time, in forward-mode dual numbers.
//!
//! It runs in two kinds of numbers. [`Wide`](wide::Wide) has 100 bits and no
//! limits of size: rounded once, it is the f64 reference of every activation.
//! [`Lane`](lane::Lane) is a vectorised f64: rounded once, it is the f32
//! kernel of every activation that brings none of its own.

mod chunk;
mod functions;
mod graph;
mod lane;
mod lane_polynomials;
mod number;
mod open;
mod program;
mod quarter_turns;
mod run;
mod straight;
mod swing;
#[cfg(test)]
mod tests;
mod wide;
mod wide_functions;
mod wide_polynomials;

pub(super) use graph::Graph;
pub(super) use open::{Float, Inputs};
pub(super) use program::Program;
pub(super) use run::Limits;
