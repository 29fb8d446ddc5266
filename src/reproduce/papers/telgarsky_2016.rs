//! Telgarsky 2016: depth k makes 2^k pieces, which a shallow net pays for in
//! width.

use super::Measurements;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{sawtooth, sawtooth_pieces};

pub(super) fn measure(_: Setting) -> Result<Measurements, ReproduceError> {
    let theory = |depth: u32| sawtooth_pieces(depth).0 as f64;
    let points = (1..=12).map(|k| {
        let measured = Measured::exact(pieces(k)).with_theory(theory(k));
        point(f64::from(k), &measured)
    });
    let shallow = (1..=12).map(|k| point(f64::from(k), &Measured::exact(f64::from(2 * k + 1))));
    Ok(Measurements {
        figures: vec![
            ("pieces_2", Measured::exact(pieces(2))),
            ("pieces_5", Measured::exact(pieces(5))),
            ("pieces_10", Measured::exact(pieces(10))),
            ("crossings_10", Measured::exact(crossings(10))),
        ],
        title: "Telgarsky 2016: pieces by depth",
        caption:
            "The tooth of two ReLU units, k times over, on [0, 1]; one layer of as many units \
                  has one piece more than units."
                .to_string(),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("layers k, of 2 units each", Division::Linear),
            y: Quantity::new("linear pieces", Division::Logarithmic),
            series: vec![
                series("k layers", points.collect()),
                series("one layer", shallow.collect()),
            ],
            published: [2, 5, 10].map(|k| (f64::from(k), theory(k))).to_vec(),
        }],
    })
}

/// Changes of slope on a dyadic grid that holds every kink, and one.
fn pieces(depth: u32) -> f64 {
    let cells = 1u64 << (depth + 2);
    let at = |k: u64| sawtooth(depth, k as f64 / cells as f64);
    let kinks = (1..cells).filter(|k| at(k + 1) - at(*k) != at(*k) - at(k - 1));
    kinks.count() as f64 + 1.0
}

/// How often it crosses 1/2.
fn crossings(depth: u32) -> f64 {
    let cells = 1u64 << (depth + 3);
    // Between the points of the grid, so that none lies on 1/2.
    let above = |k: u64| sawtooth(depth, (k as f64 + 0.5) / cells as f64) > 0.5;
    (1..cells).filter(|k| above(*k) != above(k - 1)).count() as f64
}
