//! The studies that can be run by name.

/// A study that comes with actlab.
#[derive(Debug, Clone, Copy)]
pub struct Builtin {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// Its specification.
    pub toml: &'static str,
}

/// Every built-in study; the first one is run where none is named, and its
/// values stand in for whatever a specification leaves out.
pub fn builtins() -> &'static [Builtin] {
    &[
        Builtin {
            name: "depth",
            purpose: "signal and gradient against depth 1 to 128, He and Glorot weights",
            toml: include_str!("../../data/studies/depth.toml"),
        },
        Builtin {
            name: "input",
            purpose: "one depth, every input distribution",
            toml: include_str!("../../data/studies/input.toml"),
        },
        Builtin {
            name: "precision",
            purpose: "where the gradient dies, of what, by number format, depth and loss scale",
            toml: include_str!("../../data/studies/precision.toml"),
        },
        Builtin {
            name: "noise",
            purpose: "rounding noise against an f64 reference, by layer and number format",
            toml: include_str!("../../data/studies/noise.toml"),
        },
        Builtin {
            name: "formats",
            purpose: "what every number format makes of the numbers of a distribution or a file",
            toml: include_str!("../../data/studies/formats.toml"),
        },
    ]
}
