//! What an entry of the catalogue states.

use std::sync::Arc;

use super::kernel::Kernel;
use crate::naming::Signature;

/// What the f32 kernels of an entry promise over all f32 inputs, with the
/// default parameters and others of ordinary size. ULPs are of the true value,
/// infinity being the number after the largest; on instruction sets without a
/// fused multiply-add it may be 1 ULP more. sup |phi'| is over all z, or over
/// |z| <= 10 where phi' has no bound or no limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Largest error of the value where it is a normal number, in ULP; below,
    /// it is one smallest subnormal.
    pub value_ulp: f64,
    /// Largest error of the derivative, in ULP, where its size is at least
    /// `relative_from` times its largest.
    pub derivative_ulp: f64,
    /// Share of sup |phi'| from which the error of the derivative is bounded
    /// relative to its size; below, it is at most 2^-22 sup |phi'|.
    pub relative_from: f64,
}

impl Accuracy {
    /// What an entry promises unless it says otherwise.
    pub const USUAL: Accuracy = Accuracy {
        value_ulp: 3.0,
        derivative_ulp: 4.0,
        relative_from: 1.0 / 1024.0,
    };
}

/// The same function in a form that does not cancel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Computed {
    /// phi.
    pub value: &'static str,
    /// phi', where the rules of differentiation over `value` would cancel.
    pub derivative: Option<&'static str>,
}

/// What a framework calls an entry, and with which defaults.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spelling {
    /// torch, keras, jax, transformers, onnx or onednn.
    pub framework: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// The spelling of this catalogue for it, with that framework's defaults.
    pub means: &'static str,
}

/// What is wrong with parameters together.
type Check = fn(&[f64]) -> Result<(), String>;

/// Makes the f32 kernel from the parameters.
type Build = fn(&[f64]) -> Arc<dyn Kernel>;

/// One line of the catalogue: an activation as a formula, with what is known of
/// it.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Name, aliases, parameters.
    pub signature: Signature,
    /// phi as the literature writes it, in the language of [`formula`](super::formula).
    pub formula: &'static str,
    /// Other ways to write phi with the default parameters: a formula that is
    /// one of them runs the kernel of the entry.
    pub also_written: &'static [&'static str],
    /// The form that is evaluated, where `formula` cancels.
    pub computed: Option<Computed>,
    /// What the backward pass uses where it is, on purpose, not phi'.
    pub backward: Option<&'static str>,
    /// Publication: authors, year, arXiv number or venue.
    pub source: &'static str,
    /// What to know about it: conventions, doubts.
    pub note: &'static str,
    /// Other functions that go by this name or an alias.
    pub clashes: &'static [&'static str],
    /// Parameters that the publication learns.
    pub learnable: &'static [&'static str],
    /// Its name and defaults in the frameworks that have it.
    pub frameworks: &'static [Spelling],
    /// `torch.nn.init.calculate_gain`, for the names that it knows.
    pub(super) torch_gain: Option<fn(&[f64]) -> f64>,
    /// What is wrong with parameters that are each in their domain.
    pub(super) check: Option<Check>,
    /// The f32 kernel, where it is not the formula evaluated in f64 lanes.
    pub(super) kernel: Option<Build>,
    /// What the f32 kernels promise; none where they reproduce a framework's
    /// rounding.
    pub accuracy: Option<Accuracy>,
}

impl Entry {
    /// What an entry states unless it says otherwise.
    pub(super) const NEW: Entry = Entry {
        signature: Signature {
            name: "",
            aliases: &[],
            parameters: &[],
        },
        formula: "",
        also_written: &[],
        computed: None,
        backward: None,
        source: "",
        note: "",
        clashes: &[],
        learnable: &[],
        frameworks: &[],
        torch_gain: None,
        check: None,
        kernel: None,
        accuracy: Some(Accuracy::USUAL),
    };
}
