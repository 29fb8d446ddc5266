//! Step with the straight-through estimator: 1 above 0, else 0; the identity
//! backward.

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "ste_step",
        aliases: &["straight_through_step"],
        parameters: &[],
    },
    formula: "where(z > 0, 1, 0)",
    backward: Some("1"),
    source: "Bengio, Leonard, Courville 2013, arXiv:1308.3432",
    note: "the estimator is Hinton's, in a lecture of 2012",
    ..Entry::NEW
};
