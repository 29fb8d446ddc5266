//! The frame of a panel: title, axes, grid, and the plot inside.

use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas};
use super::style::{GRID, INK, LABEL, PANEL, STRIP, TICK};
use super::text::{fit, text_width};
use crate::report::ReportError;

const TICK_LENGTH: f64 = 3.5;
/// Room for numbers along the vertical axis at least, so that the plots of a
/// page line up.
const TICK_ROOM: f64 = 34.0;

/// What stands around a plot.
pub struct Frame {
    /// Title of the panel; may be empty.
    pub title: String,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// What the horizontal axis is.
    pub x_title: String,
    /// What the vertical axis is.
    pub y_title: String,
    /// Room kept at the right, for labels.
    pub right: f64,
}

/// The inside of a frame that has been drawn.
pub struct Plot<'a> {
    /// Where it is on the canvas.
    pub area: Area,
    frame: &'a Frame,
}

impl Plot<'_> {
    /// Where a horizontal value stands.
    pub fn x(&self, value: f64) -> f64 {
        self.area.left + self.frame.x.place(value) * self.area.width()
    }

    /// Where a vertical value stands.
    pub fn y(&self, value: f64) -> f64 {
        self.area.bottom - self.frame.y.place(value) * self.area.height()
    }
}

impl Frame {
    /// Draws the frame into an area of the canvas.
    pub fn draw(&self, outer: Area, canvas: &mut Canvas) -> Result<Plot<'_>, ReportError> {
        let mut widest = TICK_ROOM;
        for tick in self.y.ticks() {
            widest = widest.max(text_width(&tick.label, TICK)?);
        }
        let title_height = if self.title.is_empty() { 6.0 } else { 20.0 };
        let area = Area {
            left: outer.left + 17.0 + widest + TICK_LENGTH + 4.0,
            top: outer.top + title_height,
            right: outer.right - self.right.max(8.0),
            bottom: outer.bottom - 34.0,
        };
        let title = fit(&self.title, PANEL, outer.right - area.left)?;
        let middle = outer.top + 9.0;
        canvas.text(&title, (area.left, middle), Anchor::Left, PANEL, INK)?;
        let middle = (area.left + area.right) / 2.0;
        let x_title = (middle, outer.bottom - 7.0);
        canvas.text(&self.x_title, x_title, Anchor::Middle, LABEL, INK)?;
        let y_title = (outer.left + 7.0, (area.top + area.bottom) / 2.0);
        let fitted = fit(&self.y_title, LABEL, outer.bottom - outer.top)?;
        canvas.text_upwards(&fitted, y_title, LABEL, INK)?;
        let plot = Plot { area, frame: self };
        plot.strips(canvas)?;
        plot.horizontal(canvas)?;
        plot.vertical(canvas)?;
        let corners = [
            (area.left, area.top),
            (area.left, area.bottom),
            (area.right, area.bottom),
        ];
        canvas.line(&corners, INK, 0.8)?;
        Ok(plot)
    }
}

impl Plot<'_> {
    /// The strips that stand for zero.
    fn strips(&self, canvas: &mut Canvas) -> Result<(), ReportError> {
        let area = self.area;
        if let Some(end) = self.frame.y.strip() {
            let top = area.bottom - end * area.height();
            canvas.fill(Area { top, ..area }, STRIP)?;
        }
        if let Some(end) = self.frame.x.strip() {
            let right = area.left + end * area.width();
            canvas.fill(Area { right, ..area }, STRIP)?;
        }
        Ok(())
    }

    fn horizontal(&self, canvas: &mut Canvas) -> Result<(), ReportError> {
        let area = self.area;
        // From the right, so that where labels would touch the last one stays.
        let mut free_to = f64::INFINITY;
        let mut ticks: Vec<_> = self.frame.x.ticks().iter().collect();
        ticks.sort_by(|a, b| b.at.total_cmp(&a.at));
        for tick in ticks {
            let x = area.left + tick.at * area.width();
            canvas.line(&[(x, area.top), (x, area.bottom)], GRID, 0.6)?;
            let foot = area.bottom + TICK_LENGTH;
            canvas.line(&[(x, area.bottom), (x, foot)], INK, 0.8)?;
            let half = text_width(&tick.label, TICK)? / 2.0;
            if x + half <= free_to {
                let place = (x, area.bottom + TICK_LENGTH + 8.0);
                canvas.text(&tick.label, place, Anchor::Middle, TICK, INK)?;
                free_to = x - half - 4.0;
            }
        }
        Ok(())
    }

    fn vertical(&self, canvas: &mut Canvas) -> Result<(), ReportError> {
        let area = self.area;
        for tick in self.frame.y.ticks() {
            let y = area.bottom - tick.at * area.height();
            if self.frame.y.strip().is_none_or(|end| tick.at > end) {
                canvas.line(&[(area.left, y), (area.right, y)], GRID, 0.6)?;
            }
            canvas.line(&[(area.left - TICK_LENGTH, y), (area.left, y)], INK, 0.8)?;
            let place = (area.left - TICK_LENGTH - 3.0, y);
            canvas.text(&tick.label, place, Anchor::Right, TICK, INK)?;
        }
        Ok(())
    }
}
