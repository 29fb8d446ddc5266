//! The language as a whole.

mod language;
mod mistakes;
mod plain;
mod printing;

use super::expression::Expression;
use super::{Formula, expression};
use plain::Small;

fn read(text: &str) -> Formula {
    Formula::read(text, &Small).unwrap_or_else(|error| panic!("{error}"))
}

fn of(text: &str, parameters: &[&str]) -> Expression {
    expression(text, parameters, &Small).unwrap_or_else(|error| panic!("{error}"))
}

/// Draws at random, by a generator of the simplest kind.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}
