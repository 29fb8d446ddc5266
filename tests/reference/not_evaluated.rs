//! Rows that the library cannot evaluate, by kind, and why.

use crate::row::Row;

/// What a row must hold, in its setup, quantity or place, and why it is not
/// evaluated.
const TABLE: &[(&str, &str)] = &[
    ("top-5 test error", "a figure of a trained network"),
    (
        "Multibox-SSD activation gradients",
        "the histogram of a trained network, which is not public",
    ),
    (
        "vanilla ResNet-50/101 without shortcuts or BN|claim",
        "accuracies of trained networks",
    ),
    (
        "feedforward vs skip|correlation decay",
        "words of an abstract without a figure; the rows below it have the figures",
    ),
    (
        "beta = sum over hidden layers 1/n_j controls",
        "words of an abstract without a figure; the rows below it have the figures",
    ),
    (
        "Omega|mu,omega,nu,tau",
        "a definition: the domain whose corners the rows below it map",
    ),
    (
        "disparity between ReLU and parametric variants",
        "a verdict in words, on the figures of the other rows of its group",
    ),
];

/// Why a row is not evaluated, if so.
pub fn reason(row: &Row) -> Option<&'static str> {
    let text = format!("{}|{}|{}", row.setup, row.quantity, row.place);
    let entry = TABLE.iter().find(|(holds, _)| text.contains(holds));
    entry.map(|(_, why)| *why)
}
