//! The question that started it: what is the advantage of plain ReLU over Leaky
//! ReLU and PReLU, if any? The answer it got makes claims, each measured here.
//!
//! One file a claim: its setup, its figures, its chart, and the rule by which
//! the figures become a verdict. Of nets that are drawn, two figures are told apart
//! where the interval of their difference at four standard errors lies on one
//! side of zero; of nets that are trained, of which there are fewer, where the
//! 99 % interval over pairs of runs does.

mod claim;
mod claim_1;
mod claim_2;
mod claim_3;
mod claim_4;
mod claim_5;
mod claim_6;
mod claim_7;
mod claim_8;
mod disparity;
mod on_shared_weights;
mod scaled_net;
mod table;
mod trained;

pub use claim::{
    Answered, Claim, ClaimFigure, ClaimSetting, ClaimVerdict, EqualRuns, Scale, claims,
};
pub use table::claims_csv;
