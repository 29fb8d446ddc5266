//! Lu et al. 2019: nets that are born dead.
//!
//! At one input a ReLU layer of N units with symmetric weights and no bias is
//! dead with probability 2^-N, whatever is below (as long as that is alive):
//! P = 1 - (1 - 2^-N)^L. A net of one feature is dead everywhere where it is
//! dead on both rays, x > 0 and x < 0.

use super::Measurements;
use crate::generator::{Purpose, Stream};
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Net, measure as trials};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{born_dead_bounds, dead_at_a_point};
use rayon::prelude::*;

const DEPTHS: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let count = setting.trials(2000);
    let mut pointwise = Vec::new();
    for width in [2, 3, 4, 6] {
        let mut points = Vec::new();
        for depth in DEPTHS {
            points.push((depth, share_dead(width, depth, setting, count)?));
        }
        pointwise.push((width, points));
    }
    let rays = setting.trials(40_000);
    let both: Vec<(usize, Vec<f64>)> = [2, 3, 4]
        .map(|width| {
            (
                width,
                dead_on_both_rays(width, *DEPTHS.last().unwrap_or(&1), setting, rays),
            )
        })
        .into();
    let on_rays = |place: usize, depth: usize| {
        let first = &both[place].1;
        let dead = first
            .iter()
            .map(|layer| f64::from(u8::from(*layer <= depth as f64)));
        Measured::share(dead)
    };
    let at = |place: usize, depth: usize| {
        let points: &[(usize, Measured)] = &pointwise[place].1;
        let found = points.iter().find(|(d, _)| *d == depth);
        found.map(|(_, measured)| *measured)
    };
    let measured = [
        ("pointwise_2_8", at(0, 8)),
        ("pointwise_3_16", at(1, 16)),
        ("pointwise_4_16", at(2, 16)),
        ("pointwise_6_64", at(3, 64)),
        ("limit", at(0, 64)),
        ("rays_2_2", Some(on_rays(0, 2))),
        ("rays_3_2", Some(on_rays(1, 2))),
        ("rays_4_2", Some(on_rays(2, 2))),
        ("rays_2_16", Some(on_rays(0, 16))),
        ("rays_3_32", Some(on_rays(1, 32))),
    ];
    // A depth that is not measured has no figure.
    let figures = measured
        .into_iter()
        .filter_map(|(name, figure)| Some((name, figure?)));
    let pointwise_series = pointwise.iter().map(|(width, points)| {
        let points = points
            .iter()
            .map(|(depth, measured)| point(*depth as f64, measured));
        series(&format!("width {width}"), points.collect())
    });
    let ray_series = both.iter().enumerate().map(|(place, (width, _))| {
        let points = DEPTHS[1..].iter().map(|depth| {
            let lower = born_dead_bounds(*width, *depth).0;
            point(*depth as f64, &on_rays(place, *depth).with_theory(lower))
        });
        series(&format!("width {width}"), points.collect())
    });
    let panel = |title: &str, series| Panel {
        title: title.to_string(),
        x: Quantity::new("hidden layers", Division::Counts),
        y: Quantity::new("probability of being born dead", Division::Linear),
        series,
        published: vec![],
    };
    Ok(Measurements {
        figures: figures.collect(),
        title: "Lu et al. 2019: ReLU nets that are born dead",
        caption: format!(
            "{count} nets at one input, theory 1 - (1 - 2^-N)^L; {rays} nets of one feature, theory \
             the published lower bound."
        ),
        panels: vec![
            panel("at one input", pointwise_series.collect()),
            panel("for every input, one feature", ray_series.collect()),
        ],
    })
}

/// Share of nets whose gradient at layer 1 is zero for one input.
fn share_dead(
    width: usize,
    depth: usize,
    setting: Setting,
    count: usize,
) -> Result<Measured, ReproduceError> {
    let net = Net {
        activation: "relu",
        weights: "he",
        input: "normal",
        width,
        depth,
        batch: 1,
    };
    let nets = trials(net, setting, count)?;
    let dead = nets
        .iter()
        .map(|net| f64::from(u8::from(net[0].gradient_log2 == f64::NEG_INFINITY)));
    let theory = dead_at_a_point(&vec![width; depth]);
    Ok(Measured::share(dead).with_theory(theory))
}

/// For each net of one feature, the layer at which both rays are dead; infinite
/// where they never are.
fn dead_on_both_rays(width: usize, depth: usize, setting: Setting, count: usize) -> Vec<f64> {
    let of_net = |trial: usize| {
        let mut stream = Stream::new(setting.seed, Purpose::Weights, trial as u32, width as u32);
        let mut draws = vec![0.0f32; width * width];
        stream.fill_normal(&mut draws[..width]);
        let first = &draws[..width];
        let mut rays = [
            first.iter().map(|w| w.max(0.0)).collect::<Vec<f32>>(),
            first.iter().map(|w| (-w).max(0.0)).collect(),
        ];
        let is_dead = |rays: &[Vec<f32>; 2]| rays.iter().flatten().all(|h| *h == 0.0);
        for layer in 2..=depth {
            stream.fill_normal(&mut draws);
            for ray in &mut rays {
                // Scaled so that no depth takes it out of f32's range.
                let largest = ray.iter().fold(f32::MIN_POSITIVE, |a, b| a.max(*b));
                let z = draws.chunks_exact(width).map(|row| {
                    let sum: f32 = row
                        .iter()
                        .zip(ray.iter())
                        .map(|(w, h)| w * (h / largest))
                        .sum();
                    sum.max(0.0)
                });
                *ray = z.collect();
            }
            if is_dead(&rays) {
                return layer as f64;
            }
        }
        f64::INFINITY
    };
    (0..count).into_par_iter().map(of_net).collect()
}
