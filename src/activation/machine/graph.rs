//! Which programs are the same steps, in whatever order they were written.

use super::program::{Operation, Program};
use crate::activation::formula::Id;

/// Steps of many programs, each once: `x * sigmoid(x)` and `sigmoid(x) * x` are
/// the same step.
#[derive(Debug, Default)]
pub(in crate::activation) struct Graph(Vec<Operation>);

impl Graph {
    /// Takes the steps of a program in. Where the last one is.
    pub fn insert(&mut self, program: &Program) -> Id {
        let insert = |operations: &mut Vec<Operation>, operation| {
            operations.push(operation);
            Some(operations.len() - 1)
        };
        walk(&mut self.0, program, insert).unwrap_or_default()
    }

    /// Where the last step of a program is, if all of them are here.
    pub fn find(&self, program: &Program) -> Option<Id> {
        walk(&mut &*self.0, program, |_, _| None)
    }
}

/// The place of the last step, `missing` giving the place of one that is not
/// there.
fn walk<O: AsRef<[Operation]>>(
    operations: &mut O,
    program: &Program,
    missing: impl Fn(&mut O, Operation) -> Option<Id>,
) -> Option<Id> {
    let mut places = Vec::with_capacity(program.steps.len());
    for step in &program.steps {
        let operation = match step.operation.renamed(&places) {
            Operation::Add(a, b) => Operation::Add(a.min(b), a.max(b)),
            Operation::Multiply(a, b) => Operation::Multiply(a.min(b), a.max(b)),
            other => other,
        };
        let known = operations.as_ref().iter().position(|o| *o == operation);
        places.push(match known {
            Some(place) => place,
            None => missing(operations, operation)?,
        });
    }
    places.last().copied()
}
