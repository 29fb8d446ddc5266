//! A name and its arguments: a function, `where`, or an entry of the catalogue.

use super::cursor::Cursor;
use super::error::Problem;
use super::expression::{Decimal, Id, Node};
use super::functions::Builtin;
use super::parse::{Level, Parser};
use super::token::{Spot, Token};
use crate::naming::{nearest_of, shown, suggestion};

/// What stands between two commas of a call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Argument<'a> {
    /// Where it is given by name.
    pub name: Option<&'a str>,
    pub column: usize,
    pub value: Id,
}

impl<'a> Parser<'a> {
    /// A call; the next two tokens are a name and '('.
    pub(super) fn call(&mut self) -> Result<Id, Problem> {
        let name = self.cursor.next();
        let open = self.cursor.next();
        if name.text == "where" {
            return self.conditional(open);
        }
        let builtin = Builtin::find(name.text);
        let Some(known) = self.catalogue.find(name.text) else {
            let Some(builtin) = builtin else {
                return Err(Problem::new(name.column, self.unknown_call(name.text)));
            };
            let arguments = self.arguments(open)?;
            return match fits(builtin, &arguments) {
                true => self.apply(builtin, &arguments),
                false => Err(Problem::new(name.column, misfit(builtin, &arguments))),
            };
        };
        let arguments = self.arguments(open)?;
        match builtin {
            Some(builtin) if fits(builtin, &arguments) => self.apply(builtin, &arguments),
            _ => self.splice(name, known, &arguments),
        }
    }

    /// The arguments and the ')'.
    fn arguments(&mut self, open: Spot<'a>) -> Result<Vec<Argument<'a>>, Problem> {
        let mut arguments = Vec::new();
        if self.cursor.accept(Token::Close).is_some() {
            return Ok(arguments);
        }
        loop {
            let first = self.cursor.peek();
            let named = self.cursor.is_name_before(Token::Assign);
            if named {
                self.cursor.next();
                self.cursor.next();
            }
            arguments.push(Argument {
                name: named.then_some(first.text),
                column: first.column,
                value: self.expression(Level::Sum)?,
            });
            if self.cursor.accept(Token::Comma).is_none() {
                self.close(open)?;
                return Ok(arguments);
            }
        }
    }

    fn apply(&mut self, builtin: Builtin, arguments: &[Argument]) -> Result<Id, Problem> {
        let node = match (builtin, arguments) {
            (Builtin::Plain(function), [u, ..]) => Node::Call(function, u.value),
            (Builtin::Relu, [u, ..]) => {
                let zero = self.add(Node::Number(Decimal::ZERO))?;
                Node::Maximum(u.value, zero)
            }
            (Builtin::Minimum, [a, b, ..]) => Node::Minimum(a.value, b.value),
            (Builtin::Maximum, [a, b, ..]) => Node::Maximum(a.value, b.value),
            _ => return Err(self.cursor.expected(&builtin.usage())),
        };
        self.add(node)
    }

    /// `where` behind its '('.
    fn conditional(&mut self, open: Spot<'a>) -> Result<Id, Problem> {
        let left = self.expression(Level::Sum)?;
        let Token::Comparison(comparison) = self.cursor.peek().token else {
            let message = "the first argument of where is a comparison, such as x > 0";
            return Err(Problem::new(self.cursor.peek().column, message));
        };
        self.cursor.next();
        let right = self.expression(Level::Sum)?;
        if matches!(self.cursor.peek().token, Token::Comparison(_)) {
            let message = "a condition is one comparison; write a where within the where";
            return Err(Problem::new(self.cursor.peek().column, message));
        }
        self.comma(open)?;
        let then = self.expression(Level::Sum)?;
        self.comma(open)?;
        let otherwise = self.expression(Level::Sum)?;
        if self.cursor.peek().token == Token::Comma {
            return Err(three(&self.cursor));
        }
        self.close(open)?;
        self.add(Node::Where {
            comparison,
            left,
            right,
            then,
            otherwise,
        })
    }

    /// The ',' between the arguments of `where`.
    fn comma(&mut self, open: Spot<'a>) -> Result<(), Problem> {
        if self.cursor.accept(Token::Comma).is_some() {
            return Ok(());
        }
        match self.cursor.peek().token {
            Token::Close => Err(three(&self.cursor)),
            // No ',' and no ')': what is wrong with that is always an error.
            _ => self.close(open),
        }
    }

    fn unknown_call(&self, text: &str) -> String {
        let is_parameter = self.scope.parameters.iter().any(|p| p.0 == text);
        if is_parameter || matches!(text, "x" | "z" | "pi" | "e") {
            return format!("'{text}' is not a function; a product is written with '*'");
        }
        let mut names = self.catalogue.names();
        for name in Builtin::names().chain(["where"]) {
            names.push(name);
        }
        let nearest = nearest_of(text, names.into_iter().map(|name| (name, name)));
        format!(
            "unknown function or activation '{}'{}",
            shown(text),
            suggestion(&nearest)
        )
    }
}

fn fits(builtin: Builtin, arguments: &[Argument]) -> bool {
    arguments.len() == builtin.arity() && arguments.iter().all(|a| a.name.is_none())
}

/// What is wrong with the arguments of a function that no entry is named after.
fn misfit(builtin: Builtin, arguments: &[Argument]) -> String {
    let usage = builtin.usage();
    match arguments.iter().find_map(|a| a.name) {
        Some(name) => format!("{usage} has no parameter '{}'", shown(name)),
        None => format!("{usage} was given {}", counted(arguments.len())),
    }
}

pub(super) fn counted(arguments: usize) -> String {
    match arguments {
        0 => "no arguments".to_string(),
        1 => "1 argument".to_string(),
        _ => format!("{arguments} arguments"),
    }
}

fn three(cursor: &Cursor) -> Problem {
    let message = "where takes three arguments: where(condition, then, otherwise)";
    Problem::new(cursor.peek().column, message)
}
