//! Labelled lines: what a thing is, in words, beside what it is called.

use actlab::report::textwrap;

/// Columns that the labels take.
const LABEL: usize = 13;

/// A page of labelled lines, at most so many characters wide.
pub struct Sheet {
    text: String,
    width: usize,
}

impl Sheet {
    /// An empty page.
    pub fn new(width: usize) -> Self {
        Sheet {
            text: String::new(),
            width,
        }
    }

    /// The page.
    pub fn into_text(self) -> String {
        self.text
    }

    /// A title, with a rule below it.
    pub fn title(&mut self, title: &str) {
        self.text.push_str(&textwrap(title, self.width));
        self.text.push('\n');
        self.text.push_str(&"─".repeat(self.width));
        self.text.push('\n');
    }

    /// A heading, with a blank line before it.
    pub fn heading(&mut self, heading: &str) {
        self.text.push_str(&format!("\n{heading}\n"));
    }

    /// A line, or several where it is long; none where there is nothing to say.
    pub fn field(&mut self, label: &str, words: &str) {
        if words.is_empty() {
            return;
        }
        let room = self.width.saturating_sub(LABEL + 2).max(20);
        let wrapped = textwrap(words, room);
        for (number, line) in wrapped.lines().enumerate() {
            let label = if number == 0 { label } else { "" };
            self.text.push_str(&format!("  {label:<LABEL$}{line}\n"));
        }
    }

    /// Several of them below each other, the label at the first.
    pub fn fields(&mut self, label: &str, all: &[String]) {
        for (number, words) in all.iter().enumerate() {
            self.field(if number == 0 { label } else { "" }, words);
        }
    }

    /// Rows whose columns stand below each other.
    pub fn rows(&mut self, label: &str, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        for (number, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(&widths);
            let cells: String = cells
                .map(|(cell, width)| format!("{cell:<width$}  "))
                .collect();
            let label = if number == 0 { label } else { "" };
            let line = format!("  {label:<LABEL$}{cells}");
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Lines as they are.
    pub fn lines(&mut self, lines: &str) {
        self.text.push_str(lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_fields_keep_clear_of_the_labels() {
        let mut sheet = Sheet::new(40);
        sheet.title("relu");
        sheet.field("also", "");
        sheet.field("source", "one two three four five six seven");
        sheet.rows(
            "in",
            &[vec!["torch".into(), "relu".into()], vec!["onnx".into()]],
        );
        let text = sheet.into_text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "relu");
        assert_eq!(lines[2], "  source       one two three four five");
        assert_eq!(lines[3], "               six seven");
        assert_eq!(lines[4], "  in           torch  relu");
        assert_eq!(lines[5], "               onnx");
    }
}
