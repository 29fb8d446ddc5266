//! `actlab list`: what can be named.

use super::{CliError, line_width, print};
use actlab::activation::{Entry, catalog, formula};
use actlab::generator::{Input, Weights};
use actlab::number::{BlockFormat, Format, Layout, Specials, Threshold};
use actlab::report::plain_table;
use actlab::study::builtins;
use actlab::study::training::training_builtins;
use actlab::training::{Architecture, Optimizer, Task};
use comfy_table::{ColumnConstraint, Width};

pub const EXAMPLES: &str = "\
Examples:
  actlab list
  actlab list activations
  actlab list activations gelu
  actlab list frameworks keras
  actlab list functions";

/// What `actlab list` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to list [default: everything]
    kind: Option<Kind>,
    /// Only rows that hold this text; case, '_' and '-' do not matter
    #[arg(value_name = "TEXT")]
    filter: Option<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    /// The catalogue: name, formula, other names, source
    Activations,
    /// What the activations are called in the frameworks
    Frameworks,
    /// What a formula may hold
    Functions,
    /// Distributions of the input
    Distributions,
    /// Weight initialisations
    Weights,
    /// Number formats
    Formats,
    /// What a net can be trained on
    Tasks,
    /// How layers of a net that is trained are put together
    Architectures,
    /// How weights follow their gradients
    Optimizers,
    /// Built-in studies
    Studies,
}

/// Prints the tables asked for.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let Some(kind) = arguments.kind else {
        let all = <Kind as clap::ValueEnum>::value_variants().iter();
        let tables: Vec<String> = all.map(|kind| Listing::of(*kind).text()).collect();
        return print(&tables.join("\n"));
    };
    let mut listing = Listing::of(kind);
    if let Some(filter) = &arguments.filter {
        listing.keep(filter);
        if listing.rows.is_empty() {
            return Err(CliError::Usage(format!(
                "no row holds '{filter}'; leave it out to see all of them"
            )));
        }
    }
    print(&listing.text())
}

/// A table before it is laid out.
struct Listing {
    header: &'static [&'static str],
    rows: Vec<Vec<String>>,
    /// Columns that the first one has at most.
    first: usize,
    /// What is said below the table.
    note: &'static str,
}

/// The widest table that is still read line by line.
const WIDEST: usize = 140;
/// From this width on, four columns of words stand beside each other.
const WIDE: usize = 120;

impl Listing {
    fn of(kind: Kind) -> Self {
        let (header, rows): (&[&str], Vec<Vec<String>>) = match kind {
            Kind::Activations if line_width() >= WIDE => (
                &["activation", "formula", "other names", "source"],
                catalog().iter().map(activation).collect(),
            ),
            Kind::Activations => (
                &["activation", "formula, other names, source"],
                catalog().iter().map(folded_activation).collect(),
            ),
            Kind::Frameworks => (&["framework", "its name", "spelling here"], frameworks()),
            Kind::Functions => (&["in a formula", "meaning"], functions()),
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
                    "beyond max",
                    "other names",
                ],
                formats(),
            ),
            Kind::Tasks => (&["task", "what it is"], pairs(Task::list())),
            Kind::Architectures => (&["architecture", "a layer"], pairs(Architecture::list())),
            Kind::Optimizers => (&["optimizer", "update"], pairs(Optimizer::list())),
            Kind::Studies => (&["study", "what for"], studies()),
        };
        Listing {
            header,
            rows,
            first: match kind {
                Kind::Activations => 30,
                _ => WIDEST,
            },
            note: match kind {
                Kind::Formats => RULES,
                _ => "",
            },
        }
    }

    /// Keeps the rows that hold a text; case, `_` and `-` do not matter.
    fn keep(&mut self, filter: &str) {
        let plain = |text: &str| text.to_lowercase().replace(['_', '-'], "");
        let wanted = plain(filter);
        self.rows
            .retain(|row| row.iter().any(|text| plain(text).contains(&wanted)));
    }

    fn text(self) -> String {
        let mut table = plain_table();
        table
            .set_width(line_width().clamp(60, WIDEST) as u16)
            .set_header(self.header.to_vec())
            .add_rows(self.rows);
        if let Some(column) = table.column_mut(0) {
            column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(
                self.first as u16,
            )));
        }
        format!("{table}\n{}", self.note)
    }
}

const RULES: &str = "\
Also every eXmY with X from 2 to 8 and Y from 1 to 23, as IEEE 754 would have it: e3m3.
s is the scale of a block; a stored number, its part of the scale included, takes
the bits. Rounding is to nearest, ties to even, but for the words in parentheses:
  f16(saturate)     what exceeds max, infinity too, becomes max
  f16(flush)        what rounds to a subnormal becomes zero
  f16(toward_zero)  the smaller neighbour; also f16(stochastic); f16(flush, saturate)
  mxfp4(ceil)       the scale is rounded up and nothing exceeds max; also nvfp4(ceil)
Formats of blocks and those that round at random need a metric that runs the net in
them, such as noise_to_signal, or the study noise.
";

fn activation(entry: &Entry) -> Vec<String> {
    vec![
        entry.signature.usage(),
        entry.formula.to_string(),
        entry.signature.aliases.join(", "),
        entry.source.to_string(),
    ]
}

/// Formula, other names and source below each other.
fn folded_activation(entry: &Entry) -> Vec<String> {
    let mut lines = vec![entry.formula.to_string()];
    if !entry.signature.aliases.is_empty() {
        lines.push(format!("also {}", entry.signature.aliases.join(", ")));
    }
    lines.push(entry.source.to_string());
    vec![entry.signature.usage(), lines.join("\n")]
}

/// By framework, then by its name.
fn frameworks() -> Vec<Vec<String>> {
    let spellings = catalog().iter().flat_map(|entry| entry.frameworks);
    let mut rows: Vec<Vec<String>> = spellings
        .map(|s| vec![s.framework.into(), s.name.into(), s.means.into()])
        .collect();
    rows.sort();
    rows
}

fn functions() -> Vec<Vec<String>> {
    let row = |(usage, meaning): (String, &str)| vec![usage, meaning.to_string()];
    formula::vocabulary().into_iter().map(row).collect()
}

fn distributions() -> Vec<Vec<String>> {
    let row = |(usage, formula): (String, &str)| vec![usage, formula.to_string()];
    Input::list().into_iter().map(row).collect()
}

/// Usage and meaning.
fn pairs(list: Vec<(String, &str)>) -> Vec<Vec<String>> {
    let row = |(usage, what): (String, &str)| vec![usage, what.to_string()];
    list.into_iter().map(row).collect()
}

fn weights() -> Vec<Vec<String>> {
    let row = |(usage, aliases, formula): (String, String, &str)| {
        vec![usage, formula.to_string(), aliases]
    };
    Weights::list().into_iter().map(row).collect()
}

fn formats() -> Vec<Vec<String>> {
    let single = |format: Format| {
        let to_zero = format
            .thresholds()
            .map_or(String::new(), |t| limit(t.nonzero));
        let limits = limits(format, &to_zero, "");
        row(
            format.to_string(),
            format.bits().to_string(),
            limits,
            format.aliases(),
        )
    };
    let block = |format: &BlockFormat| {
        let element = format.element();
        let to_zero = element
            .thresholds()
            .map_or(String::new(), |t| limit(t.nonzero));
        let limits = limits(element, &to_zero, " s");
        row(
            format.to_string(),
            format.bits().to_string(),
            limits,
            format.aliases(),
        )
    };
    fn row(name: String, bits: String, limits: Vec<String>, aliases: &[&str]) -> Vec<String> {
        let ends = [aliases.join(", ")];
        [name, bits].into_iter().chain(limits).chain(ends).collect()
    }
    let blocks = BlockFormat::all().unwrap_or_default();
    Format::all()
        .map(single)
        .chain(blocks.iter().map(block))
        .collect()
}

/// From the largest number to what exceeds it, in a unit.
fn limits(format: Format, to_zero: &str, unit: &str) -> Vec<String> {
    let exceeds = match format.layout() {
        _ if format.beyond() == format.max() => "max",
        Layout {
            specials: Specials::Infinity,
            ..
        } => "infinity",
        _ => "NaN",
    };
    vec![
        number(format.max()) + unit,
        number(format.min_normal()) + unit,
        number(format.min_subnormal()) + unit,
        number(format.epsilon()),
        to_zero.to_string() + unit,
        exceeds.to_string(),
    ]
}

/// A threshold, as a power of two where f64 has no such number.
fn limit(threshold: Threshold) -> String {
    match threshold.exponent {
        0 => number(threshold.value),
        exponent => format!("2^{}", f64::from(exponent) + threshold.value.log2()),
    }
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
    let trains = |study: &actlab::study::Builtin| {
        vec![
            format!("{} (actlab train)", study.name),
            study.purpose.to_string(),
        ]
    };
    let training = training_builtins().iter().map(trains);
    builtins().iter().map(row).chain(training).collect()
}
