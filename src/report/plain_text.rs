//! Numbers and lines for a terminal.

/// Lines of at most `width` characters, and 96, cut between words.
pub fn textwrap(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    let mut length = 0;
    for word in text.split_inclusive([' ', '\n']) {
        let columns = word.trim_end().chars().count();
        if length > 0 && length + columns > width.min(96) {
            wrapped.truncate(wrapped.trim_end_matches(' ').len());
            wrapped.push('\n');
            length = 0;
        }
        wrapped.push_str(word);
        length = if word.ends_with('\n') {
            0
        } else {
            length + word.chars().count()
        };
    }
    wrapped
}

/// Two significant digits, plain where they are read at a glance.
pub fn short(value: f64) -> String {
    match value {
        0.0 => "0".to_string(),
        v if (0.00995..0.0995).contains(&v) => format!("{v:.3}"),
        v if (0.0995..0.995).contains(&v) => format!("{v:.2}"),
        v if (0.995..9.95).contains(&v) => format!("{v:.1}"),
        v if (9.95..999.5).contains(&v) => format!("{v:.0}"),
        v => format!("{v:.1e}"),
    }
}

/// A share in per cent.
pub fn percent(share: f64) -> String {
    match 100.0 * share {
        0.0 => "0".to_string(),
        p if p < 0.1 => "< 0.1 %".to_string(),
        p if p < 99.95 => format!("{p:.1} %"),
        _ if share < 1.0 => "> 99.9 %".to_string(),
        _ => "100 %".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (0.0872, "0.087"),
            (0.0999, "0.10"),
            (1.0, "1.0"),
            (9.96, "10"),
            (420.3, "420"),
            (1234.0, "1.2e3"),
            (6.7e-20, "6.7e-20"),
        ] {
            assert_eq!(short(value), text);
        }
        for (share, text) in [
            (0.0, "0"),
            (1e-6, "< 0.1 %"),
            (0.5, "50.0 %"),
            (1.0, "100 %"),
        ] {
            assert_eq!(percent(share), text);
        }
    }

    #[test]
    fn lines_end_between_words() {
        assert_eq!(textwrap("one two three\nfour", 8), "one two\nthree\nfour");
        assert_eq!(textwrap("unbreakable", 4), "unbreakable");
    }
}
