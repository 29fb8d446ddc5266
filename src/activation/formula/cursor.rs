//! A place in a list of tokens, and what to say where it is the wrong one.

use super::error::Problem;
use super::token::{Spot, Token, tokens};
use crate::naming::shown;

/// How an operand may begin.
pub(super) const OPERAND: &str = "a number, a name or '('";

#[derive(Debug)]
pub(super) struct Cursor<'a> {
    spots: Vec<Spot<'a>>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, Problem> {
        Ok(Cursor {
            spots: tokens(text)?,
            at: 0,
        })
    }

    pub(super) fn spots(&self) -> &[Spot<'a>] {
        &self.spots
    }

    /// The token to be read next.
    pub(super) fn peek(&self) -> Spot<'a> {
        self.spots[self.at]
    }

    /// Takes a token; the end stays.
    pub(super) fn next(&mut self) -> Spot<'a> {
        let spot = self.peek();
        if spot.token != Token::End {
            self.at += 1;
        }
        spot
    }

    /// Takes the next token if it is this one.
    pub(super) fn accept(&mut self, token: Token) -> Option<Spot<'a>> {
        (self.peek().token == token).then(|| self.next())
    }

    /// Takes the next token if it is this word.
    pub(super) fn accept_word(&mut self, word: &str) -> Option<Spot<'a>> {
        (self.peek().text == word).then(|| self.next())
    }

    /// Whether the two next tokens are a name and the sign after it.
    pub(super) fn is_name_before(&self, sign: Token) -> bool {
        let behind = self.spots.get(self.at + 1);
        self.peek().token == Token::Name && behind.is_some_and(|spot| spot.token == sign)
    }

    fn previous(&self) -> Option<Spot<'a>> {
        self.spots[..self.at].last().copied()
    }

    /// "expected `wanted`" here.
    pub(super) fn expected(&self, wanted: &str) -> Problem {
        let after = match self.previous() {
            Some(previous) => format!(" after '{}'", shown(previous.text)),
            None => String::new(),
        };
        Problem::new(self.peek().column, format!("expected {wanted}{after}"))
    }

    /// No operand begins here.
    pub(super) fn expected_operand(&self) -> Problem {
        let mut problem = self.expected(OPERAND);
        let spot = self.peek();
        let squared = self.previous().is_some_and(|previous| {
            previous.token == Token::Star && previous.column + 1 == spot.column
        });
        if spot.token == Token::Star && squared {
            problem.message.push_str("; a power is written with '^'");
        }
        problem
    }

    /// An operand ended, and neither an operator nor `wanted` follows.
    pub(super) fn unexpected(&self, wanted: &str) -> Problem {
        let spot = self.peek();
        let say = |message: &str| Problem::new(spot.column, message);
        match spot.token {
            Token::Comparison(_) => say(
                "a comparison stands only in where(condition, then, otherwise), as the condition",
            ),
            Token::Name if spot.text == "backward" => {
                say("'backward' stands only once, behind the whole formula")
            }
            Token::Number(_) | Token::Name | Token::Open => Problem::new(
                spot.column,
                format!(
                    "expected an operator before '{}'; a product is written with '*'",
                    shown(spot.text)
                ),
            ),
            Token::Assign => say("'=' stands only between a parameter and its value"),
            Token::Colon => say("':' stands only once, behind the name of the formula"),
            Token::Comma => say("',' stands only between the arguments of a function"),
            Token::Close => say("there is no '(' for this ')'"),
            _ => self.expected(wanted),
        }
    }
}
