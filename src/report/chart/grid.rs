//! Small tables of differences from -1 to 1, in colour, with a border around the
//! cells of one kind.

use super::canvas::{Anchor, Area, Canvas};
use super::page::Page;
use super::style::{GREY, INK, LABEL, PANEL, PAPER, STRIP, TICK, diverging};
use super::text::{fit, fit_apart, text_width};
use crate::report::ReportError;
use plotters::style::RGBColor;

const CELL: (f64, f64) = (38.0, 19.0);
const WIDEST_NAME: f64 = 118.0;
const BORDER: f64 = 2.4;

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridCell {
    /// The difference; `None` where there is none.
    pub value: Option<f64>,
    /// Whether it can be told from 0; pale where it cannot.
    pub is_told: bool,
    /// Whether it is inside of the border.
    pub is_inside: bool,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// What sets it apart from the others, on two lines.
    pub title: String,
    /// The second of them.
    pub subtitle: String,
    /// What the columns are.
    pub along: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// Names of the rows, the same in all tables of a page.
    pub rows: Vec<String>,
    /// Cells, row by row.
    pub cells: Vec<Vec<GridCell>>,
}

/// The PNG of a page of tables, `across` beside each other.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn grids(
    title: &str,
    caption: &str,
    across: usize,
    grids: &[Grid],
) -> Result<Vec<u8>, ReportError> {
    let count = |of: fn(&Grid) -> usize| grids.iter().map(of).max().unwrap_or(0) as f64;
    let mut widest: f64 = 0.0;
    let mut width = count(|g| g.columns.len()) * CELL.0;
    for grid in grids {
        width = width.max(text_width(&grid.title, PANEL)?);
        width = width.max(text_width(&grid.subtitle, LABEL)?);
        for name in &grid.rows {
            widest = widest.max(text_width(name, LABEL)?.min(WIDEST_NAME));
        }
    }
    let page = Page {
        title: title.to_string(),
        caption: caption.to_string(),
        columns: across,
        panels: grids.len(),
        panel: (width, HEAD + count(|g| g.rows.len()) * CELL.1 + 4.0),
        beside: (widest + 8.0, 0.0),
    };
    let told = grids.iter().flat_map(|g| g.cells.iter().flatten());
    let told = told.filter(|cell| cell.is_told);
    let reach = told
        .filter_map(|cell| cell.value)
        .fold(LEAST_REACH, |reach, v| reach.max(v.abs()));
    page.png(|number, area, canvas| {
        let names = number.is_multiple_of(across);
        draw(&grids[number], (names, reach), area, canvas)
    })
}

/// The darkest colour stands for the largest difference, and for this at least.
const LEAST_REACH: f64 = 0.25;
/// Room for the title and the heads of the columns.
const HEAD: f64 = 54.0;

fn draw(
    grid: &Grid,
    (names, reach): (bool, f64),
    area: Area,
    canvas: &mut Canvas,
) -> Result<(), ReportError> {
    let title = fit(&grid.title, PANEL, area.width())?;
    let place = (area.left, area.top + 9.0);
    canvas.text(&title, place, Anchor::Left, PANEL, INK)?;
    let subtitle = fit(&grid.subtitle, LABEL, area.width())?;
    let place = (area.left, area.top + 23.0);
    canvas.text(&subtitle, place, Anchor::Left, LABEL, INK)?;
    let top = area.top + HEAD;
    let middle = |row: usize| top + (row as f64 + 0.5) * CELL.1;
    for (column, head) in grid.columns.iter().enumerate() {
        let x = area.left + (column as f64 + 0.5) * CELL.0 - 0.5;
        canvas.text(head, (x, top - 8.0), Anchor::Middle, TICK, INK)?;
    }
    if names {
        let place = (area.left - 6.0, top - 8.0);
        canvas.text(&grid.along, place, Anchor::Right, TICK, GREY)?;
        let rows: Vec<&str> = grid.rows.iter().map(AsRef::as_ref).collect();
        for (row, name) in fit_apart(&rows, LABEL, WIDEST_NAME)?.iter().enumerate() {
            let place = (area.left - 6.0, middle(row));
            canvas.text(name, place, Anchor::Right, LABEL, INK)?;
        }
    }
    for (row, cells) in grid.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let left = area.left + column as f64 * CELL.0;
            let inner = Area {
                left,
                top: top + row as f64 * CELL.1,
                right: left + CELL.0 - 1.0,
                bottom: top + (row + 1) as f64 * CELL.1 - 1.0,
            };
            let Some(value) = cell.value else {
                canvas.fill(inner, STRIP)?;
                let at = ((inner.left + inner.right) / 2.0, middle(row));
                canvas.text("none", at, Anchor::Middle, TICK, GREY)?;
                continue;
            };
            let colour = diverging(if cell.is_told { value / reach } else { 0.0 });
            canvas.fill(inner, colour)?;
            let ink = if cell.is_told {
                readable_on(colour)
            } else {
                GREY
            };
            let at = ((inner.left + inner.right) / 2.0, middle(row) - 0.5);
            canvas.text(&signed(value), at, Anchor::Middle, TICK, ink)?;
        }
    }
    border(grid, (area.left, top), canvas)
}

/// Two decimals and a sign; 0 has none.
fn signed(value: f64) -> String {
    match format!("{value:+.2}") {
        text if text.ends_with("0.00") => "0".to_string(),
        text => text,
    }
}

fn readable_on(colour: RGBColor) -> RGBColor {
    let RGBColor(r, g, b) = colour;
    let light = 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b);
    if light < 140.0 { PAPER } else { INK }
}

/// A line wherever a cell inside meets one outside, or the edge.
fn border(grid: &Grid, (left, top): (f64, f64), canvas: &mut Canvas) -> Result<(), ReportError> {
    let inside = |row: isize, column: isize| {
        let cells = usize::try_from(row).ok().and_then(|r| grid.cells.get(r));
        let cell = cells.and_then(|c| c.get(usize::try_from(column).ok()?));
        cell.is_some_and(|cell| cell.is_inside)
    };
    let x = |column: isize| left + column as f64 * CELL.0 - 0.5;
    let y = |row: isize| top + row as f64 * CELL.1 - 0.5;
    let (rows, columns) = (grid.rows.len() as isize, grid.columns.len() as isize);
    for row in 0..=rows {
        for column in 0..=columns {
            let here = inside(row, column);
            if here != inside(row - 1, column) {
                canvas.line(&[(x(column), y(row)), (x(column + 1), y(row))], INK, BORDER)?;
            }
            if here != inside(row, column - 1) {
                canvas.line(&[(x(column), y(row)), (x(column), y(row + 1))], INK, BORDER)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn tables_are_drawn() {
        let cell = |value: f64, is_inside| GridCell {
            value: Some(value),
            is_told: value.abs() > 0.1,
            is_inside,
        };
        let none = GridCell {
            value: None,
            is_told: false,
            is_inside: true,
        };
        let grid = Grid {
            title: "he".into(),
            subtitle: "leaky_relu(0.2)".into(),
            along: "depth".into(),
            columns: vec!["8".into(), "64".into()],
            rows: vec!["f32".into(), "a_long_name_of_a_format".into()],
            cells: vec![
                vec![cell(0.0, false), cell(0.05, false)],
                vec![cell(-0.7, true), none],
            ],
        };
        let png = grids("Title", "Caption.", 2, &[grid.clone(), grid]).unwrap();
        sample::look(&[("grid.png".into(), png)]);
        assert_eq!((signed(-0.001), signed(0.25)), ("0".into(), "+0.25".into()));
        assert!(grids("Title", "Caption.", 2, &[]).is_ok());
    }
}
