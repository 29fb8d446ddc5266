//! Sign with the straight-through estimator: 1 from 0 up, else -1; the
//! derivative of hardtanh backward.

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "ste_sign",
        aliases: &["straight_through_sign"],
        parameters: &[],
    },
    formula: "where(z >= 0, 1, -1)",
    backward: Some("where(abs(z) <= 1, 1, 0)"),
    source: "Bengio, Leonard, Courville 2013, arXiv:1308.3432; Courbariaux, Hubara, Soudry, El-Yaniv, Bengio 2016, arXiv:1602.02830",
    note: "sign(0) = 1, and the gradient passes at |z| = 1, both as in the paper of 2016",
    ..Entry::NEW
};
