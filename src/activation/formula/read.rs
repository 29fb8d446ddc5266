//! From a text to a formula.

use std::fmt;

use super::arena::Arena;
use super::catalogue::Catalogue;
use super::cursor::Cursor;
use super::definition::head;
use super::error::{FormulaError, Problem};
use super::expression::{Expression, Node};
use super::parse::{Level, Parser, Scope};
use super::tidy::tidy;
use super::token::Token;
use crate::naming::{number, shown};

/// More characters than any sensible formula has.
const LONGEST: usize = 10_000;

/// A user's formula.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Formula {
    /// The text as typed, with the blanks put in order.
    text: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its parameters, in the order of their places in the expressions.
    pub parameters: Vec<FormulaParameter>,
    /// phi.
    pub value: Expression,
    /// What the backward pass uses as phi', where that is stated.
    pub backward: Option<Expression>,
}

/// A parameter that a formula declares.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FormulaParameter {
    pub name: String,
    /// The value it is declared with.
    pub value: f64,
    /// Whether training may change it.
    pub learnable: bool,
}

impl Formula {
    /// Reads a formula or a whole definition.
    ///
    /// # Errors
    /// [`FormulaError`] says what is wrong and at which character.
    pub(crate) fn read(text: &str, catalogue: &dyn Catalogue) -> Result<Self, FormulaError> {
        bounded(text)?;
        formula(text, catalogue).map_err(|problem| FormulaError::new(text, problem))
    }

    /// The text of the same formula with these values of its parameters.
    pub(crate) fn with(&self, values: &[f64]) -> String {
        // Only a definition has parameters, and ':' ends its head.
        let (Some(name), Some((_, body))) = (&self.name, self.text.split_once(':')) else {
            return self.text.clone();
        };
        let parameters = self.parameters.iter().zip(values).map(|(p, value)| {
            let learnable = if p.learnable { "learnable " } else { "" };
            format!("{learnable}{}={}", p.name, number(*value))
        });
        let parameters: Vec<String> = parameters.collect();
        format!("{name}({}):{body}", parameters.join(", "))
    }
}

/// The text as typed, with the blanks put in order; it reads back as the same
/// formula.
impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Whether a text is meant as a formula rather than as the name of an entry:
/// it holds the input, or the ':' of a definition.
pub(crate) fn is_formula(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    text.contains(':') || words.any(|word| matches!(word, "x" | "z"))
}

/// Reads the formula of an entry, whose parameters are known by name and
/// become [`Node::Parameter`] by place.
///
/// # Errors
/// [`FormulaError`] says what is wrong and at which character.
pub(crate) fn expression(
    text: &str,
    parameters: &[&str],
    catalogue: &dyn Catalogue,
) -> Result<Expression, FormulaError> {
    bounded(text)?;
    let mut arena = Arena::default();
    let root = Cursor::new(text)
        .and_then(|cursor| parser(cursor, parameters, catalogue, &mut arena)?.whole())
        .map_err(|problem| FormulaError::new(text, problem))?;
    Ok(arena.expression(root))
}

fn bounded(text: &str) -> Result<(), FormulaError> {
    match text.char_indices().nth(LONGEST) {
        None => Ok(()),
        Some((end, _)) => {
            let message = format!("longer than {LONGEST} characters");
            let problem = Problem::new(LONGEST + 1, message);
            Err(FormulaError::new(&text[..end], problem))
        }
    }
}

fn parser<'a>(
    cursor: Cursor<'a>,
    parameters: &[&'a str],
    catalogue: &'a dyn Catalogue,
    arena: &'a mut Arena,
) -> Result<Parser<'a>, Problem> {
    let full = |_| Problem::new(1, "too many parameters");
    let input = arena.add(Node::Input).map_err(full)?;
    let mut scope = Scope {
        input,
        parameters: Vec::new(),
    };
    for (place, name) in parameters.iter().enumerate() {
        let node = arena.add(Node::Parameter(place)).map_err(full)?;
        scope.parameters.push((name, node));
    }
    Ok(Parser {
        cursor,
        scope,
        catalogue,
        arena,
        depth: 0,
        spliced: false,
    })
}

fn formula(text: &str, catalogue: &dyn Catalogue) -> Result<Formula, Problem> {
    let mut cursor = Cursor::new(text)?;
    if cursor.peek().token == Token::End {
        return Err(Problem::new(1, "the formula is empty"));
    }
    let mut tidied = tidy(cursor.spots());
    if tidied.len() > LONGEST {
        // It must read back: as typed, on one line.
        tidied = text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let head = head(&mut cursor, catalogue)?;
    let names: Vec<&str> = head.parameters.iter().map(|p| p.name.text).collect();

    let mut arena = Arena::default();
    let mut parser = parser(cursor, &names, catalogue, &mut arena)?;
    let start = parser.cursor.peek().column;
    let value = parser.expression(Level::Sum)?;
    let backward = match parser.cursor.accept_word("backward") {
        Some(_) => Some(parser.whole()?),
        None if parser.cursor.peek().token == Token::End => None,
        None => return Err(parser.cursor.unexpected("an operator")),
    };

    if !arena.varies(value) {
        return Err(Problem::new(start, "the formula does not depend on x"));
    }
    let value = arena.expression(value);
    let backward = backward.map(|root| arena.expression(root));
    for (place, declared) in head.parameters.iter().enumerate() {
        let node = Node::Parameter(place);
        let mut used = value
            .nodes
            .iter()
            .chain(backward.iter().flat_map(|b| &b.nodes));
        if !used.any(|n| *n == node) {
            let name = shown(declared.name.text);
            let message = format!("the parameter '{name}' is not used");
            return Err(Problem::new(declared.name.column, message));
        }
    }
    Ok(Formula {
        text: tidied,
        name: head.name.map(str::to_string),
        parameters: head
            .parameters
            .iter()
            .map(|declared| FormulaParameter {
                name: declared.name.text.to_string(),
                value: declared.value,
                learnable: declared.learnable,
            })
            .collect(),
        value,
        backward,
    })
}
