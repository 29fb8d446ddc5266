//! The spectrum of Jacobians: Pennington et al. 2017 and 2018, and the singular
//! values of layers of Glorot and Bengio 2010.

use crate::row::{Check, Row, all, ensure, mean, numbers, printed_after, within_errors};
use crate::simulation::{Deep, normals};
use actlab::activation::Activation;
use actlab::analysis::singular_values;
use actlab::network::{matrix, multiply};
use actlab::theory::{Rays, WideNet, critical_at, linear_edge};

/// 'L/p', '(1-p)L/p', at several p and L, of piecewise linear nets: hard tanh,
/// whose p at length q is P(|u| < 1).
fn laws(orthogonal: bool) -> Check {
    let phi: Activation = "hardtanh".parse().unwrap();
    all([0.3, 1.0, 4.0].map(|q| {
        let point = critical_at(&phi, q);
        let net = WideNet::new(phi.clone(), point.sigma_w_squared, point.sigma_b_squared);
        let p = net.chi(q) / net.sigma_w_squared();
        let found = net.spectrum(q, 6);
        let (found, stated) = match orthogonal {
            false => (found.variance_normal, 6.0 / p),
            true => (found.variance_orthogonal, (1.0 - p) * 6.0 / p),
        };
        ensure(
            (found / stated - 1.0).abs() < 1e-10,
            format!("{found}, not {stated}"),
        )
    }))
}

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    if quantity == "sigma^2_{JJ^T}/m_1^2" {
        return Some(laws(row.setup.starts_with("orthogonal")));
    }
    if quantity.starts_with("sigma^2_{JJ^T} = L(mu_2/mu_1^2 -1 - s_1)") {
        return Some(all([laws(false), laws(true)]));
    }
    if quantity.starts_with("s_max^2 = (L+1)^{L+1}/L^L") {
        return Some(row.holds(&[linear_edge(row.after("L=")? as u32)]));
    }
    if quantity.starts_with("Var of eigenvalues of JJ^T") {
        let depth = row.after("L=")? as usize;
        let net = WideNet::new("relu".parse().ok()?, row.after("sigma_w^2=")?, 0.0);
        let found = net.spectrum(1.0, depth);
        return Some(row.holds(&[found.variance_normal, found.variance_orthogonal]));
    }
    if quantity.starts_with("sigma^2/L: Gaussian") {
        let (phi, q): (Activation, f64) = match row.after("slope a=") {
            Some(slope) => (format!("leaky_relu({slope})").parse().ok()?, 1.0),
            None => (row.activation(), row.after("q*=")?),
        };
        let point = critical_at(&phi, q);
        let net = WideNet::new(phi, point.sigma_w_squared, point.sigma_b_squared);
        let spread = net.layer_spread(q);
        let stated = printed_after(&row.setup, "(sigma_w^2=");
        return Some(all([
            row.holds(&[spread.normal, spread.orthogonal]),
            stated.map_or(Ok(()), |s| s.agrees(net.sigma_w_squared(), 10)),
        ]));
    }
    if quantity == "Var(eig JJ^T)/mean^2" {
        return Some(spread(row));
    }
    if quantity.starts_with("mean singular value of layer Jacobian") {
        return Some(layers(row));
    }
    None
}

/// 'N=300 L=4 relu a=0.25 orthogonal, 12 nets': from traces.
fn spread(row: &Row) -> Check {
    let of = |key| row.after(key).ok_or("no number");
    let (n, depth, slope) = (of("N=")? as usize, of("L=")? as usize, of("a=")?);
    let rays = match row.setup.contains(" lin ") {
        true => Rays::leaky(1.0),
        false => Rays::leaky(slope),
    };
    let name = format!("leaky_relu({})", rays.below);
    let phi: Activation = name.parse().unwrap();
    let orthogonal = row.setup.contains("orthogonal");
    let deep = Deep {
        phi: &phi,
        width: n,
        depth,
        weights: if orthogonal { "orthogonal" } else { "he" },
        sigma_w: 1.0 / rays.square().sqrt(),
        sigma_b: 0.0,
    };
    let theirs = numbers(&row.setup).last().ok_or("no nets")?.value;
    const NETS: u32 = 8;
    let mut ratios = Vec::new();
    for trial in 0..NETS {
        let input = normals(929, trial, 500, n);
        let mut product: Vec<f32> = Vec::new();
        deep.pass(929, trial, &input, |layer| {
            let jacobian = layer.jacobian();
            product = match product.is_empty() {
                true => jacobian,
                false => {
                    let mut out = vec![0.0; n * n];
                    multiply(
                        1.0,
                        matrix(&jacobian, n, n),
                        matrix(&product, n, n),
                        &mut out,
                    );
                    out
                }
            };
        });
        let mut gram = vec![0.0; n * n];
        let j = matrix(&product, n, n);
        multiply(1.0, j, j.transpose(), &mut gram);
        let first = (0..n).map(|i| f64::from(gram[i * n + i])).sum::<f64>() / n as f64;
        let second = gram.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>() / n as f64;
        ratios.push(second / (first * first) - 1.0);
    }
    let (ours, error) = mean(&ratios);
    let their_error = error * (f64::from(NETS) / theirs).sqrt();
    let net = WideNet::new(phi.clone(), deep.sigma_w.powi(2), 0.0).spectrum(1.0, depth);
    let infinite = match orthogonal {
        true => net.variance_orthogonal,
        false => net.variance_normal,
    };
    let stated = printed_after(&row.notes, "N->inf: ").ok_or("no limit")?;
    all([
        within_errors(
            (ours, error),
            (numbers(&row.computed)[0].value, their_error),
        ),
        stated.agrees(infinite, 6),
    ])
}

/// 'tanh, n=500, 5 hidden layers, normalized init, unit-variance input'.
fn layers(row: &Row) -> Check {
    let phi = row.activation();
    let n = row.after("n=").ok_or("no width")? as usize;
    let stated = numbers(&row.computed);
    let gain = match row.setup.contains("normalized") {
        true => 1.0,
        false => crate::gains::standard(),
    };
    let deep = Deep {
        phi: &phi,
        width: n,
        depth: stated.len(),
        weights: "he",
        sigma_w: gain.sqrt(),
        sigma_b: 0.0,
    };
    let mut means = Vec::new();
    deep.pass(221, 0, &normals(221, 0, 500, n), |layer| {
        let jacobian: Vec<f64> = layer.jacobian().iter().map(|j| f64::from(*j)).collect();
        let values = singular_values(&jacobian, n, n).unwrap();
        means.push(values.iter().sum::<f64>() / n as f64);
    });
    // A mean of the singular values of one matrix, which repel each other, has a
    // spread of about 1/n of their size; that of phi' adds 1/sqrt n.
    let error = 0.3 / (n as f64).sqrt();
    all(means.iter().zip(stated).map(|(found, stated)| {
        let error = error * stated.value;
        within_errors((*found, error), (stated.value, error))
    }))
}
