//! `actlab list`: what can be named.

use super::{CliError, line_width, print};
use actlab::activation::catalog;
use actlab::generator::{Input, Weights};
use actlab::number::Format;
use actlab::report::plain_table;
use actlab::study::builtins;

pub const EXAMPLES: &str = "\
Examples:
  actlab list
  actlab list activations";

/// What `actlab list` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to list [default: everything]
    kind: Option<Kind>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Activations,
    Distributions,
    Weights,
    Formats,
    Studies,
}

/// Prints the tables asked for.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    use Kind::{Activations, Distributions, Formats, Studies, Weights};
    let all = [Activations, Distributions, Weights, Formats, Studies];
    let tables: Vec<String> = match arguments.kind {
        Some(kind) => vec![table(kind)],
        None => all.into_iter().map(table).collect(),
    };
    print(&tables.join("\n"))
}

fn table(kind: Kind) -> String {
    let (header, rows): (&[&str], Vec<Vec<String>>) = match kind {
        Kind::Activations => (
            &["activation", "formula", "other names", "source and notes"],
            activations(),
        ),
        Kind::Distributions => (&["input", "density or how it is drawn"], distributions()),
        Kind::Weights => (&["weights", "law", "other names"], weights()),
        Kind::Formats => (
            &[
                "format",
                "bits",
                "max",
                "min normal",
                "min subnormal",
                "epsilon",
                "to zero up to",
                "other names",
            ],
            formats(),
        ),
        Kind::Studies => (&["study", "what for"], studies()),
    };
    let mut table = plain_table();
    table
        .set_width(line_width().clamp(60, 140) as u16)
        .set_header(header.to_vec())
        .add_rows(rows);
    format!("{table}\n")
}

fn activations() -> Vec<Vec<String>> {
    let row = |entry: &actlab::activation::Entry| {
        vec![
            entry.signature.usage(),
            entry.formula.to_string(),
            entry.signature.aliases.join(", "),
            entry.note.to_string(),
        ]
    };
    catalog().iter().map(row).collect()
}

fn distributions() -> Vec<Vec<String>> {
    let row = |(usage, formula): (String, &str)| vec![usage, formula.to_string()];
    Input::list().into_iter().map(row).collect()
}

fn weights() -> Vec<Vec<String>> {
    let row = |(usage, aliases, formula): (String, String, &str)| {
        vec![usage, formula.to_string(), aliases]
    };
    Weights::list().into_iter().map(row).collect()
}

fn formats() -> Vec<Vec<String>> {
    let row = |format: &Format| {
        vec![
            format.name().to_string(),
            format.bits().to_string(),
            number(format.max()),
            number(format.min_normal()),
            number(format.min_subnormal()),
            number(format.epsilon()),
            number(format.nonzero().value),
            format.aliases().join(", "),
        ]
    };
    Format::all().iter().map(row).collect()
}

fn number(value: f64) -> String {
    if (1e-3..1e6).contains(&value) {
        value.to_string()
    } else {
        format!("{value:.4e}")
    }
}

fn studies() -> Vec<Vec<String>> {
    let row =
        |study: &actlab::study::Builtin| vec![study.name.to_string(), study.purpose.to_string()];
    builtins().iter().map(row).collect()
}
