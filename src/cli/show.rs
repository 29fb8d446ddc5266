//! `actlab show`: what an activation is, and what follows from it.

use super::drawing::{beside, drawing};
use super::plot::{activations, drawn, written};
use super::progress::Waiting;
use super::sheet::Sheet;
use super::{CliError, card, gaps, line_width, print};
use actlab::activation::{Activation, Entry};
use actlab::naming::Parameter;
use actlab::report::prepare_file;
use actlab::theory::Card;
use std::path::PathBuf;

pub const EXAMPLES: &str = "\
Examples:
  actlab show mish
  actlab show leaky_relu@keras gelu
  actlab show 'x * tanh(softplus(x))' --png mine.png
  actlab show 'mine(beta=1.5): x * sigmoid(beta * x)' --latex";

/// What `actlab show` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Activations: names, as `actlab list activations` has them, or formulas
    #[arg(required = true)]
    activations: Vec<String>,
    /// Draw phi and phi' in a PNG, too
    #[arg(long, value_name = "FILE", conflicts_with = "latex")]
    png: Option<PathBuf>,
    /// Print the formulas as LaTeX and nothing else
    #[arg(long)]
    latex: bool,
}

/// What is drawn.
const RANGE: (f64, f64) = (-5.0, 5.0);

/// Prints a card for each.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let activations = activations(&arguments.activations)?;
    if arguments.latex {
        let lines: Vec<String> = activations.iter().map(latex).collect::<Result<_, _>>()?;
        return print(&lines.concat());
    }
    let chart = match &arguments.png {
        Some(out) => {
            prepare_file(out)?;
            Some((drawn(&activations, RANGE)?, out))
        }
        None => None,
    };
    let width = line_width().clamp(60, 100);
    let waiting = Waiting::for_what("what follows from the formula");
    let cards: Vec<String> = activations.iter().map(|phi| whole(phi, width)).collect();
    drop(waiting);
    print(&cards.join("\n\n"))?;
    match chart {
        Some((png, out)) => written(&png, out),
        None => Ok(()),
    }
}

fn latex(phi: &Activation) -> Result<String, CliError> {
    let latex = phi
        .latex()
        .ok_or_else(|| CliError::Usage(format!("--latex: {} fits on no page", phi.label())))?;
    Ok(format!("{latex}\n"))
}

/// The card of an activation.
fn whole(phi: &Activation, width: usize) -> String {
    let mut sheet = Sheet::new(width);
    sheet.title(&phi.label());
    definition(phi, &mut sheet);
    sheet.heading("What follows");
    card::write(&Card::new(phi), &mut sheet);
    sheet.heading("In f32");
    numbers(phi, &mut sheet);
    sheet.heading("Drawn");
    sheet.lines(&curves(phi, width));
    sheet.into_text()
}

/// What is stated: by the entry, or by whoever typed the formula.
fn definition(phi: &Activation, sheet: &mut Sheet) {
    let entry = phi.entry();
    if let Some(entry) = entry {
        sheet.field("also", &entry.signature.aliases.join(", "));
    }
    sheet.field("phi(z)", phi.formula_text());
    if let Some(computed) = entry.and_then(|entry| entry.computed) {
        sheet.field("computed as", computed.value);
        sheet.field("phi'(z)", computed.derivative.unwrap_or_default());
    }
    if let Some(backward) = phi.backward_text() {
        sheet.field("backward", backward);
        sheet.field("", "The backward pass uses this, which is not phi'.");
    }
    sheet.field("LaTeX", &phi.latex().unwrap_or_default());
    sheet.fields("parameters", &parameters(phi));
    if let Some(entry) = entry {
        sheet.field("source", entry.source);
        sheet.field("note", entry.note);
        let clashes: Vec<String> = entry.clashes.iter().map(|c| c.to_string()).collect();
        sheet.fields("not this", &clashes);
        sheet.rows("frameworks", &frameworks(entry));
    }
}

fn parameters(phi: &Activation) -> Vec<String> {
    let declared: &[Parameter] = phi.entry().map_or(&[], |e| e.signature.parameters);
    let named = phi.named_parameters().into_iter().enumerate();
    named
        .map(|(place, (name, value, learnable))| {
            let mut words = vec![format!("{name} = {value}")];
            if let Some(parameter) = declared.get(place) {
                words.push(parameter.domain.describe().to_string());
                let doubt = match parameter.contested {
                    true => "; frameworks or papers differ",
                    false => "",
                };
                words.push(format!("default {}{doubt}", parameter.default));
            }
            if learnable {
                words.push("learned".to_string());
            }
            words.join(", ")
        })
        .collect()
}

fn frameworks(entry: &Entry) -> Vec<Vec<String>> {
    let row = |s: &actlab::activation::Spelling| {
        vec![
            s.framework.to_string(),
            s.name.to_string(),
            s.means.to_string(),
        ]
    };
    entry.frameworks.iter().map(row).collect()
}

/// How it is computed in f32, and what that promises.
fn numbers(phi: &Activation, sheet: &mut Sheet) {
    let kernel = if phi.has_written_kernel() {
        "written for this function"
    } else if phi.computes_straight_pieces() {
        "the straight pieces of the formula, in f32"
    } else {
        "the formula in f64, rounded once"
    };
    sheet.field("kernel", kernel);
    let accuracy = match phi.entry().map(|entry| entry.accuracy) {
        Some(Some(promise)) => format!(
            "phi within {} ULP; phi' within {} ULP where its size is at least {} of the largest, \
             else within 2^-22 of the largest",
            promise.value_ulp, promise.derivative_ulp, promise.relative_from,
        ),
        Some(None) => "as the framework rounds, no promise of ULPs".to_string(),
        None if phi.has_written_kernel() => "that of the entry which it spells out".to_string(),
        None if phi.computes_straight_pieces() => {
            "phi within 2 ULP; phi' within half an ULP".to_string()
        }
        None => "no promise: where the formula cancels in f64, so does its value".to_string(),
    };
    sheet.field("accuracy", &accuracy);
    let gaps = gaps::clauses(&phi.gaps());
    let gaps = match gaps.is_empty() {
        true => "none within 10^4 of 0".to_string(),
        false => gaps.join(", "),
    };
    sheet.field("gaps", &gaps);
}

/// phi and what the backward pass uses, beside each other.
fn curves(phi: &Activation, width: usize) -> String {
    const ROWS: usize = 10;
    let columns = (width - 2) / 2;
    let name = match phi.has_surrogate() {
        true => "backward",
        false => "phi'",
    };
    let left = drawing("phi", |z| phi.value(z), RANGE, (columns, ROWS));
    let right = drawing(name, |z| phi.derivative(z), RANGE, (columns, ROWS));
    beside(&left, &right, columns)
}
