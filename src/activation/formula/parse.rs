//! Operators and operands: a Pratt parser, which reads an operand and then
//! every operator that binds tightly enough, each with its right side.

use super::arena::Arena;
use super::catalogue::Catalogue;
use super::cursor::Cursor;
use super::error::Problem;
use super::expression::{Id, Node};
use super::functions::Builtin;
use super::token::{Spot, Token};
use crate::naming::{nearest_of, shown, suggestion};

/// Parentheses, arguments, signs, exponents and entries within each other; more
/// could overflow the stack.
const DEEPEST: usize = 100;

/// How tightly a thing holds together, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// A thing that only stands alone: no operator holds it together.
    Alone,
    Sum,
    Product,
    Sign,
    Power,
    Atom,
}

/// What the names of a text stand for.
#[derive(Debug, Clone)]
pub(super) struct Scope<'a> {
    /// `x` and `z`.
    pub input: Id,
    pub parameters: Vec<(&'a str, Id)>,
}

pub(super) struct Parser<'a> {
    pub cursor: Cursor<'a>,
    pub scope: Scope<'a>,
    pub catalogue: &'a dyn Catalogue,
    pub arena: &'a mut Arena,
    pub depth: usize,
    /// Whether the text is that of an entry which a formula names.
    pub spliced: bool,
}

impl<'a> Parser<'a> {
    /// An expression up to the end of the text.
    pub(super) fn whole(&mut self) -> Result<Id, Problem> {
        let root = self.expression(Level::Sum)?;
        match self.cursor.peek().token {
            Token::End => Ok(root),
            _ => Err(self.cursor.unexpected("an operator")),
        }
    }

    /// An expression whose operators bind at least as tightly as `loosest`.
    pub(super) fn expression(&mut self, loosest: Level) -> Result<Id, Problem> {
        if self.depth == DEEPEST {
            let message = format!("nested more than {DEEPEST} deep");
            return Err(Problem::new(self.cursor.peek().column, message));
        }
        self.depth += 1;
        let mut left = self.operand()?;
        while let Some((level, right_level, node)) = operator(self.cursor.peek().token) {
            if level < loosest {
                break;
            }
            self.cursor.next();
            let right = self.expression(right_level)?;
            left = self.add(node(left, right))?;
        }
        self.depth -= 1;
        Ok(left)
    }

    pub(super) fn add(&mut self, node: Node) -> Result<Id, Problem> {
        self.arena.add(node).map_err(|_| {
            let message = format!("more than {} steps", super::arena::MOST_NODES);
            Problem::new(self.cursor.peek().column, message)
        })
    }

    fn operand(&mut self) -> Result<Id, Problem> {
        let spot = self.cursor.peek();
        match spot.token {
            Token::Number(value) => {
                self.cursor.next();
                self.add(Node::Number(value))
            }
            Token::Name if self.cursor.is_name_before(Token::Open) => self.call(),
            Token::Name => {
                let value = self.named(spot)?;
                self.cursor.next();
                Ok(value)
            }
            Token::Open => {
                self.cursor.next();
                let inside = self.expression(Level::Sum)?;
                self.close(spot)?;
                Ok(inside)
            }
            Token::Minus => {
                self.cursor.next();
                let operand = self.expression(Level::Sign)?;
                self.add(Node::Negate(operand))
            }
            Token::Plus => {
                self.cursor.next();
                self.expression(Level::Sign)
            }
            _ => Err(self.cursor.expected_operand()),
        }
    }

    /// The ')' that belongs to `open`.
    pub(super) fn close(&mut self, open: Spot<'a>) -> Result<(), Problem> {
        match self.cursor.accept(Token::Close) {
            Some(_) => Ok(()),
            None if self.cursor.peek().token == Token::End => {
                Err(Problem::new(open.column, "this '(' is not closed"))
            }
            None => Err(self.cursor.unexpected("')'")),
        }
    }

    /// A name that is not called.
    fn named(&mut self, spot: Spot<'a>) -> Result<Id, Problem> {
        let parameter = self.scope.parameters.iter().find(|p| p.0 == spot.text);
        match (spot.text, parameter) {
            (_, Some((_, value))) => Ok(*value),
            ("x" | "z", _) => Ok(self.scope.input),
            ("pi", _) => self.add(Node::Pi),
            ("e", _) => self.add(Node::E),
            (text, _) => Err(Problem::new(spot.column, self.unknown_name(text))),
        }
    }

    fn unknown_name(&self, text: &str) -> String {
        match text {
            "where" => return "write where(condition, then, otherwise)".to_string(),
            "backward" | "learnable" => return format!("'{text}' is not the name of a value"),
            _ => {}
        }
        if let Some(builtin) = Builtin::find(text) {
            return format!("'{text}' is a function: write {}", builtin.usage());
        }
        if let Some(known) = self.catalogue.find(text) {
            return format!("'{text}' is an activation: write {}", known.usage());
        }
        let values = ["x", "z", "pi", "e"];
        let parameters = self.scope.parameters.iter().map(|p| p.0);
        let nearest = nearest_of(text, parameters.chain(values).map(|n| (n, n)));
        format!("unknown name '{}'{}", shown(text), suggestion(&nearest))
    }
}

type Binary = fn(Id, Id) -> Node;

/// An operator: how tightly it binds, what its right side must, and its node.
fn operator(token: Token) -> Option<(Level, Level, Binary)> {
    Some(match token {
        Token::Plus => (Level::Sum, Level::Product, Node::Add),
        Token::Minus => (Level::Sum, Level::Product, Node::Subtract),
        Token::Star => (Level::Product, Level::Sign, Node::Multiply),
        Token::Slash => (Level::Product, Level::Sign, Node::Divide),
        // To the right of '^' stands a signed power: 2^-3^2 is 2^(-(3^2)).
        Token::Caret => (Level::Power, Level::Sign, Node::Power),
        _ => return None,
    })
}
