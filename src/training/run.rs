//! One run: a net, its optimizer, and what is seen of both on the way.

use super::Setup;
use super::batches::Batches;
use super::initial::initial;
use super::net::{Mode, Net, Role};
use super::optimizer::OptimizerState;
use super::scaler::Scaler;
use super::task::Split;
use super::track::{Checkpoint, Tracker};
use crate::activation::OpenActivation;
use crate::generator::{Purpose, Stream};
use crate::network::{InitialisationError, Real};
use std::time::Instant;

/// What became of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// One for each of [`Setup::checkpoints`]; fewer where the run diverged.
    pub checkpoints: Vec<Checkpoint>,
    /// Whether it ended because the loss or a weight was no finite number.
    pub diverged: bool,
    /// Values that each parameter of the activation ended at, by layer.
    pub learnt: Vec<Vec<Vec<f64>>>,
}

/// Trains a net once. Runs of the same seed and trial have the same split of
/// the data, the same draws for weights of the same size and the same order of
/// samples, whatever their activation or learning rate.
///
/// # Errors
/// [`InitialisationError`] where the weights do not cover the activation.
pub fn train(
    setup: &Setup,
    rate: f64,
    (seed, trial): (u64, u32),
) -> Result<Run, InitialisationError> {
    let split = setup.task.draw(seed, trial);
    Ok(if setup.precision.is_double() {
        Trainer::<f64>::new(setup, &split, (seed, trial))?.run(rate)
    } else {
        Trainer::<f32>::new(setup, &split, (seed, trial))?.run(rate)
    })
}

/// Seconds that a step of a setup takes on one thread of this machine: the median
/// of a short measurement, without checkpoints.
///
/// # Errors
/// As [`train`].
pub fn seconds_per_step(setup: &Setup, rate: f64, seed: u64) -> Result<f64, InitialisationError> {
    let split = setup.task.draw(seed, 0);
    Ok(if setup.precision.is_double() {
        Trainer::<f64>::new(setup, &split, (seed, 0))?.time(rate)
    } else {
        Trainer::<f32>::new(setup, &split, (seed, 0))?.time(rate)
    })
}

/// What of a run lies outside of its net.
struct Course<'a, T> {
    batches: Batches<'a>,
    optimizer: OptimizerState<T>,
    scaler: Scaler,
}

impl<'a, T: Real> Course<'a, T> {
    fn new(trainer: &Trainer<'a, T>) -> Self {
        let setup = trainer.setup;
        Course {
            batches: Batches::new(&trainer.split.train, setup.batch, trainer.address),
            optimizer: OptimizerState::new(setup.optimizer, trainer.master.len()),
            scaler: Scaler::new(setup.precision.loss_scale()),
        }
    }
}

/// What became of a step.
struct Stepped {
    diverged: bool,
    absorbed: Option<f64>,
}

/// A run on its way.
struct Trainer<'a, T> {
    setup: &'a Setup,
    split: &'a Split,
    address: (u64, u32),
    net: Net<T>,
    /// The master copy of the parameters.
    master: Vec<T>,
    /// Of the step before, for what an update changed.
    before: Vec<T>,
    open: Option<OpenActivation>,
    words: Stream,
}

impl<'a, T: Real> Trainer<'a, T> {
    fn new(
        setup: &'a Setup,
        split: &'a Split,
        (seed, trial): (u64, u32),
    ) -> Result<Self, InitialisationError> {
        let net = Net::new(setup.design(split.train.count)?);
        let activation = net.design().activation.clone();
        let open = setup.learning.open(&activation);
        let mut words = Stream::new(seed, Purpose::Rounding, trial, u32::MAX);
        let mut master = initial(&net, &setup.weights, (seed, trial))?;
        for group in net.groups() {
            round_master(
                setup,
                group.role,
                &mut master[group.range.clone()],
                &mut words,
            );
        }
        Ok(Trainer {
            setup,
            split,
            address: (seed, trial),
            before: master.clone(),
            net,
            master,
            open,
            words,
        })
    }

    fn run(mut self, rate: f64) -> Run {
        let setup = self.setup;
        let mut course = Course::new(&self);
        let mut tracker = Tracker::new(setup, self.split, self.net.design());
        let mut checkpoints = Vec::new();
        let (mut step, mut diverged) = (0, false);
        let mut absorbed = None;
        for checkpoint in setup.checkpoints() {
            while step < checkpoint && !diverged {
                step += 1;
                let stepped = self.step(rate, &mut course, step == checkpoint);
                diverged = stepped.diverged;
                absorbed = stepped.absorbed.or(absorbed);
            }
            if diverged {
                break;
            }
            self.net.load(&self.master, &mut self.words);
            let power = course.scaler.power();
            let (net, words) = (&mut self.net, &mut self.words);
            let mut seen = tracker.look(net, &self.master, (step, power), words);
            seen.absorbed_fraction = absorbed;
            seen.skipped = course.scaler.skipped;
            // A test may overflow where no step has.
            diverged = !seen.train.value.is_finite();
            if diverged {
                break;
            }
            checkpoints.push(seen);
        }
        Run {
            checkpoints,
            diverged,
            learnt: self.learnt(),
        }
    }

    /// Makes a step; where it is `seen`, says what of its update was absorbed.
    fn step(&mut self, rate: f64, course: &mut Course<'_, T>, seen: bool) -> Stepped {
        self.net.load(&self.master, &mut self.words);
        let (inputs, wanted) = course.batches.next();
        self.net.forward(Mode::Learn, inputs, &mut self.words);
        // Taken before the scaler learns how the step went, which may change it.
        let scale = course.scaler.scale();
        let loss = self.net.loss(wanted, scale);
        let mut stepped = Stepped {
            diverged: !loss.value.is_finite(),
            absorbed: None,
        };
        self.net.backward(&mut self.words, |_, _| ());
        let gradient = self.net.gradient();
        let finite = gradient.iter().all(|g| g.wide().is_finite());
        if !stepped.diverged && course.scaler.allows(finite) {
            stepped.absorbed = self.update(rate, scale, &mut course.optimizer, seen);
            stepped.diverged = !self.master.iter().all(|w| w.wide().is_finite());
        }
        stepped
    }

    /// The median time of a step, of seven times ten.
    fn time(mut self, rate: f64) -> f64 {
        const STEPS: u32 = 10;
        let mut course = Course::new(&self);
        let mut times: Vec<f64> = (0..8)
            .map(|_| {
                let start = Instant::now();
                for _ in 0..STEPS {
                    self.step(rate, &mut course, false);
                }
                start.elapsed().as_secs_f64() / f64::from(STEPS)
            })
            .skip(1) // while caches fill
            .collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }

    /// Makes an update; where it is `seen`, says which share of the parameters
    /// whose update is not zero the format of the master copy left as they
    /// were.
    fn update(
        &mut self,
        rate: f64,
        scale: f64,
        state: &mut OptimizerState<T>,
        seen: bool,
    ) -> Option<f64> {
        if seen {
            self.before.copy_from_slice(&self.master);
        }
        state.begin();
        let (mut wanted, mut absorbed) = (0u64, 0u64);
        self.net.unscale(scale);
        let gradient = self.net.gradient();
        for group in self.net.groups() {
            let decays = match group.role {
                Role::Activation { .. } => self.setup.decays_activation,
                role => role.is_matrix(),
            };
            let range = group.range.clone();
            let weights = &mut self.master[range.clone()];
            state.update(rate, decays, range.start, &gradient[range.clone()], weights);
            if let (Role::Activation { parameter, .. }, Some(open)) = (group.role, &self.open) {
                for theta in weights.iter_mut() {
                    *theta = T::narrow(open.domains()[parameter].nearest(theta.wide()));
                }
            }
            round_master(self.setup, group.role, weights, &mut self.words);
            if seen {
                let changed = weights.iter().zip(&self.before[range.clone()]);
                for ((after, before), g) in changed.zip(&gradient[range]) {
                    let moves = *g != T::default();
                    wanted += u64::from(moves);
                    absorbed += u64::from(moves && after == before);
                }
            }
        }
        (seen && wanted > 0).then(|| absorbed as f64 / wanted as f64)
    }

    fn learnt(&self) -> Vec<Vec<Vec<f64>>> {
        let Some(open) = &self.open else {
            return Vec::new();
        };
        let mut learnt = vec![vec![Vec::new(); self.setup.depth]; open.names().len()];
        for group in self.net.groups() {
            if let Role::Activation { layer, parameter } = group.role {
                let own = &self.master[group.range.clone()];
                learnt[parameter][layer - 1] = own.iter().map(|theta| theta.wide()).collect();
            }
        }
        learnt
    }
}

/// Rounds a group of the master copy to its format.
fn round_master<T: Real>(setup: &Setup, role: Role, values: &mut [T], words: &mut Stream) {
    // Vectors and what an activation learns stay as they are.
    if role.is_matrix() {
        T::round(setup.precision.master(), values, words);
    }
}
