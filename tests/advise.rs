//! `actlab advise`: what a person reads, that the table is what a measurement
//! gives, and that mistakes get one message.

mod program;

use actlab::study::{Draft, Plan, Sample, Spec, Watch, builtins};
use actlab::training::Architecture;
use actlab::verdict::{Advice, Candidate, Criterion, Gradient, METRICS, Record, State, known};
use program::*;
use std::path::Path;
use tempfile::TempDir;

#[test]
fn a_small_net_is_measured_and_ranked() {
    let folder = TempDir::new().unwrap();
    let small = [
        "advise", "--depth", "4", "--width", "32", "--format", "bf16",
    ];
    let some = [
        "--activation",
        "relu,leaky_relu,sigmoid,mine: x * sigmoid(2 * x)",
    ];
    let output = succeed(folder.path(), &[&small[..], &some].concat());
    let stdout = text(&output.stdout);
    for part in [
        "Depth 4, width 32, bf16, he weights, normal input, batch 64, plain net; 8 trials, seed 1.",
        "Measured in",
        "is enough here",
        "mine: enough too: every criterion holds",
        "sigmoid: its gradient vanishes",
        "within a factor of 10",
        "less than 10 % of them dead",
        "timed now",
    ] {
        assert!(stdout.contains(part), "'{part}' is not in:\n{stdout}");
    }
    // Nothing is written.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// The figures are those of the seed, whatever else is different.
#[test]
fn the_same_question_gets_the_same_answer() {
    let folder = TempDir::new().unwrap();
    let ask = |seed: &str| {
        let question = "advise --depth 3 --width 16 --activation relu,tanh --seed";
        let question: Vec<&str> = question.split(' ').chain([seed]).collect();
        let stdout = text(&succeed(folder.path(), &question).stdout);
        let figures = stdout.lines().filter(|line| line.starts_with(" 1 "));
        let cut = |line: &str| {
            line.split(" 6 or more")
                .next()
                .unwrap_or_default()
                .to_string()
        };
        figures.map(cut).collect::<Vec<_>>()
    };
    assert_eq!(ask("1"), ask("1"));
    assert_ne!(ask("1"), ask("2"));
}

#[test]
fn the_evidence_for_one_is_shown_with_theory_and_what_would_change_it() {
    let folder = TempDir::new().unwrap();
    let question = "advise --depth 6 --width 16 --format f16 --activation gelu,relu --why gelu";
    let question: Vec<&str> = question.split(' ').collect();
    let stdout = text(&succeed(folder.path(), &question).stdout);
    for part in [
        "gelu: rank",
        "theory, infinite width",
        "noise, worst layer",
        "unit_variance weights",
        "critical weights",
        "bf16",
        "Why this rank",
        "By depth, measured: 1 holds",
        "ns/element",
    ] {
        assert!(stdout.contains(part), "'{part}' is not in:\n{stdout}");
    }
}

/// What the table is asked about, for these activations and depths.
fn plan(activations: &str, depths: &str, format: &str) -> Plan {
    let metrics: Vec<String> = METRICS.iter().map(|m| format!("\"{m}\"")).collect();
    let toml = format!(
        "activation = [{activations}]\ndepth = [{depths}]\nformat = [\"{format}\"]\n\
         weights = [\"he\"]\nwidth = [256]\nbatch = 64\ntrials = 8\nseed = 1\nmetric = [{}]",
        metrics.join(", ")
    );
    let draft = Draft::from_toml(&toml, Path::new("a test")).unwrap();
    let defaults = Draft::builtin(&builtins()[0]).unwrap();
    Plan::new(Spec::new(draft.over(defaults)).unwrap()).unwrap()
}

const NEVER: Watch<'_> = Watch {
    finished: &|_, _| (),
    stop: &|| false,
};

/// Rows of the table, measured again. It has four digits; figures of another
/// instruction set differ a little, those of rounding noise a little more.
#[test]
fn the_table_is_what_a_measurement_gives() {
    let plan = plan("\"relu\", \"gelu\", \"tanh\"", "2, 4, 8, 16", "bf16");
    let (version, known) = known::find(&plan).unwrap().expect("it is in the table");
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    let sample = Sample::measure(&plan, 2, &NEVER).unwrap().unwrap();
    let measured = Record::of_plain_nets(&plan, &sample, 0);
    assert_eq!((known.len(), measured.len()), (12, 12));
    for record in &measured {
        let same = |row: &&Record| {
            (&row.activation, row.depth, &row.format)
                == (&record.activation, record.depth, &record.format)
        };
        let row = known.iter().find(same).unwrap();
        let near = |a: &[f64], b: &[f64], share: f64, least: f64| {
            assert_eq!(a.len(), b.len());
            for (a, b) in a.iter().zip(b) {
                assert!((a - b).abs() <= share * a.abs() + least, "{a} {b}: {row:?}");
            }
        };
        near(&record.decades, &row.decades, 1e-3, 1e-3);
        near(&record.dead, &row.dead, 1e-3, 2e-3);
        near(&record.noise, &row.noise, 0.05, 1e-4);
        near(&record.drowned, &row.drowned, 0.05, 1e-3);
        near(&record.lost, &row.lost, 0.1, 1e-3);
    }
}

/// Of the table; only the depths, widths ... that it has.
#[test]
fn the_table_answers_what_it_knows_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let known = [
        "advise",
        "--depth",
        "16",
        "--format",
        "f16",
        "--weights",
        "glorot",
    ];
    let stdout = text(&succeed(folder.path(), &known).stdout);
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        stdout.contains(&format!("From the table measured with actlab {version}")),
        "{stdout}"
    );
    let asked =
        |depths: &str, format: &str| known::find(&plan("\"relu\"", depths, format)).unwrap();
    assert!(asked("2, 4, 8, 16", "f32").is_some());
    assert!(asked("2, 4, 9, 18", "f32").is_none());
    assert!(asked("2, 4, 8, 16", "e4m3").is_none());
}

/// Of nets of 64 layers with the weights of He, in bf16: ReLU keeps its gradient
/// and a quarter of its units are dead, Leaky ReLU's are not, GELU's gradient
/// vanishes, ELU's explodes (README, and He et al. 2015).
#[test]
fn relu_dies_leaky_relu_does_not_and_gelu_vanishes() {
    let named = "\"relu\", \"leaky_relu(0.01)\", \"gelu\", \"elu\"";
    let plan = plan(named, "16, 32, 64, 128", "bf16");
    let (_, records) = known::find(&plan).unwrap().expect("it is in the table");
    let advice = Advice::new(&plan, (Architecture::PLAIN, &records), 64, &[None; 4]);
    let [relu, leaky, gelu, elu] = [0, 1, 2, 3].map(|place| &advice.candidates[place]);
    let ratio = |candidate: &Candidate| match &candidate.evidence.gradient {
        Gradient::Ratio(ratio) => ratio.value,
        other => panic!("{other:?}"),
    };
    assert!((0.3..3.0).contains(&ratio(relu)) && (0.3..3.0).contains(&ratio(leaky)));
    assert_eq!(relu.state(Criterion::Units), State::Fails);
    assert!((0.15..0.4).contains(&relu.evidence.dead.as_ref().unwrap().value));
    assert_eq!(leaky.evidence.dead.as_ref().unwrap().value, 0.0);
    assert!(ratio(gelu) < 1e-3 && gelu.state(Criterion::Gradient) == State::Fails);
    assert!(ratio(elu) > 10.0 && elu.state(Criterion::Gradient) == State::Fails);
    assert_eq!(advice.of(&advice.rows[0]).activation, "leaky_relu(0.01)");
}

/// Under the gain of its own second moment GELU's gradient does not vanish.
#[test]
fn gelu_does_not_vanish_with_a_gain_of_its_own() {
    let folder = TempDir::new().unwrap();
    let ask = |weights: &str| {
        let question = "advise --depth 24 --width 64 --batch 16 --activation gelu --weights";
        let question: Vec<&str> = question.split(' ').chain([weights]).collect();
        text(&succeed(folder.path(), &question).stdout)
    };
    assert!(ask("glorot").contains("vanishes"));
    assert!(!ask("unit_variance").contains("vanishes"));
}

/// The slope that `tat` gives is that of the depth that is asked about (pinned
/// in `actlab::network::tuned`), not of the deeper nets that look for the cliff.
#[test]
fn tuned_weights_are_tuned_to_the_depth_asked_about() {
    let folder = TempDir::new().unwrap();
    let question = "advise --depth 50 --width 8 --batch 4 --weights tat --activation leaky_relu \
                    --why leaky_relu";
    let question: Vec<&str> = question.split_whitespace().collect();
    let stdout = text(&succeed(folder.path(), &question).stdout);
    assert!(stdout.contains("leaky_relu(0.43052294850"), "{stdout}");
}

/// Narrow deep ReLU nets are dead before training (Lu et al. 2020).
#[test]
fn a_net_that_is_born_dead_is_called_so() {
    let folder = TempDir::new().unwrap();
    let question = "advise --depth 400 --width 3 --batch 4 --activation relu,sigmoid";
    let question: Vec<&str> = question.split(' ').collect();
    let stdout = text(&succeed(folder.path(), &question).stdout);
    assert!(
        stdout.contains("relu: half of its nets or more are born dead"),
        "{stdout}"
    );
}

#[test]
fn mistakes_get_one_message() {
    let folder = TempDir::new().unwrap();
    for (question, says) in [
        ("--depth 0", "depth 0 is no net"),
        ("--depth 99999999999", "--depth: 99999999999 is above"),
        ("--width 0", "width 0 is no net"),
        ("--width 100000 --depth 1000", "does not fit in memory"),
        ("--trials 1", "1 trials give no interval"),
        ("--format e99", "unknown format 'e99'"),
        ("--format mxfp4 --width 30", "do not divide"),
        ("--weights nix", "unknown weights 'nix'"),
        ("--weights critical --activation softplus", "softplus"),
        ("--architecture residul", "residual"),
        ("--architecture residual --format f16*auto", "power of two"),
        ("--input nowhere.csv", "nowhere.csv: cannot be read"),
        ("--activation relux", "did you mean relu"),
        ("--why foo", "--why: unknown activation 'foo'"),
        ("--why square", "square is not among"),
        ("--table t.csv --depth 3", "cannot be used with"),
        ("--table nowhere/t.csv", "nowhere"),
    ] {
        let arguments: Vec<&str> = ["advise"].into_iter().chain(question.split(' ')).collect();
        let message = fail(folder.path(), &arguments);
        assert!(message.contains(says), "{question}: {message}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
