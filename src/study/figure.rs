//! The one plain struct between measuring and exporting.

use crate::analysis::Metric;
use serde::{Deserialize, Serialize};

/// One measured figure: a row of `layers.csv`, or of `summary.csv` where
/// `layer` is `None` and the figure is one of the whole net.
///
/// An absent number is `None` (an empty field in CSV), never NaN.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Activation, as `actlab` prints it: `leaky_relu(0.01)`.
    pub activation: String,
    /// Input distribution.
    pub input: String,
    /// Weight initialisation.
    pub weights: String,
    /// Architecture of the net.
    pub architecture: String,
    /// Units in each layer.
    pub width: usize,
    /// Activation layers of the net.
    pub depth: usize,
    /// Number format, for the metrics that have one.
    pub format: Option<String>,
    /// Layer, from 1 (next to the input) to `depth`.
    pub layer: Option<usize>,
    /// What was measured.
    pub metric: Metric,
    /// Arithmetic mean over trials; `None` where fewer than two give a figure.
    pub mean: Option<f64>,
    /// Lower end of the confidence interval of `mean`. `None` where the trials
    /// cannot tell: of positive figures that lie so far apart that a few nets,
    /// which need not be among them, carry the mean.
    pub low: Option<f64>,
    /// Upper end of the confidence interval of `mean`, or `None` likewise.
    pub high: Option<f64>,
    /// Geometric mean over trials, for [`crate::analysis::Scale::Log`]; 0
    /// where a trial is 0.
    pub geometric_mean: Option<f64>,
    /// Trials that gave a figure.
    pub trials: usize,
    /// What theory expects of nets of that width, where it is known.
    pub theory: Option<f64>,
    /// Lower end of the confidence interval of `geometric_mean`.
    pub geometric_low: Option<f64>,
    /// Upper end of the confidence interval of `geometric_mean`.
    pub geometric_high: Option<f64>,
    /// For `gradient_slope_vs_relu`: the p-value of the paired t test that the
    /// difference is zero, corrected by Holm's method over every comparison of
    /// the study.
    pub p_holm: Option<f64>,
}
