//! `--why`: the evidence for one activation, with what would change it.

use super::question::{Wanted, records};
use crate::cli::study::typed;
use crate::cli::{CliError, line_width};
use actlab::activation::{Activation, ActivationError};
use actlab::stats::Level;
use actlab::study::{Origin, Plan, SpecError};
use actlab::training::Architecture;
use actlab::verdict::{self, Advice, Alternative, Thresholds};

/// The name, as it is printed, of the one that `--why` asks for.
pub fn asked_for(name: &str, plan: &Plan) -> Result<String, CliError> {
    let phi: Activation = name.parse().map_err(|problem: ActivationError| SpecError {
        origin: Origin::Flag("--why"),
        problem: problem.into(),
    })?;
    let nets = plan.conditions.iter().flat_map(|condition| &condition.nets);
    let places = plan.spec.activations.iter().zip(nets);
    let mut found = places.filter(|(named, _)| **named == phi);
    match found.next() {
        Some((_, net)) => Ok(net.activation.to_string()),
        None => Err(CliError::Usage(format!(
            "--why: {phi} is not among the activations that are ranked; add it to --activation"
        ))),
    }
}

/// How deep theory is followed.
const DEEPEST: usize = 1000;

/// The evidence for one activation, with what would change it.
pub fn evidence(
    wanted: &Wanted,
    plan: &Plan,
    advice: &Advice,
    row: &verdict::Row,
    yes: bool,
) -> Result<String, CliError> {
    let own = &advice.of(row).activation;
    let condition = &plan.conditions[0];
    let nets = condition.nets.iter();
    let net = nets
        .zip(&plan.spec.activations)
        .find(|(net, _)| net.activation.to_string() == *own);
    let within = advice.thresholds.kept_within;
    let ends = net.and_then(|(net, _)| verdict::theory_ends(condition, net, within, DEEPEST));
    let alone = Wanted {
        activations: net.map(|(_, named)| vec![typed("--why", named.to_string())]),
        ..wanted.clone()
    };
    let others = alternatives(&alone, plan, advice.depth, yes)?;
    let format = plan.spec.formats[0].to_string();
    // Theory is that of plain nets.
    let is_plain = wanted.architecture == Architecture::PLAIN;
    let ends = ends.filter(|_| is_plain).map(|ends| (ends, DEEPEST));
    let width = line_width();
    Ok(verdict::why(advice, row, Some(&format), ends, &others, width) + "\n")
}

/// One activation with the usual other weights, and in the usual other formats.
fn alternatives(
    alone: &Wanted,
    plan: &Plan,
    depth: usize,
    yes: bool,
) -> Result<Vec<Alternative>, CliError> {
    const WEIGHTS: [&str; 4] = ["he", "glorot", "unit_variance", "critical"];
    const FORMATS: [&str; 3] = ["f32", "bf16", "f16"];
    let asked = plan.conditions[0].weights.to_string();
    let format = plan.spec.formats[0].to_string();
    let depths = [depth as u64];
    let with_weights = |weights: Vec<String>| Wanted {
        weights,
        ..alone.clone()
    };
    let is_covered = |weights: &&'static str| {
        let spec = with_weights(vec![weights.to_string()]).spec(&depths);
        **weights != asked && spec.and_then(Plan::new).is_ok()
    };
    let weights = WEIGHTS.into_iter().filter(is_covered).map(str::to_string);
    let formats = FORMATS.into_iter().filter(|other| *other != format);
    let wanted = [
        with_weights(weights.collect()),
        Wanted {
            formats: formats.map(str::to_string).collect(),
            ..alone.clone()
        },
    ];
    let mut found = Vec::new();
    let some = |wanted: &Wanted| !wanted.weights.is_empty() && !wanted.formats.is_empty();
    for other in wanted.into_iter().filter(some) {
        let plan = Plan::new(other.spec(&depths)?)?;
        let all = records(&plan, alone.architecture, yes)?;
        let thresholds = Thresholds::of(&plan.spec.limits);
        let level = Level::new(plan.spec.confidence);
        for (condition, records) in plan.conditions.iter().zip(all) {
            for record in records {
                let evidence = record.evidence(None, &level);
                let is_of_weights = record.format == format;
                let what = match is_of_weights {
                    true => format!("{} weights", condition.weights),
                    false => record.format.clone(),
                };
                found.push(Alternative {
                    what,
                    is_of_weights,
                    judgement: verdict::judge(&evidence, &thresholds),
                    evidence,
                });
            }
        }
    }
    Ok(found)
}
