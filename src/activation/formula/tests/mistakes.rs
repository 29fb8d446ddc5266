//! Texts that are no formulas.

use super::super::{Formula, expression, latex, text};
use super::plain::{Small, evaluate};
use super::{Draw, read};

/// What is typed, a caret below the character that the message is about, and
/// the message or a part of it.
#[rustfmt::skip] // a line for each
const MISTAKES: &[(&str, &str, &str)] = &[
    ("x * * tanh(x)", "    ^", "expected a number, a name or '(' after '*'"),
    ("x ** 2", "   ^", "after '*'; a power is written with '^'"),
    ("", "^", "the formula is empty"),
    ("  \t ", "^", "the formula is empty"),
    ("* x", "^", "expected a number, a name or '('"),
    ("x +", "   ^", "expected a number, a name or '(' after '+'"),
    ("mine:", "     ^", "expected a number, a name or '(' after ':'"),
    ("x y", "  ^", "expected an operator before 'y'; a product is written with '*'"),
    ("2x", " ^", "expected an operator before 'x'"),
    ("x (1)", "^", "'x' is not a function; a product is written with '*'"),
    ("(x) (1)", "    ^", "expected an operator before '('"),
    ("(x + (1)", "^", "this '(' is not closed"),
    ("tanh(x", "    ^", "this '(' is not closed"),
    ("x + 1)", "     ^", "there is no '(' for this ')'"),
    ("(x, 1)", "  ^", "',' stands only between the arguments of a function"),
    ("x > 0", "  ^", "a comparison stands only in where(condition, then, otherwise)"),
    ("where(x, 1, 2)", "       ^", "the first argument of where is a comparison, such as x > 0"),
    ("where(x > 0, 1)", "              ^", "where takes three arguments"),
    ("where(x > 0)", "           ^", "where takes three arguments"),
    ("where(x > 0, 1, 2, 3)", "                 ^", "where takes three arguments"),
    ("where(0 < x < 1, 1, 2)", "            ^", "a condition is one comparison"),
    ("where(x > 0, 1", "     ^", "this '(' is not closed"),
    ("where", "^", "write where(condition, then, otherwise)"),
    ("x = 1", "  ^", "'=' stands only between a parameter and its value"),
    ("tanh(x, 2)", "^", "tanh(u) was given 2 arguments"),
    ("x + max(x)", "    ^", "max(a, b) was given 1 argument"),
    ("1 + abs()", "    ^", "abs(u) was given no arguments"),
    ("abs(u=x)", "^", "abs(u) has no parameter 'u'"),
    ("1 + tanh", "    ^", "'tanh' is a function: write tanh(u)"),
    ("1 + elu", "    ^", "'elu' is an activation: write elu(x, alpha=1)"),
    ("x * tahn(x)", "    ^", "unknown function or activation 'tahn'; did you mean tanh"),
    ("m(beta=1): x * betta", "               ^", "unknown name 'betta'; did you mean beta?"),
    ("x * 1.2.3", "       ^", "expected an operator before '.3'"),
    ("x - 1e400", "    ^", "1e400 is out of the range of f64"),
    ("x \u{2212} 1", "  ^", "has no meaning here; write '-'"),
    ("x + #", "    ^", "the character '#' has no meaning here"),
    ("elu()", "^", "elu(x, alpha=1): the input is missing"),
    ("elu(x, 1, 2)", "^", "elu(x, alpha=1): 3 arguments were given"),
    ("elu(x, beta=1)", "       ^", "there is no parameter 'beta'"),
    ("elu(x, 1, alpha=1)", "^", "3 arguments were given"),
    ("swish(x, 1, beta=1)", "            ^", "beta is given twice"),
    ("elu(alpha=1, x)", "    ^", "the input comes first"),
    ("elu(x, -1)", "       ^", "alpha must be a number above 0, not -1"),
    ("1 + 2", "^", "the formula does not depend on x"),
    ("m: pi", "   ^", "the formula does not depend on x"),
    ("m(beta=1): x", "  ^", "the parameter 'beta' is not used"),
    ("m(b=1, b=2): b*x", "       ^", "the parameter 'b' is declared twice"),
    ("m(b=1, pi=2): b*x", "       ^", "'pi' has a meaning of its own"),
    ("m(tanh=2): b*x", "  ^", "'tanh' is a function of the language"),
    ("m(elu=2): elu*x", "  ^", "'elu' is elu of the catalogue"),
    ("m(learnable=2): x", "           ^", "expected the name of a parameter after 'learnable'"),
    ("m(b): b*x", "   ^", "expected '=' and a value after 'b'"),
    ("m(b=c): b*x", "    ^", "expected a number after '='"),
    ("m(b=1 c=2): b*x", "      ^", "expected ',' or ')' after '1'"),
    ("m(b=1) x: b*x", "       ^", "expected ':' after ')'"),
    ("m x: x", "  ^", "expected '(' or ':' after 'm'"),
    (": x", "^", "expected the name of the formula"),
    ("m: n: x", "   ^", "unknown name 'n'"),
    ("m: x: x", "    ^", "':' stands only once"),
    ("S-ELU: x", " ^", "expected '(' or ':' after 'S'"),
    ("Mine: x", "^", "a name is of lower-case letters"),
    ("_: x", "^", "a name is of lower-case letters"),
    ("Leaky_ReLU: x", "^", "'Leaky_ReLU' is leaky_relu of the catalogue"),
    ("relu: x", "^", "'relu' is a function of the language"),
    ("where: x", "^", "'where' has a meaning of its own"),
    ("x backward", "          ^", "expected a number, a name or '(' after 'backward'"),
    ("x backward 1 backward 2", "             ^", "'backward' stands only once"),
    ("(x backward 1)", "   ^", "'backward' stands only once, behind the whole formula"),
    ("x + backward", "    ^", "'backward' is not the name of a value"),
    ("x + broken(x)", "    ^", "in broken: expected a number"),
    ("x + circular(x)", "    ^", "in circular: nested more than 100 deep"),
];

#[test]
fn mistakes_are_told_with_their_place() {
    for &(typed, caret, message) in MISTAKES {
        let error = Formula::read(typed, &Small).expect_err(typed);
        let printed = error.to_string();
        let lines: Vec<&str> = printed.split('\n').collect();
        assert_eq!(lines.len(), 3, "{printed}");
        assert!(lines[0].contains(message), "{printed}");
        assert_eq!(lines[2], format!("  {caret}"), "{printed}");
        assert_eq!(error.column(), caret.len(), "{printed}");
        assert_eq!(error.text(), typed);
        assert!(lines[0].ends_with(error.problem()));
    }
}

#[test]
fn hostile_texts_are_refused_and_not_fatal() {
    let deep = |open: &str, close: &str, count: usize| {
        format!("{}x{}", open.repeat(count), close.repeat(count))
    };
    for text in [
        deep("(", ")", 100_000),
        deep("(", ")", 4_000),
        deep("(", "", 9_000),
        deep("-", "", 9_000),
        deep("2^", "", 4_000),
        deep("tanh(", ")", 1_000),
        deep("silu(", ")", 1_000),
        deep("where(x > ", ", 1, 2)", 500),
        deep("elu(x, ", ")", 500),
        deep("", ")", 9_000),
        ",".repeat(9_000),
        "x".repeat(9_000),
        "x".repeat(1 << 20),
        "é".repeat(9_999),
        format!("{}: x", "a".repeat(9_000)),
        format!("m({}): x", "a=1,".repeat(2_000)),
        format!("x + 1e{}", "9".repeat(5_000)),
        "\0\u{1b}[31m\u{202e}\u{feff}".to_string(),
        "x + \u{1f600}".to_string(),
        "x\r\n\0".to_string(),
        " ".repeat(9_000),
        // More than 5000 different nodes.
        (0..1_700).map(|i| format!("x*{i}+")).collect::<String>() + "x*.5+x",
    ] {
        let start: String = text.chars().take(20).collect();
        let error = Formula::read(&text, &Small).expect_err(&start);
        let printed = error.to_string();
        assert!(printed.chars().count() < 700, "{printed}");
        assert!(printed.split('\n').count() == 3, "{printed}");
        assert!(!printed.contains(|c: char| c.is_control() && c != '\n'));
        assert!(expression(&text, &[], &Small).is_err(), "{start}");
    }
}

#[test]
fn token_soup_is_read_or_refused() {
    const TOKENS: [&str; 24] = [
        "x",
        "beta",
        "2",
        "1e-3",
        "tanh",
        "elu",
        "where",
        "backward",
        "learnable",
        "m",
        "(",
        ")",
        "(",
        ")",
        ",",
        ":",
        "=",
        "<",
        "+",
        "-",
        "*",
        "^",
        "/",
        "silu(x)",
    ];
    let mut read = 0;
    let mut draw = Draw(5);
    for _ in 0..50_000 {
        let length = 1 + draw.below(9);
        let words: Vec<&str> = (0..length)
            .map(|_| TOKENS[draw.below(24) as usize])
            .collect();
        let text = words.join(" ");
        match Formula::read(&text, &Small) {
            Err(error) => assert!(error.to_string().lines().count() == 3),
            Ok(formula) => {
                read += 1;
                let again = Formula::read(&formula.to_string(), &Small);
                assert_eq!(again.as_ref(), Ok(&formula), "{text}");
            }
        }
    }
    assert!(read > 500, "{read}");
}

#[test]
fn large_formulas_within_the_bounds_are_read() {
    let long = format!("x{}", "+x".repeat(4_900));
    let formula = read(&long);
    assert_eq!(evaluate(&formula.value, 1.0, &[]), 4_901.0);
    assert_eq!(read(&formula.to_string()), formula);
    assert!(text(&formula.value, "z", &[]).is_none());
    assert!(latex(&formula.value, "z", &[]).is_some());
    // 2^90 nodes, if those that are equal were not one.
    let doubled = format!("{}x{}", "silu(".repeat(90), ")".repeat(90));
    let formula = read(&doubled);
    assert!(formula.value.nodes.len() < 200);
    assert_eq!(text(&formula.value, "z", &[]), None);
    assert_eq!(latex(&formula.value, "z", &[]), None);
}
