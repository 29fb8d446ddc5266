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
    OverflowFraction "overflow_fraction" Share "share of the delta entries that are not zero and round past the largest finite value of the format";
    NoiseToSignal "noise_to_signal" Log "norm(delta_F - delta) / norm(delta): delta_F of the net run in the format, the loss scale taken off, delta of the same net in f64; what is infinite or NaN counts as zero";
    GradientCosine "gradient_cosine" Linear "cosine between delta_F and delta; 0 where delta_F is zero";
    SignAgreement "sign_agreement" Share "share of the delta entries that are not zero in f64 and have the same sign in delta_F";
    LostFraction "lost_fraction" Share "share of the delta entries that are not zero in f64 and are zero, infinite or NaN in delta_F";
    CauseStructural "cause_structural" Share "share of the delta entries that are zero in f64: phi' = 0 exactly, there or on every path above";
    CauseOverflow "cause_overflow" Share "share of the delta entries with no cause above that are infinite or NaN in delta_F";
    CauseKernel "cause_kernel" Share "share of the delta entries with no cause above that are zero in delta_F because phi' came out as 0 in f32 though it is not";
    CauseRounded "cause_rounded" Share "share of the delta entries with no cause above that are zero in delta_F: rounded to zero by the format, there or on the way";
    CauseDrowned "cause_drowned" Share "share of the delta entries with no cause above and |delta_F - delta| >= |delta|: the rounding noise is at least the signal, and the sign is chance";
    CauseSaturated "cause_saturated" Share "share of the delta entries with no cause above and |phi'(z)| < tau";
    CauseVanished "cause_vanished" Share "share of the delta entries with no cause above and |delta| < vanished, the cotangent having variance 1";
    CauseKept "cause_kept" Share "share of the delta entries with no cause above; the eight causes add to one";
    AbsorbedFraction "absorbed_fraction" Share "share of the weights w with an update that is not zero and w - learning_rate dw = w in the master format, dw = (1/B) delta_F^l (h^{l-1})^T";
    ActivationOctave "activation_octave" Share "share of the entries of h with 2^k <= |h| < 2^{k+1}, the field format being 2^k; the lowest octave holds all below, the highest all above";
    GradientOctave "gradient_octave" Share "the same of delta";
    Overflow "overflow" Share "share of (unit, sample) pairs whose pre-activation or activation is infinite or NaN in f32; a trial with any gives no other figure from there on";
    GradientSlope "gradient_slope" Linear "decades of gradient_rms per layer, least squares over the layers (towards the output)";
    GradientSlopeVsRelu "gradient_slope_vs_relu" Linear "gradient_slope minus that of relu in the same trial (paired)";
    GradientRatio "gradient_ratio" Log "gradient_rms of the first layer over that of the last";
    JacobianMeanSquare "jacobian_mean_square" Log "mean of s^2 over the singular values s of dh^L/dx at the first sample";
    JacobianCondition "jacobian_condition" Log "largest over smallest of them; no figure where the smallest is below 1e-12 of the largest, in any trial";
    JacobianLogSpread "jacobian_log_spread" Linear "standard deviation of ln s; no figure likewise";
    DepthToUnderflow "depth_to_underflow" Linear "layers below the output at which underflow_fraction first reaches the study's underflow; a mean only where every trial reaches it";
    DepthToNoise "depth_to_noise" Linear "layers below the output at which noise_to_signal first reaches the study's noise; a mean only where every trial reaches it";
    SafeDepth "safe_depth" Linear "largest depth of the study up to which, at every layer, lost_fraction < lost and noise_to_signal < noise; 0 where there is none";
    LossScale "loss_scale" Linear "log2 of the loss scale that the net was run with";
    LossScaleLeast "loss_scale_least" Linear "log2 of the least power of two with which less than lost of delta rounds to zero in the gradient's format, at every layer";
    LossScaleGreatest "loss_scale_greatest" Linear "log2 of the greatest power of two with which no gradient overflows in that format";
    LossScaleWindow "loss_scale_window" Linear "octaves from the least to the greatest; below zero no loss scale will do";
    InputUnderflowFraction "input_underflow_fraction" Share "share of the input's entries that are not zero and round to zero in the forward format";
    InputSubnormalFraction "input_subnormal_fraction" Share "share of the input's entries that are not zero and round to a subnormal of that format; none of blocks";
    InputOverflowFraction "input_overflow_fraction" Share "share of the input's entries that are not zero and round past the largest number of that format, stochastic ones as they were rounded; none of blocks";
    InputNoiseToSignal "input_noise_to_signal" Log "norm(Q(x) - x) / norm(x), Q(x) the input in that format; what is infinite or NaN counts as zero";
    ReferenceEnds "reference_ends" Linear "first layer at which the f64 reference is infinite or NaN; no figure is held against it from that depth on";
    BornDead "born_dead" Share "share of trials whose gradient at the first layer is zero for every sample";
}

impl Metric {
    /// Whether it takes nets in number formats beside one in f64.
    pub fn needs_shadow(self) -> bool {
        use Metric::*;
        matches!(
            self,
            NoiseToSignal
                | GradientCosine
                | SignAgreement
                | LostFraction
                | AbsorbedFraction
                | DepthToNoise
                | SafeDepth
                | LossScale
                | LossScaleLeast
                | LossScaleGreatest
                | LossScaleWindow
        ) || self.is_cause()
            || self.is_of_input()
    }

    /// Whether it is a figure of the input alone, whatever the net.
    pub fn is_of_input(self) -> bool {
        use Metric::*;
        matches!(
            self,
            InputUnderflowFraction
                | InputSubnormalFraction
                | InputOverflowFraction
                | InputNoiseToSignal
        )
    }

    /// Whether it is a share of what becomes of a gradient entry, which makes
    /// sense beside the others only.
    pub fn is_cause(self) -> bool {
        use Metric::*;
        matches!(
            self,
            CauseStructural
                | CauseOverflow
                | CauseKernel
                | CauseRounded
                | CauseDrowned
                | CauseSaturated
                | CauseVanished
                | CauseKept
        )
    }

    /// Whether it takes the singular values of a Jacobian.
    pub fn is_of_jacobian(self) -> bool {
        use Metric::*;
        matches!(
            self,
            JacobianMeanSquare | JacobianCondition | JacobianLogSpread
        )
    }

    /// Whether it is a column for every octave.
    pub fn is_of_octaves(self) -> bool {
        matches!(self, Metric::ActivationOctave | Metric::GradientOctave)
    }

    /// Whether it counts layers, up to the net's depth.
    pub fn counts_layers(self) -> bool {
        self.is_a_depth_reached() || self == Metric::SafeDepth
    }

    /// Whether it counts layers and has no mean where a trial does not get so
    /// far.
    pub fn is_a_depth_reached(self) -> bool {
        matches!(self, Metric::DepthToUnderflow | Metric::DepthToNoise)
    }

    /// Whether the trials without a figure are those that lie beyond it, so that the
    /// mean of the others says nothing of all.
    pub fn takes_every_trial(self) -> bool {
        use Metric::*;
        self.is_a_depth_reached() || matches!(self, JacobianCondition | JacobianLogSpread)
    }

    /// Reads `gradient_rms`, `jacobian` for the first of its metrics ...
    ///
    /// # Errors
    /// [`NameError`], naming the nearest names.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let signature = |metric: &Metric| Signature {
            name: metric.name(),
            aliases: match metric {
                Metric::JacobianMeanSquare => &["jacobian"],
                _ => &[],
            },
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
