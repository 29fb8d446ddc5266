//! The singular values of a Jacobian, and that of a net from its input.

use super::battery::scaled;
use crate::network::{Dimensions, matrix, multiply};
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

/// J^l = dh^l/dx at one sample, layer by layer in f64: J^l = D^l W^l J^{l-1} with D
/// = diag(phi'(z)). Its memory is taken once.
#[derive(Debug)]
pub struct Jacobian {
    rows: usize,
    columns: usize,
    /// J^l 2^-exponent, column after column; empty before the first layer.
    product: Vec<f64>,
    exponent: i32,
    layer: Vec<f64>,
    below: Vec<f64>,
}

/// What the singular values s of a Jacobian come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SingularValues {
    /// mean s^2.
    pub mean_square: f64,
    /// Largest over smallest; NaN where f64 cannot tell the smallest from 0.
    pub condition: f64,
    /// Standard deviation of ln s; NaN likewise.
    pub log_spread: f64,
}

/// A singular value below this share of the largest is rounding, or 0.
const RESOLVED: f64 = 1e-12;

impl Jacobian {
    /// Memory for nets of these `dimensions`.
    pub fn new(dimensions: Dimensions) -> Self {
        let Dimensions {
            features, width, ..
        } = dimensions;
        Jacobian {
            rows: width,
            columns: features,
            product: Vec::with_capacity(width * features),
            exponent: 0,
            layer: Vec::with_capacity(width * width.max(features)),
            below: Vec::with_capacity(width * features),
        }
    }

    /// From here on it is that of another net.
    pub fn start(&mut self) {
        self.product.clear();
        self.exponent = 0;
    }

    /// Takes in the next layer: its drawn weights, units by inputs, what they are
    /// multiplied by, and phi' at the sample.
    pub fn take(&mut self, weights: &[f32], scale: f32, derivative: &[f32]) {
        let scale = f64::from(scale);
        let entries = weights.chunks_exact(self.rows).flat_map(|column| {
            let pairs = column.iter().zip(derivative);
            pairs.map(|(w, d)| scale * f64::from(*w) * f64::from(*d))
        });
        self.layer.clear();
        self.layer.extend(entries);
        if self.product.is_empty() {
            std::mem::swap(&mut self.product, &mut self.layer);
        } else {
            std::mem::swap(&mut self.product, &mut self.below);
            self.product.resize(self.below.len(), 0.0);
            multiply(
                1.0,
                matrix(&self.layer, self.rows, self.rows),
                matrix(&self.below, self.rows, self.columns),
                &mut self.product,
            );
        }
        let largest = self.product.iter().fold(0.0, |l: f64, x| l.max(x.abs()));
        if largest.is_normal() {
            let step = libm::ilogb(largest);
            let unit = libm::scalbn(1.0, -step);
            self.product.iter_mut().for_each(|x| *x *= unit);
            self.exponent += step;
        }
    }

    /// Of the layers so far; NaN is 'no figure'.
    pub fn measure(&self) -> SingularValues {
        let none = SingularValues {
            mean_square: f64::NAN,
            condition: f64::NAN,
            log_spread: f64::NAN,
        };
        let Some(values) = singular_values(&self.product, self.rows, self.columns) else {
            return none;
        };
        let (Some(largest), Some(smallest)) = (values.first(), values.last()) else {
            return none;
        };
        let squares = values.iter().map(|s| s * s).sum::<f64>() / values.len() as f64;
        let resolved = *smallest > RESOLVED * largest;
        let or_none = |figure: f64| if resolved { figure } else { f64::NAN };
        SingularValues {
            mean_square: scaled(squares, 2 * self.exponent),
            condition: or_none(largest / smallest),
            log_spread: or_none(deviation(&values)),
        }
    }
}

/// The standard deviation of the logarithms.
fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let logs = || values.iter().map(|s| libm::log(*s));
    let mean = logs().sum::<f64>() / count;
    (logs().map(|log| (log - mean).powi(2)).sum::<f64>() / count).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NET: Dimensions = Dimensions {
        features: 2,
        width: 2,
        batch: 1,
        depth: 2,
    };

    /// [3 0; 0 4] and [0 1; 2 0], phi' (1, 1/2) and (1, 1): [0 2; 6 0].
    #[test]
    fn layers_are_multiplied() {
        let mut jacobian = Jacobian::new(NET);
        for _ in 0..2 {
            jacobian.start();
            jacobian.take(&[1.5, 0.0, 0.0, 2.0], 2.0, &[1.0, 0.5]);
            let first = jacobian.measure();
            assert!((first.mean_square - 6.5).abs() < 1e-14);
            jacobian.take(&[0.0, 2.0, 1.0, 0.0], 1.0, &[1.0, 1.0]);
            let both = jacobian.measure();
            assert!((both.mean_square - 20.0).abs() < 1e-13);
            assert!((both.condition - 3.0).abs() < 1e-14);
            assert!((both.log_spread - 0.5 * 3f64.ln()).abs() < 1e-14);
        }
    }

    /// Beyond f64's range there is no figure but those that have none of it, and
    /// a dead unit leaves no condition.
    #[test]
    fn what_f64_does_not_hold_is_no_figure() {
        let mut jacobian = Jacobian::new(NET);
        jacobian.start();
        for _ in 0..20 {
            jacobian.take(&[1.0, 0.0, 0.0, 1.0], 1e-20, &[1.0, 1.0]);
        }
        let small = jacobian.measure();
        assert!(small.mean_square.is_nan());
        assert!((small.condition - 1.0).abs() < 1e-6 && small.log_spread < 1e-6);
        jacobian.start();
        jacobian.take(&[1.0, 0.0, 0.0, 1.0], 1.0, &[1.0, 0.0]);
        let dead = jacobian.measure();
        assert_eq!(dead.mean_square, 0.5);
        assert!(dead.condition.is_nan() && dead.log_spread.is_nan());
    }
}
