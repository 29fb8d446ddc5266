//! `data/advice.csv`: common conditions, measured before.
//!
//! The file is what `actlab advise --table` writes; a test measures rows of it
//! again. It holds every trial, with four digits, so that an answer from it is
//! made as one from a measurement is.

use super::record::Record;
use crate::study::{Plan, Spec};
use thiserror::Error;

/// The file as it is in the repository.
const FILE: &str = include_str!("../../data/advice.csv");

/// Depths that can be asked for.
pub const DEPTHS: [usize; 5] = [8, 16, 32, 64, 128];
/// Width of the nets.
pub const WIDTH: usize = 256;
/// Weights.
pub const WEIGHTS: [&str; 2] = ["he", "glorot"];
/// Number formats.
pub const FORMATS: [&str; 3] = ["f32", "bf16", "f16"];

const COLUMNS: [&str; 14] = [
    "version",
    "input",
    "batch",
    "seed",
    "weights",
    "width",
    "depth",
    "format",
    "activation",
    "decades",
    "dead",
    "drowned",
    "lost",
    "noise",
];

/// A table that is none.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("data/advice.csv: {0}; write it again with `actlab advise --table data/advice.csv`")]
pub struct KnownError(String);

/// The records of the table for the nets of `plan`, and the version that
/// measured them; `None` where one of them is not in it.
///
/// # Errors
/// A table that cannot be read.
pub fn find(plan: &Plan) -> Result<Option<(String, Vec<Record>)>, KnownError> {
    let [condition] = &plan.conditions[..] else {
        return Ok(None);
    };
    let mut version = String::new();
    let mut records = Vec::new();
    for (of, row) in read()? {
        let is_asked = of.settings == settings(&plan.spec)
            && of.weights == condition.weights.to_string()
            && row.decades.len() == plan.spec.trials as usize
            && plan.spec.depths.contains(&row.depth)
            && plan
                .spec
                .formats
                .iter()
                .any(|f| f.to_string() == row.format)
            && condition
                .nets
                .iter()
                .any(|net| net.activation.to_string() == row.activation);
        if is_asked {
            version = of.version;
            records.push(row);
        }
    }
    let wanted = plan.spec.depths.len() * plan.spec.formats.len() * condition.nets.len();
    Ok((records.len() == wanted).then_some((version, records)))
}

/// What a row is of, beside activation, depth and format.
struct Origin {
    version: String,
    settings: [String; 4],
    weights: String,
}

/// Input, batch, seed and width.
fn settings(spec: &Spec) -> [String; 4] {
    let list = |texts: Vec<String>| texts.join(", ");
    [
        list(spec.inputs.iter().map(ToString::to_string).collect()),
        spec.batch.to_string(),
        spec.seed.to_string(),
        list(spec.widths.iter().map(ToString::to_string).collect()),
    ]
}

fn read() -> Result<Vec<(Origin, Record)>, KnownError> {
    let wrong = |error: csv::Error| KnownError(error.to_string());
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    if reader.headers().map_err(wrong)?.iter().ne(COLUMNS) {
        return Err(KnownError(format!(
            "the columns are not {}",
            COLUMNS.join(",")
        )));
    }
    let row = |record: csv::StringRecord| {
        let text = |place: usize| record.get(place).unwrap_or_default().to_string();
        let trials = |place: usize| -> Result<Vec<f64>, KnownError> {
            let of_trials = record.get(place).unwrap_or_default().split(' ');
            of_trials
                .map(|trial| number(trial, COLUMNS[place]))
                .collect()
        };
        let origin = Origin {
            version: text(0),
            settings: [text(1), text(2), text(3), text(5)],
            weights: text(4),
        };
        let depth = text(6).parse();
        Ok((
            origin,
            Record {
                activation: text(8),
                depth: depth.map_err(|_| KnownError(format!("depth {} is none", text(6))))?,
                format: text(7),
                decades: trials(9)?,
                dead: trials(10)?,
                drowned: trials(11)?,
                lost: trials(12)?,
                noise: trials(13)?,
            },
        ))
    };
    let records = reader.records();
    records
        .map(|record| record.map_err(wrong).and_then(row))
        .collect()
}

/// A figure of a trial; `-` is none.
fn number(text: &str, column: &str) -> Result<f64, KnownError> {
    match text {
        "-" => Ok(f64::NAN),
        text => text
            .parse()
            .map_err(|_| KnownError(format!("{column}: '{text}' is no number"))),
    }
}

/// The bytes of the table: the records of every plan, one a choice of weights.
pub fn table(measured: &[(Plan, Vec<Record>)]) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    for (plan, records) in measured {
        let Some(condition) = plan.conditions.first() else {
            continue;
        };
        let [input, batch, seed, width] = settings(&plan.spec);
        for row in records {
            let trials = [&row.decades, &row.dead, &row.drowned, &row.lost, &row.noise];
            let trials = trials.map(|trials| {
                let shown = trials.iter().map(|figure| shown(*figure));
                shown.collect::<Vec<_>>().join(" ")
            });
            let version = env!("CARGO_PKG_VERSION");
            let (weights, depth) = (&condition.weights, row.depth);
            let (format, activation) = (&row.format, &row.activation);
            // Parameters of an activation may be many.
            text.push_str(&format!(
                "{version},{input},{batch},{seed},{weights},{width},{depth},{format},\
                 \"{activation}\",{}\n",
                trials.join(",")
            ));
        }
    }
    text
}

/// Four digits.
fn shown(figure: f64) -> String {
    match figure {
        none if none.is_nan() => "-".to_string(),
        infinite if infinite.is_infinite() => format!("{infinite}"),
        figure => {
            // The shortest text that reads back to the rounded number.
            let rounded = format!("{figure:.3e}").parse::<f64>().unwrap_or(figure);
            match rounded {
                0.0 => "0".to_string(),
                r if (1e-3..1e5).contains(&r.abs()) => format!("{r}"),
                r => format!("{r:e}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_back_to_four_digits() {
        for (figure, text) in [
            (0.0, "0"),
            (0.123456, "0.1235"),
            (1.0, "1"),
            (-31.23456, "-31.23"),
            (3.14159e-9, "3.142e-9"),
            (f64::NAN, "-"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(shown(figure), text);
            let back = number(text, "noise").unwrap();
            assert!(back.is_nan() == figure.is_nan());
            assert!(back == figure || figure.is_nan() || (back / figure - 1.0).abs() < 5e-4);
        }
        assert!(number("many", "noise").is_err());
    }

    #[test]
    fn the_table_reads_and_is_whole() {
        let rows = read().unwrap();
        let formats = rows
            .iter()
            .filter(|(_, row)| FORMATS.contains(&row.format.as_str()));
        assert_eq!(formats.count(), rows.len());
        for depth in DEPTHS {
            let at = rows.iter().filter(|(_, row)| row.depth == depth).count();
            assert_eq!(at % (FORMATS.len() * WEIGHTS.len()), 0, "{depth}");
            assert!(at > 0, "{depth}");
        }
    }
}
