//! How the correlation of two inputs changes from layer to layer.
//!
//! Two pre-activations of variance q and correlation c have, one layer up, the
//! correlation C(c) = (sigma_w^2 E[phi(u1) phi(u2)] + sigma_b^2)/V(q), and
//! C'(c) = sigma_w^2 q E[phi'(u1) phi'(u2)]/V(q) (Poole et al. 2016,
//! arXiv:1606.05340). Correlations are kept by what they lack to 1, d = 1 - c:
//! deep nets bring them so near that c itself has no digits left.

use super::pairs::Pairs;
use super::solve::root;
use super::wide_net::WideNet;

/// The correlation map of a net at one length.
#[derive(Debug, Clone)]
pub struct CorrelationMap<'a> {
    net: &'a WideNet,
    q: f64,
    /// V(q).
    above: f64,
    pairs: Option<Pairs<'a>>,
}

/// Where the correlation map leads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixedCorrelation {
    /// c*: the correlation that inputs which are not parallel end with.
    pub c: f64,
    /// 1 - c*, with all of its digits.
    pub deficit: f64,
    /// C'(c*).
    pub slope: f64,
}

impl FixedCorrelation {
    /// xi_c = -1/ln C'(c*): the layers in which the distance to c* falls by e
    /// (Schoenholz et al. 2017, eq. 9); none at the edge of chaos, where it
    /// falls like a power of the depth.
    pub fn depth_scale(&self) -> Option<f64> {
        (self.slope < 1.0 - 1e-12).then(|| -1.0 / libm::log(self.slope.max(0.0)))
    }
}

impl WideNet {
    /// The correlation map at length q, which need not be a fixed point.
    ///
    /// ```
    /// use actlab::theory::WideNet;
    ///
    /// // Cho and Saul 2009: two orthogonal inputs of a ReLU net have, one
    /// // layer up, the correlation 1/pi.
    /// let relu = WideNet::new("relu".parse()?, 2.0, 0.0);
    /// let c = relu.correlation_map(1.0).at(0.0);
    /// assert!((c - 1.0 / std::f64::consts::PI).abs() < 1e-15);
    ///
    /// // Schoenholz et al. 2017: tanh at sigma_w^2 = 3, sigma_b^2 = 0.05.
    /// let tanh = WideNet::new("tanh".parse()?, 3.0, 0.05);
    /// let end = tanh.correlation_map(1.42800846219647179).fixed_point();
    /// assert!((end.c - 0.2993176418153685).abs() < 1e-10);
    /// # Ok::<(), actlab::activation::ActivationError>(())
    /// ```
    pub fn correlation_map(&self, q: f64) -> CorrelationMap<'_> {
        let closed = self.rays().is_some();
        CorrelationMap {
            net: self,
            q,
            above: self.length_map(q),
            pairs: (!closed).then(|| Pairs::new(self.activation(), [q; 2])),
        }
    }
}

impl CorrelationMap<'_> {
    /// 1 - C(1 - d), for 0 <= d <= 2.
    pub fn deficit(&self, d: f64) -> f64 {
        match (&self.pairs, self.net.rays()) {
            (Some(pairs), _) => {
                let gap = self.net.sigma_w_squared() * pairs.moments(d).gap;
                gap / self.above
            }
            (None, Some(rays)) => {
                let signal = self.above - self.net.sigma_b_squared();
                rays.deficit(d) * signal / self.above
            }
            (None, None) => f64::NAN,
        }
    }

    /// C(c), for -1 <= c <= 1.
    pub fn at(&self, c: f64) -> f64 {
        1.0 - self.deficit(1.0 - c)
    }

    /// C'(c) at c = 1 - d, with what the backward pass uses for phi'.
    pub fn slope(&self, d: f64) -> f64 {
        let share = self.net.sigma_w_squared() * self.q / self.above;
        match (&self.pairs, self.net.rays()) {
            (Some(pairs), _) if d > 0.0 => share * pairs.moments(d).slope_product,
            (None, Some(rays)) => share * rays.square() * rays.correlation_slope(d),
            _ => share / self.net.sigma_w_squared() * self.net.chi(self.q),
        }
    }

    /// What a deficit becomes layer by layer, at a length that stays.
    pub fn follow(&self, d: f64) -> impl Iterator<Item = f64> + '_ {
        std::iter::successors(Some(d), |d| Some(self.deficit(*d)))
    }

    /// c*, which inputs that are not parallel come to where q is a fixed point
    /// of the length map.
    ///
    /// C is a power series with coefficients that are not negative, so that on
    /// [0, 1] it has at most one fixed point beside c = 1, and has it where
    /// C'(1) > 1.
    pub fn fixed_point(&self) -> FixedCorrelation {
        let parallel = FixedCorrelation {
            c: 1.0,
            deficit: 0.0,
            slope: self.slope(0.0),
        };
        // C'(1) from phi itself, whatever the backward pass uses.
        const NEAR: f64 = 1e-9;
        if self.deficit(NEAR) <= NEAR * (1.0 + 1e-9) {
            return parallel;
        }
        let at_zero = 1.0 - self.deficit(1.0);
        let deficit = match at_zero {
            c if c <= 1e-14 => 1.0,
            _ => root(|d| self.deficit(d) / d - 1.0, (NEAR, 1.0)),
        };
        FixedCorrelation {
            c: 1.0 - deficit,
            deficit,
            slope: self.slope(deficit),
        }
    }
}
