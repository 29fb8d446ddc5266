//! An activation in a ranking.

use super::cliff::Cliff;
use super::cost::Cost;
use super::criteria::{Criterion, Judgement, State};
use super::evidence::{Evidence, Gradient};

/// One activation with all that it is ranked by.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its name, as `actlab` prints it.
    pub activation: String,
    /// A name that fits in a table: that of a formula which has one, ...
    pub label: String,
    /// Its figures at the depth that is asked about.
    pub evidence: Evidence,
    /// What they say of each criterion.
    pub judgement: Judgement,
    /// What is said of each criterion at every measured depth, ascending.
    pub by_depth: Vec<(usize, Judgement)>,
    /// What it costs, where that is known.
    pub cost: Option<Cost>,
}

impl Candidate {
    /// The state of one criterion.
    pub fn state(&self, criterion: Criterion) -> State {
        self.judgement[criterion as usize]
    }

    /// Whether any gradient reaches the first layer in most of its nets.
    pub fn has_gradient(&self) -> bool {
        !matches!(
            self.evidence.gradient,
            Gradient::Dead | Gradient::Overflow | Gradient::Lost
        )
    }

    /// Where it stands by health alone; smaller is better. Where the gradient fails,
    /// how badly it does counts before what the other criteria say.
    pub fn standing(&self) -> (bool, Judgement) {
        let judgement = match self.state(Criterion::Gradient) {
            State::Fails => [State::Fails; 3],
            _ => self.judgement,
        };
        (!self.has_gradient(), judgement)
    }

    /// How deep it holds.
    pub fn cliff(&self) -> Cliff {
        Cliff::of(&self.by_depth)
    }

    /// Whether its gradient is kept, and nothing else that was measured is in
    /// doubt.
    pub fn is_healthy(&self) -> bool {
        let mut states = self.judgement.iter();
        self.state(Criterion::Gradient) == State::Holds
            && states.all(|state| *state <= State::NotMeasured)
    }
}
