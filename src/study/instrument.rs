//! What measures the nets of one activation, at every depth, on given draws.

use super::layout::{Layout, battery};
use super::plan::{Net, Plan};
use super::prediction::Parts;
use crate::analysis::{Battery, Jacobian, Limits, Metric, Rows, Shadow, Trial, WholeNet, slope};
use crate::network::{Cotangent, Dimensions, Draws, Scales, Trace, backward, forward};
use std::time::Instant;

/// The place of the only activation in the layout of its figures.
const ALONE: usize = 0;

/// What came of the nets of one activation.
#[derive(Debug)]
pub(super) struct Measured {
    /// The figures, laid out as those of an activation in a [`Layout`]; NaN is
    /// 'no figure'.
    pub figures: Vec<f64>,
    /// `gradient_slope` at every depth.
    pub slopes: Vec<f64>,
}

/// Where the figures of the formats of one activation go: the last columns of
/// every row.
struct ShadowRows<'a> {
    figures: &'a mut [f64],
    layout: &'a Layout,
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
        let start = self.layout.layer((ALONE, depth), layer);
        &mut self.figures[start..][self.before.0..self.layout.layer_columns.len()]
    }

    fn net(&mut self, depth: usize) -> &mut [f64] {
        let start = self.layout.own((ALONE, depth));
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
    /// The forward half of every layer's row, for the deepest net.
    forward_rows: Vec<f64>,
    /// log2 of the gradient's RMS at every layer of the net at hand.
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
        Instrument {
            dimensions,
            trace: if Battery::needs_activations(&plan.spec.metrics) {
                Trace::new(dimensions)
            } else {
                Trace::of_derivatives(dimensions)
            },
            cotangent: Cotangent::new(dimensions),
            forward_rows: vec![f64::NAN; dimensions.depth * layout.layer_columns.len()],
            gradient_logs: vec![f64::NAN; dimensions.depth],
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

    /// Measures the nets of `net` on `draws`, which are those of this seed and
    /// trial.
    pub(super) fn measure(&mut self, draws: &Draws, net: &Net, address: (u64, u32)) -> Measured {
        let mut figures = vec![f64::NAN; self.layout.activation_length()];
        self.forward_rows.fill(f64::NAN);
        let held_layers = self.forward(draws, net);
        if let Some(shadow) = &mut self.shadow {
            let mut rows = ShadowRows {
                figures: &mut figures,
                layout: &self.layout,
                before: (self.battery.columns().len(), self.whole_net.columns().len()),
            };
            shadow.measure(trial(draws, net, address), &mut rows);
        }
        let depths = 0..self.layout.depths.len();
        let slopes = depths
            .map(|place| {
                let at = (place, held_layers);
                self.measure_net(draws, net.scales, address, at, &mut figures)
            })
            .collect();
        self.find_safe_depths(&mut figures);
        self.measure_jacobians(draws, net.scales, held_layers, &mut figures);
        Measured { figures, slopes }
    }

    /// Runs `net` forward and, from its last layer, back, and returns what that
    /// takes, but for the draws.
    pub(super) fn time(&mut self, draws: &Draws, net: &Net, address: (u64, u32)) -> Parts {
        let depth = self.dimensions.depth;
        let columns = self.layout.layer_columns.len();
        let mut parts = Parts::default();
        let start = Instant::now();
        self.forward(draws, net);
        if let Some(jacobian) = &mut self.jacobian {
            jacobian.start();
            for layer in 1..=depth {
                take_layer(jacobian, layer, draws, net.scales, &self.trace);
            }
            jacobian.measure();
        }
        parts.forward = start.elapsed().as_secs_f64();
        let start = Instant::now();
        backward(
            draws,
            net.scales,
            &self.trace,
            (address.0, address.1, depth),
            &mut self.cotangent,
            self.battery
                .on_the_way_back((&mut self.forward_rows, columns), |_, _| ()),
        );
        parts.backward = start.elapsed().as_secs_f64();
        if let Some(shadow) = &mut self.shadow {
            let start = Instant::now();
            let mut unread = Unread(self.layout.longest_row());
            shadow.measure(trial(draws, net, address), &mut unread);
            parts.shadow = start.elapsed().as_secs_f64();
        }
        parts
    }

    /// Fills in the forward half of every layer's row, and returns how many
    /// layers f32 holds.
    fn forward(&mut self, draws: &Draws, net: &Net) -> usize {
        let columns = self.layout.layer_columns.len();
        forward(
            draws,
            &net.activation,
            net.scales,
            &mut self.trace,
            self.battery
                .on_the_way_forward((&mut self.forward_rows, columns)),
        )
    }

    /// Runs the net of one depth back, and returns its `gradient_slope`.
    fn measure_net(
        &mut self,
        draws: &Draws,
        scales: Scales,
        (seed, trial): (u64, u32),
        (place, held_layers): (usize, usize),
        figures: &mut [f64],
    ) -> f64 {
        let depth = self.layout.depths[place];
        let columns = self.layout.layer_columns.len();
        let start = self.layout.start(ALONE, place);
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
                draws,
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
    /// keeps the gradients.
    fn find_safe_depths(&self, figures: &mut [f64]) {
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
                    let row = &figures[layout.layer((ALONE, depth), layer)..];
                    row[noise] < self.limits.noise && row[lost] < self.limits.lost
                })
            };
            let safe = (0..layout.depths.len()).take_while(|depth| is_safe(*depth));
            let deepest = safe.last().map_or(0, |depth| layout.depths[depth]);
            let last = layout.depths.len() - 1;
            figures[layout.own((ALONE, last)) + column] = deepest as f64;
        }
    }

    /// Fills in what is of the Jacobian, for every depth.
    fn measure_jacobians(
        &mut self,
        draws: &Draws,
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
                take_layer(jacobian, layer, draws, scales, &self.trace);
            }
            taken = *depth;
            let own = self.layout.own((ALONE, number));
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
fn take_layer(jacobian: &mut Jacobian, layer: usize, draws: &Draws, scales: Scales, trace: &Trace) {
    let width = draws.dimensions().width;
    let derivative = &trace.derivative(layer)[..width];
    jacobian.take(draws.weights(layer), scales.of_layer(layer), derivative);
}
