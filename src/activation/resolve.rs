//! From a text to an activation: the name of an entry, the name of a framework's
//! version of one, or a formula.

use std::sync::{Arc, LazyLock};

use thiserror::Error;

use super::catalog::{SIGNATURES, catalog};
use super::entry::{Entry, Spelling};
use super::formula::{
    Catalogue, Expression, Formula, FormulaError, Id, Known, expression, is_formula,
};
use super::kernel::Kernel;
use super::machine::{Graph, Program};
use super::{Activation, Definition};
use crate::naming::{self, NameError};

/// Why a text is no activation.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ActivationError {
    /// The name of no entry, or parameters that make no sense.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A formula that cannot be read.
    #[error(transparent)]
    Formula(#[from] FormulaError),
    /// A formula with a constant part that has no value, such as log(-1).
    #[error("formula '{0}': a constant part of it is infinite or no number")]
    Constant(String),
    /// A value that a parameter may not take.
    #[error("{name}: {parameter} must be {domain}, not {value}")]
    Parameter {
        /// The activation, without a name the empty text.
        name: String,
        /// Its parameter.
        parameter: String,
        /// The values it may take, in words.
        domain: &'static str,
        /// The value.
        value: f64,
    },
    /// A framework that has no such activation.
    #[error("{0}")]
    Framework(String),
}

/// The catalogue, as formulas name it.
pub(super) struct Entries;

impl Catalogue for Entries {
    fn find(&self, name: &str) -> Option<Known<'_>> {
        let wanted = naming::key(name);
        let is_named = |entry: &&Entry| {
            let signature = &entry.signature;
            let mut names = std::iter::once(&signature.name).chain(signature.aliases);
            names.any(|name| naming::key(name) == wanted)
        };
        catalog().iter().find(is_named).map(|entry| Known {
            name: entry.signature.name,
            parameters: entry.signature.parameters,
            value: entry.computed.map_or(entry.formula, |c| c.value),
            slope: stated_slope(entry),
        })
    }

    fn names(&self) -> Vec<&str> {
        catalog().iter().map(|entry| entry.signature.name).collect()
    }
}

/// The slope that is not to be derived from the value.
fn stated_slope(entry: &Entry) -> Option<&'static str> {
    entry
        .backward
        .or_else(|| entry.computed.and_then(|c| c.derivative))
}

/// Reads an activation.
pub(super) fn resolve(text: &str) -> Result<Activation, ActivationError> {
    if is_formula(text) {
        return formula(text);
    }
    match naming::resolve("activation", text, SIGNATURES) {
        Ok((index, parameters)) => entry(&catalog()[index], parameters),
        Err(error) => match text.split_once('@') {
            Some((name, framework)) => resolve(spelling(name.trim(), framework.trim())?),
            None => Err(error.into()),
        },
    }
}

/// What a framework's name for an activation means here.
fn spelling(name: &str, framework: &str) -> Result<&'static str, ActivationError> {
    let same = |a: &str, b: &str| naming::key(a) == naming::key(b);
    let known = Entries.find(name).map(|known| known.name);
    let spellings = || {
        catalog().iter().flat_map(|entry| {
            let its = entry.frameworks.iter();
            its.map(|spelling| (entry.signature.name, spelling))
        })
    };
    let by_name = spellings().find(|(_, s)| s.framework == framework && same(s.name, name));
    let by_entry =
        || spellings().find(|(entry, s)| s.framework == framework && Some(*entry) == known);
    if let Some((_, found)) = by_name.or_else(by_entry) {
        return Ok(found.means);
    }
    let message = if name.contains('(') {
        format!(
            "'{name}@{framework}': a framework's version comes with its own parameters; leave out either"
        )
    } else if !spellings().any(|(_, s)| s.framework == framework) {
        format!(
            "unknown framework '{framework}'; there are torch, keras, jax, transformers, onnx, onednn"
        )
    } else {
        let here: Vec<String> = spellings()
            .filter(|(entry, s)| Some(*entry) == known || same(s.name, name))
            .map(|(_, s): (_, &Spelling)| format!("{}@{}", s.name, s.framework))
            .collect();
        match (known, here.is_empty()) {
            (None, true) => return naming_error(name),
            (_, true) => format!("no framework is known to have '{name}': leave out @{framework}"),
            (_, false) => format!("{framework} has no '{name}'; there is {}", here.join(", ")),
        }
    };
    Err(ActivationError::Framework(message))
}

/// The message of the catalogue for a name that it does not know.
fn naming_error(name: &str) -> Result<&'static str, ActivationError> {
    match naming::resolve("activation", name, SIGNATURES) {
        Ok((index, _)) => Ok(SIGNATURES[index].name),
        Err(error) => Err(error.into()),
    }
}

/// What an entry states, read.
pub(super) struct Written {
    /// phi as the literature writes it.
    canonical: Expression,
    /// phi as it is evaluated.
    pub value: Expression,
    /// phi', where it is not derived from `value`.
    stated: Option<Expression>,
    /// What the backward pass uses, where that is not phi'.
    backward: Option<Expression>,
}

impl Written {
    pub fn new(entry: &Entry) -> Result<Self, ActivationError> {
        let names: Vec<&str> = entry.signature.parameters.iter().map(|p| p.name).collect();
        let read = |text| expression(text, &names, &Entries);
        let canonical = read(entry.formula)?;
        Ok(Written {
            value: match entry.computed {
                Some(computed) => read(computed.value)?,
                None => canonical.clone(),
            },
            canonical,
            stated: entry
                .computed
                .and_then(|c| c.derivative)
                .map(read)
                .transpose()?,
            backward: entry.backward.map(read).transpose()?,
        })
    }

    /// What the backward pass uses, where it is not derived from `value`.
    pub fn slope(&self) -> Option<&Expression> {
        self.backward.as_ref().or(self.stated.as_ref())
    }
}

/// An entry with its parameters, each in its domain.
pub(super) fn entry(
    entry: &'static Entry,
    parameters: Vec<f64>,
) -> Result<Activation, ActivationError> {
    if let Some(check) = entry.check {
        check(&parameters).map_err(|problem| NameError::Parameters {
            name: entry.signature.name,
            usage: entry.signature.usage(),
            problem,
        })?;
    }
    let written = Written::new(entry)?;
    let program = Program::new(&written.value, written.slope(), &parameters);
    let Written {
        canonical,
        value,
        stated,
        backward,
    } = written;
    let derived = backward
        .is_some()
        .then(|| Program::new(&value, stated.as_ref(), &parameters));
    let name = naming::print(&entry.signature, &parameters);
    let kernel = entry.kernel.map(|kernel| kernel(&parameters));
    Ok(Activation::new(Definition {
        name,
        entry: Some(entry),
        formula: None,
        parameters,
        canonical,
        backward,
        program,
        derived,
        kernel,
        is_straight: false,
    }))
}

/// The programs of entries that have a kernel written for them.
struct WrittenKernels {
    graph: Graph,
    /// Each with its place in the graph.
    kernels: Vec<(Id, Arc<dyn Kernel>)>,
}

impl WrittenKernels {
    /// Every way to write each.
    fn read() -> Self {
        let mut all = WrittenKernels {
            graph: Graph::default(),
            kernels: Vec::new(),
        };
        let written = catalog().iter().filter(|e| e.backward.is_none());
        for phi in written.filter_map(|e| resolve(e.signature.name).ok()) {
            let its = &phi.0.definition;
            let Some(kernel) = &its.kernel else {
                continue;
            };
            let also = phi.entry().map_or(&[][..], |entry| entry.also_written);
            let also = also
                .iter()
                .filter_map(|text| expression(text, &[], &Entries).ok());
            let written = also.chain([its.canonical.clone()]);
            let programs = written.map(|phi| Program::new(&phi, None, &its.parameters));
            for program in programs.chain([its.program.clone()]) {
                let place = all.graph.insert(&program);
                all.kernels.push((place, kernel.clone()));
            }
        }
        all
    }
}

/// The kernel that was written for an entry, where a formula spells that entry
/// out, as `x * sigmoid(x)` does: the same steps are the same function.
fn written_kernel(program: &Program) -> Option<Arc<dyn Kernel>> {
    static WRITTEN: LazyLock<WrittenKernels> = LazyLock::new(WrittenKernels::read);
    let place = WRITTEN.graph.find(program)?;
    let found = WRITTEN.kernels.iter().find(|(known, _)| *known == place);
    found.map(|(_, kernel)| kernel.clone())
}

/// A user's formula.
fn formula(text: &str) -> Result<Activation, ActivationError> {
    let formula = Formula::read(text, &Entries)?;
    let parameters: Vec<f64> = formula.parameters.iter().map(|p| p.value).collect();
    let backward = formula.backward.clone();
    let program = Program::new(&formula.value, backward.as_ref(), &parameters);
    if !program.has_finite_constants() {
        return Err(ActivationError::Constant(naming::shown(text)));
    }
    let derived = backward
        .is_some()
        .then(|| Program::new(&formula.value, None, &parameters));
    let (kernel, is_straight) = match written_kernel(&program) {
        Some(written) => (Some(written), false),
        None => {
            let straight = program.straight();
            (straight.clone(), straight.is_some())
        }
    };
    Ok(Activation::new(Definition {
        name: formula.to_string(),
        entry: None,
        canonical: formula.value.clone(),
        formula: Some(formula),
        parameters,
        backward,
        program,
        derived,
        kernel,
        is_straight,
    }))
}
