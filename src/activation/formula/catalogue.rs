//! What the language needs to know of the catalogue.

use crate::naming::Parameter;

/// The entries that a formula may name.
pub(crate) trait Catalogue {
    /// The entry of this name or alias, however it is spelled: as
    /// [`naming::key`](crate::naming::key) has it, case, `_` and `-` do not
    /// matter.
    fn find(&self, name: &str) -> Option<Known<'_>>;

    /// Names to suggest where one is not known.
    fn names(&self) -> Vec<&str>;
}

/// An entry, as a formula needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// Its canonical name, for messages.
    pub name: &'a str,
    /// Its parameters in the order in which they are given.
    pub parameters: &'a [Parameter],
    /// The formula that is evaluated.
    pub value: &'a str,
    /// The formula of its slope, where that is stated and not to be had from
    /// `value` by the rules of differentiation.
    pub slope: Option<&'a str>,
}

impl Known<'_> {
    /// How it is called, with every default: `elu(x, alpha=1)`.
    pub(super) fn usage(&self) -> String {
        let parameters: String = self
            .parameters
            .iter()
            .map(|p| format!(", {}={}", p.name, p.default))
            .collect();
        format!("{}(x{parameters})", self.name)
    }
}
