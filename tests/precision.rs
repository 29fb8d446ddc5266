//! `--until-precision` adds trials until the intervals are narrow, and the
//! same ones whatever happens in between.

mod program;

use program::*;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const STUDY: [&str; 17] = [
    "study",
    "--activation",
    "relu,tanh,leaky_relu(0)",
    "--depth",
    "2,6",
    "--width",
    "16,64",
    "--batch",
    "8",
    "--trials",
    "4",
    "--weights",
    "he",
    "--format",
    "f16",
    "--until-precision",
    "8%",
];

fn study(folder: &Path, more: &[&str]) -> (String, String) {
    let output = succeed(folder, &[&STUDY[..], more].concat());
    (text(&output.stdout), text(&output.stderr))
}

/// (width, high/low, trials) of every typical ratio.
fn ratios(report: &Path) -> Vec<(String, f64, u32)> {
    let path = report.join("summary.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|c| c == name).unwrap();
    let [width, metric, trials] = ["width", "metric", "trials"].map(column);
    let [low, high] = ["geometric_low", "geometric_high"].map(column);
    reader
        .records()
        .map(Result::unwrap)
        .filter(|row| &row[metric] == "gradient_ratio")
        .map(|row| {
            let end = |place: usize| row[place].parse::<f64>().unwrap();
            let factor = (end(high) / end(low)).sqrt();
            (row[width].to_string(), factor, row[trials].parse().unwrap())
        })
        .collect()
}

#[test]
fn trials_are_added_until_the_intervals_are_narrow() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (_, said) = study(folder, &["--out", "one", "--threads", "1"]);
    assert!(
        said.contains("precision: the gradient ratios are known within"),
        "{said}"
    );
    let found = ratios(&folder.join("one"));
    assert_eq!(found.len(), 12);
    assert!(
        found.iter().all(|(_, factor, _)| *factor <= 1.08),
        "{found:?}"
    );
    let most = |width: &str| {
        let of = found.iter().filter(|(of, ..)| of == width);
        of.map(|(.., trials)| *trials).max().unwrap()
    };
    // A narrow net takes more trials than a wide one.
    assert!(most("16") > most("64") && most("64") > 4, "{found:?}");
    study(folder, &["--out", "three", "--threads", "3"]);
    assert_same(&folder.join("one"), &folder.join("three"));

    // With a journal that was cut off in the middle, the same bytes.
    fs::create_dir(folder.join("cut")).unwrap();
    let journal = fs::read(folder.join("one/study.journal")).unwrap();
    fs::write(
        folder.join("cut/study.journal"),
        &journal[..journal.len() / 2],
    )
    .unwrap();
    let (_, said) = study(folder, &["--out", "cut"]);
    assert!(said.contains("resumed: "), "{said}");
    assert_same(&folder.join("one"), &folder.join("cut"));

    // As written in the report.
    succeed(folder, &["study", "one/study.toml", "--out", "again"]);
    assert_same(&folder.join("one"), &folder.join("again"));
}

#[test]
fn the_limit_ends_it_and_is_told() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let more = ["--out", "r", "--max-trials", "7"];
    let (_, said) = study(folder, &more);
    assert!(
        said.contains("wider than asked for: 7 trials are the limit"),
        "{said}"
    );
    assert!(
        ratios(&folder.join("r"))
            .iter()
            .all(|(.., trials)| *trials <= 7)
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let refuses = |more: &[&str], part: &str| {
        let message = fail(folder, &[&STUDY[..15], more, &["--out", "r"]].concat());
        assert!(message.contains(part), "'{part}' is not in: {message}");
        assert!(!folder.join("r").exists());
    };
    refuses(
        &["--until-precision", "5%", "--shard", "1/2"],
        "on one machine",
    );
    refuses(&["--max-trials", "5"], "limit of until_precision");
    for (share, part) in [
        ("0", "above 0"),
        ("-1%", "above 0"),
        ("x", "write 5%"),
        ("nan", "above 0"),
    ] {
        refuses(&["--until-precision", share], part);
    }
    refuses(
        &["--until-precision", "5%", "--max-trials", "3"],
        "max_trials 3 must be 4",
    );
}
