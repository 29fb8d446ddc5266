//! `layers.csv` and `summary.csv`: figures as tidy tables.

use super::ReportError;
use super::sheet::{self, Row};
use crate::analysis::Metric;
use crate::study::Figure;
use std::path::Path;

/// Columns of both tables; `layers.csv` has all but `p_holm`, `summary.csv` all
/// but `layer`.
const COLUMNS: [&str; 18] = [
    "activation",
    "input",
    "weights",
    "architecture",
    "width",
    "depth",
    "format",
    LAYER,
    "metric",
    "mean",
    "low",
    "high",
    "geometric_mean",
    "trials",
    "theory",
    "geometric_low",
    "geometric_high",
    P_HOLM,
];
const LAYER: &str = "layer";
const P_HOLM: &str = "p_holm";
/// Figures of layers, in the folder of a report.
pub const LAYERS_FILE: &str = "layers.csv";
/// Figures of whole nets, in the folder of a report.
pub const SUMMARY_FILE: &str = "summary.csv";

/// The figures of a report.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tables {
    /// Figures of single layers.
    pub layers: Vec<Figure>,
    /// Figures of whole nets.
    pub summary: Vec<Figure>,
}

/// Reads `layers.csv` and `summary.csv` of a folder, also where a person has
/// edited them.
///
/// # Errors
/// The first thing that is wrong, with file, line and what to mend.
pub fn read_tables(folder: &Path) -> Result<Tables, ReportError> {
    Ok(Tables {
        layers: sheet::read(&folder.join(LAYERS_FILE), &columns_but(P_HOLM), |row| {
            let mut figure = whole_net(row)?;
            let layer = row.count(LAYER)?.map(|layer| layer as usize);
            if !layer.is_some_and(|layer| (1..=figure.depth).contains(&layer)) {
                let wanted = format!("a layer from 1 to the depth, {}", figure.depth);
                return Err(row.wrong(LAYER, wanted));
            }
            figure.layer = layer;
            Ok(figure)
        })?,
        summary: sheet::read(&folder.join(SUMMARY_FILE), &columns_but(LAYER), |row| {
            let mut figure = whole_net(row)?;
            figure.p_holm = row.number(P_HOLM)?;
            Ok(figure)
        })?,
    })
}

/// The bytes of `layers.csv`.
///
/// # Errors
/// A figure that is not finite.
pub fn layers_csv(figures: &[Figure]) -> Result<Vec<u8>, ReportError> {
    let columns = columns_but(P_HOLM);
    sheet::write(&columns, figures, |figure| fields(figure, &columns))
}

/// The bytes of `summary.csv`.
///
/// # Errors
/// A figure that is not finite.
pub fn summary_csv(figures: &[Figure]) -> Result<Vec<u8>, ReportError> {
    let columns = columns_but(LAYER);
    sheet::write(&columns, figures, |figure| fields(figure, &columns))
}

fn columns_but(left_out: &str) -> Vec<&'static str> {
    COLUMNS.into_iter().filter(|c| *c != left_out).collect()
}

fn fields(figure: &Figure, columns: &[&'static str]) -> Result<Vec<String>, ReportError> {
    let count = |count: Option<usize>| count.map_or_else(String::new, |n| n.to_string());
    let number = |value: Option<f64>, column: &'static str| {
        sheet::print(value, column, || {
            format!("{} of {}", figure.metric, figure.activation)
        })
    };
    columns
        .iter()
        .map(|&column| {
            Ok(match column {
                "activation" => figure.activation.clone(),
                "input" => figure.input.clone(),
                "weights" => figure.weights.clone(),
                "architecture" => figure.architecture.clone(),
                "width" => figure.width.to_string(),
                "depth" => figure.depth.to_string(),
                "format" => figure.format.clone().unwrap_or_default(),
                LAYER => count(figure.layer),
                "metric" => figure.metric.name().to_string(),
                "mean" => number(figure.mean, column)?,
                "low" => number(figure.low, column)?,
                "high" => number(figure.high, column)?,
                "geometric_mean" => number(figure.geometric_mean, column)?,
                "trials" => figure.trials.to_string(),
                "theory" => number(figure.theory, column)?,
                "geometric_low" => number(figure.geometric_low, column)?,
                "geometric_high" => number(figure.geometric_high, column)?,
                _ => number(figure.p_holm, column)?,
            })
        })
        .collect()
}

/// A row without its layer.
fn whole_net(row: &Row) -> Result<Figure, ReportError> {
    let positive = |column| match row.count(column)? {
        Some(count) if count > 0 => Ok(count as usize),
        _ => Err(row.wrong(column, "a whole number from 1 up")),
    };
    let named = row.name("metric")?;
    let metric = Metric::ALL.iter().find(|metric| metric.name() == named);
    let names = || Metric::ALL.iter().map(|m| m.name()).collect::<Vec<_>>();
    let figure = Figure {
        activation: row.name("activation")?,
        input: row.name("input")?,
        weights: row.name("weights")?,
        architecture: row.name("architecture")?,
        width: positive("width")?,
        depth: positive("depth")?,
        format: row.text("format").map(str::to_string),
        layer: None,
        metric: *metric
            .ok_or_else(|| row.wrong("metric", format!("one of {}", names().join(", "))))?,
        mean: row.number("mean")?,
        low: row.number("low")?,
        high: row.number("high")?,
        geometric_mean: row.number("geometric_mean")?,
        trials: row
            .count("trials")?
            .ok_or_else(|| row.wrong("trials", "a whole number from 0 up"))?
            as usize,
        theory: row.number("theory")?,
        geometric_low: row.number("geometric_low")?,
        geometric_high: row.number("geometric_high")?,
        p_holm: None,
    };
    let ends = [
        ("low", figure.low, figure.high),
        ("geometric_low", figure.geometric_low, figure.geometric_high),
    ];
    for (column, low, high) in ends {
        if low.zip(high).is_some_and(|(low, high)| low > high) {
            return Err(row.wrong(column, "at most the high end of its interval"));
        }
    }
    Ok(figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn figure() -> Figure {
        Figure {
            activation: "hardtanh(-1, 3)".into(),
            input: "normal(0, 1)".into(),
            weights: "he".into(),
            architecture: "plain".into(),
            width: 512,
            depth: 50,
            format: Some("f16".into()),
            layer: Some(7),
            metric: Metric::UnderflowFraction,
            mean: Some(0.1 + 0.2),
            low: Some(1e-82),
            high: Some(5e-324),
            geometric_mean: Some(0.0),
            trials: 32,
            theory: None,
            geometric_low: Some(1e-3),
            geometric_high: Some(2e-3),
            p_holm: None,
        }
    }

    fn tables() -> Tables {
        let mut low_first = figure();
        low_first.low = Some(-1.5e300);
        let mut bare = figure();
        (bare.format, bare.mean, bare.low, bare.high) = (None, None, None, None);
        let layers = vec![low_first, bare];
        let summary = layers
            .iter()
            .map(|f| Figure {
                layer: None,
                p_holm: Some(0.04),
                ..f.clone()
            })
            .collect();
        Tables { layers, summary }
    }

    fn write(folder: &Path, tables: &Tables) {
        fs::write(
            folder.join(LAYERS_FILE),
            layers_csv(&tables.layers).unwrap(),
        )
        .unwrap();
        fs::write(
            folder.join(SUMMARY_FILE),
            summary_csv(&tables.summary).unwrap(),
        )
        .unwrap();
    }

    #[test]
    fn tables_read_back_to_the_same_bits() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &tables());
        assert_eq!(read_tables(folder.path()).unwrap(), tables());
    }

    #[test]
    fn the_file_is_as_documented() {
        let text = String::from_utf8(layers_csv(&tables().layers).unwrap()).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next().unwrap(), HEADER);
        assert_eq!(
            lines.next().unwrap(),
            "\"hardtanh(-1, 3)\",\"normal(0, 1)\",he,plain,512,50,f16,7,underflow_fraction,\
             0.30000000000000004,-1.5e300,5e-324,0,32,,0.001,0.002"
        );
        let summary = String::from_utf8(summary_csv(&[]).unwrap()).unwrap();
        assert_eq!(summary.trim(), HEADER.replace("layer,", "") + ",p_holm");
    }

    #[test]
    fn a_number_that_is_not_finite_is_not_written() {
        let mut figures = tables().layers;
        figures[0].theory = Some(f64::NAN);
        let message = layers_csv(&figures).unwrap_err().to_string();
        assert!(message.contains("theory of underflow_fraction of hardtanh"));
    }

    const HEADER: &str = "activation,input,weights,architecture,width,depth,format,layer,metric,\
                          mean,low,high,geometric_mean,trials,theory,geometric_low,geometric_high";

    /// What reading `layers.csv` with this content says.
    fn complaint(content: &[u8]) -> String {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &tables());
        fs::write(folder.path().join("layers.csv"), content).unwrap();
        read_tables(folder.path()).unwrap_err().to_string()
    }

    #[track_caller]
    fn row_says(row: &str, parts: &[&str]) {
        let good = "relu,normal,he,plain,64,8,,1,gradient_rms,1,0.5,2,1,8,,,";
        let message = complaint(format!("{HEADER}\n{good}\n{row}\n").as_bytes());
        for part in parts.iter().chain(&["layers.csv, line 3"]) {
            assert!(message.contains(part), "'{part}' is not in: {message}");
        }
    }

    #[test]
    fn a_wrong_field_is_named_with_its_line() {
        let rest = "he,plain,64,8,,1,gradient_rms";
        for (number, shown) in [("much", "'much'"), ("NaN", "'NaN'"), ("inf", "'inf'")] {
            row_says(
                &format!("relu,normal,{rest},{number},,,,8,,,"),
                &["column mean", shown, "finite number"],
            );
        }
        row_says(&format!(",normal,{rest},1,,,,8,,,"), &["column activation"]);
        row_says(&format!("relu,normal,{rest},1,3,2,,8,,,"), &["column low"]);
        row_says(
            &format!("relu,normal,{rest},1,,,,-1,,,"),
            &["column trials"],
        );
        row_says(
            &format!("relu,normal,{rest},1,,,,8,,"),
            &["16 fields", "17"],
        );
        let start = "relu,normal,he,plain";
        row_says(
            &format!("{start},64,8,,9,gradient_rms,1,,,,8,,,"),
            &["column layer", "'9'", "1 to the depth, 8"],
        );
        row_says(
            &format!("{start},64,8,,,gradient_rms,1,,,,8,,,"),
            &["column layer"],
        );
        row_says(
            &format!("{start},0,8,,1,gradient_rms,1,,,,8,,,"),
            &["column width"],
        );
        row_says(
            &format!("{start},64,8.5,,1,gradient_rms,1,,,,8,,,"),
            &["column depth"],
        );
        row_says(
            &format!("{start},64,8,,1,gradient,1,,,,8,,,"),
            &["column metric", "'gradient'", "gradient_rms"],
        );
    }

    #[test]
    fn a_wrong_file_is_named() {
        let says = |content: &[u8], part: &str| {
            let message = complaint(content);
            assert!(message.contains(part), "'{part}' is not in: {message}");
        };
        says(b"", "is empty");
        says(b"activation,input\n", "line 1: column 'weights' is missing");
        says(
            format!("{HEADER},seed\n").as_bytes(),
            "unknown column 'seed'",
        );
        says(format!("{HEADER},mean\n").as_bytes(), "'mean' comes twice");
        says(
            format!("{HEADER}\nrel\u{fc},").as_bytes(),
            "line 2: 2 fields",
        );
        says(b"activation,\xff\n", "line 1: not UTF-8");
        let mut bytes = format!("{HEADER}\n").into_bytes();
        bytes.extend_from_slice(b"\xff,normal,he,plain,64,8,,1,gradient_rms,1,,,,8,,,\n");
        says(&bytes, "line 2: not UTF-8");
    }

    #[test]
    fn a_folder_or_a_missing_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let message = || read_tables(folder.path()).unwrap_err().to_string();
        assert!(message().contains("layers.csv"));
        fs::create_dir(folder.path().join("layers.csv")).unwrap();
        assert!(message().contains("cannot read"));
    }

    #[test]
    fn columns_may_stand_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &tables());
        let header = HEADER.replace("activation,input", "input,activation");
        let row = "normal,relu,he,plain,64,8,,1,gradient_rms,1,,,,8,,,";
        fs::write(
            folder.path().join("layers.csv"),
            format!("{header}\n{row}\n"),
        )
        .unwrap();
        let layers = read_tables(folder.path()).unwrap().layers;
        assert_eq!(layers[0].activation, "relu");
    }
}
