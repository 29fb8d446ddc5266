//! Distributions of independent inputs: one entry a line of [`TABLE`].
//!
//! The samplers are those of rand_distr, in f64, rounded once to f32. `normal`
//! and `sparse` come from the vectorised generator of [`Stream`] instead. The
//! bits of `normal`, `uniform` and `sparse` are the same on every machine; the
//! others go through the system's `exp`, `ln`, `pow` or `tan`, so that two
//! systems whose last bit differs there round to another f32 about once in 10^8
//! draws.

use super::stream::{Purpose, Stream};
use crate::naming::{Domain, Parameter, Signature};
use rand::Rng;
use rand_distr::Distribution as Sample;
use std::f64::consts::PI;
use std::sync::Arc;

/// Fills a slice with independent draws.
type Fill = Arc<dyn Fn(&mut Stream, &mut [f32]) + Send + Sync>;

/// A distribution that can be named, `normal(0, 1)` for instance.
pub(super) struct Entry {
    pub(super) signature: Signature,
    /// Density, or how a draw is made.
    pub(super) formula: &'static str,
    /// E[x^2]; `None` where it is infinite.
    second_moment: fn(&[f64]) -> Option<f64>,
    /// The sampler, or why there is none for these parameters.
    fill: fn(&[f64]) -> Result<Fill, String>,
}

/// A distribution with its parameters, every unit of every sample drawn
/// independently.
#[derive(Clone)]
pub struct Distribution {
    second_moment: Option<f64>,
    fill: Fill,
}

impl Distribution {
    pub(super) fn new(entry: &Entry, parameters: &[f64]) -> Result<Self, String> {
        let fill = (entry.fill)(parameters)?;
        let mut some = [0.0; 256];
        fill(&mut Stream::new(0, Purpose::Input, 0, 0), &mut some);
        if some.iter().any(|x| !x.is_finite()) {
            return Err("its draws exceed f32; take smaller parameters".to_string());
        }
        Ok(Distribution {
            second_moment: (entry.second_moment)(parameters).filter(|m| m.is_finite()),
            fill,
        })
    }

    /// Fills `out` with independent draws.
    pub fn fill(&self, stream: &mut Stream, out: &mut [f32]) {
        (self.fill)(stream, out);
    }

    /// E[x^2]; `None` where it is infinite.
    pub fn second_moment(&self) -> Option<f64> {
        self.second_moment
    }
}

/// Every draw from `sampler`, one after the other.
fn each<S, E>(sampler: Result<S, E>) -> Result<Fill, String>
where
    S: Sample<f64> + Send + Sync + 'static,
    E: std::fmt::Display,
{
    let sampler = sampler.map_err(|e| e.to_string())?;
    Ok(Arc::new(move |stream, out| {
        out.fill_with(|| sampler.sample(stream) as f32);
    }))
}

/// The Laplace distribution, which rand_distr lacks: an exponential of either
/// sign.
struct Laplace {
    location: f64,
    scale: f64,
}

impl Sample<f64> for Laplace {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let magnitude: f64 = rand_distr::Exp1.sample(rng);
        let sign = if rng.next_u32() & 1 == 0 { 1.0 } else { -1.0 };
        self.location + sign * self.scale * magnitude
    }
}

const fn real(name: &'static str, default: f64) -> Parameter {
    Parameter::new(name, default, Domain::Real)
}

const fn positive(name: &'static str, default: f64) -> Parameter {
    Parameter::new(name, default, Domain::Positive)
}

const fn signature(
    name: &'static str,
    aliases: &'static [&'static str],
    parameters: &'static [Parameter],
) -> Signature {
    Signature {
        name,
        aliases,
        parameters,
    }
}

/// Every distribution of independent inputs.
pub(super) const TABLE: &[Entry] = &[
    Entry {
        signature: signature(
            "normal",
            &["gaussian"],
            &[real("mean", 0.0), positive("standard_deviation", 1.0)],
        ),
        formula: "N(mean, standard_deviation^2)",
        second_moment: |p| Some(p[0] * p[0] + p[1] * p[1]),
        fill: |p| {
            let (mean, deviation) = (p[0] as f32, p[1] as f32);
            Ok(Arc::new(move |stream, out| {
                stream.fill_normal(out);
                out.iter_mut().for_each(|x| *x = mean + deviation * *x);
            }))
        },
    },
    Entry {
        signature: signature("uniform", &[], &[real("low", -1.0), real("high", 1.0)]),
        formula: "1 / (high - low) on [low, high)",
        second_moment: |p| Some((p[0] * p[0] + p[0] * p[1] + p[1] * p[1]) / 3.0),
        fill: |p| each(rand::distr::Uniform::new(p[0], p[1])),
    },
    Entry {
        signature: signature(
            "log_normal",
            &[],
            &[real("mu", 0.0), positive("sigma", 1.0)],
        ),
        formula: "exp(N(mu, sigma^2))",
        second_moment: |p| Some((2.0 * p[0] + 2.0 * p[1] * p[1]).exp()),
        fill: |p| each(rand_distr::LogNormal::new(p[0], p[1])),
    },
    Entry {
        signature: signature("student_t", &["t"], &[positive("degrees", 3.0)]),
        formula: "(1 + x^2/degrees)^(-(degrees+1)/2) up to its constant",
        second_moment: |p| (p[0] > 2.0).then(|| p[0] / (p[0] - 2.0)),
        fill: |p| each(rand_distr::StudentT::new(p[0])),
    },
    Entry {
        signature: signature(
            "cauchy",
            &[],
            &[real("location", 0.0), positive("scale", 1.0)],
        ),
        formula: "scale / (pi (scale^2 + (x - location)^2))",
        second_moment: |_| None,
        fill: |p| each(rand_distr::Cauchy::new(p[0], p[1])),
    },
    Entry {
        signature: signature(
            "laplace",
            &[],
            &[real("location", 0.0), positive("scale", 1.0)],
        ),
        formula: "exp(-|x - location| / scale) / (2 scale)",
        second_moment: |p| Some(p[0] * p[0] + 2.0 * p[1] * p[1]),
        fill: |p| {
            each(Ok::<_, std::convert::Infallible>(Laplace {
                location: p[0],
                scale: p[1],
            }))
        },
    },
    Entry {
        signature: signature("exponential", &["exp"], &[positive("rate", 1.0)]),
        formula: "rate exp(-rate x), x >= 0",
        second_moment: |p| Some(2.0 / (p[0] * p[0])),
        fill: |p| each(rand_distr::Exp::new(p[0])),
    },
    Entry {
        signature: signature(
            "gamma",
            &[],
            &[positive("shape", 2.0), positive("scale", 1.0)],
        ),
        formula: "x^(shape-1) exp(-x/scale) / (scale^shape Gamma(shape)), x > 0",
        second_moment: |p| Some(p[0] * (p[0] + 1.0) * p[1] * p[1]),
        fill: |p| each(rand_distr::Gamma::new(p[0], p[1])),
    },
    Entry {
        signature: signature(
            "beta",
            &[],
            &[positive("alpha", 2.0), positive("beta", 2.0)],
        ),
        formula: "x^(alpha-1) (1-x)^(beta-1) / B(alpha, beta) on (0, 1)",
        second_moment: |p| {
            let sum = p[0] + p[1];
            Some(p[0] / sum * (p[0] + 1.0) / (sum + 1.0))
        },
        fill: |p| each(rand_distr::Beta::new(p[0], p[1])),
    },
    Entry {
        signature: signature(
            "gumbel",
            &[],
            &[real("location", 0.0), positive("scale", 1.0)],
        ),
        formula: "location - scale ln(-ln U), U uniform on (0, 1)",
        second_moment: |p| {
            const EULER: f64 = 0.577_215_664_901_532_9;
            let mean = p[0] + EULER * p[1];
            Some(mean * mean + PI * PI / 6.0 * p[1] * p[1])
        },
        fill: |p| each(rand_distr::Gumbel::new(p[0], p[1])),
    },
    Entry {
        signature: signature(
            "weibull",
            &[],
            &[positive("scale", 1.0), positive("shape", 1.5)],
        ),
        formula: "(shape/scale) (x/scale)^(shape-1) exp(-(x/scale)^shape), x >= 0",
        second_moment: |p| Some(p[0] * p[0] * libm::tgamma(1.0 + 2.0 / p[1])),
        fill: |p| each(rand_distr::Weibull::new(p[0], p[1])),
    },
    Entry {
        signature: signature(
            "skew_normal",
            &[],
            &[
                real("location", 0.0),
                positive("scale", 1.0),
                real("shape", 4.0),
            ],
        ),
        formula: "2 n(t) N(shape t) / scale, t = (x - location)/scale, n and N the normal density and CDF",
        second_moment: |p| {
            let delta = p[2] / (1.0 + p[2] * p[2]).sqrt();
            Some(p[0] * p[0] + 2.0 * p[0] * p[1] * delta * (2.0 / PI).sqrt() + p[1] * p[1])
        },
        fill: |p| each(rand_distr::SkewNormal::new(p[0], p[1], p[2])),
    },
    Entry {
        signature: signature(
            "sparse",
            &[],
            &[Parameter::new("zeros", 0.9, Domain::Share)],
        ),
        formula: "0 with probability zeros, else N(0, 1)",
        second_moment: |p| Some(1.0 - p[0]),
        fill: |p| {
            let zeros = p[0];
            Ok(Arc::new(move |stream, out| {
                stream.fill_normal(out);
                for x in out {
                    if f64::from(stream.next_u32()) / 4_294_967_296.0 < zeros {
                        *x = 0.0;
                    }
                }
            }))
        },
    },
];

#[cfg(test)]
mod tests {
    use super::super::stream::Purpose;
    use super::*;
    use statrs::distribution::{self as law, ContinuousCDF};

    const DRAWS: usize = 20_000;
    /// Kolmogorov's distance that a right sampler exceeds once in 10^4 seeds:
    /// P(sqrt(n) D > k) ~ 2 exp(-2 k^2), k = 2.225.
    const DISTANCE: f64 = 2.225;

    fn draws(entry: &Entry, parameters: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; DRAWS];
        Distribution::new(entry, parameters)
            .unwrap()
            .fill(&mut Stream::new(11, Purpose::Input, 0, 0), &mut out);
        out.into_iter().map(f64::from).collect()
    }

    fn distance(mut draws: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
        draws.sort_by(f64::total_cmp);
        let n = draws.len() as f64;
        draws
            .iter()
            .enumerate()
            .map(|(i, x)| {
                let f = cdf(*x);
                (f - i as f64 / n).max((i + 1) as f64 / n - f)
            })
            .fold(0.0, f64::max)
            * n.sqrt()
    }

    fn boxed(law: impl ContinuousCDF<f64, f64> + 'static) -> Box<dyn Fn(f64) -> f64> {
        Box::new(move |x| law.cdf(x))
    }

    /// The CDF of each entry by statrs; the skew-normal's by integrating its
    /// density, which statrs lacks.
    fn cdf(name: &str, p: &[f64]) -> Box<dyn Fn(f64) -> f64> {
        match name {
            "normal" => boxed(law::Normal::new(p[0], p[1]).unwrap()),
            "uniform" => boxed(law::Uniform::new(p[0], p[1]).unwrap()),
            "log_normal" => boxed(law::LogNormal::new(p[0], p[1]).unwrap()),
            "student_t" => boxed(law::StudentsT::new(0.0, 1.0, p[0]).unwrap()),
            "cauchy" => boxed(law::Cauchy::new(p[0], p[1]).unwrap()),
            "laplace" => boxed(law::Laplace::new(p[0], p[1]).unwrap()),
            "exponential" => boxed(law::Exp::new(p[0]).unwrap()),
            "gamma" => boxed(law::Gamma::new(p[0], 1.0 / p[1]).unwrap()),
            "beta" => boxed(law::Beta::new(p[0], p[1]).unwrap()),
            "gumbel" => boxed(law::Gumbel::new(p[0], p[1]).unwrap()),
            "weibull" => boxed(law::Weibull::new(p[1], p[0]).unwrap()),
            "skew_normal" => {
                use statrs::distribution::Continuous;
                let normal = law::Normal::new(0.0, 1.0).unwrap();
                let (m, s, a) = (p[0], p[1], p[2]);
                let rule = gauss_quad::GaussLegendre::new(100.try_into().unwrap());
                Box::new(move |x| {
                    rule.integrate(-10.0, (x - m) / s, |t| {
                        2.0 * normal.pdf(t) * normal.cdf(a * t)
                    })
                })
            }
            other => panic!("no law for {other}"),
        }
    }

    #[test]
    fn every_sampler_follows_its_law() {
        for entry in TABLE {
            let name = entry.signature.name;
            let defaults: Vec<f64> = entry
                .signature
                .parameters
                .iter()
                .map(|p| p.default)
                .collect();
            let others: Vec<f64> = match name {
                "uniform" => vec![2.0, 5.0],
                "sparse" => vec![0.25],
                _ => defaults.iter().map(|d| 0.7 * d + 0.6).collect(),
            };
            for parameters in [defaults, others] {
                let mut sample = draws(entry, &parameters);
                let law = if name == "sparse" {
                    let zeros = sample.iter().filter(|x| **x == 0.0).count() as f64;
                    let (n, p) = (DRAWS as f64, parameters[0]);
                    assert!((zeros - n * p).abs() < 4.0 * (n * p * (1.0 - p)).sqrt());
                    sample.retain(|x| *x != 0.0);
                    cdf("normal", &[0.0, 1.0])
                } else {
                    cdf(name, &parameters)
                };
                let d = distance(sample, law);
                assert!(d < DISTANCE, "{name}{parameters:?}: sqrt(n) D = {d}");
            }
        }
    }

    #[test]
    fn second_moments_are_those_of_statrs() {
        use statrs::statistics::Distribution as Moments;
        fn check(name: &str, parameters: &[f64], law: impl Moments<f64>) {
            let entry = TABLE.iter().find(|e| e.signature.name == name).unwrap();
            let mean = law.mean().unwrap();
            let exact = law.variance().unwrap() + mean * mean;
            let ours = (entry.second_moment)(parameters).unwrap();
            assert!((ours / exact - 1.0).abs() < 1e-12, "{name}: {ours} {exact}");
        }
        check("normal", &[1.5, 2.0], law::Normal::new(1.5, 2.0).unwrap());
        check("uniform", &[2.0, 5.0], law::Uniform::new(2.0, 5.0).unwrap());
        check(
            "log_normal",
            &[0.2, 0.7],
            law::LogNormal::new(0.2, 0.7).unwrap(),
        );
        check(
            "student_t",
            &[5.0],
            law::StudentsT::new(0.0, 1.0, 5.0).unwrap(),
        );
        check("laplace", &[1.0, 2.0], law::Laplace::new(1.0, 2.0).unwrap());
        check("exponential", &[3.0], law::Exp::new(3.0).unwrap());
        check(
            "gamma",
            &[2.5, 1.5],
            law::Gamma::new(2.5, 1.0 / 1.5).unwrap(),
        );
        check("beta", &[2.5, 1.5], law::Beta::new(2.5, 1.5).unwrap());
        check("gumbel", &[0.5, 1.5], law::Gumbel::new(0.5, 1.5).unwrap());
        check("weibull", &[1.5, 2.5], law::Weibull::new(2.5, 1.5).unwrap());
    }

    #[test]
    fn infinite_moments_are_absent() {
        let moment = |name: &str, p: &[f64]| {
            let entry = TABLE.iter().find(|e| e.signature.name == name).unwrap();
            Distribution::new(entry, p).unwrap().second_moment()
        };
        assert_eq!(moment("cauchy", &[0.0, 1.0]), None);
        assert_eq!(moment("student_t", &[2.0]), None);
        assert_eq!(moment("log_normal", &[0.0, 30.0]), None);
    }
}
