//! A formula as typed, with blanks where a person expects them.

use super::token::{Spot, Token};

/// The tokens on one line: a blank around operators and behind commas, none
/// inside parentheses, around `^` and behind a sign.
pub(super) fn tidy(spots: &[Spot]) -> String {
    let mut line = String::new();
    // What stands before `spot`, and whether that is a sign and no operator.
    let mut before: Option<(Spot, bool)> = None;
    for spot in spots.iter().filter(|spot| spot.token != Token::End) {
        if before.is_some_and(|(previous, is_sign)| blank(previous, is_sign, spot)) {
            line.push(' ');
        }
        line.push_str(spot.text);
        let after_operand = before.is_some_and(|(previous, _)| previous.ends_operand());
        let is_sign = matches!(spot.token, Token::Plus | Token::Minus) && !after_operand;
        before = Some((*spot, is_sign));
    }
    line
}

/// Whether a blank belongs between two tokens.
fn blank(previous: Spot, is_sign: bool, next: &Spot) -> bool {
    let is_close = |token| matches!(token, Token::Caret | Token::Assign);
    match (previous.token, next.token) {
        (Token::Open, _) | (_, Token::Close | Token::Comma | Token::Colon) => false,
        // The '(' of a call.
        (Token::Name, Token::Open) => !previous.ends_operand(),
        (previous, next) => !is_sign && !is_close(previous) && !is_close(next),
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn blanks_are_put_in_order() {
        for (typed, tidied) in [
            ("x*tanh( softplus (x) )", "x * tanh(softplus(x))"),
            ("-x  ^ - 2-+ 1", "-x^-2 - +1"),
            (" ( - x+1 )*(x) ", "(-x + 1) * (x)"),
            ("elu(x,alpha = - 2)\n+x", "elu(x, alpha=-2) + x"),
            (
                "mine( learnable b=1.50 ,c=2 ) : where(x>=b,c,-x)backward(-x)",
                "mine(learnable b=1.50, c=2): where(x >= b, c, -x) backward (-x)",
            ),
        ] {
            assert_eq!(tidy(&tokens(typed).unwrap()), tidied);
            assert_eq!(tidy(&tokens(tidied).unwrap()), tidied);
        }
    }
}
