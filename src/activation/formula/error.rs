//! What is wrong with a formula, and at which character.

use thiserror::Error;

/// Why a text is not a formula. Prints one line of message, then the text with
/// a caret under the character:
///
/// ```text
/// formula: expected a number, a name or '(' after '*'
///   x * * tanh(x)
///       ^
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("formula: {problem}\n{}", pointed(.text, *.column))]
pub struct FormulaError {
    text: String,
    column: usize,
    problem: String,
}

impl FormulaError {
    pub(super) fn new(text: &str, problem: Problem) -> Self {
        FormulaError {
            text: text.to_string(),
            column: problem.column,
            problem: problem.message,
        }
    }

    /// The text that was read, up to the longest that is read at all.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The character at which reading failed, counted from 1; one more than
    /// there are where the text ends too early.
    pub fn column(&self) -> usize {
        self.column
    }

    /// The message alone, on one line.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// A message and the character it is about, before the text is known.
#[derive(Debug, PartialEq)]
pub(super) struct Problem {
    pub column: usize,
    pub message: String,
}

impl Problem {
    pub(super) fn new(column: usize, message: impl Into<String>) -> Self {
        Problem {
            column,
            message: message.into(),
        }
    }
}

/// The text on one line, cut around the column where it is long, and below it
/// the caret.
fn pointed(text: &str, column: usize) -> String {
    const LONGEST: usize = 76;
    const BEFORE: usize = 50;
    let place = column.saturating_sub(1);
    let length = text.chars().count();
    let start = if length <= LONGEST {
        0
    } else {
        place.saturating_sub(BEFORE)
    };
    let before = if start > 0 { "..." } else { "" };
    let after = if length > start + LONGEST { "..." } else { "" };
    let shown: String = text
        .chars()
        .skip(start)
        .take(LONGEST)
        .map(printable)
        .collect();
    let indent = " ".repeat(before.len() + place - start);
    format!("  {before}{shown}{after}\n  {indent}^")
}

/// One character for one, so that the caret stays where it belongs.
fn printable(character: char) -> char {
    let plain = character.escape_debug().count() == 1;
    match character {
        _ if character.is_whitespace() => ' ',
        '\'' | '"' | '\\' => character,
        _ if plain => character,
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str, column: usize) -> String {
        FormulaError::new(text, Problem::new(column, "no")).to_string()
    }

    #[test]
    fn the_caret_stands_under_the_character() {
        assert_eq!(printed("x * * y", 5), "formula: no\n  x * * y\n      ^");
        assert_eq!(printed("", 1), "formula: no\n  \n  ^");
        assert_eq!(printed("é + ?", 5), "formula: no\n  é + ?\n      ^");
    }

    #[test]
    fn a_long_text_is_cut_around_the_character() {
        let text = format!("{}?{}", "x+".repeat(100), "+x".repeat(100));
        let printed = printed(&text, 201);
        let lines: Vec<&str> = printed.lines().collect();
        assert!(lines[1].starts_with("  ...x+") && lines[1].ends_with("..."));
        assert_eq!(lines[1].find('?'), lines[2].find('^'));
    }

    #[test]
    fn control_characters_are_not_printed() {
        let printed = printed("a\u{1b}[2J\n\tb\u{202e}'\u{301}", 2);
        assert_eq!(
            printed,
            "formula: no\n  a\u{fffd}[2J  b\u{fffd}'\u{fffd}\n   ^"
        );
    }
}
