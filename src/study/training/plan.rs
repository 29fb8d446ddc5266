//! What is run: conditions, and the runs of each.

use super::spec::TrainingSpec;
use crate::activation::Activation;
use crate::generator::Weights;
use crate::number::Precision;
use crate::study::{SpecError, SpecProblem, Typed};
use crate::training::{Architecture, Learning, Optimizer, Setup, Task, check_setup};

/// One choice of everything but the activation.
#[derive(Debug, Clone)]
pub struct TrainingCondition {
    /// What is learnt.
    pub task: Task,
    /// How layers are put together.
    pub architecture: Architecture,
    /// How weights follow their gradients.
    pub optimizer: Optimizer,
    /// What weights begin with.
    pub weights: Weights,
    /// Units of a layer.
    pub width: usize,
    /// Layers with an activation.
    pub depth: usize,
    /// What numbers are stored in.
    pub format: Precision,
    /// Which parameters of the activation are learnt.
    pub learning: Learning,
}

/// The conditions of a study and its runs. Run `index` is one of activation
/// a in condition c, where `index` = (c activations + a) runs of a net + k; its
/// first k are those that a learning rate is chosen by, `tuning_runs` for each
/// rate, where there is more than one to choose from.
#[derive(Debug)]
pub struct TrainingPlan {
    /// The specification.
    pub spec: TrainingSpec,
    /// The conditions.
    pub conditions: Vec<TrainingCondition>,
}

/// What a run is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub condition: usize,
    pub activation: usize,
    pub kind: RunKind,
}

/// Whether a rate is chosen by a run, or it is at the chosen one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunKind {
    Tuning { rate: usize, run: u32 },
    Final { run: u32 },
}

/// The trials of tuning runs begin here, so that they share no draw with those
/// that are reported.
pub(super) const TUNING: u32 = 1 << 31;

impl TrainingPlan {
    /// Every combination of the specification.
    ///
    /// # Errors
    /// [`SpecError`] where weights do not cover an activation.
    pub fn new(spec: TrainingSpec) -> Result<Self, SpecError> {
        let mut conditions = Vec::new();
        for task in &spec.tasks {
            for &architecture in &spec.architectures {
                for &optimizer in &spec.optimizers {
                    for Typed { value: weights, .. } in &spec.weights {
                        for &width in &spec.widths {
                            for &depth in &spec.depths {
                                for &format in &spec.formats {
                                    for &learning in &spec.learning {
                                        conditions.push(TrainingCondition {
                                            task: task.clone(),
                                            architecture,
                                            optimizer,
                                            weights: weights.clone(),
                                            width,
                                            depth,
                                            format,
                                            learning,
                                        });
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        let plan = TrainingPlan { spec, conditions };
        for condition in &plan.conditions {
            for activation in &plan.spec.activations {
                check_setup(&plan.setup(condition, activation)).map_err(|problem| {
                    let mut weights = plan.spec.weights.iter();
                    let typed = weights.find(|typed| typed.value == condition.weights);
                    SpecError {
                        origin: typed.expect("one of the specification's").origin.clone(),
                        problem: SpecProblem::from(problem),
                    }
                })?;
            }
        }
        Ok(plan)
    }

    /// Runs in all.
    pub fn runs(&self) -> usize {
        self.conditions.len() * self.spec.activations.len() * self.runs_of_a_net()
    }

    fn tuning_runs(&self) -> usize {
        match self.spec.rates.len() {
            1 => 0,
            rates => rates * self.spec.tuning_runs as usize,
        }
    }

    pub(super) fn runs_of_a_net(&self) -> usize {
        self.tuning_runs() + self.spec.runs as usize
    }

    pub(super) fn place(&self, index: usize) -> Place {
        let (net, k) = (index / self.runs_of_a_net(), index % self.runs_of_a_net());
        let activations = self.spec.activations.len();
        let tuning = self.tuning_runs();
        let kind = if k < tuning {
            RunKind::Tuning {
                rate: k / self.spec.tuning_runs as usize,
                run: (k % self.spec.tuning_runs as usize) as u32,
            }
        } else {
            RunKind::Final {
                run: (k - tuning) as u32,
            }
        };
        Place {
            condition: net / activations,
            activation: net % activations,
            kind,
        }
    }

    /// Bytes that the runs on `threads` threads take, roughly, and those of the
    /// journal.
    pub fn bytes(&self, threads: usize) -> (f64, f64) {
        // Of a parameter: stored and gradient, master copy, the one before, two
        // moments; and stored, gradient and master in f64. Of a number of a
        // signal: in f32 and f64.
        const PARAMETER: f64 = 6.0 * 4.0 + 3.0 * 8.0;
        const SIGNAL: f64 = 4.0 + 8.0;
        // Signals of a layer: five operations at most, and phi'.
        const OF_LAYER: f64 = 6.0;
        let of_run = |condition: &TrainingCondition| {
            let [width, depth] = [condition.width, condition.depth].map(|n| n as f64);
            let features = condition.task.features() as f64;
            let parameters = width * (features + (depth + 1.0) * (width + 4.0));
            let batch = self.spec.batch as f64;
            let signals = batch * (features + OF_LAYER * width * depth);
            PARAMETER * parameters + SIGNAL * signals
        };
        let largest = self.conditions.iter().map(of_run).fold(0.0, f64::max);
        let row = 8.0 * self.figures() as f64;
        (
            threads as f64 * (largest + 2.0 * row),
            self.runs() as f64 * row,
        )
    }

    /// The setup of an activation in a condition.
    pub fn setup(&self, condition: &TrainingCondition, activation: &Activation) -> Setup {
        let spec = &self.spec;
        Setup {
            task: condition.task.clone(),
            activation: activation.clone(),
            learning: condition.learning,
            decays_activation: spec.decays_activation,
            architecture: condition.architecture,
            width: condition.width,
            depth: condition.depth,
            weights: condition.weights.clone(),
            precision: condition.format,
            optimizer: condition.optimizer,
            batch: spec.batch,
            steps: spec.steps,
            every: spec.every,
            tau: spec.tau,
        }
    }
}
