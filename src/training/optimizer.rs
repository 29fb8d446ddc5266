//! How weights follow their gradients.
//!
//! With the gradient g, the step eta and the weight decay lambda, as PyTorch's
//! `torch.optim` computes them:
//!
//! | optimizer | update |
//! |---|---|
//! | `sgd` | g += lambda w; w -= eta g |
//! | `momentum` | g += lambda w; v = mu v + g; w -= eta v |
//! | `adam` | g += lambda w; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w -= eta (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps) |
//! | `adamw` | w -= eta lambda w, then as adam without decay |
//!
//! Kingma and Ba 2015 (arXiv:1412.6980), Loshchilov and Hutter 2019
//! (arXiv:1711.05101). The state is kept in the type of the weights' master
//! copy.

use crate::naming::{self, Domain, NameError, Parameter, Signature};
use crate::network::Real;
use crate::vectorised::vectorised;
use std::fmt;

/// A rule with its constants, but for the step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Optimizer {
    rule: Rule,
    decay: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule {
    Sgd,
    Momentum { mu: f64 },
    Adam { betas: [f64; 2], epsilon: f64 },
    AdamW { betas: [f64; 2], epsilon: f64 },
}

const DECAY: Parameter = Parameter::new("decay", 0.0, Domain::NonNegative);
const BETA_1: Parameter = Parameter::new("beta1", 0.9, Domain::Share);
const BETA_2: Parameter = Parameter::new("beta2", 0.999, Domain::Share);
const EPSILON: Parameter = Parameter::new("epsilon", 1e-8, Domain::Positive);

const TABLE: [(Signature, &str); 4] = [
    (signature("sgd", &[DECAY]), "w -= eta (g + decay w)"),
    (
        signature(
            "momentum",
            &[Parameter::new("mu", 0.9, Domain::Share), DECAY],
        ),
        "v = mu v + g + decay w; w -= eta v",
    ),
    (
        signature("adam", &[BETA_1, BETA_2, EPSILON, DECAY]),
        "w -= eta m / (sqrt v + epsilon), both unbiased; decay is added to g",
    ),
    (
        signature(
            "adamw",
            &[
                BETA_1,
                BETA_2,
                EPSILON,
                Parameter::new("decay", 0.01, Domain::NonNegative),
            ],
        ),
        "as adam, and w -= eta decay w beside it",
    ),
];

const fn signature(name: &'static str, parameters: &'static [Parameter]) -> Signature {
    Signature {
        name,
        aliases: &[],
        parameters,
    }
}

impl Optimizer {
    /// What can be named, for lists: usage and formula.
    pub fn list() -> Vec<(String, &'static str)> {
        let entry =
            |(signature, formula): &(Signature, &'static str)| (signature.usage(), *formula);
        TABLE.iter().map(entry).collect()
    }

    /// Numbers that it keeps for each weight.
    pub(super) fn moments(&self) -> usize {
        match self.rule {
            Rule::Sgd => 0,
            Rule::Momentum { .. } => 1,
            Rule::Adam { .. } | Rule::AdamW { .. } => 2,
        }
    }
}

impl std::str::FromStr for Optimizer {
    type Err = NameError;

    /// Reads `sgd`, `momentum(0.95)`, `adamw(decay=0.1)` ...
    ///
    /// # Errors
    /// [`NameError`], naming the nearest names.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let signatures = TABLE.map(|entry| entry.0);
        let (index, values) = naming::resolve("optimizer", text, &signatures)?;
        // A moment that forgets nothing never learns its gradient.
        let kept = &values[..[0, 1, 2, 2][index]];
        if kept.contains(&1.0) {
            return Err(NameError::Parameters {
                name: signatures[index].name,
                usage: signatures[index].usage(),
                problem: "what is kept of a moment must be below 1".into(),
            });
        }
        let betas = || [values[0], values[1]];
        let rule = match index {
            0 => Rule::Sgd,
            1 => Rule::Momentum { mu: values[0] },
            2 => Rule::Adam {
                betas: betas(),
                epsilon: values[2],
            },
            _ => Rule::AdamW {
                betas: betas(),
                epsilon: values[2],
            },
        };
        let decay = *values.last().expect("every optimizer has a decay");
        Ok(Optimizer { rule, decay })
    }
}

impl fmt::Display for Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, values) = match self.rule {
            Rule::Sgd => (0, vec![]),
            Rule::Momentum { mu } => (1, vec![mu]),
            Rule::Adam { betas, epsilon } => (2, vec![betas[0], betas[1], epsilon]),
            Rule::AdamW { betas, epsilon } => (3, vec![betas[0], betas[1], epsilon]),
        };
        let values: Vec<f64> = values.into_iter().chain([self.decay]).collect();
        f.pad(&naming::print(&TABLE[index].0, &values))
    }
}

/// What an optimizer remembers of the steps before.
#[derive(Debug, Clone)]
pub struct OptimizerState<T> {
    optimizer: Optimizer,
    steps: i32,
    moments: [Vec<T>; 2],
}

impl<T: Real> OptimizerState<T> {
    /// Before the first step, of so many weights.
    pub fn new(optimizer: Optimizer, weights: usize) -> Self {
        let moment =
            |k: usize| vec![T::default(); if k < optimizer.moments() { weights } else { 0 }];
        OptimizerState {
            optimizer,
            steps: 0,
            moments: [moment(0), moment(1)],
        }
    }

    /// Begins a step: all of its [`update`](OptimizerState::update)s belong to it.
    pub fn begin(&mut self) {
        self.steps += 1;
    }

    /// Updates the weights from `start` on by their gradients, decayed where
    /// `decays`.
    ///
    /// # Panics
    /// Where the slices differ in length, or lie beyond the weights.
    pub fn update(
        &mut self,
        rate: f64,
        decays: bool,
        start: usize,
        gradient: &[T],
        weights: &mut [T],
    ) {
        assert_eq!(gradient.len(), weights.len(), "a gradient for each weight");
        let decay = if decays { self.optimizer.decay } else { 0.0 };
        let [first, second] = &mut self.moments;
        let n = T::narrow;
        let (eta, lambda) = (n(rate), n(decay));
        match self.optimizer.rule {
            Rule::Sgd => vectorised(
                #[inline(always)]
                || {
                    for (w, g) in weights.iter_mut().zip(gradient) {
                        *w -= eta * (*g + lambda * *w);
                    }
                },
            ),
            Rule::Momentum { mu } => {
                let (mu, first) = (n(mu), &mut first[start..][..gradient.len()]);
                vectorised(
                    #[inline(always)]
                    || {
                        for ((w, g), v) in weights.iter_mut().zip(gradient).zip(first.iter_mut()) {
                            *v = mu * *v + *g + lambda * *w;
                            *w -= eta * *v;
                        }
                    },
                );
            }
            Rule::Adam { betas, epsilon } | Rule::AdamW { betas, epsilon } => {
                let beside = matches!(self.optimizer.rule, Rule::AdamW { .. });
                let kept = n(if beside { 1.0 - rate * decay } else { 1.0 });
                let lambda = if beside { n(0.0) } else { lambda };
                let [b1, b2] = betas.map(n);
                let [c1, c2] = betas.map(|b| n(1.0 - b));
                let unbias = betas.map(|b| 1.0 - b.powi(self.steps));
                let eta = n(rate / unbias[0]);
                let root = n(1.0 / unbias[1].sqrt());
                let epsilon = n(epsilon);
                let first = &mut first[start..][..gradient.len()];
                let second = &mut second[start..][..gradient.len()];
                vectorised(
                    #[inline(always)]
                    || {
                        let moments = first.iter_mut().zip(second.iter_mut());
                        for ((w, g), (m, v)) in weights.iter_mut().zip(gradient).zip(moments) {
                            let g = *g + lambda * *w;
                            *m = b1 * *m + c1 * g;
                            *v = b2 * *v + c2 * (g * g);
                            *w = kept * *w - eta * (*m / (T::root(*v) * root + epsilon));
                        }
                    },
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two steps by the formulas of `torch.optim`'s documentation, written out
    /// one operation after the other.
    #[test]
    fn steps_are_those_of_torch() {
        let (rate, lambda) = (0.1, 0.03);
        let start = [0.5, -1.25, 2.0];
        let gradients = [[0.3, -0.7, 1e-9], [-0.2, 0.4, 3.0]];
        let run = |text: &str| {
            let mut state = OptimizerState::<f64>::new(text.parse().unwrap(), 3);
            let mut weights = start;
            for gradient in gradients {
                state.begin();
                state.update(rate, true, 0, &gradient, &mut weights);
            }
            weights
        };
        let mut expected = [[0.0; 3]; 4];
        for k in 0..3 {
            let (mut sgd, mut momentum, mut adam, mut adamw) =
                (start[k], start[k], start[k], start[k]);
            let mut buffer = None;
            let [mut m, mut v, mut mw, mut vw] = [0.0f64; 4];
            for (t, gradient) in (1..).zip(gradients) {
                let g = gradient[k];
                sgd -= rate * (g + lambda * sgd);
                // The first step's buffer is its gradient.
                let decayed = g + lambda * momentum;
                let kept = buffer.map_or(decayed, |b: f64| 0.9 * b + decayed);
                buffer = Some(kept);
                momentum -= rate * kept;
                let decayed = g + lambda * adam;
                m = 0.9 * m + (1.0 - 0.9) * decayed;
                v = 0.999 * v + (1.0 - 0.999) * decayed * decayed;
                let unbiased = m / (1.0 - 0.9f64.powi(t));
                let root = (v / (1.0 - 0.999f64.powi(t))).sqrt();
                adam -= rate * unbiased / (root + 1e-8);
                adamw *= 1.0 - rate * lambda;
                mw = 0.9 * mw + (1.0 - 0.9) * g;
                vw = 0.999 * vw + (1.0 - 0.999) * g * g;
                let unbiased = mw / (1.0 - 0.9f64.powi(t));
                let root = (vw / (1.0 - 0.999f64.powi(t))).sqrt();
                adamw -= rate * unbiased / (root + 1e-8);
            }
            for (row, value) in expected.iter_mut().zip([sgd, momentum, adam, adamw]) {
                row[k] = value;
            }
        }
        let texts = [
            "sgd(0.03)",
            "momentum(0.9, 0.03)",
            "adam(decay=0.03)",
            "adamw(decay=0.03)",
        ];
        for (text, expected) in texts.into_iter().zip(expected) {
            for (got, expected) in run(text).into_iter().zip(expected) {
                assert!(
                    (got - expected).abs() < 1e-14,
                    "{text}: {got} and {expected}"
                );
            }
        }
    }

    #[test]
    fn texts_read_back() {
        for text in [
            "sgd",
            "momentum(0.95)",
            "adam(0.9, 0.99)",
            "adamw(decay=0.1)",
        ] {
            let optimizer: Optimizer = text.parse().unwrap();
            assert_eq!(optimizer.to_string().parse(), Ok(optimizer));
        }
        for text in ["adam(1)", "momentum(1)", "adam(epsilon=0)", "rmsprop"] {
            text.parse::<Optimizer>().unwrap_err();
        }
    }
}
