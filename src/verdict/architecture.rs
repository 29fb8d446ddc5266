//! The evidence of nets that are not plain: residual and normalised ones, before
//! their first step.

use super::record::Record;
use crate::network::InitialisationError;
use crate::study::Plan;
use crate::training::{Architecture, LayerStart, NetAtStart};
use rayon::prelude::*;

impl Record {
    /// The records of every activation, depth and format of a condition (by its
    /// place) of `plan` in nets of another architecture, each depth a net of its
    /// own. `finished` is called after each net of [`Record::nets`].
    ///
    /// # Errors
    /// [`InitialisationError`] where the weights do not cover an activation.
    pub fn of_architecture(
        architecture: Architecture,
        plan: &Plan,
        condition: usize,
        finished: &(dyn Fn() + Sync),
    ) -> Result<Vec<Record>, InitialisationError> {
        let (spec, condition) = (&plan.spec, &plan.conditions[condition]);
        let mut records = Vec::new();
        for net in &condition.nets {
            for depth in &spec.depths {
                for format in &spec.formats {
                    let start = NetAtStart {
                        architecture,
                        activation: net.activation.clone(),
                        weights: condition.weights.clone(),
                        input: condition.input.clone(),
                        precision: *format,
                        width: condition.dimensions.width,
                        depth: *depth,
                        batch: condition.dimensions.batch,
                    };
                    let trials = (0..spec.trials).into_par_iter().map(|trial| {
                        let layers = start.measure((net.seed(spec.seed), trial));
                        finished();
                        layers
                    });
                    let trials: Vec<Vec<LayerStart>> = trials.collect::<Result<_, _>>()?;
                    let of = |figure: &dyn Fn(&[LayerStart]) -> f64| {
                        trials.iter().map(|layers| figure(layers)).collect()
                    };
                    let mean = |layers: &[LayerStart], of: fn(&LayerStart) -> f64| {
                        layers.iter().map(of).sum::<f64>() / layers.len() as f64
                    };
                    records.push(Record {
                        activation: net.activation.to_string(),
                        depth: *depth,
                        format: format.to_string(),
                        decades: of(&decades),
                        dead: of(&|layers| mean(layers, |layer| layer.dead_fraction)),
                        drowned: of(&|layers| mean(layers, |layer| layer.drowned_fraction)),
                        lost: of(&|layers| worst(layers, |layer| layer.lost_fraction)),
                        noise: of(&|layers| worst(layers, |layer| layer.noise_to_signal)),
                    });
                }
            }
        }
        Ok(records)
    }

    /// How many nets [`Record::of_architecture`] measures.
    pub fn nets(plan: &Plan, condition: usize) -> usize {
        let (spec, nets) = (&plan.spec, plan.conditions[condition].nets.len());
        nets * spec.depths.len() * spec.formats.len() * spec.trials as usize
    }
}

/// log10 of what the first layer has of the last one's gradient; minus infinity
/// where that is nothing, NaN where f64 does not hold it.
fn decades(layers: &[LayerStart]) -> f64 {
    let rms = |layer: Option<&LayerStart>| layer.map_or(f64::NAN, |layer| layer.gradient_rms);
    match (rms(layers.first()), rms(layers.last())) {
        (0.0, last) if last.is_finite() => f64::NEG_INFINITY,
        (first, last) => {
            let decades = libm::log10(first) - libm::log10(last);
            if decades.is_finite() {
                decades
            } else {
                f64::NAN
            }
        }
    }
}

/// The largest figure of a layer; NaN where one has none.
fn worst(layers: &[LayerStart], of: fn(&LayerStart) -> f64) -> f64 {
    let figures: Vec<f64> = layers.iter().map(of).collect();
    super::record::largest(&figures)
}
