//! How the averages of a layer stray together for two inputs of one net.

use super::units::squares;
use crate::activation::Activation;
use crate::theory::gaussian::nodes;
use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

/// Hermite coefficients of a function that are worked out.
const TERMS: usize = 24;
/// phi, b and b phi, and the squares that the averages are taken of.
const FUNCTIONS: usize = 8;

/// Covariances of the squares that the averages are taken of, of one unit.
pub(super) type Covariances = [[f64; 5]; 5];

/// Moments of a unit for one and for two inputs of a correlation c, by Mehler's
/// formula E[f(u1) g(u2)] = sum_k f_k g_k c^k with f_k, g_k the Hermite
/// coefficients; what the terms leave out is given the next power of c.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    coefficients: [[f64; TERMS]; FUNCTIONS],
    /// E[f g] of the squares at one input.
    products: [[f64; 5]; 5],
}

/// He_k(z)/sqrt(k!) at each z: those of 0 first.
fn hermite(z: &[f64]) -> Vec<f64> {
    let count = z.len();
    let mut all = vec![1.0; count];
    all.extend_from_slice(z);
    // He_(k+1) sqrt(k+1) = z He_k - sqrt k He_(k-1).
    for k in 1..TERMS - 1 {
        let (below, above) = ((k as f64).sqrt(), (k as f64 + 1.0).sqrt());
        let (up, down) = (1.0 / above, below / above);
        let last = (k - 1) * count;
        for i in last..last + count {
            all.push(up * z[i - last] * all[i + count] - down * all[i]);
        }
    }
    all
}

/// out = A B, row after row.
fn multiply(a: MatRef<'_, f64>, b: MatRef<'_, f64>, out: &mut [f64]) {
    let out = MatMut::from_row_major_slice_mut(out, a.nrows(), b.ncols());
    matmul(out, Accum::Replace, a, b, 1.0, Par::Seq);
}

impl Pair {
    /// Of units N(0, q).
    pub(super) fn new(phi: &Activation, q: f64) -> Self {
        let scale = q.sqrt();
        let (mut z, mut functions, mut weighted) = (Vec::new(), Vec::new(), Vec::new());
        nodes(phi, q, &[], |weight, node, h, d| {
            let k = squares(scale * node, h, d);
            let values = [h, d, h * d, k[0], k[1], k[2], k[3], k[4]];
            z.push(node);
            functions.extend(values);
            weighted.extend(values.map(|value| weight * value));
        });
        let polynomials = hermite(&z);
        let count = z.len();
        let weighted = MatRef::from_column_major_slice(&weighted, FUNCTIONS, count);
        let functions = MatRef::from_column_major_slice(&functions, FUNCTIONS, count);
        let polynomials = MatRef::from_column_major_slice(&polynomials, count, TERMS);
        let mut coefficients = [[0.0; TERMS]; FUNCTIONS];
        multiply(weighted, polynomials, coefficients.as_flattened_mut());
        let mut products = [[0.0; 5]; 5];
        let squares = functions.subrows(3, 5).transpose();
        multiply(weighted.subrows(3, 5), squares, products.as_flattened_mut());
        Pair {
            coefficients,
            products,
        }
    }

    fn product(&self, (f, g): (usize, usize), own: f64, c: f64) -> f64 {
        let (f, g) = (&self.coefficients[f], &self.coefficients[g]);
        let (mut power, mut sum, mut seen) = (1.0, 0.0, 0.0);
        for (f, g) in f.iter().zip(g) {
            sum += f * g * power;
            seen += f * g;
            power *= c;
        }
        sum + (own - seen) * power
    }

    /// E[phi(u1) phi(u2)], E[b(u1) b(u2)] and E[b phi (u1) b phi (u2)].
    pub(super) fn products(&self, c: f64) -> [f64; 3] {
        let mean = |square: usize| self.coefficients[3 + square][0];
        let own = [mean(2), mean(0), mean(1)];
        std::array::from_fn(|f| self.product((f, f), own[f], c))
    }

    /// Covariances between the squares of u1 and those of u2.
    pub(super) fn covariances(&self, c: f64) -> Covariances {
        std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                let product = self.product((3 + i, 3 + j), self.products[i][j], c);
                product - self.coefficients[3 + i][0] * self.coefficients[3 + j][0]
            })
        })
    }
}
