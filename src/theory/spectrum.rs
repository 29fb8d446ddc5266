//! The singular values of the Jacobian of a wide net.
//!
//! J = D_L W_L ... D_1 W_1 with D = diag(phi'(z)). In the limit of infinite
//! width the eigenvalues of J J^T have, layer by layer,
//!
//! mean = prod chi_1(q_l), variance/mean^2 = sum (mu_2/mu_1^2 - 1 - s_1),
//!
//! mu_k = E[phi'(u)^{2k}], with s_1 = -1 for normal weights and 0 for orthogonal
//! ones (Pennington, Schoenholz and Ganguli 2017, arXiv:1711.04735; 2018,
//! arXiv:1802.09979).

use super::gaussian::expect;
use super::rays::Rays;
use super::wide_net::WideNet;

/// The spread of the eigenvalues of J J^T that one layer adds, over their mean
/// squared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerSpread {
    /// With normal weights: mu_2/mu_1^2.
    pub normal: f64,
    /// With orthogonal weights: mu_2/mu_1^2 - 1.
    pub orthogonal: f64,
}

/// Mean and variance of the eigenvalues of J J^T.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spectrum {
    /// Their mean.
    pub mean: f64,
    /// Their variance with normal weights.
    pub variance_normal: f64,
    /// Their variance with orthogonal weights.
    pub variance_orthogonal: f64,
}

impl WideNet {
    /// What a layer of length `q` adds to the spread.
    ///
    /// ```
    /// use actlab::theory::WideNet;
    /// let relu = WideNet::new("relu".parse()?, 2.0, 0.0).layer_spread(1.0);
    /// assert!((relu.normal - 2.0).abs() < 1e-13 && (relu.orthogonal - 1.0).abs() < 1e-13);
    /// # Ok::<(), actlab::activation::ActivationError>(())
    /// ```
    pub fn layer_spread(&self, q: f64) -> LayerSpread {
        let moments = match self.rays() {
            Some(Rays { below, above }) => {
                let mean = |power: i32| 0.5 * (below.powi(power) + above.powi(power));
                [mean(2), mean(4)]
            }
            None => expect(self.activation(), q, |_, _, d| [d * d, d.powi(4)]),
        };
        let [first, second] = moments;
        // Var(phi'^2)/E[phi'^2]^2, without the loss of digits of a difference.
        let orthogonal = match self.rays() {
            Some(_) => second / (first * first) - 1.0,
            None => {
                let spread = |_, _, d: f64| [(d * d - first).powi(2)];
                expect(self.activation(), q, spread)[0] / (first * first)
            }
        };
        LayerSpread {
            normal: second / (first * first),
            orthogonal,
        }
    }

    /// The spectrum of a net of `depth` layers, the first of length `q`.
    ///
    /// ```
    /// use actlab::theory::WideNet;
    /// // ReLU at sigma_w^2 = 2: variance 2 L, and L with orthogonal weights.
    /// let relu = WideNet::new("relu".parse()?, 2.0, 0.0).spectrum(1.0, 8);
    /// assert!((relu.mean - 1.0).abs() < 1e-12);
    /// assert!((relu.variance_normal - 16.0).abs() < 1e-11);
    /// assert!((relu.variance_orthogonal - 8.0).abs() < 1e-11);
    /// # Ok::<(), actlab::activation::ActivationError>(())
    /// ```
    pub fn spectrum(&self, q: f64, depth: usize) -> Spectrum {
        let (mut mean, mut normal, mut orthogonal) = (1.0, 0.0, 0.0);
        let mut known: Option<(f64, f64, LayerSpread)> = None;
        for q in self.follow(q).take(depth) {
            let (_, chi, spread) = match known {
                Some(same) if same.0 == q => same,
                _ => (q, self.chi(q), self.layer_spread(q)),
            };
            known = Some((q, chi, spread));
            mean *= chi;
            normal += spread.normal;
            orthogonal += spread.orthogonal;
        }
        Spectrum {
            mean,
            variance_normal: normal * mean * mean,
            variance_orthogonal: orthogonal * mean * mean,
        }
    }
}

/// s_max^2 = (L + 1)^{L+1}/L^L: the largest squared singular value of the product
/// of L square matrices of independent normal entries of variance 1/n, in the
/// limit of large n (the edge of the Fuss-Catalan law).
///
/// ```
/// use actlab::theory::linear_edge;
/// assert_eq!(linear_edge(1), 4.0);
/// assert_eq!(linear_edge(2), 6.75);
/// ```
pub fn linear_edge(depth: u32) -> f64 {
    let depth = f64::from(depth);
    (depth + 1.0) * libm::pow(1.0 + 1.0 / depth, depth)
}

/// The mean singular value of a square matrix of independent entries with n Var
/// = `variance`, in the limit of large n: 8/(3 pi) sqrt(variance), by the
/// quarter-circle law.
///
/// ```
/// use actlab::theory::mean_singular_value;
/// assert!((mean_singular_value(1.0) - 0.848826363156775124).abs() < 1e-15);
/// ```
pub fn mean_singular_value(variance: f64) -> f64 {
    8.0 / (3.0 * std::f64::consts::PI) * variance.sqrt()
}
