//! A page: title, a grid of panels, and the lines below that say what was
//! measured.

use super::canvas::{Anchor, Area, Canvas};
use super::style::{CAPTION, GREY, INK, TITLE};
use super::text::{line_height, wrap};
use crate::report::ReportError;

const MARGIN: f64 = 14.0;
/// Room between panels.
pub const GAP: f64 = 12.0;
/// Width that title and caption have at least, beside a small table.
const NARROWEST: f64 = 400.0;
/// The tallest grid of panels that is still read as one page.
const TALLEST: f64 = 1320.0;

/// How many panels of this height stand in so many columns of a page: one row
/// at least, twelve panels at most.
pub fn fitting(columns: usize, height: f64) -> usize {
    let rows = (TALLEST / (height + GAP)).floor().max(1.0) as usize;
    (rows * columns).min(12)
}

/// What a page holds besides its panels.
pub struct Page {
    /// What is shown, in a few words.
    pub title: String,
    /// How it was measured and how to read it.
    pub caption: String,
    /// Panels beside each other.
    pub columns: usize,
    /// Panels in all.
    pub panels: usize,
    /// Width and height of a panel.
    pub panel: (f64, f64),
    /// Room left and right of the grid, for what the panels of a row share.
    pub beside: (f64, f64),
}

impl Page {
    /// Draws the page and returns its PNG; `draw` draws the panel of a number,
    /// counted from 0 along the rows.
    pub fn png(
        &self,
        mut draw: impl FnMut(usize, Area, &mut Canvas) -> Result<(), ReportError>,
    ) -> Result<Vec<u8>, ReportError> {
        let columns = self.columns.clamp(1, self.panels.max(1));
        let rows = self.panels.div_ceil(columns);
        let (across, down) = self.panel;
        let spaced = |count: usize, size: f64| count as f64 * (size + GAP) - GAP;
        let inner = self.beside.0 + spaced(columns, across) + self.beside.1;
        let inner = inner.max(NARROWEST);
        let titles = wrap(&self.title, TITLE, inner)?;
        let captions = wrap(&self.caption, CAPTION, inner)?;
        let title_height = titles.len() as f64 * line_height(TITLE) + 6.0;
        let caption_height = captions.len() as f64 * line_height(CAPTION);
        let height = 2.0 * MARGIN + title_height + spaced(rows, down) + 8.0 + caption_height;
        let mut canvas = Canvas::new(inner + 2.0 * MARGIN, height)?;

        let mut y = MARGIN + line_height(TITLE) / 2.0;
        for line in &titles {
            canvas.text(line, (MARGIN, y), Anchor::Left, TITLE, INK)?;
            y += line_height(TITLE);
        }
        let top = MARGIN + title_height;
        for number in 0..self.panels {
            let left = MARGIN + self.beside.0 + (number % columns) as f64 * (across + GAP);
            let top = top + (number / columns) as f64 * (down + GAP);
            let area = Area {
                left,
                top,
                right: left + across,
                bottom: top + down,
            };
            draw(number, area, &mut canvas)?;
        }
        let mut y = height - MARGIN - caption_height + line_height(CAPTION) / 2.0;
        for line in &captions {
            canvas.text(line, (MARGIN, y), Anchor::Left, CAPTION, GREY)?;
            y += line_height(CAPTION);
        }
        canvas.png()
    }
}
