//! The thresholds of definitions that others draw elsewhere.

/// What a study counts as saturated, vanished, lost and drowned. They are part
/// of its specification and written in its output.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// A pair is saturated where |phi'(z)| is below it.
    pub tau: f64,
    /// A gradient has vanished where |delta| is below it, the cotangent having
    /// variance 1.
    pub vanished: f64,
    /// From this share on that is lost at a layer, a depth is not safe.
    pub lost: f64,
    /// From this noise_to_signal on noise dominates.
    pub noise: f64,
    /// From this share on that rounds to zero, a layer has underflowed.
    pub underflow: f64,
    /// Step size of the update that may be absorbed.
    pub learning_rate: f64,
}

#[cfg(test)]
impl Limits {
    /// Those of the built-in studies.
    pub(super) const USUAL: Limits = Limits {
        tau: 0.01,
        vanished: 0.001,
        lost: 0.01,
        noise: 1.0,
        underflow: 0.5,
        learning_rate: 0.01,
    };
}
