//! Which activations differ from ReLU, beyond what chance would do.

use super::plain_text::short;
use crate::study::Figure;

/// p-values below it are called a difference.
const SIGNIFICANT: f64 = 0.05;

/// The comparisons with ReLU among the figures of one condition at one depth,
/// of `all` in the study, in a sentence; empty where there is none.
pub fn comparison<'a>(figures: impl Iterator<Item = &'a Figure>, all: usize) -> String {
    let compared = figures.filter_map(|f| Some((f.activation.as_str(), f.mean?, f.p_holm?)));
    let compared: Vec<(&str, f64, f64)> = compared.collect();
    let list = |wanted: &dyn Fn(f64, f64) -> bool, shown: &dyn Fn(f64, f64) -> String| {
        let chosen = compared.iter().filter(|(_, mean, p)| wanted(*mean, *p));
        let names: Vec<String> = chosen
            .map(|(name, mean, p)| format!("{name} ({})", shown(*mean, *p)))
            .collect();
        names.join(", ")
    };
    let with_difference = |mean: f64, p: f64| format!("{mean:+.2}, p {}", probability(p));
    let steeper = list(&|mean, p| p < SIGNIFICANT && mean > 0.0, &with_difference);
    let flatter = list(&|mean, p| p < SIGNIFICANT && mean < 0.0, &with_difference);
    let alike = list(&|_, p| p >= SIGNIFICANT, &|_, p| {
        format!("p {}", probability(p))
    });
    let clauses = [
        (
            "more of the gradient is lost a layer (decades) with",
            steeper,
        ),
        ("less with", flatter),
        ("no difference is shown with", alike),
    ];
    let clauses: Vec<String> = clauses
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| format!("{what} {names}"))
        .collect();
    match clauses.is_empty() {
        true => String::new(),
        false => format!(
            "Against relu, on the same draws (paired t test, Holm-corrected for {all} comparisons), \
             {}.\n",
            clauses.join("; ")
        ),
    }
}

fn probability(p: f64) -> String {
    match p {
        p if p < 1e-9 => "< 1e-9".to_string(),
        p if p >= 0.9995 => "1".to_string(),
        p if p >= 0.001 => format!("{p:.3}"),
        p => short(p),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn what_differs_and_what_does_not() {
        let mut figures = sample::summary(&["normal"], &["he"], &[50]);
        figures.truncate(4);
        let values = [
            ("elu", -0.25, Some(1e-12)),
            ("gelu", 0.5, Some(0.0004)),
            ("mish", 0.1, Some(0.2)),
            ("relu", 0.0, None),
        ];
        for (figure, (name, mean, p)) in figures.iter_mut().zip(values) {
            figure.activation = name.to_string();
            (figure.mean, figure.p_holm) = (Some(mean), p);
        }
        assert_eq!(
            comparison(figures.iter(), 7),
            "Against relu, on the same draws (paired t test, Holm-corrected for 7 comparisons), \
             more of the gradient is lost a layer (decades) with gelu (+0.50, p 4.0e-4); less with \
             elu (-0.25, p < 1e-9); no difference is shown with mish (p 0.200).\n"
        );
        assert_eq!(comparison(figures[3..].iter(), 7), "");
    }
}
