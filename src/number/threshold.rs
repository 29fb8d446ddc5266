//! The magnitudes at which rounding changes the kind of a number.

/// A set of magnitudes from `value` 2^`exponent` up, or above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The boundary, but for a power of two.
    pub value: f64,
    /// That power: 0 but for f64, half of whose smallest subnormal is no f64.
    pub exponent: i32,
    /// Whether the boundary itself belongs to the set.
    pub inclusive: bool,
}

impl Threshold {
    pub(super) fn from(value: f64) -> Self {
        Threshold {
            value,
            exponent: 0,
            inclusive: true,
        }
    }

    pub(super) fn above(value: f64) -> Self {
        Threshold {
            inclusive: false,
            ..Self::from(value)
        }
    }

    pub(super) fn scaled(self, exponent: i32) -> Self {
        Threshold { exponent, ..self }
    }

    /// The bits of the smallest f32 magnitude m for which m 2^`exponent` lies
    /// in the set. As positive floats order like their bits, `m >= that` is
    /// one integer comparison. An f32 infinity belongs to every set; a set
    /// beyond the largest finite f32 gives the bits of infinity.
    pub fn smallest_f32_bits(self, exponent: i32) -> u32 {
        // Exact: a threshold has few bits, and the scale is a power of two.
        // Past f64's range it becomes 0 or infinity, which is what is meant.
        let boundary = libm::scalbn(self.value, self.exponent.saturating_sub(exponent));
        let nearest = boundary as f32;
        let reached = if self.inclusive {
            f64::from(nearest) >= boundary
        } else {
            f64::from(nearest) > boundary
        };
        let bits = nearest.to_bits();
        if reached || nearest.is_infinite() {
            bits
        } else {
            bits + 1
        }
    }
}

/// The three thresholds of a format. A magnitude that reaches one reaches those
/// before it too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Magnitudes that do not round to zero.
    pub nonzero: Threshold,
    /// Magnitudes that round to a normal number or beyond.
    pub normal: Threshold,
    /// Magnitudes beyond the largest number: those that would round past it
    /// had the exponent no end, whether they become infinity, NaN or it.
    pub overflow: Threshold,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Format;

    #[test]
    fn thresholds_follow_the_scale() {
        let thresholds = |name| Format::parse(name).unwrap().thresholds().unwrap();
        let f16 = thresholds("f16");
        let at = |exponent| f32::from_bits(f16.nonzero.smallest_f32_bits(exponent));
        assert_eq!(at(0), f32::from_bits(2f32.powi(-25).to_bits() + 1));
        assert_eq!(at(-50), f32::from_bits(2f32.powi(25).to_bits() + 1));
        // A scale beyond f32's range: everything, or nothing, rounds to zero.
        assert_eq!(at(-2000), f32::INFINITY);
        assert_eq!(at(2000).to_bits(), 1);
        // The boundary 2^128 - 2^103 of f32 is no f32: the next one up counts.
        let overflow = thresholds("f32").overflow;
        assert_eq!(f32::from_bits(overflow.smallest_f32_bits(0)), f32::INFINITY);
        assert_eq!(
            f32::from_bits(overflow.smallest_f32_bits(1)),
            2f32.powi(127)
        );
        // f64: half of 2^-1074 is no f64, and yet a threshold.
        let f64 = thresholds("f64");
        let at = |t: Threshold, exponent| f32::from_bits(t.smallest_f32_bits(exponent));
        assert_eq!(at(f64.nonzero, -1075), 1f32.next_up());
        assert_eq!(at(f64.normal, -1022), 1.0);
        assert_eq!(at(f64.overflow, 1000), 2f32.powi(24));
        assert_eq!(at(f64.nonzero, 0).to_bits(), 1);
    }
}
