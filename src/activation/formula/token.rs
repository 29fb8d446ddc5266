//! A text taken apart into numbers, names and signs.

use super::error::Problem;
use super::expression::{Comparison, Decimal};
use crate::naming::shown;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    Number(Decimal),
    Name,
    Plus,
    Minus,
    Star,
    Slash,
    Caret,
    Comparison(Comparison),
    Open,
    Close,
    Comma,
    Colon,
    Assign,
    /// Behind the last character.
    End,
}

/// A token as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot<'a> {
    pub token: Token,
    /// Its characters as typed.
    pub text: &'a str,
    /// Its first character, counted in characters from 1.
    pub column: usize,
}

impl Spot<'_> {
    /// Whether an operand ends here, so that an operator may follow.
    pub(super) fn ends_operand(&self) -> bool {
        let keyword = matches!(self.text, "backward" | "learnable");
        matches!(self.token, Token::Number(_) | Token::Name | Token::Close) && !keyword
    }
}

/// The tokens of `text`; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Spot<'_>>, Problem> {
    let mut found = Vec::new();
    let (mut rest, mut column) = (text, 1);
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            column += 1;
            continue;
        }
        let (token, length) = token(first, rest, column)?;
        let (text, behind) = rest.split_at(length);
        found.push(Spot {
            token,
            text,
            column,
        });
        // Tokens are ASCII: as many characters as bytes.
        (rest, column) = (behind, column + length);
    }
    found.push(Spot {
        token: Token::End,
        text: "",
        column,
    });
    Ok(found)
}

/// The token that `rest` begins with, and its length.
fn token(first: char, rest: &str, column: usize) -> Result<(Token, usize), Problem> {
    let pair = match rest.as_bytes() {
        [b'<', b'=', ..] => Some(Token::Comparison(Comparison::LessOrEqual)),
        [b'>', b'=', ..] => Some(Token::Comparison(Comparison::GreaterOrEqual)),
        [b'=', b'=', ..] => Some(Token::Comparison(Comparison::Equal)),
        [b'!', b'=', ..] => Some(Token::Comparison(Comparison::NotEqual)),
        _ => None,
    };
    if let Some(pair) = pair {
        return Ok((pair, 2));
    }
    let single = match first {
        '+' => Token::Plus,
        '-' => Token::Minus,
        '*' => Token::Star,
        '/' => Token::Slash,
        '^' => Token::Caret,
        '(' => Token::Open,
        ')' => Token::Close,
        ',' => Token::Comma,
        ':' => Token::Colon,
        '=' => Token::Assign,
        '<' => Token::Comparison(Comparison::Less),
        '>' => Token::Comparison(Comparison::Greater),
        'a'..='z' | 'A'..='Z' | '_' => {
            let length = span(rest, |c| c.is_ascii_alphanumeric() || c == b'_');
            return Ok((Token::Name, length));
        }
        '0'..='9' | '.' => return number(rest, column),
        _ => return Err(stranger(first, column)),
    };
    Ok((single, 1))
}

/// How many of the first bytes are of a kind.
fn span(text: &str, kind: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| kind(*byte)).count()
}

fn number(rest: &str, column: usize) -> Result<(Token, usize), Problem> {
    let digits = |from: usize| span(&rest[from..], |byte| byte.is_ascii_digit());
    let mut length = digits(0);
    if rest[length..].starts_with('.') {
        let fraction = digits(length + 1);
        if length + fraction == 0 {
            return Err(stranger('.', column));
        }
        length += 1 + fraction;
    }
    // An 'e' without digits is not part of the number.
    if rest[length..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[length + 1..].starts_with(['+', '-']));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    let text = &rest[..length];
    let value = Decimal::read(text).ok_or_else(|| {
        let message = format!("{} is out of the range of f64", shown(text));
        Problem::new(column, message)
    })?;
    Ok((Token::Number(value), length))
}

/// A character that no token begins with; those that come with a formula
/// copied from a paper are told what to write instead.
fn stranger(character: char, column: usize) -> Problem {
    let instead = match character {
        '\u{2212}' | '\u{2013}' | '\u{2010}' | '\u{2011}' => "-",
        '\u{d7}' | '\u{b7}' | '\u{22c5}' | '\u{2219}' => "*",
        '\u{f7}' | '\u{2215}' => "/",
        '\u{2264}' => "<=",
        '\u{2265}' => ">=",
        '\u{2260}' | '!' => "!=",
        '\u{3c0}' => "pi",
        '\u{b2}' => "^2",
        '\u{b3}' => "^3",
        '|' => "abs(...)",
        '[' | '{' => "(",
        ']' | '}' => ")",
        _ => "",
    };
    let shown = match character {
        '\'' => "'".to_string(),
        _ => shown(&character.to_string()),
    };
    let mut message = format!("the character '{shown}' has no meaning here");
    if !instead.is_empty() {
        message.push_str(&format!("; write '{instead}'"));
    }
    Problem::new(column, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(&str, usize)> {
        let spots = tokens(text).unwrap();
        spots.iter().map(|s| (s.text, s.column)).collect()
    }

    #[test]
    fn tokens_know_their_column() {
        assert_eq!(
            texts(" a_1<=2.5e-3*\tX"),
            [
                ("a_1", 2),
                ("<=", 5),
                ("2.5e-3", 7),
                ("*", 13),
                ("X", 15),
                ("", 16)
            ]
        );
        assert_eq!(texts("2e"), [("2", 1), ("e", 2), ("", 3)]);
        assert_eq!(texts("1.e5.5"), [("1.e5", 1), (".5", 5), ("", 7)]);
        assert_eq!(texts("===!="), [("==", 1), ("=", 3), ("!=", 4), ("", 6)]);
        assert_eq!(texts("\u{a0}\u{2003}x"), [("x", 3), ("", 4)]);
    }

    #[test]
    fn strangers_are_told_apart() {
        let problem = |text| tokens(text).unwrap_err();
        let minus = problem("x \u{2212} 1");
        assert_eq!(minus.column, 3);
        assert!(minus.message.ends_with("write '-'"), "{}", minus.message);
        assert_eq!(problem("x + .").column, 5);
        assert!(problem("\u{1b}").message.contains("\\u{1b}"));
        assert!(
            problem("1e999")
                .message
                .contains("1e999 is out of the range")
        );
    }
}
