//! Where a value stands along an axis, and the ticks that say so.
//!
//! A logarithmic axis over data that holds a zero keeps a strip at its start
//! for it: a gradient of exactly zero is shown, and as something else than a
//! very small one.

use super::number::{plain, power_of_ten, scientific};
use super::ticks::{decade_step, layer_step, root_ticks, round_steps, within_decades};

/// End of the strip for zero, as a share of the axis.
const STRIP: f64 = 0.07;
/// Where zero stands within it.
const ZERO: f64 = 0.035;
/// Where positive values start when there is a strip.
const AFTER_STRIP: f64 = 0.095;

/// A mark along an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where, from 0 (start of the axis) to 1.
    pub at: f64,
    /// What is written at it.
    pub label: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Map {
    Linear,
    Logarithmic,
    Root,
}

/// An axis: maps values to places from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    map: Map,
    /// Ends, in logarithms to base ten on a logarithmic axis.
    ends: [f64; 2],
    strip: bool,
    reversed: bool,
    ticks: Vec<Tick>,
}

impl Axis {
    /// A linear axis from `low` to `high` with round ticks.
    pub fn linear(low: f64, high: f64) -> Axis {
        let (low, high) = match high - low {
            span if span.is_finite() && span > 0.0 => (low, high),
            _ => (low - 0.5, low + 0.5),
        };
        let mut axis = Axis::bare(Map::Linear, [low, high]);
        axis.ticks = axis.label(&round_steps(low, high, 6), plain);
        axis
    }

    /// An axis for shares: from 0 to 1, or to a round number above the
    /// greatest where all are below a tenth.
    pub fn share(values: impl IntoIterator<Item = f64>) -> Axis {
        let greatest = values.into_iter().fold(0.0, f64::max);
        // No share of anything that was counted: what theory has of a share of 0.
        const NOTHING: f64 = 1e-12;
        if !(NOTHING..0.1).contains(&greatest) {
            return Axis::linear(0.0, 1.0);
        }
        let decade = 10f64.powf(greatest.log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * decade);
        let end = steps.into_iter().find(|end| *end >= greatest);
        let end = end.unwrap_or(10.0 * decade);
        let mut axis = Axis::linear(0.0, end);
        if end < 1e-4 {
            axis.ticks = axis.label(&[0.0, end / 2.0, end], scientific);
        }
        axis
    }

    /// A logarithmic axis over the positive values, a decade long at least, with
    /// a strip for zero where one of the values is zero.
    pub fn logarithmic(values: impl IntoIterator<Item = f64>) -> Axis {
        let ([low, high], strip) = logarithms(values);
        // Less than a decade would show noise as if it were news.
        let short = (1.0 - (high - low)).max(0.0) / 2.0;
        let pad = 0.04 * (high - low).max(1.0) + short;
        let axis = Axis::bare(Map::Logarithmic, [low - pad, high + pad]);
        let ticks = axis.decades();
        axis.with_strip(strip, ticks)
    }

    /// An axis for ratios: as far from 1 as the square root of the logarithm,
    /// as the heatmap colours them. A factor of two keeps a visible length
    /// beside a factor of 1e80. Zero has its strip.
    pub fn root_logarithmic(values: impl IntoIterator<Item = f64>) -> Axis {
        let ([low, high], strip) = logarithms(values);
        // Half a decade on both sides of 1 at least, so that noise stays small.
        let [low, high] = [low.min(-0.5), high.max(0.5)].map(root);
        let pad = 0.04 * (high - low);
        let axis = Axis::bare(Map::Root, [low - pad, high + pad]);
        let ticks = root_ticks(axis.ends, 0.085);
        axis.with_strip(strip, ticks)
    }

    /// A logarithmic axis with ticks at these counts, for depths and sizes.
    pub fn counts(counts: &[usize]) -> Axis {
        let logs: Vec<f64> = counts.iter().map(|n| (*n.max(&1) as f64).log10()).collect();
        let low = logs.iter().copied().fold(f64::INFINITY, f64::min);
        let high = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = match high - low {
            span if span > 0.0 => (low - 0.03 * span, high + 0.03 * span),
            0.0 => (low - 0.5, low + 0.5),
            _ => (0.0, 1.0),
        };
        let mut axis = Axis::bare(Map::Logarithmic, [low, high]);
        let values: Vec<f64> = counts.iter().map(|n| *n as f64).collect();
        axis.ticks = axis.label(&values, plain);
        axis
    }

    /// The layers of a net from the output (first) to the input (last), as the
    /// gradient meets them.
    pub fn layers(depth: usize) -> Axis {
        let mut axis = Axis::linear(1.0, depth.max(2) as f64);
        if depth < 2 {
            axis.ends = [0.5, 1.5];
        }
        axis.reversed = true;
        let step = layer_step(depth);
        let inner = (1..).map(|k| k * step).take_while(|l| *l < depth);
        let far = |l: &usize| *l > 1 + step / 2 && depth - l > step / 2;
        let mut layers: Vec<usize> = inner.filter(far).collect();
        layers.extend([1, depth]);
        layers.sort_unstable();
        layers.dedup();
        let values: Vec<f64> = layers.into_iter().map(|l| l as f64).collect();
        axis.ticks = axis.label(&values, plain);
        axis
    }

    /// An axis without numbers, for named rows.
    pub fn rows() -> Axis {
        Axis::bare(Map::Linear, [0.0, 1.0])
    }

    /// Adds the strip, which moves what is above it, and the ticks.
    fn with_strip(mut self, strip: bool, ticks: Vec<(f64, String)>) -> Axis {
        self.strip = strip;
        let zero = strip.then(|| (0.0, "0".to_string()));
        let tick = |(value, label)| Tick {
            at: self.place(value),
            label,
        };
        self.ticks = zero.into_iter().chain(ticks).map(tick).collect();
        self
    }

    fn bare(map: Map, ends: [f64; 2]) -> Axis {
        Axis {
            map,
            ends,
            strip: false,
            reversed: false,
            ticks: Vec::new(),
        }
    }

    /// Where a value stands, from 0 to 1; beyond the ends, at the end.
    pub fn place(&self, value: f64) -> f64 {
        let mapped = match self.map {
            Map::Linear => value,
            _ if value <= 0.0 && self.strip => return ZERO,
            Map::Logarithmic => logarithm(value),
            Map::Root => root(logarithm(value)),
        };
        let [low, high] = self.ends;
        let share = ((mapped - low) / (high - low)).clamp(0.0, 1.0);
        match (self.strip, self.reversed) {
            (true, _) => AFTER_STRIP + (1.0 - AFTER_STRIP) * share,
            (false, true) => 1.0 - share,
            (false, false) => share,
        }
    }

    /// The ticks, in the order of their values.
    pub fn ticks(&self) -> &[Tick] {
        &self.ticks
    }

    /// End of the strip for zero, where there is one.
    pub fn strip(&self) -> Option<f64> {
        self.strip.then_some(STRIP)
    }

    /// Whether a share axis stops short of 1.
    pub fn is_zoomed_share(&self) -> bool {
        self.map == Map::Linear && self.ends[1] < 1.0
    }

    fn label(&self, values: &[f64], print: impl Fn(f64) -> String) -> Vec<Tick> {
        let tick = |value: &f64| Tick {
            at: self.place(*value),
            label: print(*value),
        };
        values.iter().map(tick).collect()
    }

    fn decades(&self) -> Vec<(f64, String)> {
        let [low, high] = self.ends;
        if high - low < 2.0 {
            return within_decades(low, high);
        }
        let (first, last) = (low.ceil() as i32, high.floor() as i32);
        let step = decade_step(first, last);
        let exponents: Vec<i32> = (first..=last).filter(|e| e.rem_euclid(step) == 0).collect();
        let near = exponents.iter().all(|e| (-2..=2).contains(e));
        let tick = |exponent: &i32| {
            let value = 10f64.powi(*exponent);
            let label = if near {
                plain(value)
            } else {
                power_of_ten(*exponent)
            };
            (value, label)
        };
        exponents.iter().map(tick).collect()
    }
}

/// Ends of the logarithms of the positive values, and whether one is zero.
fn logarithms(values: impl IntoIterator<Item = f64>) -> ([f64; 2], bool) {
    let (mut low, mut high, mut zero) = (f64::INFINITY, f64::NEG_INFINITY, false);
    for value in values {
        if value > 0.0 && value.is_finite() {
            low = low.min(value.log10());
            high = high.max(value.log10());
        } else {
            zero |= value == 0.0;
        }
    }
    if low > high {
        (low, high) = (-1.0, 1.0);
    }
    ([low, high], zero)
}

fn logarithm(value: f64) -> f64 {
    value.max(f64::MIN_POSITIVE * f64::EPSILON).log10()
}

/// The square root with the sign of its argument.
pub fn root(value: f64) -> f64 {
    value.abs().sqrt().copysign(value)
}

#[cfg(test)]
mod tests;
