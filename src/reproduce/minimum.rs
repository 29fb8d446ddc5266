//! Where an activation is least, and where it is steepest.

use super::ReproduceError;
use super::chart::series;
use super::measured::Measured;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity, SeriesPoint};

/// Place and value of the minimum of f between two ends, by golden section: f
/// must fall and then rise. The place is known to the root of the precision.
pub(super) fn minimum(f: impl Fn(f64) -> f64, (mut low, mut high): (f64, f64)) -> (f64, f64) {
    let share = (5f64.sqrt() - 1.0) / 2.0;
    for _ in 0..200 {
        let (left, right) = (high - share * (high - low), low + share * (high - low));
        if f(left) <= f(right) {
            high = right;
        } else {
            low = left;
        }
    }
    let place = 0.5 * (low + high);
    (place, f(place))
}

/// Minimum of phi, and maximum of phi', as measured figures: place and value of
/// both.
pub(super) fn extrema(activation: &str) -> Result<[Measured; 4], ReproduceError> {
    let phi: Activation = activation.parse()?;
    let least = minimum(|z| phi.value(z), (-4.0, 0.0));
    let steepest = minimum(|z| -phi.derivative(z), (0.0, 4.0));
    Ok([least.0, least.1, steepest.0, -steepest.1].map(Measured::exact))
}

/// phi of some activations, with published minima.
pub(super) fn panel(
    activations: &[&str],
    published: Vec<(f64, f64)>,
) -> Result<Panel, ReproduceError> {
    let curve = |name: &&str| {
        let phi: Activation = name.parse()?;
        let points = (-250..=100).map(|step| {
            let x = f64::from(step) / 50.0;
            SeriesPoint {
                x,
                value: Some(phi.value(x)),
                interval: None,
                theory: None,
            }
        });
        Ok(series(name, points.collect()))
    };
    Ok(Panel {
        title: String::new(),
        x: Quantity::new("z", Division::Linear),
        y: Quantity::new("φ(z)", Division::Linear),
        series: activations
            .iter()
            .map(curve)
            .collect::<Result<_, ReproduceError>>()?,
        published,
    })
}
