//! The names of everything that is measured, and what each one means.

use crate::naming::{self, NameError, Signature};
use serde::{Deserialize, Serialize};

/// How a metric is averaged, drawn and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A positive quantity that is log-normal over trials at finite width:
    /// it gets a geometric mean as well, and a logarithmic axis.
    Log,
    /// A share from 0 to 1.
    Share,
    /// A signed quantity on a linear axis.
    Linear,
}

macro_rules! metrics {
    ($($(#[$doc:meta])* $variant:ident $name:literal $scale:ident $definition:literal;)*) => {
        /// What a figure is a figure of. Names and definitions are part of the
        /// file formats.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Metric {
            $(#[doc = $definition] #[serde(rename = $name)] $variant,)*
        }

        impl Metric {
            /// Every metric, in the order of the files.
            pub const ALL: &[Metric] = &[$(Metric::$variant,)*];

            /// Name in the files, in snake case.
            pub fn name(self) -> &'static str {
                match self { $(Metric::$variant => $name,)* }
            }

            /// Definition in one sentence.
            pub fn definition(self) -> &'static str {
                match self { $(Metric::$variant => $definition,)* }
            }

            /// How it is averaged and drawn.
            pub fn scale(self) -> Scale {
                match self { $(Metric::$variant => Scale::$scale,)* }
            }
        }
    };
}

metrics! {
    PreactivationRms "preactivation_rms" Log "sqrt(mean z^2) over units and samples";
    ActivationRms "activation_rms" Log "sqrt(mean h^2) over units and samples";
    ActivationMean "activation_mean" Linear "mean h over units and samples";
    GradientRms "gradient_rms" Log "sqrt(mean delta^2) over units and samples, delta = dC/dz for a cotangent N(0,1) on the output";
    WeightGradientRms "weight_gradient_rms" Log "RMS over the entries of (1/B) delta^l (h^{l-1})^T";
    DeadFraction "dead_fraction" Share "share of units with phi'(z) = 0 exactly on every sample of the batch";
    InactiveFraction "inactive_fraction" Share "share of (unit, sample) pairs with phi'(z) = 0 exactly";
    SaturatedFraction "saturated_fraction" Share "share of (unit, sample) pairs with |phi'(z)| < tau";
    UnderflowFraction "underflow_fraction" Share "share of the delta entries that are not zero and round to zero in the format";
    SubnormalFraction "subnormal_fraction" Share "share of the delta entries that are not zero and round to a subnormal of the format";
    OverflowFraction "overflow_fraction" Share "share of the delta entries that are not zero and exceed the largest finite value of the format";
    Overflow "overflow" Share "share of (unit, sample) pairs whose pre-activation or activation is infinite or NaN in f32; a trial with any gives no other figure from there on";
    GradientSlope "gradient_slope" Linear "decades of gradient_rms per layer, least squares over the layers (towards the output)";
    GradientSlopeVsRelu "gradient_slope_vs_relu" Linear "gradient_slope minus that of relu in the same trial (paired)";
    GradientRatio "gradient_ratio" Log "gradient_rms of the first layer over that of the last";
    BornDead "born_dead" Share "share of trials whose gradient at the first layer is zero for every sample";
}

impl Metric {
    /// Reads `gradient_rms` ...
    ///
    /// # Errors
    /// [`NameError`], naming the nearest names.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let signature = |metric: &Metric| Signature {
            name: metric.name(),
            aliases: &[],
            parameters: &[],
        };
        let signatures: Vec<Signature> = Metric::ALL.iter().map(signature).collect();
        naming::resolve("metric", text, &signatures).map(|(index, _)| Metric::ALL[index])
    }
}

impl std::fmt::Display for Metric {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}
