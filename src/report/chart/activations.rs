//! Activations themselves: phi and its derivative.

use super::axis::Axis;
use super::canvas::{Area, Canvas};
use super::frame::{Frame, Plot};
use super::lines::{self, Line, Point};
use super::names::labels;
use super::page::Page;
use super::style::{Look, PAPER, mix};
use crate::report::ReportError;

/// An activation, sampled.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// (z, phi(z), phi'(z)), z growing; a few hundred evenly spaced ones look
    /// smooth.
    pub points: Vec<(f64, f64, f64)>,
}

/// Draws phi on the left and phi' on the right. A jump is drawn as one: the
/// line ends and begins again, with dots between.
///
/// # Errors
/// No finite point, or a chart that cannot be drawn.
pub fn activation_curves(curves: &[Curve]) -> Result<Vec<u8>, ReportError> {
    type Side = fn(&(f64, f64, f64)) -> f64;
    let sides: [(&str, &str, Side); 2] = [
        ("Activation", "φ(z)", |p| p.1),
        ("Derivative", "φ′(z)", |p| p.2),
    ];
    let finite = |p: &&(f64, f64, f64)| p.0.is_finite() && (p.1.is_finite() || p.2.is_finite());
    let z = curves
        .iter()
        .flat_map(|c| &c.points)
        .filter(finite)
        .map(|p| p.0);
    let Some((left, right)) = ends(z) else {
        return Err(ReportError::Draw("no curve has a finite point".into()));
    };
    let names: Vec<&str> = curves.iter().map(|c| c.name.as_str()).collect();
    let labels = labels(&names);
    let traces: Vec<Vec<Trace>> = sides
        .iter()
        .map(|(.., value)| {
            let trace = |(place, curve): (usize, &Curve)| Trace {
                name: labels[place].clone(),
                look: Look::of(place),
                points: curve.points.iter().map(|p| (p.0, value(p))).collect(),
            };
            curves.iter().enumerate().map(trace).collect()
        })
        .collect();
    let mut room: f64 = 0.0;
    for trace in &traces[0] {
        room = room.max(lines::label_room(&[trace.end()])?);
    }
    let page = Page {
        title: "Activations and their derivatives".into(),
        caption: String::new(),
        columns: 2,
        panels: 2,
        panel: (370.0, lines::height_for(curves.len(), 290.0)),
        beside: (0.0, 0.0),
    };
    page.png(|number, area, canvas| {
        let (title, y_title, _) = sides[number];
        let values = traces[number].iter().flat_map(|t| &t.points).map(|p| p.1);
        let (low, high) = ends(values.filter(|v| v.is_finite())).unwrap_or((0.0, 1.0));
        let pad = 0.04 * (high - low);
        let frame = Frame {
            title: title.into(),
            x: Axis::linear(left, right),
            y: Axis::linear(low - pad, high + pad),
            x_title: "z".into(),
            y_title: y_title.into(),
            right: room,
        };
        draw(&frame, &traces[number], area, canvas)
    })
}

/// Least and greatest.
fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |ends, value| match ends {
        None => Some((value, value)),
        Some((low, high)) => Some((value.min(low), value.max(high))),
    })
}

/// One of the two curves of an activation.
struct Trace {
    name: String,
    look: Look,
    points: Vec<(f64, f64)>,
}

impl Trace {
    /// Its last point as a line, which carries the name.
    fn end(&self) -> Line {
        let last = self.points.iter().rev().find(|p| p.1.is_finite());
        let point = last.map(|(z, value)| Point {
            x: *z,
            mean: Some(*value),
            ..Point::default()
        });
        Line {
            name: self.name.clone(),
            look: self.look,
            points: point.into_iter().collect(),
        }
    }

    /// The stretches without a jump.
    fn stretches(&self) -> Vec<&[(f64, f64)]> {
        let values: Vec<f64> = self.points.iter().map(|p| p.1).collect();
        let mut stretches = Vec::new();
        let mut start = 0;
        for step in 0..values.len().saturating_sub(1) {
            let broken = !values[step].is_finite() || !values[step + 1].is_finite();
            if broken || is_jump(&values, step) {
                stretches.push(&self.points[start..=step]);
                start = step + 1;
            }
        }
        stretches.push(&self.points[start..]);
        stretches.retain(|s| s.iter().all(|p| p.1.is_finite()) && !s.is_empty());
        stretches
    }
}

/// Whether a curve jumps between a sample and the next: that step is far
/// greater than those two before and after it (the ones in between belong to
/// the same jump where a sample lies in its middle), and can be seen.
fn is_jump(values: &[f64], step: usize) -> bool {
    let size = |step: usize| match (values.get(step), values.get(step + 1)) {
        (Some(a), Some(b)) if a.is_finite() && b.is_finite() => (b - a).abs(),
        _ => 0.0,
    };
    let before = if step >= 2 { size(step - 2) } else { 0.0 };
    let around = before.max(size(step + 2));
    let finite = values.iter().copied().filter(|v| v.is_finite());
    let range = ends(finite).map_or(0.0, |(low, high)| high - low);
    // The ends of a curve have no neighbours to compare with.
    let inner = step >= 2 && step + 3 < values.len();
    inner && size(step) > 8.0 * around && size(step) > 0.02 * range
}

fn draw(
    frame: &Frame,
    traces: &[Trace],
    area: Area,
    canvas: &mut Canvas,
) -> Result<(), ReportError> {
    let named: Vec<Line> = traces.iter().map(Trace::end).collect();
    let plot = lines::draw(frame, &named, area, canvas)?;
    for (place, trace) in traces.iter().enumerate() {
        // Earlier lines are wider, so that those that coincide all show.
        let above = (traces.len() - 1 - place).min(3);
        curve(&plot, trace, 1.5 + 0.4 * above as f64, canvas)?;
    }
    Ok(())
}

fn curve(plot: &Plot, trace: &Trace, width: f64, canvas: &mut Canvas) -> Result<(), ReportError> {
    let on_paper = |p: &(f64, f64)| (plot.x(p.0), plot.y(p.1));
    let stretches = trace.stretches();
    let mut before: Option<(f64, f64)> = None;
    for stretch in stretches {
        let points: Vec<(f64, f64)> = stretch.iter().map(on_paper).collect();
        if let (Some(from), Some(to)) = (before, points.first()) {
            let middle = (from.0 + to.0) / 2.0;
            let pale = mix(trace.look.colour, PAPER, 0.3);
            let upright = [(middle, from.1), (middle, to.1)];
            canvas.dashed(&upright, pale, 0.9, [1.5, 2.5])?;
        }
        canvas.line(&points, trace.look.colour, width)?;
        before = points.last().copied();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    fn sampled(name: &str, f: impl Fn(f64) -> (f64, f64)) -> Curve {
        let z = |k: i32| f64::from(k) / 50.0;
        let point = |k| (z(k), f(z(k)).0, f(z(k)).1);
        Curve {
            name: name.into(),
            points: (-200..=200).map(point).collect(),
        }
    }

    fn step(z: f64) -> f64 {
        if z > 0.0 { 1.0 } else { 0.0 }
    }

    fn curves() -> Vec<Curve> {
        vec![
            sampled("relu", |z| (z.max(0.0), step(z))),
            sampled("leaky_relu(0.01)", |z| {
                let slope = if z > 0.0 { 1.0 } else { 0.01 };
                (slope * z, slope)
            }),
            sampled("tanh", |z| (z.tanh(), 1.0 - z.tanh().powi(2))),
            sampled("elu", |z| {
                if z > 0.0 {
                    (z, 1.0)
                } else {
                    (z.exp_m1(), z.exp())
                }
            }),
            sampled("hardshrink", |z| {
                let kept = f64::from(z.abs() > 0.5);
                (kept * z, kept)
            }),
            sampled("silu", |z| {
                let s = 1.0 / (1.0 + (-z).exp());
                (z * s, s * (1.0 + z * (1.0 - s)))
            }),
        ]
    }

    #[test]
    fn a_jump_breaks_the_line_and_a_kink_does_not() {
        let pieces = |curve: &Curve, side: usize| {
            let value = |p: &(f64, f64, f64)| (p.0, if side == 0 { p.1 } else { p.2 });
            let trace = Trace {
                name: String::new(),
                look: Look::of(0),
                points: curve.points.iter().map(value).collect(),
            };
            trace.stretches().len()
        };
        let counts: Vec<(usize, usize)> = curves()
            .iter()
            .map(|c| (pieces(c, 0), pieces(c, 1)))
            .collect();
        assert_eq!(counts, [(1, 2), (1, 2), (1, 1), (1, 1), (3, 3), (1, 1)]);
        // Half-way at the jump itself.
        let half = sampled("half", |z| (0.0, if z == 0.0 { 0.5 } else { step(z) }));
        assert_eq!(pieces(&half, 1), 3);
    }

    #[test]
    fn curves_are_drawn_whatever_they_hold() {
        let png = activation_curves(&curves()).unwrap();
        sample::look(&[("activations.png".into(), png)]);
        assert!(activation_curves(&[]).is_err());
        let odd = [f64::NAN, f64::INFINITY, 0.0, 1e300, -1e300];
        for (k, value) in odd.into_iter().enumerate() {
            let points = vec![(k as f64, value, -value); k];
            let curve = Curve {
                name: "odd".into(),
                points,
            };
            let drawn = activation_curves(&[curve]);
            assert_eq!(drawn.is_ok(), k > 1);
        }
    }
}
