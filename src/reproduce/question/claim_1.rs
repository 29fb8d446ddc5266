//! A parametric slope on the positive side is redundant.
//!
//! s relu(W h) = relu(s W h) for s > 0: the net with slopes s and weights W is
//! the plain one with s W, in every layer. Training is another matter. With G
//! the gradient by s W, that by W is s G, so that
//!
//! - a step of SGD moves s W by s^2 times as much, and the loss with it;
//! - the first step of Adam, which has one size for every weight, by s times;
//! - where s is learnt too, its own gradient <s W, G>/s adds
//!   (<s W, G>/s)^2 to the s^2 |G|^2 of the weights;
//! - a learning rate over s^2 undoes what SGD does with a fixed s.

use super::claim::{ClaimFigure, ClaimSetting, ClaimVerdict, Evidence};
use super::scaled_net::{Pass, ScaledNet};
use crate::generator::{Purpose, Stream};
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::{Measured, ReproduceError};
use rayon::prelude::*;

const SLOPES: [f64; 7] = [0.25, 0.4, 0.5, 0.8, 1.25, 2.0, 3.0];
const DEPTH: usize = 16;
const WIDTH: usize = 32;
const SAMPLES: usize = 16;
/// Share of the loss that the plain net's step takes off: small beside the
/// curvature, large beside the rounding.
const SMALL: f64 = 1e-6;
/// Share that a step takes off where many are taken, and how many.
const LARGE: f64 = 0.05;
const STEPS: usize = 20;
/// Functions that differ by less are one function: some thousand units in the
/// last place.
const SAME: f64 = 1e-12;
/// After training, rounding has had time to grow.
const SAME_TRAINED: f64 = 1e-9;
const ULP: f64 = f64::EPSILON;

/// Slopes whose layers are drawn, by place.
const DRAWN: [usize; 4] = [1, 4, 6, 5];

/// What is measured of a slope in a trial.
#[derive(Debug, Clone)]
struct Found {
    /// Largest difference over the largest size: of h of every layer, and of
    /// gradients by the input.
    layers: Vec<f64>,
    input: f64,
    /// What the step of SGD, that of Adam, and that of SGD which learns s too
    /// take off the loss, over what they take off in the plain net.
    sgd: f64,
    adam: f64,
    learnt: f64,
    /// What `learnt` should be.
    closed: f64,
    /// Difference of outputs after some steps, the rate over s^2.
    trained: f64,
}

pub(super) fn measure(setting: ClaimSetting) -> Result<Evidence, ReproduceError> {
    let count = setting.pick([10, 40, 400]);
    let trials: Vec<Vec<Found>> = (0..count)
        .into_par_iter()
        .map(|trial| {
            SLOPES
                .iter()
                .map(|s| found(*s, setting.seed, trial))
                .collect()
        })
        .collect::<Result<_, ReproduceError>>()?;
    let of = |place: usize, f: fn(&Found) -> f64| trials.iter().map(move |t| f(&t[place]));
    let mean = |place: usize, f: fn(&Found) -> f64| Measured::mean(of(place, f));
    let by_layer = |place: usize| {
        let layers = (0..DEPTH).map(|layer| {
            let ulps = trials.iter().map(|t| t[place].layers[layer] / ULP);
            point((layer + 1) as f64, &Measured::mean(ulps))
        });
        series(&format!("s = {}", SLOPES[place]), layers.collect())
    };
    let mut figures = Vec::new();
    let names = ["SGD, s fixed", "SGD, s learnt", "Adam, s fixed"];
    let mut steps = names.map(|name| series(name, Vec::new()));
    let (mut same, mut moves, mut undone) = (Vec::new(), Vec::new(), Vec::new());
    for (place, s) in SLOPES.iter().enumerate() {
        let outputs = mean(place, Found::output);
        let inputs = mean(place, |f| f.input);
        let sgd = mean(place, |f| f.sgd).with_theory(s * s);
        let adam = mean(place, |f| f.adam).with_theory(*s);
        let closed = mean(place, |f| f.closed).value;
        let learnt = mean(place, |f| f.learnt).with_theory(closed);
        let trained = mean(place, |f| f.trained);
        for (name, measured) in [
            (
                "largest difference of outputs over the largest output",
                outputs,
            ),
            (
                "largest difference of gradients by the input over the largest",
                inputs,
            ),
            (
                "SGD step, s fixed: change of the loss over that with sW",
                sgd,
            ),
            (
                "SGD step, s learnt: change of the loss over that with sW",
                learnt,
            ),
            (
                "Adam's first step, s fixed: change of the loss over that with sW",
                adam,
            ),
            (
                "difference of outputs after 20 SGD steps, learning rate over s^2",
                trained,
            ),
        ] {
            figures.push(ClaimFigure {
                name: format!("s = {s}: {name}"),
                measured,
            });
        }
        same.extend([outputs, inputs].map(|m| m.is_below(SAME)));
        undone.push(trained.is_below(SAME_TRAINED));
        moves.push(sgd.is_below(1.0) || sgd.is_above(1.0));
        for (series, measured) in steps.iter_mut().zip([sgd, learnt, adam]) {
            series.points.push(point(*s, &measured));
        }
    }
    let all = |flags: &[bool]| flags.iter().all(|flag| *flag);
    let verdict = match (all(&same), moves.iter().any(|m| *m)) {
        (true, false) => ClaimVerdict::Holds,
        (true, true) => ClaimVerdict::HoldsOnlyIf(format!(
            "the function is meant, not its training: a step of SGD counts s^2 times{}",
            if all(&undone) {
                ", which a learning rate over s^2 undoes"
            } else {
                ""
            }
        )),
        (false, _) => ClaimVerdict::Fails,
    };
    let worst = |f: fn(&Found) -> f64| {
        let largest = trials.iter().flatten().map(f).fold(0.0, f64::max);
        largest / ULP
    };
    let exact = SLOPES
        .iter()
        .zip(0..)
        .filter(|(s, _)| s.log2().fract() == 0.0);
    let exact = exact.flat_map(|(_, place)| of(place, |f| f.output().max(f.input)));
    let exact = exact.fold(0.0, f64::max);
    Ok(Evidence {
        because: format!(
            "over {count} nets of {DEPTH} layers s relu with W and relu with s W differ by at most \
             {:.0} units in the last place of the largest output ({:.0} of the largest gradient), \
             {} where s is a power of two; one step of SGD changes the loss {} times as much at \
             s = 2 and {} times at s = 0.5",
            worst(Found::output),
            worst(|f| f.input),
            if exact == 0.0 {
                "not at all".to_string()
            } else {
                format!("{exact:.1e}")
            },
            mean(5, |f| f.sgd).rounded(4),
            mean(2, |f| f.sgd).rounded(4),
        ),
        figures,
        verdict,
        title: "Claim 1: a slope s above 0 is redundant in the function, not in its training",
        caption: format!(
            "Nets of {DEPTH} layers of {WIDTH} units in f64, {count} trials: s relu with weights W \
             beside relu with weights sW, which have He's scale. Theory: s² of SGD and s of Adam's first step; \
             with s learnt, s² + Σ(⟨sW, G⟩/s)²/|G|², G the gradient by sW."
        ),
        panels: vec![
            Panel {
                title: "the function".to_string(),
                x: Quantity::new("layer", Division::Linear),
                y: Quantity::new(
                    "largest difference of h (2⁻⁵² of the largest h)",
                    Division::Linear,
                ),
                series: DRAWN.map(by_layer).to_vec(),
                published: vec![],
            },
            Panel {
                title: "one training step".to_string(),
                x: Quantity::new("slope s", Division::Logarithmic),
                y: Quantity::new(
                    "change of the loss over that with sW",
                    Division::Logarithmic,
                ),
                series: steps.to_vec(),
                published: vec![],
            },
        ],
        grids: Vec::new(),
        runs: Vec::new(),
    })
}

impl Found {
    fn output(&self) -> f64 {
        self.layers.last().copied().unwrap_or(f64::NAN)
    }
}

fn found(s: f64, seed: u64, trial: u32) -> Result<Found, ReproduceError> {
    let draw = |purpose: Purpose, layer: u32, count: usize, scale: f64| -> Vec<f64> {
        let mut draws = vec![0.0f32; count];
        Stream::new(seed, purpose, trial, layer).fill_normal(&mut draws);
        draws.into_iter().map(|w| scale * f64::from(w)).collect()
    };
    // Such that s W has He's scale.
    let he = (2.0 / WIDTH as f64).sqrt() / s;
    let matrix = |layer| draw(Purpose::Weights, layer, WIDTH * WIDTH, he);
    let input = draw(Purpose::Input, 0, WIDTH * SAMPLES, 1.0);
    let target = draw(Purpose::Cotangent, 0, WIDTH * SAMPLES, 1.0);
    let weights = (1..=DEPTH as u32).map(matrix).collect();
    let net = ScaledNet::new(WIDTH, vec![s; DEPTH], weights)?;
    let plain = net.absorbed()?;
    let pass = |net: &ScaledNet| net.pass(&input, &target);
    let (own, reference) = (pass(&net), pass(&plain));
    let squares = reference.total(|g| g * g);
    // How much the two nets' losses fall, by steps of these rates.
    let fall = |moved: &ScaledNet, before: &Pass| before.loss - pass(moved).loss;
    let rate = SMALL * reference.loss / squares;
    let sgd = |net: &ScaledNet, before: &Pass| net.moved(before, |g| -rate * g);
    let plain_fall = fall(&sgd(&plain, &reference), &reference);
    let stepped = sgd(&net, &own);
    let learnt = stepped.with_slopes_moved(&own, rate)?;
    let adam_rate = SMALL * reference.loss / reference.total(f64::abs);
    let adam = |net: &ScaledNet, before: &Pass| {
        let sign = |g: f64| if g == 0.0 { 0.0 } else { g.signum() };
        net.moved(before, |g| -adam_rate * sign(g))
    };
    let plain_adam = fall(&adam(&plain, &reference), &reference);
    let products = plain
        .weights
        .iter()
        .zip(&reference.by_weights)
        .map(|(w, g)| {
            let product: f64 = w.iter().zip(g).map(|(w, g)| w * g).sum();
            (product / s).powi(2)
        });
    let closed = s * s + products.sum::<f64>() / squares;
    let rate = LARGE * reference.loss / squares;
    let (mut one, mut other) = (net.clone(), plain.clone());
    for _ in 0..STEPS {
        one = one.moved(&pass(&one), |g| -rate / (s * s) * g);
        other = other.moved(&pass(&other), |g| -rate * g);
    }
    let (one, other) = (pass(&one), pass(&other));
    Ok(Found {
        layers: own
            .signals
            .iter()
            .zip(&reference.signals)
            .map(|(a, b)| apart(a, b))
            .collect(),
        input: apart(&own.by_input, &reference.by_input),
        sgd: fall(&stepped, &own) / plain_fall,
        adam: fall(&adam(&net, &own), &own) / plain_adam,
        learnt: fall(&learnt, &own) / plain_fall,
        closed,
        trained: apart(one.output(), other.output()),
    })
}

/// The largest difference over the largest size.
fn apart(a: &[f64], b: &[f64]) -> f64 {
    let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    let size = b
        .iter()
        .fold(f64::MIN_POSITIVE, |size, b| size.max(b.abs()));
    differences.fold(0.0, f64::max) / size
}
