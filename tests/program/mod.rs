//! The program, run in a folder of its own.

#![allow(dead_code)] // Each test takes what it needs.

use actlab::generator::{Purpose, Stream};
use rand::Rng;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The command for actlab in `folder`, where it finds no benchmark results and
/// no cluster.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_actlab"));
    in_folder(&mut command, folder).args(arguments);
    command
}

/// A shell in `folder`; `$ACTLAB` is the program.
pub fn shell(folder: &Path, script: &str) -> Output {
    let mut command = Command::new("sh");
    in_folder(&mut command, folder).args(["-c", script]);
    command.output().unwrap()
}

fn in_folder<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    for variable in [
        "ACTLAB_SHARDS",
        "SLURM_ARRAY_TASK_ID",
        "JOB_COMPLETION_INDEX",
    ] {
        command.env_remove(variable);
    }
    command
        .current_dir(folder)
        .env("ACTLAB", env!("CARGO_BIN_EXE_actlab"))
        .env("CRITERION_HOME", folder.join("no-criterion"))
}

/// Runs it.
pub fn actlab(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Runs it, and does not accept a failure.
pub fn succeed(folder: &Path, arguments: &[&str]) -> Output {
    let output = actlab(folder, arguments);
    let stderr = text(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {stderr}");
    output
}

/// Runs it, and accepts nothing but exit code 2 and one message.
pub fn fail(folder: &Path, arguments: &[&str]) -> String {
    refused(&actlab(folder, arguments), &format!("{arguments:?}"))
}

/// The message of a run that must have been refused.
pub fn refused(output: &Output, what: &str) -> String {
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{what}: {stderr}");
    assert!(!stderr.contains("panicked"), "{what}: {stderr}");
    assert!(!stderr.trim().is_empty(), "{what}: no message");
    assert!(output.stdout.is_empty(), "{what}");
    stderr
}

/// Starts it, with its output kept.
pub fn start(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Sends a signal by name.
pub fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &id]).status();
    assert!(sent.unwrap().success());
}

/// Waits until `path` has so many bytes.
pub fn wait_for_bytes(path: &Path, bytes: u64) {
    let start = Instant::now();
    while fs::metadata(path).map_or(0, |about| about.len()) < bytes {
        assert!(start.elapsed() < Duration::from_secs(60), "{path:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Every file of a report but its journal, whose records stand in the order in
/// which cells were finished.
pub fn report(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        if path.is_file() && name != "study.journal" {
            files.insert(name, fs::read(path).unwrap());
        }
    }
    assert!(files.contains_key("layers.csv"), "{folder:?}");
    files
}

/// Two reports have the same files with the same bytes.
pub fn assert_same(a: &Path, b: &Path) {
    let (a, b) = (report(a), report(b));
    assert!(a.keys().eq(b.keys()), "{:?} {:?}", a.keys(), b.keys());
    for (name, bytes) in &a {
        assert!(bytes == &b[name], "{name} differs");
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Seeded numbers for tests that try many cases.
pub struct Random(Stream);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(Stream::new(seed, Purpose::Input, 0, 0))
    }

    /// A whole number from 0 up to, not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.0.next_u64() % end as u64) as usize
    }
}
