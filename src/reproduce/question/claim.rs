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

const fn claim(number: u8, statement: &'static str, seconds: [u32; 3], measure: Measure) -> Claim {
    Claim {
        number,
        statement,
        seconds,
        measure,
    }
}

/// Every claim, by its number.
pub fn claims() -> &'static [Claim] {
    use Measure::{Nets, Runs};
    const CLAIMS: [Claim; 8] = [
        claim(
            1,
            "a parametric slope on the positive side is redundant",
            [1, 3, 30],
            Nets(super::claim_1::measure),
        ),
        claim(
            2,
            "with curvature the coefficients are not redundant: learning them speeds up training",
            [4, 50, 1500],
            Nets(super::claim_2::measure),
        ),
        claim(
            3,
            "whether Leaky ReLU helps depends on the numeric range of the gradients",
            [5, 20, 600],
            Nets(super::claim_3::measure),
        ),
        claim(
            4,
            "a gradient that vanishes at any point of training makes the constant branch a problem",
            [4, 60, 600],
            Nets(super::claim_4::measure),
        ),
        claim(
            5,
            "ELU and its kind help shallow nets and are not used for deeper ones",
            [10, 160, 3600],
            Nets(super::claim_5::measure),
        ),
        claim(
            6,
            "the disparity between ReLU and its parametric variants goes to zero as depth goes to infinity",
            [2, 10, 100],
            Nets(super::claim_6::measure),
        ),
        claim(
            7,
            "deep ReLU nets approximate curved functions",
            [5, 55, 1500],
            Nets(super::claim_7::measure),
        ),
        claim(
            8,
            "experiments with few samples mislead",
            [4, 4, 40],
            Runs(super::claim_8::measure),
        ),
    ];
    &CLAIMS
}
