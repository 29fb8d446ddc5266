//! What measures the nets of some activations, at every depth, on given draws.

use super::layout::{Layout, battery};
use super::plan::{Net, Plan};
use super::prediction::Parts;
use crate::analysis::{Battery, Jacobian, Limits, Metric, Rows, Shadow, Trial, WholeNet, slope};
use crate::network::{Cotangent, Dimensions, Draws, Scales, Trace, backward, forward};
use std::time::Instant;

/// Activations of a cell whose nets are run side by side: so many that a product has
/// some 512 columns, and two at least. Each takes memory for its derivatives, and two
/// read the weights half as often; of more, as measured, only small batches gain.
pub(super) fn side_by_side(dimensions: Dimensions) -> usize {
    (512 / dimensions.batch).clamp(2, 8)
}

/// What came of a group of activations.
#[derive(Debug)]
pub(super) struct Measured {
    /// The figures, laid out as those of the first activations of a [`Layout`]; NaN
    /// is 'no figure'.
    pub figures: Vec<f64>,
    /// `gradient_slope` at every depth of each.
    pub slopes: Vec<f64>,
}

/// Where the figures of the formats of one activation go: the last columns of
/// every row.
struct ShadowRows<'a> {
    figures: &'a mut [f64],
    layout: &'a Layout,
    /// Place in the group.
    activation: usize,
    /// Columns of a layer's and of a net's row that are measured elsewhere.
    before: (usize, usize),
}

/// A row that is written and not read.
struct Unread(Vec<f64>);

impl Rows for Unread {
    fn layer(&mut self, _: usize, _: usize) -> &mut [f64] {
        &mut self.0
    }

    fn net(&mut self, _: usize) -> &mut [f64] {
        &mut self.0
    }
}

impl Rows for ShadowRows<'_> {
    fn layer(&mut self, depth: usize, layer: usize) -> &mut [f64] {
        let start = self.layout.layer((self.activation, depth), layer);
        &mut self.figures[start..][self.before.0..self.layout.layer_columns.len()]
    }

    fn net(&mut self, depth: usize) -> &mut [f64] {
        let start = self.layout.own((self.activation, depth));
        &mut self.figures[start..][self.before.1..self.layout.net_columns.len()]
    }
}

/// Memory and measurements for nets of one size, taken once and used for every
/// net of a thread.
pub(super) struct Instrument {
    dimensions: Dimensions,
    trace: Trace,
    cotangent: Cotangent,
    battery: Battery,
    whole_net: WholeNet,
    /// The nets in formats, where something of them is measured.
    shadow: Option<Shadow>,
    /// That of the first sample, where something of it is measured.
    jacobian: Option<Jacobian>,
    layout: Layout,
    /// The forward half of every layer's row, for the deepest net of each activation.
    forward_rows: Vec<f64>,
    /// log2 of the gradient's RMS, by activation, depth and layer.
    gradient_logs: Vec<f64>,
    limits: Limits,
}

impl Instrument {
    /// Memory for the nets of `plan` of these `dimensions`.
    pub(super) fn new(plan: &Plan, dimensions: Dimensions) -> Self {
        let battery = battery(plan, dimensions);
        let spec = &plan.spec;
        let layout = Layout::new(plan);
        let whole_net = WholeNet::new(&layout.layer_columns, &spec.metrics, spec.limits);
        // A prediction measures a net that is shallower than the study's.
        let depths = match spec.depths.last() {
            Some(deepest) if *deepest == dimensions.depth => spec.depths.clone(),
            _ => vec![dimensions.depth],
        };
        let shadow = Shadow::is_needed(&spec.metrics).then(|| {
            Shadow::new(
                dimensions,
                &depths,
                &spec.formats,
                &spec.metrics,
                spec.limits,
            )
        });
        let group = plan.group(dimensions);
        Instrument {
            dimensions,
            trace: if Battery::needs_activations(&plan.spec.metrics) {
                Trace::new(dimensions, group)
            } else {
                Trace::of_derivatives(dimensions, group)
            },
            cotangent: Cotangent::new(dimensions, group, depths.len()),
            forward_rows: vec![f64::NAN; group * dimensions.depth * layout.layer_columns.len()],
            gradient_logs: vec![f64::NAN; group * depths.len() * dimensions.depth],
            battery,
            whole_net,
            shadow,
            jacobian: spec
                .metrics
                .iter()
                .any(|metric| metric.is_of_jacobian())
                .then(|| Jacobian::new(dimensions)),
            layout,
            limits: spec.limits,
        }
    }

    /// The sizes it has memory for.
    pub(super) fn dimensions(&self) -> Dimensions {
        self.dimensions
    }

    /// Measures the nets of a group on `draws`, which are those of this seed and
    /// trial.
    pub(super) fn measure(&mut self, draws: &Draws, nets: &[Net], address: (u64, u32)) -> Measured {
        let mut figures = vec![f64::NAN; nets.len() * self.layout.activation_length()];
        self.forward(draws, nets);
        self.copy_forward_rows(nets.len(), &mut figures);
        let scales: Vec<Scales> = nets.iter().map(|net| net.scales).collect();
        let (layout, logs) = (&self.layout, &mut self.gradient_logs);
        logs.fill(f64::NAN);
        let (depths, deepest) = (&layout.depths, self.dimensions.depth);
        let place = |depth| depths.partition_point(|d| *d < depth);
        let log_at = |net, depth| (net * depths.len() + place(depth)) * deepest;
        backward(
            draws,
            &scales,
            &self.trace,
            (address.0, address.1, depths),
            &mut self.cotangent,
            &mut self.battery.on_the_way_back(
                &mut figures,
                |(net, depth), layer| layout.layer((net, place(depth)), layer),
                |(net, depth), layer, log| logs[log_at(net, depth) + layer - 1] = log,
            ),
        );
        let mut slopes = Vec::with_capacity(nets.len() * depths.len());
        for (activation, net) in nets.iter().enumerate() {
            if let Some(shadow) = &mut self.shadow {
                let mut rows = ShadowRows {
                    figures: &mut figures,
                    layout: &self.layout,
                    activation,
                    before: (self.battery.columns().len(), self.whole_net.columns().len()),
                };
                shadow.measure(trial(draws, net, address), &mut rows);
            }
            for depth in 0..self.layout.depths.len() {
                slopes.push(self.measure_whole((activation, depth), &mut figures));
            }
            self.find_safe_depths(activation, &mut figures);
            self.measure_jacobians(draws, (activation, net.scales), &mut figures);
        }
        Measured { figures, slopes }
    }

    /// Runs the nets of a group forward and, from their last layer, back, and returns
    /// what that takes for one of them, but for the draws.
    pub(super) fn time(&mut self, draws: &Draws, nets: &[Net], address: (u64, u32)) -> Parts {
        let depth = self.dimensions.depth;
        let columns = self.layout.layer_columns.len();
        let share = 1.0 / nets.len() as f64;
        let mut parts = Parts::default();
        let start = Instant::now();
        self.forward(draws, nets);
        if let Some(jacobian) = &mut self.jacobian {
            for (place, net) in nets.iter().enumerate() {
                jacobian.start();
                for layer in 1..=depth {
                    take_layer(jacobian, (place, layer), draws, net.scales, &self.trace);
                }
                jacobian.measure();
            }
        }
        parts.forward = share * start.elapsed().as_secs_f64();
        let start = Instant::now();
        let scales: Vec<Scales> = nets.iter().map(|net| net.scales).collect();
        backward(
            draws,
            &scales,
            &self.trace,
            (address.0, address.1, &[depth]),
            &mut self.cotangent,
            &mut self.battery.on_the_way_back(
                &mut self.forward_rows,
                |(net, _), layer| (net * depth + layer - 1) * columns,
                |_, _, _| (),
            ),
        );
        parts.backward = share * start.elapsed().as_secs_f64();
        if let Some(shadow) = &mut self.shadow {
            let start = Instant::now();
            let mut unread = Unread(self.layout.longest_row());
            for net in nets {
                shadow.measure(trial(draws, net, address), &mut unread);
            }
            parts.shadow = share * start.elapsed().as_secs_f64();
        }
        parts
    }

    /// Fills in the forward half of every layer's row.
    fn forward(&mut self, draws: &Draws, nets: &[Net]) {
        let columns = self.layout.layer_columns.len();
        let depth = self.dimensions.depth;
        let each: Vec<_> = nets.iter().map(|n| (&n.activation, n.scales)).collect();
        self.forward_rows.fill(f64::NAN);
        forward(
            draws,
            &each,
            &mut self.trace,
            &mut self
                .battery
                .on_the_way_forward(&mut self.forward_rows, |net, layer| {
                    (net * depth + layer - 1) * columns
                }),
        );
    }

    /// Copies what the deepest net has of the way forward to those that are its first
    /// layers.
    fn copy_forward_rows(&self, nets: usize, figures: &mut [f64]) {
        let columns = self.layout.layer_columns.len();
        let measured = self.battery.columns().len();
        let of_nets = self
            .forward_rows
            .chunks_exact(self.dimensions.depth * columns);
        for (activation, forward) in of_nets.take(nets).enumerate() {
            for place in 0..self.layout.depths.len() {
                let start = self.layout.start(activation, place);
                let net = &mut figures[start..][..self.layout.depths[place] * columns];
                let rows = net.chunks_exact_mut(columns);
                for (row, forward) in rows.zip(forward.chunks_exact(columns)) {
                    row[..measured].copy_from_slice(&forward[..measured]);
                }
            }
        }
    }

    /// Fills in what is of the whole of one net, by activation and depth, and returns
    /// its `gradient_slope`.
    fn measure_whole(&mut self, net: (usize, usize), figures: &mut [f64]) -> f64 {
        let (layout, columns) = (&self.layout, self.layout.layer_columns.len());
        let depth = layout.depths[net.1];
        let all = &mut figures[layout.start(net.0, net.1)..][..layout.net_length(depth)];
        let (layers, own) = all.split_at_mut(depth * columns);
        let logs = (net.0 * layout.depths.len() + net.1) * self.dimensions.depth;
        let logs = &self.gradient_logs[logs..][..depth];
        let rows = (0..depth).map(|layer| &layers[layer * columns..][..columns]);
        self.whole_net.measure(rows, logs, own);
        slope(logs)
    }

    /// Fills in, at the deepest net, the largest depth up to which every format
    /// keeps the gradients of an activation.
    fn find_safe_depths(&self, activation: usize, figures: &mut [f64]) {
        let layout = &self.layout;
        for (column, precision) in self.whole_net.places_of_safe_depths() {
            let find = |metric| {
                let mut columns = layout.layer_columns.iter();
                columns.position(|c| c.metric == metric && c.precision() == Some(precision))
            };
            let (Some(noise), Some(lost)) =
                (find(Metric::NoiseToSignal), find(Metric::LostFraction))
            else {
                continue;
            };
            let is_safe = |depth: usize| {
                (1..=layout.depths[depth]).all(|layer| {
                    let row = &figures[layout.layer((activation, depth), layer)..];
                    row[noise] < self.limits.noise && row[lost] < self.limits.lost
                })
            };
            let safe = (0..layout.depths.len()).take_while(|depth| is_safe(*depth));
            let deepest = safe.last().map_or(0, |depth| layout.depths[depth]);
            let last = layout.depths.len() - 1;
            figures[layout.own((activation, last)) + column] = deepest as f64;
        }
    }

    /// Fills in what is of the Jacobian of an activation, for every depth.
    fn measure_jacobians(
        &mut self,
        draws: &Draws,
        (activation, scales): (usize, Scales),
        figures: &mut [f64],
    ) {
        let Some(jacobian) = &mut self.jacobian else {
            return;
        };
        jacobian.start();
        let mut taken = 0;
        for (number, depth) in self.layout.depths.iter().enumerate() {
            if *depth > self.trace.held_layers(activation) {
                return;
            }
            for layer in taken + 1..=*depth {
                take_layer(jacobian, (activation, layer), draws, scales, &self.trace);
            }
            taken = *depth;
            let own = self.layout.own((activation, number));
            self.whole_net
                .fill_jacobian(jacobian.measure(), &mut figures[own..]);
        }
    }
}

fn trial<'a>(draws: &'a Draws, net: &'a Net, address: (u64, u32)) -> Trial<'a> {
    Trial {
        draws,
        scales: net.scales,
        activation: &net.activation,
        address,
    }
}

/// Takes `layer` of a net at its first sample into the Jacobian.
fn take_layer(
    jacobian: &mut Jacobian,
    (net, layer): (usize, usize),
    draws: &Draws,
    scales: Scales,
    trace: &Trace,
) {
    let width = draws.dimensions().width;
    let derivative = &trace.derivative(net, layer)[..width];
    jacobian.take(draws.weights(layer), scales.of_layer(layer), derivative);
}
