//! What every line of the catalogue states.

use std::collections::BTreeMap;

use super::super::formula::{Expression, Node, expression};
use super::super::resolve::Entries;
use super::super::{Activation, Entry, catalog};
use crate::naming::key;

fn is_snake_case(name: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(letters)
}

fn parameters(entry: &Entry) -> Vec<&'static str> {
    entry.signature.parameters.iter().map(|p| p.name).collect()
}

/// Every formula that an entry states.
fn formulas(entry: &Entry) -> Vec<Expression> {
    let computed = entry.computed.into_iter();
    let computed = computed
        .flat_map(|c| [Some(c.value), c.derivative])
        .flatten();
    let texts = [entry.formula]
        .into_iter()
        .chain(computed)
        .chain(entry.backward);
    texts
        .map(|text| {
            expression(text, &parameters(entry), &Entries)
                .unwrap_or_else(|error| panic!("{}: {error}", entry.signature.name))
        })
        .collect()
}

#[test]
fn names_are_snake_case() {
    for entry in catalog() {
        let name = entry.signature.name;
        let plain = name.strip_suffix("@torch").unwrap_or(name);
        let written = [plain].into_iter().chain(parameters(entry));
        for name in written {
            assert!(is_snake_case(name), "{name}");
        }
    }
}

/// However it is spelled, a name is that of one entry.
#[test]
fn names_and_aliases_are_unique() {
    let mut owner: BTreeMap<String, &str> = BTreeMap::new();
    for entry in catalog() {
        let name = entry.signature.name;
        for spelling in [name].iter().chain(entry.signature.aliases) {
            let other = owner.insert(key(spelling), name);
            assert_eq!(other, None, "{spelling} of {name}");
        }
    }
}

#[test]
fn every_entry_has_a_source() {
    for entry in catalog() {
        assert!(entry.source.len() > 8, "{}", entry.signature.name);
    }
}

#[test]
fn what_is_learned_is_a_parameter() {
    for entry in catalog() {
        for name in entry.learnable {
            let found = parameters(entry).contains(name);
            assert!(found, "{}: {name}", entry.signature.name);
        }
    }
}

/// As the literature writes it, or where the backward pass is another's, as
/// that is written.
#[test]
fn every_parameter_is_used() {
    for entry in catalog() {
        let formulas = formulas(entry);
        for (place, name) in parameters(entry).into_iter().enumerate() {
            let uses = |f: &Expression| f.nodes.contains(&Node::Parameter(place));
            let written = uses(&formulas[0]);
            let backward = entry.backward.is_some() && formulas.last().is_some_and(uses);
            assert!(written || backward, "{}: {name}", entry.signature.name);
        }
    }
}

#[test]
fn every_default_is_in_its_domain() {
    for entry in catalog() {
        for parameter in entry.signature.parameters {
            let name = entry.signature.name;
            let inside = parameter.domain.contains(parameter.default);
            assert!(inside, "{name}: {}", parameter.name);
        }
    }
}

#[test]
fn every_formula_has_a_latex_form() {
    for entry in catalog() {
        let phi: Activation = entry.signature.name.parse().unwrap();
        let latex = phi.latex().unwrap_or_default();
        assert!(!latex.is_empty(), "{phi}");
        let closed = latex.matches('{').count() == latex.matches('}').count();
        assert!(closed, "{phi}: {latex}");
    }
}

/// `name@framework` is what it is said to mean, and what is printed for it
/// reads back.
#[test]
fn every_spelling_of_a_framework_is_what_it_means() {
    const FRAMEWORKS: [&str; 6] = ["torch", "keras", "jax", "transformers", "onnx", "onednn"];
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for entry in catalog() {
        for spelling in entry.frameworks {
            let text = format!("{}@{}", spelling.name, spelling.framework);
            assert!(FRAMEWORKS.contains(&spelling.framework), "{text}");
            let name = entry.signature.name;
            assert_eq!(seen.insert(text.clone(), name), None, "{text} twice");
            let phi: Activation = text.parse().unwrap();
            let means: Activation = spelling.means.parse().unwrap();
            assert_eq!(phi, means, "{text}");
            assert_eq!(phi.to_string().parse(), Ok(phi), "{text}");
        }
    }
}
