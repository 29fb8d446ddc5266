//! Sums and counts over long f32 slices: vectorised, and in a fixed order, so
//! that the bits depend neither on the instruction set nor on threads.

use crate::vectorised::vectorised;

const LANES: usize = 16;

/// A sum in f64 that is taken piece by piece, for values that are in the cache
/// a piece at a time: the bits are those of [`sum`] over all of them, as long
/// as every piece but the last is a multiple of 16 long.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    lanes: [f64; LANES],
    rest: f64,
}

impl Sum {
    /// Every piece but the last is a multiple of this long.
    pub const STEP: usize = LANES;

    /// Takes in f(x) of the next piece.
    pub fn add(&mut self, piece: &[f32], f: impl Fn(f64) -> f64 + Copy) {
        vectorised(
            #[inline(always)]
            || self.add_inlined(piece, f),
        );
    }

    #[inline(always)]
    fn add_inlined(&mut self, piece: &[f32], f: impl Fn(f64) -> f64 + Copy) {
        // A copy, which the compiler keeps in registers.
        let mut lanes = self.lanes;
        let (chunks, rest) = piece.as_chunks::<LANES>();
        for chunk in chunks {
            for lane in 0..LANES {
                lanes[lane] += f(f64::from(chunk[lane]));
            }
        }
        self.lanes = lanes;
        self.rest += rest.iter().map(|x| f(f64::from(*x))).sum::<f64>();
    }

    /// Writes x (scale y) for each pair of the next piece, and takes in its square as
    /// f32 holds it.
    ///
    /// # Panics
    /// Where the slices differ in length.
    pub fn add_squares_of_products(
        &mut self,
        x: &[f32],
        (scale, y): (f32, &[f32]),
        products: &mut [f32],
    ) {
        assert_eq!((x.len(), y.len()), (products.len(), products.len()));
        vectorised(
            #[inline(always)]
            || {
                let mut lanes = self.lanes;
                let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
                let (products, rest) = products.as_chunks_mut::<LANES>();
                for ((x, y), out) in x.iter().zip(y).zip(products) {
                    // Not in `out`, which might lie across x or y for all that
                    // the compiler knows.
                    let mut product = [0.0f32; LANES];
                    for lane in 0..LANES {
                        product[lane] = x[lane] * (scale * y[lane]);
                    }
                    for lane in 0..LANES {
                        lanes[lane] += f64::from(product[lane]) * f64::from(product[lane]);
                    }
                    *out = product;
                }
                self.lanes = lanes;
                for ((x, y), out) in x_rest.iter().zip(y_rest).zip(rest) {
                    *out = x * (scale * y);
                    self.rest += f64::from(*out) * f64::from(*out);
                }
            },
        );
    }

    /// The sum so far.
    pub fn total(&self) -> f64 {
        self.lanes.iter().sum::<f64>() + self.rest
    }
}

/// sum f(x) in f64.
pub fn sum(values: &[f32], f: impl Fn(f64) -> f64 + Copy) -> f64 {
    let mut sum = Sum::default();
    sum.add(values, f);
    sum.total()
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
    fn pieces_give_the_bits_of_the_whole() {
        let values: Vec<f32> = (0..1003).map(|i| (i as f32).sin()).collect();
        let whole = sum(&values, |x| x * x);
        let (mut pieces, mut products) = (Sum::default(), Sum::default());
        for piece in values.chunks(3 * Sum::STEP) {
            pieces.add(piece, |x| x * x);
            let mut out = vec![0.0; piece.len()];
            let ones = vec![1.0; piece.len()];
            products.add_squares_of_products(piece, (1.0, &ones), &mut out);
            assert_eq!(out, piece);
        }
        assert_eq!(pieces.total().to_bits(), whole.to_bits());
        assert_eq!(products.total().to_bits(), whole.to_bits());
    }

    #[test]
    fn squares_beyond_f32_are_exact() {
        let tiny = [1e-30f32; 3];
        let one = f64::from(1e-30f32);
        assert_eq!(sum(&tiny, |x| x * x), one * one + one * one + one * one);
    }
}
