//! Products of stored matrices, summed in the precision that was asked for.
//!
//! What a matrix unit does is emulated at two levels. Its products of narrow
//! numbers are exact in f32 (two numbers of 12 significant bits or fewer), so
//! that summing them in f32 is what tensor cores do but for the order, and for
//! the bits that some of them cut off when they align the terms of a block
//! (Fasi et al. 2021, doi:10.7717/peerj-cs.330, section 4; Hopper sums fp8 with
//! some 14 bits, DeepSeek-V3, arXiv:2412.19437, section 3.3.2): neither is
//! emulated. Sums in a narrower format are taken one product at a time, in
//! order, and rounded after each: the worst order there is, since a sum that
//! has grown swallows what comes after.

use super::real::Real;
use crate::network::product::{matrix, multiply};
use crate::number::{Accumulation, Format};
use crate::vectorised::vectorised;
use faer::MatRef;

/// Memory for products.
#[derive(Debug, Default)]
pub(crate) struct Products {
    a: Vec<f64>,
    b: Vec<f64>,
    out: Vec<f64>,
    /// A matrix column after column, for sums that are rounded.
    columns: Vec<f32>,
    sums: Vec<f32>,
}

impl Products {
    /// out = A B. Of f64 the sums are in f64 always.
    pub(crate) fn multiply<T: Real>(
        &mut self,
        accumulation: Accumulation,
        a: MatRef<'_, T>,
        b: MatRef<'_, T>,
        out: &mut [T],
    ) {
        match accumulation {
            _ if T::IS_DOUBLE => multiply(T::one_impl(), a, b, out),
            Accumulation::Single => multiply(T::one_impl(), a, b, out),
            Accumulation::Double => self.in_double(a, b, out),
            Accumulation::Rounded(format) => self.rounded(format, a, b, out),
        }
    }

    fn in_double<T: Real>(&mut self, a: MatRef<'_, T>, b: MatRef<'_, T>, out: &mut [T]) {
        let ((rows, inner), columns) = (a.shape(), b.ncols());
        widen(a, &mut self.a);
        widen(b, &mut self.b);
        self.out.resize(out.len(), 0.0);
        multiply(
            1.0,
            matrix(&self.a, rows, inner),
            matrix(&self.b, inner, columns),
            &mut self.out,
        );
        for (out, wide) in out.iter_mut().zip(&self.out) {
            *out = T::narrow(*wide);
        }
    }

    fn rounded<T: Real>(
        &mut self,
        format: Format,
        a: MatRef<'_, T>,
        b: MatRef<'_, T>,
        out: &mut [T],
    ) {
        let (rows, inner) = a.shape();
        self.columns.clear();
        for column in a.col_iter() {
            self.columns.extend(column.iter().map(|x| x.wide() as f32));
        }
        let sums = &mut self.sums;
        sums.resize(rows, 0.0);
        for (sample, out) in (0..b.ncols()).zip(out.chunks_exact_mut(rows)) {
            sums.fill(0.0);
            for (k, column) in (0..inner).zip(self.columns.chunks_exact(rows)) {
                let factor = b[(k, sample)].wide() as f32;
                vectorised(
                    #[inline(always)]
                    || {
                        for (sum, x) in sums.iter_mut().zip(column) {
                            *sum += x * factor;
                        }
                    },
                );
                format.round_slice(sums, |_| ());
            }
            for (out, sum) in out.iter_mut().zip(&*sums) {
                *out = T::narrow(f64::from(*sum));
            }
        }
    }
}

/// `from`, column after column.
fn widen<T: Real>(from: MatRef<'_, T>, to: &mut Vec<f64>) {
    to.clear();
    for column in from.col_iter() {
        to.extend(column.iter().map(|x| x.wide()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 + 8 x 2^-4 in e4m3, whose numbers between 1 and 2 are 2^-3 apart: a
    /// term of half a unit is lost each time, to the even number below, where
    /// the sum in f32 keeps all of them.
    #[test]
    fn sums_that_are_rounded_swallow_small_terms() {
        let mut a = vec![0.0625f32; 9];
        a[0] = 1.0;
        let b = [1.0f32; 9];
        let mut products = Products::default();
        let mut sum = |accumulation| {
            let mut out = [0.0f32];
            let (a, b) = (matrix(&a, 1, 9), matrix(&b, 9, 1));
            products.multiply(accumulation, a, b, &mut out);
            out[0]
        };
        assert_eq!(sum(Accumulation::Single), 1.5);
        assert_eq!(sum(Accumulation::Double), 1.5);
        let e4m3 = Format::parse("e4m3").unwrap();
        assert_eq!(sum(Accumulation::Rounded(e4m3)), 1.0);
    }

    #[test]
    fn transposed_matrices_are_multiplied_too() {
        let (a, b) = ([1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0f32, 10.0]);
        let mut products = Products::default();
        let f16 = Format::parse("f16").unwrap();
        for accumulation in [
            Accumulation::Single,
            Accumulation::Double,
            Accumulation::Rounded(f16),
        ] {
            let mut out = [0.0f32; 3];
            let (a, b) = (matrix(&a, 2, 3).transpose(), matrix(&b, 2, 1));
            products.multiply(accumulation, a, b, &mut out);
            assert_eq!(out, [21.0, 43.0, 65.0]);
        }
    }
}
