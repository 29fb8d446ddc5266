//! From measurements to an answer: which activation, and why.
//!
//! [`Evidence`] (the figures of one activation in one net, with intervals) ->
//! [`judge`] (three criteria, each holds or fails by a [`Thresholds`] that is
//! printed) -> [`rank`] (by the criteria, then by what is measurable, then by
//! cost; what is not shown to differ shares a rank) -> sentences and a table.
//!
//! The evidence comes from the trials of a measurement or of
//! `data/advice.csv` ([`Record`]), or, for the report of a study, from its
//! figures alone ([`study_verdict`]).

mod advice;
mod architecture;
mod candidate;
mod cliff;
mod cost;
mod criteria;
mod difference;
mod evidence;
mod fault;
mod figures;
pub mod known;
mod ranking;
mod ranking_table;
mod record;
#[cfg(test)]
mod sample;
mod sentence;
mod study_verdict;
mod why;

pub use advice::{Advice, theory_ends};
pub use candidate::Candidate;
pub use cliff::Cliff;
pub use cost::{Cost, ELEMENTS};
pub use criteria::{Criterion, Judgement, State, Thresholds, judge};
pub use difference::Quantity;
pub use evidence::{Estimate, Evidence, Gradient};
pub use ranking::{Reason, Row, rank};
pub use ranking_table::{ranking_table, rules};
pub use record::{METRICS, Record};
pub use sentence::{headline, sentence};
pub use study_verdict::study_verdict;
pub use why::{Alternative, why};
