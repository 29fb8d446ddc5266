//! Names of activations and inputs, as a chart writes them.

/// Digits that a label needs: the files have them all.
const DIGITS: usize = 4;
/// A rounded number longer than this is written with an exponent.
const LONGEST: usize = 8;

/// The longest name that is shown whole.
const LONGEST_NAME: usize = 32;

/// Distinct names without the formula of a definition, `mine(1.5): x * ...`, and
/// no longer than a table or a legend holds. Names that would then read alike
/// stay as they are.
pub fn short_names<T: AsRef<str>>(names: &[T]) -> Vec<String> {
    alone(names, cut)
}

fn cut(name: &str) -> String {
    let name = name.split(':').next().unwrap_or(name);
    match name.char_indices().nth(LONGEST_NAME) {
        None => name.to_string(),
        Some(_) => {
            let cut: String = name.chars().take(LONGEST_NAME - 1).collect();
            format!("{}…", cut.trim_end())
        }
    }
}

/// Names made shorter, where no two become one.
fn alone<T: AsRef<str>>(names: &[T], shorter: impl Fn(&str) -> String) -> Vec<String> {
    let short: Vec<String> = names.iter().map(|name| shorter(name.as_ref())).collect();
    let is_alone = |label: &&String| short.iter().filter(|other| other == label).count() == 1;
    let label = |(name, label): (&T, &String)| match Some(label).filter(is_alone) {
        Some(label) => label.clone(),
        None => name.as_ref().to_string(),
    };
    names.iter().zip(&short).map(label).collect()
}

/// Labels for some distinct names: [`short_names`], their numbers rounded to four significant
/// digits, which is where `rrelu(0.125, 0.3333333333333333)` stops telling a
/// reader anything. Names that would then read alike stay as they are.
pub fn labels<T: AsRef<str>>(names: &[T]) -> Vec<String> {
    alone(names, |name| cut(&round(name)))
}

/// Rounds the numbers between the brackets; those in a name itself, such as
/// `relu6`, belong to it.
fn round(name: &str) -> String {
    const ENDS: [char; 5] = ['(', ')', ',', '=', ' '];
    let Some(bracket) = name.find('(') else {
        return name.to_string();
    };
    let (head, tail) = name.split_at(bracket);
    let piece = |piece: &str| {
        let number = piece.trim_end_matches(ENDS);
        format!("{}{}", number_label(number), &piece[number.len()..])
    };
    let pieces: String = tail.split_inclusive(ENDS).map(piece).collect();
    format!("{head}{pieces}")
}

fn number_label(text: &str) -> String {
    let rounded = text
        .parse()
        .ok()
        .and_then(|value: f64| format!("{value:.*e}", DIGITS - 1).parse().ok())
        .filter(|value: &f64| value.is_finite());
    let Some(rounded) = rounded else {
        return text.to_string();
    };
    let mut label = rounded.to_string();
    if label.len() > LONGEST {
        label = format!("{rounded:e}");
    }
    // Rounding is there to save room, not to write 0.2 in another way.
    if label.len() < text.len() {
        label
    } else {
        text.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits_at_most() {
        for (name, label) in [
            ("rrelu(0.125, 0.3333333333333333)", "rrelu(0.125, 0.3333)"),
            (
                "hardsigmoid(slope=0.16666666666666666, 0.5)",
                "hardsigmoid(slope=0.1667, 0.5)",
            ),
            ("leaky_relu(-0.000012345678)", "leaky_relu(-1.235e-5)"),
            ("relu6", "relu6"),
            ("relu6(6.00000001)", "relu6(6)"),
            ("gaussian(1000000, 0)", "gaussian(1000000, 0)"),
            ("swish(1e-3)", "swish(1e-3)"),
            ("odd(inf, nan, 1.2.3, )", "odd(inf, nan, 1.2.3, )"),
            ("z * tanh(0.123456789 z)", "z * tanh(0.1235 z)"),
            ("data/μ(1.23456).csv", "data/μ(1.235).csv"),
            ("", ""),
        ] {
            assert_eq!(labels(&[name]), [label]);
        }
    }

    #[test]
    fn formulas_are_shortened() {
        let long = "where(x > 0, x, 0.1 * expm1(x / 0.1))";
        let names = ["mine(beta=1.5): x * sigmoid(beta * x)", long, "relu"];
        let short = ["mine(beta=1.5)", "where(x > 0, x, 0.1 * expm1(x /…", "relu"];
        assert_eq!(short_names(&names), short);
        let alike = ["mine: x * tanh(x)", "mine: x + tanh(x)"];
        assert_eq!(short_names(&alike), alike);
    }

    #[test]
    fn names_that_would_read_alike_stay_exact() {
        let names = ["elu(0.33333)", "elu(0.33334)", "elu(0.44444)"];
        assert_eq!(
            labels(&names),
            ["elu(0.33333)", "elu(0.33334)", "elu(0.4444)"]
        );
    }
}
