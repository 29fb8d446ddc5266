//! Micikevicius et al. 2022: the two 8-bit formats.

use super::Measurements;
use super::micikevicius_2018::zero_below;
use crate::number::Format;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::{Measured, ReproduceError, Setting};

pub(super) fn measure(_: Setting) -> Result<Measurements, ReproduceError> {
    let [e4m3, e5m2] = [Format::parse("e4m3")?, Format::parse("e5m2")?];
    let exact = Measured::exact;
    Ok(Measurements {
        figures: vec![
            ("e4m3_max", exact(e4m3.max())),
            ("e4m3_min_normal", exact(e4m3.min_normal())),
            ("e4m3_min_subnormal", exact(e4m3.min_subnormal())),
            ("e5m2_max", exact(e5m2.max())),
            ("e5m2_min_normal", exact(e5m2.min_normal())),
            ("e5m2_min_subnormal", exact(e5m2.min_subnormal())),
            ("e4m3_zero", exact(zero_below(e4m3))),
            ("e5m2_zero", exact(zero_below(e5m2))),
        ],
        title: "Micikevicius et al. 2022: rounding to 8 bits",
        caption: "Largest relative error of rounding to nearest, over 64 numbers of each octave."
            .to_string(),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("log₂ of the number", Division::Linear),
            y: Quantity::new("largest relative error", Division::Logarithmic),
            series: vec![errors("e4m3", e4m3), errors("e5m2", e5m2)],
            published: vec![],
        }],
    })
}

/// The largest relative error in each octave that the format holds.
fn errors(name: &str, format: Format) -> crate::report::chart::Series {
    let (least, most) = (
        format.min_subnormal().log2() as i32 - 2,
        format.max().log2() as i32 - 1,
    );
    let points = (least..=most).map(|exponent| {
        let off = (0..64).map(|step| {
            let x = libm::scalbnf(1.0 + step as f32 / 64.0, exponent);
            let mut rounded = [x];
            format.round_slice(&mut rounded, |_| ());
            f64::from((rounded[0] - x).abs() / x)
        });
        point(
            f64::from(exponent),
            &Measured::exact(off.fold(0.0, f64::max)),
        )
    });
    series(name, points.collect())
}
