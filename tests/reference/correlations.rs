//! Correlation maps, depth scales, the laws of 1 - c_l, tangent kernels and
//! the correlation of gradients.

use crate::lengths::{fixed_point, net};
use crate::row::{
    Check, Row, all, ensure, mean, number_after, numbers, printed_after, within_errors,
};
use crate::simulation::{Deep, normals};
use actlab::activation::Activation;
use actlab::network::{matrix, multiply};
use actlab::theory::{
    FixedCorrelation, Kernels, Rays, Shattering, Stability, WideNet, critical_at, edge_of_chaos,
};

fn end(net: &WideNet) -> Option<FixedCorrelation> {
    let point = fixed_point(net, Stability::Stable)?;
    Some(net.correlation_map(point.q).fixed_point())
}

/// The net at the edge of chaos with the biases of a setup, and its q*.
fn at_the_edge(row: &Row) -> Option<(WideNet, f64)> {
    let phi = row.activation();
    let biases = row.after("sigma_b=")?;
    let point = *edge_of_chaos(&phi, biases * biases).first()?;
    let net = WideNet::new(phi, point.sigma_w_squared, point.sigma_b_squared);
    Some((net, point.q?))
}

/// The rays of 'alpha=0.1', 'slope a=0.1' or 'ReLU ...'.
fn rays(row: &Row) -> Rays {
    Rays::leaky(row.after("alpha=").unwrap_or(0.0))
}

fn deficit_after(rays: Rays, c: f64, layers: usize) -> f64 {
    rays.follow(1.0 - c).nth(layers).unwrap_or(f64::NAN)
}

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    if quantity.starts_with("xi_q = ") {
        let net = net(row)?;
        let point = fixed_point(&net, Stability::Stable)?;
        let slope = printed_after(&row.notes, "V'(q*)=")?;
        return Some(all([
            row.holds(&[point.length_scale()?]),
            slope.agrees(point.slope, 12),
        ]));
    }
    if quantity.starts_with("xi_c = ") {
        let end = end(&net(row)?)?;
        let slope = printed_after(&row.notes, "slope at c*=");
        let digits = row.trusted();
        return Some(all([
            row.holds(&[end.depth_scale()?]),
            slope.map_or(Ok(()), |slope| slope.agrees(end.slope, digits.min(10))),
        ]));
    }
    if quantity == "c*" || quantity.starts_with("c* (chaotic") {
        return Some(row.holds(&[end(&net(row)?)?.c]));
    }
    if let Some(layer) = quantity.strip_prefix("c_") {
        let net = net(row)?;
        let layer: usize = layer.parse().ok()?;
        let start = 1.0 - row.after("c_0=")?;
        let map = net.correlation_map(1.0);
        let deficit = map.follow(start).nth(layer)?;
        let scaled = printed_after(&row.notes, "l^2(1-c_l)=");
        let square = (layer * layer) as f64;
        return Some(all([
            row.holds(&[1.0 - deficit]),
            scaled.map_or(Ok(()), |scaled| scaled.agrees(square * deficit, 9)),
        ]));
    }
    if let Some(layer) = quantity.strip_prefix("l^2(1-c_l) at l=") {
        let layer: usize = layer.parse().ok()?;
        let deficit = deficit_after(rays(row), row.after("c_0=")?, layer);
        return Some(row.holds(&[(layer as f64).powi(2) * deficit]));
    }
    if quantity == "lim l^2 (1-c_l)" || quantity.starts_with("C(alpha)=lim l^2(1-c_l)") {
        let rays = rays(row);
        let bend = printed_after(&row.notes, "Delta=");
        let numeric = printed_after(&row.notes, "l=20000: ");
        let deficit = deficit_after(rays, 0.0, 20000);
        return Some(all([
            row.holds(&[rays.forgetting_limit()]),
            bend.map_or(Ok(()), |bend| bend.agrees(rays.bend(), 12)),
            numeric.map_or(Ok(()), |n| n.agrees(4e8 * deficit, 5)),
        ]));
    }
    if quantity.starts_with("s in gamma_{l+1}") {
        return Some(row.holds(&[rays(row).forgetting_step()]));
    }
    if quantity == "gamma_{l+1}=gamma_l - s gamma_l^{3/2}" {
        // As a function of the slope, against the map itself near c = 1.
        return Some(all([0.0, 0.1, 0.5, 0.9].map(|slope| {
            let (rays, d) = (Rays::leaky(slope), 1e-10f64);
            let step = (d - rays.deficit(d)) / d.powf(1.5);
            let stated = 4.0 * 2f64.sqrt() * rays.bend() / (3.0 * std::f64::consts::PI);
            all([
                ensure((step / stated - 1.0).abs() < 1e-5, format!("{step}")),
                ensure(
                    (rays.forgetting_step() / stated - 1.0).abs() < 1e-14,
                    "the step",
                ),
            ])
        })));
    }
    if quantity == "rate parameter" && row.published.starts_with("Delta_phi=b^2/(a^2+b^2)") {
        return Some(all([0.0, 0.01, 0.25, 0.5, 1.0].map(|slope: f64| {
            let stated = (1.0 - slope).powi(2) / (2.0 * (1.0 + slope * slope));
            let relu = Rays::leaky(0.0).bend() == 0.5;
            let abs = Rays::leaky(-1.0).bend() == 1.0;
            let close = (Rays::leaky(slope).bend() - stated).abs() < 1e-15;
            ensure(relu && abs && close, format!("slope {slope}"))
        })));
    }
    if quantity == "1-c_L" {
        let depth = row.after("L=")? as usize;
        let rays = rays(row);
        let deficit = deficit_after(rays, row.after("c_0=")?, depth);
        let relu = deficit_after(Rays::leaky(0.0), row.after("c_0=")?, depth);
        let ratio = printed_after(&row.notes, "ratio to ReLU ")?;
        return Some(all([
            row.holds(&[deficit]),
            ratio.agrees(deficit / relu, 6),
        ]));
    }
    if quantity.starts_with("Theta_l(x,x')/Theta_l(x,x)") {
        let phi: Activation = format!("leaky_relu({})", row.after("alpha=")?)
            .parse()
            .ok()?;
        let rays = rays(row);
        let net = WideNet::new(phi, 1.0 / rays.square(), 0.0);
        let first = Kernels::inputs([1.0, 1.0], 1.0 - row.after("c_0=")?);
        // '0.25354382 at l=1000, 0.25023427 at l=20000'
        return Some(all(row.computed.split(", ").map(|part| {
            let layer = number_after(part, "at l=").unwrap_or(0.0) as usize;
            let found = net
                .kernels(first)
                .nth(layer)
                .map(|k| k.tangent_correlation());
            numbers(part)[0].agrees(found.unwrap_or(f64::NAN), 8)
        })));
    }
    if quantity.starts_with("beta_q = ") {
        let (net, q) = at_the_edge(row)?;
        let rate = actlab::theory::correlation_rate(net.activation(), q);
        return Some(row.holds(&[rate?]));
    }
    if let Some(layer) = quantity.strip_prefix("l(1-c_l) at l=") {
        let layer: usize = layer.parse().ok()?;
        let (net, q) = at_the_edge(row)?;
        let map = net.correlation_map(q);
        let deficit = map.follow(1.0 - row.after("c_0=")?).nth(layer)?;
        return Some(row.holds(&[layer as f64 * deficit]));
    }
    if quantity.starts_with("gradient correlation: feedforward ; resnet") {
        let found = Shattering::at(row.after("L=")? as u32);
        return Some(row.holds(&[found.plain, found.residual, found.normalised]));
    }
    if quantity.starts_with("gradient correlation prod") {
        let net = WideNet::new("relu".parse().ok()?, 2.0, 0.0);
        let (start, depth) = (1.0 - row.after("c_0=")?, row.after("L=")? as usize);
        let found = net.gradient_correlation(1.0, start, depth);
        // Theirs iterates c itself in f64, whose digits run out as c nears 1:
        // how many it loses is seen by doing the same.
        let lost = (naive_gradient_correlation(1.0 - start, depth) / found - 1.0).abs();
        let stated = numbers(&row.computed)[0].value;
        let close = (stated / found - 1.0).abs() <= 10.0 * lost + 1e-11;
        return Some(ensure(
            close && lost < 1e-10,
            format!("{found:e}, {lost:e}"),
        ));
    }
    if quantity == "cov(g1,g2)/sqrt(var var)" {
        return Some(gradients(row));
    }
    if row.setup.starts_with("CReLU with W=[V,-V]") {
        return Some(looks_linear());
    }
    if quantity.starts_with("(sigma_w^2, sigma_b^2) critical") {
        let point = critical_at(&row.activation(), row.after("q*=")?);
        return Some(row.holds(&[point.sigma_w_squared, point.sigma_b_squared]));
    }
    None
}

/// prod (1 - theta_l/pi) by c_{l+1} = (sin theta_l + (pi - theta_l) c_l)/pi.
fn naive_gradient_correlation(mut c: f64, depth: usize) -> f64 {
    let pi = std::f64::consts::PI;
    let mut product = 1.0;
    for _ in 0..depth {
        let theta = c.acos();
        product *= 1.0 - theta / pi;
        c = ((1.0 - c * c).sqrt() + (pi - theta) * c) / pi;
    }
    product
}

/// The correlation of the gradients of two orthogonal inputs, over nets.
fn gradients(row: &Row) -> Check {
    let relu: Activation = "relu".parse().unwrap();
    let of = |key: &str| number_after(&row.place, key).unwrap() as usize;
    let nets = row
        .place
        .rsplit_once(' ')
        .unwrap()
        .0
        .rsplit_once(' ')
        .unwrap()
        .1;
    let nets: usize = nets.parse().unwrap();
    let (width, depth) = (of("n="), of("L="));
    let deep = Deep {
        phi: &relu,
        width,
        depth,
        weights: "he",
        sigma_w: 2f64.sqrt(),
        sigma_b: 0.0,
    };
    let mut inputs = [normals(36, 0, 100, width), normals(36, 1, 100, width)];
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum()
    };
    let along = dot(&inputs[0], &inputs[1]) / dot(&inputs[0], &inputs[0]);
    let first = inputs[0].clone();
    for (b, a) in inputs[1].iter_mut().zip(&first) {
        *b -= along as f32 * a;
    }
    let [mut products, mut squares] = [Vec::new(), Vec::new()];
    for trial in 0..nets as u32 {
        let gradients = [0, 1].map(|of| {
            let mut layers = Vec::new();
            deep.pass(36, trial, &inputs[of], |layer| {
                layers.push((layer.weights.clone(), layer.slope.clone()));
            });
            let mut gradient = normals(36, trial, 200, width);
            for (weights, slope) in layers.iter().rev() {
                let passed: Vec<f32> = gradient
                    .iter()
                    .zip(slope)
                    .map(|(g, d)| g * *d as f32)
                    .collect();
                let weights = matrix(weights, width, width).transpose();
                multiply(1.0, weights, matrix(&passed, width, 1), &mut gradient);
            }
            gradient
        });
        products.push(dot(&gradients[0], &gradients[1]));
        let own = |of: usize| dot(&gradients[of], &gradients[of]);
        squares.push(0.5 * (own(0) + own(1)));
    }
    let (product, error) = mean(&products);
    let (square, spread) = mean(&squares);
    let ours = product / square;
    let error = ours.abs() * (error / product).hypot(spread / square);
    // Theirs is of as many nets.
    within_errors((ours, error), (numbers(&row.computed)[0].value, error))
}

/// [V, -V] crelu(x) = V x, V orthogonal, whatever the signs of x.
fn looks_linear() -> Check {
    let n = 24;
    let mut v = vec![0.0; n * n];
    let weights = actlab::generator::Weights::parse("orthogonal").unwrap();
    weights.draw((5, 0, 1), (n, n), &mut v);
    let scale = 1.0 / (n as f32).sqrt();
    let x = normals(5, 0, 9, n);
    // The Jacobian of x -> V relu(x) - V relu(-x).
    let relu: Activation = "relu".parse().unwrap();
    let slope = |x: f32| relu.derivative(x.into()) + relu.derivative((-x).into());
    let jacobian: Vec<f64> = (0..n * n)
        .map(|entry| f64::from(scale * v[entry]) * slope(x[entry / n]))
        .collect();
    let values = actlab::analysis::singular_values(&jacobian, n, n).unwrap();
    let off = values.iter().map(|s| (s - 1.0).abs()).fold(0.0, f64::max);
    ensure(off < 1e-6, format!("singular values {off:e} off 1"))
}
