//! What is tracked, where it is known beforehand.

use super::net::Wanted;
use super::track::Tracker;
use super::*;
use crate::generator::Weights;
use crate::number::Precision;

fn setup(activation: &str, precision: &str) -> Setup {
    Setup {
        task: Task::parse("spirals").unwrap(),
        activation: activation.parse().unwrap(),
        learning: Learning::Layer,
        decays_activation: false,
        architecture: Architecture::PLAIN,
        width: 8,
        depth: 3,
        weights: Weights::parse("he").unwrap(),
        precision: Precision::parse(precision).unwrap(),
        optimizer: "sgd".parse().unwrap(),
        batch: 16,
        steps: 4,
        every: 2,
        tau: 0.01,
    }
}

fn last(setup: &Setup, rate: f64) -> Checkpoint {
    let run = train(setup, rate, (1, 0)).unwrap();
    assert!(!run.diverged);
    assert_eq!(run.checkpoints.len(), 3);
    run.checkpoints[2].clone()
}

/// A ReLU whose kink no signal reaches is dead everywhere; a line nowhere, and
/// saturated where its slope is below tau.
#[test]
fn dead_and_saturated_units_are_counted() {
    for (activation, dead, saturated) in [
        ("relu(x - 1e9)", 1.0, 1.0),
        ("identity", 0.0, 0.0),
        ("0.0099 * x", 0.0, 1.0),
        ("0.0101 * x", 0.0, 0.0),
    ] {
        for layer in last(&setup(activation, "f32"), 0.1).layers {
            let shares = (layer.dead_fraction, layer.saturated_fraction);
            assert_eq!(shares, (dead, saturated), "{activation}");
            assert_eq!(layer.revived_fraction, 0.0);
            assert_eq!(layer.gradient_rms == 0.0, dead == 1.0, "{activation}");
            // There is no signal that noise could be compared with.
            assert_eq!(layer.noise_to_signal.is_none(), dead == 1.0);
        }
    }
}

/// Of four units, by checkpoints: all alive; the first two dead; the first alive
/// again; all alive.
#[test]
fn revived_units_were_dead_before() {
    let setup = Setup {
        width: 4,
        depth: 1,
        ..setup("relu", "f32")
    };
    let split = setup.task.draw(1, 0);
    let design = setup.design(split.train.count).unwrap();
    let mut tracker = Tracker::new(&setup, &split, &design);
    let seen = [[9, 0, 0, 0], [10, 10, 0, 9], [9, 10, 0, 0], [0; 4]].map(|zeros| {
        let layer = tracker.units_of(&[zeros.to_vec()], 10).remove(0);
        (layer.dead_fraction, layer.revived_fraction)
    });
    assert_eq!(seen, [(0.0, 0.0), (0.5, 0.0), (0.25, 0.25), (0.0, 0.5)]);
}

/// In f32 no gradient of tanh is lost. Times 2^-60 all are below e4m3's smallest
/// number: rounded to zero, lost, and as much noise as signal.
#[test]
fn what_a_format_flushes_is_lost() {
    for (precision, lost) in [
        ("f32", 0.0),
        ("mixed(forward=f32, gradient=e4m3)*2^-60", 1.0),
    ] {
        for layer in last(&setup("tanh", precision), 0.01).layers {
            assert_eq!(layer.underflow_fraction, Some(lost), "{precision}");
            assert_eq!(layer.lost_fraction, Some(lost), "{precision}");
            let noise = layer.noise_to_signal.unwrap();
            assert!(
                if lost == 1.0 {
                    noise == 1.0
                } else {
                    noise < 1e-5
                },
                "{noise}"
            );
        }
    }
    // In f64 there is nothing to compare.
    let exact = last(&setup("tanh", "f64"), 0.01);
    assert!(
        exact
            .layers
            .iter()
            .all(|layer| layer.noise_to_signal.is_none())
    );
}

/// A step of 1e-30 moves biases, which begin at 0, and no weight: the share of
/// matrices among all parameters, 2 x 8 + 2 x 8 x 8 + 8 x 2 of them and 26
/// biases.
#[test]
fn updates_below_half_a_unit_are_absorbed() {
    let one = Setup {
        steps: 1,
        every: 1,
        ..setup("tanh", "f32")
    };
    let run = train(&one, 1e-30, (1, 0)).unwrap();
    assert_eq!(run.checkpoints[0].absorbed_fraction, None);
    let weights = 160.0;
    assert_eq!(
        run.checkpoints[1].absorbed_fraction,
        Some(weights / (weights + 26.0))
    );
    let run = train(&one, 0.1, (1, 0)).unwrap();
    assert!(run.checkpoints[1].absorbed_fraction.unwrap() < 0.05);
}

/// From 2^16 the scale of a loss is halved by every update that is left out, as
/// long as no 2000 steps go by without one.
#[test]
fn a_dynamic_scale_follows_its_skips() {
    let setup = Setup {
        task: Task::parse("square").unwrap(),
        steps: 200,
        every: 100,
        optimizer: "adam".parse().unwrap(),
        ..setup("tanh", "mixed(forward=f32, gradient=e4m3)*auto")
    };
    let end = last(&setup, 0.01);
    assert!(end.skipped > 0);
    assert_eq!(i64::from(end.loss_scale), 16 - end.skipped as i64);
    let start = train(&setup, 0.01, (1, 0)).unwrap().checkpoints[0]
        .train
        .value;
    assert!(
        end.train.value < 0.5 * start,
        "{} of {start}",
        end.train.value
    );
}

/// An epoch shows every sample of a whole number of batches once.
#[test]
fn an_epoch_shows_each_sample_once() {
    let samples = Samples {
        count: 12,
        features: 1,
        inputs: (0..12u8).map(f32::from).collect(),
        targets: Targets::Classes((0..12).collect()),
    };
    let mut batches = batches::Batches::new(&samples, 4, (1, 0));
    let mut epochs = Vec::new();
    for _ in 0..2 {
        let mut epoch = Vec::new();
        for _ in 0..3 {
            let (inputs, wanted) = batches.next();
            let Wanted::Classes(classes) = wanted else {
                panic!("classes");
            };
            assert!(
                inputs
                    .iter()
                    .zip(classes)
                    .all(|(x, class)| *x == *class as f32)
            );
            epoch.extend_from_slice(classes);
        }
        epochs.push(epoch.clone());
        epoch.sort_unstable();
        assert!(epoch.into_iter().eq(0..12));
    }
    assert_ne!(epochs[0], epochs[1]);
}
