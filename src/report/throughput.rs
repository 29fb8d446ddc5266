//! `throughput.csv`: what an activation costs.

use super::ReportError;
use super::sheet;
use std::path::Path;

const COLUMNS: [&str; 12] = [
    "group",
    "function",
    "parameter",
    "elements",
    "nanoseconds",
    "low",
    "high",
    "confidence",
    "nanoseconds_per_element",
    "nanoseconds_per_element_low",
    "nanoseconds_per_element_high",
    "roofline_share",
];

/// What moving the bytes of an activation takes, measured in the same run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roofline {
    /// a = b: eight bytes an element, those of phi or phi' alone.
    Copy,
    /// a = b + s c: twelve bytes an element, those of phi and phi'.
    Triad,
}

impl Roofline {
    /// Its name among the functions of a group of benchmarks.
    pub fn name(self) -> &'static str {
        match self {
            Roofline::Copy => "copy",
            Roofline::Triad => "triad",
        }
    }
}

/// One benchmark of criterion's: a row of `throughput.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Throughput {
    /// Group, such as `activation/value`.
    pub group: String,
    /// What ran, such as `relu`; empty where the group has one function only.
    pub function: String,
    /// Its parameter, such as `65536`; may be empty.
    pub parameter: String,
    /// Elements of one iteration, where the benchmark says so.
    pub elements: Option<u64>,
    /// Nanoseconds of one iteration: criterion's slope where there is one,
    /// else its mean.
    pub nanoseconds: f64,
    /// Lower end of the confidence interval of `nanoseconds`.
    pub low: f64,
    /// Upper end of the confidence interval of `nanoseconds`.
    pub high: f64,
    /// Level of that interval, such as 0.95.
    pub confidence: f64,
}

impl Throughput {
    /// Nanoseconds an element, with the ends of their interval; `None` where
    /// the elements are not known.
    pub fn per_element(&self) -> Option<[f64; 3]> {
        let elements = self.elements.filter(|n| *n > 0)? as f64;
        Some([self.nanoseconds, self.low, self.high].map(|ns| ns / elements))
    }

    /// Whether this is a roofline and no activation.
    pub fn is_roofline(&self) -> bool {
        [Roofline::Copy, Roofline::Triad]
            .map(Roofline::name)
            .contains(&self.function.as_str())
    }

    /// How near to its roofline this is: the time of the copy or triad of the
    /// same group and size over its own. `None` where there is none.
    pub fn roofline_share(&self, all: &[Throughput]) -> Option<f64> {
        let same = |t: &&Throughput| {
            t.is_roofline() && t.group == self.group && t.elements == self.elements
        };
        let share = all.iter().find(same)?.nanoseconds / self.nanoseconds;
        share.is_finite().then_some(share)
    }

    /// Sorts by group, function, elements, parameter, so that the file does
    /// not depend on the order of a folder.
    pub(super) fn sort(all: &mut [Throughput]) {
        fn key(t: &Throughput) -> (&str, &str, Option<u64>, &str) {
            (&t.group, &t.function, t.elements, &t.parameter)
        }
        all.sort_by(|a, b| key(a).cmp(&key(b)));
    }
}

/// The bytes of `throughput.csv`.
///
/// # Errors
/// A figure that is not finite.
pub fn throughput_csv(all: &[Throughput]) -> Result<Vec<u8>, ReportError> {
    sheet::write(&COLUMNS, all, |row| {
        let number = |value: Option<f64>, column| {
            sheet::print(value, column, || format!("{} {}", row.group, row.function))
        };
        let each = row.per_element();
        Ok(vec![
            row.group.clone(),
            row.function.clone(),
            row.parameter.clone(),
            row.elements.map_or_else(String::new, |n| n.to_string()),
            number(Some(row.nanoseconds), COLUMNS[4])?,
            number(Some(row.low), COLUMNS[5])?,
            number(Some(row.high), COLUMNS[6])?,
            number(Some(row.confidence), COLUMNS[7])?,
            number(each.map(|e| e[0]), COLUMNS[8])?,
            number(each.map(|e| e[1]), COLUMNS[9])?,
            number(each.map(|e| e[2]), COLUMNS[10])?,
            number(row.roofline_share(all), COLUMNS[11])?,
        ])
    })
}

/// Reads a `throughput.csv` back; the figures per element follow from the
/// others and are only checked to be numbers.
///
/// # Errors
/// The first thing that is wrong, with file, line and what to mend.
pub fn read_throughput(path: &Path) -> Result<Vec<Throughput>, ReportError> {
    sheet::read(path, &COLUMNS, |row| {
        let positive = |column| match row.number(column)? {
            Some(value) if value >= 0.0 => Ok(value),
            _ => Err(row.wrong(column, "a finite number from 0 up")),
        };
        for column in &COLUMNS[8..] {
            row.number(column)?;
        }
        Ok(Throughput {
            group: row.name("group")?,
            function: row.text("function").unwrap_or_default().to_string(),
            parameter: row.text("parameter").unwrap_or_default().to_string(),
            elements: row.count("elements")?,
            nanoseconds: positive("nanoseconds")?,
            low: positive("low")?,
            high: positive("high")?,
            confidence: positive("confidence")?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<Throughput> {
        let one = |function: &str, elements| Throughput {
            group: "activation/both".into(),
            function: function.into(),
            parameter: "65536".into(),
            elements,
            nanoseconds: 32768.0,
            low: 32000.0,
            high: 33000.0,
            confidence: 0.95,
        };
        vec![one("elu(alpha=1, beta)", Some(65536)), one("relu", None)]
    }

    #[test]
    fn the_file_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("throughput.csv");
        let bytes = throughput_csv(&sample()).unwrap();
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(read_throughput(&path).unwrap(), sample());
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(",65536,65536,32768,32000,33000,0.95,0.5,0.48828125,"));
        assert!(text.ends_with("relu,65536,,32768,32000,33000,0.95,,,,\n"));
    }

    #[test]
    fn the_share_of_the_roofline_is_of_the_same_group_and_size() {
        let mut all = sample();
        all.push(Throughput {
            function: "triad".into(),
            nanoseconds: 16384.0,
            ..sample()[0].clone()
        });
        assert_eq!(all[0].roofline_share(&all), Some(0.5));
        assert_eq!(all[1].roofline_share(&all), None);
    }

    #[test]
    fn a_wrong_field_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("throughput.csv");
        let text = String::from_utf8(throughput_csv(&sample()).unwrap()).unwrap();
        std::fs::write(&path, text.replace(",0.95,,,,", ",high,,,,")).unwrap();
        let message = read_throughput(&path).unwrap_err().to_string();
        assert!(
            message.contains("line 3, column confidence: 'high'"),
            "{message}"
        );
    }
}
