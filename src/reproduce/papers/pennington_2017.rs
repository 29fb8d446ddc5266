//! Pennington, Schoenholz and Ganguli 2017: the spread of a Jacobian's singular
//! values.
//!
//! With chi_1 = 1, eigenvalues of J J^T have mean 1 and variance
//! L (mu_2/mu_1^2 - 1 - s_1), mu_k = E[phi'^(2k)], with s_1 = -1 for Gaussian and
//! 0 for orthogonal weights: 2L and L for ReLU, which orthogonal weights do not
//! help, and near 0 for tanh with a small q*, which they do. Of a linear net with
//! Gaussian weights the largest eigenvalue is (L + 1)^(L + 1)/L^L.

use super::Measurements;
use crate::activation::Activation;
use crate::generator::Weights;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::jacobian::{Layers, singular_values};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{WideNet, critical_at, linear_edge};
use faer::Mat;
use rayon::prelude::*;

const WIDTH: usize = 200;
const DEPTH: usize = 8;

/// A case: its name, activation, weights, and q*.
struct Case {
    name: &'static str,
    activation: &'static str,
    orthogonal: bool,
    q: f64,
}

const CASES: [Case; 6] = [
    case("ReLU, Gaussian", "relu", false, 1.0),
    case("ReLU, orthogonal", "relu", true, 1.0),
    case("hard tanh, Gaussian", "hardtanh", false, 0.5),
    case("hard tanh, orthogonal", "hardtanh", true, 0.5),
    case("tanh, Gaussian", "tanh", false, 0.1),
    case("tanh, orthogonal", "tanh", true, 0.1),
];

const fn case(name: &'static str, activation: &'static str, orthogonal: bool, q: f64) -> Case {
    Case {
        name,
        activation,
        orthogonal,
        q,
    }
}

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let count = setting.trials(40);
    let mut all = Vec::new();
    for case in &CASES {
        all.push(spread(case, setting, count)?);
    }
    let at = |place: usize, layer: usize| all[place][layer - 1];
    let (gaussian, orthogonal) = (
        largest("he", setting, count)?,
        largest("orthogonal", setting, count)?,
    );
    let edge = |layer: usize| {
        let theory = linear_edge(layer as u32);
        gaussian[layer - 1].with_theory(theory)
    };
    let linear = (1..=DEPTH).map(|layer| point(layer as f64, &edge(layer)));
    let isometry = (1..=DEPTH).map(|layer| {
        let measured = orthogonal[layer - 1].with_theory(1.0);
        point(layer as f64, &measured)
    });
    let by_layer = |place: usize| {
        let points = (1..=DEPTH).map(|layer| point(layer as f64, &at(place, layer)));
        series(CASES[place].name, points.collect())
    };
    Ok(Measurements {
        figures: vec![
            ("relu_gaussian_4", at(0, 4)),
            ("relu_gaussian_8", at(0, 8)),
            ("relu_orthogonal_4", at(1, 4)),
            ("relu_orthogonal_8", at(1, 8)),
            ("hardtanh_gaussian_8", at(2, 8)),
            ("hardtanh_orthogonal_8", at(3, 8)),
            ("tanh_gaussian_8", at(4, 8)),
            ("tanh_orthogonal_8", at(5, 8)),
            ("linear_gaussian_1", edge(1)),
            ("linear_gaussian_5", edge(5)),
            ("linear_orthogonal_8", orthogonal[7].with_theory(1.0)),
        ],
        title: "Pennington et al. 2017: orthogonal weights help tanh, not ReLU",
        caption: format!("Width {WIDTH}, critical weights, {count} nets. Theory: infinite width."),
        panels: vec![
            Panel {
                title: String::new(),
                x: Quantity::new("layers L", Division::Linear),
                y: Quantity::new("variance of the eigenvalues of JJᵀ", Division::Logarithmic),
                series: (0..CASES.len()).map(by_layer).collect(),
                published: vec![(4.0, 8.0), (8.0, 16.0), (4.0, 4.0), (8.0, 8.0)],
            },
            Panel {
                title: "linear nets".into(),
                x: Quantity::new("layers L", Division::Linear),
                y: Quantity::new("largest eigenvalue of JJᵀ", Division::Logarithmic),
                series: vec![
                    series("Gaussian", linear.collect()),
                    series("orthogonal", isometry.collect()),
                ],
                published: vec![(1.0, 4.0), (5.0, 14.92992)],
            },
        ],
    })
}

/// Variance of the eigenvalues of J J^T over the square of their mean, for every
/// depth.
fn spread(case: &Case, setting: Setting, count: usize) -> Result<Vec<Measured>, ReproduceError> {
    let phi: Activation = case.activation.parse()?;
    let weights = Weights::parse(if case.orthogonal { "orthogonal" } else { "he" })?;
    // Critical: chi_1 = 1 at q*, which the bias makes a fixed point.
    let point = critical_at(&phi, case.q);
    let (w, b) = (point.sigma_w_squared, point.sigma_b_squared.max(0.0));
    let of_net = |trial: usize| {
        let address = (setting.seed, trial as u32);
        let layers = Layers::new(&phi, &weights, (w.sqrt(), b.sqrt()), WIDTH, address);
        let mut product: Option<Mat<f64>> = None;
        let mut variances = Vec::new();
        let input = ((case.q - b) / w).sqrt();
        layers.run(input, DEPTH, |_, jacobian| {
            let whole = match &product {
                Some(below) => &jacobian * below,
                None => jacobian,
            };
            let squares: Vec<f64> = singular_values(&whole)?.iter().map(|s| s * s).collect();
            let n = squares.len() as f64;
            let mean = squares.iter().sum::<f64>() / n;
            variances.push(
                squares
                    .iter()
                    .map(|s| (s / mean - 1.0).powi(2))
                    .sum::<f64>()
                    / n,
            );
            product = Some(whole);
            Ok(())
        })?;
        Ok(variances)
    };
    let nets: Result<Vec<Vec<f64>>, ReproduceError> =
        (0..count).into_par_iter().map(of_net).collect();
    let nets = nets?;
    let spread = WideNet::new(phi, w, b).layer_spread(case.q);
    let a_layer = if case.orthogonal {
        spread.orthogonal
    } else {
        spread.normal
    };
    let at = |layer: usize| {
        let of = nets.iter().map(|net| net[layer - 1]);
        Measured::mean(of).with_theory(layer as f64 * a_layer)
    };
    Ok((1..=DEPTH).map(at).collect())
}

/// The largest eigenvalue of J J^T of linear nets, for every depth.
fn largest(weights: &str, setting: Setting, count: usize) -> Result<Vec<Measured>, ReproduceError> {
    let identity: Activation = "identity".parse()?;
    let weights = Weights::parse(weights)?;
    let of_net = |trial: usize| {
        let address = (setting.seed, trial as u32);
        let layers = Layers::new(&identity, &weights, (1.0, 0.0), WIDTH, address);
        let mut product: Option<Mat<f64>> = None;
        let mut largest = Vec::new();
        layers.run(1.0, DEPTH, |_, jacobian| {
            let whole = match &product {
                Some(below) => &jacobian * below,
                None => jacobian,
            };
            largest.extend(singular_values(&whole)?.first().map(|s| s * s));
            product = Some(whole);
            Ok(())
        })?;
        Ok(largest)
    };
    let nets: Result<Vec<Vec<f64>>, ReproduceError> =
        (0..count).into_par_iter().map(of_net).collect();
    let nets = nets?;
    let at = |layer: usize| Measured::positive(nets.iter().map(|net| net[layer]));
    Ok((0..DEPTH).map(at).collect())
}
