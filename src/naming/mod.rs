//! What a person types to name a thing: `relu`, `leaky_relu(0.01)`,
//! `elu(alpha=1.0)`, `normal(0, 1)`.
//!
//! Activations, distributions, weights and formats each keep a table of
//! [`Signature`]s; [`resolve`] finds the entry that a text names and the values
//! of its parameters, [`print()`] writes them back, and [`split_list`] takes a
//! comma separated list apart without cutting inside parentheses.

mod signature;
mod spelling;

pub use signature::{Domain, Parameter, Signature};
pub(crate) use spelling::{key, nearest_of, number, shown, suggestion};
use thiserror::Error;

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
