//! The nets that figures belong to, and how they share out over pages.

use crate::study::Figure;

/// What a panel holds constant: all of a condition but the depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Input distribution.
    pub input: String,
    /// Weight initialisation.
    pub weights: String,
    /// Architecture of the net.
    pub architecture: String,
    /// Units in each layer.
    pub width: usize,
}

impl Condition {
    /// The condition of a figure.
    pub fn of(figure: &Figure) -> Condition {
        Condition {
            input: figure.input.clone(),
            weights: figure.weights.clone(),
            architecture: figure.architecture.clone(),
            width: figure.width,
        }
    }

    /// Whether a figure belongs to it.
    pub fn holds(&self, figure: &Figure) -> bool {
        self.input == figure.input
            && self.weights == figure.weights
            && self.architecture == figure.architecture
            && self.width == figure.width
    }

    fn words(&self) -> [String; 4] {
        [
            format!("weights {}", self.weights),
            format!("input {}", self.input),
            format!("width {}", self.width),
            format!("architecture {}", self.architecture),
        ]
    }
}

/// The distinct values of something, in the order of first appearance.
pub fn distinct<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

/// The conditions of some figures.
pub fn conditions<'a>(figures: impl IntoIterator<Item = &'a Figure>) -> Vec<Condition> {
    distinct(figures.into_iter().map(Condition::of))
}

/// What all conditions have in common, in words, for a caption.
pub fn common(conditions: &[Condition]) -> String {
    let shared = |place: &usize| all_equal(conditions, *place);
    let words: Vec<String> = (0..4)
        .filter(shared)
        .map(|p| conditions[0].words()[p].clone())
        .collect();
    words.join(", ")
}

/// What tells one condition from the others, in words, for the title of its
/// panel; empty where there is only one.
pub fn distinguishing(condition: &Condition, conditions: &[Condition]) -> String {
    let differs = |place: &usize| !all_equal(conditions, *place);
    let words: Vec<String> = (0..4)
        .filter(differs)
        .map(|p| condition.words()[p].clone())
        .collect();
    words.join(", ")
}

fn all_equal(conditions: &[Condition], place: usize) -> bool {
    let mut words = conditions.iter().map(|c| c.words()[place].clone());
    let first = words.next();
    first.is_some() && words.all(|word| Some(word) == first)
}

/// Shares the conditions out over pages of `most` panels at most, each with a
/// text for its file name (empty where one page holds all). Few conditions
/// stand on one page; many are parted by weights or by input, whichever gives
/// fewer pages, and by width and architecture.
pub fn pages(all: &[Condition], most: usize) -> Vec<(String, Vec<Condition>)> {
    if all.len() <= most.min(6) {
        return vec![(String::new(), all.to_vec())];
    }
    let inputs = distinct(all.iter().map(|c| &c.input)).len();
    let weights = distinct(all.iter().map(|c| &c.weights)).len();
    let key = |c: &Condition| {
        let by = if weights <= inputs {
            &c.weights
        } else {
            &c.input
        };
        (by.clone(), c.width, c.architecture.clone())
    };
    let mut pages: Vec<(String, Vec<Condition>)> = Vec::new();
    for wanted in distinct(all.iter().map(key)) {
        let members: Vec<Condition> = all.iter().filter(|c| key(c) == wanted).cloned().collect();
        let telling = |place: &usize| all_equal(&members, *place) && !all_equal(all, *place);
        let words: Vec<String> = (0..4)
            .filter(telling)
            .map(|place| members[0].words()[place].clone())
            .collect();
        // Alike in size, and in whole rows of three.
        let share = members.len().div_ceil(members.len().div_ceil(most));
        for chunk in members.chunks(share.next_multiple_of(3).min(most)) {
            pages.push((slug(&words.join(" ")), chunk.to_vec()));
        }
    }
    number_twins(&mut pages);
    pages
}

/// Adds a number to names that several pages have.
fn number_twins(pages: &mut [(String, Vec<Condition>)]) {
    let names: Vec<String> = pages.iter().map(|(name, _)| name.clone()).collect();
    for (place, (name, _)) in pages.iter_mut().enumerate() {
        let alike = |other: &&String| *other == &names[place];
        if names.iter().filter(alike).count() > 1 {
            let number = names[..=place].iter().filter(alike).count();
            let hyphen = if name.is_empty() { "" } else { "-" };
            name.push_str(&format!("{hyphen}{number}"));
        }
    }
}

/// A text as a part of a file name: letters and digits, joined by hyphens.
pub fn slug(text: &str) -> String {
    let kept = text.chars().map(|c| match c {
        '.' => 'p',
        c if c.is_alphanumeric() => c,
        _ => ' ',
    });
    let kept: String = kept.collect();
    kept.split_whitespace()
        .collect::<Vec<_>>()
        .join("-")
        .to_lowercase()
}

/// The file name of a chart's page.
pub fn file_name(chart: &str, page: &str) -> String {
    match page {
        "" => format!("{chart}.png"),
        page => format!("{chart}_{page}.png"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(inputs: usize, weights: &[&str], widths: &[usize]) -> Vec<Condition> {
        let mut all = Vec::new();
        for input in 0..inputs {
            for weights in weights {
                for width in widths {
                    all.push(Condition {
                        input: format!("input({input})"),
                        weights: weights.to_string(),
                        architecture: "plain".into(),
                        width: *width,
                    });
                }
            }
        }
        all
    }

    #[test]
    fn every_condition_stands_on_one_page_and_names_differ() {
        for (inputs, weights, widths) in [
            (1, &["he", "glorot"][..], &[64][..]),
            (13, &["he", "glorot"], &[64]),
            (2, &["he(1)", "he(-1)", "he(2)", "he(3)"], &[64, 128]),
            (30, &["he"], &[64]),
            (0, &[], &[]),
        ] {
            let all = all(inputs, weights, widths);
            for most in [1, 2, 3, 9, 12] {
                let pages = pages(&all, most);
                let placed: usize = pages.iter().map(|(_, members)| members.len()).sum();
                assert_eq!(placed, all.len());
                let names = distinct(pages.iter().map(|(name, _)| name));
                assert_eq!(names.len(), pages.len(), "{names:?}");
                assert!(pages.iter().all(|(_, members)| members.len() <= most));
            }
        }
    }

    #[test]
    fn titles_say_what_differs_and_captions_what_does_not() {
        let all = all(1, &["he", "glorot"], &[64]);
        assert_eq!(distinguishing(&all[1], &all), "weights glorot");
        assert_eq!(common(&all), "input input(0), width 64, architecture plain");
        assert_eq!(distinguishing(&all[0], &all[..1]), "");
        assert_eq!(common(&[]), "");
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("weights gaussian(1.5, 0)"), "weights-gaussian-1p5-0");
    }
}
