//! One trial of one condition: every activation at every depth on one draw.

use super::plan::{Condition, Net, Plan};
use crate::analysis::{Battery, Column, WholeNet};
use crate::network::{Cotangent, Dimensions, Draws, Scales, Trace, backward, forward};

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
    depths: Vec<usize>,
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
        let battery = Battery::new(smallest, plan.spec.tau, &plan.spec.formats);
        Layout {
            net_columns: WholeNet::new(battery.columns()).columns().to_vec(),
            layer_columns: battery.columns().to_vec(),
            depths: plan.spec.depths.clone(),
        }
    }

    fn net_length(&self, depth: usize) -> usize {
        depth * self.layer_columns.len() + self.net_columns.len()
    }

    fn activation_length(&self) -> usize {
        self.depths.iter().map(|d| self.net_length(*d)).sum()
    }

    /// Start of the net of `activation` (by place) at the `depth`-th depth.
    pub fn start(&self, activation: usize, depth: usize) -> usize {
        let below = self.depths[..depth].iter().map(|d| self.net_length(*d));
        activation * self.activation_length() + below.sum::<usize>()
    }
}

/// Memory and measurements for the cells of conditions of one size, taken once
/// and used for every cell of a thread.
pub struct Cell {
    draws: Draws,
    trace: Trace,
    cotangent: Cotangent,
    battery: Battery,
    whole_net: WholeNet,
    layout: Layout,
    /// The forward half of every layer's row, for the deepest net.
    forward_rows: Vec<f64>,
    /// log2 of the gradient's RMS at every layer of the net at hand.
    gradient_logs: Vec<f64>,
}

impl Cell {
    /// Memory for the cells of `plan` of these `dimensions`.
    pub fn new(plan: &Plan, dimensions: Dimensions) -> Self {
        let battery = Battery::new(dimensions, plan.spec.tau, &plan.spec.formats);
        let whole_net = WholeNet::new(battery.columns());
        let layout = Layout::new(plan);
        Cell {
            draws: Draws::new(dimensions),
            trace: Trace::new(dimensions),
            cotangent: Cotangent::new(dimensions),
            forward_rows: vec![f64::NAN; dimensions.depth * layout.layer_columns.len()],
            gradient_logs: vec![f64::NAN; dimensions.depth],
            battery,
            whole_net,
            layout,
        }
    }

    /// The sizes it has memory for.
    pub fn dimensions(&self) -> Dimensions {
        self.draws.dimensions()
    }

    /// Runs `trial` of `condition` and returns its figures, laid out as
    /// [`Layout`] says; NaN is 'no figure'. `finished` is called after each
    /// activation.
    pub fn run(
        &mut self,
        condition: &Condition,
        (seed, trial): (u64, u32),
        finished: &dyn Fn(),
    ) -> Vec<f64> {
        let activations = condition.nets.len();
        let mut figures = vec![f64::NAN; activations * self.layout.activation_length()];
        self.draws
            .draw(seed, trial, &condition.input, &condition.weights);
        for (place, net) in condition.nets.iter().enumerate() {
            let columns = self.layout.layer_columns.len();
            let (battery, rows) = (&mut self.battery, &mut self.forward_rows);
            rows.fill(f64::NAN);
            let held_layers = forward(
                &self.draws,
                &net.activation,
                net.scales,
                &mut self.trace,
                |layer, view| battery.forward(&view, &mut rows[(layer - 1) * columns..][..columns]),
            );
            for depth in 0..self.layout.depths.len() {
                self.measure_net(
                    (place, depth),
                    net.scales,
                    (seed, trial),
                    held_layers,
                    &mut figures,
                );
            }
            finished();
        }
        self.compare_with_relu(condition, &mut figures);
        figures
    }

    fn measure_net(
        &mut self,
        (activation, place): (usize, usize),
        scales: Scales,
        (seed, trial): (u64, u32),
        held_layers: usize,
        figures: &mut [f64],
    ) {
        let depth = self.layout.depths[place];
        let columns = self.layout.layer_columns.len();
        let start = self.layout.start(activation, place);
        let net = &mut figures[start..][..self.layout.net_length(depth)];
        let (layers, own) = net.split_at_mut(depth * columns);
        layers.copy_from_slice(&self.forward_rows[..depth * columns]);
        let logs = &mut self.gradient_logs[..depth];
        logs.fill(f64::NAN);
        if held_layers >= depth {
            let battery = &mut self.battery;
            backward(
                &self.draws,
                scales,
                &self.trace,
                (seed, trial, depth),
                &mut self.cotangent,
                |layer, view| {
                    logs[layer - 1] = view.log2_rms();
                    battery.backward(&view, &mut layers[(layer - 1) * columns..][..columns]);
                },
            );
        }
        self.whole_net
            .measure(layers.chunks_exact(columns), logs, own);
    }

    /// Fills in the paired differences to ReLU, where the study has it.
    fn compare_with_relu(&self, condition: &Condition, figures: &mut [f64]) {
        let is_relu = |net: &Net| net.activation.name() == Some("relu");
        let Some(relu) = condition.nets.iter().position(is_relu) else {
            return;
        };
        for (place, depth) in self.layout.depths.iter().enumerate() {
            let own = |activation| {
                let net = self.layout.start(activation, place);
                net + depth * self.layout.layer_columns.len()..net + self.layout.net_length(*depth)
            };
            let relu_row = figures[own(relu)].to_vec();
            for activation in (0..condition.nets.len()).filter(|a| *a != relu) {
                WholeNet::subtract_relu(&relu_row, &mut figures[own(activation)]);
            }
        }
    }
}
