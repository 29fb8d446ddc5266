//! The kernels of a net of infinite width for two inputs: NNGP and NTK.
//!
//! K^{l+1}(x, y) = sigma_w^2 E[phi(u) phi(v)] + sigma_b^2 with (u, v) ~ N(0,
//! K^l) is the covariance of the pre-activations (Lee et al. 2018,
//! arXiv:1711.00165), and Theta^{l+1}(x, y) = K^{l+1}(x, y) + sigma_w^2 E[b(u)
//! b(v)] Theta^l(x, y) how training one input moves the other (Jacot et al.
//! 2018, arXiv:1806.07572), b being what the backward pass uses.

use super::pairs::Pairs;
use super::rays::angle;
use super::wide_net::WideNet;

/// The kernels of two inputs at a layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernels {
    /// K(x, x) and K(y, y): the variances of the pre-activations.
    pub lengths: [f64; 2],
    /// 1 - K(x, y)/sqrt(K(x, x) K(y, y)).
    pub deficit: f64,
    /// Theta(x, x) and Theta(y, y).
    pub tangent: [f64; 2],
    /// Theta(x, y).
    pub tangent_between: f64,
}

impl Kernels {
    /// The first layer, for inputs whose pre-activations have these variances
    /// and the correlation 1 - `deficit`. Its tangent kernel is its covariance.
    pub fn first(lengths: [f64; 2], deficit: f64) -> Self {
        let between = (1.0 - deficit) * (lengths[0] * lengths[1]).sqrt();
        Kernels {
            lengths,
            deficit,
            tangent: lengths,
            tangent_between: between,
        }
    }

    /// The inputs themselves, with nothing below them that is trained: a tangent
    /// kernel of 0.
    pub fn inputs(lengths: [f64; 2], deficit: f64) -> Self {
        Kernels {
            tangent: [0.0; 2],
            tangent_between: 0.0,
            ..Kernels::first(lengths, deficit)
        }
    }

    /// K(x, y).
    pub fn covariance(&self) -> f64 {
        (1.0 - self.deficit) * (self.lengths[0] * self.lengths[1]).sqrt()
    }

    /// Theta(x, y)/sqrt(Theta(x, x) Theta(y, y)).
    pub fn tangent_correlation(&self) -> f64 {
        self.tangent_between / (self.tangent[0] * self.tangent[1]).sqrt()
    }
}

impl WideNet {
    /// The kernels layer by layer, `first` being the first of them.
    ///
    /// ```
    /// use actlab::theory::{Kernels, WideNet};
    ///
    /// // Of a He ReLU net the covariance of any two inputs tends to 1, the
    /// // tangent kernel to 1/4 of its diagonal.
    /// let relu = WideNet::new("relu".parse()?, 2.0, 0.0);
    /// let deep = relu.kernels(Kernels::inputs([1.0, 1.0], 1.0)).nth(1000).unwrap();
    /// assert!(deep.deficit < 1e-4);
    /// assert!((deep.tangent_correlation() - 0.25354382).abs() < 1e-7);
    /// # Ok::<(), actlab::activation::ActivationError>(())
    /// ```
    pub fn kernels(&self, first: Kernels) -> impl Iterator<Item = Kernels> + '_ {
        std::iter::successors(Some(first), |below| Some(self.kernels_above(below)))
    }

    fn kernels_above(&self, below: &Kernels) -> Kernels {
        let sigma_w_squared = self.sigma_w_squared();
        let lengths = below.lengths.map(|q| self.length_map(q));
        let chi = below.lengths.map(|q| self.chi(q));
        let scale = (lengths[0] * lengths[1]).sqrt();
        let alike = below.lengths[0] == below.lengths[1];
        let (deficit, slope_product) = match self.rays() {
            Some(rays) => {
                let root = (below.lengths[0] * below.lengths[1]).sqrt();
                let signal = sigma_w_squared * rays.square() * root;
                // What the covariance lacks to the root of the lengths.
                let unlike = match alike {
                    true => 0.0,
                    false => 1.0 - (signal + self.sigma_b_squared()) / scale,
                };
                (
                    unlike + rays.deficit(below.deficit) * signal / scale,
                    rays.square() * rays.correlation_slope(below.deficit),
                )
            }
            None => {
                let pairs = Pairs::new(self.activation(), below.lengths);
                let moments = pairs.moments(below.deficit);
                let deficit = match alike {
                    true => sigma_w_squared * moments.gap / lengths[0],
                    false => {
                        let product = sigma_w_squared * moments.product;
                        1.0 - (product + self.sigma_b_squared()) / scale
                    }
                };
                (deficit, moments.slope_product)
            }
        };
        let mut above = Kernels {
            lengths,
            deficit,
            tangent: [0, 1].map(|of| lengths[of] + chi[of] * below.tangent[of]),
            tangent_between: 0.0,
        };
        let passed = sigma_w_squared * slope_product * below.tangent_between;
        above.tangent_between = above.covariance() + passed;
        above
    }

    /// The correlation of the gradients of two inputs whose first
    /// pre-activations lack `deficit` to a correlation of 1: prod over layers of
    /// E[b(u) b(v)]/E[b(u)^2] at length `q`. Of a bias-free He ReLU net it is
    /// prod (1 - theta_l/pi), which falls like L^-3, and not like 2^-L.
    ///
    /// ```
    /// use actlab::theory::WideNet;
    /// let relu = WideNet::new("relu".parse()?, 2.0, 0.0);
    /// let found = relu.gradient_correlation(1.0, 1.0, 50);
    /// assert!((found / 0.0009120242197744209 - 1.0).abs() < 1e-10);
    /// # Ok::<(), actlab::activation::ActivationError>(())
    /// ```
    pub fn gradient_correlation(&self, q: f64, deficit: f64, depth: usize) -> f64 {
        let map = self.correlation_map(q);
        let same = map.slope(0.0);
        let layers = map.follow(deficit).take(depth);
        layers.map(|d| map.slope(d) / same).product()
    }
}

/// The limits that Balduzzi et al. 2017 (arXiv:1702.08591) found for the
/// correlation of the gradients of a net of `depth` layers, on the assumption
/// that half of the units are active and a quarter for both inputs, in every
/// layer.
///
/// ```
/// use actlab::theory::Shattering;
/// let deep = Shattering::at(10);
/// assert_eq!(deep.plain, 0.0009765625);
/// assert!((deep.normalised - 0.1f64.sqrt()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shattering {
    /// 2^-L, of a plain net.
    pub plain: f64,
    /// (3/4)^L, of a residual net.
    pub residual: f64,
    /// 1/sqrt(L), of a residual net with batch normalisation.
    pub normalised: f64,
}

impl Shattering {
    /// The correlations of nets of this depth.
    pub fn at(depth: u32) -> Self {
        let depth = f64::from(depth);
        Shattering {
            plain: libm::exp2(-depth),
            residual: libm::pow(0.75, depth),
            normalised: 1.0 / depth.sqrt(),
        }
    }
}

/// P(a ReLU of weights without preferred direction is active for neither of two
/// inputs): (pi - theta)/(2 pi), theta the angle between them, of which `deficit` is
/// 1 - cos(theta).
pub fn inactive_for_both(deficit: f64) -> f64 {
    0.5 - angle(deficit) / std::f64::consts::TAU
}
