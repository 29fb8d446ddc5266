//! Studies that train, as a user runs them: the same bytes always, nothing lost,
//! the accuracy that other software reaches, and one message for what is wrong.

mod program;

use actlab::study::training::{TrainingDraft, TrainingPlan, TrainingSpec, train_all};
use program::*;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Two activations, two conditions, 28 runs of some milliseconds.
const STUDY: &str = r#"
kind = "training"
task = ["spirals"]
activation = ["relu", "swish"]
architecture = ["plain", "residual+layernorm"]
format = ["mixed(forward=bf16)*auto"]
learning = ["unit"]
learning_rate = [0.003, 0.01]
tuning_runs = 2
runs = 3
width = [8]
steps = 30
every = 10
"#;

fn study(folder: &Path, more: &[&str]) {
    fs::write(folder.join("small.toml"), STUDY).unwrap();
    succeed(folder, &[&["train", "small.toml"], more].concat());
}

/// The tables of a report.
fn tables(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let names = ["steps", "summary", "rates", "runs", "learnt"];
    let table = |name: &str| {
        let path = folder.join(format!("{name}.csv"));
        (name.to_string(), fs::read(path).unwrap())
    };
    names.into_iter().map(table).collect()
}

/// Those of its tables that there are.
fn tables_there(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let csv = |path: &std::path::PathBuf| path.extension().is_some_and(|e| e == "csv");
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| (path.display().to_string(), fs::read(path).unwrap());
    paths.filter(csv).map(read).collect()
}

#[test]
fn the_same_bytes_however_they_are_made() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    study(folder, &["--out", "one", "--threads", "1"]);
    study(folder, &["--out", "two", "--threads", "2"]);
    let whole = tables(&folder.join("one"));
    assert!(whole == tables(&folder.join("two")), "by threads");
    // What a kill leaves: a journal with a record cut off in the middle, and no
    // report.
    let stopped = folder.join("stopped");
    fs::create_dir(&stopped).unwrap();
    let journal = fs::read(folder.join("one/study.journal")).unwrap();
    fs::write(
        stopped.join("study.journal"),
        &journal[..journal.len() * 2 / 3],
    )
    .unwrap();
    study(folder, &["--out", "stopped"]);
    assert!(whole == tables(&stopped), "after a kill");
    // The report from the journal alone.
    fs::remove_file(folder.join("two/steps.csv")).unwrap();
    succeed(folder, &["report", "two"]);
    assert!(whole == tables(&folder.join("two")), "made again");
    let learnt = String::from_utf8(whole[4].1.clone()).unwrap();
    // One beta for each of 8 units in 2 layers of 3 runs in 2 conditions.
    assert_eq!(
        learnt
            .lines()
            .filter(|line| line.starts_with("swish"))
            .count(),
        96
    );
}

/// scikit-learn 1.9.1's MLPClassifier of the same size reaches the accuracy that
/// stands in the README on the same splits (`benches/peers/digits.py`).
#[test]
fn digits_are_read() {
    let draft = TrainingDraft::from_toml(
        "kind = \"training\"\nactivation = [\"relu\"]\nlearning_rate = [0.003]\nruns = 4\ngoal = [0.1]\nevery = 600",
        Path::new("digits"),
    );
    let digits = actlab::study::training::training_builtins()[0];
    let default = TrainingDraft::from_toml(digits.toml, Path::new(digits.name)).unwrap();
    let spec = TrainingSpec::new(draft.unwrap().over(default)).unwrap();
    let plan = TrainingPlan::new(spec).unwrap();
    let outcomes = train_all(&plan, 2, &|| ()).unwrap();
    let accuracies = outcomes[0]
        .ends()
        .map(|end| end.unwrap().test.accuracy.unwrap());
    let mean = accuracies.sum::<f64>() / 4.0;
    assert!(mean > 0.967, "{mean}");
}

/// Tasks and formats at the edge of what makes sense come to their end.
#[test]
fn odd_studies_are_run() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::write(folder.join("few.csv"), "1,1\n2,4\n3,9\n").unwrap();
    fs::write(folder.join("small.toml"), STUDY).unwrap();
    let quick = [
        "--runs",
        "2",
        "--learning-rate",
        "0.01",
        "--steps",
        "8",
        "--every",
        "4",
    ];
    for (place, more) in [
        &[
            "--task",
            "csv(few.csv, target=2, values)",
            "--batch",
            "1000",
        ][..],
        &["--format", "f64,e2m1,nvfp4,f16*2^900", "--width", "32"],
        &["--learning-rate", "1e30"],
        &[
            "--activation",
            "relu,exponential,square",
            "--depth",
            "40",
            "--architecture",
            "residual",
        ],
        &[
            "--optimizer",
            "sgd,momentum,adam,adamw",
            "--learning",
            "nothing,layer",
        ],
    ]
    .into_iter()
    .enumerate()
    {
        let out = format!("out{place}");
        let rest = [&["--out", &out][..], more].concat();
        let rate = if more.contains(&"--learning-rate") {
            &quick[..2]
        } else {
            &quick[..4]
        };
        let arguments = [&["train", "small.toml"], rate, &quick[4..], &rest].concat();
        let output = succeed(folder, &arguments);
        assert!(!text(&output.stdout).contains("NaN"), "{more:?}");
        for (name, table) in tables_there(&folder.join(&out)) {
            let table = String::from_utf8(table).unwrap().to_lowercase();
            let is_number = |cell: &str| cell == "nan" || cell == "inf" || cell == "-inf";
            assert!(!table.split([',', '\n']).any(is_number), "{more:?}: {name}");
        }
    }
}

#[test]
fn what_is_wrong_is_told() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::write(
        folder.join("wrong.toml"),
        "kind = \"training\"\nrate = [1]\n",
    )
    .unwrap();
    fs::write(folder.join("kind.toml"), "kind = \"other\"\n").unwrap();
    fs::write(folder.join("trains.toml"), STUDY).unwrap();
    for (arguments, expected) in [
        (&["train", "digit"][..], "did you mean digits"),
        (&["train", "--task", "digit"], "digits"),
        (&["train", "--optimizer", "adan"], "adam"),
        (&["train", "--architecture", "plain+batchnrm"], "batchnorm"),
        (&["train", "--learning", "both"], "--learning"),
        (&["train", "--learning-rate", "0"], "above 0"),
        (&["train", "--learning-rate", "0.1,0.1"], "twice"),
        (&["train", "--learning-rate", "x"], "not a number"),
        (&["train", "--runs", "1"], "2 or more"),
        (&["train", "--every", "0"], "1 or more"),
        (&["train", "--goal", "nan"], "above 0"),
        (
            &["train", "--weights", "torch_gain", "--activation", "gelu"],
            "torch_gain",
        ),
        (&["train", "wrong.toml"], "wrong.toml: line 2"),
        (&["train", "kind.toml"], "kind.toml: line 1"),
        (&["train", "--format", "f17"], "f16"),
        (&["train", "--width", "1000000"], "does not fit in memory"),
        (
            &["train", "--every", "1", "--steps", "100000000"],
            "--every",
        ),
        (&["study", "trains.toml"], "actlab train trains.toml"),
        (&["study", "digits"], "actlab train digits"),
    ] {
        let output = start(folder, arguments).wait_with_output().unwrap();
        let message = refused(&output, &format!("{arguments:?}"));
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
    assert!(!folder.join("reports").exists());
}
