//! What a person types to name a thing: `relu`, `leaky_relu(0.01)`,
//! `elu(alpha=1.0)`, `normal(0, 1)`.
//!
//! Activations, distributions, weights and formats each keep a table of
//! [`Signature`]s; [`resolve`] finds the entry that a text names and the values
//! of its parameters, [`print()`] writes them back, and [`split_list`] takes a
//! comma separated list apart without cutting inside parentheses.

use thiserror::Error;

/// What values a parameter may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Domain {
    /// Any finite number.
    Real,
    /// Any finite number above zero.
    Positive,
    /// Any finite number from zero up.
    NonNegative,
    /// A share: from 0 to 1, both included.
    Share,
    /// A whole number from 1 up.
    Count,
    /// One of these words; its value is its place among them. A word says by
    /// itself which parameter it belongs to, so no two parameters of a
    /// signature share one.
    Word(&'static [&'static str]),
}

impl Domain {
    pub(crate) fn contains(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Domain::Real => true,
                Domain::Positive => value > 0.0,
                Domain::NonNegative => value >= 0.0,
                Domain::Share => (0.0..=1.0).contains(&value),
                // 2^32 is far above any count that fits in memory.
                Domain::Count => (1.0..=4_294_967_296.0).contains(&value) && value.fract() == 0.0,
                Domain::Word(words) => {
                    (0.0..words.len() as f64).contains(&value) && value.fract() == 0.0
                }
            }
    }

    /// The value of the domain that is nearest to `value`, of one without a
    /// least or a greatest within it some thousandth inside; what is learnt is
    /// kept there.
    pub(crate) fn nearest(self, value: f64) -> f64 {
        const INSIDE: f64 = 1e-3;
        match self {
            Domain::Real | Domain::Count | Domain::Word(_) => value,
            Domain::Positive => value.max(INSIDE),
            Domain::NonNegative => value.max(0.0),
            Domain::Share => value.clamp(0.0, 1.0),
        }
    }

    /// The domain in words, as error messages and `actlab list` print it.
    pub fn describe(self) -> &'static str {
        match self {
            Domain::Real => "a finite number",
            Domain::Positive => "a number above 0",
            Domain::NonNegative => "0 or a number above",
            Domain::Share => "a number from 0 to 1",
            Domain::Count => "a whole number from 1 up",
            Domain::Word(_) => "one of its words",
        }
    }

    /// The value that a text states, `None` where it lies outside.
    fn read(self, text: &str) -> Option<f64> {
        match self {
            Domain::Word(words) => {
                let place = words.iter().position(|word| key(word) == key(text))?;
                Some(place as f64)
            }
            _ => text.parse().ok().filter(|v| self.contains(*v)),
        }
    }

    /// A value as [`read`](Domain::read) reads it.
    fn write(self, value: f64) -> String {
        match self {
            Domain::Word(words) => words[value as usize].to_string(),
            _ => number(value),
        }
    }
}

/// One parameter of a named thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Name, as in `alpha=1.0`.
    pub name: &'static str,
    /// Value where none is given.
    pub default: f64,
    /// Values it may take.
    pub domain: Domain,
    /// Frameworks or papers disagree on the default (leaky slope: 0.01 in
    /// PyTorch, 0.2 in Keras), so a printed name always states the value.
    pub contested: bool,
}

impl Parameter {
    /// A parameter whose default is undisputed.
    pub const fn new(name: &'static str, default: f64, domain: Domain) -> Self {
        Parameter {
            name,
            default,
            domain,
            contested: false,
        }
    }

    /// A parameter whose default differs between frameworks or papers.
    pub const fn contested(name: &'static str, default: f64, domain: Domain) -> Self {
        Parameter {
            name,
            default,
            domain,
            contested: true,
        }
    }
}

/// How a thing is named: its canonical name, other names for it, parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signature {
    /// Canonical name, in snake case.
    pub name: &'static str,
    /// Other names; they may hold a fixed argument, as in `gelu(tanh)`.
    pub aliases: &'static [&'static str],
    /// Parameters in the order in which they are given.
    pub parameters: &'static [Parameter],
}

impl Signature {
    /// The call with every default, such as `elu(alpha=1)`, for lists; of a
    /// choice of words all of them, the default first.
    pub fn usage(&self) -> String {
        let parameters: Vec<String> = self
            .parameters
            .iter()
            .map(|p| match p.domain {
                Domain::Word(words) => words.join("|"),
                domain => format!("{}={}", p.name, domain.write(p.default)),
            })
            .collect();
        if parameters.is_empty() {
            self.name.to_string()
        } else {
            format!("{}({})", self.name, parameters.join(", "))
        }
    }
}

/// Why a text names nothing.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NameError {
    /// No entry of that name.
    #[error("unknown {kind} '{typed}'{}", suggestion(.nearest))]
    Unknown {
        /// What was looked for: `activation`, `input`, ...
        kind: &'static str,
        /// The name as typed.
        typed: String,
        /// The names that look most like it, best first.
        nearest: Vec<String>,
    },
    /// The text is not of the form `name` or `name(value, parameter=value)`.
    #[error("'{typed}' is not of the form name or name(value, parameter=value): {problem}")]
    Syntax {
        /// The text as typed.
        typed: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A parameter has no such name, comes twice, or is one too many.
    #[error("{name} takes {usage}: {problem}")]
    Parameters {
        /// Canonical name of the entry.
        name: &'static str,
        /// What it takes.
        usage: String,
        /// What is wrong.
        problem: String,
    },
    /// A value outside the parameter's domain.
    #[error("{name}: {parameter} must be {domain}, not {value}")]
    Value {
        /// Canonical name of the entry.
        name: &'static str,
        /// Parameter.
        parameter: &'static str,
        /// The domain in words.
        domain: String,
        /// The value as typed.
        value: String,
    },
}

/// The end of a message about a name that is not known.
pub(crate) fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", nearest.join(", "))
    }
}

/// Spelling differences that do not matter: case, `_`, `-` and blanks, so that
/// `LeakyReLU`, `leaky-relu` and `leaky_relu` are one name.
pub(crate) fn key(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-') && !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Finds the signature that `text` names and the value of every parameter, in
/// the signature's order. Returns the signature's place in `signatures`.
///
/// # Errors
/// [`NameError`], naming the nearest names where there is no such entry.
pub fn resolve(
    kind: &'static str,
    text: &str,
    signatures: &[Signature],
) -> Result<(usize, Vec<f64>), NameError> {
    let text = text.trim();
    let whole = key(text);
    for (index, signature) in signatures.iter().enumerate() {
        if signature.aliases.iter().any(|alias| key(alias) == whole) {
            return Ok((index, defaults(signature)));
        }
    }
    let (name, arguments) = call(text)?;
    let wanted = key(name);
    let found = signatures
        .iter()
        .position(|s| key(s.name) == wanted || s.aliases.iter().any(|a| key(a) == wanted));
    let Some(index) = found else {
        return Err(NameError::Unknown {
            kind,
            typed: shown(name),
            nearest: nearest(name, signatures),
        });
    };
    values(&signatures[index], &arguments).map(|values| (index, values))
}

fn defaults(signature: &Signature) -> Vec<f64> {
    signature.parameters.iter().map(|p| p.default).collect()
}

/// Takes `name(a, b=c)` apart.
fn call(text: &str) -> Result<(&str, Vec<&str>), NameError> {
    let syntax = |problem| NameError::Syntax {
        typed: shown(text),
        problem,
    };
    let Some(open) = text.find('(') else {
        return match text {
            "" => Err(syntax("the name is empty")),
            _ if text.contains(')') => Err(syntax("a ')' without its '('")),
            _ => Ok((text, Vec::new())),
        };
    };
    let name = text[..open].trim();
    if name.is_empty() {
        return Err(syntax("the name is empty"));
    }
    let Some(inside) = text[open + 1..].strip_suffix(')') else {
        return Err(syntax("the last character must be the closing ')'"));
    };
    if inside.contains(['(', ')']) {
        return Err(syntax("parentheses inside parentheses"));
    }
    if inside.trim().is_empty() {
        return Ok((name, Vec::new()));
    }
    Ok((name, inside.split(',').map(str::trim).collect()))
}

fn values(signature: &Signature, arguments: &[&str]) -> Result<Vec<f64>, NameError> {
    let wrong = |problem: String| NameError::Parameters {
        name: signature.name,
        usage: if signature.parameters.is_empty() {
            "no parameters".to_string()
        } else {
            signature.usage()
        },
        problem,
    };
    let mut values: Vec<Option<f64>> = vec![None; signature.parameters.len()];
    for (position, argument) in arguments.iter().enumerate() {
        let spoken = |p: &Parameter| {
            matches!(p.domain, Domain::Word(_)) && p.domain.read(argument).is_some()
        };
        let (place, text) = match argument.split_once('=') {
            None => match signature.parameters.iter().position(spoken) {
                Some(place) => (place, *argument),
                None => (position, *argument),
            },
            Some((name, text)) => {
                let name = name.trim();
                let place = signature
                    .parameters
                    .iter()
                    .position(|p| key(p.name) == key(name))
                    .ok_or_else(|| wrong(format!("there is no parameter '{}'", shown(name))))?;
                (place, text.trim())
            }
        };
        let Some(parameter) = signature.parameters.get(place) else {
            return Err(wrong(format!("{} values were given", arguments.len())));
        };
        if let (Domain::Word(_), None) = (parameter.domain, parameter.domain.read(text)) {
            return Err(wrong(format!("'{}' is none of these words", shown(text))));
        }
        if values[place].is_some() {
            return Err(wrong(format!("{} is given twice", parameter.name)));
        }
        values[place] = Some(
            parameter
                .domain
                .read(text)
                .ok_or_else(|| NameError::Value {
                    name: signature.name,
                    parameter: parameter.name,
                    domain: parameter.domain.describe().to_string(),
                    value: shown(text),
                })?,
        );
    }
    Ok(values
        .into_iter()
        .zip(signature.parameters)
        .map(|(value, parameter)| value.unwrap_or(parameter.default))
        .collect())
}

fn nearest(typed: &str, signatures: &[Signature]) -> Vec<String> {
    let spellings = signatures.iter().flat_map(|s| {
        std::iter::once(s.name)
            .chain(s.aliases.iter().copied())
            .map(|spelling| (spelling, s.name))
    });
    nearest_of(typed, spellings)
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

/// Writes a name with its parameters as [`resolve`] reads it: the name alone
/// where every value is an undisputed default, else every number, and the words
/// that are not the default.
pub fn print(signature: &Signature, values: &[f64]) -> String {
    let silent = signature
        .parameters
        .iter()
        .zip(values)
        .all(|(p, v)| !p.contested && p.default == *v);
    if silent {
        return signature.name.to_string();
    }
    let written = |(p, v): (&Parameter, &f64)| match p.domain {
        Domain::Word(_) if *v == p.default => None,
        domain => Some(domain.write(*v)),
    };
    let values = signature.parameters.iter().zip(values).filter_map(written);
    let values: Vec<String> = values.collect();
    format!("{}({})", signature.name, values.join(", "))
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

/// Splits a comma separated list; a comma inside parentheses belongs to the
/// name: `normal(0, 1),uniform` is two names.
pub fn split_list(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0usize, 0usize);
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Signature] = &[
        Signature {
            name: "relu",
            aliases: &[],
            parameters: &[],
        },
        Signature {
            name: "leaky_relu",
            aliases: &["lrelu"],
            parameters: &[Parameter::contested("slope", 0.01, Domain::Real)],
        },
        Signature {
            name: "gelu",
            aliases: &["gelu(erf)"],
            parameters: &[],
        },
        Signature {
            name: "hardtanh",
            aliases: &[],
            parameters: &[
                Parameter::new("min", -1.0, Domain::Real),
                Parameter::new("max", 1.0, Domain::Real),
            ],
        },
        Signature {
            name: "e5m2",
            aliases: &[],
            parameters: &[
                Parameter::new("overflow", 0.0, Domain::Word(&["infinity", "saturate"])),
                Parameter::new("subnormals", 0.0, Domain::Word(&["kept", "flush"])),
            ],
        },
    ];

    fn read(text: &str) -> Result<(&'static str, Vec<f64>), NameError> {
        resolve("activation", text, TABLE).map(|(i, v)| (TABLE[i].name, v))
    }

    #[test]
    fn names_are_found_however_they_are_spelled() {
        assert_eq!(read("relu"), Ok(("relu", vec![])));
        assert_eq!(read(" LeakyReLU "), Ok(("leaky_relu", vec![0.01])));
        assert_eq!(read("leaky-relu(0.2)"), Ok(("leaky_relu", vec![0.2])));
        assert_eq!(read("gelu( erf )"), Ok(("gelu", vec![])));
        assert_eq!(read("hardtanh(max=2)"), Ok(("hardtanh", vec![-1.0, 2.0])));
        assert_eq!(read("hardtanh()"), Ok(("hardtanh", vec![-1.0, 1.0])));
    }

    #[test]
    fn printing_reads_back() {
        for (text, printed) in [
            ("lrelu", "leaky_relu(0.01)"),
            ("hardtanh", "hardtanh"),
            ("hardtanh(-1, 3)", "hardtanh(-1, 3)"),
            ("hardtanh(-1e300, 1e-9)", "hardtanh(-1e300, 1e-9)"),
            ("e5m2(kept, infinity)", "e5m2"),
            ("e5m2(FLUSH)", "e5m2(flush)"),
            ("E5M2(flush, overflow = saturate)", "e5m2(saturate, flush)"),
        ] {
            let (index, values) = resolve("activation", text, TABLE).unwrap();
            assert_eq!(print(&TABLE[index], &values), printed);
            assert_eq!(resolve("activation", printed, TABLE), Ok((index, values)));
        }
    }

    #[test]
    fn mistakes_are_told() {
        let message = |text| read(text).unwrap_err().to_string();
        assert_eq!(
            message("rellu"),
            "unknown activation 'rellu'; did you mean relu, leaky_relu, gelu?"
        );
        assert_eq!(
            message("leaky_relu(nan)"),
            "leaky_relu: slope must be a finite number, not nan"
        );
        assert_eq!(
            message("relu(1)"),
            "relu takes no parameters: 1 values were given"
        );
        assert!(message("hardtanh(min=1, min=2)").contains("given twice"));
        assert!(message("hardtanh(low=1)").contains("no parameter 'low'"));
        assert_eq!(
            message("e5m2(clip)"),
            "e5m2 takes e5m2(infinity|saturate, kept|flush): 'clip' is none of these words"
        );
        assert!(message("e5m2(flush, kept)").contains("subnormals is given twice"));
        assert!(message("relu(").contains("closing"));
        assert!(message("").contains("empty"));
        let long = message(&"\u{1b}x".repeat(50_000));
        assert!(long.len() < 500 && !long.contains('\u{1b}'), "{long}");
    }

    #[test]
    fn a_comma_in_parentheses_does_not_split() {
        assert_eq!(
            split_list("normal(0, 1), uniform"),
            ["normal(0, 1)", "uniform"]
        );
    }
}
