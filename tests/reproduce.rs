//! `actlab reproduce` through the program.

mod program;

use program::*;
use std::path::Path;
use tempfile::TempDir;

/// Figure, verdict and reason of every row of a paper's CSV.
fn findings(folder: &Path, paper: &str) -> Vec<(String, String, String)> {
    let mut reader = csv::Reader::from_path(folder.join(format!("{paper}.csv"))).unwrap();
    let header = reader.headers().unwrap().clone();
    let [figure, verdict, reason] = ["figure", "verdict", "reason"].map(|name| {
        let mut columns = header.iter();
        columns.position(|column| column == name).unwrap()
    });
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| (row[figure].into(), row[verdict].into(), row[reason].into()))
        .collect()
}

#[test]
fn without_a_paper_they_are_listed() {
    let folder = TempDir::new().unwrap();
    let list = text(&succeed(folder.path(), &["reproduce"]).stdout);
    for paper in actlab::reproduce::papers() {
        assert!(
            list.contains(paper.name) && list.contains(paper.citation),
            "{}",
            paper.name
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Whatever the seed, no disagreement is without a reason.
#[test]
fn the_quick_ones_agree_end_to_end() {
    let quick = [
        "he-2015",
        "hanin-nica-2020",
        "lu-2019",
        "micikevicius-2018",
        "yarotsky-2017",
        "telgarsky-2016",
        "fp8-2022",
        "misra-2019",
        "hendrycks-2016",
        "ramachandran-2017",
        "roberts-2022",
        "zhang-2022",
    ];
    let folder = TempDir::new().unwrap();
    for seed in ["1", "2026"] {
        let more = ["--quick", "--seed", seed, "--out", seed];
        let output = succeed(folder.path(), &[&["reproduce"], &quick[..], &more].concat());
        let said = text(&output.stdout);
        for paper in quick {
            let found = findings(&folder.path().join(seed), paper);
            assert!(!found.is_empty());
            for (figure, verdict, reason) in found {
                assert_ne!(verdict, "disagrees", "{paper}: {figure}");
                assert!(
                    !reason.is_empty() && said.contains(&figure),
                    "{paper}: {figure}"
                );
            }
            let png = std::fs::read(folder.path().join(seed).join(format!("{paper}.png"))).unwrap();
            assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
        }
    }
}

/// What a paper has wrong is found wrong.
#[test]
fn known_disagreements_are_explained() {
    let folder = TempDir::new().unwrap();
    succeed(
        folder.path(),
        &["reproduce", "hayou-2019", "--quick", "--out", "r"],
    );
    let found = findings(&folder.path().join("r"), "hayou-2019");
    let (_, verdict, reason) = found.iter().find(|(f, ..)| f == "swish_gap").unwrap();
    assert_eq!(verdict, "disagrees (explained)");
    assert!(reason.contains("no fixed point"), "{reason}");
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    for out in ["a", "b"] {
        succeed(
            folder.path(),
            &["reproduce", "he-2015", "--quick", "--out", out],
        );
    }
    for file in ["he-2015.csv", "he-2015.png"] {
        let read = |out: &str| std::fs::read(folder.path().join(out).join(file)).unwrap();
        assert!(read("a") == read("b"), "{file}");
    }
}

#[test]
fn a_name_that_is_no_papers_gets_the_nearest() {
    let folder = TempDir::new().unwrap();
    let message = fail(folder.path(), &["reproduce", "he-2016"]);
    assert!(message.contains("he-2015"), "{message}");
    let message = fail(folder.path(), &["reproduce", "he-2015", "--all"]);
    assert!(message.contains("cannot be used with"), "{message}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Ctrl-C ends it at once, says how far it came, and leaves whole files alone.
#[test]
fn ctrl_c_leaves_whole_papers() {
    let folder = TempDir::new().unwrap();
    let arguments = [
        "reproduce",
        "telgarsky-2016",
        "pennington-2017",
        "--out",
        "r",
    ];
    let child = start(folder.path(), &arguments);
    wait_for_bytes(&folder.path().join("r/telgarsky-2016.png"), 1);
    std::thread::sleep(std::time::Duration::from_millis(200));
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(
        told.contains("stopped in pennington-2017, with 1 of 2 papers reproduced, in r"),
        "{told}"
    );
    let mut files: Vec<_> = std::fs::read_dir(folder.path().join("r"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["telgarsky-2016.csv", "telgarsky-2016.png"]);
}

/// Of every claim the row of the table and its kind of verdict.
fn verdicts(folder: &Path, seed: &str) -> Vec<String> {
    let more = ["--quick", "--seed", seed, "--out", seed];
    let claims = ["reproduce", "relu-question", "--claim", "1,3,6"];
    let said = text(&succeed(folder, &[&claims[..], &more].concat()).stderr);
    let told = said.lines().filter(|line| line.starts_with("claim "));
    told.map(str::to_string).collect()
}

/// The verdicts follow from the figures and survive a change of seed.
#[test]
fn the_claims_about_relu_are_judged_alike_under_two_seeds() {
    let folder = TempDir::new().unwrap();
    let [one, other] = ["1", "2"].map(|seed| verdicts(folder.path(), seed));
    assert_eq!(one, other);
    for (line, start) in one.iter().zip([
        "claim 1: holds only if the function is meant",
        "claim 3: holds only if the slope is that of leaky_relu(0.2)",
        "claim 6: holds only if what is meant is the correlation of two inputs",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
    let csv = std::fs::read_to_string(folder.path().join("1/claims.csv")).unwrap();
    assert!(csv.starts_with("claim,figure,mean,low,high,trials,theory\n1,"));
    for claim in ["1", "3", "6"] {
        let png = folder.path().join(format!("1/claim_{claim}.png"));
        assert_eq!(std::fs::read(png).unwrap()[..8], *b"\x89PNG\r\n\x1a\n");
    }
}

#[test]
fn the_same_seed_gives_the_same_claims() {
    let folder = TempDir::new().unwrap();
    let command = [
        "reproduce",
        "relu-question",
        "--claim",
        "1",
        "--quick",
        "--out",
    ];
    for out in ["a", "b"] {
        succeed(folder.path(), &[&command[..], &[out]].concat());
    }
    for file in ["claims.csv", "claim_1.png"] {
        let read = |out: &str| std::fs::read(folder.path().join(out).join(file)).unwrap();
        assert!(read("a") == read("b"), "{file}");
    }
}

#[test]
fn mistakes_about_claims_are_told() {
    let folder = TempDir::new().unwrap();
    for (arguments, message) in [
        (
            &["relu-question", "--claim", "99"][..],
            "there is no claim 99",
        ),
        (&["he-2015", "--claim", "1"], "go with relu-question"),
        (&["he-2015", "relu-question"], "name it alone"),
        (
            &["relu-question", "--quick", "--overnight"],
            "cannot be used with",
        ),
    ] {
        let told = fail(folder.path(), &[&["reproduce"], arguments].concat());
        assert!(told.contains(message), "{told}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Claims whose nets are trained: the same bytes again, and the verdict of
/// another seed.
#[test]
fn equal_nets_are_called_different_again() {
    let folder = TempDir::new().unwrap();
    let answer = |seed: &str, out: &str| {
        let claim = ["reproduce", "relu-question", "--claim", "8", "--quick"];
        let more = ["--seed", seed, "--out", out];
        let said = succeed(folder.path(), &[&claim[..], &more].concat());
        let csv = std::fs::read(folder.path().join(out).join("claims.csv")).unwrap();
        (text(&said.stderr).contains("claim 8: holds"), csv)
    };
    let (first, again, other) = (answer("1", "a"), answer("1", "b"), answer("2", "c"));
    assert!(first.0 && other.0);
    assert!(first == again && first.1 != other.1);
}
