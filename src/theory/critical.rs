//! Critical initialisation: weights and biases for which gradients neither
//! vanish nor explode, chi_1 = 1 at a fixed point of the length map.

use super::gaussian::bend_square;
use super::rays::Rays;
use super::solve::root;
use super::wide_net::{WideNet, slope_square, value_square};
use crate::activation::Activation;

/// Scales at which chi_1 = 1 at a fixed point of the length map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CriticalPoint {
    /// fan_in Var(W).
    pub sigma_w_squared: f64,
    /// Var(b).
    pub sigma_b_squared: f64,
    /// q*; 0 where chi_1 = 1 is reached as q falls to 0, none where every q is
    /// a fixed point.
    pub q: Option<f64>,
    /// V'(q*): above 1 the fixed point repels, and only inputs of exactly its
    /// length stay.
    pub slope: f64,
}

impl CriticalPoint {
    /// Whether lengths near q* stay near it.
    pub fn holds(&self) -> bool {
        self.slope <= 1.0 + 1e-9
    }
}

/// Lengths that are looked at, in steps of a tenth of a decade.
fn grid() -> Vec<f64> {
    let steps = -60..=40;
    steps.map(|n| libm::exp10(f64::from(n) / 10.0)).collect()
}

/// The critical point whose fixed point is `q`: sigma_w^2 = 1/E[phi'(u)^2] and
/// sigma_b^2 = q - sigma_w^2 E[phi(u)^2], u ~ N(0, q) (Xiao et al. 2018,
/// arXiv:1806.05393). A negative sigma_b^2 says that there is none.
///
/// ```
/// use actlab::theory::critical_at;
///
/// let point = critical_at(&"tanh".parse()?, 1.0);
/// assert!((point.sigma_w_squared - 2.15330264890279).abs() < 1e-12);
/// assert!((point.sigma_b_squared - 0.1509646293785529).abs() < 1e-12);
/// # Ok::<(), actlab::activation::ActivationError>(())
/// ```
pub fn critical_at(phi: &Activation, q: f64) -> CriticalPoint {
    let sigma_w_squared = 1.0 / slope_square(phi, q);
    let sigma_b_squared = q - sigma_w_squared * value_square(phi, q);
    let net = WideNet::new(phi.clone(), sigma_w_squared, sigma_b_squared);
    CriticalPoint {
        sigma_w_squared,
        sigma_b_squared,
        q: Some(q),
        slope: net.length_slope(q),
    }
}

/// The edge of chaos at these biases: every critical point with a fixed point
/// between 10^-6 and 10^4, by ascending q*, and the limit at q* = 0 where there
/// are no biases.
///
/// ```
/// use actlab::theory::edge_of_chaos;
///
/// // Schoenholz et al. 2017: tanh with sigma_b^2 = 0.05.
/// let points = edge_of_chaos(&"tanh".parse()?, 0.05);
/// assert!((points[0].sigma_w_squared - 1.76095463960673913).abs() < 1e-12);
/// // ReLU is critical without biases only (He et al. 2015; Hayou et al. 2018).
/// assert_eq!(edge_of_chaos(&"relu".parse()?, 0.0)[0].sigma_w_squared, 2.0);
/// assert!(edge_of_chaos(&"relu".parse()?, 0.05).is_empty());
/// // No weights make softplus critical.
/// assert!(edge_of_chaos(&"softplus".parse()?, 0.01).is_empty());
/// # Ok::<(), actlab::activation::ActivationError>(())
/// ```
pub fn edge_of_chaos(phi: &Activation, sigma_b_squared: f64) -> Vec<CriticalPoint> {
    if let Some(rays) = Rays::of(phi) {
        let all = CriticalPoint {
            sigma_w_squared: 1.0 / rays.square(),
            sigma_b_squared,
            q: None,
            slope: 1.0,
        };
        return Vec::from_iter((sigma_b_squared == 0.0).then_some(all));
    }
    let mut points = Vec::new();
    let at_zero = slope_square(phi, 0.0);
    if sigma_b_squared == 0.0 && phi.value(0.0) == 0.0 && (1e-24..1e24).contains(&at_zero) {
        let sigma_w_squared = 1.0 / at_zero;
        let net = WideNet::new(phi.clone(), sigma_w_squared, 0.0);
        // V'(0) = 1: whether lengths fall to 0 is seen from above.
        let falls = !net.grows_above_zero();
        points.push(CriticalPoint {
            sigma_w_squared,
            sigma_b_squared,
            q: Some(0.0),
            slope: if falls { 1.0 } else { 1.0f64.next_up() + 1e-8 },
        });
    }
    let excess = |q: f64| {
        let needed = q - value_square(phi, q) / slope_square(phi, q);
        match needed / q - sigma_b_squared / q {
            // Rounding.
            excess if excess.abs() <= 1e-13 => 0.0,
            excess => excess,
        }
    };
    let roots = sign_changes(excess);
    points.extend(roots.into_iter().map(|q| CriticalPoint {
        sigma_b_squared,
        ..critical_at(phi, q)
    }));
    points
}

/// The critical point to initialise with at these biases: of those at the edge
/// of chaos the first whose fixed point holds lengths, else the first.
pub fn critical(phi: &Activation, sigma_b_squared: f64) -> Option<CriticalPoint> {
    let points = edge_of_chaos(phi, sigma_b_squared);
    let holding = points.iter().find(|point| point.holds()).copied();
    holding.or_else(|| points.first().copied())
}

/// The half-stable points of Roberts, Yaida and Hanin 2022 (arXiv:2106.10165,
/// section 5.3.4): V'(q*) = 1 and chi_1 = 1, where both lengths and gradients
/// change slowest. Scale-invariant activations have it everywhere, and get none
/// here.
///
/// ```
/// use actlab::theory::half_stable;
///
/// let [point] = half_stable(&"gelu".parse()?)[..] else { panic!() };
/// assert!((point.sigma_w_squared - 1.98305826).abs() < 1e-8);
/// assert!((point.sigma_b_squared - 0.17292239).abs() < 1e-8);
/// # Ok::<(), actlab::activation::ActivationError>(())
/// ```
pub fn half_stable(phi: &Activation) -> Vec<CriticalPoint> {
    if Rays::of(phi).is_some() {
        return Vec::new();
    }
    let excess = |q: f64| match critical_at(phi, q).slope - 1.0 {
        excess if excess.abs() <= 1e-11 => 0.0,
        excess => excess,
    };
    let points = sign_changes(excess).into_iter();
    let points = points.map(|q| critical_at(phi, q));
    points.filter(|p| p.sigma_b_squared >= 0.0).collect()
}

/// Roots of f on the grid.
fn sign_changes(f: impl Fn(f64) -> f64) -> Vec<f64> {
    let grid = grid();
    let values: Vec<f64> = grid.iter().map(|q| f(*q)).collect();
    let pairs = grid.windows(2).zip(values.windows(2));
    let changes = pairs.filter(|(_, f)| f[0] * f[1] < 0.0);
    changes.map(|(q, _)| root(&f, (q[0], q[1]))).collect()
}

/// The largest sigma_w with a fixed point q* > 0 of the length map at these
/// biases, above which every length grows without end: a saddle-node of V. None
/// where there is one for every sigma_w between the two.
///
/// ```
/// use actlab::theory::saddle_node;
/// let silu = "silu".parse()?;
/// let sigma_w = saddle_node(&silu, 0.01, (1.0, 2.0)).unwrap();
/// assert!((sigma_w - 1.842410544).abs() < 1e-8);
/// # Ok::<(), actlab::activation::ActivationError>(())
/// ```
pub fn saddle_node(phi: &Activation, sigma_b_squared: f64, (from, to): (f64, f64)) -> Option<f64> {
    let gap = |sigma_w: f64| {
        let net = WideNet::new(phi.clone(), sigma_w * sigma_w, sigma_b_squared);
        net.least_gap().1
    };
    (gap(from) < 0.0 && gap(to) > 0.0).then(|| root(gap, (from, to)))
}

/// beta_q = 2 E[phi'^2]/(q E[phi''^2]), u ~ N(0, q): at the edge of chaos 1 -
/// c_l ~ beta_q/l (Hayou et al. 2019, arXiv:1902.06853, proposition 3). None
/// where phi' jumps, where the law is l^-2 as for ReLU, and of a line.
///
/// ```
/// use actlab::theory::{correlation_rate, edge_of_chaos};
///
/// let tanh = "tanh".parse()?;
/// let q = edge_of_chaos(&tanh, 0.04)[0].q.unwrap();
/// assert!((correlation_rate(&tanh, q).unwrap() - 7.08373782490597929).abs() < 1e-10);
/// assert_eq!(correlation_rate(&"selu".parse()?, 1.0), None);
/// # Ok::<(), actlab::activation::ActivationError>(())
/// ```
pub fn correlation_rate(phi: &Activation, q: f64) -> Option<f64> {
    let jumps = phi.kinks().iter().any(|z| {
        let step = 1e-9 * z.abs().max(1.0);
        let [below, above] = [z - step, z + step].map(|z| phi.true_derivative(z));
        (above - below).abs() > 1e-6 * (above.abs() + below.abs()).max(1e-9)
    });
    let bend = q * bend_square(phi, q);
    (!jumps && bend > 1e-12 && bend.is_finite()).then(|| 2.0 * slope_square(phi, q) / bend)
}
