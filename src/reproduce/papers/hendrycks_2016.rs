//! Hendrycks and Gimpel 2016: the minimum of GELU, and how far its
//! approximations are from it.

use super::Measurements;
use crate::activation::Activation;
use crate::reproduce::minimum::{extrema, minimum, panel};
use crate::reproduce::{Measured, ReproduceError, Setting};

pub(super) fn measure(_: Setting) -> Result<Measurements, ReproduceError> {
    let [place, least, steepest, slope] = extrema("gelu")?;
    let [tanh_place, tanh_least, ..] = extrema("gelu_tanh")?;
    Ok(Measurements {
        figures: vec![
            ("place", place),
            ("minimum", least),
            ("steepest", steepest),
            ("slope", slope),
            ("tanh_place", tanh_place),
            ("tanh_minimum", tanh_least),
            ("tanh_error", farthest("gelu_tanh", (2.0, 4.0))?),
            (
                "sigmoid_error",
                farthest("x * sigmoid(1.702 * x)", (1.5, 3.5))?,
            ),
        ],
        title: "Hendrycks and Gimpel 2016: GELU and its approximations",
        caption: "The f64 reference.".to_string(),
        panels: vec![panel(
            &["gelu", "gelu_tanh", "x * sigmoid(1.702 * x)"],
            vec![(-0.75179, -0.16997)],
        )?],
    })
}

/// The largest distance from GELU, which is even, between two ends.
fn farthest(other: &str, ends: (f64, f64)) -> Result<Measured, ReproduceError> {
    let [gelu, other]: [Activation; 2] = ["gelu".parse()?, other.parse()?];
    let (_, error) = minimum(|z| -(gelu.value(z) - other.value(z)).abs(), ends);
    Ok(Measured::exact(-error))
}
