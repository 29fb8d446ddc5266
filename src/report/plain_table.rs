//! Tables on a terminal: a rule below the header and one at each end.

use comfy_table::{
    CellAlignment, ContentArrangement, Table, TableComponent, presets::UTF8_HORIZONTAL_ONLY,
};

/// An empty table in the house's look; it is as wide as its content until it
/// is told otherwise.
pub fn plain_table() -> Table {
    let mut table = Table::new();
    table
        .load_preset(UTF8_HORIZONTAL_ONLY)
        .remove_style(TableComponent::HorizontalLines)
        .remove_style(TableComponent::MiddleIntersections)
        .remove_style(TableComponent::LeftBorderIntersections)
        .remove_style(TableComponent::RightBorderIntersections)
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, '─')
        .set_content_arrangement(ContentArrangement::Dynamic);
    table
}

/// A table of a first column of names and more of numbers, or several below each
/// other, each with as many of the `columns` as fit in `width` characters, one
/// at least. `row` gives the cells of a name for some of the columns.
pub(crate) fn in_parts(
    head: &str,
    columns: &[&str],
    names: &[String],
    width: usize,
    row: impl Fn(usize, &[&str]) -> Vec<String>,
) -> String {
    let part = |columns: &[&str]| {
        let mut table = plain_table();
        table.set_header([&[head], columns].concat());
        for (place, name) in names.iter().enumerate() {
            table.add_row([vec![name.clone()], row(place, columns)].concat());
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    };
    let mut text = String::new();
    let mut left = columns;
    while !left.is_empty() {
        let mut taken = left.len();
        let mut table = part(left);
        while taken > 1 && line_length(&table) > width {
            taken -= 1;
            table = part(&left[..taken]);
        }
        left = &left[taken..];
        text.push_str(&format!("{table}\n"));
    }
    text
}

/// Characters in the longest line of a table.
pub(super) fn line_length(table: &Table) -> usize {
    let lines = table.lines();
    lines.map(|line| line.chars().count()).max().unwrap_or(0)
}
