//! Dead nets and dead units: Lu et al. 2020, Brownlowe et al. 2024.

use crate::row::{Check, Row, all, ensure, number_after, numbers, printed_after, within_errors};
use crate::simulation::Draws;
use actlab::theory::{
    born_dead_bounds, dead_at_a_point, inactive_everywhere, inactive_for_both, inactive_on_a_batch,
};

/// A share, and its standard error.
fn share(count: usize, of: usize) -> (f64, f64) {
    let p = count as f64 / of as f64;
    (p, (p * (1.0 - p) / of as f64).sqrt())
}

/// '0.15680+-0.00081'.
fn estimate(text: &str) -> Option<(f64, f64)> {
    let (value, error) = text.split_once("+-")?;
    Some((value.trim().parse().ok()?, error.trim().parse().ok()?))
}

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    if quantity.starts_with("P(born dead) as L->inf") {
        let bounds = [10, 100, 10_000].map(|hidden| born_dead_bounds(2, hidden));
        let rises = bounds.windows(2).all(|b| b[0].0 < b[1].0);
        return Some(all([
            ensure(rises, "the bound rises"),
            row.holds(&[bounds[2].0]),
        ]));
    }
    if quantity == "P(dead at x)=1-prod(1-2^-N_l)" {
        let nets: [&[usize]; 3] = [&[3], &[2, 5, 3], &[1, 8]];
        return Some(all(nets.map(|widths| {
            let alive: f64 = widths
                .iter()
                .map(|n| 1.0 - 0.5f64.powi(*n as i32))
                .product();
            ensure(
                (dead_at_a_point(widths) - (1.0 - alive)).abs() < 1e-15,
                "product",
            )
        })));
    }
    if quantity == "P(all units of some layer are 0 at a given x)" {
        let (width, depth) = (row.after("width N=")? as usize, row.after("k=")? as usize);
        return Some(row.holds(&[dead_at_a_point(&vec![width; depth])]));
    }
    if quantity == "P(born dead)" && row.method == "rational" {
        let width = row.after("N=")? as usize;
        let hidden = numbers(&row.setup).last()?.value as usize;
        let fraction = row.notes.split(';').next()?.trim_start_matches("= ");
        let (above, below) = fraction.split_once('/')?;
        let fraction = above.parse::<f64>().ok()? / below.parse::<f64>().ok()?;
        let (exact, _) = born_dead_bounds(width, hidden);
        return Some(all([
            row.holds(&[exact]),
            ensure(exact == fraction, "fraction"),
        ]));
    }
    if quantity == "P(born dead)" {
        return Some(born_dead(row));
    }
    if quantity == "P(second-layer neuron stably unactivated)" {
        // 'n0=1: 3/16; n0=2: 5/64', 'n1=1: 1/4'.
        return Some(all(row.computed.split(';').map(|case| {
            let (name, fraction) = case.split_once(':').unwrap();
            let (above, below) = fraction.trim().split_once('/').unwrap();
            let stated = above.parse::<f64>().unwrap() / below.parse::<f64>().unwrap();
            let n = number_after(name, "=").unwrap() as usize;
            let (inputs, units) = match name.trim().starts_with("n0") {
                true => (n, n + 1),
                false => (n + 1, n),
            };
            let found = inactive_everywhere(inputs, units);
            ensure(found == Some(stated), format!("{case}: {found:?}"))
        })));
    }
    if quantity == "P(f(x)<0 for all x in R)" {
        let units = row.after("n_1=")? as usize;
        let theirs = estimate(&row.computed)?;
        let ours = match inactive_everywhere(1, units) {
            Some(exact) => (exact, 0.0),
            None => negative_everywhere(units, 100_000),
        };
        return Some(within_errors(ours, theirs));
    }
    if quantity == "P(unit dead on the batch)" {
        let samples = row.after("n=")? as usize;
        let is = |deficit, share: f64| (inactive_for_both(deficit) - share).abs() < 1e-15;
        let orthogonal = is(0.0, 0.5) && is(1.0, 0.25) && is(2.0, 0.0);
        return Some(all([
            row.holds(&[inactive_on_a_batch(samples)]),
            ensure(orthogonal, "two points at an angle"),
        ]));
    }
    None
}

/// Bounds as printed, and a simulation of both rays of the single feature.
fn born_dead(row: &Row) -> Check {
    let of = |key| row.after(key).map(|n| n as usize).ok_or("no number");
    let (width, hidden) = (of("N=")?, of("k=")?);
    let (low, high) = born_dead_bounds(width, hidden);
    let bounds = numbers(row.published.split('[').nth(1).ok_or("no bounds")?);
    let nets = 40_000;
    let mut draws = Draws::new(700 + row.id[4..].parse::<u64>().map_err(|e| e.to_string())?);
    let (mut dead, mut dead_at_one) = (0, 0);
    for _ in 0..nets {
        let mut rays = [vec![1.0], vec![-1.0]];
        for _ in 0..hidden {
            let mut above = [vec![0.0; width], vec![0.0; width]];
            for unit in 0..width {
                for place in 0..rays[0].len() {
                    let weight = draws.next();
                    for (above, ray) in above.iter_mut().zip(&rays) {
                        above[unit] += weight * ray[place];
                    }
                }
            }
            rays = above.map(|ray| ray.into_iter().map(|z: f64| z.max(0.0)).collect());
            if rays.iter().flatten().all(|h| *h == 0.0) {
                break;
            }
        }
        let flat = |ray: &Vec<f64>| ray.iter().all(|h| *h == 0.0);
        dead += usize::from(rays.iter().all(flat));
        dead_at_one += usize::from(flat(&rays[0]));
    }
    let ours = share(dead, nets);
    let theirs = estimate(&row.computed).ok_or("no estimate")?;
    let exact = dead_at_a_point(&vec![width; hidden]);
    let point = printed_after(&row.notes, "pointwise dead MC ").ok_or("no share")?;
    // Their error of it is that of a share.
    let samples = number_after(&row.method, "S=").ok_or("no samples")?;
    let point_error = (exact * (1.0 - exact) / samples).sqrt();
    all([
        bounds[0].agrees(low, 15),
        bounds[1].agrees(high, 15),
        within_errors(ours, theirs),
        // Where hardly one net lives, a share of 1 has a spread of a few nets.
        within_errors(share(dead_at_one, nets), (exact, 1.0 / nets as f64)),
        within_errors((point.value, 5e-6), (exact, point_error)),
        ensure(
            low - 4.0 * theirs.1 <= theirs.0 && theirs.0 <= high + 4.0 * theirs.1,
            "outside of the bounds",
        ),
    ])
}

/// P(c + sum w relu(a x + b) < 0 for every x), by simulation.
fn negative_everywhere(units: usize, nets: usize) -> (f64, f64) {
    let mut draws = Draws::new(755 + units as u64);
    let mut count = 0;
    for _ in 0..nets {
        let layer: Vec<[f64; 3]> = (0..units)
            .map(|_| [draws.next(), draws.next(), draws.next()])
            .collect();
        let bias = draws.next();
        let at = |x: f64| {
            let sum = layer.iter().map(|[a, b, w]| w * (a * x + b).max(0.0));
            bias + sum.sum::<f64>()
        };
        let slope = |sign: f64| {
            let sum = layer.iter().map(|[a, _, w]| w * (sign * a).max(0.0));
            sum.sum::<f64>()
        };
        // Linear between its kinks and falling to both sides.
        let kinks = layer.iter().all(|[a, b, _]| at(-b / a) < 0.0);
        count += usize::from(kinks && slope(1.0) <= 0.0 && slope(-1.0) <= 0.0);
    }
    share(count, nets)
}
