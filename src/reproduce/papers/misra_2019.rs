//! Misra 2019: the minimum of Mish.

use super::Measurements;
use crate::reproduce::minimum::{extrema, panel};
use crate::reproduce::{ReproduceError, Setting};

pub(super) fn measure(_: Setting) -> Result<Measurements, ReproduceError> {
    let [place, least, steepest, slope] = extrema("mish")?;
    Ok(Measurements {
        figures: vec![
            ("place", place),
            ("minimum", least),
            ("steepest", steepest),
            ("slope", slope),
        ],
        title: "Misra 2019: Mish",
        caption: "The f64 reference.".to_string(),
        panels: vec![panel(&["mish", "relu"], vec![(-1.1924, -0.30884)])?],
    })
}
