//! From records to a ranking.

use super::candidate::Candidate;
use super::cost::Cost;
use super::criteria::{Thresholds, judge};
use super::ranking::{Row, rank};
use super::record::Record;
use crate::report::short_names;
use crate::stats::Level;
use crate::study::{Condition, Net, Plan};
use crate::theory::MeanField;
use crate::training::Architecture;

/// A ranking of activations for one net, with all that it rests on.
#[derive(Debug, Clone)]
pub struct Advice {
    /// Activation layers that are asked about.
    pub depth: usize,
    /// Everything that is ranked, in the order in which it was named.
    pub candidates: Vec<Candidate>,
    /// The ranking.
    pub rows: Vec<Row>,
    /// By which thresholds.
    pub thresholds: Thresholds,
}

impl Advice {
    /// Ranks the activations of a plan (its first condition and format) at
    /// `depth`, one of its depths, by what was measured of them. `costs` are
    /// those of the activations in their order.
    pub fn new(
        plan: &Plan,
        (architecture, records): (Architecture, &[Record]),
        depth: usize,
        costs: &[Option<Cost>],
    ) -> Self {
        let thresholds = Thresholds::of(&plan.spec.limits);
        let level = Level::new(plan.spec.confidence);
        let nets = plan.conditions.first().into_iter().flat_map(|condition| {
            let nets = condition.nets.iter();
            nets.map(move |net| (condition, net))
        });
        let candidates: Vec<Candidate> = nets
            .zip(costs)
            .filter_map(|((condition, net), cost)| {
                let activation = net.activation.to_string();
                let format = plan.spec.formats.first().map(ToString::to_string);
                let of_it = records.iter().filter(|r| {
                    r.activation == activation && format.as_ref().is_none_or(|f| *f == r.format)
                });
                let judged: Vec<_> = of_it
                    .map(|record| {
                        // Theory is that of plain nets.
                        let theory = theory(condition, net, record.depth)
                            .filter(|_| architecture == Architecture::PLAIN);
                        let evidence = record.evidence(theory, &level);
                        let judgement = judge(&evidence, &thresholds);
                        (record.depth, judgement, evidence)
                    })
                    .collect();
                let by_depth = judged.iter().map(|(d, j, _)| (*d, *j)).collect();
                let mut here = judged.into_iter().filter(|(at, ..)| *at == depth);
                let (_, judgement, evidence) = here.next()?;
                Some(Candidate {
                    label: activation.clone(),
                    activation,
                    evidence,
                    judgement,
                    by_depth,
                    cost: *cost,
                })
            })
            .collect();
        Advice::ranked(depth, candidates, thresholds)
    }

    /// Ranks what has been judged at `depth`.
    pub fn ranked(depth: usize, mut candidates: Vec<Candidate>, thresholds: Thresholds) -> Self {
        let names: Vec<String> = candidates.iter().map(|c| c.activation.clone()).collect();
        for (candidate, label) in candidates.iter_mut().zip(short_names(&names)) {
            candidate.label = label;
        }
        let rows = rank(&candidates, &thresholds);
        Advice {
            depth,
            candidates,
            rows,
            thresholds,
        }
    }

    /// The candidate of a row.
    pub fn of(&self, row: &Row) -> &Candidate {
        &self.candidates[row.place]
    }
}

/// The gradient ratio of an infinitely wide net of `depth` layers.
fn theory(condition: &Condition, net: &Net, depth: usize) -> Option<f64> {
    let field = field(condition, net, depth)?;
    let logs = field.gradient_log_squares(depth)?;
    let ratio = libm::exp(0.5 * (logs.first()? - logs.last()?));
    ratio.is_normal().then_some(ratio)
}

fn field(condition: &Condition, net: &Net, depth: usize) -> Option<MeanField> {
    let square = condition.input.second_moment()?;
    let sigma_b = condition.weights.sigma_b;
    let sigma_w = net.sigma_w_squared;
    Some(MeanField::new(
        &net.activation,
        sigma_w,
        sigma_b,
        square,
        depth,
    ))
}

/// The least depth, up to `deepest`, at which the gradient of an infinitely
/// wide net is not kept within `factor`. `None` where it is kept to there;
/// nothing where there is no theory.
pub fn theory_ends(
    condition: &Condition,
    net: &Net,
    factor: f64,
    deepest: usize,
) -> Option<Option<usize>> {
    let field = field(condition, net, deepest)?;
    let lost = |depth: &usize| {
        let logs = field.gradient_log_squares(*depth);
        let ends = logs.and_then(|logs| Some(logs.first()? - logs.last()?));
        ends.is_none_or(|log| (0.5 * log).abs() > factor.ln())
    };
    Some((1..=deepest).find(lost))
}
