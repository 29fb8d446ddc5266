//! From the figures of cells to estimates over trials.

use super::figure::Figure;
use super::layout::Layout;
use super::plan::{Condition, Net, Plan};
use super::theory::Theory;
use crate::analysis::{Column, Metric, Scale};
use crate::number::{LossScale, Storage};
use crate::stats::{Interval, Level, Trials, holm};
use crate::theory::linear_noise;
use rayon::prelude::*;

/// The trials of one condition so far. Cells must be taken in in the order of
/// their trials: the order decides the last bits.
#[derive(Clone, Default)]
pub(super) struct Accumulator {
    trials: Vec<Trials>,
    /// Which trials they are.
    taken: Vec<u32>,
}

impl Accumulator {
    /// Takes in the figures of `trial`.
    pub(super) fn push(&mut self, trial: u32, cell: &[f64]) {
        self.taken.push(trial);
        self.trials.resize(cell.len(), Trials::default());
        for (trials, figure) in self.trials.iter_mut().zip(cell) {
            trials.push(*figure);
        }
    }

    /// Whether no trial has been taken in.
    pub(super) fn is_empty(&self) -> bool {
        self.trials.is_empty()
    }

    /// The estimates: figures of layers, and figures of whole nets.
    pub(super) fn figures(
        &self,
        plan: &Plan,
        condition: &Condition,
        layout: &Layout,
    ) -> (Vec<Figure>, Vec<Figure>) {
        let nets: Vec<(Vec<Figure>, Vec<Figure>)> = (0..condition.nets.len())
            .into_par_iter()
            .map(|activation| self.of_activation(plan, condition, layout, activation))
            .collect();
        let (layers, summary): (Vec<_>, Vec<_>) = nets.into_iter().unzip();
        let mut summary = summary.concat();
        expect_differences(&mut summary);
        (layers.concat(), summary)
    }

    fn of_activation(
        &self,
        plan: &Plan,
        condition: &Condition,
        layout: &Layout,
        activation: usize,
    ) -> (Vec<Figure>, Vec<Figure>) {
        let net = &condition.nets[activation];
        let dimensions = condition.dimensions;
        let is_saturation = |c: &Column| c.metric == Metric::SaturatedFraction;
        let tau = plan.spec.limits.tau;
        let tau = layout
            .layer_columns
            .iter()
            .any(is_saturation)
            .then_some(tau);
        let theory = Theory::new(condition, net, (plan.spec.seed, &self.taken), tau);
        let level = Level::new(plan.spec.confidence);
        let (mut layers, mut summary) = (Vec::new(), Vec::new());
        for (place, depth) in plan.spec.depths.iter().enumerate() {
            let frame = Figure {
                activation: net.activation.to_string(),
                input: condition.input.to_string(),
                weights: condition.weights.to_string(),
                architecture: "plain".to_string(),
                width: dimensions.width,
                depth: *depth,
                format: None,
                layer: None,
                metric: Metric::Overflow,
                mean: None,
                low: None,
                high: None,
                geometric_mean: None,
                trials: 0,
                theory: None,
                geometric_low: None,
                geometric_high: None,
                p_holm: None,
            };
            let expected = theory.at_depth(*depth);
            let columns = layout.layer_columns.iter();
            let of_layers: Vec<(&Column, Vec<Option<f64>>)> = columns
                .map(|column| (column, expected.layers(column)))
                .collect();
            let noise = |column: &Column, layer| {
                noise_of_a_line(net, column, dimensions.width, (*depth, layer))
            };
            let start = layout.start(activation, place);
            let columns = layout.layer_columns.len();
            let mut with_scale = layout.layer_columns.iter();
            let scale = with_scale.position(|c| c.metric == Metric::ActivationRms);
            for layer in 1..=*depth {
                let row = &self.trials[start + (layer - 1) * columns..];
                let scale = scale.map(|place| &row[place]);
                for ((column, theory), trials) in of_layers.iter().zip(row) {
                    if column.metric.is_of_octaves() && trials.are_all_zero() {
                        continue;
                    }
                    let theory = theory[layer - 1].or_else(|| noise(column, layer));
                    let layer = Some(layer);
                    let frame = Figure {
                        layer,
                        theory,
                        ..frame.clone()
                    };
                    layers.push(figure(frame, column, (trials, scale), &level));
                }
            }
            let row = &self.trials[start + depth * columns..];
            for (column, trials) in layout.net_columns.iter().zip(row) {
                if !is_defined(column.metric, &frame, trials) {
                    continue;
                }
                let of_layers = of_layers.iter().find(|(own, _)| *own == column);
                let of_layers = of_layers.map_or(&[][..], |(_, theory)| theory);
                let theory = expected.net(column, of_layers, plan.spec.limits.underflow);
                let frame = Figure {
                    theory,
                    ..frame.clone()
                };
                let mut figure = figure(frame, column, (trials, None), &level);
                if column.metric.takes_every_trial() && trials.count() < self.taken.len() {
                    (figure.mean, figure.low, figure.high) = (None, None, None);
                    figure.geometric_mean = None;
                    (figure.geometric_low, figure.geometric_high) = (None, None);
                }
                summary.push(figure);
            }
        }
        (layers, summary)
    }
}

/// A slope takes two layers.
fn is_defined(metric: Metric, frame: &Figure, trials: &Trials) -> bool {
    match metric {
        Metric::GradientSlope | Metric::GradientSlopeVsRelu => frame.depth > 1,
        Metric::DepthToUnderflow
        | Metric::DepthToNoise
        | Metric::SafeDepth
        | Metric::LossScale
        | Metric::LossScaleLeast
        | Metric::LossScaleGreatest
        | Metric::LossScaleWindow
        | Metric::InputSubnormalFraction
        | Metric::InputOverflowFraction
        | Metric::ReferenceEnds => trials.count() > 0,
        _ => true,
    }
}

/// The estimate over `trials`, of a layer whose `activation_rms` is `scale`.
fn figure(
    frame: Figure,
    column: &Column,
    (trials, scale): (&Trials, Option<&Trials>),
    level: &Level,
) -> Figure {
    let interval = match (column.metric.scale(), scale) {
        (Scale::Share, _) => trials.share_interval(level),
        (Scale::Log, _) => trials.positive_interval(level),
        (Scale::Linear, Some(scale)) if column.metric == Metric::ActivationMean => {
            trials.scaled_interval(scale, level)
        }
        (Scale::Linear, _) => trials.mean_interval(level).map(|interval| {
            let layers = 0.0..=frame.depth as f64;
            let bound = |value: f64| value.clamp(*layers.start(), *layers.end());
            match column.metric.counts_layers() {
                // Student's interval knows no bounds.
                true => Interval {
                    low: bound(interval.low),
                    high: bound(interval.high),
                },
                false => interval,
            }
        }),
    };
    let positive = column.metric.scale() == Scale::Log;
    let geometric = trials.geometric_interval(level).filter(|_| positive);
    Figure {
        format: column.qualifier.map(|q| q.to_string()),
        metric: column.metric,
        mean: trials.mean(),
        low: interval.map(|i| i.low),
        high: interval.map(|i| i.high),
        geometric_mean: trials.geometric_mean().filter(|_| positive),
        geometric_low: geometric.map(|i| i.low),
        geometric_high: geometric.map(|i| i.high),
        trials: trials.count(),
        // Corrected once every comparison of the study is known.
        p_holm: match column.metric {
            Metric::GradientSlopeVsRelu => trials.p_value(),
            _ => None,
        },
        ..frame
    }
}

/// Takes what is expected of ReLU's slope, which its own row still has, off that of
/// the others; a row without a difference to ReLU goes.
fn expect_differences(summary: &mut Vec<Figure>) {
    let is_difference = |figure: &Figure| figure.metric == Metric::GradientSlopeVsRelu;
    let of_relu = |figure: &&Figure| is_difference(figure) && figure.activation == "relu";
    let relu: Vec<(usize, Option<f64>)> = summary
        .iter()
        .filter(of_relu)
        .map(|figure| (figure.depth, figure.theory))
        .collect();
    summary.retain(|figure| !is_difference(figure) || figure.trials > 0);
    for figure in summary.iter_mut().filter(|figure| is_difference(figure)) {
        let relu = relu.iter().find(|(depth, _)| *depth == figure.depth);
        let relu = relu.and_then(|(_, theory)| *theory);
        figure.theory = figure.theory.zip(relu).map(|(own, relu)| own - relu);
    }
}

/// `noise_to_signal` of a linear net all of which is stored in one format.
fn noise_of_a_line(
    net: &Net,
    column: &Column,
    width: usize,
    (depth, layer): (usize, usize),
) -> Option<f64> {
    let precision = column.precision()?;
    let is_known = column.metric == Metric::NoiseToSignal
        && net.activation.name() == Some("identity")
        && precision.loss_scale() == LossScale::Power(0);
    let Storage::Single(format) = precision.single().filter(|_| is_known)? else {
        return None;
    };
    let sigma_w = net.sigma_w_squared.1.sqrt();
    linear_noise(format, sigma_w, (width, depth), layer)
}

/// Corrects the p-values of a study's comparisons for their number.
pub(super) fn correct_comparisons(summary: &mut [Figure]) {
    let compared = || summary.iter().filter_map(|figure| figure.p_holm);
    let corrected = holm(&compared().collect::<Vec<_>>());
    let figures = summary.iter_mut().filter(|figure| figure.p_holm.is_some());
    for (figure, p) in figures.zip(corrected) {
        figure.p_holm = Some(p);
    }
}
