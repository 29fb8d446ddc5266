//! A curve in braille: each character is 2 x 4 dots.

/// Dots of a character, across and down.
const ACROSS: usize = 2;
const DOWN: usize = 4;

/// Draws f between two z on so many characters, with its range at the left and
/// dots where z or f is 0. Where f leaves what most of it needs, the curve
/// leaves the drawing.
pub fn drawing(
    title: &str,
    f: impl Fn(f64) -> f64,
    (from, to): (f64, f64),
    (columns, rows): (usize, usize),
) -> Vec<String> {
    let label = |value: f64| {
        let text = short(value);
        format!("{text:>LABEL$} ")
    };
    let columns = columns.saturating_sub(LABEL + 1).max(8);
    let (across, down) = (ACROSS * columns, DOWN * rows);
    let place = |dot: usize| from + (to - from) * (dot as f64 + 0.5) / across as f64;
    let values: Vec<f64> = (0..across).map(|dot| f(place(dot))).collect();
    let Some((low, high)) = frame(&values) else {
        return vec![title.to_string(), "no value in this range".to_string()];
    };
    let height = |value: f64| (high - value) / (high - low) * (down as f64 - 1.0);
    let mut paper = Paper::new(columns, rows);
    let zero = height(0.0).round();
    if (0.0..down as f64).contains(&zero) {
        (0..across)
            .step_by(4)
            .for_each(|dot| paper.dot(dot, zero as usize));
    }
    let upright = (-from / (to - from) * across as f64) as usize;
    if from < 0.0 && to > 0.0 {
        (0..down).step_by(3).for_each(|dot| paper.dot(upright, dot));
    }
    let mut before: Option<f64> = None;
    for (dot, value) in values.iter().enumerate() {
        let here = Some(height(*value)).filter(|h| h.is_finite());
        if let Some(here) = here {
            // A steep curve is drawn without gaps; a jump is one, too.
            let there = before.map_or(here, |before| here + (before - here) * 0.5);
            paper.upright(dot, here, there);
            if let (Some(before), true) = (before, dot > 0) {
                paper.upright(dot - 1, before, before + (here - before) * 0.5);
            }
        }
        before = here;
    }
    let mut lines = vec![format!("{:LABEL$} {title}", "")];
    let drawn = paper.lines();
    let last = drawn.len().saturating_sub(1);
    for (row, line) in drawn.into_iter().enumerate() {
        let margin = match row {
            0 => label(high),
            _ if row == last => label(low),
            _ => " ".repeat(LABEL + 1),
        };
        lines.push(format!("{margin}{line}"));
    }
    let (left, right) = (short(from), short(to));
    let between = columns.saturating_sub(left.len() + right.len());
    lines.push(format!("{:LABEL$} {left}{:between$}{right}", "", ""));
    lines
}

/// Columns of the numbers at the left.
const LABEL: usize = 7;

/// A number on a few characters.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    match rounded.abs() {
        0.0 => "0".to_string(),
        size if (1e-2..1e4).contains(&size) => rounded.to_string(),
        _ => format!("{rounded:.0e}"),
    }
}

/// From what to what to draw: all of it, unless that would be mostly empty.
fn frame(values: &[f64]) -> Option<(f64, f64)> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (*sorted.first()?, *sorted.last()?);
    let skipped = sorted.len() / 12;
    let (inner_low, inner_high) = (sorted[skipped], sorted[sorted.len() - 1 - skipped]);
    let inner = inner_high - inner_low;
    let pad = |low: f64, high: f64| {
        let least = 1e-9 * low.abs().max(high.abs()).max(1e-9);
        match high - low > least {
            true => (low, high),
            false => (low - 1.0, high + 1.0),
        }
    };
    Some(match inner > 0.0 && high - low > 8.0 * inner {
        true => pad(inner_low - 0.5 * inner, inner_high + 0.5 * inner),
        false => pad(low, high),
    })
}

/// Dots on characters.
struct Paper {
    columns: usize,
    rows: usize,
    marks: Vec<u8>,
}

impl Paper {
    fn new(columns: usize, rows: usize) -> Self {
        Paper {
            columns,
            rows,
            marks: vec![0; columns * rows],
        }
    }

    fn dot(&mut self, across: usize, down: usize) {
        // The bits of a braille character, column by column.
        const BITS: [[u8; DOWN]; ACROSS] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
        let (column, row) = (across / ACROSS, down / DOWN);
        if column < self.columns && row < self.rows {
            self.marks[row * self.columns + column] |= BITS[across % ACROSS][down % DOWN];
        }
    }

    /// The dots of a column from one height to another, as far as they are on
    /// the paper.
    fn upright(&mut self, across: usize, from: f64, to: f64) {
        let (from, to) = (from.min(to).round(), from.max(to).round());
        let end = (DOWN * self.rows) as f64 - 1.0;
        if to < 0.0 || from > end {
            return;
        }
        let (from, to) = (from.max(0.0) as usize, to.min(end) as usize);
        (from..=to).for_each(|down| self.dot(across, down));
    }

    fn lines(&self) -> Vec<String> {
        let character = |mark: &u8| match mark {
            0 => ' ',
            mark => char::from_u32(0x2800 + u32::from(*mark)).unwrap_or(' '),
        };
        let rows = self.marks.chunks(self.columns);
        rows.map(|row| row.iter().map(character).collect())
            .collect()
    }
}

/// Two drawings beside each other.
pub fn beside(left: &[String], right: &[String], width: usize) -> String {
    let mut text = String::new();
    for row in 0..left.len().max(right.len()) {
        let cell = |lines: &[String]| lines.get(row).cloned().unwrap_or_default();
        let line = format!("{:<width$}  {}", cell(left), cell(right));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_corner_to_corner() {
        let drawn = drawing("phi", |z| z, (-1.0, 1.0), (28, 5));
        assert_eq!(drawn.len(), 7);
        assert!(drawn[0].ends_with("phi"));
        assert!(drawn[1].ends_with('⠉') || drawn[1].ends_with('⠋') || !drawn[1].ends_with(' '));
        assert!(drawn[6].contains("-1") && drawn[6].ends_with('1'));
        for line in &drawn {
            assert!(line.chars().count() <= 28, "{line}");
        }
    }

    #[test]
    fn anything_can_be_drawn() {
        for f in [
            (|_| f64::NAN) as fn(f64) -> f64,
            |_| 0.0,
            |z| 1.0 / z,
            f64::ln,
            |z| (z * 300.0).exp(),
            |z| if z > 0.0 { 1e300 } else { -1e300 },
            |_| f64::INFINITY,
        ] {
            let drawn = drawing("f", f, (-5.0, 5.0), (40, 8));
            assert!(
                drawn.iter().all(|line| line.chars().count() <= 40),
                "{drawn:#?}"
            );
        }
    }
}
