//! The head of a definition: `name(learnable beta=1.5, c=2):`.

use super::catalogue::Catalogue;
use super::cursor::Cursor;
use super::error::Problem;
use super::functions::{Builtin, is_reserved};
use super::token::{Spot, Token};
use crate::naming::{key, shown};

/// Names head columns and file names.
const LONGEST_NAME: usize = 60;

#[derive(Debug, Default)]
pub(super) struct Head<'a> {
    pub name: Option<&'a str>,
    pub parameters: Vec<Declared<'a>>,
}

#[derive(Debug)]
pub(super) struct Declared<'a> {
    pub name: Spot<'a>,
    pub value: f64,
    pub learnable: bool,
}

/// Reads the head, if the text has one: a formula without a name has no ':'.
pub(super) fn head<'a>(
    cursor: &mut Cursor<'a>,
    catalogue: &dyn Catalogue,
) -> Result<Head<'a>, Problem> {
    if !cursor.spots().iter().any(|spot| spot.token == Token::Colon) {
        return Ok(Head::default());
    }
    let Some(name) = cursor.accept(Token::Name) else {
        return Err(cursor.expected("the name of the formula, which ends at ':',"));
    };
    let mut parameters = Vec::new();
    let has_parameters = cursor.accept(Token::Open).is_some();
    if has_parameters {
        parameters = declarations(cursor, catalogue)?;
    }
    if cursor.accept(Token::Colon).is_none() {
        let wanted = if has_parameters { "':'" } else { "'(' or ':'" };
        return Err(cursor.expected(wanted));
    }
    must_be_new(name, catalogue)?;
    Ok(Head {
        name: Some(name.text),
        parameters,
    })
}

/// The parameters and the ')'.
fn declarations<'a>(
    cursor: &mut Cursor<'a>,
    catalogue: &dyn Catalogue,
) -> Result<Vec<Declared<'a>>, Problem> {
    let mut declared: Vec<Declared> = Vec::new();
    if cursor.accept(Token::Close).is_some() {
        return Ok(declared);
    }
    loop {
        let learnable = cursor.accept_word("learnable").is_some();
        let Some(name) = cursor.accept(Token::Name) else {
            return Err(cursor.expected("the name of a parameter"));
        };
        must_be_new(name, catalogue)?;
        if declared.iter().any(|d| key(d.name.text) == key(name.text)) {
            let message = format!("the parameter '{}' is declared twice", shown(name.text));
            return Err(Problem::new(name.column, message));
        }
        if cursor.accept(Token::Assign).is_none() {
            return Err(cursor.expected("'=' and a value"));
        }
        declared.push(Declared {
            name,
            value: value(cursor)?,
            learnable,
        });
        if cursor.accept(Token::Close).is_some() {
            return Ok(declared);
        }
        if cursor.accept(Token::Comma).is_none() {
            return Err(cursor.expected("',' or ')'"));
        }
    }
}

/// A number, with a sign or without.
fn value(cursor: &mut Cursor) -> Result<f64, Problem> {
    let negative = cursor.accept(Token::Minus).is_some();
    if !negative {
        cursor.accept(Token::Plus);
    }
    let Token::Number(size) = cursor.peek().token else {
        return Err(cursor.expected("a number"));
    };
    cursor.next();
    let size = size.to_f64();
    Ok(if negative { -size } else { size })
}

/// That nothing has this name yet, and that it is written as a name is.
fn must_be_new(name: Spot, catalogue: &dyn Catalogue) -> Result<(), Problem> {
    let text = shown(name.text);
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let problem = if is_reserved(name.text) {
        format!("'{text}' has a meaning of its own; choose another name")
    } else if Builtin::find(name.text).is_some() {
        format!("'{text}' is a function of the language; choose another name")
    } else if let Some(known) = catalogue.find(name.text) {
        format!(
            "'{text}' is {} of the catalogue; choose another name",
            known.name
        )
    } else if !name.text.starts_with(|c: char| c.is_ascii_lowercase())
        || !name.text.chars().all(is_plain)
    {
        format!("'{text}': a name is of lower-case letters, digits and '_', a letter first")
    } else if name.text.len() > LONGEST_NAME {
        format!("'{text}': a name has at most {LONGEST_NAME} characters")
    } else {
        return Ok(());
    };
    Err(Problem::new(name.column, problem))
}
