//! How a thing is named, and what values its parameters take.

use super::spelling::{key, number};

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
            Domain::Count => "a whole number from 1 to 2^32",
            Domain::Word(_) => "one of its words",
        }
    }

    /// The value that a text states, `None` where it lies outside.
    pub(super) fn read(self, text: &str) -> Option<f64> {
        match self {
            Domain::Word(words) => {
                let place = words.iter().position(|word| key(word) == key(text))?;
                Some(place as f64)
            }
            _ => text.parse().ok().filter(|v| self.contains(*v)),
        }
    }

    /// A value as [`read`](Domain::read) reads it.
    pub(super) fn write(self, value: f64) -> String {
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
