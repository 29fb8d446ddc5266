//! `actlab theory`: what a wide net of an activation does, before it is built.

use super::progress::{Progress, Waiting};
use super::{CliError, line_width, print, theory_card};
use actlab::activation::Activation;
use actlab::analysis::gradient_growth;
use actlab::generator::Weights;
use actlab::network::sigma_w_squared;
use actlab::report::chart::{Chart, Fixed, Map, PhaseDiagram, maps, phase_diagram};
use actlab::report::{ReportError, write_whole};
use actlab::theory::card::digits;
use actlab::theory::{Card, Place, Rays, Stability, WideNet, critical, edge_line, half_stable};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

pub const EXAMPLES: &str = "\
Without --sigma-w it is the critical one, of chi_1 = 1 at a fixed point, or, where
there is none, the one that keeps a variance of 1.

Examples:
  actlab theory tanh
  actlab theory tanh --sigma-w 1.5 --sigma-b 0.3 --depth 100
  actlab theory 'x * tanh(softplus(x))' --sigma-b 0.2
  actlab theory gelu --out gelu";

/// What `actlab theory` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// An activation: a name, as `actlab list activations` has it, or a formula
    activation: String,
    /// Standard deviation of the weights, times sqrt(fan_in)
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    sigma_w: Option<f64>,
    /// Standard deviation of the biases
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    sigma_b: f64,
    /// Activation layers
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    depth: u32,
    /// Draw the phase diagram and the maps, too, in this folder
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// The net that is asked about, and where its sigma_w comes from.
pub struct Question {
    /// The net.
    pub net: WideNet,
    /// Why this sigma_w.
    pub origin: &'static str,
    /// Activation layers.
    pub depth: usize,
}

/// Prints the card, and draws the charts where asked to.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let phi: Activation = arguments.activation.parse()?;
    let waiting = Waiting::for_what("theory");
    let question = question(&phi, arguments)?;
    let width = line_width().clamp(60, 100);
    let card = theory_card::whole(&question, width);
    drop(waiting);
    print(&card)?;
    let Some(folder) = &arguments.out else {
        return Ok(());
    };
    let charts = [draw_maps(&question)?, draw_phases(&question.net)?];
    std::fs::create_dir_all(folder).map_err(|source| ReportError::Write {
        path: folder.clone(),
        source,
    })?;
    for (name, png) in charts {
        let path = Path::join(folder, name);
        write_whole(&path, &png)?;
        print(&format!("{}\n", path.display()))?;
    }
    Ok(())
}

fn question(phi: &Activation, arguments: &Arguments) -> Result<Question, CliError> {
    let usual = |name: &str, value: f64, least: f64| match value {
        value if value >= least && value <= 1e6 => Ok(value),
        value => Err(CliError::Usage(format!(
            "{name} {}: take a number from {least} to 1e6",
            digits(value)
        ))),
    };
    if Card::new(phi).square.number().is_none() {
        return Err(CliError::Usage(format!(
            "{}: E[phi(z)^2] under N(0, 1) is no number, so that there is no theory of its nets",
            phi.label()
        )));
    }
    let sigma_b = usual("--sigma-b", arguments.sigma_b, 0.0)?;
    let biases = sigma_b * sigma_b;
    let (square, origin) = match arguments.sigma_w {
        Some(sigma_w) => (usual("--sigma-w", sigma_w, 1e-6)?.powi(2), "as asked"),
        None => match critical(phi, biases) {
            Some(point) => (point.sigma_w_squared, "critical"),
            None => {
                let weights = Weights::parse("unit_variance");
                let weights = weights.map_err(|error| CliError::Usage(error.to_string()))?;
                let square = sigma_w_squared(weights.gain, phi, (1, 1));
                let square = square.map_err(|error| CliError::Usage(error.to_string()))?;
                (square, "not critical, which none is; keeps a variance of 1")
            }
        },
    };
    let net = WideNet::new(phi.clone(), square, biases);
    Ok(Question {
        net,
        origin,
        depth: arguments.depth as usize,
    })
}

/// The length map and the correlation map.
fn draw_maps(question: &Question) -> Result<Chart, CliError> {
    const STEPS: u32 = 240;
    let net = &question.net;
    let lengths = net.lengths();
    let farthest = lengths.fixed_points.iter().map(|p| p.q).fold(0.0, f64::max);
    let end = match farthest {
        0.0 => 2.0,
        q => (1.6 * q).max(1.6),
    };
    let places = |low: f64, high: f64| {
        let step = (high - low) / f64::from(STEPS);
        (0..=STEPS).map(move |n| low + step * f64::from(n))
    };
    let length = Map {
        title: "Lengths".into(),
        axes: ("q of a layer".into(), "V(q) of the layer above".into()),
        ends: (0.0, end),
        points: places(0.0, end).map(|q| (q, net.length_map(q))).collect(),
        fixed: lengths
            .fixed_points
            .iter()
            .map(|point| Fixed {
                at: point.q,
                attracts: point.stability == Stability::Stable,
            })
            .collect(),
        path: net.follow(1.0).take(40).collect(),
    };
    let q = net.settled_length(1.0).filter(|q| *q > 0.0);
    let map = net.correlation_map(q.unwrap_or(1.0));
    let places: Vec<f64> = places(-1.0, 1.0).collect();
    let points = places.par_iter().map(|c| (*c, map.at(*c))).collect();
    let end = map.fixed_point();
    let mut fixed = vec![Fixed {
        at: 1.0,
        attracts: end.deficit == 0.0,
    }];
    if end.deficit > 0.0 {
        fixed.push(Fixed {
            at: end.c,
            attracts: true,
        });
    }
    let correlation = Map {
        title: format!(
            "Correlations at q = {}",
            super::card::rounded(q.unwrap_or(1.0))
        ),
        axes: ("c of a layer".into(), "C(c) of the layer above".into()),
        ends: (-1.0, 1.0),
        points,
        fixed,
        path: map.follow(1.0).take(30).map(|d| 1.0 - d).collect(),
    };
    let title = format!(
        "{}, σ_w = {}, σ_b = {}",
        net.activation().label(),
        super::card::rounded(net.sigma_w_squared().sqrt()),
        super::card::rounded(net.sigma_b_squared().sqrt())
    );
    let caption = "Mean field. Blue: the map; dashed: where nothing changes; discs: fixed points, \
                   open where they repel; orange: layer by layer from q = 1 and from c = 0.";
    Ok(maps(&title, caption, &[length, correlation])?)
}

/// How gradients grow in nets of these scales, one net each.
fn measured(phi: &Activation, ends: (f64, f64)) -> Vec<((f64, f64), f64)> {
    const POINTS: (u32, u32) = (12, 6);
    const SIZE: (usize, usize) = (160, 40);
    let middle = |n: u32, of: u32| (f64::from(n) + 0.5) / f64::from(of);
    let places = (0..POINTS.0 * POINTS.1).into_par_iter();
    let found = places.filter_map(|place| {
        let w = ends.0 * middle(place % POINTS.0, POINTS.0);
        let b = ends.1 * middle(place / POINTS.0, POINTS.1);
        let weights = Weights::parse(&format!("gaussian({w}, {b})")).ok()?;
        let growth = gradient_growth(phi, &weights, SIZE, place.into())?;
        Some(((w, b), growth))
    });
    found.collect()
}

/// The phase diagram.
fn draw_phases(net: &WideNet) -> Result<Chart, CliError> {
    const SIZE: (usize, usize) = (33, 23);
    let phi = net.activation();
    let half = half_stable(phi);
    let flat = critical(phi, 0.0).map(|point| point.sigma_w_squared.sqrt());
    let own = (net.sigma_w_squared().sqrt(), net.sigma_b_squared().sqrt());
    let rays = Rays::of(phi).is_some();
    let ends = {
        let seen = flat.into_iter().chain([own.0]);
        let along = 2.0 * seen.fold(0.5, f64::max);
        let biases = half.iter().map(|p| p.sigma_b_squared.sqrt());
        let up = biases.chain([own.1]).fold(0.7, f64::max);
        (along.min(1e6), 1.25 * up)
    };
    let cells: Vec<(usize, usize)> = (0..SIZE.1)
        .flat_map(|row| (0..SIZE.0).map(move |column| (row, column)))
        .collect();
    let progress = Progress::start(cells.len() as u64);
    let places: Vec<Place> = cells
        .par_iter()
        .map(|(row, column)| {
            let along = |n: usize, of: usize| n as f64 / (of - 1) as f64;
            // Weights of 0 make no net.
            let w = ends.0 * along(*column, SIZE.0).max(1e-3);
            let b = ends.1 * along(*row, SIZE.1);
            let place = WideNet::new(phi.clone(), w * w, b * b).place();
            progress.advance(1);
            place
        })
        .collect();
    progress.finish();
    let q = (-240..=200).map(|n| libm::exp10(f64::from(n) / 40.0));
    let mut edge = Vec::new();
    // Of rays it is a point, which is marked.
    for run in if rays { Vec::new() } else { edge_line(phi, q) } {
        // Cut where it begins, or ends, to hold lengths.
        let mut from = 0;
        for to in 1..=run.len() {
            if to == run.len() || run[to].holds() != run[from].holds() {
                let part = &run[from..run.len().min(to + 1)];
                let roots = |p: &actlab::theory::CriticalPoint| {
                    (p.sigma_w_squared.sqrt(), p.sigma_b_squared.sqrt())
                };
                edge.push((run[from].holds(), part.iter().map(roots).collect()));
                from = to;
            }
        }
    }
    let mut marks = vec![("this net".to_string(), own)];
    let half = half
        .iter()
        .map(|p| (p.sigma_w_squared.sqrt(), p.sigma_b_squared.sqrt()));
    marks.extend(half.map(|at| ("half-stable".to_string(), at)));
    let diagram = PhaseDiagram {
        measured: measured(phi, ends),
        name: phi.label(),
        ends,
        places: places.chunks(SIZE.0).map(<[Place]>::to_vec).collect(),
        edge,
        marks,
    };
    Ok(phase_diagram(&diagram)?)
}
