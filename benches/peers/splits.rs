//! Writes the splits of a task, for other software to learn from: `cargo run
//! --release --example splits -- TASK SEED RUNS FOLDER` leaves a CSV file for
//! each run, the features, the class or value, and whether a sample is held out.

use actlab::training::{Samples, Targets, Task};
use std::fmt::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [task, seed, runs, folder] = &arguments[..] else {
        return Err("usage: splits TASK SEED RUNS FOLDER".into());
    };
    let task = Task::parse(task)?;
    std::fs::create_dir_all(folder)?;
    for run in 0..runs.parse()? {
        let split = task.draw(seed.parse()?, run);
        let mut text = String::new();
        for (held_out, samples) in [(0, &split.train), (1, &split.test)] {
            rows(held_out, samples, &mut text)?;
        }
        std::fs::write(format!("{folder}/{run}.csv"), text)?;
    }
    Ok(())
}

/// One line a sample.
fn rows(held_out: u8, samples: &Samples, text: &mut String) -> std::fmt::Result {
    for (place, inputs) in samples.inputs.chunks_exact(samples.features).enumerate() {
        for x in inputs {
            write!(text, "{x},")?;
        }
        match &samples.targets {
            Targets::Classes(classes) => write!(text, "{}", classes[place])?,
            Targets::Values(values) => write!(text, "{}", values[place])?,
        }
        writeln!(text, ",{held_out}")?;
    }
    Ok(())
}
