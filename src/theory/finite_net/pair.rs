//! How the averages of a layer stray together for two inputs of one net.

use super::units::squares;
use crate::activation::Activation;
use crate::theory::gaussian::expect_plainly;

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

impl Pair {
    /// Of units N(0, q).
    pub(super) fn new(phi: &Activation, q: f64) -> Self {
        let scale = q.sqrt();
        let mut coefficients = [[0.0; TERMS]; FUNCTIONS];
        let mut products = [[0.0; 5]; 5];
        let mut polynomials = [0.0; TERMS];
        // He_(k+1) sqrt(k+1) = z He_k - sqrt k He_(k-1).
        let rises: [[f64; 2]; TERMS] = std::array::from_fn(|k| {
            let (below, above) = ((k as f64).sqrt(), (k as f64 + 1.0).sqrt());
            [1.0 / above, below / above]
        });
        let terms = expect_plainly::<{ TERMS * FUNCTIONS + 15 }>(phi, q, &[], |z, h, d| {
            polynomials[0] = 1.0;
            polynomials[1] = z;
            for k in 1..TERMS - 1 {
                let [up, down] = rises[k];
                polynomials[k + 1] = up * z * polynomials[k] - down * polynomials[k - 1];
            }
            let k = squares(scale * z, h, d);
            let functions = [h, d, h * d, k[0], k[1], k[2], k[3], k[4]];
            let mut terms = [0.0; TERMS * FUNCTIONS + 15];
            for (row, f) in terms.chunks_exact_mut(TERMS).zip(functions) {
                for (term, polynomial) in row.iter_mut().zip(&polynomials) {
                    *term = f * polynomial;
                }
            }
            let mut place = TERMS * FUNCTIONS;
            for i in 0..5 {
                for j in 0..=i {
                    terms[place] = k[i] * k[j];
                    place += 1;
                }
            }
            terms
        });
        for (row, terms) in coefficients.iter_mut().zip(terms.chunks_exact(TERMS)) {
            row.copy_from_slice(terms);
        }
        let pairs = (0..5).flat_map(|i| (0..=i).map(move |j| (i, j)));
        for ((i, j), product) in pairs.zip(&terms[TERMS * FUNCTIONS..]) {
            (products[i][j], products[j][i]) = (*product, *product);
        }
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
