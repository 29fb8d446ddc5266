//! How many numbers of a slice a format turns into zero, a subnormal or past its
//! largest.

use super::error::FormatError;
use super::format::Format;
use super::threshold::Thresholds;
use crate::vectorised::vectorised;

/// How many numbers of a slice a format turns into what. NaN counts as past the
/// largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All of them.
    pub numbers: u64,
    /// Those that are zero already.
    pub zeros: u64,
    /// Those that are not zero and round to zero.
    pub underflows: u64,
    /// Those that are not zero and round to a subnormal.
    pub subnormals: u64,
    /// Those that round past the largest number.
    pub overflows: u64,
}

const MAGNITUDE: u32 = 0x7fff_ffff;

/// How many magnitudes have these bits or more, of each of some bits.
#[inline(always)]
fn reaching<const N: usize>(values: &[f32], bits: [u32; N]) -> [u64; N] {
    // So few that a block's count fits in the lane of an f32, and a block
    // stays in the first cache.
    const BLOCK: usize = 4096;
    // Signed, which every instruction set compares.
    let bits = bits.map(|bits| bits as i32);
    vectorised(
        #[inline(always)]
        || {
            let mut total = [0; N];
            for block in values.chunks(BLOCK) {
                let mut counts = [0u32; N];
                for x in block {
                    let size = (x.to_bits() & MAGNITUDE) as i32;
                    for (count, bits) in counts.iter_mut().zip(bits) {
                        *count += u32::from(size >= bits);
                    }
                }
                for (total, count) in total.iter_mut().zip(counts) {
                    *total += u64::from(count);
                }
            }
            total
        },
    )
}

impl Counts {
    /// Of `values` 2^`exponent` in a format with these thresholds.
    pub fn of(values: &[f32], exponent: i32, thresholds: Thresholds) -> Self {
        let bits = |t: super::Threshold| t.smallest_f32_bits(exponent);
        let [some, nonzero, normal, overflow] = reaching(
            values,
            [
                1,
                bits(thresholds.nonzero),
                bits(thresholds.normal),
                bits(thresholds.overflow),
            ],
        );
        let numbers = values.len() as u64;
        Counts {
            numbers,
            zeros: numbers - some,
            underflows: some - nonzero,
            subnormals: nonzero - normal,
            overflows: overflow,
        }
    }
}

impl Format {
    /// What becomes of the numbers of a slice.
    ///
    /// # Errors
    /// [`FormatError::Random`] where the format rounds stochastically.
    pub fn count(self, values: &[f32]) -> Result<Counts, FormatError> {
        Ok(Counts::of(values, 0, self.thresholds()?))
    }

    /// How many numbers of a slice are zero in the format: the zeros and what
    /// rounds to zero.
    ///
    /// # Errors
    /// [`FormatError::Random`] where the format rounds stochastically.
    pub fn count_zeros(self, values: &[f32]) -> Result<u64, FormatError> {
        let bits = self.thresholds()?.nonzero.smallest_f32_bits(0);
        let [nonzero] = reaching(values, [bits]);
        Ok(values.len() as u64 - nonzero)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counting is rounding and looking.
    #[test]
    fn counts_are_those_of_the_rounded_numbers() {
        let values: Vec<f32> = (0..u32::MAX)
            .step_by(65_521 * 11)
            .map(f32::from_bits)
            .chain([-0.0])
            .filter(|x| !x.is_nan())
            .collect();
        let plain = Format::all().map(|f| f.to_string());
        let ruled = [
            "f16(flush)",
            "e4m3(toward_zero)",
            "bf16(flush, toward_zero)",
        ];
        for name in plain.chain(ruled.map(String::from)) {
            let format = Format::parse(&name).unwrap();
            let counts = format.count(&values).unwrap();
            let rounded = |x: &f32| format.round(f64::from(*x)).abs();
            let those = |what: &dyn Fn(f64) -> bool| {
                let some = values.iter().filter(|x| **x != 0.0);
                some.filter(|x| what(rounded(x))).count() as u64
            };
            assert_eq!(counts.zeros, 2, "{name}");
            assert_eq!(counts.underflows, those(&|r| r == 0.0), "{name}");
            assert_eq!(
                counts.subnormals,
                those(&|r| r > 0.0 && r < format.min_normal()),
                "{name}"
            );
            if format.beyond() != format.max() {
                assert_eq!(counts.overflows, those(&|r| !r.is_finite()), "{name}");
            }
            let zeros = format.count_zeros(&values).unwrap();
            assert_eq!(zeros, counts.zeros + counts.underflows, "{name}");
        }
        let random = Format::parse("f16(stochastic)").unwrap();
        assert!(random.count(&values).is_err());
    }
}
