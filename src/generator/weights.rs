//! Weight initialisation: what can be named as `--weights`.
//!
//! Weights are W = sigma_w / sqrt(fan_in) * B with entries of B of mean 0 and
//! variance 1; biases are sigma_b * N(0, 1). Here B is drawn; sigma_w, which
//! may depend on the activation, is worked out by the network. All activations
//! of a trial can therefore share one draw.

use super::orthogonal;
use super::stream::{Purpose, Stream};
use crate::naming::{self, Domain, NameError, Parameter, Signature};

/// Why a text is no weight initialisation: its name or parameters are wrong.
pub type WeightsError = NameError;

/// The law of the entries of B.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// N(0, 1).
    Normal,
    /// Uniform on (-sqrt 3, sqrt 3).
    Uniform,
    /// sqrt(max(fan_in, fan_out)) times a matrix with orthonormal rows or
    /// columns, Haar distributed.
    Orthogonal,
}

/// What sets sigma_w^2 = fan_in Var(W).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gain {
    /// This value, whatever the activation.
    Fixed(f64),
    /// 2 fan_in / (fan_in + fan_out).
    Glorot,
    /// W is this gain times a (semi-)orthogonal matrix.
    Orthogonal(f64),
    /// The square of torch.nn.init.calculate_gain's value for the activation.
    Torch,
    /// 1 / E[phi(z)^2], z ~ N(0, 1): keeps a pre-activation variance of 1.
    UnitVariance,
    /// The one with chi_1 = 1 at a fixed point of the length map, biases having
    /// this standard deviation.
    Critical(f64),
    /// 2 / (1 + a^2) of a leaky ReLU whose slope a takes orthogonal inputs, over
    /// the whole depth, to this correlation.
    Tat(f64),
}

struct Entry {
    signature: Signature,
    formula: &'static str,
    shape: Shape,
    gain: fn(&[f64]) -> Gain,
    sigma_b: fn(&[f64]) -> f64,
}

const fn named(
    name: &'static str,
    aliases: &'static [&'static str],
    formula: &'static str,
    shape: Shape,
    gain: fn(&[f64]) -> Gain,
) -> Entry {
    Entry {
        signature: Signature {
            name,
            aliases,
            parameters: &[],
        },
        formula,
        shape,
        gain,
        sigma_b: |_| 0.0,
    }
}

/// Every initialisation. `glorot` is uniform and `he` normal, as published.
const TABLE: &[Entry] = &[
    named(
        "he",
        &["he_normal", "kaiming", "kaiming_normal"],
        "N(0, 2/fan_in), whatever the activation (He et al. 2015, eq. 10)",
        Shape::Normal,
        |_| Gain::Fixed(2.0),
    ),
    named(
        "he_uniform",
        &["kaiming_uniform"],
        "U(-a, a), a^2 = 6/fan_in",
        Shape::Uniform,
        |_| Gain::Fixed(2.0),
    ),
    named(
        "glorot",
        &["glorot_uniform", "xavier", "xavier_uniform"],
        "U(-a, a), a^2 = 6/(fan_in + fan_out) (Glorot and Bengio 2010, eq. 16)",
        Shape::Uniform,
        |_| Gain::Glorot,
    ),
    named(
        "glorot_normal",
        &["xavier_normal"],
        "N(0, 2/(fan_in + fan_out))",
        Shape::Normal,
        |_| Gain::Glorot,
    ),
    named(
        "lecun",
        &["lecun_normal"],
        "N(0, 1/fan_in) (LeCun et al. 1998; Klambauer et al. 2017)",
        Shape::Normal,
        |_| Gain::Fixed(1.0),
    ),
    named(
        "lecun_uniform",
        &[],
        "U(-a, a), a^2 = 3/fan_in",
        Shape::Uniform,
        |_| Gain::Fixed(1.0),
    ),
    named(
        "torch_gain",
        &[],
        "N(0, g^2/fan_in), g = torch.nn.init.calculate_gain(activation)",
        Shape::Normal,
        |_| Gain::Torch,
    ),
    named(
        "unit_variance",
        &[],
        "N(0, s^2/fan_in), s^2 = 1/E[phi(z)^2], z ~ N(0, 1)",
        Shape::Normal,
        |_| Gain::UnitVariance,
    ),
    Entry {
        signature: Signature {
            name: "critical",
            aliases: &["edge_of_chaos"],
            parameters: &[Parameter::new("sigma_b", 0.0, Domain::NonNegative)],
        },
        formula: "N(0, s^2/fan_in), biases N(0, sigma_b^2), s^2 = 1/E[phi'(u)^2] at a fixed \
                  point of the length map (Schoenholz et al. 2017): the first that lengths \
                  stay near, else the first, which they leave; actlab theory tells which",
        shape: Shape::Normal,
        gain: |p| Gain::Critical(p[0]),
        sigma_b: |p| p[0],
    },
    Entry {
        signature: Signature {
            name: "tat",
            aliases: &[],
            parameters: &[Parameter::new("eta", 0.9, Domain::Share)],
        },
        formula: "N(0, 2/((1 + a^2) fan_in)); leaky_relu and prelu get the slope a that takes \
                  inputs from correlation 0 to eta over the deepest net (Zhang et al. 2022)",
        shape: Shape::Normal,
        gain: |p| Gain::Tat(p[0]),
        sigma_b: |_| 0.0,
    },
    Entry {
        signature: Signature {
            name: "orthogonal",
            aliases: &[],
            parameters: &[Parameter::new("gain", 1.0, Domain::Positive)],
        },
        formula: "gain Q, Q with orthonormal rows or columns (Saxe et al. 2014)",
        shape: Shape::Orthogonal,
        gain: |p| Gain::Orthogonal(p[0]),
        sigma_b: |_| 0.0,
    },
    Entry {
        signature: Signature {
            name: "gaussian",
            aliases: &["normal"],
            parameters: &[
                Parameter::new("sigma_w", 1.0, Domain::Positive),
                Parameter::new("sigma_b", 0.0, Domain::NonNegative),
            ],
        },
        formula: "N(0, sigma_w^2/fan_in), biases N(0, sigma_b^2) (Poole et al. 2016)",
        shape: Shape::Normal,
        gain: |p| Gain::Fixed(p[0] * p[0]),
        sigma_b: |p| p[1],
    },
];

/// A weight initialisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    name: String,
    /// The law of the entries.
    pub shape: Shape,
    /// What sets their scale.
    pub gain: Gain,
    /// Standard deviation of the biases.
    pub sigma_b: f64,
}

impl Weights {
    /// Reads `he`, `gaussian(1.5, 0.1)`, `orthogonal(gain=1.4)` ...
    ///
    /// # Errors
    /// [`WeightsError`], naming the nearest names.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let signatures: Vec<Signature> = TABLE.iter().map(|e| e.signature).collect();
        let (index, values) = naming::resolve("weights", text, &signatures)?;
        let entry = &TABLE[index];
        Ok(Weights {
            name: naming::print(&entry.signature, &values),
            shape: entry.shape,
            gain: (entry.gain)(&values),
            sigma_b: (entry.sigma_b)(&values),
        })
    }

    /// What can be named: usage, other names and formula, for lists.
    pub fn list() -> Vec<(String, String, &'static str)> {
        TABLE
            .iter()
            .map(|e| {
                (
                    e.signature.usage(),
                    e.signature.aliases.join(", "),
                    e.formula,
                )
            })
            .collect()
    }

    /// Fills `out` with B of `layer`: `fan_out` rows by `fan_in` columns,
    /// column after column.
    ///
    /// # Panics
    /// Where `out` is not of that size.
    pub fn draw(
        &self,
        (seed, trial, layer): (u64, u32, u32),
        (fan_out, fan_in): (usize, usize),
        out: &mut [f32],
    ) {
        assert_eq!(out.len(), fan_out * fan_in, "size of the weight matrix");
        let mut stream = Stream::new(seed, Purpose::Weights, trial, layer);
        match self.shape {
            Shape::Normal => stream.fill_normal(out),
            Shape::Uniform => stream.fill_uniform(out),
            Shape::Orthogonal => orthogonal::fill(&mut stream, (fan_out, fan_in), out),
        }
    }

    /// Fills `out` with the biases of `layer` over sigma_b: N(0, 1).
    pub fn draw_biases(&self, (seed, trial, layer): (u64, u32, u32), out: &mut [f32]) {
        Stream::new(seed, Purpose::Bias, trial, layer).fill_normal(out);
    }
}

impl std::fmt::Display for Weights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: (u64, u32, u32) = (1, 0, 1);

    fn draw(name: &str, shape: (usize, usize)) -> Vec<f32> {
        let mut out = vec![0.0; shape.0 * shape.1];
        Weights::parse(name).unwrap().draw(ADDRESS, shape, &mut out);
        out
    }

    /// Mean 0 and variance 1 to four standard errors; the variance of x^2 is
    /// 2 for a normal, 4/5 for a uniform of variance 1.
    #[test]
    fn entries_have_mean_0_and_variance_1() {
        let n = 1000.0 * 1000.0;
        for (name, spread) in [("he", 2.0f64), ("glorot", 0.8)] {
            let draws = draw(name, (1000, 1000));
            let mean = draws.iter().map(|x| f64::from(*x)).sum::<f64>() / n;
            let square = draws.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / n;
            assert!(mean.abs() < 4.0 / n.sqrt(), "{name}: mean {mean}");
            let error = 4.0 * (spread / n).sqrt();
            assert!((square - 1.0).abs() < error, "{name}: mean square {square}");
        }
    }

    /// Pinned: a change of these bits is a change of every result.
    #[test]
    fn drawn_values_are_stable() {
        let bits = |name| {
            draw(name, (2, 2))
                .iter()
                .map(|x| x.to_bits())
                .collect::<Vec<_>>()
        };
        assert_eq!(bits("he"), PINNED_NORMAL);
        assert_eq!(bits("glorot"), PINNED_UNIFORM);
        assert_eq!(bits("orthogonal"), PINNED_ORTHOGONAL);
    }
    const PINNED_NORMAL: [u32; 4] = [0xbf0f_4213, 0x3c50_a8ab, 0xbf7b_0252, 0xbe12_83c0];
    const PINNED_UNIFORM: [u32; 4] = [0x3f99_e192, 0xbf84_ea7e, 0xbe3a_5376, 0x3eb4_a19a];
    const PINNED_ORTHOGONAL: [u32; 4] = [0xbfb4_f8f4, 0x3d03_cb9e, 0x3d03_cb9e, 0x3fb4_f8f4];

    #[test]
    fn names_and_parameters() {
        assert_eq!(Weights::parse("xavier").unwrap().to_string(), "glorot");
        let gaussian = Weights::parse("gaussian(sigma_b=0.2, sigma_w=1.5)").unwrap();
        assert_eq!(gaussian.to_string(), "gaussian(1.5, 0.2)");
        assert_eq!((gaussian.gain, gaussian.sigma_b), (Gain::Fixed(2.25), 0.2));
        assert!(Weights::parse("gaussian(-1)").is_err());
    }
}
