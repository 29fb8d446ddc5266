//! Activations shaped for a depth: DKS (Martens et al. 2021, arXiv:2110.01765)
//! and TAT (Zhang, Botev and Martens 2022, arXiv:2203.08120).
//!
//! Both scale and shift an activation so that the maps of the whole net are
//! tame: phi^(z) = gamma (phi(alpha z + beta) + delta). Of a net that is no
//! chain, `network(x, r)` says what it makes of `x` when every activation layer
//! is the map r: their 'maximal' function.

use super::rays::Rays;
use super::solve::root;
use crate::activation::Activation;
use crate::stats::normal_expectations;

/// What a chain of `depth` activation layers makes of x.
fn chain(depth: usize, x: f64, r: &dyn Fn(f64) -> f64) -> f64 {
    (0..depth).fold(x, |x, _| r(x))
}

/// The slope below 0 of the leaky ReLU whose net of `depth` layers takes
/// orthogonal inputs to the correlation `eta` (TAT; its default is 0.9). None
/// where even ReLU falls short of it.
///
/// ```
/// use actlab::theory::tat_slope;
/// assert!((tat_slope(50, 0.9).unwrap() - 0.4305229485024027).abs() < 1e-12);
/// assert_eq!(tat_slope(5, 0.9), None);
/// ```
pub fn tat_slope(depth: usize, eta: f64) -> Option<f64> {
    tat_slope_of(eta, |x, r| chain(depth, x, r))
}

/// [`tat_slope`] of a net that is no chain.
pub fn tat_slope_of(eta: f64, network: impl Fn(f64, &dyn Fn(f64) -> f64) -> f64) -> Option<f64> {
    let excess = |slope: f64| {
        let rays = Rays::leaky(slope);
        network(0.0, &|c| 1.0 - rays.deficit(1.0 - c)) - eta
    };
    (excess(0.0) >= 0.0 && eta > 0.0).then(|| root(excess, (0.0, 1.0)))
}

/// The slope C'(1) of a layer for which the net's is `target` (DKS; its default
/// is 1.5): network(1, x -> s x) = target.
///
/// ```
/// use actlab::theory::{dks_layer_slope, dks_layer_slope_of};
/// assert!((dks_layer_slope(50, 1.5).powi(50) - 1.5).abs() < 1e-12);
/// let residual = |x: f64, r: &dyn Fn(f64) -> f64| 0.36 * x + 0.64 * r(r(x));
/// assert!((dks_layer_slope_of(1.2, residual) - (0.84f64 / 0.64).sqrt()).abs() < 1e-12);
/// ```
pub fn dks_layer_slope(depth: usize, target: f64) -> f64 {
    dks_layer_slope_of(target, |x, r| chain(depth, x, r))
}

/// [`dks_layer_slope`] of a net that is no chain.
pub fn dks_layer_slope_of(target: f64, network: impl Fn(f64, &dyn Fn(f64) -> f64) -> f64) -> f64 {
    let excess = |slope: f64| network(1.0, &|x| slope * x) - target;
    root(excess, (0.0, target.max(1.0) + 1.0))
}

/// The slope below 0 of the leaky ReLU whose correlation map, freed of its mean,
/// has C'(1) = `slope`: E[phi'^2]/Var(phi). None beyond ReLU's pi/(pi - 1).
pub fn dks_leaky_slope(slope: f64) -> Option<f64> {
    let excess = |a: f64| {
        let mean = (1.0 - a) / std::f64::consts::TAU.sqrt();
        let square = Rays::leaky(a).square();
        square / (square - mean * mean) - slope
    };
    (slope >= 1.0 && excess(0.0) >= 0.0).then(|| root(excess, (0.0, 1.0)))
}

/// phi^(z) = output_scale (phi(input_scale z + input_shift) + output_shift).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shaping {
    /// alpha.
    pub input_scale: f64,
    /// beta.
    pub input_shift: f64,
    /// delta.
    pub output_shift: f64,
    /// gamma.
    pub output_scale: f64,
}

/// The local maps of an activation at length 1, with sigma_w = 1 and no biases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMaps {
    /// Q(1) = E[phi^2].
    pub q: f64,
    /// Q'(1).
    pub q_slope: f64,
    /// C(0) = (E phi)^2/Q(1).
    pub c_at_zero: f64,
    /// C'(1) = E[phi'^2]/Q(1).
    pub c_slope: f64,
}

/// E[f(z, phi(alpha z + beta), phi'(alpha z + beta))], z ~ N(0, 1).
fn expect<const N: usize>(
    phi: &Activation,
    (alpha, beta): (f64, f64),
    f: impl Fn(f64, f64, f64) -> [f64; N],
) -> [f64; N] {
    let cuts: Vec<f64> = phi.kinks().iter().map(|k| (k - beta) / alpha).collect();
    let each = |z: &[f64], terms: &mut [[f64; N]]| {
        let u: Vec<f64> = z.iter().map(|z| alpha * z + beta).collect();
        let (mut value, mut slope) = (vec![0.0; z.len()], vec![0.0; z.len()]);
        phi.evaluate_f64(&u, &mut value, &mut slope);
        for (((z, h), d), term) in z.iter().zip(value).zip(slope).zip(terms) {
            *term = f(*z, h, d);
        }
    };
    normal_expectations(each, &cuts)
}

impl Shaping {
    /// DKS: Q(1) = 1, Q'(1) = 1, C(0) = 0 and C'(1) = `slope`, the shift being
    /// the one nearest to 0, from above. ReLU and its kind, whose Q'(1) cannot
    /// be set, are shifted by 1 as the authors' code does. None where no scale
    /// and shift do it.
    ///
    /// ```
    /// use actlab::theory::Shaping;
    ///
    /// // tests/test_activation_transform.py of google-deepmind/dks.
    /// let shaping = Shaping::dks(&"softplus".parse()?, 1.002770965849537).unwrap();
    /// assert!((shaping.input_scale - 0.18761008168267976).abs() < 1e-6);
    /// assert!((shaping.input_shift - 0.40688063442262007).abs() < 1e-6);
    /// # Ok::<(), actlab::activation::ActivationError>(())
    /// ```
    pub fn dks(phi: &Activation, slope: f64) -> Option<Self> {
        // C'(1) rises with the scale, from 1 at 0.
        let scale_for = |beta: f64| {
            let excess =
                |alpha: f64| Shaping::centred(phi, alpha, beta).local_maps(phi).c_slope - slope;
            let scales = (-9..=6).map(|n| libm::exp2(f64::from(n)));
            let beyond = scales.into_iter().find(|alpha| excess(*alpha) > 0.0)?;
            (excess(0.5 * beyond) < 0.0).then(|| root(excess, (0.5 * beyond, beyond)))
        };
        let shaped = |beta: f64| Some(Shaping::centred(phi, scale_for(beta)?, beta));
        if Rays::of(phi).is_some() {
            return shaped(1.0);
        }
        let excess = |beta: f64| shaped(beta).map(|s| s.local_maps(phi).q_slope - 1.0);
        let shifts = |sign: f64| (0..=64).map(move |n| sign * f64::from(n) / 16.0);
        let changes = |sign: f64| {
            let places: Vec<(f64, f64)> = shifts(sign)
                .filter_map(|beta| Some((beta, excess(beta)?)))
                .collect();
            let change = places.windows(2).find(|p| p[0].1 * p[1].1 < 0.0)?;
            Some((change[0].0, change[1].0))
        };
        let ends = changes(1.0).or_else(|| changes(-1.0))?;
        shaped(root(|beta| excess(beta).unwrap_or(f64::NAN), ends))
    }

    /// The shaping with this scale and shift of the input that has Q(1) = 1 and
    /// C(0) = 0.
    pub fn centred(phi: &Activation, alpha: f64, beta: f64) -> Self {
        let [mean] = expect(phi, (alpha, beta), |_, h, _| [h]);
        let [variance] = expect(phi, (alpha, beta), |_, h, _| [(h - mean) * (h - mean)]);
        Shaping {
            input_scale: alpha,
            input_shift: beta,
            output_shift: -mean,
            output_scale: 1.0 / variance.sqrt(),
        }
    }

    /// The local maps of phi^.
    pub fn local_maps(&self, phi: &Activation) -> LocalMaps {
        let input = (self.input_scale, self.input_shift);
        let terms = |z: f64, h: f64, d: f64| {
            let h = self.output_scale * (h + self.output_shift);
            let d = self.output_scale * self.input_scale * d;
            [h, h * h, h * d * z, d * d]
        };
        let [mean, q, q_slope, slope_square] = expect(phi, input, terms);
        LocalMaps {
            q,
            q_slope,
            c_at_zero: mean * mean / q,
            c_slope: slope_square / q,
        }
    }
}
