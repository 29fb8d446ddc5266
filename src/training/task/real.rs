//! Real data sets that the crate smartcore ships.

use super::split::{Answers, Table};
use crate::naming::Signature;
use smartcore::dataset::{Dataset, breast_cancer, diabetes, digits, iris};

/// A data set.
pub(super) struct Real {
    pub signature: Signature,
    pub what: &'static str,
    pub load: fn() -> Table,
}

const fn named(
    name: &'static str,
    aliases: &'static [&'static str],
    what: &'static str,
    load: fn() -> Table,
) -> Real {
    Real {
        signature: Signature {
            name,
            aliases,
            parameters: &[],
        },
        what,
        load,
    }
}

/// Every data set.
pub(super) const REAL: &[Real] = &[
    named(
        "digits",
        &[],
        "1797 handwritten digits of 8 x 8 pixels, 10 classes (Alpaydin and Kaynak 1998, UCI; the test part)",
        || classes(digits::load_dataset(), 10, |class| class as u32),
    ),
    named(
        "breast_cancer",
        &["wdbc"],
        "569 tumours by 30 features of their cells: malignant (212) or benign (357) (Street, Wolberg and Mangasarian 1993)",
        || classes(breast_cancer::load_dataset(), 2, |class| class),
    ),
    named(
        "iris",
        &[],
        "150 flowers by 4 lengths, 3 classes (Fisher 1936)",
        || classes(iris::load_dataset(), 3, |class| class),
    ),
    named(
        "diabetes",
        &[],
        "442 patients by 10 features: the progress of the disease after a year (Efron, Hastie, Johnstone and Tibshirani 2004)",
        || {
            let data = diabetes::load_dataset();
            Table {
                features: data.num_features,
                answers: Answers::values(data.target.into_iter().map(f64::from).collect()),
                inputs: data.data,
            }
        },
    ),
];

fn classes<Y: Copy>(data: Dataset<f32, Y>, classes: usize, class: fn(Y) -> u32) -> Table {
    Table {
        features: data.num_features,
        answers: Answers::Classes {
            classes,
            of: data.target.into_iter().map(class).collect(),
        },
        inputs: data.data,
    }
}
