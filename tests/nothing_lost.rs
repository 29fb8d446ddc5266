//! Whatever ends a run, the same command goes on where it was and ends in the
//! same bytes.

#![cfg(unix)]

mod program;

use program::*;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// 60 cells of some milliseconds; a cell has 8 KiB of figures.
const STUDY: [&str; 13] = [
    "study",
    "--activation",
    "relu,tanh",
    "--depth",
    "2,24",
    "--width",
    "64",
    "--batch",
    "64",
    "--trials",
    "30",
    "--weights",
    "he,glorot",
];
const CELLS: usize = 60;

fn study(out: &str) -> Vec<&str> {
    [&STUDY[..], &["--out", out]].concat()
}

/// A journal of the first cells of the study, made by a disk that is full.
fn partial(folder: &Path, out: &str) -> String {
    let words: Vec<String> = study(out).iter().map(|w| format!("'{w}'")).collect();
    // In blocks of 512 bytes; the signal would end the process.
    let limits = "trap '' XFSZ; ulimit -f 300";
    let script = format!("{limits}; exec \"$ACTLAB\" {}", words.join(" "));
    refused(&shell(folder, &script), "a full disk")
}

/// ACTLAB_KILLS=100 is the long version.
#[test]
fn a_run_killed_at_any_moment_goes_on() {
    let kills = std::env::var("ACTLAB_KILLS").map_or(30, |n| n.parse().unwrap());
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let begin = std::time::Instant::now();
    succeed(folder, &study("whole"));
    let whole_run = begin.elapsed().as_micros() as usize;
    let mut random = Random::new(1);
    let (mut killed, mut resumed, mut round) = (0, 0, 0);
    while killed < kills {
        let out = format!("round-{round}");
        round += 1;
        loop {
            let mut child = start(folder, &study(&out));
            // Half of the kills fall on the first quarter, where most happens.
            let mut moment = random.below(whole_run);
            if random.below(2) == 0 {
                moment /= 4;
            }
            std::thread::sleep(Duration::from_micros(moment as u64));
            let _ = child.kill();
            let output = child.wait_with_output().unwrap();
            let stderr = text(&output.stderr);
            resumed += usize::from(stderr.contains("cells were already measured"));
            assert!(!stderr.contains("damaged"), "{stderr}");
            match output.status.code() {
                None => killed += 1,
                Some(0) => break,
                code => panic!("{code:?}: {stderr}"),
            }
            if killed >= kills {
                succeed(folder, &study(&out));
                break;
            }
        }
        assert_same(&folder.join("whole"), &folder.join(&out));
    }
    assert!(resumed > kills / 10, "{resumed} of {kills}");
}

#[test]
fn a_full_disk_costs_no_cell() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    succeed(folder, &study("whole"));
    let message = partial(folder, "full");
    assert!(
        message.contains("cannot write full/study.journal: File too large"),
        "{message}"
    );
    assert!(message.contains("make room"), "{message}");
    assert!(!folder.join("full/layers.csv").exists());
    let stderr = text(&succeed(folder, &study("full")).stderr);
    assert!(
        stderr.contains("of 60 cells were already measured"),
        "{stderr}"
    );
    assert!(
        !stderr.contains("damaged") && !stderr.contains("cut off"),
        "{stderr}"
    );
    assert_same(&folder.join("whole"), &folder.join("full"));
}

/// A report whose tables do not fit any more; what is measured stays.
#[test]
fn a_disk_that_is_full_after_the_run_costs_no_cell() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    succeed(folder, &study("whole"));
    let journal = fs::metadata(folder.join("whole/study.journal"))
        .unwrap()
        .len();
    let tables = fs::metadata(folder.join("whole/layers.csv")).unwrap().len();
    let long = ["--format", "f32", "--depth", "1"];
    assert!(tables < journal, "{long:?}");
    // The journal is there; now nothing but small files can be written.
    fs::remove_file(folder.join("whole/layers.csv")).unwrap();
    let words = study("whole").join(" ");
    let script = format!("trap '' XFSZ; ulimit -f 16; exec \"$ACTLAB\" {words}");
    let message = refused(&shell(folder, &script), "a full disk");
    assert!(
        message.contains("cannot write whole/layers.csv"),
        "{message}"
    );
    let names = fs::read_dir(folder.join("whole")).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name());
    assert!(names.all(|name| !name.to_str().unwrap().starts_with('.')));
    let stderr = text(&succeed(folder, &study("whole")).stderr);
    assert!(
        stderr.contains("all 60 cells were already measured"),
        "{stderr}"
    );
}

#[test]
fn ctrl_c_keeps_what_there_is() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    succeed(folder, &study("whole"));
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let child = start(folder, &study(name));
        let record = fs::metadata(folder.join("whole/study.journal"))
            .unwrap()
            .len()
            / 60;
        wait_for_bytes(&folder.join(name).join("study.journal"), 4 * record);
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{stderr}");
        assert!(stderr.contains("finishing the cells in flight"), "{stderr}");
        assert!(
            stderr.contains("the same command goes on from there"),
            "{stderr}"
        );
        assert!(stdout.starts_with("partial: "), "{stdout}");
        let files = report(&folder.join(name));
        let spec = text(&files["study.toml"]);
        assert!(spec.contains("\npartial = \""), "{spec}");
        let layers = text(&files["layers.csv"]);
        let trials = layers.lines().nth(1).unwrap().rsplit(',').nth(3).unwrap();
        assert!(trials.parse::<usize>().unwrap() < CELLS / 2, "{trials}");
        // Made of what there is.
        let stdout = text(&succeed(folder, &["report", name]).stdout);
        assert!(stdout.starts_with("partial: "), "{stdout}");
        let stderr = text(&succeed(folder, &study(name)).stderr);
        assert!(stderr.contains("resumed: "), "{stderr}");
        assert_same(&folder.join("whole"), &folder.join(name));
    }
}

/// One long cell: the first Ctrl-C waits for it, the second does not.
#[test]
fn a_second_ctrl_c_stops_at_once() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let long = ["study", "--width", "256", "--trials", "2", "--out", "long"];
    let mut child = start(folder, &long);
    wait_for_bytes(&folder.join("long/study.journal"), 100);
    std::thread::sleep(Duration::from_millis(100));
    signal(&child, "INT");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(
        child.try_wait().unwrap(),
        None,
        "the cells in flight take longer"
    );
    signal(&child, "INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!folder.join("long/layers.csv").exists());
}

#[test]
fn two_processes_do_not_share_a_folder() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let long = ["study", "--trials", "100", "--out", "r"];
    let mut child = start(folder, &long);
    wait_for_bytes(&folder.join("r/study.journal"), 100);
    let message = fail(folder, &study("r"));
    assert!(
        message.contains("another process is at work in r; wait for it"),
        "{message}"
    );
    let message = fail(folder, &["study", "--restart", "--out", "r"]);
    assert!(message.contains("another process"), "{message}");
    let message = fail(folder, &["merge", "r", "--out", "m"]);
    assert!(message.contains("another process"), "{message}");
    child.kill().unwrap();
    child.wait().unwrap();
    // A lock does not outlive its process.
    succeed(folder, &[&study("r")[..], &["--restart"]].concat());
}

/// What would be lost is protected, what is done does not stand in the way.
#[test]
fn a_journal_of_another_study_is_refused_until_it_is_reported() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    partial(folder, "r");
    let before = fs::read(folder.join("r/study.journal")).unwrap();
    let other = [
        &study("r")[..9],
        &["--trials", "4", "--seed", "2"],
        &["--out", "r"],
    ]
    .concat();
    let message = fail(folder, &other);
    for part in [
        "r/study.journal holds ",
        " of 60 cells of another study:\n",
        "  seed: 1 there, 2 here\n",
        "  trials: 30 there, 4 here\n",
        "--out",
        "--restart",
    ] {
        assert!(message.contains(part), "'{part}' is not in: {message}");
    }
    assert_eq!(fs::read(folder.join("r/study.journal")).unwrap(), before);
    succeed(folder, &[&other[..], &["--restart"]].concat());
    // That one is reported.
    succeed(folder, &study("r"));
    succeed(folder, &study("whole"));
    assert_same(&folder.join("whole"), &folder.join("r"));
}

/// A file that has changed since is another study, whatever its name.
#[test]
fn the_rows_of_a_file_belong_to_the_study() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::write(folder.join("x.csv"), "1,2\n3,4\n5,7\n").unwrap();
    let shard = [&study("r")[..], &["--input", "x.csv", "--shard", "1/2"]].concat();
    succeed(folder, &shard);
    let stderr = text(&succeed(folder, &shard).stderr);
    assert!(
        stderr.contains("all 30 cells were already measured"),
        "{stderr}"
    );
    fs::write(folder.join("x.csv"), "1,2\n3,4\n5,8\n").unwrap();
    let message = fail(folder, &shard);
    assert!(
        message.contains("csv(x.csv): \"rows with checksum "),
        "{message}"
    );
    succeed(folder, &[&shard[..], &["--restart"]].concat());
}

/// What a killed process leaves beside the files goes with the next run.
#[test]
fn nothing_stays_beside_the_files() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("r")).unwrap();
    fs::write(folder.join("r/.actlab-aside-x"), "half").unwrap();
    fs::write(folder.join("r/.mine"), "mine").unwrap();
    succeed(folder, &study("r"));
    assert!(!folder.join("r/.actlab-aside-x").exists());
    assert!(folder.join("r/.mine").exists());
}

/// Other kinds of files in its place are left alone.
#[test]
fn what_is_no_journal_is_refused() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("r")).unwrap();
    let journal = folder.join("r/study.journal");
    let check = |part: &str| {
        for more in [&[][..], &["--restart"]] {
            let message = fail(folder, &[&study("r")[..], more].concat());
            assert!(message.contains(part), "'{part}' is not in: {message}");
        }
    };
    fs::write(&journal, "a diary\n").unwrap();
    check("is no journal of actlab");
    fs::write(&journal, "actlab journal 2 and more of it").unwrap();
    check("'actlab journal 2'");
    fs::remove_file(&journal).unwrap();
    fs::create_dir(&journal).unwrap();
    check("is no journal of actlab");
    fs::remove_dir(&journal).unwrap();
    std::os::unix::fs::symlink("study.journal", &journal).unwrap();
    check("cannot read r/study.journal");
    fs::remove_file(&journal).unwrap();
    assert!(shell(folder, "mkfifo r/study.journal").status.success());
    check("is no journal of actlab");
}
