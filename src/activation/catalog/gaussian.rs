//! Gaussian: phi = e^(-z^2).

use crate::activation::entry::Entry;
use crate::naming::Signature;

pub(super) const ENTRY: Entry = Entry {
    signature: Signature {
        name: "gaussian",
        aliases: &[],
        parameters: &[],
    },
    formula: "exp(-z^2)",
    source: "no publication found as an elementwise activation; Broomhead and Lowe 1988 (Complex Systems 2, radial basis functions)",
    clashes: &[
        "with a width, e^(-z^2 / (2 sigma^2)), of implicit representations (Ramasinghe and Lucey 2021): type the formula",
    ],
    ..Entry::NEW
};
