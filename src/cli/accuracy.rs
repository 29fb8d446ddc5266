//! `actlab accuracy`: how far the f32 kernels are from the truth.

use super::progress::Progress;
use super::{CliError, note, print};
use actlab::activation::accuracy::{AccuracyReport, Errors, Worst, costs, measure};
use actlab::activation::{Activation, catalog};
use actlab::naming;
use actlab::number::Format;
use actlab::report::{prepare_file, write_whole};
use rayon::prelude::*;
use std::path::PathBuf;
use std::time::Instant;

/// What is measured: in the help and at the head of the CSV.
macro_rules! definitions {
    () => {
        "\
Every f32 goes through the kernel, infinities included. Of f16 and bf16 every
number does, and the result is rounded once to the format. The truth is phi and
the backward pass in 100 bits, between neighbouring f32 interpolated to 2^-12 ULP.

  inputs                inputs that were compared, one of 'every' f32
  max_ulp               largest error, in distances of neighbouring numbers of
                        the format at the truth: of a value where it is a normal
                        number, of a derivative where it is at least 2^-10 of the
                        largest (over all inputs, or over |z| <= 10 where it grows
                        beyond 1000 times that)
  worst_input           where that is, in decimal and in the bits of the format
  mean_ulp              mean error of the same
  share_above_half_ulp  share of the same that is not the nearest number
  share_above_one_ulp   share of the same that is neither of the two nearest
  max_subnormal_error   largest error of the other values, in smallest subnormals
  max_small_error       largest error of the other derivatives, as a share of the
                        largest derivative
  small_input           where that is
  wrong_zeros           results that are zero where the truth is not, or the
                        reverse; below a smallest subnormal only f32 derivatives
                        are held to it
  share_exact           share of inputs with a reference each, not interpolated
  promised_ulp          what an entry promises of max_ulp for f32; nothing is
                        promised for other formats
  promise               whether that is kept, max_subnormal_error is at most 1,
                        max_small_error at most 2^-22, and no zero is wrong
"
    };
}

pub const EXAMPLES: &str = concat!(
    definitions!(),
    "
Where a promise is broken the exit code is 1. The CSV, which begins with these
definitions in lines with a '#', is written anew after each activation.

Examples:
  actlab accuracy gelu 'elu(alpha=0.5)'
  actlab accuracy --every 257
  actlab accuracy --format bf16 'x * tanh(softplus(x))' --out mine.csv"
);

/// What `actlab accuracy` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Activations [default: every entry of the catalogue]
    activations: Vec<String>,
    /// Take every N-th f32 only
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    every: u32,
    /// Number formats: f32, f16, bf16
    #[arg(long, value_name = "NAMES", default_value = "f32,bf16,f16")]
    format: Vec<String>,
    /// The CSV to write
    #[arg(long, value_name = "FILE", default_value = "accuracy.csv")]
    out: PathBuf,
    /// Threads, at most 1024 [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

/// Measures, prints a row of each as soon as it is there, and writes the CSV.
pub fn run(arguments: Arguments) -> Result<(), CliError> {
    let activations = activations(&arguments.activations)?;
    let formats = formats(&arguments.format)?;
    let threads = usize::from(arguments.threads.unwrap_or(0));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|problem| {
            CliError::Usage(format!(
                "cannot start {threads} threads: {problem}; take fewer with --threads"
            ))
        })?;
    let every = arguments.every;
    let start = Instant::now();
    note(&format!(
        "{} activations in {}, {} f32, on {} threads",
        activations.len(),
        formats
            .iter()
            .map(Format::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        if every == 1 {
            "every".to_string()
        } else {
            format!("one of {every}")
        },
        pool.current_num_threads()
    ));
    // Steps weigh what they cost, else the time left would be that of cheap ones.
    let costs_of = |phi: &Activation| -> Vec<Vec<u64>> {
        let formats = formats.iter();
        formats.map(|format| costs(phi, *format, every)).collect()
    };
    let costs: Vec<Vec<Vec<u64>>> = pool.install(|| activations.par_iter().map(costs_of).collect());
    prepare_file(&arguments.out)?;
    let progress = Progress::start(costs.iter().flatten().flatten().sum());
    let width = activations.iter().map(|phi| phi.label().chars().count());
    let width = width.max().unwrap_or(0).clamp(10, 32);
    progress.print(&header(width))?;
    let mut table = csv_head();
    let mut broken: Vec<String> = Vec::new();
    for (phi, costs) in activations.iter().zip(&costs) {
        for (format, costs) in formats.iter().zip(costs) {
            let advance = |step: usize| progress.advance(costs[step]);
            let report = pool.install(|| measure(phi, *format, every, advance));
            for errors in [&report.value, &report.derivative] {
                progress.print(&row(width, phi, &report, errors))?;
                table.push_str(&csv_row(phi, &report, errors));
                if errors.kept == Some(false) {
                    broken.push(format!("{phi} ({})", errors.quantity.name()));
                }
            }
        }
        // Here, so that a run that is cut off keeps what is done.
        write_whole(&arguments.out, table.as_bytes())?;
    }
    progress.finish();
    note(&format!(
        "measured in {:.1} s",
        start.elapsed().as_secs_f64()
    ));
    print(&format!("{}\n", arguments.out.display()))?;
    if broken.is_empty() {
        Ok(())
    } else {
        Err(CliError::Broken(format!(
            "promises that are not kept: {}",
            broken.join(", ")
        )))
    }
}

fn activations(names: &[String]) -> Result<Vec<Activation>, CliError> {
    let names: Vec<&str> = if names.is_empty() {
        catalog().iter().map(|e| e.signature.name).collect()
    } else {
        names.iter().flat_map(|n| naming::split_list(n)).collect()
    };
    let read = names.into_iter().map(str::parse);
    Ok(read.collect::<Result<_, _>>()?)
}

/// Formats in which the kernels are measured.
const KERNELS: [&str; 3] = ["f32", "f16", "bf16"];

fn formats(names: &[String]) -> Result<Vec<Format>, CliError> {
    let names = names.iter().flat_map(|n| naming::split_list(n));
    let mut formats: Vec<Format> = Vec::new();
    for name in names {
        let format = Format::parse(name).map_err(|error| CliError::Usage(error.to_string()))?;
        if !KERNELS.contains(&format.to_string().as_str()) {
            return Err(CliError::Usage(format!(
                "the kernels are not measured in {format}; take f32, f16 or bf16"
            )));
        }
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    Ok(formats)
}

fn header(width: usize) -> String {
    format!(
        "{:width$} {:6} {:10} {:>9} {:>15} {:>9} {:>9} {:>9} {:>9} {:>9} {}\n",
        "activation",
        "format",
        "quantity",
        "max ULP",
        "at",
        "mean ULP",
        "> 1/2 ULP",
        "> 1 ULP",
        "small",
        "zeros",
        "promise",
    )
}

fn row(width: usize, phi: &Activation, report: &AccuracyReport, errors: &Errors) -> String {
    let short = |x: Option<f64>| match x {
        None => "-".to_string(),
        Some(x) if x == 0.0 || (1e-3..1e4).contains(&x) => format!("{x:.4}"),
        Some(x) => format!("{x:.2e}"),
    };
    format!(
        "{:width$} {:6} {:10} {:>9} {:>15} {:>9} {:>9} {:>9} {:>9} {:>9} {}\n",
        phi.label(),
        report.format,
        errors.quantity.name(),
        short(errors.worst.map(|w| w.error)),
        decimal(errors.worst),
        short(errors.mean_ulp),
        short(errors.share_above_half),
        short(errors.share_above_one),
        short(errors.worst_small.map(|w| w.error)),
        errors.wrong_zeros,
        match errors.kept {
            Some(true) => "kept",
            Some(false) => "BROKEN",
            None => "-",
        },
    )
}

const CSV_HEADER: &str = "activation,format,quantity,inputs,every,share_exact,max_ulp,worst_input,\
worst_input_bits,mean_ulp,share_above_half_ulp,share_above_one_ulp,max_subnormal_error,max_small_error,small_input,\
wrong_zeros,first_wrong_zero,promised_ulp,promise\n";

/// What was run, the definitions and the names of the columns.
fn csv_head() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let about = format!("actlab {version} accuracy\n\n{}", definitions!());
    let comments = about.lines().map(|line| format!("# {line}"));
    let mut head: String = comments
        .map(|line| line.trim_end().to_string() + "\n")
        .collect();
    head.push_str(CSV_HEADER);
    head
}

fn csv_row(phi: &Activation, report: &AccuracyReport, errors: &Errors) -> String {
    use actlab::activation::accuracy::Quantity;
    let number = |x: Option<f64>| x.map_or(String::new(), |x| format!("{x:?}"));
    let input = |x: Option<f32>| x.map_or(String::new(), |z| format!("{z:e}"));
    let small = number(errors.worst_small.map(|w| w.error));
    let (subnormal, small) = match errors.quantity {
        Quantity::Value => (small, String::new()),
        Quantity::Derivative => (String::new(), small),
    };
    let fields = [
        quoted(&phi.to_string()),
        report.format.to_string(),
        errors.quantity.name().to_string(),
        errors.inputs.to_string(),
        report.every.to_string(),
        number(Some(report.share_exact)),
        number(errors.worst.map(|w| w.error)),
        input(errors.worst.map(|w| w.input)),
        errors
            .worst
            .map_or(String::new(), |w| bits(report.format, w.input)),
        number(errors.mean_ulp),
        number(errors.share_above_half),
        number(errors.share_above_one),
        subnormal,
        small,
        input(errors.worst_small.map(|w| w.input)),
        errors.wrong_zeros.to_string(),
        input(errors.first_wrong_zero),
        number(errors.promised_ulp),
        match errors.kept {
            Some(true) => "kept",
            Some(false) => "broken",
            None => "",
        }
        .to_string(),
    ];
    fields.join(",") + "\n"
}

fn decimal(worst: Option<Worst>) -> String {
    worst.map_or("-".to_string(), |w| format!("{:e}", w.input))
}

/// The bit pattern of an input in its format.
fn bits(format: Format, input: f32) -> String {
    let digits = format.bits() as usize / 4;
    // An input is a number of its format.
    let code = format.encode(input.into());
    code.map_or(String::new(), |code| format!("0x{code:0digits$x}"))
}

/// A field of a CSV file.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_string()
    }
}
