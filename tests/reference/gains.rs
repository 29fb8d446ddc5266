//! Gains and standard deviations of initialisations: He et al. 2015, Glorot and
//! Bengio 2010, torch.nn.init.calculate_gain.

use crate::row::{Check, Row, all, ensure, number_after};
use actlab::activation::Activation;
use actlab::generator::{Gain, Weights};
use actlab::network::sigma_w_squared;
use actlab::theory::{MeanField, mean_singular_value};

/// fan_in Var(W) of an initialisation, for a layer of these sizes.
fn square(weights: &str, phi: &str, sizes: (usize, usize)) -> f64 {
    let weights = Weights::parse(weights).unwrap();
    sigma_w_squared(weights.gain, &phi.parse().unwrap(), sizes).unwrap()
}

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    let phi = |name: String| -> Activation { name.parse().unwrap() };
    if let Some(slope) = row.setup.strip_prefix("PReLU slope a=") {
        let square = square("unit_variance", &format!("leaky_relu({slope})"), (1, 1));
        return Some(row.holds(&[square]));
    }
    if quantity == "condition" && row.published.contains("n_l Var[w_l]=1") {
        return Some(row.holds(&[square("unit_variance", "relu", (1, 1))]));
    }
    if quantity.starts_with("variance & gradient-variance factor") {
        let depth = row.after("L=")? as usize;
        let gain = square("glorot", "relu", (64, 64));
        let field = MeanField::new(&phi("relu".into()), (1.0, gain), 0.0, 1.0, depth);
        let backward = gain * field.gradient_log_squares(depth)?[0].exp();
        let forward = gain * field.layer(depth)?.activation_square;
        return Some(all([row.holds(&[backward]), row.holds(&[forward])]));
    }
    if quantity.starts_with("He std sqrt(2/(9*") {
        let fan_in = 9 * number_after(quantity, "9*")? as usize;
        let variance = square("he", "relu", (1, fan_in)) / fan_in as f64;
        return Some(row.holds(&[variance.sqrt()]));
    }
    if quantity.starts_with("1/(") && row.setup.contains("std fixed 0.01") {
        // Each layer weakens the gradient by He's deviation over the fixed one,
        // printed to two digits.
        let product = quantity.trim_start_matches("1/(").trim_end_matches(')');
        let mut found = 1.0;
        for factor in product.split(" x ") {
            let (factor, power) = factor.split_once('^').unwrap_or((factor, "1"));
            let factor: f64 = factor.parse().ok()?;
            let layer = [64, 128, 256, 512].map(|filters| {
                let fan_in = 9 * filters;
                let deviation = (square("he", "relu", (1, fan_in)) / fan_in as f64).sqrt();
                (1000.0 * deviation).round() / 10.0
            });
            let known = layer.iter().find(|ratio| (**ratio - factor).abs() < 1e-9);
            found /= known?.powi(power.parse().ok()?);
        }
        return Some(row.holds(&[found]));
    }
    if quantity == "initial slope a" {
        return Some(row.holds(&phi("prelu".into()).parameters()[..1]));
    }
    if quantity == "Var[W]" && row.computed == "2/(n_in+n_out)" {
        let sizes = [(64, 64), (10, 300), (500, 7)];
        return Some(all(sizes.map(|(fan_out, fan_in)| {
            let found = square("glorot", "tanh", (fan_out, fan_in)) / fan_in as f64;
            let stated = 2.0 / (fan_in + fan_out) as f64;
            ensure((found / stated - 1.0).abs() < 1e-15, format!("{found}"))
        })));
    }
    if quantity == "n Var[W]" && row.setup.contains("U[-1/sqrt n") {
        return Some(row.holds(&[standard()]));
    }
    if quantity.starts_with("gradient variance factor (1/3)^L") {
        let depth = row.after("L=")? as usize;
        let line = phi("identity".into());
        let field = MeanField::new(&line, (1.0, standard()), 0.0, 1.0, depth);
        let found = standard() * field.gradient_log_squares(depth)?[0].exp();
        return Some(row.holds(&[found]));
    }
    if quantity.starts_with("mean singular value (quarter-circle)") {
        return Some(row.holds(&[mean_singular_value(1.0)]));
    }
    if quantity.starts_with("mean singular value 8/(3pi sqrt3)") {
        return Some(row.holds(&[mean_singular_value(standard())]));
    }
    if quantity.starts_with("sigma_w^2 = 1/E[phi(z)^2]") {
        let found = sigma_w_squared(Gain::UnitVariance, &row.activation(), (1, 1));
        return Some(row.holds(&[found.unwrap()]));
    }
    if quantity == "gain" {
        return Some(row.holds(&[row.activation().torch_gain()?]));
    }
    None
}

/// n Var[W] of U[-1/sqrt n, 1/sqrt n]: a uniform variable's variance is a third
/// of its bound squared.
pub fn standard() -> f64 {
    1.0 / 3.0
}
