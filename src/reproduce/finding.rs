//! A published figure beside the measured one, and what follows.

use super::measured::Measured;
use super::published::Published;
use std::fmt;

/// What became of a published figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It lies in the interval of the measured one.
    Agrees,
    /// It does not, and why is known and told.
    Explained,
    /// It does not.
    Disagrees,
    /// Nothing here can tell.
    NotComparable,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Verdict::Agrees => "agrees",
            Verdict::Explained => "disagrees (explained)",
            Verdict::Disagrees => "disagrees",
            Verdict::NotComparable => "not comparable",
        })
    }
}

/// A published figure and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What the paper says, and where.
    pub published: Published,
    /// What was measured.
    pub measured: Option<Measured>,
    /// What follows.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
}

/// An interval that is wider than this share of the published figure tells
/// nothing about it.
const WIDEST: f64 = 0.5;

impl Finding {
    /// Judges a measurement.
    pub(super) fn new(published: Published, measured: Option<Measured>) -> Self {
        let (verdict, reason) = judge(&published, measured.as_ref());
        Finding {
            published,
            measured,
            verdict,
            reason,
        }
    }
}

fn judge(published: &Published, measured: Option<&Measured>) -> (Verdict, String) {
    let not = |reason: String| (Verdict::NotComparable, reason);
    let Some(measured) = measured else {
        return not(published.comment.clone());
    };
    let Some(found) = measured.value else {
        // Even where a disagreement is explained: this is another one.
        return (Verdict::Disagrees, "no number came out".to_string());
    };
    let Some(interval) = measured.judged else {
        return not("the trials cannot tell the mean".to_string());
    };
    let Some(value) = published.value else {
        return not(format!("{}{}", published.comment, beside_theory(measured)));
    };
    let (low, high) = (interval.low.min(found), interval.high.max(found));
    let size = if value == 0.0 { 1.0 } else { value.abs() };
    let slack = published.tolerance * size;
    if low <= value + slack && value - slack <= high {
        if value != 0.0 && (high - low) / 2.0 > WIDEST * value.abs() {
            return not(
                "the interval is wider than half of the figure: take more trials".to_string(),
            );
        }
        let reason = match (measured.trials, published.tolerance) {
            (0, 0.0) => "to the last bit".to_string(),
            (0, _) => "to the digits published".to_string(),
            (_, 0.0) => "within the interval".to_string(),
            (_, share) => format!("within the interval and {:.2} %", 100.0 * share),
        };
        let reason = match published.comment.is_empty() {
            true => reason,
            false => format!("{reason}; {}", published.comment),
        };
        return (Verdict::Agrees, reason);
    }
    match published.explanation.is_empty() {
        true => (Verdict::Disagrees, "outside of the interval".to_string()),
        false => (Verdict::Explained, published.explanation.clone()),
    }
}

/// Whether a figure that has no published value agrees with theory.
fn beside_theory(measured: &Measured) -> String {
    let (Some(theory), Some(interval)) = (measured.theory, measured.judged) else {
        return String::new();
    };
    let agrees = interval.low <= theory && theory <= interval.high;
    format!(
        "; the measured one {} theory",
        if agrees {
            "agrees with"
        } else {
            "is not that of"
        }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(value: Option<f64>, tolerance: f64, explanation: &str) -> Published {
        Published {
            figure: "f".into(),
            what: "what".into(),
            value,
            tolerance,
            place: "eq. 1".into(),
            trust: "confirmed".into(),
            comment: String::new(),
            explanation: explanation.into(),
        }
    }

    #[test]
    fn verdicts() {
        let about_one = Measured::mean([0.9, 1.0, 1.1, 1.0, 0.95, 1.05, 1.0, 1.02, 0.98, 1.0]);
        let verdict = |value, tolerance, explanation: &str, measured| {
            Finding::new(published(value, tolerance, explanation), measured).verdict
        };
        assert_eq!(
            verdict(Some(1.0), 0.0, "", Some(about_one)),
            Verdict::Agrees
        );
        assert_eq!(
            verdict(Some(2.0), 0.0, "", Some(about_one)),
            Verdict::Disagrees
        );
        assert_eq!(
            verdict(Some(2.0), 0.0, "known", Some(about_one)),
            Verdict::Explained
        );
        assert_eq!(
            verdict(Some(1.5), 0.5, "", Some(about_one)),
            Verdict::Agrees
        );
        let wide = Some(Measured::mean([0.0, 1.0, 3.0, -1.0]));
        assert_eq!(verdict(Some(1.0), 0.0, "", wide), Verdict::NotComparable);
        assert_eq!(
            verdict(None, 0.0, "", Some(about_one)),
            Verdict::NotComparable
        );
        assert_eq!(verdict(Some(1.0), 0.0, "", None), Verdict::NotComparable);
        let exact = Some(Measured::exact(0.25));
        assert_eq!(verdict(Some(0.25), 0.0, "", exact), Verdict::Agrees);
        let nothing = Some(Measured::exact(f64::NAN));
        assert_eq!(
            verdict(Some(1.0), 0.0, "known", nothing),
            Verdict::Disagrees
        );
        assert_eq!(
            verdict(Some(0.25 + 1e-16), 0.0, "", exact),
            Verdict::Disagrees
        );
    }
}
