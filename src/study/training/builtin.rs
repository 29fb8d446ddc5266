//! The studies that train and can be run by name.

use crate::study::Builtin;

/// Every built-in study that trains; the first one is run where none is named,
/// and its values stand in for whatever a specification leaves out.
pub fn training_builtins() -> &'static [Builtin] {
    &[Builtin {
        name: "digits",
        purpose: "nets of 2 layers learn the 8x8 digits: accuracy, speed, dead units",
        toml: include_str!("../../../data/studies/digits.toml"),
    }]
}
