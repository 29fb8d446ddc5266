//! TOML files as people write them: each value with its line, and what is not of
//! the form in words that say the mend.

use super::typed::{Origin, SpecError, SpecProblem, Typed};
use crate::naming::{nearest_of, shown, suggestion};
use std::path::Path;
use toml::Spanned;

/// No specification is larger; it keeps a wrong path from being read whole.
const LARGEST_FILE: u64 = 1 << 20;

/// The text of a study file.
///
/// # Errors
/// [`SpecError`] where it cannot be read.
pub(super) fn read_text(path: &Path) -> Result<String, SpecError> {
    let wrong = |problem: String| SpecError {
        origin: Origin::File(path.to_path_buf()),
        problem: SpecProblem::Value(problem),
    };
    let about = std::fs::metadata(path)
        .map_err(|e| wrong(format!("cannot be read: {e}; is the path right?")))?;
    if !about.is_file() {
        return Err(wrong("not a regular file; name a TOML file".to_string()));
    }
    if about.len() > LARGEST_FILE {
        return Err(wrong("larger than 1 MiB, so no study file".to_string()));
    }
    let bytes = std::fs::read(path).map_err(|e| wrong(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| {
        let line = e.as_bytes()[..e.utf8_error().valid_up_to()]
            .iter()
            .filter(|b| **b == b'\n')
            .count();
        SpecError {
            origin: Origin::Line(path.to_path_buf(), line + 1),
            problem: SpecProblem::Value("not UTF-8 text; save the file as UTF-8".to_string()),
        }
    })
}

/// The name of a study whose file gives it none.
pub(super) fn stem(path: &Path) -> Option<Typed<String>> {
    path.file_stem().map(|stem| Typed {
        value: stem.to_string_lossy().into_owned(),
        origin: Origin::File(path.to_path_buf()),
    })
}

/// The line of an offset into the text of a file.
pub(super) fn lines<'a>(text: &'a str, path: &'a Path) -> impl Fn(usize) -> Origin + Copy + 'a {
    move |offset| {
        let before = text.as_bytes().iter().take(offset);
        Origin::Line(
            path.to_path_buf(),
            1 + before.filter(|b| **b == b'\n').count(),
        )
    }
}

/// TOML of a known form.
///
/// # Errors
/// [`SpecError`] with the line where it is of another.
pub(super) fn parse<T: serde::de::DeserializeOwned>(
    text: &str,
    line: impl Fn(usize) -> Origin,
) -> Result<T, SpecError> {
    toml::from_str(text).map_err(|error| SpecError {
        origin: line(error.span().map_or(0, |span| span.start)),
        problem: SpecProblem::Value(in_words(error.message())),
    })
}

/// A value of a file with its line.
pub(super) fn one<T>(
    value: Option<Spanned<T>>,
    line: impl Fn(usize) -> Origin,
) -> Option<Typed<T>> {
    value.map(|value| Typed {
        origin: line(value.span().start),
        value: value.into_inner(),
    })
}

/// A list of a file, each with its line.
pub(super) fn many<T>(
    values: Option<Spanned<Vec<Spanned<T>>>>,
    line: impl Fn(usize) -> Origin + Copy,
) -> Result<Option<Vec<Typed<T>>>, SpecError> {
    let Some(values) = values else {
        return Ok(None);
    };
    if values.get_ref().is_empty() {
        return Err(SpecError {
            origin: line(values.span().start),
            problem: SpecProblem::Value("the list is empty; name one at least".into()),
        });
    }
    let typed = values.into_inner().into_iter();
    Ok(Some(typed.filter_map(|v| one(Some(v), line)).collect()))
}

/// What serde says of a key or a value, in the words of TOML and with the mend.
fn in_words(message: &str) -> String {
    let message = message.trim().replace('\n', "; ");
    if let Some(unknown) = message.strip_prefix("unknown field `") {
        let mut names = unknown.split('`').step_by(2);
        let typed = names.next().unwrap_or_default();
        let keys: Vec<&str> = names.collect();
        let nearest = nearest_of(typed, keys.iter().map(|key| (*key, *key)));
        let keys = keys.join(", ");
        let end = match suggestion(&nearest) {
            none if none.is_empty() => ".".to_string(),
            suggestion => suggestion,
        };
        return format!("unknown key '{}'{end} The keys: {keys}", shown(typed));
    }
    let wrong = message.strip_prefix("invalid type: ");
    let wrong = wrong.or(message.strip_prefix("invalid value: "));
    let Some((found, expected)) = wrong.and_then(|wrong| wrong.split_once(", expected ")) else {
        return message;
    };
    let wanted = match expected {
        "a sequence" => "a list in brackets, as in [8, 32]",
        "a string" => "a text in quotes",
        "a boolean" => "true or false, without quotes",
        "u64" => "a whole number from 0, without quotes",
        "f64" => "a number, without quotes",
        "a map" => "a table, as in [made_by]",
        other => other,
    };
    format!("must be {wanted}, not {}", found.replace('`', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_what_is_of_another_form() {
        for (message, words) in [
            (
                "invalid type: string \"a\", expected a sequence",
                "must be a list in brackets, as in [8, 32], not string \"a\"",
            ),
            (
                "invalid value: integer `-1`, expected u64",
                "must be a whole number from 0, without quotes, not integer -1",
            ),
            (
                "unknown field `formats`, expected one of `depth`, `format`",
                "unknown key 'formats'; did you mean format? The keys: depth, format",
            ),
            (
                "unknown field `zzz`, expected `depth`",
                "unknown key 'zzz'. The keys: depth",
            ),
            ("duplicate key", "duplicate key"),
        ] {
            assert_eq!(in_words(message), words);
        }
    }
}
