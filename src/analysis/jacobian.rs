//! The singular values of a Jacobian.

use faer::MatRef;

/// The singular values of a matrix of `rows` x `columns`, column after column,
/// the largest first. None where it holds what is no finite number.
///
/// ```
/// use actlab::analysis::singular_values;
/// assert_eq!(singular_values(&[0.0, 2.0, 1.0, 0.0], 2, 2).unwrap(), [2.0, 1.0]);
/// assert_eq!(singular_values(&[f64::NAN], 1, 1), None);
/// ```
///
/// # Panics
/// Where `matrix` has another length.
pub fn singular_values(matrix: &[f64], rows: usize, columns: usize) -> Option<Vec<f64>> {
    if !matrix.iter().all(|entry| entry.is_finite()) {
        return None;
    }
    let matrix = MatRef::from_column_major_slice(matrix, rows, columns);
    matrix.singular_values().ok()
}
