//! Length maps, their fixed points, chi_1 and gradients of finite depth.

use crate::row::{Check, Row, all, ensure, number_after, numbers, printed_after};
use actlab::activation::Activation;
use actlab::theory::{FixedPoint, MeanField, Stability, WideNet};

/// The net of a setup, where it states one.
pub fn net(row: &Row) -> Option<WideNet> {
    let phi = row.try_activation()?;
    let square = |name: &str, short: &str, root: &str| {
        let named = row
            .after(&format!("{name}^2="))
            .or_else(|| row.after(short));
        named
            .or_else(|| Some(row.after(&format!("{name}="))?.powi(2)))
            .or_else(|| Some(row.after(root)?.powi(2)))
    };
    let sigma_w_squared = match phi
        .torch_gain()
        .filter(|_| row.setup.contains("PyTorch gain"))
    {
        Some(gain) => gain * gain,
        None => square("sigma_w", "sw2=", "sw=")?,
    };
    let sigma_b_squared = square("sigma_b", "sb2=", "sb=").unwrap_or(0.0);
    Some(WideNet::new(phi, sigma_w_squared, sigma_b_squared))
}

/// The fixed point that lengths from 1 come to, or that is named by its
/// stability.
pub fn fixed_point(net: &WideNet, wanted: Stability) -> Option<FixedPoint> {
    let lengths = net.lengths();
    let mut own = lengths
        .fixed_points
        .iter()
        .filter(|p| p.stability == wanted);
    own.find(|p| p.q > 0.0)
        .or(lengths.fixed_points.first())
        .copied()
}

fn stability(text: &str) -> Stability {
    match text {
        _ if text.contains("half-stable") => Stability::HalfStable,
        _ if text.contains("unstable") || text.contains("repelling") => Stability::Unstable,
        _ => Stability::Stable,
    }
}

/// 'q*=0 (exponential, V'(0)=0.5)', 'none: q^l diverges', 'every q>=0 ...', or
/// a number.
fn fate(row: &Row, net: &WideNet) -> Check {
    let lengths = net.lengths();
    let said = row.computed.as_str();
    if said.starts_with("every q") {
        return ensure(lengths.everywhere, format!("{lengths:?}"));
    }
    if said.contains("diverges") {
        let above_zero = lengths.fixed_points.iter().any(|p| p.q > 0.0);
        let slope = lengths.slope_at_infinity.unwrap_or(f64::NAN);
        let stated = printed_after(said, "V'(inf)=");
        return all([
            ensure(lengths.grows && !above_zero, format!("{lengths:?}")),
            stated.map_or(Ok(()), |stated| stated.agrees(slope, 12)),
        ]);
    }
    if said.starts_with("q*=0") {
        let [zero] = lengths.fixed_points[..] else {
            return Err(format!("{lengths:?}"));
        };
        let stated = printed_after(said, "V'(0)=");
        return all([
            ensure(
                zero.q == 0.0 && zero.stability == Stability::Stable,
                format!("{zero:?}"),
            ),
            ensure(
                zero.is_marginal() == said.contains("marginal"),
                format!("{zero:?}"),
            ),
            stated.map_or(Ok(()), |stated| stated.agrees(zero.slope, 12)),
        ]);
    }
    let point = fixed_point(net, stability(&row.quantity));
    let Some(point) = point else {
        return Err(format!("{lengths:?}"));
    };
    let slope = printed_after(&row.quantity, "V'(q*)=");
    all([
        row.holds(&[point.q]),
        slope.map_or(Ok(()), |slope| slope.agrees(point.slope, 9)),
    ])
}

/// A closed form, printed in the notes too: E[sin(z)^2] at 'sin q=1'.
fn moment(row: &Row) -> Option<Check> {
    let q = row.after("q=")?;
    let phi = row.activation();
    let net = WideNet::new(phi, 1.0, 0.0);
    let name = row.setup.split(' ').next()?;
    let found = match row.quantity.as_str() {
        "E[phi'^2]" => net.chi(q),
        "E[phi^2]" => net.length_map(q),
        other if other == format!("E[{name}(z)^2]") => net.length_map(q),
        other if other.starts_with("E[1/(1+z^2)^2]") => net.chi(q),
        other => return Some(Err(format!("what is {other}?"))),
    };
    Some(row.holds(&[found]))
}

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    if quantity.starts_with("G_L=prod") {
        let (net, depth) = (net(row)?, row.after("depth ")? as usize);
        let (gain, q) = (net.sigma_w_squared(), row.after("q_0=")?);
        // The input that gives the first layer the length q_0.
        let biases = net.sigma_b_squared();
        let input = q - biases;
        let field = MeanField::new(net.activation(), (1.0, gain), biases.sqrt(), input, depth);
        let g = gain * field.gradient_log_squares(depth)?[0].exp();
        let after = net.follow(q).nth(depth)?;
        let stated = printed_after(&row.notes, &format!("q_{depth}="));
        return Some(all([
            row.holds(&[g]),
            stated.map_or(Ok(()), |stated| stated.agrees(after, 9)),
        ]));
    }
    if quantity.starts_with("std of activations layer 1..") {
        let count = numbers(&row.computed).len();
        let gain = match row.setup.contains("standard 1/3") {
            true => 1.0 / 3.0,
            false => row.after("normalized ")?,
        };
        let field = MeanField::new(&row.activation(), (gain, gain), 0.0, 1.0, count);
        let roots = (1..=count).map(|l| Some(field.layer(l)?.activation_square.sqrt()));
        let product = gain * field.gradient_log_squares(count)?[0].exp();
        let stated = printed_after(&row.notes, "layers = ");
        return Some(all([
            row.holds(&roots.collect::<Option<Vec<_>>>()?),
            stated.map_or(Ok(()), |stated| stated.agrees(product, 9)),
        ]));
    }
    if quantity.starts_with("chi_1^L at q*=") {
        let net = net(row)?;
        let point = fixed_point(&net, Stability::Stable)?;
        let depth = number_after(&row.notes, "L=")?;
        let stated = printed_after(quantity, "q*=")?;
        return Some(all([
            row.holds(&[point.chi.powf(depth)]),
            stated.agrees(point.q, 12),
        ]));
    }
    if quantity.starts_with("chi_1=E[phi'^2]/E[phi^2] at q=1") {
        let phi: Activation = row.activation();
        let square = WideNet::new(phi.clone(), 1.0, 0.0).length_map(1.0);
        let net = WideNet::new(phi, 1.0 / square, 0.0);
        let slope = printed_after(&row.notes, "V'(1)=");
        return Some(all([
            row.holds(&[net.chi(1.0)]),
            slope.map_or(Ok(()), |slope| slope.agrees(net.length_slope(1.0), 12)),
        ]));
    }
    if quantity == "q*" || quantity.starts_with("q* (") || quantity.starts_with("q*=sb2/") {
        return Some(fate(row, &net(row)?));
    }
    if quantity == "chi_1" {
        let net = net(row)?;
        let found = match fixed_point(&net, Stability::Stable) {
            Some(point) => point.chi,
            None => net.chi(1.0),
        };
        return Some(row.holds(&[found]));
    }
    if quantity == "chi_1 at q->0" {
        return Some(row.holds(&[net(row)?.chi_at_zero()]));
    }
    if quantity == "chi_1 at q->inf" {
        return Some(row.holds(&[net(row)?.slope_at_infinity()?]));
    }
    if let Some(stated) = quantity.strip_prefix("chi_1 at q*=") {
        let net = net(row)?;
        let point = fixed_point(&net, stability(stated))?;
        let q = numbers(stated)[0];
        return Some(all([row.holds(&[point.chi]), q.agrees(point.q, 8)]));
    }
    if row.setup.contains(" q=1") && quantity.starts_with("E[") {
        return moment(row);
    }
    None
}
