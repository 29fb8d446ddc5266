//! What a net learns, in one vector, and what each part of it is.

use std::ops::Range;

/// What a group of parameters does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The matrix into a layer: 0 where a residual net starts, depth + 1 for
    /// the output.
    Weights {
        /// The layer.
        layer: usize,
    },
    /// What is added to its products.
    Bias {
        /// The layer.
        layer: usize,
    },
    /// What a normalised signal is multiplied by.
    Gain {
        /// The layer.
        layer: usize,
    },
    /// What is added to a normalised signal.
    Shift {
        /// The layer.
        layer: usize,
    },
    /// A parameter of the activation.
    Activation {
        /// The layer.
        layer: usize,
        /// Its place among those that are learnt.
        parameter: usize,
    },
}

impl Role {
    /// Whether weight decay is for it: for matrices only, unless
    /// [`Setup::decays_activation`](crate::training::Setup) has it for activations too.
    pub fn is_matrix(self) -> bool {
        matches!(self, Role::Weights { .. })
    }
}

/// Parameters that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they do.
    pub role: Role,
    /// Their places in the vector.
    pub range: Range<usize>,
    /// Rows of a matrix, whose columns lie one after the other; of all others
    /// their number.
    pub rows: usize,
}

/// The places of all parameters of a net.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups(Vec<Group>);

impl Groups {
    /// Appends `rows` by `columns` parameters and says which group that is.
    pub fn push(&mut self, role: Role, rows: usize, columns: usize) -> usize {
        let start = self.len();
        let range = start..start + rows * columns;
        self.0.push(Group { role, range, rows });
        self.0.len() - 1
    }

    /// How many parameters there are.
    pub fn len(&self) -> usize {
        self.0.last().map_or(0, |group| group.range.end)
    }

    /// All of them, in the order of the vector.
    pub fn all(&self) -> &[Group] {
        &self.0
    }

    /// Where a group lies.
    pub fn range(&self, group: usize) -> Range<usize> {
        self.0[group].range.clone()
    }
}
