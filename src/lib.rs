//! actlab: a laboratory for activation functions.
//!
//! It measures how signal and gradient survive depth, for every activation,
//! initialisation, input distribution and number format, and answers with
//! figures that carry their uncertainty.
//!
//! The modules stand on floors; a module imports only from floors below it:
//!
//! | floor | module | question it answers |
//! |---|---|---|
//! | 7 | [`reproduce`], [`verdict`] | what did a paper publish, and which activation is it to be? |
//! | 6 | [`report`] | what does a person get to see? |
//! | 5 | [`study`] | which nets are measured, and what came out? |
//! | 4 | [`training`] | what does a net learn, and from what? |
//! | 3 | [`analysis`] | what is measured at a layer? |
//! | 2 | [`theory`], then [`network`] | what should a net do, and what is the net under test? |
//! | 1 | [`activation`], [`generator`], [`number`], [`stats`] | what is phi, where do numbers come from, how are they rounded and averaged? |
//! | 0 | [`naming`] | what did the person type? |

mod vectorised;

pub mod activation;
pub mod analysis;
pub mod generator;
pub mod naming;
pub mod network;
pub mod number;
pub mod report;
pub mod reproduce;
pub mod stats;
pub mod study;
pub mod theory;
pub mod training;
pub mod verdict;

pub use vectorised::{
    InstructionSet, InstructionSetError, VARIABLE, choose_instruction_set, instruction_set,
};

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
