//! Sums and counts over long f32 slices: vectorised, and in a fixed order, so
//! that the bits depend neither on the instruction set nor on threads.

use crate::vectorised::vectorised;

const LANES: usize = 16;

/// sum f(x) in f64.
pub fn sum(values: &[f32], f: impl Fn(f64) -> f64 + Copy) -> f64 {
    vectorised(
        #[inline(always)]
        || {
            let mut lanes = [0.0f64; LANES];
            let chunks = values.chunks_exact(LANES);
            let rest: f64 = chunks.remainder().iter().map(|x| f(f64::from(*x))).sum();
            for chunk in chunks {
                for lane in 0..LANES {
                    lanes[lane] += f(f64::from(chunk[lane]));
                }
            }
            lanes.iter().sum::<f64>() + rest
        },
    )
}

/// Number of values for which `predicate` holds.
pub fn count(values: &[f32], predicate: impl Fn(f32) -> bool + Copy) -> u64 {
    // A block's count fits in u32 whatever the predicate.
    const BLOCK: usize = 1 << 20;
    vectorised(
        #[inline(always)]
        || {
            values
                .chunks(BLOCK)
                .map(|block| u64::from(block.iter().map(|x| u32::from(predicate(*x))).sum::<u32>()))
                .sum()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_counts_of_a_ramp() {
        let ramp: Vec<f32> = (1..=1001).map(|i| i as f32).collect();
        assert_eq!(sum(&ramp, |x| x), 501_501.0);
        assert_eq!(sum(&ramp, |x| x * x), 334_835_501.0);
        assert_eq!(count(&ramp, |x| x > 1000.0), 1);
        assert_eq!(count(&[], |_| true), 0);
    }

    #[test]
    fn squares_beyond_f32_are_exact() {
        let tiny = [1e-30f32; 3];
        let one = f64::from(1e-30f32);
        assert_eq!(sum(&tiny, |x| x * x), one * one + one * one + one * one);
    }
}
