//! `actlab plot`: phi and phi' of activations in one PNG.

use super::{CliError, print};
use actlab::activation::Activation;
use actlab::naming;
use actlab::report::chart::{Curve, activation_curves};
use actlab::report::{prepare_file, write_whole};
use std::path::{Path, PathBuf};

pub const EXAMPLES: &str = "\
Examples:
  actlab plot relu gelu
  actlab plot 'x * tanh(softplus(x))' mish
  actlab plot tanh,'leaky_relu(0.2)' --from -4 --to 4 --out curves.png";

/// What `actlab plot` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Activations: names, as `actlab list activations` has them, or formulas
    #[arg(required = true)]
    activations: Vec<String>,
    /// The PNG to write
    #[arg(long, value_name = "FILE", default_value = "activations.png")]
    out: PathBuf,
    /// Left end of the axis
    #[arg(long, value_name = "Z", default_value_t = -5.0, allow_negative_numbers = true)]
    from: f64,
    /// Right end of the axis
    #[arg(
        long,
        value_name = "Z",
        default_value_t = 5.0,
        allow_negative_numbers = true
    )]
    to: f64,
}

/// Draws the chart.
pub fn run(arguments: Arguments) -> Result<(), CliError> {
    let activations = activations(&arguments.activations)?;
    let (from, to) = (arguments.from, arguments.to);
    if !(from < to && from.abs() <= 1e6 && to.abs() <= 1e6) {
        return Err(CliError::Usage(format!(
            "--from {from} --to {to} is no axis; take --from below --to, both within 10^6 of 0"
        )));
    }
    prepare_file(&arguments.out)?;
    let png = drawn(&activations, (from, to))?;
    written(&png, &arguments.out)
}

/// The activations that some arguments name, each one or a list of them.
pub fn activations(texts: &[String]) -> Result<Vec<Activation>, CliError> {
    let names = texts.iter().flat_map(|text| naming::split_list(text));
    Ok(names.map(str::parse).collect::<Result<_, _>>()?)
}

/// The chart, as a PNG.
pub fn drawn(activations: &[Activation], range: (f64, f64)) -> Result<Vec<u8>, CliError> {
    let curves: Vec<Curve> = activations.iter().map(|phi| curve(phi, range)).collect();
    Ok(activation_curves(&curves)?)
}

/// Writes the chart and prints its path.
pub fn written(png: &[u8], out: &Path) -> Result<(), CliError> {
    write_whole(out, png)?;
    print(&format!("{}\n", out.display()))
}

/// phi and phi' at evenly spaced points, and on both sides of every kink.
fn curve(phi: &Activation, (from, to): (f64, f64)) -> Curve {
    const STEPS: u32 = 1000;
    let step = (to - from) / f64::from(STEPS);
    let mut places: Vec<f64> = (0..=STEPS).map(|k| from + step * f64::from(k)).collect();
    let kinks = phi.kinks().iter();
    let sides = kinks.flat_map(|&k| [k - 1e-6 * step, k, k + 1e-6 * step]);
    places.extend(sides.filter(|z| (from..=to).contains(z)));
    places.sort_by(f64::total_cmp);
    let point = |z: f64| (z, phi.value(z), phi.derivative(z));
    Curve {
        name: phi.label(),
        points: places.into_iter().map(point).collect(),
    }
}
