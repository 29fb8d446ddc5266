//! The figures of every trial, for questions that means do not answer: whether
//! two activations differ on the same draws.

use super::layout::Layout;
use super::plan::Plan;
use super::run::{RunError, Watch, each_cell};
use crate::analysis::{Column, Metric};
use crate::number::Precision;

/// What every trial of a study gave.
#[derive(Debug)]
pub struct Sample {
    /// For each condition, the figures of its trials in their order.
    conditions: Vec<Vec<Vec<f64>>>,
    layout: Layout,
    depths: Vec<usize>,
}

impl Sample {
    /// Measures every cell of `plan` on `threads` threads; `None` where the
    /// watch has stopped it.
    ///
    /// # Errors
    /// [`RunError`].
    pub fn measure(
        plan: &Plan,
        threads: usize,
        watch: &Watch<'_>,
    ) -> Result<Option<Self>, RunError> {
        let mut cells = vec![None; plan.cells()];
        each_cell(plan, threads, watch, |cell, figures| {
            cells[cell] = Some(figures);
        })?;
        let Some(cells) = cells.into_iter().collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        let trials = plan.spec.most_trials() as usize;
        Ok(Some(Sample {
            conditions: cells.chunks(trials).map(<[_]>::to_vec).collect(),
            layout: Layout::new(plan),
            depths: plan.spec.depths.clone(),
        }))
    }

    /// `metric` of the whole net of an activation (by its place in the study)
    /// at a depth (by its place), for every trial; NaN is 'no figure', and
    /// `None` that it was not measured.
    pub fn of_net(
        &self,
        (condition, activation, depth): (usize, usize, usize),
        metric: Metric,
        format: Option<Precision>,
    ) -> Option<Vec<f64>> {
        let column = place(&self.layout.net_columns, metric, format)?;
        let layers = self.depths[depth] * self.layout.layer_columns.len();
        let at = self.layout.start(activation, depth) + layers + column;
        let trials = self.conditions[condition].iter();
        Some(trials.map(|figures| figures[at]).collect())
    }

    /// The same of its layers, first layer first, for every trial.
    pub fn of_layers(
        &self,
        (condition, activation, depth): (usize, usize, usize),
        metric: Metric,
        format: Option<Precision>,
    ) -> Option<Vec<Vec<f64>>> {
        let columns = self.layout.layer_columns.len();
        let column = place(&self.layout.layer_columns, metric, format)?;
        let start = self.layout.start(activation, depth) + column;
        let of_trial = |figures: &Vec<f64>| {
            let layers = figures[start..].iter().step_by(columns);
            layers.take(self.depths[depth]).copied().collect()
        };
        let trials = self.conditions[condition].iter();
        Some(trials.map(of_trial).collect())
    }
}

fn place(columns: &[Column], metric: Metric, format: Option<Precision>) -> Option<usize> {
    let mut columns = columns.iter();
    columns.position(|c| c.metric == metric && c.precision() == format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Draft, Spec, run};
    use std::path::Path;

    /// The means of the trials are those that a study prints.
    #[test]
    fn the_trials_are_those_of_the_tables() {
        let text = "depth = [1, 3]\nwidth = [8]\nbatch = 4\ntrials = 3\nweights = [\"he\", \"lecun\"]\n\
                    activation = [\"relu\", \"tanh\"]\nformat = [\"f16\", \"bf16\"]\n\
                    metric = [\"noise_to_signal\", \"dead_fraction\"]";
        let defaults = Draft::builtin(&crate::study::builtins()[0]).unwrap();
        let draft = Draft::from_toml(text, Path::new("a test")).unwrap();
        let plan = Plan::new(Spec::new(draft.over(defaults)).unwrap()).unwrap();
        let watch = Watch {
            finished: &|_, _| (),
            stop: &|| false,
        };
        let sample = Sample::measure(&plan, 2, &watch).unwrap().unwrap();
        let (layers, summary) = run(&plan, 1, |_, _| ()).unwrap();
        let bf16 = Precision::parse("bf16").unwrap();
        let mean = |trials: &[f64]| trials.iter().sum::<f64>() / trials.len() as f64;
        let net = (1, 1, 1);
        let ratios = sample.of_net(net, Metric::GradientRatio, None).unwrap();
        let figure = |f: &&crate::study::Figure| {
            (f.activation.as_str(), f.weights.as_str(), f.depth) == ("tanh", "lecun", 3)
        };
        let mut found = summary.iter().filter(figure);
        let found = found.find(|f| f.metric == Metric::GradientRatio).unwrap();
        assert!((mean(&ratios) / found.mean.unwrap() - 1.0).abs() < 1e-12);
        let noise = sample.of_layers(net, Metric::NoiseToSignal, Some(bf16));
        let noise = noise.unwrap();
        assert_eq!((noise.len(), noise[0].len()), (3, 3));
        let second: Vec<f64> = noise.iter().map(|layers| layers[1]).collect();
        let mut found = layers.iter().filter(figure).filter(|f| {
            let place = (f.metric, f.layer, f.format.as_deref());
            place == (Metric::NoiseToSignal, Some(2), Some("bf16"))
        });
        assert!((mean(&second) / found.next().unwrap().mean.unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(sample.of_net(net, Metric::SafeDepth, Some(bf16)), None);
        let stopped = Watch {
            finished: &|_, _| (),
            stop: &|| true,
        };
        assert!(Sample::measure(&plan, 1, &stopped).unwrap().is_none());
    }
}
