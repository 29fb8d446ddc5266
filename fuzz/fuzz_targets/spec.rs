//! Any text in the place of a specification is one, or gets a message, without
//! a panic; one that is read is printed as a text that is read to the same.

#![no_main]

use actlab::study::{Draft, Spec, builtins};
use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    // Files of the machine that fuzzes are no input; nor are they with escapes.
    if text.contains("csv") || text.contains('\\') {
        return;
    }
    let Some(spec) = read(text) else {
        return;
    };
    let printed = spec.to_toml();
    let again = read(&printed).expect("what is printed is read");
    assert_eq!(again.to_toml(), printed);
});

fn read(text: &str) -> Option<Spec> {
    let draft = match Draft::from_toml(text, Path::new("fuzzed.toml")) {
        Ok(draft) => draft,
        Err(error) => {
            assert!(error.to_string().starts_with("fuzzed.toml: line "));
            return None;
        }
    };
    let default = Draft::builtin(&builtins()[0]).unwrap();
    match Spec::new(draft.over(default)) {
        Ok(spec) => Some(spec),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}
