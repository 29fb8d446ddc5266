//! What a claim is, what is measured of it, and what follows.

use crate::report::chart::{Grid, Panel, grids, panels};
use crate::reproduce::{Measured, ReproduceError};
use std::fmt;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Seconds: a first look.
    Quick,
    /// Minutes on two cores.
    Usual,
    /// A night: more runs, more steps, more depths.
    Overnight,
}

/// How a claim is measured.
#[derive(Debug, Clone, Copy)]
pub struct ClaimSetting {
    /// Seed of every draw.
    pub seed: u64,
    /// How much.
    pub scale: Scale,
    /// Threads.
    pub threads: usize,
}

impl ClaimSetting {
    /// One of three, by scale.
    pub(super) fn pick<T>(self, [quick, usual, overnight]: [T; 3]) -> T {
        match self.scale {
            Scale::Quick => quick,
            Scale::Usual => usual,
            Scale::Overnight => overnight,
        }
    }
}

/// A claim.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Its number in the answer.
    pub number: u8,
    /// What it says.
    pub statement: &'static str,
    /// Seconds that it takes on two cores, by scale.
    pub seconds: [u32; 3],
    measure: Measure,
}

/// What a claim is measured by.
#[derive(Debug, Clone, Copy)]
enum Measure {
    /// Nets of its own.
    Nets(fn(ClaimSetting) -> Result<Evidence, ReproduceError>),
    /// The runs of the claims before, too.
    Runs(fn(ClaimSetting, &[EqualRuns]) -> Result<Evidence, ReproduceError>),
}

/// What runs of one net that differ by their seeds alone came to: accuracies on
/// held-out samples, or logarithms of the loss there.
#[derive(Debug, Clone, PartialEq)]
pub struct EqualRuns(pub Vec<f64>);

/// A figure of a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimFigure {
    /// What was measured, in words and units.
    pub name: String,
    /// What came out.
    pub measured: Measured,
}

/// What follows from the figures of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimVerdict {
    /// It holds wherever it was measured.
    Holds,
    /// It fails wherever it was measured.
    Fails,
    /// It holds under a condition, in words.
    HoldsOnlyIf(String),
    /// The runs cannot tell.
    Undecided(String),
}

impl fmt::Display for ClaimVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClaimVerdict::Holds => f.write_str("holds"),
            ClaimVerdict::Fails => f.write_str("fails"),
            ClaimVerdict::HoldsOnlyIf(condition) => write!(f, "holds only if {condition}"),
            ClaimVerdict::Undecided(reason) => write!(f, "undecided: {reason}"),
        }
    }
}

/// What the file of a claim measures.
#[derive(Debug)]
pub(super) struct Evidence {
    pub figures: Vec<ClaimFigure>,
    pub verdict: ClaimVerdict,
    /// One sentence with the figure that decides.
    pub because: String,
    pub title: &'static str,
    pub caption: String,
    /// Curves; or none, and tables.
    pub panels: Vec<Panel>,
    pub grids: Vec<Grid>,
    /// The runs of each net that was trained.
    pub runs: Vec<EqualRuns>,
}

/// What became of a claim.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Every figure.
    pub figures: Vec<ClaimFigure>,
    /// What follows.
    pub verdict: ClaimVerdict,
    /// The figure that decides, in a sentence.
    pub because: String,
    /// The PNG of the chart.
    pub chart: Vec<u8>,
    /// The runs of each net that was trained.
    pub runs: Vec<EqualRuns>,
}

impl Claim {
    /// Measures it; `before` are the runs of the claims before it.
    ///
    /// # Errors
    /// [`ReproduceError`].
    pub fn answer(
        &self,
        setting: ClaimSetting,
        before: &[EqualRuns],
    ) -> Result<Answered, ReproduceError> {
        let evidence = match self.measure {
            Measure::Nets(measure) => measure(setting)?,
            Measure::Runs(measure) => measure(setting, before)?,
        };
        let (title, caption) = (evidence.title, &evidence.caption);
        let chart = match evidence.panels.is_empty() {
            true => grids(title, caption, 4, &evidence.grids)?,
            false => panels(title, caption, &evidence.panels)?,
        };
        Ok(Answered {
            figures: evidence.figures,
            verdict: evidence.verdict,
            because: evidence.because,
            chart,
            runs: evidence.runs,
        })
    }
}

/// Every claim, by its number.
pub fn claims() -> &'static [Claim] {
    &[
        Claim {
            number: 1,
            statement: "a parametric slope on the positive side is redundant",
            seconds: [1, 3, 30],
            measure: Measure::Nets(super::claim_1::measure),
        },
        Claim {
            number: 2,
            statement: "with curvature the coefficients are not redundant: learning them speeds up training",
            seconds: [4, 50, 1500],
            measure: Measure::Nets(super::claim_2::measure),
        },
        Claim {
            number: 3,
            statement: "whether Leaky ReLU helps depends on the numeric range of the gradients",
            seconds: [5, 20, 600],
            measure: Measure::Nets(super::claim_3::measure),
        },
        Claim {
            number: 4,
            statement: "a gradient that vanishes at any point of training makes the constant branch a problem",
            seconds: [4, 60, 600],
            measure: Measure::Nets(super::claim_4::measure),
        },
        Claim {
            number: 5,
            statement: "ELU and its kind help shallow nets and are not used for deeper ones",
            seconds: [10, 160, 3600],
            measure: Measure::Nets(super::claim_5::measure),
        },
        Claim {
            number: 6,
            statement: "the disparity between ReLU and its parametric variants goes to zero as depth goes to infinity",
            seconds: [2, 10, 100],
            measure: Measure::Nets(super::claim_6::measure),
        },
        Claim {
            number: 7,
            statement: "deep ReLU nets approximate curved functions",
            seconds: [5, 55, 1500],
            measure: Measure::Nets(super::claim_7::measure),
        },
        Claim {
            number: 8,
            statement: "experiments with few samples mislead",
            seconds: [4, 4, 40],
            measure: Measure::Runs(super::claim_8::measure),
        },
    ]
}
