//! Ctrl-C, and the signal with which a cluster ends a job.

use super::progress::Progress;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Whether this process has been asked to stop.
pub struct Interrupt {
    asked: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
    told: Cell<bool>,
}

impl Interrupt {
    /// From now on the first signal only asks; a second one ends the process
    /// at once, as a kill would.
    pub fn await_signal() -> io::Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        let signal = Arc::new(AtomicUsize::new(0));
        for number in [SIGINT, SIGTERM] {
            // In this order: the first signal must not find itself.
            flag::register_conditional_shutdown(number, 128 + number, asked.clone())?;
            flag::register_usize(number, signal.clone(), number as usize)?;
            flag::register(number, asked.clone())?;
        }
        let told = Cell::new(false);
        Ok(Interrupt {
            asked,
            signal,
            told,
        })
    }

    /// Whether to stop; the first time it is, the person is told.
    pub fn stop(&self, progress: &Progress) -> bool {
        let asked = self.is_asked();
        if asked && !self.told.replace(true) {
            progress.note("finishing the cells in flight; the same again stops at once");
        }
        asked
    }

    /// Whether the process has been asked to stop.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// What a shell calls an end by this signal.
    pub fn exit_code(&self) -> u8 {
        128 + self.signal.load(Ordering::Relaxed) as u8
    }
}
