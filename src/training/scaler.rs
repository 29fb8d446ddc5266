//! The scale of the loss, which lifts gradients off the floor of a narrow
//! format.
//!
//! Dynamic as in Micikevicius et al. 2018 (arXiv:1710.03740, section 3.2): begin
//! large; where a gradient overflows, skip the update and halve the scale;
//! double it after so many steps without an overflow. The numbers are those of
//! `torch.amp.GradScaler`: 2^16 and 2000 steps.

use crate::number::LossScale;

/// Steps without an overflow before the scale is doubled.
const GROWTH: u32 = 2000;
/// Where a dynamic scale begins, as a power of two.
const START: i32 = 16;
/// A dynamic scale stays within these powers.
const RANGE: std::ops::RangeInclusive<i32> = -126..=126;

/// The scale of the loss during a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scaler {
    power: i32,
    dynamic: bool,
    /// Steps since the last overflow or growth.
    steps: u32,
    /// Updates that were left out.
    pub skipped: u64,
}

impl Scaler {
    pub fn new(scale: LossScale) -> Self {
        let (power, dynamic) = match scale {
            LossScale::Power(power) => (power, false),
            LossScale::Auto => (START, true),
        };
        Scaler {
            power,
            dynamic,
            steps: 0,
            skipped: 0,
        }
    }

    /// The scale.
    pub fn scale(&self) -> f64 {
        libm::scalbn(1.0, self.power)
    }

    /// Its power of two.
    pub fn power(&self) -> i32 {
        self.power
    }

    /// Takes in whether all gradients of a step are finite, and says whether
    /// its update is made. A fixed scale makes every update.
    pub fn allows(&mut self, finite: bool) -> bool {
        if !self.dynamic {
            return true;
        }
        if !finite {
            self.power = (self.power - 1).max(*RANGE.start());
            self.steps = 0;
            self.skipped += 1;
            return false;
        }
        self.steps += 1;
        if self.steps == GROWTH {
            self.power = (self.power + 1).min(*RANGE.end());
            self.steps = 0;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dynamic_scale_halves_at_once_and_doubles_slowly() {
        let mut scaler = Scaler::new(LossScale::Auto);
        assert_eq!(scaler.scale(), 65536.0);
        assert!(!scaler.allows(false));
        assert!(!scaler.allows(false));
        assert_eq!((scaler.scale(), scaler.skipped), (16384.0, 2));
        for _ in 0..GROWTH {
            assert_eq!(scaler.power(), 14);
            assert!(scaler.allows(true));
        }
        assert_eq!(scaler.power(), 15);
        let mut fixed = Scaler::new(LossScale::Power(3));
        assert!(fixed.allows(false));
        assert_eq!((fixed.scale(), fixed.skipped), (8.0, 0));
    }
}
