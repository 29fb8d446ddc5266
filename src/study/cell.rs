//! One trial of one condition: every activation at every depth, on one draw or
//! on draws of its own.

use super::instrument::{Instrument, Measured};
use super::layout::Layout;
use super::plan::{Condition, Net, Plan};
use crate::analysis::Metric;
use crate::network::{Dimensions, Draws};
use crate::stats::LOST;

/// Memory for the cells of conditions of one size, taken once and used for
/// every cell of a thread.
pub struct Cell {
    draws: Draws,
    instrument: Instrument,
    layout: Layout,
}

impl Cell {
    /// Memory for the cells of `plan` of these `dimensions`.
    pub fn new(plan: &Plan, dimensions: Dimensions) -> Self {
        Cell {
            draws: Draws::new(dimensions),
            instrument: Instrument::new(plan, dimensions),
            layout: Layout::new(plan),
        }
    }

    /// Runs `trial` of `condition` and returns its figures, laid out as
    /// [`Layout`] says; NaN is 'no figure'.
    pub fn run(&mut self, condition: &Condition, (seed, trial): (u64, u32)) -> Vec<f64> {
        let mut measured = Vec::with_capacity(condition.nets.len());
        for nets in condition.shares() {
            let seed = condition.nets[nets.start].seed(seed);
            self.draws
                .draw(seed, trial, &condition.input, &condition.weights);
            for group in condition.groups(nets) {
                let group = &condition.nets[group];
                let found = self.instrument.measure(&self.draws, group, (seed, trial));
                measured.push(found);
            }
        }
        assemble(condition, &self.layout, &measured)
    }
}

/// The figures of a cell from those of its groups, in their order.
pub(super) fn assemble(condition: &Condition, layout: &Layout, measured: &[Measured]) -> Vec<f64> {
    let parts: Vec<&[f64]> = measured.iter().map(|m| &m.figures[..]).collect();
    let mut figures = parts.concat();
    let slopes: Vec<&[f64]> = measured.iter().map(|m| &m.slopes[..]).collect();
    compare_with_relu(condition, layout, &slopes.concat(), &mut figures);
    figures
}

/// Fills in the paired differences to ReLU, where the study has it on the same
/// draws.
fn compare_with_relu(condition: &Condition, layout: &Layout, slopes: &[f64], figures: &mut [f64]) {
    let is_relu = |net: &Net| net.activation.name() == Some("relu");
    let Some(relu) = condition.nets.iter().position(is_relu) else {
        return;
    };
    let mut columns = layout.net_columns.iter();
    let Some(column) = columns.position(|c| c.metric == Metric::GradientSlopeVsRelu) else {
        return;
    };
    if condition.nets[relu].own_draws.is_some() {
        return;
    }
    let depths = layout.depths.len();
    for activation in (0..condition.nets.len()).filter(|a| *a != relu) {
        for depth in 0..depths {
            let [own, relu] = [activation, relu].map(|net| slopes[net * depths + depth]);
            let lost = own == LOST || relu == LOST;
            figures[layout.own((activation, depth)) + column] =
                if lost { LOST } else { own - relu };
        }
    }
}
