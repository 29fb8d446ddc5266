//! The name of a parameter in LaTeX.

const GREEK: [&str; 22] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
];

/// The name as a symbol: `alpha_1` is a Greek letter with an index.
pub(super) fn symbol(name: &str) -> String {
    let (stem, index) = match name.rsplit_once('_') {
        Some((stem, index))
            if !stem.is_empty()
                && !index.is_empty()
                && index.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            (stem, Some(index))
        }
        _ => (name, None),
    };
    let letter = if GREEK.contains(&stem) {
        format!("\\{stem}")
    } else if stem.len() == 1 {
        stem.to_string()
    } else {
        format!("\\mathrm{{{}}}", stem.replace('_', "\\_"))
    };
    match index {
        Some(index) => format!("{letter}_{{{index}}}"),
        None => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::symbol;

    #[test]
    fn names_become_symbols() {
        for (name, latex) in [
            ("beta", r"\beta"),
            ("alpha_12", r"\alpha_{12}"),
            ("b", "b"),
            ("slope", r"\mathrm{slope}"),
            ("upper_limit_2", r"\mathrm{upper\_limit}_{2}"),
            ("a_", r"\mathrm{a\_}"),
            ("alpha1", r"\mathrm{alpha1}"),
        ] {
            assert_eq!(symbol(name), latex);
        }
    }
}
