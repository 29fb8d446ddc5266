//! Published figures, measured again.
//!
//! One file a paper: its setup, its measurement and its chart. What the paper
//! says stands in `data/published/`, one row a figure, with the place where it
//! stands and how far that is known. [`Paper::reproduce`] puts both side by
//! side and judges ([`Verdict`]): a figure agrees where the published value lies
//! in the interval of the measured one, at four standard errors, so that a
//! verdict does not hang on the seed, or beside it by no more than its tolerance:
//! nothing for what is exact, a few per cent for limits of width or depth and for
//! what is read off a chart.

mod chart;
mod finding;
mod jacobian;
mod measured;
mod minimum;
mod net;
mod papers;
mod published;
pub mod question;
mod subnet;
mod table;

pub use finding::{Finding, Verdict};
pub use measured::Measured;
pub use papers::{Paper, papers};
pub use table::findings_csv;

use crate::activation::ActivationError;
use crate::generator::InputError;
use crate::naming::NameError;
use crate::network::InitialisationError;
use crate::number::FormatError;
use crate::report::ReportError;
use thiserror::Error;

/// How a paper is measured.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Seed of every draw.
    pub seed: u64,
    /// A quarter of the trials.
    pub quick: bool,
}

impl Setting {
    /// So many trials, or a quarter of them, ten at least.
    fn trials(self, count: usize) -> usize {
        if self.quick {
            (count / 4).max(10)
        } else {
            count
        }
    }
}

/// What became of a paper's figures.
#[derive(Debug, Clone)]
pub struct Reproduction {
    /// One for each published figure, in the order of the file.
    pub findings: Vec<Finding>,
    /// The PNG of the chart.
    pub chart: Vec<u8>,
}

/// Why a paper cannot be reproduced.
#[derive(Debug, Error)]
pub enum ReproduceError {
    /// A name that is none.
    #[error(transparent)]
    Name(#[from] NameError),
    /// An activation of the setup.
    #[error(transparent)]
    Activation(#[from] ActivationError),
    /// A study of a claim.
    #[error(transparent)]
    Spec(#[from] crate::study::SpecError),
    /// A study of a claim that could not be run.
    #[error(transparent)]
    Run(#[from] crate::study::RunError),
    /// Weights that do not cover an activation.
    #[error(transparent)]
    Initialisation(#[from] InitialisationError),
    /// A number format of the setup.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// An input of the setup.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A chart that cannot be drawn, or a table that cannot be written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A row of the published figures that cannot be read.
    #[error("data/published/{paper}.csv: {problem}")]
    Published {
        /// The paper.
        paper: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// A figure of theory that the setup does not have.
    #[error("theory has no {0} for this setup")]
    NoTheory(&'static str),
    /// Singular values that do not converge.
    #[error("the singular values of a {0} x {0} Jacobian do not converge")]
    SingularValues(usize),
}
