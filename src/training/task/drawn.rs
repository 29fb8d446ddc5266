//! Tasks whose samples are drawn: the two spirals and the curves.

use super::split::{Answers, Table};
use super::{Kind, TaskError, curve, spirals};
use crate::generator::{Purpose, Stream};
use crate::naming::{Domain, Parameter, Signature};

/// Addresses of what is drawn for a run.
pub(super) const PLACES: u32 = 1;
pub(super) const NOISE: u32 = 2;

/// How many samples there are, the third that is held out included.
pub(super) const SAMPLES: Parameter = Parameter::new("samples", 1000.0, Domain::Count);

/// Standard deviation of the noise on the answers that training sees.
pub(super) const BLUR: Parameter = Parameter::new("noise", 0.0, Domain::NonNegative);

/// A task whose samples are drawn.
pub(super) struct Drawn {
    pub signature: Signature,
    pub what: &'static str,
    pub features: usize,
    pub kind: Kind,
    /// The samples of a run.
    pub draw: fn(&[f64], u64, u32) -> Table,
}

/// Every such task.
pub(super) const DRAWN: &[Drawn] = &[
    Drawn {
        signature: spirals::SIGNATURE,
        what: "which of two spirals a point of the plane is on, noise blurs the points (after Lang and Witbrock 1988)",
        features: 2,
        kind: Kind::Classification { classes: 2 },
        draw: spirals::draw,
    },
    curve(
        "square",
        &[SAMPLES, BLUR],
        "x^2, x uniform on [-1, 1] (Yarotsky 2017); noise blurs the training targets alone",
        |p, seed, trial| curve::draw(|x| x * x, [p[0], p[1]], seed, trial),
    ),
    curve(
        "sine",
        &[
            Parameter::new("frequency", 2.0, Domain::Positive),
            SAMPLES,
            BLUR,
        ],
        "sin(pi frequency x), x uniform on [-1, 1], which holds so many periods",
        |p, seed, trial| {
            let wave = |x| libm::sin(std::f64::consts::PI * p[0] * x);
            curve::draw(wave, [p[1], p[2]], seed, trial)
        },
    ),
    curve(
        "bump",
        &[
            Parameter::new("radius", 0.5, Domain::Positive),
            SAMPLES,
            BLUR,
        ],
        "exp(1 - 1/(1 - (x/radius)^2)) where abs(x) < radius, else 0, x uniform on [-1, 1]: smooth, and nowhere a polynomial",
        |p, seed, trial| curve::draw(|x| curve::bump(x / p[0]), [p[1], p[2]], seed, trial),
    ),
];

const fn curve(
    name: &'static str,
    parameters: &'static [Parameter],
    what: &'static str,
    draw: fn(&[f64], u64, u32) -> Table,
) -> Drawn {
    Drawn {
        signature: Signature {
            name,
            aliases: &[],
            parameters,
        },
        what,
        features: 1,
        kind: Kind::Regression { outputs: 1 },
        draw,
    }
}

impl Drawn {
    pub fn check(&self, values: &[f64]) -> Result<(), TaskError> {
        check(&self.signature, values)
    }

    pub fn table(&self, values: &[f64], seed: u64, trial: u32) -> Table {
        (self.draw)(values, seed, trial)
    }
}

/// That every parameter is of a size with which a run makes sense, and ends.
pub(super) fn check(signature: &Signature, values: &[f64]) -> Result<(), TaskError> {
    for (parameter, &value) in signature.parameters.iter().zip(values) {
        let (low, high) = match parameter.name {
            "samples" => (12.0, 100_000.0),
            "width" | "features" => (1.0, 1024.0),
            "depth" => (1.0, 64.0),
            "radius" => (0.01, 1.0),
            "noise" => (0.0, 1000.0),
            _ => (0.01, 1000.0),
        };
        if !(low..=high).contains(&value) {
            return Err(TaskError::Range {
                task: signature.name,
                parameter: parameter.name,
                low,
                high,
                value,
            });
        }
    }
    Ok(())
}

/// The answers, as they are and with noise.
pub(super) fn blurred(truth: Vec<f64>, noise: f64, seed: u64, trial: u32) -> Answers {
    let mut normal = vec![0.0; truth.len()];
    Stream::new(seed, Purpose::Task, trial, NOISE).fill_normal(&mut normal);
    let pairs = truth.iter().zip(&normal);
    let seen = pairs.map(|(y, n)| y + noise * f64::from(*n)).collect();
    Answers::Values { truth, seen }
}
