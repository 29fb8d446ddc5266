//! Matrix products, by faer, on one thread: cells run in parallel instead.

use faer::linalg::matmul::matmul;
use faer::traits::ComplexField;
use faer::{Accum, MatMut, MatRef, Par};

/// `values`, column after column, as a matrix of `rows` x `columns`.
///
/// # Panics
/// Where `values` has another length.
pub fn matrix<T>(values: &[T], rows: usize, columns: usize) -> MatRef<'_, T> {
    MatRef::from_column_major_slice(values, rows, columns)
}

/// out = alpha A B, column after column.
///
/// # Panics
/// Where A has not as many columns as B has rows, or `out` is of another size.
pub fn multiply<T: ComplexField>(alpha: T, a: MatRef<'_, T>, b: MatRef<'_, T>, out: &mut [T]) {
    let out = MatMut::from_column_major_slice_mut(out, a.nrows(), b.ncols());
    matmul(out, Accum::Replace, a, b, alpha, Par::Seq);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_two_by_two() {
        // [1 3; 2 4] and [5 7; 6 8].
        let (a, b) = ([1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]);
        let (a, b) = (matrix(&a, 2, 2), matrix(&b, 2, 2));
        let mut out = [0.0; 4];
        multiply(1.0, a, b, &mut out);
        assert_eq!(out, [23.0, 34.0, 31.0, 46.0]);
        multiply(0.5, a.transpose(), b, &mut out);
        assert_eq!(out, [8.5, 19.5, 11.5, 26.5]);
        multiply(1.0, a, b.transpose(), &mut out);
        assert_eq!(out, [26.0, 38.0, 30.0, 44.0]);
    }
}
