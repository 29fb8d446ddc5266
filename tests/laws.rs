//! The pipeline, from draws to figures, against laws that hold for it exactly
//! or were published: seeded, at four standard errors.

use actlab::analysis::Metric;
use actlab::study::{Cell, Draft, Figure, Layout, Origin, Plan, Spec, Typed, builtins, run};
use actlab::theory::Rays;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

fn typed<T>(value: T) -> Typed<T> {
    let origin = Origin::Flag("test");
    Typed { value, origin }
}

fn names(values: &[&str]) -> Option<Vec<Typed<String>>> {
    Some(values.iter().map(|v| typed(v.to_string())).collect())
}

fn sizes(values: &[u64]) -> Option<Vec<Typed<u64>>> {
    Some(values.iter().map(|v| typed(*v)).collect())
}

/// A plan of one condition; what is not said is as in the study `depth`.
fn plan(
    activations: &[&str],
    weights: &str,
    depths: &[u64],
    (width, batch): (u64, u64),
    trials: u64,
) -> Plan {
    let draft = Draft {
        activation: names(activations),
        weights: names(&[weights]),
        depth: sizes(depths),
        width: sizes(&[width]),
        batch: Some(typed(batch)),
        trials: Some(typed(trials)),
        format: names(&["f16"]),
        ..Draft::default()
    };
    let spec = Spec::new(draft.over(Draft::builtin(&builtins()[0]).unwrap())).unwrap();
    Plan::new(spec).unwrap()
}

/// For every trial, what `metric` is at the first layer.
fn at_first_layer(plan: &Plan, metric: Metric) -> Vec<f64> {
    let layout = Layout::new(plan);
    let columns = &layout.layer_columns;
    let place = columns.iter().position(|c| c.metric == metric).unwrap();
    let condition = &plan.conditions[0];
    let mut cell = Cell::new(plan, condition.dimensions);
    (0..plan.spec.trials)
        .map(|trial| cell.run(condition, (plan.spec.seed, trial))[place])
        .collect()
}

fn squares(figures: Vec<f64>) -> Vec<f64> {
    figures.into_iter().map(|x| x * x).collect()
}

/// The mean of `figures` is `expected` to four standard errors.
fn assert_mean(what: &str, figures: &[f64], expected: f64) {
    let n = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / n;
    let variance = figures.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    assert!(
        (mean - expected).abs() < 4.0 * error,
        "{what}: {mean:e} +- {error:e}, not {expected:e}"
    );
    // The test would see a factor of two.
    assert!(
        error < 0.1 * expected,
        "{what}: {error:e} is too wide a margin"
    );
}

/// E|delta^1|^2 = chi^(L-1) E[phi'^2] at any width (He et al. 2015): chi = 1
/// for He and ReLU, 1/2 for Glorot and ReLU (2^-29 between 30 layers), and
/// (1 + a^2)/2 for Glorot and a leaky slope a.
#[test]
fn gradients_follow_he() {
    for (activation, weights, chi) in [
        ("relu", "he", 1.0),
        ("relu", "glorot", 0.5),
        ("leaky_relu(0.3)", "glorot_normal", 0.545),
        ("identity", "lecun", 1.0),
    ] {
        let depth = 30;
        let plan = plan(&[activation], weights, &[depth], (256, 4), 300);
        let squares = squares(at_first_layer(&plan, Metric::GradientRms));
        let derivative_square = match activation {
            "relu" => 0.5,
            "identity" => 1.0,
            _ => 0.545,
        };
        let expected = derivative_square * f64::powi(chi, depth as i32 - 1);
        assert_mean(&format!("{activation}, {weights}"), &squares, expected);
    }
}

/// What a width of 32 changes, exactly (Hanin 2018; Hanin and Nica 2020): for one
/// sample the mean square of the gradient is a product over layers of independent
/// ratios, so that E[x^2]/E[x]^2 = (1 + kappa/n)^L, and ln x has the mean and the
/// variance of L logarithms of such a ratio. The first factor, without weights,
/// is that of the others over sigma_w^2.
#[test]
fn a_finite_width_is_as_predicted() {
    const WIDTH: u64 = 32;
    const DEPTH: u64 = 8;
    for slope in [0.0, 0.25] {
        let rays = Rays::leaky(slope);
        let name = format!("leaky_relu({slope})");
        let plan = plan(&[&name], "unit_variance", &[DEPTH], (WIDTH, 1), 8000);
        let x = squares(at_first_layer(&plan, Metric::GradientRms));
        let square = rays.square();
        let fourth = rays.fourth_moment(&[WIDTH as usize; DEPTH as usize]) * square * square;
        let products: Vec<f64> = x.iter().map(|x| x * x).collect();
        assert_mean(&format!("{name}: x^2"), &products, fourth);
        let law = rays.log_ratio(WIDTH as usize);
        let depth = DEPTH as f64;
        let mean = depth * law.mean + square.ln();
        let logs: Vec<f64> = x.iter().map(|x| -x.ln()).collect();
        assert_mean(&format!("{name}: -ln x"), &logs, -mean);
        let off: Vec<f64> = logs.iter().map(|log| (log + mean).powi(2)).collect();
        assert_mean(&format!("{name}: Var ln x"), &off, depth * law.variance);
    }
}

/// One layer under He's weights and N(0, 1) inputs, where the expectations are
/// exact: E z^2 = 2, and z given its sample is N(0, q), q = 2 chi^2_n / n.
#[test]
fn the_first_layer_is_exact() {
    let (width, batch) = (256, 16);
    let n = width as f64;
    let relu = plan(&["relu"], "he", &[1], (width, batch), 200);
    let signal = squares(at_first_layer(&relu, Metric::PreactivationRms));
    assert_mean("E z^2", &signal, 2.0);
    let signal = squares(at_first_layer(&relu, Metric::ActivationRms));
    assert_mean("E h^2", &signal, 1.0);
    // E h = E sqrt(q) / sqrt(2 pi), the mean of a chi variable.
    let chi = (libm::lgamma((n + 1.0) / 2.0) - libm::lgamma(n / 2.0)).exp();
    let mean_root = 2.0 * chi / n.sqrt();
    let expected = mean_root / (2.0 * std::f64::consts::PI).sqrt();
    let means = at_first_layer(&relu, Metric::ActivationMean);
    assert_mean("E h", &means, expected);
    // The cotangents of two samples are independent: E delta^2 E x^2 / B.
    let gradient = squares(at_first_layer(&relu, Metric::WeightGradientRms));
    assert_mean("E dW^2", &gradient, 0.5 / batch as f64);
    // tanh'(z) < 0.01 where |z| > arcosh 10; q is normal to O(1/n).
    let tanh = plan(&["tanh"], "he", &[1], (width, batch), 200);
    let saturated = at_first_layer(&tanh, Metric::SaturatedFraction);
    let beyond = |q: f64| libm::erfc(10f64.acosh() / (2.0 * q).sqrt());
    let q = |u: f64| 2.0 * (1.0 + (2.0 / n).sqrt() * u);
    let expected = actlab::stats::normal_expectation(|u| beyond(q(u).max(1e-9)), &[]);
    assert_mean("P(|tanh'| < 0.01)", &saturated, expected);
}

fn figure<'a>(figures: &'a [Figure], activation: &str, metric: Metric, depth: usize) -> &'a Figure {
    figures
        .iter()
        .find(|f| f.activation == activation && f.metric == metric && f.depth == depth)
        .unwrap()
}

/// tanh at sigma_w^2 = 1: the mean square of the gradient falls like 1/L (q^l
/// ~ 1/(2l) and chi ~ 1 - 2q, so their product goes like 1/L): a quarter
/// between L = 32 and 128, and G_10 = 0.0713697 (row G13-250 of the reference).
#[test]
fn tanh_decays_like_one_over_depth() {
    let plan = plan(&["tanh"], "lecun", &[10, 32, 128], (256, 64), 12);
    let (_, summary) = run(&plan, 2, |_, _| ()).unwrap();
    let ratio = |depth| figure(&summary, "tanh", Metric::GradientRatio, depth);
    let square = |depth| ratio(depth).geometric_mean.unwrap().powi(2);
    assert!((square(128) / square(32) / 0.25 - 1.0).abs() < 0.2);
    for depth in [10, 32, 128] {
        let f = ratio(depth);
        let (mean, half) = (f.mean.unwrap(), f.high.unwrap() - f.mean.unwrap());
        let theory = f.theory.unwrap();
        // A 95 % interval is 2.2 standard errors here; finite width shifts
        // the mean by some L/n.
        let margin = 2.0 * half + theory * depth as f64 / 256.0 / 4.0;
        assert!((mean - theory).abs() < margin, "{depth}: {mean} {theory}");
    }
}

/// By symmetry every ReLU of a net with symmetric weights is inactive half of
/// the time, at every depth.
#[test]
fn half_of_relu_is_inactive() {
    let plan = plan(&["relu"], "he", &[12], (64, 16), 400);
    let (layers, _) = run(&plan, 2, |_, _| ()).unwrap();
    let inactive = layers
        .iter()
        .filter(|f| f.metric == Metric::InactiveFraction);
    for f in inactive {
        assert!((f.theory.unwrap() - 0.5).abs() < 1e-14);
        let half = f.high.unwrap() - f.mean.unwrap();
        // The 95 % interval is 1.97 standard errors at 400 trials.
        assert!((f.mean.unwrap() - 0.5).abs() < 4.0 / 1.97 * half, "{f:?}");
        assert!(half < 0.05);
    }
}

/// For one sample, P(dead) = 1 - (1 - 2^-N)^L (Lu et al. 2020; Rister and
/// Rubin 2020): a layer of N units is all inactive with probability 2^-N.
#[test]
fn the_dead_layer_law() {
    for (width, depth) in [(2u64, 6u64), (3, 10), (4, 20)] {
        let trials = 4000;
        let plan = plan(&["relu"], "he", &[depth], (width, 1), trials);
        let (_, summary) = run(&plan, 2, |_, _| ()).unwrap();
        let dead = figure(&summary, "relu", Metric::BornDead, depth as usize);
        let p = 1.0 - (1.0 - 0.5f64.powi(width as i32)).powi(depth as i32);
        assert!((dead.theory.unwrap() - p).abs() < 1e-12);
        let error = 4.0 * (p * (1.0 - p) / trials as f64).sqrt();
        let mean = dead.mean.unwrap();
        assert!(
            (mean - p).abs() < error,
            "{width} x {depth}: {mean}, not {p}"
        );
    }
}

/// A gradient of 1e-80 is measured as exactly as one of 1: at depth 128 a
/// sigmoid net follows theory, and its underflow is counted where a net held
/// in f32 would only see zeros.
#[test]
fn the_instrument_does_not_underflow() {
    let plan = plan(&["sigmoid"], "lecun", &[128], (256, 16), 6);
    let (layers, summary) = run(&plan, 2, |_, _| ()).unwrap();
    let ratio = figure(&summary, "sigmoid", Metric::GradientRatio, 128);
    let measured = ratio.geometric_mean.unwrap();
    let theory = ratio.theory.unwrap();
    assert!(theory < 1e-79, "{theory:e}");
    assert!(
        (measured / theory - 1.0).abs() < 0.5,
        "{measured:e} {theory:e}"
    );
    let underflow = layers
        .iter()
        .find(|f| f.metric == Metric::UnderflowFraction && f.layer == Some(1));
    assert_eq!(underflow.unwrap().mean, Some(1.0));
}

/// A signal far below f32's range is carried: weights of 2^-7 instead of 1 give
/// the same pattern of active units bit for bit, and a signal and gradient
/// smaller by exactly 2^-7 a layer, down to 2^-280.
#[test]
fn a_vanishing_signal_is_not_lost() {
    let depth = 40;
    let [one, small] = ["gaussian(1)", "gaussian(0.0078125)"].map(|weights| {
        let plan = plan(&["relu"], weights, &[depth], (32, 8), 3);
        run(&plan, 1, |_, _| ()).unwrap().0
    });
    for (one, small) in one.iter().zip(&small) {
        let layer = one.layer.unwrap() as i32;
        let (signal, gradient) = (-7 * layer, -7 * (depth as i32 - layer));
        let power = match one.metric {
            Metric::PreactivationRms | Metric::ActivationRms | Metric::ActivationMean => signal,
            Metric::GradientRms => gradient,
            Metric::WeightGradientRms => gradient + signal + 7,
            Metric::DeadFraction | Metric::InactiveFraction => 0,
            _ => continue,
        };
        let (one, small) = (one.mean.unwrap(), small.mean.unwrap());
        let expected = one * 2f64.powi(power);
        assert!(
            (small - expected).abs() <= 1e-12 * expected.abs(),
            "{layer}: {small:e} {expected:e}"
        );
    }
}

/// The same for an activation that is a line close to zero only: a silu net
/// whose signal falls to 1e-90 follows mean-field theory all the way.
#[test]
fn a_vanishing_smooth_signal_is_not_lost() {
    let plan = plan(&["silu"], "lecun", &[300], (256, 4), 4);
    let (layers, _) = run(&plan, 2, |_, _| ()).unwrap();
    let last = |metric| {
        layers
            .iter()
            .rfind(|f| f.metric == metric && f.layer == Some(300))
            .unwrap()
    };
    let f = last(Metric::PreactivationRms);
    let (measured, theory) = (f.geometric_mean.unwrap(), f.theory.unwrap());
    assert!(theory < 1e-89, "{theory:e}");
    // log10 of a product over 300 layers of width 256 spreads by sqrt(300 / 256).
    assert!(
        (measured / theory).log10().abs() < 1.5,
        "{measured:e} {theory:e}"
    );
}

/// A signal that vanishes faster than it can be carried, tanhshrink's z^3 / 3,
/// gives no figure; it does not pass for dead units.
#[test]
fn a_lost_signal_is_not_dead() {
    let plan = plan(&["tanhshrink"], "gaussian(0.01)", &[5], (32, 8), 3);
    let (layers, summary) = run(&plan, 1, |_, _| ()).unwrap();
    assert_eq!(
        figure(&summary, "tanhshrink", Metric::BornDead, 5).trials,
        0
    );
    let dead = layers.iter().filter(|f| f.metric == Metric::DeadFraction);
    let figures: Vec<_> = dead.map(|f| (f.trials, f.mean)).collect();
    assert_eq!(figures[0], (3, Some(0.0)));
    assert_eq!(figures[4], (0, None));
}

/// Signal that overflows f32 is counted, gives no figure from there on, and
/// never reaches a mean.
#[test]
fn overflow_is_counted_and_left_out() {
    let plan = plan(&["identity", "tanh"], "gaussian(1e6)", &[4, 10], (16, 4), 3);
    let (layers, summary) = run(&plan, 1, |_, _| ()).unwrap();
    let lost = figure(&summary, "identity", Metric::GradientRatio, 10);
    assert_eq!((lost.mean, lost.trials), (None, 0));
    assert!(
        figure(&summary, "identity", Metric::Overflow, 10)
            .mean
            .unwrap()
            > 0.0
    );
    assert_eq!(
        figure(&summary, "identity", Metric::GradientRatio, 4).trials,
        3
    );
    // tanh' at 1e6 is e^-2000000: no figure, but no dead unit either.
    let saturated = figure(&summary, "tanh", Metric::GradientRatio, 10);
    assert_eq!((saturated.mean, saturated.trials), (None, 0));
    let dead = figure(&summary, "tanh", Metric::DeadFraction, 10);
    assert_eq!((dead.mean, dead.trials), (Some(0.0), 3));
    assert_eq!(figure(&summary, "tanh", Metric::BornDead, 10).trials, 0);
    let all = layers.iter().chain(&summary);
    assert!(
        all.flat_map(|f| [f.mean, f.low, f.high])
            .flatten()
            .all(f64::is_finite)
    );
}

/// The figures do not depend on the number of threads, bit for bit.
#[test]
fn threads_do_not_matter() {
    for (trials, independent) in [(9, false), (2, false), (2, true)] {
        let names = ["relu", "gelu", "tanh"];
        let mut plan = plan(&names, "orthogonal", &[1, 7], (24, 8), trials);
        if independent {
            plan = Plan::new(Spec {
                independent,
                ..plan.spec
            })
            .unwrap();
        }
        let one = run(&plan, 1, |_, _| ()).unwrap();
        for threads in [2, 3, 8] {
            assert_eq!(run(&plan, threads, |_, _| ()).unwrap(), one);
        }
    }
}

/// A thread without a cell of its own measures nets of another's: of two cells, nets
/// of three groups are measured before any of three threads goes on.
#[test]
fn threads_without_a_cell_help() {
    // A batch so large that no more than two nets are a group.
    let plan = plan(&["relu", "gelu", "tanh", "elu"], "he", &[2], (8, 256), 2);
    let (nets, finished) = (Mutex::new(0), Condvar::new());
    run(&plan, 3, |_, _| {
        let mut count = nets.lock().unwrap();
        *count += 1;
        finished.notify_all();
        let minute = Duration::from_secs(60);
        let (_count, waited) = finished
            .wait_timeout_while(count, minute, |count| *count < 3)
            .unwrap();
        assert!(!waited.timed_out(), "nobody helps");
    })
    .unwrap();
}
