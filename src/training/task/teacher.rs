//! A random net, to be imitated from its answers.

use super::TaskError;
use super::drawn::{self, BLUR, PLACES, SAMPLES, blurred};
use super::split::Table;
use crate::activation::Activation;
use crate::generator::{Gain, Purpose, Stream};
use crate::naming::{self, Domain, Parameter, Signature};
use crate::network::{matrix, multiply, sigma_w_squared};
use std::fmt;

pub(super) const SIGNATURE: Signature = Signature {
    name: "teacher",
    aliases: &["teacher_student"],
    parameters: &[
        Parameter::new("width", 32.0, Domain::Count),
        Parameter::new("depth", 2.0, Domain::Count),
        Parameter::new("features", 16.0, Domain::Count),
        SAMPLES,
        BLUR,
    ],
};

/// The activation of the teacher where none is given.
pub(super) const ACTIVATION: &str = "relu";

pub(super) const WHAT: &str = "the output of a random net for x ~ N(0, 1)^features, a net for each run: W^1 ~ N(0, 1/features), then N(0, s^2/width), s^2 = 1/E[phi(z)^2], so that z has variance 1 in every layer; noise blurs the training targets alone";

pub(super) fn usage() -> String {
    let usage = SIGNATURE.usage();
    format!("{}, activation={ACTIVATION})", usage.trim_end_matches(')'))
}

/// Takes `activation=...` out of the arguments of a text, which is left as it
/// is where it has none.
pub(super) fn take_activation(text: &str) -> (String, Option<&str>) {
    let parts = text.split_once('(').and_then(|(name, rest)| {
        let inside = rest.strip_suffix(')')?;
        Some((name, naming::split_list(inside)))
    });
    let Some((name, mut arguments)) = parts else {
        return (text.to_string(), None);
    };
    let stated = arguments.iter().enumerate().find_map(|(place, argument)| {
        let (name, activation) = argument.split_once('=')?;
        (naming::key(name) == "activation").then_some((place, activation.trim()))
    });
    let Some((place, activation)) = stated else {
        return (text.to_string(), None);
    };
    arguments.remove(place);
    let plain = format!("{name}({})", arguments.join(", "));
    (plain, Some(activation))
}

/// A random net with a linear layer on top.
#[derive(Debug, Clone)]
pub(super) struct Teacher {
    values: Vec<f64>,
    activation: Activation,
    /// Standard deviation of a weight above the first layer, times sqrt(width).
    gain: f64,
}

/// An activation that doubles its argument's size more than so often far out
/// grows faster than a line.
const LINEAR: f64 = 2.5;

impl Teacher {
    pub fn new(values: &[f64], activation: &str) -> Result<Self, TaskError> {
        drawn::check(&SIGNATURE, values)?;
        let activation: Activation = activation.parse()?;
        let grows = |z: f64| activation.value(2.0 * z).abs() / activation.value(z).abs().max(1.0);
        // Layer upon layer, squares and the like leave every range of numbers.
        if ![1e4, -1e4].map(grows).iter().all(|ratio| *ratio < LINEAR) {
            return Err(TaskError::Growth(activation.to_string()));
        }
        // The gain of that rule is the same for every shape.
        let gain = sigma_w_squared(Gain::UnitVariance, &activation, (1, 1))?.sqrt();
        Ok(Teacher {
            values: values.to_vec(),
            activation,
            gain,
        })
    }

    fn size(&self, parameter: usize) -> usize {
        self.values[parameter] as usize
    }

    pub fn features(&self) -> usize {
        self.size(2)
    }

    /// The samples of a run.
    pub fn table(&self, seed: u64, trial: u32) -> Table {
        let features = self.features();
        let mut inputs = vec![0.0; features * self.size(3)];
        Stream::new(seed, Purpose::Task, trial, PLACES).fill_normal(&mut inputs);
        let truth = self.answers(&inputs, seed, trial);
        Table {
            features,
            inputs,
            answers: blurred(truth, self.values[4], seed, trial),
        }
    }

    /// What the teacher of a run says.
    fn answers(&self, inputs: &[f32], seed: u64, trial: u32) -> Vec<f64> {
        let (width, depth, samples) = (self.size(0), self.size(1), self.size(3));
        let mut signal: Vec<f64> = inputs.iter().map(|x| f64::from(*x)).collect();
        let mut fan_in = self.features();
        for layer in 1..=depth + 1 {
            let units = if layer > depth { 1 } else { width };
            let mut drawn = vec![0.0; units * fan_in];
            Stream::new(seed, Purpose::Teacher, trial, layer as u32).fill_normal(&mut drawn);
            let weights: Vec<f64> = drawn.iter().map(|w| f64::from(*w)).collect();
            let gain = if layer == 1 { 1.0 } else { self.gain };
            let scale = gain / (fan_in as f64).sqrt();
            let mut z = vec![0.0; units * samples];
            multiply(
                scale,
                matrix(&weights, units, fan_in),
                matrix(&signal, fan_in, samples),
                &mut z,
            );
            if layer > depth {
                return z;
            }
            signal.resize(z.len(), 0.0);
            let mut derivative = vec![0.0; z.len()];
            self.activation
                .evaluate_f64(&z, &mut signal, &mut derivative);
            fan_in = width;
        }
        signal
    }
}

/// As [`super::Task::parse`] reads it.
impl fmt::Display for Teacher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = naming::print(&SIGNATURE, &self.values);
        let activation = self.activation.to_string();
        match (name.strip_suffix(')'), activation == ACTIVATION) {
            (_, true) => f.write_str(&name),
            (Some(open), false) => write!(f, "{open}, activation={activation})"),
            (None, false) => write!(f, "{name}(activation={activation})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Width and depth change the function, and z keeps its variance of 1: so
    /// does the output, over nets.
    #[test]
    fn outputs_have_variance_1_over_nets() {
        for activation in ["relu", "tanh", "swish(2)"] {
            let values = [64.0, 3.0, 16.0, 50.0, 0.0];
            let teacher = Teacher::new(&values, activation).unwrap();
            let nets = 200;
            let squares = (0..nets).map(|net| {
                let super::super::split::Answers::Values { truth, .. } =
                    teacher.table(5, net).answers
                else {
                    panic!("values");
                };
                truth.iter().map(|y| y * y).sum::<f64>() / 50.0
            });
            let mean = squares.sum::<f64>() / f64::from(nets);
            // A net's mean square has a deviation near 1.3 for relu: the output
            // weights are shared by the samples.
            assert!((mean - 1.0).abs() < 0.35, "{activation}: {mean}");
        }
    }
}
