//! The edge of chaos, half-stable points, and pairs that are said to lie there.

use crate::row::{Check, Row, all, ensure, mean, numbers, printed_after, within_errors};
use crate::simulation::{Deep, normals};
use actlab::theory::{Rays, WideNet, critical_at, edge_of_chaos, half_stable, saddle_node};

fn sigma_b_squared(row: &Row) -> Option<f64> {
    let square = row.after("sigma_b^2=");
    square.or_else(|| Some(row.after("sigma_b=")?.powi(2)))
}

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    if quantity == "critical sigma_w^2" {
        let points = edge_of_chaos(&row.activation(), sigma_b_squared(row)?);
        let Some(point) = points.first() else {
            return Some(Err("no point".into()));
        };
        let q = printed_after(&row.notes, "q*=").or_else(|| printed_after(&row.notes, ", q="));
        let slope = printed_after(&row.notes, "V'(q)=");
        return Some(all([
            row.holds(&[point.sigma_w_squared]),
            q.map_or(Ok(()), |q| q.agrees(point.q.unwrap_or(f64::NAN), 11)),
            slope.map_or(Ok(()), |slope| slope.agrees(point.slope, 8)),
        ]));
    }
    if quantity == "critical (sigma_w^2,q)" {
        let points = edge_of_chaos(&row.activation(), sigma_b_squared(row)?);
        let none = row.computed.starts_with("no EOC point") && points.is_empty();
        return Some(ensure(none, format!("{points:?}")));
    }
    if quantity.starts_with("critical sigma_w^2=1/erf") {
        let phi = row.setup.replace("hard-tanh", "hardtanh");
        let phi = phi.split(' ').next()?.parse().ok()?;
        let point = critical_at(&phi, row.after("q*=")?);
        let biases = printed_after(&row.notes, "sigma_b^2=")?;
        return Some(all([
            row.holds(&[point.sigma_w_squared]),
            biases.agrees(point.sigma_b_squared, 9),
        ]));
    }
    if quantity == "EOC" && row.setup == "ReLU" {
        let relu = "relu".parse().ok()?;
        let point = edge_of_chaos(&relu, 0.0);
        return Some(all([
            row.holds(&[point.first()?.sigma_w_squared.sqrt()]),
            ensure(edge_of_chaos(&relu, 0.01).is_empty(), "only without biases"),
        ]));
    }
    if quantity == "EOC sigma_w^2" && row.computed == "2/(lambda^2+beta^2)" {
        let slopes = [(1.0, 0.3), (0.5, -0.2), (1.7, 1.7)];
        return Some(all(slopes.map(|(above, below): (f64, f64)| {
            let phi = format!("where(x > 0, {above} * x, {below} * x)")
                .parse()
                .unwrap();
            let found = edge_of_chaos(&phi, 0.0)[0].sigma_w_squared;
            let stated = 2.0 / (above * above + below * below);
            let lengths = WideNet::new(phi, found, 0.0).lengths();
            let square = Rays { below, above }.square();
            ensure(
                (found - stated).abs() < 1e-14 && lengths.everywhere && square * stated == 1.0
                    || (found / stated - 1.0).abs() < 1e-14 && lengths.everywhere,
                format!("{found}, {lengths:?}"),
            )
        })));
    }
    if quantity == "C_W=sigma_w^2" {
        let points = half_stable(&row.activation());
        let [point] = points[..] else {
            return Some(Err(format!("{points:?}")));
        };
        let biases = printed_after(&row.notes, "sigma_b^2=C_b=");
        let biases = biases.or_else(|| printed_after(&row.notes, "C_b="))?;
        let q = printed_after(&row.notes, "K*=q*=").or_else(|| printed_after(&row.notes, "K*="))?;
        return Some(all([
            row.holds(&[point.sigma_w_squared]),
            biases.agrees(point.sigma_b_squared, 12),
            q.agrees(point.q?, 11),
        ]));
    }
    if quantity == "min_q V(q)-q" {
        let net = crate::lengths::net(row)?;
        let (q, gap) = net.least_gap();
        let lengths = net.lengths();
        let at = printed_after(&row.computed, "at q=")?;
        let none = lengths.fixed_points.iter().all(|p| p.q == 0.0) && lengths.grows;
        return Some(all([
            numbers(&row.computed)[0].agrees(gap, 4),
            at.agrees(q, 3),
            ensure(none, format!("{lengths:?}")),
        ]));
    }
    if quantity == "largest sigma_w with a finite fixed point" {
        let found = saddle_node(&row.activation(), sigma_b_squared(row)?, (1.0, 3.0));
        return Some(row.holds(&[found?]));
    }
    if quantity.starts_with("q_10/q_20/q_40/q_60") {
        return Some(trajectories(row));
    }
    None
}

/// Lengths of single nets layer by layer: the logarithm of each, over nets, as
/// theirs.
fn trajectories(row: &Row) -> Check {
    let net = crate::lengths::net(row).ok_or("no net")?;
    let width = row.after("n=").ok_or("no width")? as usize;
    let start = row.after("q_0=").ok_or("no start")?;
    let layers = [10, 20, 40, 60];
    let theirs: Vec<Vec<f64>> = row
        .computed
        .split(';')
        .map(|net| net.split('/').map(|q| q.trim().parse().unwrap()).collect())
        .collect();
    const NETS: u32 = 6;
    let deep = Deep {
        phi: net.activation(),
        width,
        depth: layers[3],
        weights: "he",
        sigma_w: net.sigma_w_squared().sqrt(),
        sigma_b: net.sigma_b_squared().sqrt(),
    };
    // An input that gives the first layer the length q_0.
    let square = (start - net.sigma_b_squared()) / net.sigma_w_squared();
    let mut ours = Vec::new();
    for trial in 0..NETS {
        let input: Vec<f32> = normals(91, trial, 1000, width);
        let input: Vec<f32> = input.iter().map(|x| x * square.sqrt() as f32).collect();
        let mut lengths = Vec::new();
        deep.pass(91, trial, &input, |layer| {
            let square = layer.preactivation.iter().map(|z| z * z).sum::<f64>();
            lengths.push(square / width as f64);
        });
        ours.push(layers.map(|l| lengths[l - 1].ln()));
    }
    all((0..layers.len()).map(|place| {
        let (log, error) = mean(&ours.iter().map(|o| o[place]).collect::<Vec<_>>());
        let logs: Vec<f64> = theirs.iter().map(|t| t[place].ln()).collect();
        // Three of them tell their spread badly, so that ours stands for it.
        let spread = error * f64::from(NETS).sqrt() / (logs.len() as f64).sqrt();
        within_errors((log, error), (mean(&logs).0, spread))
    }))
}
