//! An entry of the catalogue within a formula: its text is read in its place,
//! with its input and parameters standing for the arguments.

use super::call::{Argument, counted};
use super::catalogue::Known;
use super::cursor::Cursor;
use super::error::Problem;
use super::expression::{Decimal, Id, Node};
use super::parse::{Parser, Scope};
use super::token::Spot;
use crate::naming::{Parameter, key, shown};

impl<'a> Parser<'a> {
    pub(super) fn splice(
        &mut self,
        name: Spot<'a>,
        known: Known<'a>,
        arguments: &[Argument<'a>],
    ) -> Result<Id, Problem> {
        let scope = self.bind(name.column, &known, arguments)?;
        let argument = scope.input;
        let value = self.body(name, &known, known.value, scope.clone())?;
        let Some(slope) = known.slope else {
            return Ok(value);
        };
        // The stated slope is by the input alone.
        if let Some((parameter, _)) = scope.parameters.iter().find(|p| self.arena.varies(p.1)) {
            let message = format!(
                "{}: its slope is stated, so {parameter} must not depend on x",
                known.usage()
            );
            return Err(Problem::new(name.column, message));
        }
        let slope = self.body(name, &known, slope, scope)?;
        self.add(Node::Stated {
            argument,
            value,
            slope,
        })
    }

    /// Reads a text of the entry.
    fn body(
        &mut self,
        name: Spot<'a>,
        known: &Known<'a>,
        text: &str,
        scope: Scope<'_>,
    ) -> Result<Id, Problem> {
        let spliced = self.spliced;
        let depth = self.depth;
        let read = Cursor::new(text).and_then(|cursor| {
            Parser {
                cursor,
                scope,
                catalogue: self.catalogue,
                arena: &mut *self.arena,
                depth,
                spliced: true,
            }
            .whole()
        });
        // The problem is told where the entry is named in the formula as typed.
        read.map_err(|problem| {
            let message = match spliced {
                true => problem.message,
                false => format!("in {}: {}", known.name, problem.message),
            };
            Problem::new(name.column, message)
        })
    }

    /// What the input and the parameters of the entry stand for.
    fn bind(
        &mut self,
        column: usize,
        known: &Known<'a>,
        arguments: &[Argument<'a>],
    ) -> Result<Scope<'a>, Problem> {
        let wrong = |column: usize, problem: &str| {
            Problem::new(column, format!("{}: {problem}", known.usage()))
        };
        let Some((input, rest)) = arguments.split_first() else {
            return Err(wrong(column, "the input is missing"));
        };
        if input.name.is_some() {
            return Err(wrong(input.column, "the input comes first, without a name"));
        }
        if rest.len() > known.parameters.len() {
            let given = format!("{} were given", counted(arguments.len()));
            return Err(wrong(column, &given));
        }
        let mut values: Vec<Option<Id>> = vec![None; known.parameters.len()];
        for (position, argument) in rest.iter().enumerate() {
            let place = match argument.name {
                None => position,
                Some(name) => {
                    let place = known
                        .parameters
                        .iter()
                        .position(|p| key(p.name) == key(name));
                    let unknown = || format!("there is no parameter '{}'", shown(name));
                    place.ok_or_else(|| wrong(argument.column, &unknown()))?
                }
            };
            let parameter = &known.parameters[place];
            if values[place].is_some() {
                let twice = format!("{} is given twice", parameter.name);
                return Err(wrong(argument.column, &twice));
            }
            if let Some(value) = self.constant(argument.value)
                && !parameter.domain.contains(value)
            {
                let domain = parameter.domain.describe();
                let outside = format!("{} must be {domain}, not {value}", parameter.name);
                return Err(wrong(argument.column, &outside));
            }
            values[place] = Some(argument.value);
        }
        let mut parameters = Vec::new();
        for (parameter, value) in known.parameters.iter().zip(values) {
            let value = match value {
                Some(value) => value,
                None => self.default(column, parameter)?,
            };
            parameters.push((parameter.name, value));
        }
        Ok(Scope {
            input: input.value,
            parameters,
        })
    }

    fn default(&mut self, column: usize, parameter: &Parameter) -> Result<Id, Problem> {
        let size = Decimal::of_size(parameter.default).ok_or_else(|| {
            let message = format!("the default of {} is not finite", parameter.name);
            Problem::new(column, message)
        })?;
        let size = self.add(Node::Number(size))?;
        if parameter.default < 0.0 {
            self.add(Node::Negate(size))
        } else {
            Ok(size)
        }
    }

    /// The value of a number as written, with or without a sign.
    fn constant(&self, id: Id) -> Option<f64> {
        match self.arena.node(id) {
            Node::Number(value) => Some(value.to_f64()),
            Node::Negate(id) => match self.arena.node(id) {
                Node::Number(value) => Some(-value.to_f64()),
                _ => None,
            },
            _ => None,
        }
    }
}
