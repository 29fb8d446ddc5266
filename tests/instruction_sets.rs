//! One study in every instruction set of this machine: the same draws, and
//! figures that agree to rounding.

mod program;

use actlab::InstructionSet;
use program::{command, refused, text};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const STUDY: [&str; 15] = [
    "study",
    "--activation",
    "relu,elu,gelu,tanh,x * sigmoid(x)",
    "--depth",
    "1,8",
    "--width",
    "32",
    "--batch",
    "32",
    "--trials",
    "4",
    "--weights",
    "he,orthogonal,glorot",
    "--format",
    "f16",
];

/// The rows of layers.csv.
fn rows(folder: &Path, set: InstructionSet) -> Vec<csv::StringRecord> {
    let output = command(folder, &STUDY)
        .args(["--out", set.name()])
        .env(actlab::VARIABLE, set.name())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let spec = fs::read_to_string(folder.join(set.name()).join("study.toml")).unwrap();
    assert!(
        spec.contains(&format!("instruction_set = \"{set}")),
        "{spec}"
    );
    let layers = folder.join(set.name()).join("layers.csv");
    let mut reader = csv::Reader::from_path(layers).unwrap();
    reader.records().map(Result::unwrap).collect()
}

#[test]
fn draws_are_equal_and_figures_agree() {
    const LAYER: usize = 7;
    const METRIC: usize = 8;
    const MEAN: usize = 9;
    let folder = TempDir::new().unwrap();
    let baseline = rows(folder.path(), InstructionSet::Baseline);
    for set in InstructionSet::available() {
        let others = rows(folder.path(), set);
        assert_eq!(others.len(), baseline.len());
        let mut of_draws = 0;
        for (row, other) in baseline.iter().zip(&others) {
            // A product of draws alone, and the products are faer's in all sets.
            if &row[METRIC] == "preactivation_rms" && &row[LAYER] == "1" {
                assert_eq!(row, other, "{set}");
                of_draws += 1;
            }
            let numbers = [row, other].map(|row| row[MEAN].parse::<f64>().ok());
            let [Some(a), Some(b)] = numbers else {
                assert_eq!(row[MEAN], other[MEAN], "{set}");
                continue;
            };
            // One entry in a thousand may fall on the other side of a threshold.
            let tolerance = if row[METRIC].ends_with("_fraction") {
                1e-3
            } else {
                1e-4 * a.abs() + 1e-6
            };
            assert!((a - b).abs() <= tolerance, "{set}: {row:?} {other:?}");
        }
        assert_eq!(of_draws, 2 * 5 * 3);
    }
}

#[test]
fn sets_that_are_none_are_refused() {
    let folder = TempDir::new().unwrap();
    for name in ["avx1024", "", "AVX2", "neon "] {
        let output = command(folder.path(), &STUDY)
            .env(actlab::VARIABLE, name)
            .output()
            .unwrap();
        let message = refused(&output, name);
        assert!(message.contains(actlab::VARIABLE), "{message}");
    }
    assert!(!folder.path().join("reports").exists());
}
