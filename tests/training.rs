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
        (&["study", "trains.toml"], "actlab train trains.toml"),
        (&["study", "digits"], "actlab train digits"),
    ] {
        let output = start(folder, arguments).wait_with_output().unwrap();
        let message = refused(&output, &format!("{arguments:?}"));
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
    assert!(!folder.join("reports").exists());
}
