//! How far a run is: a bar with an ETA on a terminal, a few plain lines in a
//! pipe.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// In a pipe, no two lines come closer than this.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// The progress of a run, on standard error.
pub struct Progress {
    bar: ProgressBar,
    /// In a pipe: when the last line was printed.
    last_line: Option<Mutex<Instant>>,
}

impl Progress {
    /// Of a run of `steps` that starts now.
    pub fn start(steps: u64) -> Self {
        if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(steps);
            let template = "{bar:40} {percent} %, {elapsed} gone, {left} to go";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.with_key("left", time_left));
            }
            bar.enable_steady_tick(Duration::from_millis(250));
            Progress {
                bar,
                last_line: None,
            }
        } else {
            let hidden = ProgressDrawTarget::hidden();
            Progress {
                bar: ProgressBar::with_draw_target(Some(steps), hidden),
                last_line: Some(Mutex::new(Instant::now())),
            }
        }
    }

    /// So many more steps are done; may be called from any thread.
    pub fn advance(&self, steps: u64) {
        self.bar.inc(steps);
        // A thread that finds another one printing has nothing to add.
        if let Some(Ok(mut last)) = self.last_line.as_ref().map(Mutex::try_lock)
            && last.elapsed() >= BETWEEN_LINES
        {
            *last = Instant::now();
            let steps = self.bar.length().unwrap_or(0).max(1);
            let percent = 100 * self.bar.position() / steps;
            let eta = self.bar.eta().as_secs();
            super::note(&format!("{percent} %, {eta} s to go"));
        }
    }

    /// Prints a line to standard output, above the bar.
    pub fn print(&self, line: &str) -> Result<(), super::CliError> {
        self.bar.suspend(|| super::print(line))
    }

    /// So many steps were done before.
    pub fn go_on_after(&self, steps: u64) {
        self.bar.set_position(steps);
        // Not at the speed of this run.
        self.bar.reset_eta();
    }

    /// Prints a line to standard error, above the bar.
    pub fn note(&self, line: &str) {
        self.bar.suspend(|| super::note(line));
    }

    /// The run is over.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

/// A sign of life on a terminal, while it lives, of work whose length nobody knows.
pub struct Waiting(ProgressBar);

impl Waiting {
    /// While this is worked out.
    pub fn for_what(what: &'static str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Waiting(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed} gone") {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(250));
        Waiting(bar)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Before the first step is done there is nothing to judge by.
fn time_left(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    let _ = match state.pos() {
        0 => write!(out, "some time"),
        _ => write!(out, "{} s", state.eta().as_secs()),
    };
}
