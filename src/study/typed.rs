//! Values with the place where they were typed, and what may be wrong with one.

use crate::activation::ActivationError;
use crate::generator::InputError;
use crate::naming::NameError;
use crate::network::InitialisationError;
use crate::number::{FormatError, PrecisionError};
use crate::training::{ArchitectureError, TaskError};
use std::path::PathBuf;
use thiserror::Error;

/// Where a value was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of a file, from 1.
    Line(PathBuf, usize),
    /// A file as a whole.
    File(PathBuf),
    /// A command-line option.
    Flag(&'static str),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Line(path, line) => write!(f, "{}: line {line}", path.display()),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Flag(flag) => f.write_str(flag),
        }
    }
}

/// A value and where it was typed.
#[derive(Debug, Clone)]
pub struct Typed<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// Why a specification is none.
#[derive(Debug, Error)]
#[error("{origin}: {problem}")]
pub struct SpecError {
    /// Where.
    pub origin: Origin,
    /// What is wrong there.
    pub problem: SpecProblem,
}

/// What is wrong with a value.
#[derive(Debug, Error)]
pub enum SpecProblem {
    /// A name or its parameters.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A format that is none, or that a study cannot measure.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// Formats of a net, or a loss scale.
    #[error(transparent)]
    Precision(#[from] PrecisionError),
    /// An activation or its formula.
    #[error(transparent)]
    Activation(#[from] ActivationError),
    /// An input distribution or its file.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Weights that do not cover an activation.
    #[error(transparent)]
    Initialisation(#[from] InitialisationError),
    /// A task, or its file.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// An architecture.
    #[error(transparent)]
    Architecture(#[from] ArchitectureError),
    /// Anything else, with its mend.
    #[error("{0}")]
    Value(String),
}
