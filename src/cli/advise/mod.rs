//! `actlab advise`: which activation for a net, and why.

mod question;
mod table;
mod why;

use super::{CliError, line_width, note, print};
use actlab::activation::Activation;
use actlab::report::{self, textwrap};
use actlab::training::Architecture;
use actlab::verdict::{self, Advice, Cost, known};
use question::{Wanted, depths, plan_of, records};
use std::path::PathBuf;
use std::time::Instant;

pub const EXAMPLES: &str = "\
Examples:
  actlab advise --depth 50 --width 512 --format bf16
  actlab advise --depth 32 --format f16 --why relu
  actlab advise --depth 20 --weights critical --activation relu,gelu,tanh
  actlab advise --depth 8 --input data/iris.csv --activation 'x * tanh(softplus(x))',mish,relu

What was measured before (he and glorot weights, width 256, depths 8 to 128, f32, bf16, f16) comes
from a table, and says so. `--weights unit_variance` and critical give every activation a scale of
its own.";

/// Where nothing else is said.
const TRIALS: u64 = 8;
const BATCH: u64 = 64;

/// What `actlab advise` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Activation layers of the net
    #[arg(
        long,
        value_name = "N",
        default_value_t = 32,
        allow_negative_numbers = true
    )]
    depth: u64,
    /// Units in every layer
    #[arg(long, value_name = "N", default_value_t = known::WIDTH as u64, allow_negative_numbers = true)]
    width: u64,
    /// Number format of weights, activations and gradients: bf16, f16*2^10, e4m3 ...
    #[arg(long, value_name = "NAME", default_value = "f32")]
    format: String,
    /// Weight initialisation
    #[arg(long, value_name = "NAME", default_value = "he")]
    weights: String,
    /// Architecture of the net: plain, batchnorm, residual(0.5), residual+layernorm ...
    #[arg(long, value_name = "NAME", default_value = "plain")]
    architecture: String,
    /// Input distribution or CSV file
    #[arg(long, value_name = "NAME", default_value = "normal")]
    input: String,
    /// Activations, names or formulas [default: those of the study 'depth', as far as the weights
    /// cover them]
    #[arg(long, value_name = "NAMES")]
    activation: Vec<String>,
    /// Samples in a batch
    #[arg(long, value_name = "N", default_value_t = BATCH, allow_negative_numbers = true)]
    batch: u64,
    /// Trials: independent draws of weights, input and cotangent
    #[arg(long, value_name = "N", default_value_t = TRIALS, allow_negative_numbers = true)]
    trials: u64,
    /// Seed of every draw
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        allow_negative_numbers = true
    )]
    seed: u64,
    /// Print the evidence for this one, and measure what would change it
    #[arg(long, value_name = "NAME")]
    why: Option<String>,
    /// Measure even what the table knows
    #[arg(long)]
    measure: bool,
    /// Run however large the plan is
    #[arg(long)]
    yes: bool,
    /// Measure the table of common conditions anew, into FILE, and stop
    #[arg(long, value_name = "FILE", conflicts_with_all = ["architecture", "depth", "width", "format", "weights", "input", "activation", "batch", "trials", "seed", "why", "measure"])]
    table: Option<PathBuf>,
}

/// Measures, or looks up, and prints the ranking.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    if let Some(path) = &arguments.table {
        return table::write_table(arguments, path);
    }
    if arguments.depth > u64::from(u32::MAX) / 2 {
        return Err(CliError::Usage(format!(
            "--depth: {} is above 2^31 - 1; nets of twice the depth are measured as well",
            arguments.depth
        )));
    }
    let depth = arguments.depth as usize;
    let wanted = Wanted::of(arguments)?;
    let (plan, left_out) = plan_of(&wanted, &depths(arguments.depth, &arguments.weights))?;
    for line in left_out {
        note(&line);
    }
    let asked = match &arguments.why {
        Some(name) => Some(why::asked_for(name, &plan)?),
        None => None,
    };
    let architecture = wanted.architecture;
    let found = match arguments.measure || architecture != Architecture::PLAIN {
        true => None,
        false => known::find(&plan).map_err(|error| CliError::Usage(error.to_string()))?,
    };
    let (records, source) = match found {
        Some((version, records)) => {
            let source =
                format!("From the table measured with actlab {version}; --measure measures again.");
            (records, source)
        }
        None => {
            let start = Instant::now();
            let records = records(&plan, architecture, arguments.yes)?.remove(0);
            let seconds = start.elapsed().as_secs_f64();
            let source = format!("Measured in {seconds:.1} s.");
            (records, source)
        }
    };
    let (costs, cost_source) = costs(&plan.spec.activations)?;
    let advice = Advice::new(&plan, (architecture, &records), depth, &costs);
    let spec = &plan.spec;
    let width = line_width();
    let format = spec.formats[0].to_string();
    let mut text = textwrap(
        &format!(
            "Depth {depth}, width {}, {format}, {} weights, {} input, batch {}, {architecture} net; {} \
             trials, seed {}. {source}\n\n",
            arguments.width, arguments.weights, spec.inputs[0], spec.batch, spec.trials, spec.seed,
        ),
        width,
    );
    match asked.and_then(|name| {
        advice
            .rows
            .iter()
            .find(|row| advice.of(row).activation == name)
    }) {
        Some(row) => text.push_str(&why::evidence(&wanted, &plan, &advice, row, arguments.yes)?),
        None => text.push_str(&ranking(&advice, &format, spec.confidence, width)),
    }
    text.push_str(&textwrap(&cost_source, width));
    print(&text)
}

/// The ranking, its sentences and its rules.
fn ranking(advice: &Advice, format: &str, confidence: f64, width: usize) -> String {
    let headline = verdict::headline(advice, Some(format));
    let mut text = textwrap(&(headline + "\n"), width);
    text.push_str(&verdict::ranking_table(advice, Some(format), width));
    for row in &advice.rows {
        let name = &advice.of(row).label;
        let sentence = verdict::sentence(advice, row, Some(format));
        text.push_str(&textwrap(&format!("{name}: {sentence}\n"), width));
    }
    text.push('\n');
    text.push_str(&textwrap(
        &verdict::rules(&advice.thresholds, confidence),
        width,
    ));
    text
}

/// What the activations cost on this machine: criterion's figures where it has
/// them all, else timed now; and which of the two.
fn costs(activations: &[Activation]) -> Result<(Vec<Option<Cost>>, String), CliError> {
    let folder = report::criterion_folder(None);
    let throughput = report::read_criterion(&folder)?;
    let of = |phi: &Activation| Cost::of_criterion(&phi.to_string(), &throughput);
    let known: Option<Vec<Cost>> = activations.iter().map(of).collect();
    let elements = verdict::ELEMENTS;
    let what = format!("value and derivative of {elements} elements, one thread, on this machine");
    Ok(match known {
        Some(costs) => {
            let source = format!(
                "ns/element: {what}, criterion's, in {}.\n",
                folder.display()
            );
            (costs.into_iter().map(Some).collect(), source)
        }
        None => {
            let costs = Cost::measure(activations);
            let source =
                format!("ns/element: {what}, timed now: median of 31 with its 97 % interval.\n");
            (costs.into_iter().map(Some).collect(), source)
        }
    })
}
