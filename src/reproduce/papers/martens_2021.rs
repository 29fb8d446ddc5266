//! Martens et al. 2021: activations shaped so that a deep net keeps lengths and
//! angles (DKS).
//!
//! gamma (phi(alpha z + beta) + delta) with Q(1) = 1, Q'(1) = 1, C(0) = 0 and
//! C'(1) = zeta, where zeta is the slope with which the slopes of all layers
//! make 1.2 of the most sensitive subnetwork. The parameters are those of the
//! authors' tests.

use super::Measurements;
use crate::activation::Activation;
use crate::report::chart::{Division, Panel, Quantity};
use crate::reproduce::chart::{point, series};
use crate::reproduce::net::{Layer, Net, measure as trials};
use crate::reproduce::subnet::most_over_subnets;
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::stats::normal_expectation;
use crate::theory::{Shaping, WideNet, dks_layer_slope_of};

const DEPTH: usize = 50;
const TANH: &str = "18.002635964442558 * (tanh(0.07461073057540868 * x + 0.5566915199964182) \
                    - 0.5034378768692127)";
const SOFTPLUS: &str = "8.878672543665223 * (softplus(0.18761008168267976 * x + \
                        0.40688063442262007) - 0.9213466151411376)";

pub(super) fn measure(setting: Setting) -> Result<Measurements, ReproduceError> {
    let zeta = dks_layer_slope_of(1.2, |x, slope| most_over_subnets(x, slope));
    let [tanh, softplus]: [Activation; 2] = [TANH.parse()?, SOFTPLUS.parse()?];
    let relu: Activation = "relu".parse()?;
    let mean = |phi: &Activation| normal_expectation(|z| phi.value(z), phi.kinks());
    // C'(1) of a ReLU that is shifted to mean 0 and scaled to variance 1.
    let relu_slope = Shaping::centred(&relu, 1.0, 0.0).local_maps(&relu).c_slope;
    let maps = |phi: &Activation| WideNet::new(phi.clone(), 1.0, 0.0);
    let (tanh_maps, softplus_maps) = (maps(&tanh), maps(&softplus));

    let count = setting.trials(80);
    let net = |activation, depth| Net {
        activation,
        weights: "lecun",
        input: "normal",
        width: 400,
        depth,
        batch: 4,
    };
    let shaped = trials(net(TANH, DEPTH), setting, count)?;
    let plain = trials(net("tanh", DEPTH), setting, count)?;
    let length = |nets: &[Vec<Layer>], layer: usize| {
        Measured::positive(nets.iter().map(|net| net[layer - 1].activation_square))
    };
    let growth = shaped.iter().map(|net| {
        let log = 2.0 * (net[0].gradient_log2 - net[DEPTH - 1].gradient_log2);
        libm::exp2(log / (DEPTH - 1) as f64)
    });
    let exact = Measured::exact;
    let by_layer = |name: &str, nets: &[Vec<Layer>]| {
        let layers = (1..=DEPTH).map(|layer| point(layer as f64, &length(nets, layer)));
        series(name, layers.collect())
    };
    Ok(Measurements {
        figures: vec![
            ("zeta", exact(zeta)),
            ("tanh_q", exact(tanh_maps.length_map(1.0))),
            ("tanh_c", exact(mean(&tanh))),
            ("tanh_q_slope", exact(tanh_maps.length_slope(1.0))),
            ("tanh_c_slope", exact(tanh_maps.chi(1.0))),
            ("softplus_q", exact(softplus_maps.length_map(1.0))),
            ("softplus_c", exact(mean(&softplus))),
            ("softplus_q_slope", exact(softplus_maps.length_slope(1.0))),
            ("softplus_c_slope", exact(softplus_maps.chi(1.0))),
            ("relu_limit", exact(relu_slope)),
            ("length", length(&shaped, DEPTH).with_theory(1.0)),
            ("gradient", Measured::positive(growth).with_theory(zeta)),
        ],
        title: "Martens et al. 2021: a shaped tanh keeps its length",
        caption: format!("LeCun's weights, width 400, batch 4, {count} nets, input N(0, 1)."),
        panels: vec![Panel {
            title: String::new(),
            x: Quantity::new("layer", Division::Linear),
            y: Quantity::new("length, mean h²", Division::Linear),
            series: vec![by_layer("DKS tanh", &shaped), by_layer("tanh", &plain)],
            published: vec![(DEPTH as f64, 1.0)],
        }],
    })
}
