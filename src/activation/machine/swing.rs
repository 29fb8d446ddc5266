//! Limits of formulas that swing.
//!
//! Sine and cosine have no limit at infinity, yet a formula that holds them may:
//! (z + sin z) sigma(z) goes to 0 as z goes to -infinity. There they may be
//! anything from -1 to 1. Where it makes no difference to phi which of -1, 0 and
//! 1 each of them is, and each of their slopes, that is the limit.

use super::program::{Operation, Program, Step};
use crate::activation::formula::{Function, Id};

/// So many are tried in all their combinations.
const MOST: usize = 2;
const TRIED: [f64; 3] = [-1.0, 0.0, 1.0];

impl Program {
    /// Whether there is a sine or a cosine at all.
    pub(super) fn may_swing(&self) -> bool {
        let swings = |step: &Step| {
            matches!(
                step.operation,
                Operation::Call(Function::Sin | Function::Cos, _)
            )
        };
        self.steps.iter().any(swings)
    }

    /// phi and phi' as z goes to `z`, infinity of a sign; NaN where there is no
    /// limit, or it swings in more than two ways.
    pub(super) fn limit(&self, z: f64) -> (f64, f64) {
        let swings: Vec<Id> = (0..self.steps.len())
            .filter(|place| self.swings(*place, z))
            .collect();
        if swings.is_empty() {
            return self.at(z);
        }
        if swings.len() > MOST {
            return (f64::NAN, f64::NAN);
        }
        let choices = TRIED.len().pow(2 * swings.len() as u32);
        let found = (0..choices).map(|choice| self.held(&swings, choice).at(z));
        let same = |a: f64, b: f64| if a == b { a } else { f64::NAN };
        let all = found.reduce(|a, b| (same(a.0, b.0), same(a.1, b.1)));
        all.unwrap_or((f64::NAN, f64::NAN))
    }

    fn at(&self, z: f64) -> (f64, f64) {
        let (mut value, mut slope) = ([0.0], [0.0]);
        self.without_swings(&[z], &mut value, &mut slope);
        (value[0], slope[0])
    }

    /// Whether a step is the sine or cosine of what is infinite.
    fn swings(&self, place: Id, z: f64) -> bool {
        let Operation::Call(Function::Sin | Function::Cos, argument) = self.steps[place].operation
        else {
            return false;
        };
        let until = |place: Id| Program {
            steps: self.steps[..=place].to_vec(),
        };
        until(argument).at(z).0.is_infinite()
    }

    /// With constants for those steps and their slopes, by the number of the
    /// choice.
    fn held(&self, swings: &[Id], mut choice: usize) -> Program {
        let mut chosen = || {
            let constant = TRIED[choice % TRIED.len()];
            choice /= TRIED.len();
            Step {
                operation: Operation::Constant(constant, 0.0),
                varies: false,
                sloped: false,
            }
        };
        let mut new = Vec::with_capacity(self.steps.len());
        let mut steps: Vec<Step> = Vec::new();
        for (place, step) in self.steps.iter().enumerate() {
            let operation = match step.operation {
                Operation::Call(_, argument) if swings.contains(&place) => {
                    steps.extend([chosen(), chosen()]);
                    Operation::Stated {
                        argument: new[argument],
                        value: steps.len() - 2,
                        slope: steps.len() - 1,
                    }
                }
                operation => operation.renamed(&new),
            };
            new.push(steps.len());
            steps.push(Step { operation, ..*step });
        }
        Program { steps }
    }
}
