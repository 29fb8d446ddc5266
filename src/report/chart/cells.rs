//! Tables in colour: a ratio in every cell, blue below 1 and red above.

use super::axis::root;
use super::canvas::{Anchor, Area, Canvas};
use super::names::labels;
use super::number::{power_of_ten, short};
use super::page::{Page, fitting};
use super::style::{Font, GREY, INK, LABEL, PANEL, PAPER, STRIP, TICK, diverging};
use super::text::{fit, fit_apart, text_width};
use super::ticks::root_ticks;
use super::trials;
use crate::report::ReportError;
use crate::study::Figure;
use plotters::style::RGBColor;

const CELL: (f64, f64) = (40.0, 19.0);
const WIDEST_NAME: f64 = 118.0;
const WIDEST_HEAD: f64 = 110.0;
/// Height that the colour scale needs, however few rows there are.
const LEAST_SCALE: f64 = 76.0;
/// Head of the column of names, beside depths.
const DEPTH: &str = "depth";
/// A word that must fit a cell.
const SMALL: Font = Font {
    size: 8.8,
    bold: false,
};
/// A geometric mean below this share of the mean is marked.
const CARRIED_BY_FEW: f64 = 0.5;

/// A table: rows are activations, columns depths or inputs.
pub struct Table<'a> {
    /// What tells it from the others of its page; may be empty.
    pub title: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// Cells by row and column; `None` where the study has none.
    pub cells: Vec<Vec<Option<Cell<'a>>>>,
}

/// A cell of a table.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    /// Its figure.
    pub figure: &'a Figure,
    /// Whether the net overflows in some trial, which is one reason for a
    /// figure without a mean; the other is a gradient that is 0 everywhere.
    pub overflows: bool,
}

/// How many tables of so many rows and columns a page holds.
pub fn tables_of_a_page(rows: usize, columns: usize) -> usize {
    fitting(beside(columns), height(rows) + WIDEST_HEAD)
}

/// Tables beside each other.
fn beside(columns: usize) -> usize {
    if columns > 9 { 1 } else { 2 }
}

fn height(rows: usize) -> f64 {
    (rows as f64 * CELL.1).max(LEAST_SCALE)
}

/// Draws a page of tables that share their rows and their colours.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn page(
    tables: &[Table],
    names: &[&String],
    by_input: bool,
    what: &str,
) -> Result<Vec<u8>, ReportError> {
    let cells = || {
        tables
            .iter()
            .flat_map(|t| t.cells.iter().flatten().flatten())
    };
    let logs = cells().filter_map(|c| c.figure.mean).filter(|m| *m > 0.0);
    // A power of ten that holds all, and 10 at least: noise stays pale.
    let reach = logs.map(|m| m.log10().abs()).fold(1.0, f64::max).ceil();
    let mut widest: f64 = 0.0;
    if !by_input {
        widest = text_width(DEPTH, TICK)?;
    }
    let names = labels(names);
    for name in &names {
        widest = widest.max(text_width(name, LABEL)?.min(WIDEST_NAME));
    }
    let across = tables.iter().map(|t| t.columns.len()).max().unwrap_or(0);
    let titled = tables.iter().any(|table| !table.title.is_empty());
    let title = if titled { 22.0 } else { 0.0 };
    let mut head: f64 = 18.0;
    if by_input {
        for name in tables.iter().flat_map(|t| &t.columns) {
            head = head.max(10.0 + text_width(name, TICK)?.min(WIDEST_HEAD));
        }
    }
    let shown: Vec<&Figure> = cells().map(|c| c.figure).collect();
    let hatched = || cells().filter(|c| c.figure.mean.is_none());
    let overflown = hatched().any(|c| c.overflows);
    let vanished = hatched().any(|c| !c.overflows);
    let few = shown.iter().any(|f| is_carried_by_few(f));
    let mut caption = format!(
        "{what}; {}. Gradient RMS of the first layer over that of the last, arithmetic mean: \
         below 1 the gradient vanishes on its way to the input, above 1 it explodes. Colour: \
         its logarithm, from {} (blue) to {} (red), on a square-root scale.",
        trials(&shown),
        power_of_ten(-reach as i32),
        power_of_ten(reach as i32),
    );
    if few {
        caption.push_str(" *: the geometric mean is below half of it; a typical net has less.");
    }
    if overflown {
        caption.push_str(" overflow: no figure, the net overflows.");
    }
    if vanished {
        caption.push_str(
            " none: no figure, the gradient is 0 in every layer, or the signal or gradient has \
             vanished below what f32 or f64 can hold.",
        );
    }
    let columns = beside(across).min(tables.len());
    let mut width = across as f64 * CELL.0;
    for table in tables {
        width = width.max(text_width(&table.title, PANEL)?);
    }
    let against = if by_input { "input" } else { "depth" };
    let page = Page {
        title: format!("Gradient ratio by activation and {against}"),
        caption,
        columns,
        panels: tables.len(),
        panel: (width, title + head + height(names.len())),
        beside: (widest + 8.0, 46.0),
    };
    page.png(|number, area, canvas| {
        let table = &tables[number];
        let inner = Area {
            top: area.top + title + head,
            ..area
        };
        let title = fit(&table.title, PANEL, area.width())?;
        canvas.text(
            &title,
            (area.left, area.top + 9.0),
            Anchor::Left,
            PANEL,
            INK,
        )?;
        heads(&table.columns, by_input, inner, canvas)?;
        if number % columns == 0 {
            rows(&names, by_input, inner, canvas)?;
        }
        for (row, cells) in table.cells.iter().enumerate() {
            let top = inner.top + row as f64 * CELL.1;
            for (column, content) in cells.iter().enumerate() {
                let left = inner.left + column as f64 * CELL.0;
                let area = Area {
                    left,
                    top,
                    right: left + CELL.0 - 1.0,
                    bottom: top + CELL.1 - 1.0,
                };
                cell(*content, reach, area, canvas)?;
            }
        }
        if number % columns == columns - 1 || number + 1 == tables.len() {
            scale(reach, inner, canvas)?;
        }
        Ok(())
    })
}

/// Names of the rows, at the left of the first table.
fn rows(
    names: &[String],
    by_input: bool,
    inner: Area,
    canvas: &mut Canvas,
) -> Result<(), ReportError> {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    for (row, name) in fit_apart(&names, LABEL, WIDEST_NAME)?.iter().enumerate() {
        let place = (inner.left - 6.0, inner.top + (row as f64 + 0.5) * CELL.1);
        canvas.text(name, place, Anchor::Right, LABEL, INK)?;
    }
    if by_input {
        return Ok(());
    }
    let label = (inner.left - 6.0, inner.top - 8.0);
    canvas.text(DEPTH, label, Anchor::Right, TICK, GREY)
}

/// Heads of the columns: depths level, names of inputs upwards.
fn heads(
    columns: &[String],
    by_input: bool,
    inner: Area,
    canvas: &mut Canvas,
) -> Result<(), ReportError> {
    for (place, head) in labels(columns).iter().enumerate() {
        let x = inner.left + (place as f64 + 0.5) * CELL.0 - 0.5;
        if by_input {
            let head = fit(head, TICK, WIDEST_HEAD)?;
            let half = text_width(&head, TICK)? / 2.0;
            canvas.text_upwards(&head, (x, inner.top - 5.0 - half), TICK, INK)?;
        } else {
            canvas.text(head, (x, inner.top - 8.0), Anchor::Middle, TICK, INK)?;
        }
    }
    Ok(())
}

fn is_carried_by_few(figure: &Figure) -> bool {
    let both = figure.mean.zip(figure.geometric_mean);
    both.is_some_and(|(mean, typical)| mean > 0.0 && typical < CARRIED_BY_FEW * mean)
}

fn cell(
    cell: Option<Cell>,
    reach: f64,
    area: Area,
    canvas: &mut Canvas,
) -> Result<(), ReportError> {
    let centre = (
        (area.left + area.right) / 2.0,
        (area.top + area.bottom) / 2.0,
    );
    let Some(Cell { figure, overflows }) = cell else {
        // Not part of the study.
        return canvas.fill(area, PAPER);
    };
    let Some(mean) = figure.mean else {
        let why = if overflows { "overflow" } else { "none" };
        hatch(area, canvas)?;
        return canvas.text(why, centre, Anchor::Middle, SMALL, INK);
    };
    let colour = colour(mean, reach);
    canvas.fill(area, colour)?;
    let star = if is_carried_by_few(figure) { "*" } else { "" };
    let text = format!("{}{star}", short(mean));
    canvas.text(&text, centre, Anchor::Middle, TICK, readable_on(colour))
}

/// A zero is as dark as the scale goes.
fn colour(ratio: f64, reach: f64) -> RGBColor {
    if ratio <= 0.0 {
        return diverging(-1.0);
    }
    // The square root keeps a factor of ten visible beside a factor of 1e80.
    diverging(root(ratio.log10() / reach))
}

fn readable_on(colour: RGBColor) -> RGBColor {
    let RGBColor(r, g, b) = colour;
    let light = 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b);
    if light < 140.0 { PAPER } else { INK }
}

fn hatch(area: Area, canvas: &mut Canvas) -> Result<(), ReportError> {
    canvas.fill(area, STRIP)?;
    let height = area.height();
    let mut x = area.left - height + 4.0;
    while x < area.right {
        let from = x.max(area.left);
        let to = (x + height).min(area.right);
        let ends = [
            (from, area.bottom - (from - x)),
            (to, area.bottom - (to - x)),
        ];
        canvas.line(&ends, RGBColor(0xd0, 0xd0, 0xd0), 0.6)?;
        x += 5.0;
    }
    Ok(())
}

/// The colour scale at the right of a table.
fn scale(reach: f64, inner: Area, canvas: &mut Canvas) -> Result<(), ReportError> {
    const STEPS: usize = 80;
    const LINE: f64 = 13.0;
    let bar = Area {
        left: inner.right + 10.0,
        right: inner.right + 18.0,
        ..inner
    };
    let height = bar.height() / STEPS as f64;
    for step in 0..STEPS {
        let value = 1.0 - 2.0 * (step as f64 + 0.5) / STEPS as f64;
        let top = bar.top + step as f64 * height;
        let bottom = (top + height + 0.5).min(bar.bottom);
        canvas.fill(Area { top, bottom, ..bar }, diverging(value))?;
    }
    let middle = (bar.top + bar.bottom) / 2.0;
    let end = root(reach);
    for (value, label) in root_ticks([-end, end], LINE / bar.height()) {
        let y = middle - root(value.log10()) / end * bar.height() / 2.0;
        let inset = y.clamp(bar.top + 4.0, bar.bottom - 4.0);
        canvas.line(&[(bar.right, y), (bar.right + 2.5, y)], INK, 0.7)?;
        let place = (bar.right + 5.0, inset);
        canvas.text(&label, place, Anchor::Left, TICK, INK)?;
    }
    Ok(())
}
