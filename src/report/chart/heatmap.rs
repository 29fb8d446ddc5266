//! Gradient ratio as a table in colour: activation by depth, or by input.

use super::Chart;
use super::cells::{self, Cell, Table};
use super::condition::{Condition, common, conditions, distinct, distinguishing, file_name, pages};
use crate::analysis::Metric;
use crate::report::ReportError;
use crate::study::Figure;

/// Draws the `gradient_ratio` of every activation and depth (of some depths,
/// where there are more than twenty), a panel a condition; for a study of one
/// depth and several inputs, of every activation and input. Rows are sorted: the activation whose gradient changes least comes
/// first.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn heatmap(summary: &[Figure]) -> Result<Vec<Chart>, ReportError> {
    let figures: Vec<&Figure> = summary
        .iter()
        .filter(|f| f.metric == Metric::GradientRatio)
        .collect();
    let mut depths = distinct(figures.iter().map(|f| f.depth));
    depths.sort_unstable();
    // Of one layer the ratio is 1, whatever it is.
    let Some(deepest) = depths.last().copied().filter(|depth| *depth > 1) else {
        return Ok(Vec::new());
    };
    let depths = thinned(depths);
    let inputs = thinned(distinct(figures.iter().map(|f| f.input.clone())));
    let by_input = depths.len() == 1 && inputs.len() > 1;
    let names = ranked(&figures, deepest);
    let all = conditions(figures.iter().copied());
    // By input, conditions that differ in nothing else share a table.
    let tables_of = if by_input {
        let first = |c: &Condition| c.input == all[0].input;
        all.iter().filter(|c| first(c)).cloned().collect()
    } else {
        all.clone()
    };
    let mut charts = Vec::new();
    let across = if by_input { inputs.len() } else { depths.len() };
    let most = cells::tables_of_a_page(names.len(), across);
    let overflows = |figure: &Figure, condition: &Condition| {
        let is_own = |f: &&Figure| {
            f.metric == Metric::Overflow
                && (&f.activation, f.depth) == (&figure.activation, figure.depth)
                && condition.holds(f)
        };
        let share = summary.iter().find(is_own).and_then(|f| f.mean);
        share.is_some_and(|share| share > 0.0)
    };
    for (name, members) in pages(&tables_of, most) {
        let mut tables = Vec::new();
        for member in &members {
            let title = distinguishing(member, &members);
            let cell = |name: &String, input: &String, depth: usize| {
                let mut condition = member.clone();
                condition.input.clone_from(input);
                let mut own = figures.iter().filter(|f| condition.holds(f));
                let figure = own.find(|f| f.activation == *name && f.depth == depth)?;
                Some(Cell {
                    figure,
                    overflows: figure.mean.is_none() && overflows(figure, &condition),
                })
            };
            let row = |name: &&String| {
                if by_input {
                    inputs
                        .iter()
                        .map(|input| cell(name, input, deepest))
                        .collect()
                } else {
                    depths
                        .iter()
                        .map(|depth| cell(name, &member.input, *depth))
                        .collect()
                }
            };
            tables.push(Table {
                title,
                columns: if by_input {
                    inputs.clone()
                } else {
                    depths.iter().map(usize::to_string).collect()
                },
                cells: names.iter().map(row).collect(),
            });
        }
        let held: Vec<_> = all
            .iter()
            .filter(|c| by_input || members.contains(c))
            .cloned()
            .collect();
        let what = if by_input {
            format!("{}, depth {deepest}", common(&held))
        } else {
            common(&held)
        };
        let png = cells::page(&tables, &names, by_input, &what)?;
        charts.push((file_name("heatmap", &name), png));
    }
    Ok(charts)
}

/// Every value of a few, and evenly chosen ones with the last of many: more
/// columns than this cannot be read.
fn thinned<T>(values: Vec<T>) -> Vec<T> {
    const COLUMNS: usize = 20;
    let every = values.len().div_ceil(COLUMNS).max(1);
    let last = values.len().saturating_sub(1);
    let chosen = |(place, value): (usize, T)| (last - place).is_multiple_of(every).then_some(value);
    values.into_iter().enumerate().filter_map(chosen).collect()
}

/// Activations by how far the gradient strays from 1 at the greatest depth,
/// over all conditions; zero and overflow are as far as can be.
fn ranked<'a>(figures: &[&'a Figure], deepest: usize) -> Vec<&'a String> {
    let mut names = distinct(figures.iter().map(|f| &f.activation));
    let strays = |name: &String| -> f64 {
        let own = figures
            .iter()
            .filter(|f| f.activation == *name && f.depth == deepest);
        own.map(|f| f.mean.map_or(f64::INFINITY, |mean| mean.log10().abs()))
            .sum()
    };
    names.sort_by(|a, b| strays(a).total_cmp(&strays(b)));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;

    #[test]
    fn depth_and_input_both_make_a_table() {
        let mut summary = sample::summary(&["normal"], &["he", "glorot"], &sample::DEPTHS);
        let is_ratio = |f: &&mut Figure| f.metric == Metric::GradientRatio;
        for figure in summary.iter_mut().filter(is_ratio) {
            match (
                figure.activation.as_str(),
                figure.depth,
                figure.weights.as_str(),
            ) {
                ("identity", 64.., "he") => figure.mean = None,
                ("relu", 128, "glorot") => figure.mean = Some(0.0),
                _ => {}
            }
        }
        let charts = heatmap(&summary).unwrap();
        sample::look(&charts);
        assert_eq!(charts[0].0, "heatmap.png");
        let inputs = [
            "normal",
            "uniform",
            "cauchy",
            "log_normal(0, 1)",
            "student_t(3)",
        ];
        let charts = heatmap(&sample::summary(&inputs, &["he", "glorot"], &[50])).unwrap();
        assert_eq!(charts.len(), 1);
        sample::look(&[("heatmap_input.png".into(), charts[0].1.clone())]);
        assert!(heatmap(&[]).unwrap().is_empty());
    }

    #[test]
    fn many_columns_are_thinned_and_the_last_stays() {
        assert_eq!(thinned((1..=20).collect()).len(), 20);
        let thin = thinned((1..=128).collect());
        assert!(thin.len() <= 20 && thin.last() == Some(&128));
        assert!(thinned(Vec::<usize>::new()).is_empty());
    }

    #[test]
    fn the_first_row_strays_least() {
        let summary = sample::summary(&["normal"], &["he"], &[128]);
        let figures: Vec<&Figure> = summary
            .iter()
            .filter(|f| f.metric == Metric::GradientRatio)
            .collect();
        let names = ranked(&figures, 128);
        assert_eq!(names[names.len() - 1], "sigmoid");
    }
}
