//! What a study that trains comes to, as a table a person reads.

use super::TrainingReport;
use crate::report::plain_table::in_parts;
use crate::report::plain_text::{percent, short, textwrap};
use crate::study::training::{Outcome, TrainingFigure, median_steps};

/// A table for each condition: the chosen rate, the losses, the accuracy, steps
/// to each goal, dead units.
pub fn training_answer(report: &TrainingReport<'_>, width: usize) -> String {
    let (plan, figures) = (report.plan, &report.runs);
    let goals = plan
        .spec
        .goals
        .iter()
        .map(|goal| format!("steps to {}", short(*goal)));
    let goals: Vec<String> = goals.collect();
    let mut columns = vec![
        "learning rate",
        "training loss",
        "test loss",
        "test accuracy",
    ];
    columns.extend(goals.iter().map(String::as_str));
    columns.extend(["dead", "revived", "noise", "diverged", "ms/step"]);
    let mut text = String::new();
    let mut edges = false;
    for (place, condition) in plan.conditions.iter().enumerate() {
        let own = report.outcomes.iter().zip(report.seconds);
        let own = own.filter(|(outcome, _)| outcome.condition == place);
        let (own, seconds): (Vec<&Outcome>, Vec<f64>) = own.unzip();
        let names: Vec<String> = own
            .iter()
            .map(|outcome| plan.spec.activations[outcome.activation].label())
            .collect();
        let find = |outcome: &Outcome, metric: &str| {
            figures.iter().find(|f| {
                (f.condition, f.activation, f.metric.as_str())
                    == (place, outcome.activation, metric)
            })
        };
        edges |= own.iter().any(|outcome| outcome.is_at_the_edge());
        text.push_str(&format!(
            "{}, {}, {}, {} weights, width {}, depth {}, {}, learnt by {}\n",
            condition.task,
            condition.architecture,
            condition.optimizer,
            condition.weights,
            condition.width,
            condition.depth,
            condition.format,
            condition.learning,
        ));
        text.push_str(&textwrap(&beside_relu(&own, &names, find), width));
        text.push_str(&in_parts("", &columns, &names, width, |row, columns| {
            let outcome = own[row];
            let cell = |column: &&str| match *column {
                "learning rate" => {
                    let edge = if outcome.is_at_the_edge() { " !" } else { "" };
                    format!("{}{edge}", short(outcome.chosen))
                }
                "training loss" => typical(find(outcome, "final_train_loss")),
                "test loss" => typical(find(outcome, "final_test_loss")),
                "test accuracy" => share(find(outcome, "final_test_accuracy")),
                "dead" => share(find(outcome, "final_dead_fraction")),
                "revived" => share(find(outcome, "final_revived_fraction")),
                "noise" => typical(find(outcome, "final_noise_to_signal")),
                "diverged" => percent(outcome.diverged()),
                "ms/step" => short(1e3 * seconds[row]),
                goal => {
                    let place = goals.iter().position(|g| g == goal);
                    let goal = plan.spec.goals[place.expect("a column of a goal")];
                    steps(outcome, goal)
                }
            };
            columns.iter().map(cell).collect()
        }));
        text.push('\n');
    }
    text.push_str(LEGEND);
    if edges {
        text.push_str(
            "! the best rate is at an end of the grid: a wider --learning-rate may have a better \
             one.\n",
        );
    }
    text
}

/// Which activations are told apart from ReLU, by pairs of runs; nothing where it
/// is not among them.
fn beside_relu<'a>(
    own: &[&Outcome],
    names: &[String],
    find: impl Fn(&Outcome, &str) -> Option<&'a TrainingFigure>,
) -> String {
    let sentence = |metric: &str, what: &str, is_better: fn(f64) -> bool| {
        let (mut better, mut worse, mut same) = (Vec::new(), Vec::new(), Vec::new());
        for (outcome, name) in own.iter().zip(names) {
            let Some(figure) = find(outcome, metric) else {
                continue;
            };
            let is_told = figure.p_holm.is_some_and(|p| p < TOLD);
            match figure.mean.filter(|_| is_told) {
                Some(mean) if is_better(mean) => better.push(name.as_str()),
                Some(_) => worse.push(name.as_str()),
                None => same.push(name.as_str()),
            }
        }
        let parts = [
            ("better with", better),
            ("worse with", worse),
            ("not told apart from it:", same),
        ];
        let said = parts.iter().filter(|(_, names)| !names.is_empty());
        let said = said.map(|(how, names)| format!("{how} {}", names.join(", ")));
        let said: Vec<String> = said.collect();
        match said.is_empty() {
            true => String::new(),
            false => format!("{what}: {}. ", said.join("; ")),
        }
    };
    let loss = sentence("log_train_loss_vs_relu", "training loss", |d| d < 0.0);
    let accuracy = sentence("test_accuracy_vs_relu", "Accuracy", |d| d > 0.0);
    match loss.is_empty() && accuracy.is_empty() {
        true => String::new(),
        false => format!(
            "Beside relu, {loss}{accuracy}(Paired runs, p < {TOLD}, Holm-corrected over the \
             study.)\n"
        ),
    }
}

/// A paired difference with a smaller p-value is one.
const TOLD: f64 = 0.05;

const LEGEND: &str = "\
Each activation at the learning rate of its lowest training loss; geometric means of losses, means \
of shares, over runs\nthat came to their end. Steps: median over all runs, with the share that \
arrived. Dead: phi' = 0 on every training\nsample. Noise: gradient against the same net in f64. ms/step: one thread, now, on this machine.\n";

fn typical(figure: Option<&TrainingFigure>) -> String {
    let Some(mean) = figure.and_then(|f| f.geometric_mean) else {
        return "-".to_string();
    };
    match figure.and_then(|f| f.geometric_interval) {
        None => short(mean),
        Some((low, high)) => format!("{} [{}, {}]", short(mean), short(low), short(high)),
    }
}

fn share(figure: Option<&TrainingFigure>) -> String {
    let Some(mean) = figure.and_then(|f| f.mean) else {
        return "-".to_string();
    };
    match figure.and_then(|f| f.interval).filter(|_| mean > 0.0) {
        None => percent(mean),
        Some((low, high)) => format!(
            "{:.1} [{:.1}, {:.1}] %",
            100.0 * mean,
            100.0 * low,
            100.0 * high
        ),
    }
}

fn steps(outcome: &Outcome, goal: f64) -> String {
    let reached = outcome.steps_to(goal).flatten().count();
    let all = outcome.records.len();
    match median_steps(outcome.steps_to(goal)) {
        Some(median) if reached == all => format!("{median}"),
        Some(median) => format!("{median} ({reached} of {all})"),
        None => format!("- ({reached} of {all})"),
    }
}
