//! A study that trains, as typed.

use crate::study::toml_file::{lines, many, one, parse, read_text, stem};
use crate::study::{SpecError, Typed};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

/// Declares the keys of a training study once: what is typed, how it is read
/// from a file, and which of two drafts is heard.
macro_rules! draft {
    ($($(#[$doc:meta])* $key:ident: $kind:ident $type:ty;)*) => {
        /// A specification as typed. `None` is 'not said'.
        #[derive(Debug, Clone, Default)]
        pub struct TrainingDraft {
            $($(#[$doc])* pub $key: Option<draft!(@typed $kind $type)>,)*
        }

        /// The file format: every key may be left out, no other is allowed.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            /// Says that this is a study that trains.
            #[serde(rename = "kind")]
            _kind: Kind,
            $($key: Option<draft!(@read $kind $type)>,)*
            /// Where a report came from; not read back.
            #[serde(rename = "made_by")]
            _made_by: Option<toml::Table>,
        }

        impl TrainingDraft {
            /// Reads TOML; `path` is the file that messages name.
            ///
            /// # Errors
            /// [`SpecError`] where it is no TOML, or has an unknown key or a
            /// value of the wrong kind.
            pub fn from_toml(text: &str, path: &Path) -> Result<Self, SpecError> {
                let line = lines(text, path);
                let file: File = parse(text, line)?;
                Ok(TrainingDraft {
                    $($key: draft!(@take $kind file.$key, line),)*
                })
            }

            /// This draft where it says something, else `under`.
            pub fn over(self, under: TrainingDraft) -> TrainingDraft {
                TrainingDraft { $($key: self.$key.or(under.$key),)* }
            }
        }
    };
    (@typed one $type:ty) => { Typed<$type> };
    (@typed many $type:ty) => { Vec<Typed<$type>> };
    (@read one $type:ty) => { Spanned<$type> };
    (@read many $type:ty) => { Spanned<Vec<Spanned<$type>>> };
    (@take one $value:expr, $line:expr) => { one($value, $line) };
    (@take many $value:expr, $line:expr) => { many($value, $line)? };
}

#[derive(Deserialize)]
enum Kind {
    #[serde(rename = "training")]
    Training,
}

draft! {
    /// Name of the study.
    name: one String;
    /// Seed of every draw.
    seed: one u64;
    /// Runs of each net at its learning rate.
    runs: one u64;
    /// Runs at each learning rate before one is chosen.
    tuning_runs: one u64;
    /// Tasks.
    task: many String;
    /// Activations.
    activation: many String;
    /// Which of their parameters are learnt.
    learning: many String;
    /// Whether weight decay is for those, too.
    decays_activation: one bool;
    /// Architectures.
    architecture: many String;
    /// Optimizers.
    optimizer: many String;
    /// Learning rates to choose from.
    learning_rate: many f64;
    /// Depths.
    depth: many u64;
    /// Widths.
    width: many u64;
    /// Weight initialisations.
    weights: many String;
    /// Number formats.
    format: many String;
    /// Samples of a step.
    batch: one u64;
    /// Steps of a run.
    steps: one u64;
    /// Steps from one checkpoint to the next.
    every: one u64;
    /// Training losses whose first step is looked for.
    goal: many f64;
    /// Threshold of saturation.
    tau: one f64;
    /// Level of the intervals.
    confidence: one f64;
}

impl TrainingDraft {
    /// Whether a file is TOML that says `kind = "training"`.
    pub fn is_in(path: &Path) -> bool {
        let table = read_text(path)
            .ok()
            .and_then(|text| text.parse::<toml::Table>().ok());
        table.is_some_and(|table| table.get("kind").is_some())
    }

    /// Reads a TOML file, which names the study where it does not itself.
    ///
    /// # Errors
    /// [`SpecError`] as [`TrainingDraft::from_toml`], or where the file cannot
    /// be read.
    pub fn read(path: &Path) -> Result<Self, SpecError> {
        let mut draft = Self::from_toml(&read_text(path)?, path)?;
        draft.name = draft.name.or_else(|| stem(path));
        Ok(draft)
    }
}
