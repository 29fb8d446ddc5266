//! Texts as people spell them, and as messages show them.

/// Spelling differences that do not matter: case, `_`, `-` and blanks, so that
/// `LeakyReLU`, `leaky-relu` and `leaky_relu` are one name.
pub(crate) fn key(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-') && !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The at most three names that look most like `typed`, best first. Each is
/// given as a spelling, which is compared, and the name that is shown for it.
pub(crate) fn nearest_of<'a>(
    typed: &str,
    spellings: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<String> {
    // Below 0.75 a Jaro-Winkler match of short names is a coincidence.
    const LOOKS_ALIKE: f64 = 0.75;
    let wanted = key(typed);
    let mut scored: Vec<(f64, &str)> = spellings
        .map(|(spelling, name)| (strsim::jaro_winkler(&wanted, &key(spelling)), name))
        .filter(|(score, _)| *score >= LOOKS_ALIKE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let mut names: Vec<String> = Vec::new();
    for (_, name) in scored {
        if names.len() < 3 && !names.iter().any(|n| n == name) {
            names.push(name.to_string());
        }
    }
    names
}

/// The end of a message about a name that is not known.
pub(crate) fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", nearest.join(", "))
    }
}

/// A number as short as reads back: 1e300 rather than 301 digits.
pub(crate) fn number(value: f64) -> String {
    if value == 0.0 || (1e-6..1e15).contains(&value.abs()) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// A text as typed, for a message: on one line, and not for ever.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push_str("...");
    }
    shown
}
