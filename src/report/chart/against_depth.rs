//! Panels of some quantity of whole nets against depth: a row for each
//! quantity, a column for each condition.

use super::axis::Axis;
use super::condition::{Condition, common, conditions, distinct, distinguishing, file_name, pages};
use super::frame::Frame;
use super::lines::{self, Line, Point};
use super::names::labels;
use super::page::{Page, fitting};
use super::style::Look;
use super::{Chart, trials};
use crate::analysis::{Metric, Scale};
use crate::report::ReportError;
use crate::study::Figure;

/// The least height of a panel.
const HEIGHT: f64 = 220.0;

/// What is drawn against depth.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Metric.
    pub metric: Metric,
    /// Number format, for a metric that has one.
    pub format: Option<String>,
    /// Title of its panels.
    pub title: String,
    /// Title of its vertical axis.
    pub axis: String,
    /// What the caption says of it; may be empty.
    pub meaning: &'static str,
}

impl Quantity {
    fn is_of(&self, figure: &Figure) -> bool {
        self.metric == figure.metric && self.format == figure.format
    }
}

/// A chart of quantities against depth.
pub struct AgainstDepth<'a> {
    /// Rows of `summary.csv`.
    pub figures: Vec<&'a Figure>,
    /// Activations, in the order of their looks.
    pub names: Vec<&'a String>,
    /// What is drawn.
    pub quantities: Vec<Quantity>,
    /// Start of the file names.
    pub file: &'static str,
    /// Title of the pages.
    pub title: &'static str,
    /// What the caption says beside condition, trials and quantities.
    pub caption: String,
}

impl AgainstDepth<'_> {
    /// Draws the pages; none where no quantity was measured at two depths.
    ///
    /// # Errors
    /// A chart that cannot be drawn.
    pub fn charts(&self) -> Result<Vec<Chart>, ReportError> {
        let drawn = |f: &&&Figure| self.quantities.iter().any(|q| q.is_of(f));
        let figures: Vec<&Figure> = self.figures.iter().filter(drawn).copied().collect();
        if distinct(figures.iter().map(|f| f.depth)).len() < 2 {
            return Ok(Vec::new());
        }
        let all = conditions(figures.iter().copied());
        let quantities: Vec<&Quantity> = self.quantities.iter().collect();
        let panels = all.len() * quantities.len();
        let height = lines::height_for(self.names.len(), HEIGHT);
        let columns = if all.len() == 1 { 2 } else { all.len() };
        if all.len() <= 3 && panels <= fitting(columns, height) {
            let png = self.page(&figures, &all, &quantities)?;
            return Ok(vec![(file_name(self.file, ""), png)]);
        }
        let mut charts = Vec::new();
        for quantity in quantities {
            for (name, members) in pages(&all, fitting(3, height)) {
                let which = match &quantity.format {
                    Some(format) => format!("{}_{format}", self.file),
                    None => format!("{}_{}", self.file, quantity.metric),
                };
                let png = self.page(&figures, &members, &[quantity])?;
                charts.push((file_name(&which, &name), png));
            }
        }
        Ok(charts)
    }

    fn page(
        &self,
        figures: &[&Figure],
        members: &[Condition],
        quantities: &[&Quantity],
    ) -> Result<Vec<u8>, ReportError> {
        // Rows are quantities, unless one condition or one quantity leaves a
        // single file of panels, which folds into two or three columns.
        let panels = members.len() * quantities.len();
        let folded = members.len() == 1 || quantities.len() == 1;
        let columns = match members.len() {
            _ if folded && panels > 6 => 3,
            _ if folded => 2,
            several => several,
        };
        let lines = |number: usize| {
            let (quantity, condition) = (number / members.len(), number % members.len());
            self.lines(figures, &members[condition], quantities[quantity])
        };
        let curves: Vec<Vec<Line>> = (0..panels).map(lines).collect();
        let axes: Vec<Axis> = curves
            .chunks(members.len())
            .zip(quantities)
            .map(axis)
            .collect();
        let mut depths = distinct(figures.iter().map(|f| f.depth));
        depths.sort_unstable();
        let mut room: f64 = 0.0;
        for curves in &curves {
            room = room.max(lines::label_room(curves)?);
        }
        let most = curves.iter().map(Vec::len).max().unwrap_or(0);
        let held = |f: &&&Figure| {
            members.iter().any(|c| c.holds(f)) && quantities.iter().any(|q| q.is_of(f))
        };
        let shown: Vec<&Figure> = figures.iter().filter(held).copied().collect();
        // A page of one quantity names it once, so that its panels have room for
        // their conditions.
        let alone = match quantities {
            [only] if members.len() > 1 => Some(only.title.as_str()),
            _ => None,
        };
        let page = Page {
            title: alone.map_or(self.title.into(), |only| format!("{}: {only}", self.title)),
            caption: format!(
                "{}; {}. {} {}",
                common(members),
                trials(&shown),
                lines::key(curves.iter().flatten()),
                self.says(quantities),
            ),
            columns,
            panels,
            panel: (370.0, lines::height_for(most, HEIGHT)),
            beside: (0.0, 0.0),
        };
        page.png(|number, area, canvas| {
            let (row, column) = (number / members.len(), number % members.len());
            let quantity = quantities[row];
            let condition = distinguishing(&members[column], members);
            let y = &axes[row];
            let zoomed = if y.is_zoomed_share() { " (zoomed)" } else { "" };
            let frame = Frame {
                title: match alone {
                    Some(_) => condition,
                    None if condition.is_empty() => quantity.title.to_string(),
                    None => format!("{}, {condition}", quantity.title),
                },
                x: Axis::counts(&depths),
                y: y.clone(),
                x_title: "depth (activation layers)".into(),
                y_title: format!("{}{zoomed}", quantity.axis),
                right: room,
            };
            lines::draw(&frame, &curves[number], area, canvas).map(|_| ())
        })
    }

    /// What the shown quantities mean, then the rest of the caption.
    fn says(&self, quantities: &[&Quantity]) -> String {
        let mut says: Vec<&str> = quantities.iter().map(|q| q.meaning).collect();
        says.push(&self.caption);
        says.retain(|text| !text.is_empty());
        says.join(" ")
    }

    fn lines(&self, figures: &[&Figure], condition: &Condition, quantity: &Quantity) -> Vec<Line> {
        let labels = labels(&self.names);
        let line = |(place, name): (usize, &&String)| {
            let is_own =
                |f: &&&Figure| f.activation == **name && condition.holds(f) && quantity.is_of(f);
            let mut own: Vec<&&Figure> = figures.iter().filter(is_own).collect();
            own.sort_by_key(|f| f.depth);
            Line {
                name: labels[place].clone(),
                look: Look::of(place),
                points: own.iter().map(|f| Point::of(f, f.depth as f64)).collect(),
            }
        };
        let all = self.names.iter().enumerate().map(line);
        all.filter(|line| !line.points.is_empty()).collect()
    }
}

/// The axis that the panels of a quantity share.
fn axis((curves, quantity): (&[Vec<Line>], &&Quantity)) -> Axis {
    let values = curves.iter().flatten().flat_map(Line::values);
    match quantity.metric.scale() {
        Scale::Log => Axis::logarithmic(values),
        Scale::Share => Axis::share(values),
        Scale::Linear => {
            let ends = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
            Axis::linear(ends.0, ends.1)
        }
    }
}
