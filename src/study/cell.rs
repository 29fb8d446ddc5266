//! One trial of one condition: every activation at every depth, on one draw or
//! on draws of its own.

use super::plan::{Condition, Net, Plan};
use super::prediction::Parts;
use crate::analysis::{Battery, Column, WholeNet, slope};
use crate::network::{Cotangent, Dimensions, Draws, Scales, Trace, backward, forward};
use std::time::Instant;

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
        let battery = battery(plan, smallest);
        Layout {
            net_columns: WholeNet::new(battery.columns(), &plan.spec.metrics)
                .columns()
                .to_vec(),
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

fn battery(plan: &Plan, dimensions: Dimensions) -> Battery {
    let spec = &plan.spec;
    Battery::new(dimensions, spec.tau, &spec.formats, &spec.metrics)
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
    /// `gradient_slope` of every net of the cell.
    slopes: Vec<f64>,
}

impl Cell {
    /// Memory for the cells of `plan` of these `dimensions`.
    pub fn new(plan: &Plan, dimensions: Dimensions) -> Self {
        let battery = battery(plan, dimensions);
        let whole_net = WholeNet::new(battery.columns(), &plan.spec.metrics);
        let layout = Layout::new(plan);
        Cell {
            draws: Draws::new(dimensions),
            trace: if Battery::needs_activations(&plan.spec.metrics) {
                Trace::new(dimensions)
            } else {
                Trace::of_derivatives(dimensions)
            },
            cotangent: Cotangent::new(dimensions),
            forward_rows: vec![f64::NAN; dimensions.depth * layout.layer_columns.len()],
            gradient_logs: vec![f64::NAN; dimensions.depth],
            slopes: vec![f64::NAN; plan.spec.activations.len() * plan.spec.depths.len()],
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
    /// activation, with its place.
    pub fn run(
        &mut self,
        condition: &Condition,
        (seed, trial): (u64, u32),
        finished: &dyn Fn(usize),
    ) -> Vec<f64> {
        let activations = condition.nets.len();
        let mut figures = vec![f64::NAN; activations * self.layout.activation_length()];
        for (place, net) in condition.nets.iter().enumerate() {
            let seed = net.seed(seed);
            if place == 0 || net.own_draws.is_some() {
                self.draws
                    .draw(seed, trial, &condition.input, &condition.weights);
            }
            self.forward_rows.fill(f64::NAN);
            let held_layers = forward(
                &self.draws,
                &net.activation,
                net.scales,
                &mut self.trace,
                self.battery.on_the_way_forward(&mut self.forward_rows),
            );
            for depth in 0..self.layout.depths.len() {
                let slope = self.measure_net(
                    (place, depth),
                    net.scales,
                    (seed, trial),
                    held_layers,
                    &mut figures,
                );
                self.slopes[place * self.layout.depths.len() + depth] = slope;
            }
            finished(place);
        }
        self.compare_with_relu(condition, &mut figures);
        figures
    }

    /// Runs each net of `condition` forward and, from its last layer, back, and
    /// returns what that takes.
    pub(super) fn timed(&mut self, condition: &Condition, (seed, trial): (u64, u32)) -> Vec<Parts> {
        let depth = self.dimensions().depth;
        let mut all = Vec::with_capacity(condition.nets.len());
        for (place, net) in condition.nets.iter().enumerate() {
            let mut parts = Parts::default();
            let seed = net.seed(seed);
            let start = Instant::now();
            if place == 0 || net.own_draws.is_some() {
                self.draws
                    .draw(seed, trial, &condition.input, &condition.weights);
                parts.draws = start.elapsed().as_secs_f64();
            }
            let start = Instant::now();
            forward(
                &self.draws,
                &net.activation,
                net.scales,
                &mut self.trace,
                self.battery.on_the_way_forward(&mut self.forward_rows),
            );
            parts.forward = start.elapsed().as_secs_f64();
            let start = Instant::now();
            backward(
                &self.draws,
                net.scales,
                &self.trace,
                (seed, trial, depth),
                &mut self.cotangent,
                self.battery
                    .on_the_way_back(&mut self.forward_rows, |_, _| ()),
            );
            parts.backward = start.elapsed().as_secs_f64();
            all.push(parts);
        }
        all
    }

    /// Runs the net of one depth back, and returns its `gradient_slope`.
    fn measure_net(
        &mut self,
        (activation, place): (usize, usize),
        scales: Scales,
        (seed, trial): (u64, u32),
        held_layers: usize,
        figures: &mut [f64],
    ) -> f64 {
        let depth = self.layout.depths[place];
        let columns = self.layout.layer_columns.len();
        let start = self.layout.start(activation, place);
        let net = &mut figures[start..][..self.layout.net_length(depth)];
        let (layers, own) = net.split_at_mut(depth * columns);
        layers.copy_from_slice(&self.forward_rows[..depth * columns]);
        let logs = &mut self.gradient_logs[..depth];
        logs.fill(f64::NAN);
        if held_layers >= depth {
            backward(
                &self.draws,
                scales,
                &self.trace,
                (seed, trial, depth),
                &mut self.cotangent,
                self.battery.on_the_way_back(layers, |layer, view| {
                    logs[layer - 1] = view.log2_rms();
                }),
            );
        }
        let rows = (0..depth).map(|layer| &layers[layer * columns..][..columns]);
        self.whole_net.measure(rows, logs, own);
        slope(logs)
    }

    /// Fills in the paired differences to ReLU, where the study has it on the
    /// same draws.
    fn compare_with_relu(&self, condition: &Condition, figures: &mut [f64]) {
        let is_relu = |net: &Net| net.activation.name() == Some("relu");
        let Some(relu) = condition.nets.iter().position(is_relu) else {
            return;
        };
        let Some(column) = self.whole_net.place_of_difference() else {
            return;
        };
        if condition.nets[relu].own_draws.is_some() {
            return;
        }
        let depths = self.layout.depths.len();
        for (place, depth) in self.layout.depths.iter().enumerate() {
            for activation in (0..condition.nets.len()).filter(|a| *a != relu) {
                let own =
                    self.layout.start(activation, place) + depth * self.layout.layer_columns.len();
                figures[own + column] =
                    self.slopes[activation * depths + place] - self.slopes[relu * depths + place];
            }
        }
    }
}
