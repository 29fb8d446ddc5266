//! Where the figures of a cell stand.

use super::plan::Plan;
use crate::analysis::{Battery, Column, Shadow, WholeNet};
use crate::network::Dimensions;

/// Where the figures of a net stand among those of a cell: net after net,
/// activation by activation and depth by depth; a net's layers first, then its
/// own row.
#[derive(Debug)]
pub struct Layout {
    /// What a layer's row holds.
    pub layer_columns: Vec<Column>,
    /// What a net's row holds.
    pub net_columns: Vec<Column>,
    /// Depths, ascending.
    pub(super) depths: Vec<usize>,
}

impl Layout {
    /// The layout of the cells of `plan`.
    pub fn new(plan: &Plan) -> Self {
        // The columns do not depend on the sizes.
        let smallest = Dimensions {
            features: 1,
            width: 1,
            batch: 1,
            depth: 1,
        };
        let spec = &plan.spec;
        let mut layer_columns = battery(plan, smallest).columns().to_vec();
        let needs_shadow = Shadow::is_needed(&spec.metrics);
        if needs_shadow {
            layer_columns.extend(Shadow::layer_columns(&spec.formats, &spec.metrics));
        }
        let whole_net = WholeNet::new(&layer_columns, &spec.metrics, spec.limits);
        let mut net_columns = whole_net.columns().to_vec();
        if needs_shadow {
            net_columns.extend(Shadow::net_columns(&spec.formats, &spec.metrics));
        }
        Layout {
            layer_columns,
            net_columns,
            depths: spec.depths.clone(),
        }
    }

    pub(super) fn net_length(&self, depth: usize) -> usize {
        depth * self.layer_columns.len() + self.net_columns.len()
    }

    pub(super) fn activation_length(&self) -> usize {
        self.depths.iter().map(|d| self.net_length(*d)).sum()
    }

    /// Start of the net of `activation` (by place) at the `depth`-th depth.
    pub fn start(&self, activation: usize, depth: usize) -> usize {
        let below = self.depths[..depth].iter().map(|d| self.net_length(*d));
        activation * self.activation_length() + below.sum::<usize>()
    }

    pub(super) fn longest_row(&self) -> Vec<f64> {
        vec![f64::NAN; self.layer_columns.len().max(self.net_columns.len())]
    }

    /// Where the row of `layer`, from 1, of such a net starts.
    pub(super) fn layer(&self, net: (usize, usize), layer: usize) -> usize {
        self.start(net.0, net.1) + (layer - 1) * self.layer_columns.len()
    }

    /// Where the own row of such a net starts.
    pub(super) fn own(&self, net: (usize, usize)) -> usize {
        self.layer(net, self.depths[net.1] + 1)
    }
}

/// What measures the layers of nets of these `dimensions`.
pub(super) fn battery(plan: &Plan, dimensions: Dimensions) -> Battery {
    let spec = &plan.spec;
    Battery::new(dimensions, spec.limits, &spec.formats, &spec.metrics)
}
