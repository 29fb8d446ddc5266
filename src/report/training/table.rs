//! The tables of a study that trains.

use crate::report::{ReportError, sheet};
use crate::stats::{Level, Trials};
use crate::study::training::{Outcome, TrainingFigure, TrainingPlan, median_steps};

/// What a row is of.
const OF: [&str; 9] = [
    "activation",
    "task",
    "architecture",
    "optimizer",
    "weights",
    "width",
    "depth",
    "format",
    "learning",
];

fn of(plan: &TrainingPlan, condition: usize, activation: usize) -> Vec<String> {
    let condition = &plan.conditions[condition];
    vec![
        plan.spec.activations[activation].to_string(),
        condition.task.to_string(),
        condition.architecture.to_string(),
        condition.optimizer.to_string(),
        condition.weights.to_string(),
        condition.width.to_string(),
        condition.depth.to_string(),
        condition.format.to_string(),
        condition.learning.to_string(),
    ]
}

fn number(value: Option<f64>, column: &'static str) -> Result<String, ReportError> {
    sheet::print(value, column, || "a run".to_string())
}

/// The ends of a row.
fn estimate(figure: &TrainingFigure) -> Result<Vec<String>, ReportError> {
    let (interval, geometric) = (figure.interval, figure.geometric_interval);
    Ok(vec![
        figure.metric.clone(),
        number(figure.mean, "mean")?,
        number(interval.map(|i| i.0), "low")?,
        number(interval.map(|i| i.1), "high")?,
        number(figure.geometric_mean, "geometric_mean")?,
        number(geometric.map(|i| i.0), "geometric_low")?,
        number(geometric.map(|i| i.1), "geometric_high")?,
        figure.runs.to_string(),
    ])
}

const ESTIMATE: [&str; 8] = [
    "metric",
    "mean",
    "low",
    "high",
    "geometric_mean",
    "geometric_low",
    "geometric_high",
    "runs",
];

/// `steps.csv`.
pub fn steps_csv(plan: &TrainingPlan, figures: &[TrainingFigure]) -> Result<Vec<u8>, ReportError> {
    let columns = [&OF[..], &["learning_rate", "step", "layer"], &ESTIMATE].concat();
    sheet::write(&columns, figures, |figure| {
        let mut row = of(plan, figure.condition, figure.activation);
        row.push(number(Some(figure.rate), "learning_rate")?);
        row.push(figure.step.map_or(String::new(), |step| step.to_string()));
        row.push(
            figure
                .layer
                .map_or(String::new(), |layer| layer.to_string()),
        );
        row.extend(estimate(figure)?);
        Ok(row)
    })
}

/// `summary.csv`.
pub fn summary_csv(
    plan: &TrainingPlan,
    figures: &[TrainingFigure],
) -> Result<Vec<u8>, ReportError> {
    let columns = [&OF[..], &["learning_rate"], &ESTIMATE, &["p_holm"]].concat();
    sheet::write(&columns, figures, |figure| {
        let mut row = of(plan, figure.condition, figure.activation);
        row.push(number(Some(figure.rate), "learning_rate")?);
        row.extend(estimate(figure)?);
        row.push(number(figure.p_holm, "p_holm")?);
        Ok(row)
    })
}

/// `rates.csv`: the geometric mean of the final training loss of the tuning runs
/// that did not diverge.
pub fn rates_csv(plan: &TrainingPlan, outcomes: &[Outcome]) -> Result<Vec<u8>, ReportError> {
    let columns = [
        &OF[..],
        &[
            "learning_rate",
            "chosen",
            "runs",
            "diverged",
            "final_train_loss",
            "low",
            "high",
        ],
    ]
    .concat();
    let rows: Vec<_> = outcomes
        .iter()
        .flat_map(|outcome| outcome.rates.iter().map(move |rate| (outcome, rate)))
        .collect();
    let level = Level::new(plan.spec.confidence);
    sheet::write(&columns, &rows, |(outcome, rate)| {
        let mut trials = Trials::default();
        rate.losses.iter().for_each(|loss| trials.push(*loss));
        let interval = trials.geometric_interval(&level);
        let mut row = of(plan, outcome.condition, outcome.activation);
        row.extend([
            number(Some(rate.rate), "learning_rate")?,
            (rate.rate == outcome.chosen).to_string(),
            rate.losses.len().to_string(),
            (rate.losses.len() - trials.count()).to_string(),
            number(trials.geometric_mean(), "final_train_loss")?,
            number(interval.map(|i| i.low), "low")?,
            number(interval.map(|i| i.high), "high")?,
        ]);
        Ok(row)
    })
}

/// `runs.csv`.
pub fn runs_csv(plan: &TrainingPlan, outcomes: &[Outcome]) -> Result<Vec<u8>, ReportError> {
    let goals = plan
        .spec
        .goals
        .iter()
        .map(|goal| format!("steps_to({goal})"));
    let goals: Vec<String> = goals.collect();
    let mut columns = [
        &OF[..],
        &[
            "learning_rate",
            "run",
            "diverged",
            "last_step",
            "train_loss",
            "test_loss",
            "train_accuracy",
            "test_accuracy",
        ],
    ]
    .concat();
    columns.extend(goals.iter().map(String::as_str));
    let rows: Vec<_> = outcomes
        .iter()
        .flat_map(|outcome| (0..outcome.records.len()).map(move |run| (outcome, run)))
        .collect();
    sheet::write(&columns, &rows, |(outcome, run)| {
        let record = &outcome.records[*run];
        let last = record.run.checkpoints.last();
        let mut row = of(plan, outcome.condition, outcome.activation);
        row.extend([
            number(Some(record.rate), "learning_rate")?,
            run.to_string(),
            record.run.diverged.to_string(),
            last.map_or(String::new(), |last| last.step.to_string()),
            number(last.map(|last| last.train.value), "train_loss")?,
            number(
                last.map(|last| last.test.value).filter(|l| l.is_finite()),
                "test_loss",
            )?,
            number(last.and_then(|last| last.train.accuracy), "train_accuracy")?,
            number(last.and_then(|last| last.test.accuracy), "test_accuracy")?,
        ]);
        for goal in &plan.spec.goals {
            let steps = outcome.steps_to(*goal).nth(*run).flatten();
            row.push(steps.map_or(String::new(), |steps| steps.to_string()));
        }
        Ok(row)
    })
}

/// `time.csv`: seconds, by the place of the outcome; the one table whose bytes are
/// of this machine and this moment.
pub fn time_csv(
    plan: &TrainingPlan,
    outcomes: &[Outcome],
    seconds: &[f64],
) -> Result<Vec<u8>, ReportError> {
    let goals = plan.spec.goals.iter();
    let goals: Vec<String> = goals.map(|goal| format!("seconds_to({goal})")).collect();
    let mut columns = [&OF[..], &["learning_rate", "seconds_per_step"]].concat();
    columns.extend(goals.iter().map(String::as_str));
    let rows: Vec<_> = outcomes.iter().zip(seconds).collect();
    sheet::write(&columns, &rows, |(outcome, seconds)| {
        let mut row = of(plan, outcome.condition, outcome.activation);
        row.push(number(Some(outcome.chosen), "learning_rate")?);
        row.push(number(Some(**seconds), "seconds_per_step")?);
        for goal in &plan.spec.goals {
            let steps = median_steps(outcome.steps_to(*goal));
            row.push(number(steps.map(|n| n * **seconds), "seconds_to")?);
        }
        Ok(row)
    })
}

/// `learnt.csv`.
pub fn learnt_csv(plan: &TrainingPlan, outcomes: &[Outcome]) -> Result<Vec<u8>, ReportError> {
    let columns = [&OF[..], &["run", "layer", "unit", "parameter", "value"]].concat();
    let mut rows = Vec::new();
    for outcome in outcomes {
        for (run, record) in outcome.records.iter().enumerate() {
            for (name, layers) in outcome.learnt().iter().zip(&record.run.learnt) {
                for (layer, values) in (1..).zip(layers) {
                    for (unit, value) in (1..).zip(values) {
                        // One value of a whole layer is of no unit.
                        let unit: Option<usize> = (values.len() > 1).then_some(unit);
                        rows.push((outcome, run, layer, unit, name.clone(), *value));
                    }
                }
            }
        }
    }
    sheet::write(
        &columns,
        &rows,
        |(outcome, run, layer, unit, name, value): &(&Outcome, usize, usize, _, _, f64)| {
            let mut row = of(plan, outcome.condition, outcome.activation);
            row.extend([
                run.to_string(),
                layer.to_string(),
                unit.map_or(String::new(), |unit| unit.to_string()),
                name.trim_start_matches("learnt(")
                    .trim_end_matches(')')
                    .to_string(),
                number(Some(*value).filter(|value| value.is_finite()), "value")?,
            ]);
            Ok(row)
        },
    )
}
