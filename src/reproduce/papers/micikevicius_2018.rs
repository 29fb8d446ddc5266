//! Micikevicius et al. 2018: what f16 loses of a gradient, and what a loss scale
//! saves.

use super::Measurements;
use crate::generator::{Purpose, Stream};
use crate::number::Format;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::{Measured, ReproduceError, Setting};
use libm::erf;

/// Figures drawn for a share.
const DRAWS: usize = 10_000;

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let half = Format::parse("f16")?;
    let count = setting.trials(40);
    let shares = |exponent: i32| share_to_zero(half, libm::scalbn(1.0, exponent), setting, count);
    let figures = vec![
        ("max", Measured::exact(half.max())),
        ("min_normal", Measured::exact(half.min_normal().log2())),
        (
            "min_subnormal",
            Measured::exact(half.min_subnormal().log2()),
        ),
        ("zero_below", Measured::exact(zero_below(half).log2())),
        ("scale_8", shares(-24 + 3)),
        ("share_24", shares(-24)),
    ];
    let by_deviation = |name: &str, format: Format| {
        let points = (-30..=-8).map(|exponent| {
            let deviation = libm::scalbn(1.0, exponent);
            point(
                f64::from(exponent),
                &share_to_zero(format, deviation, setting, count),
            )
        });
        series(name, points.collect())
    };
    let e5m2 = Format::parse("e5m2")?;
    Ok(Measurements {
        figures,
        title: "Micikevicius et al. 2018: gradients that f16 rounds to zero",
        caption: format!(
            "N(0, s²) rounded to nearest even, {count} times {DRAWS} draws. A loss scale of 2^k moves a \
             curve by k to the left."
        ),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("log₂ s", Division::Linear),
            y: Quantity::new("share that becomes zero", Division::Linear),
            series: vec![by_deviation("f16", half), by_deviation("e5m2", e5m2)],
            published: vec![],
        }],
    })
}

/// The largest power of two that rounds to zero.
pub(super) fn zero_below(format: Format) -> f64 {
    let mut size = format.min_subnormal();
    loop {
        let mut value = [size as f32];
        format.round_slice(&mut value, |_| ());
        if value[0] == 0.0 {
            return size;
        }
        size /= 2.0;
    }
}

/// Share of N(0, deviation^2) that the format rounds to zero; theory erf(t /
/// (s sqrt 2)), t half of the smallest subnormal.
fn share_to_zero(format: Format, deviation: f64, setting: Setting, count: usize) -> Measured {
    let shares = (0..count).map(|trial| {
        let mut draws = vec![0.0f32; DRAWS];
        Stream::new(setting.seed, Purpose::Input, trial as u32, 1).fill_normal(&mut draws);
        draws.iter_mut().for_each(|x| *x *= deviation as f32);
        format.round_slice(&mut draws, |_| ());
        draws.iter().filter(|x| **x == 0.0).count() as f64 / DRAWS as f64
    });
    let threshold = format.min_subnormal() / 2.0;
    let theory = erf(threshold / (deviation * std::f64::consts::SQRT_2));
    Measured::share(shares).with_theory(theory)
}
