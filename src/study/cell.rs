//! One trial of one condition: every activation at every depth, on one draw or
//! on draws of its own.

use super::layout::{Layout, battery};
use super::plan::{Condition, Net, Plan};
use super::prediction::Parts;
use crate::analysis::{Battery, Jacobian, Limits, Metric, Rows, Shadow, Trial, WholeNet, slope};
use crate::network::{Cotangent, Dimensions, Draws, Scales, Trace, backward, forward};
use std::time::Instant;

/// Where the figures of the formats of one activation go: the last columns of
/// every row.
struct ShadowRows<'a> {
    figures: &'a mut [f64],
    layout: &'a Layout,
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

/// Memory and measurements for the cells of conditions of one size, taken once
/// and used for every cell of a thread.
pub struct Cell {
    draws: Draws,
    trace: Trace,
    cotangent: Cotangent,
    battery: Battery,
    whole_net: WholeNet,
    /// The nets in formats, where something of them is measured.
    shadow: Option<Shadow>,
    /// That of the first sample, where something of it is measured.
    jacobian: Option<Jacobian>,
    layout: Layout,
    /// The forward half of every layer's row, for the deepest net.
    forward_rows: Vec<f64>,
    /// log2 of the gradient's RMS at every layer of the net at hand.
    gradient_logs: Vec<f64>,
    /// `gradient_slope` of every net of the cell.
    slopes: Vec<f64>,
    limits: Limits,
}

impl Cell {
    /// Memory for the cells of `plan` of these `dimensions`.
    pub fn new(plan: &Plan, dimensions: Dimensions) -> Self {
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
                self.battery
                    .on_the_way_forward((&mut self.forward_rows, self.layout.layer_columns.len())),
            );
            if let Some(shadow) = &mut self.shadow {
                let trial = Trial {
                    draws: &self.draws,
                    scales: net.scales,
                    activation: &net.activation,
                    address: (seed, trial),
                };
                let before = (self.battery.columns().len(), self.whole_net.columns().len());
                let mut rows = ShadowRows {
                    figures: &mut figures,
                    layout: &self.layout,
                    activation: place,
                    before,
                };
                shadow.measure(trial, &mut rows);
            }
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
            self.find_safe_depths(place, &mut figures);
            self.measure_jacobians(place, net.scales, held_layers, &mut figures);
            finished(place);
        }
        self.compare_with_relu(condition, &mut figures);
        figures
    }

    /// Runs each net of `condition` forward and, from its last layer, back, and
    /// returns what that takes.
    pub(super) fn timed(&mut self, condition: &Condition, (seed, trial): (u64, u32)) -> Vec<Parts> {
        let depth = self.dimensions().depth;
        let columns = self.layout.layer_columns.len();
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
                self.battery
                    .on_the_way_forward((&mut self.forward_rows, columns)),
            );
            if let Some(jacobian) = &mut self.jacobian {
                jacobian.start();
                for layer in 1..=depth {
                    take_layer(jacobian, layer, &self.draws, net.scales, &self.trace);
                }
                jacobian.measure();
            }
            parts.forward = start.elapsed().as_secs_f64();
            let start = Instant::now();
            backward(
                &self.draws,
                net.scales,
                &self.trace,
                (seed, trial, depth),
                &mut self.cotangent,
                self.battery
                    .on_the_way_back((&mut self.forward_rows, columns), |_, _| ()),
            );
            parts.backward = start.elapsed().as_secs_f64();
            if let Some(shadow) = &mut self.shadow {
                let start = Instant::now();
                let trial = Trial {
                    draws: &self.draws,
                    scales: net.scales,
                    activation: &net.activation,
                    address: (seed, trial),
                };
                shadow.measure(trial, &mut Unread(self.layout.longest_row()));
                parts.shadow = start.elapsed().as_secs_f64();
            }
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
        let measured = self.battery.columns().len();
        let rows = layers.chunks_exact_mut(columns);
        for (row, forward) in rows.zip(self.forward_rows.chunks_exact(columns)) {
            row[..measured].copy_from_slice(&forward[..measured]);
        }
        let logs = &mut self.gradient_logs[..depth];
        logs.fill(f64::NAN);
        if held_layers >= depth {
            backward(
                &self.draws,
                scales,
                &self.trace,
                (seed, trial, depth),
                &mut self.cotangent,
                self.battery
                    .on_the_way_back((layers, columns), |layer, view| {
                        logs[layer - 1] = view.log2_rms();
                    }),
            );
        }
        let rows = (0..depth).map(|layer| &layers[layer * columns..][..columns]);
        self.whole_net.measure(rows, logs, own);
        slope(logs)
    }

    /// Fills in, at the deepest net, the largest depth up to which every format
    /// keeps the gradients of the activation at `place`.
    fn find_safe_depths(&self, place: usize, figures: &mut [f64]) {
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
                    let row = &figures[layout.layer((place, depth), layer)..];
                    row[noise] < self.limits.noise && row[lost] < self.limits.lost
                })
            };
            let safe = (0..layout.depths.len()).take_while(|depth| is_safe(*depth));
            let deepest = safe.last().map_or(0, |depth| layout.depths[depth]);
            let last = layout.depths.len() - 1;
            figures[layout.own((place, last)) + column] = deepest as f64;
        }
    }

    /// Fills in what is of the Jacobian, for every depth of the activation at
    /// `place`.
    fn measure_jacobians(
        &mut self,
        place: usize,
        scales: Scales,
        held_layers: usize,
        figures: &mut [f64],
    ) {
        let Some(jacobian) = &mut self.jacobian else {
            return;
        };
        jacobian.start();
        let mut taken = 0;
        for (number, depth) in self.layout.depths.iter().enumerate() {
            if *depth > held_layers {
                return;
            }
            for layer in taken + 1..=*depth {
                take_layer(jacobian, layer, &self.draws, scales, &self.trace);
            }
            taken = *depth;
            let own = self.layout.own((place, number));
            self.whole_net
                .fill_jacobian(jacobian.measure(), &mut figures[own..]);
        }
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
        for place in 0..depths {
            for activation in (0..condition.nets.len()).filter(|a| *a != relu) {
                let own = self.layout.own((activation, place));
                figures[own + column] =
                    self.slopes[activation * depths + place] - self.slopes[relu * depths + place];
            }
        }
    }
}

/// Takes `layer` of a net at its first sample into the Jacobian.
fn take_layer(jacobian: &mut Jacobian, layer: usize, draws: &Draws, scales: Scales, trace: &Trace) {
    let width = draws.dimensions().width;
    let derivative = &trace.derivative(layer)[..width];
    jacobian.take(draws.weights(layer), scales.of_layer(layer), derivative);
}
