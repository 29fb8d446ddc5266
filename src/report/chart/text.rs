//! Text: the embedded fonts, how wide a text is, and how it fits.

use super::canvas::SCALE;
use super::style::{Font, LEADING};
use crate::report::ReportError;
use plotters::style::{FontDesc, FontFamily, FontStyle};
use std::sync::OnceLock;

const FAMILY: FontFamily<'static> = FontFamily::Name("actlab");
/// Ascent plus descent of DejaVu Sans over its em; plotters takes the first.
const ASCENT_AND_DESCENT: f64 = 1.164;

/// Width of a text.
pub fn text_width(text: &str, font: Font) -> Result<f64, ReportError> {
    register_fonts()?;
    let (width, _) = describe(font).box_size(text).map_err(failed)?;
    Ok(f64::from(width) / SCALE)
}

/// The text, or as much of its start as fits the width, with an ellipsis.
pub fn fit(text: &str, font: Font, width: f64) -> Result<String, ReportError> {
    let mut fitted = text.to_string();
    let mut kept = text.chars().count();
    while text_width(&fitted, font)? > width && kept > 1 {
        kept -= 1;
        fitted = text.chars().take(kept).chain(['…']).collect();
    }
    Ok(fitted)
}

/// The names, each [`fit`] to the width; those that would then read alike keep their
/// ends as well, and at last a number.
pub fn fit_apart(names: &[&str], font: Font, width: f64) -> Result<Vec<String>, ReportError> {
    let mut fitted = Vec::with_capacity(names.len());
    for name in names {
        fitted.push(fit(name, font, width)?);
    }
    let alike = |fitted: &[String], place: usize| -> Vec<usize> {
        let others = (0..names.len()).filter(|other| names[*other] != names[place]);
        others.filter(|k| fitted[*k] == fitted[place]).collect()
    };
    let cut: Vec<usize> = (0..names.len())
        .filter(|place| !alike(&fitted, *place).is_empty())
        .collect();
    for place in &cut {
        fitted[*place] = fit_both_ends(names[*place], font, width)?;
    }
    let both_ends = fitted.clone();
    for place in cut {
        let before = alike(&both_ends, place);
        if !before.is_empty() {
            let number = 1 + before.iter().filter(|other| **other < place).count();
            let number = format!(" ({number})");
            let room = width - text_width(&number, font)?;
            fitted[place] = fit(names[place], font, room)? + &number;
        }
    }
    Ok(fitted)
}

/// As much of both ends of a text as fits the width, with an ellipsis between.
fn fit_both_ends(text: &str, font: Font, width: f64) -> Result<String, ReportError> {
    let letters: Vec<char> = text.chars().collect();
    let mut kept = letters.len();
    let mut fitted = text.to_string();
    while text_width(&fitted, font)? > width && kept > 2 {
        kept -= 1;
        let (head, tail) = (kept / 2, kept - kept / 2);
        let tail = letters[letters.len() - tail..].iter();
        fitted = letters[..head].iter().chain(&['…']).chain(tail).collect();
    }
    Ok(fitted)
}

/// Breaks a text at spaces into lines of at most this width.
pub fn wrap(text: &str, font: Font, width: f64) -> Result<Vec<String>, ReportError> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        if let Some(line) = lines.last_mut() {
            let longer = format!("{line} {word}");
            if text_width(&longer, font)? <= width {
                *line = longer;
                continue;
            }
        }
        lines.push(fit(word, font, width)?);
    }
    Ok(lines)
}

/// Height of a line of text.
pub fn line_height(font: Font) -> f64 {
    font.size * LEADING
}

/// How far above its place a text is handed to plotters, so that it is centred.
/// Plotters puts the base line half a size below the place of a text; lower
/// case letters are centred about a quarter of an em above the base line.
pub fn shift(font: Font) -> f64 {
    font.size * (ASCENT_AND_DESCENT / 2.0 - 0.29)
}

/// The font as plotters knows it.
pub fn describe(font: Font) -> FontDesc<'static> {
    let style = if font.bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    FontDesc::new(FAMILY, font.size * ASCENT_AND_DESCENT * SCALE, style)
}

/// Makes the embedded fonts known to plotters, once.
pub fn register_fonts() -> Result<(), ReportError> {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    let registered = *REGISTERED.get_or_init(|| {
        use dejavu::sans_condensed::{bold, regular};
        let register =
            |style, bytes| plotters::style::register_font(FAMILY.as_str(), style, bytes).is_ok();
        register(FontStyle::Normal, regular()) && register(FontStyle::Bold, bold())
    });
    if registered {
        Ok(())
    } else {
        Err(ReportError::Draw("the embedded font is damaged".into()))
    }
}

/// What plotters says, as an error of this module.
pub fn failed(error: impl std::fmt::Display) -> ReportError {
    ReportError::Draw(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::style::LABEL;

    #[test]
    fn names_that_are_cut_stay_apart() {
        let names = [
            "x * tanh(softplus(x)) + 0.1 * x",
            "x * tanh(softplus(x)) + 0.2 * x",
            "relu",
            "x * tanh(softplus(x) + 0.1) * tanh(softplus(x)) + 0.2 * x",
            "x * tanh(softplus(x) + 0.3) * tanh(softplus(x)) + 0.2 * x",
        ];
        let fitted = fit_apart(&names, LABEL, 100.0).unwrap();
        for (place, name) in fitted.iter().enumerate() {
            assert!(text_width(name, LABEL).unwrap() <= 100.0, "{name}");
            assert!(!fitted[..place].contains(name), "{fitted:?}");
        }
        assert_eq!(fitted[2], "relu");
        assert!(fitted[0].ends_with("0.1 * x"), "{fitted:?}");
        let twice = fit_apart(&["relu", "relu"], LABEL, 100.0).unwrap();
        assert_eq!(twice, ["relu", "relu"]);
    }

    #[test]
    fn text_is_fitted_and_wrapped() {
        let long = "hard_sigmoid_with_a_very_long_name(0.16667, 0.5)";
        let fitted = fit(long, LABEL, 80.0).unwrap();
        assert!(fitted.ends_with('…'));
        assert!(text_width(&fitted, LABEL).unwrap() <= 80.0);
        assert_eq!(fit("relu", LABEL, 80.0).unwrap(), "relu");
        let lines = wrap("one two three four five six seven", LABEL, 60.0).unwrap();
        assert!(lines.len() > 1);
        for line in &lines {
            assert!(text_width(line, LABEL).unwrap() <= 60.0);
        }
        assert!(wrap("", LABEL, 60.0).unwrap().is_empty());
    }
}
