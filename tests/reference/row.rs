//! A row of the reference, and how its texts are read.

use actlab::activation::Activation;

/// A row of `data/reference.csv`.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: String,
    pub place: String,
    pub setup: String,
    pub quantity: String,
    pub published: String,
    pub computed: String,
    pub digits: String,
    pub method: String,
    pub notes: String,
}

/// Rows of which fewer digits are right than are trusted: how many, and why.
const DISPUTED: &[(&str, i32, &str)] = &[(
    "G03-010",
    6,
    "the trapezoidal rule in both variables, which converges exponentially for tanh, gives \
     xi_c = 5.1089189891667 for steps of 0.1 and 0.05 alike",
)];

/// Why a row does not hold.
pub type Check = Result<(), String>;

pub fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/reference.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| Row {
            id: record[0].to_string(),
            place: record[2].to_string(),
            setup: record[3].to_string(),
            quantity: record[4].to_string(),
            published: record[5].to_string(),
            computed: record[6].to_string(),
            digits: record[7].to_string(),
            method: record[8].to_string(),
            notes: record[9].to_string(),
        })
        .collect()
}

impl Row {
    /// The activation that the setup begins with.
    pub fn activation(&self) -> Activation {
        self.try_activation()
            .unwrap_or_else(|| panic!("{}: no activation in '{}'", self.id, self.setup))
    }

    pub fn try_activation(&self) -> Option<Activation> {
        let end = self.setup.find([' ', ';', ',', ':']);
        let name = &self.setup[..end.unwrap_or(self.setup.len())];
        let name = if name == "lin" { "identity" } else { name };
        name.parse().ok()
    }

    /// The number behind a key of the setup, such as `sigma_b^2=`: the last one.
    pub fn after(&self, key: &str) -> Option<f64> {
        number_after(&self.setup, key)
    }

    /// The digits that are trusted, or that are right where that is disputed.
    pub fn trusted(&self) -> i32 {
        let stated = self.digits.parse().unwrap_or(15);
        let disputed = DISPUTED.iter().find(|(id, ..)| *id == self.id);
        disputed.map_or(stated, |(_, right, _)| *right)
    }

    /// Whether `found` is what was computed, to the digits that are trusted.
    pub fn holds(&self, found: &[f64]) -> Check {
        self.compare(found, &self.computed)
    }

    /// Whether `found` is what a text of this row says.
    pub fn compare(&self, found: &[f64], text: &str) -> Check {
        let tokens = numbers(text);
        if tokens.len() != found.len() {
            return Err(format!("{found:?} for '{text}'"));
        }
        let trusted = self.trusted();
        for (found, token) in found.iter().zip(tokens) {
            token.agrees(*found, trusted)?;
        }
        Ok(())
    }
}

/// A number of a text, with the digits that it is printed with.
#[derive(Debug, Clone, Copy)]
pub struct Printed {
    pub value: f64,
    /// Half a unit of its last digit.
    half_unit: f64,
}

impl Printed {
    /// To a unit of the last trusted digit, or half a unit of the last printed
    /// one; ours are trusted to 12.
    pub fn agrees(self, found: f64, trusted: i32) -> Check {
        let trusted = 10f64.powi(1 - trusted.min(13)) * self.value.abs();
        let tolerance = trusted.max(1.001 * self.half_unit);
        match (found - self.value).abs() <= tolerance {
            true => Ok(()),
            false => Err(format!("{found:e}, not {:e} +- {tolerance:e}", self.value)),
        }
    }
}

/// The numbers that stand in a text by themselves.
pub fn numbers(text: &str) -> Vec<Printed> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let word_before =
            at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        match printed(&text[at..]) {
            Some((number, length)) if !word_before => {
                found.push(number);
                at += length;
            }
            _ => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// The number that a text begins with, and its length.
fn printed(text: &str) -> Option<(Printed, usize)> {
    let digits = |from: usize| {
        let rest = text.as_bytes()[from..].iter();
        rest.take_while(|b| b.is_ascii_digit()).count()
    };
    let sign = usize::from(text.starts_with(['-', '+']));
    let whole = digits(sign);
    let mut end = sign + whole;
    let mut decimals = 0;
    if text[end..].starts_with('.') {
        decimals = digits(end + 1);
        if whole + decimals > 0 {
            end += 1 + decimals;
        }
    }
    if whole + decimals == 0 {
        return None;
    }
    let mut power = 0;
    if text[end..].starts_with(['e', 'E']) {
        let signed = usize::from(text[end + 1..].starts_with(['-', '+']));
        let length = digits(end + 1 + signed);
        if length > 0 {
            let stop = end + 1 + signed + length;
            power = text[end + 1..stop].parse().ok()?;
            end = stop;
        }
    }
    let value: f64 = text[..end].parse().ok()?;
    let half_unit = 0.5 * 10f64.powi(power - decimals as i32);
    // A whole number is exact.
    let half_unit = if decimals == 0 && power == 0 {
        0.0
    } else {
        half_unit
    };
    Some((Printed { value, half_unit }, end))
}

/// The number behind the last `key` of a text.
pub fn number_after(text: &str, key: &str) -> Option<f64> {
    let (_, rest) = text.rsplit_once(key)?;
    printed(rest).map(|(number, _)| number.value)
}

/// The printed number behind the last `key` of a text.
pub fn printed_after(text: &str, key: &str) -> Option<Printed> {
    let (_, rest) = text.rsplit_once(key)?;
    printed(rest).map(|(number, _)| number)
}

pub fn all(checks: impl IntoIterator<Item = Check>) -> Check {
    checks.into_iter().collect()
}

pub fn ensure(true_that: bool, otherwise: impl Into<String>) -> Check {
    match true_that {
        true => Ok(()),
        false => Err(otherwise.into()),
    }
}

/// Two estimates of the same number, within four standard errors of their
/// difference.
pub fn within_errors(ours: (f64, f64), theirs: (f64, f64)) -> Check {
    let error = ours.1.hypot(theirs.1);
    ensure(
        (ours.0 - theirs.0).abs() <= 4.0 * error,
        format!("{} +- {} and {} +- {}", ours.0, ours.1, theirs.0, theirs.1),
    )
}

/// Mean, and its standard error.
pub fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let spread = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
    (mean, (spread / (n - 1.0) / n).sqrt())
}
