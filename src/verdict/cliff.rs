//! How deep a net may be before its gradient, or the format, fails.

use super::criteria::{Criterion, Judgement, State};

/// Between which of the measured depths an activation fails. Dead units do
/// not count: they are no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cliff {
    /// The greatest measured depth up to which gradient and format hold at
    /// every measured one.
    pub holds_to: Option<usize>,
    /// The least measured depth at which one of them fails, and which.
    pub fails_from: Option<(usize, Criterion)>,
}

impl Cliff {
    /// From the judgement at every measured depth, ascending.
    pub fn of(depths: &[(usize, Judgement)]) -> Self {
        const ENDS: [Criterion; 2] = [Criterion::Gradient, Criterion::Format];
        let holds = |(_, judgement): &&(usize, Judgement)| {
            let mut ends = ENDS.iter().map(|end| judgement[*end as usize]);
            ends.all(|state| state <= State::NotMeasured)
        };
        let failing = |(depth, judgement): &(usize, Judgement)| {
            let mut ends = ENDS.iter();
            let end = ends.find(|end| judgement[**end as usize] == State::Fails)?;
            Some((*depth, *end))
        };
        Cliff {
            holds_to: depths.iter().take_while(holds).last().map(|(d, _)| *d),
            fails_from: depths.iter().find_map(failing),
        }
    }

    /// The depths at which it goes over, in words: `25 to 50`.
    pub fn depths(&self) -> String {
        match (self.holds_to, self.fails_from) {
            (Some(to), None) => format!("{to} or more"),
            (Some(to), Some((from, _))) if to < from => format!("{to} to {from}"),
            (_, Some((from, _))) => format!("below {from}"),
            (None, None) => "not settled".to_string(),
        }
    }

    /// The layers that are left beyond `depth`, in words: `+0 to +50`.
    pub fn margin(&self, depth: usize) -> String {
        let left = |end: usize| end.saturating_sub(depth);
        match (self.holds_to, self.fails_from) {
            (_, Some((from, _))) if from <= depth => "too deep".to_string(),
            (Some(to), _) if to < depth => "not settled".to_string(),
            (Some(to), None) => format!("+{} or more", left(to)),
            (Some(to), Some((from, _))) => format!("+{} to +{}", left(to), left(from)),
            (None, _) => "not settled".to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use State::{Fails, Holds, NotMeasured, Unsettled};

    #[test]
    fn it_is_where_the_gradient_or_the_format_fails() {
        let good = [Holds, NotMeasured, Fails];
        let cliff = |states: [Judgement; 4]| {
            let depths = [10, 20, 40, 80].into_iter().zip(states);
            Cliff::of(&depths.collect::<Vec<_>>())
        };
        let never = cliff([good; 4]);
        assert_eq!((never.holds_to, never.fails_from), (Some(80), None));
        assert_eq!(
            (never.depths(), never.margin(40)),
            ("80 or more".into(), "+40 or more".into())
        );
        let noisy = cliff([good, good, good, [Holds, Fails, Holds]]);
        assert_eq!(noisy.fails_from, Some((80, Criterion::Format)));
        assert_eq!(
            (noisy.depths(), noisy.margin(40)),
            ("40 to 80".into(), "+0 to +40".into())
        );
        let gone = cliff([good, [Unsettled, Holds, Holds], [Fails; 3], [Fails; 3]]);
        assert_eq!(
            (gone.depths(), gone.margin(40)),
            ("10 to 40".into(), "too deep".into())
        );
        assert_eq!(gone.fails_from, Some((40, Criterion::Gradient)));
        let doubtful = cliff([good, good, [Unsettled, Holds, Holds], [Unsettled; 3]]);
        assert_eq!(
            (doubtful.depths(), doubtful.margin(40)),
            ("20 or more".into(), "not settled".into())
        );
        let never = cliff([[Fails; 3]; 4]);
        assert_eq!(
            (never.depths(), never.margin(40)),
            ("below 10".into(), "too deep".into())
        );
    }
}
