//! Any split of the work gives the same bytes.

mod program;

use program::*;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// 24 cells of three sizes.
const STUDY: [&str; 15] = [
    "study",
    "--activation",
    "relu,tanh",
    "--depth",
    "1,3",
    "--width",
    "8,16,24",
    "--batch",
    "8",
    "--trials",
    "4",
    "--input",
    "normal,uniform",
    "--weights",
    "he",
];

fn study(folder: &Path, more: &[&str]) -> String {
    let output = succeed(folder, &[&STUDY[..], more].concat());
    text(&output.stdout)
}

#[test]
fn any_number_of_threads() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    for threads in ["1", "2", "3", "8"] {
        study(folder, &["--threads", threads, "--out", threads]);
        assert_same(&folder.join("1"), &folder.join(threads));
    }
}

#[test]
fn any_number_of_shards() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    study(folder, &["--out", "single"]);
    for count in [1, 2, 7, 30] {
        let out = format!("of-{count}");
        // The order does not matter either.
        for number in (1..=count).rev() {
            let shard = format!("{number}/{count}");
            let said = study(folder, &["--shard", &shard, "--out", &out]);
            assert!(
                said.contains(&format!("actlab merge {out} --out {out}")),
                "{said}"
            );
        }
        assert!(!folder.join(&out).join("layers.csv").exists());
        succeed(folder, &["merge", &out, "--out", &out]);
        assert_same(&folder.join("single"), &folder.join(&out));
        if count != 2 {
            continue;
        }
        // Again, and as a study: nothing is left to do.
        succeed(folder, &["merge", &out, "--out", &out]);
        let again = succeed(folder, &[&STUDY[..], &["--out", &out]].concat());
        assert!(text(&again.stderr).contains("all 24 cells were already measured"));
        assert_same(&folder.join("single"), &folder.join(&out));
    }
}

#[test]
fn clusters_tell_the_shard() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let run = |variables: &[(&str, &str)]| {
        command(
            folder,
            &[&STUDY[..], &["--shard", "auto", "--out", "r"]].concat(),
        )
        .envs(variables.iter().copied())
        .output()
        .unwrap()
    };
    let slurm = [
        ("SLURM_ARRAY_TASK_ID", "0"),
        ("SLURM_ARRAY_TASK_MIN", "0"),
        ("SLURM_ARRAY_TASK_MAX", "1"),
        ("SLURM_ARRAY_TASK_COUNT", "2"),
    ];
    assert!(run(&slurm).status.success());
    assert!(folder.join("r/shard-1-of-2/study.journal").is_file());
    let kubernetes = [("JOB_COMPLETION_INDEX", "1"), ("ACTLAB_SHARDS", "2")];
    assert!(run(&kubernetes).status.success());
    assert!(folder.join("r/shard-2-of-2/study.journal").is_file());
    let message = refused(&run(&kubernetes[..1]), "no count");
    assert!(message.contains("set ACTLAB_SHARDS"), "{message}");
    let message = refused(&run(&[]), "no cluster");
    assert!(message.contains("--shard: auto finds neither"), "{message}");
    succeed(folder, &["merge", "r", "--out", "r"]);
}

#[test]
fn what_makes_no_whole_is_named() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let refuses = |folders: &[&str], parts: &[&str]| {
        let message = fail(folder, &[&["merge"], folders, &["--out", "out"]].concat());
        for part in parts {
            assert!(message.contains(part), "'{part}' is not in: {message}");
        }
        assert!(!folder.join("out").exists());
    };
    for number in ["1", "3"] {
        study(folder, &["--shard", &format!("{number}/3"), "--out", "a"]);
    }
    refuses(
        &["a"],
        &["7 of 24 cells are missing", "shard 2/3 lacks 7 of 7"],
    );
    refuses(&["nowhere"], &["nowhere: there is neither"]);
    study(folder, &["--shard", "2/3", "--out", "a"]);
    refuses(
        &["a", "a/shard-2-of-3"],
        &[
            "both hold cells ",
            "; leave one of them out",
            "a/shard-2-of-3/study.journal",
        ],
    );
    study(folder, &["--shard", "2/2", "--out", "b"]);
    refuses(
        &["a/shard-1-of-3", "b"],
        &["both hold cells ", "b/shard-2-of-2/study.journal"],
    );
    study(folder, &["--shard", "2/3", "--out", "c", "--seed", "2"]);
    refuses(
        &["a/shard-1-of-3", "a/shard-3-of-3", "c"],
        &[
            "hold cells of different studies",
            "seed: 1 there, 2 here",
            "c/shard-2-of-3",
        ],
    );
    let inside = fail(folder, &["merge", "a", "--out", "a/shard-1-of-3"]);
    assert!(
        inside.contains("one of the folders to be merged"),
        "{inside}"
    );
    for text in ["0/3", "4/3", "x", "1/0", "-1/3"] {
        let message = fail(
            folder,
            &[&STUDY[..], &["--out", "d", &format!("--shard={text}")]].concat(),
        );
        assert!(message.contains("--shard: "), "{message}");
        assert!(!folder.join("d").exists());
    }
    // A damaged record is a missing cell, which the shard's command mends.
    let journal = folder.join("a/shard-2-of-3/study.journal");
    let mut bytes = fs::read(&journal).unwrap();
    let last = bytes.len() - 9;
    bytes[last] ^= 1;
    fs::write(&journal, bytes).unwrap();
    refuses(
        &["a"],
        &["1 of 24 cells are missing", "shard 2/3 lacks 1 of 7"],
    );
    let output = succeed(
        folder,
        &[&STUDY[..], &["--shard", "2/3", "--out", "a"]].concat(),
    );
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("shard-2-of-3/study.journal: record 7 is damaged"),
        "{stderr}"
    );
    assert!(stderr.contains("resumed: 6 of 7 cells"), "{stderr}");
    succeed(folder, &["merge", "a", "--out", "out"]);
}
