//! A panel of lines with bands, each named at its end.

use super::canvas::{Anchor, Area, Canvas};
use super::frame::{Frame, Plot};
use super::labels::spread;
use super::style::{BAND, CAPTION, GREY, LABEL, Look, PAPER, mix};
use super::text::{fit_apart, line_height, text_width, wrap};
use crate::report::ReportError;
use crate::study::Figure;

/// Room between the plot and the labels, for leaders.
const LEADER: f64 = 18.0;
/// The widest label; a longer name is cut, with an ellipsis.
const WIDEST: f64 = 118.0;
/// The tallest panel: beyond some eighty lines their labels share the room.
const TALLEST: f64 = 1200.0;
/// Width of the note on lines that are zero throughout.
const NOTE: f64 = 96.0;
/// More lines than this that are zero throughout share one note.
const GATHERED: usize = 2;
/// The most markers on a line.
const MARKERS: usize = 9;
/// From here on the geometric mean is a line of its own: closer, it would lie
/// on the line of the mean.
const APART: f64 = 1.1;

/// A point of a line. An absent number is not drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// Depth, layer, ...
    pub x: f64,
    /// Mean over trials.
    pub mean: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
    /// Geometric mean over trials.
    pub geometric_mean: Option<f64>,
    /// Prediction.
    pub theory: Option<f64>,
}

impl Point {
    /// The point of a figure.
    pub fn of(figure: &Figure, x: f64) -> Point {
        Point {
            x,
            mean: figure.mean,
            low: figure.low,
            high: figure.high,
            geometric_mean: figure.geometric_mean,
            theory: figure.theory,
        }
    }

    /// The interval as it is drawn. A share that is 0 in every trial, or 1, has
    /// a bound, which says how many trials there are and nothing of the figure:
    /// it is left to the files.
    fn interval(&self) -> Option<(f64, f64)> {
        let (mean, low, high) = (self.mean?, self.low?, self.high?);
        let is_bound = mean == 0.0 || (mean == 1.0 && high == 1.0);
        (!is_bound).then_some((low, high))
    }
}

/// One line: an activation.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its look.
    pub look: Look,
    /// Its points, by growing place along the axis.
    pub points: Vec<Point>,
}

impl Line {
    /// Whether it is exactly zero wherever it is measured.
    pub fn is_zero(&self) -> bool {
        let mut means = self.points.iter().filter_map(|p| p.mean).peekable();
        means.peek().is_some() && means.all(|mean| mean == 0.0)
    }

    /// Whether it has no figure to draw.
    pub fn is_absent(&self) -> bool {
        self.points.iter().all(|p| p.mean.is_none())
    }

    /// Every number that the axis must hold. The lower ends of intervals are
    /// left out, and are then drawn to the end of the axis: far down on a
    /// logarithmic one, they would flatten everything else.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.points
            .iter()
            .flat_map(|p| {
                let high = p.interval().map(|(_, high)| high);
                [p.mean, high, p.geometric_mean, p.theory]
            })
            .flatten()
    }
}

/// Height that a panel needs for its labels to stand apart.
pub fn height_for(lines: usize, least: f64) -> f64 {
    (lines as f64 * line_height(LABEL) + 70.0).clamp(least, TALLEST)
}

/// Room that the labels of these lines need.
pub fn label_room(lines: &[Line]) -> Result<f64, ReportError> {
    let mut widest: f64 = 0.0;
    for line in lines {
        widest = widest.max(text_width(&line.name, LABEL)?);
    }
    let gathered = lines.iter().filter(|line| line.is_zero()).count() > GATHERED;
    let absent = lines.iter().any(Line::is_absent);
    let note = if gathered || absent { NOTE } else { 0.0 };
    Ok(LEADER + widest.min(WIDEST).max(note) + 2.0)
}

/// Draws a frame and the lines within; returns the plot, for more.
pub fn draw<'a>(
    frame: &'a Frame,
    lines: &[Line],
    area: Area,
    canvas: &mut Canvas,
) -> Result<Plot<'a>, ReportError> {
    let plot = frame.draw(area, canvas)?;
    for line in lines {
        band(&plot, line, canvas)?;
    }
    for line in lines {
        path(
            &plot,
            line,
            |p| p.theory,
            |path| {
                let pale = mix(line.look.colour, PAPER, 0.25);
                canvas.dashed(path, pale, 1.0, [5.0, 3.0])
            },
        )?;
    }
    for line in lines {
        let geometric_mean = |p: &Point| {
            p.geometric_mean
                .filter(|_| p.mean.is_some() && is_apart(line))
        };
        path(&plot, line, geometric_mean, |path| {
            canvas.dashed(path, line.look.colour, 1.1, [1.2, 2.2])
        })?;
    }
    for line in lines {
        path(
            &plot,
            line,
            |p| p.mean,
            |path| canvas.line(path, line.look.colour, 1.5),
        )?;
        markers(&plot, line, canvas)?;
    }
    names(&plot, lines, canvas)?;
    Ok(plot)
}

/// What the strokes of these lines mean, for a caption: only of what is drawn.
pub fn key<'a>(lines: impl Iterator<Item = &'a Line> + Clone) -> String {
    let any = |of: fn(&Point) -> bool| lines.clone().flat_map(|line| &line.points).any(of);
    let mut key = "Line: arithmetic mean".to_string();
    if any(|p| p.interval().is_some()) {
        let longest = lines.clone().map(|line| line.points.len()).max();
        let stroke = match longest {
            Some(1) => "whisker",
            _ if lines.clone().any(stands_alone) => "band, or a whisker where it stands alone",
            _ => "band",
        };
        key.push_str(&format!(", with the interval of the mean as a {stroke}"));
    }
    if any(|p| p.geometric_mean.is_some() && p.mean.is_some_and(|m| m > 0.0) && p.high.is_none()) {
        key.push_str(" (none where a few nets carry the mean, which need not be among the trials)");
    }
    key.push('.');
    if any(|p| p.mean == Some(0.0) && p.high.is_some_and(|high| high > 0.0)) {
        key.push_str(" A share that is 0 in every trial has a bound, in the CSV files.");
    }
    if lines.clone().any(is_apart) {
        key.push_str(
            " Dotted: geometric mean (the typical net), where it is more than a tenth below the \
             mean.",
        );
    }
    if any(|p| p.theory.is_some()) {
        key.push_str(" Dashed: theory.");
    }
    if any(|p| p.mean.is_none()) {
        key.push_str(
            " A line that breaks off or is absent: no figure, the net overflows, its gradient is \
             0 throughout, or its signal has vanished below f32's range.",
        );
    }
    key
}

fn is_apart(line: &Line) -> bool {
    line.points
        .iter()
        .any(|p| match (p.mean, p.geometric_mean) {
            (Some(mean), Some(typical)) => mean > APART * typical,
            _ => false,
        })
}

/// Hands every unbroken stretch of a line to `draw`.
fn path(
    plot: &Plot,
    line: &Line,
    value: impl Fn(&Point) -> Option<f64>,
    mut draw: impl FnMut(&[(f64, f64)]) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    let mut stretch = Vec::new();
    for point in &line.points {
        match value(point) {
            Some(value) => stretch.push((plot.x(point.x), plot.y(value))),
            None => {
                draw(&stretch)?;
                stretch.clear();
            }
        }
    }
    draw(&stretch)
}

/// The intervals: a band, or, of a point whose neighbours have none, a whisker.
fn band(plot: &Plot, line: &Line, canvas: &mut Canvas) -> Result<(), ReportError> {
    let stretches = line.points.split(|point| point.interval().is_none());
    for stretch in stretches {
        let ends = stretch.iter().filter_map(|point| {
            let (low, high) = point.interval()?;
            Some((plot.x(point.x), plot.y(low), plot.y(high)))
        });
        match ends.collect::<Vec<_>>()[..] {
            [(x, low, high)] => canvas.line(&[(x, low), (x, high)], line.look.colour, 1.2)?,
            ref edges => canvas.band(edges, line.look.colour, BAND)?,
        }
    }
    Ok(())
}

/// Whether a point of these has an interval and its neighbours none.
fn stands_alone(line: &Line) -> bool {
    let mut stretches = line.points.split(|point| point.interval().is_none());
    stretches.any(|stretch| stretch.len() == 1)
}

/// Markers at the points, or at some of many, the last included.
fn markers(plot: &Plot, line: &Line, canvas: &mut Canvas) -> Result<(), ReportError> {
    let measured: Vec<&Point> = line.points.iter().filter(|p| p.mean.is_some()).collect();
    let every = measured.len().div_ceil(MARKERS).max(1);
    for (back, point) in measured.iter().rev().enumerate() {
        let Some(mean) = point.mean.filter(|_| back % every == 0) else {
            continue;
        };
        let at = (plot.x(point.x), plot.y(mean));
        canvas.marker(at, line.look.marker, 2.4, line.look.colour)?;
    }
    Ok(())
}

/// The names at the ends; lines that are zero throughout share one note, for
/// they all end in the same place.
fn names(plot: &Plot, lines: &[Line], canvas: &mut Canvas) -> Result<(), ReportError> {
    let zeros: Vec<&Line> = lines.iter().filter(|line| line.is_zero()).collect();
    let gathered = zeros.len() > GATHERED;
    let mut ends = Vec::new();
    for line in lines {
        let last = line.points.iter().rev().find(|p| p.mean.is_some());
        if let Some((point, mean)) = last.and_then(|p| Some((p, p.mean?)))
            && !(gathered && line.is_zero())
        {
            ends.push((line, (plot.x(point.x), plot.y(mean))));
        }
    }
    let area = plot.area;
    let height = line_height(LABEL);
    // The first name stays below the title of the panel.
    let mut top = area.top + height / 2.0;
    let mut bottom = area.bottom;
    if gathered {
        bottom = zero_note(plot, &zeros, canvas)?;
    }
    let absent: Vec<&Line> = lines.iter().filter(|line| line.is_absent()).collect();
    if !absent.is_empty() {
        top = absent_note(plot, &absent, canvas)?;
    }
    let wanted: Vec<f64> = ends.iter().map(|(_, end)| end.1).collect();
    let places = spread(&wanted, height, top, bottom);
    let all: Vec<&str> = ends.iter().map(|(line, _)| &line.name[..]).collect();
    let fitted = fit_apart(&all, LABEL, WIDEST)?;
    for (((line, end), y), name) in ends.into_iter().zip(places).zip(fitted) {
        let x = area.right + LEADER;
        let knee = (area.right + 6.0, end.1);
        let leader = [(end.0 + 3.5, end.1), knee, (x - 3.0, y)];
        canvas.line(&leader, mix(line.look.colour, PAPER, 0.35), 0.6)?;
        canvas.text(&name, (x, y), Anchor::Left, LABEL, line.look.text())?;
    }
    Ok(())
}

/// Says in the column of labels, level with the line of zero, which lines are
/// zero throughout; returns how far down the other labels may go.
fn zero_note(plot: &Plot, zeros: &[&Line], canvas: &mut Canvas) -> Result<f64, ReportError> {
    let area = plot.area;
    let rows = note("0 throughout", zeros)?;
    let x = area.right + LEADER;
    let zero = plot.y(0.0);
    canvas.line(&[(area.right + 4.0, zero), (x - 3.0, zero)], GREY, 0.6)?;
    let top = zero - line_height(CAPTION) * (rows.len() - 1) as f64;
    write(&rows, (x, top), canvas)?;
    Ok(top - line_height(LABEL))
}

/// Says at the top of the column of labels which lines have no figure; returns
/// how far up the other labels may go.
fn absent_note(plot: &Plot, absent: &[&Line], canvas: &mut Canvas) -> Result<f64, ReportError> {
    let rows = note("no figure", absent)?;
    let top = plot.area.top + line_height(CAPTION) / 2.0;
    write(&rows, (plot.area.right + LEADER, top), canvas)?;
    Ok(top + line_height(CAPTION) * (rows.len() - 1) as f64 + line_height(LABEL))
}

fn note(what: &str, lines: &[&Line]) -> Result<Vec<String>, ReportError> {
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    wrap(&format!("{what}: {}", names.join(", ")), CAPTION, NOTE)
}

fn write(rows: &[String], (x, top): (f64, f64), canvas: &mut Canvas) -> Result<(), ReportError> {
    for (row, text) in rows.iter().enumerate() {
        let y = top + line_height(CAPTION) * row as f64;
        canvas.text(text, (x, y), Anchor::Left, CAPTION, GREY)?;
    }
    Ok(())
}
