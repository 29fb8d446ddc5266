//! Ramachandran et al. 2017: the minimum of Swish, which is SiLU.

use super::Measurements;
use crate::reproduce::minimum::{extrema, panel};
use crate::reproduce::{ReproduceError, Setting};

pub(super) fn measure(_: Setting) -> Result<Measurements, ReproduceError> {
    let [place, least, steepest, slope] = extrema("silu")?;
    Ok(Measurements {
        figures: vec![
            ("place", place),
            ("minimum", least),
            ("steepest", steepest),
            ("slope", slope),
        ],
        title: "Ramachandran et al. 2017: Swish",
        caption: "The f64 reference.".to_string(),
        panels: vec![panel(&["silu", "relu"], vec![(-1.27846, -0.27846)])?],
    })
}
