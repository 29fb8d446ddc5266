//! Criterion's results, wherever its folder is.

use super::{ReportError, Throughput};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What `benchmark.json` says, of what is needed here.
#[derive(Deserialize)]
struct Benchmark {
    group_id: String,
    function_id: Option<String>,
    value_str: Option<String>,
    throughput: Option<serde_json::Value>,
}

impl Benchmark {
    /// Elements of one iteration, where the benchmark counts elements.
    fn elements(&self) -> Option<u64> {
        let throughput = self.throughput.as_ref()?;
        let both = throughput.get("ElementsAndBytes");
        let elements = throughput
            .get("Elements")
            .or_else(|| both?.get("elements"))?;
        elements.as_u64()
    }
}

/// What `estimates.json` says, in nanoseconds.
#[derive(Deserialize)]
struct Estimates {
    mean: Estimate,
    slope: Option<Estimate>,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
    confidence_interval: Interval,
}

impl Estimate {
    /// A time from zero up, with an interval at a level between 0 and 1.
    fn is_sound(&self) -> bool {
        let interval = &self.confidence_interval;
        let ends = 0.0 <= interval.lower_bound && interval.lower_bound <= interval.upper_bound;
        let level = interval.confidence_level;
        self.point_estimate >= 0.0 && ends && 0.0 < level && level < 1.0
    }
}

#[derive(Deserialize)]
struct Interval {
    confidence_level: f64,
    lower_bound: f64,
    upper_bound: f64,
}

/// The folder in which criterion has left its results: `explicit` if given,
/// else `CRITERION_HOME`, `CARGO_TARGET_DIR/criterion`, the `criterion` folder
/// of the target folder that the running program lies in, `target/criterion`.
pub fn criterion_folder(explicit: Option<&Path>) -> PathBuf {
    locate(
        explicit,
        std::env::var_os("CRITERION_HOME"),
        std::env::var_os("CARGO_TARGET_DIR"),
        std::env::current_exe().ok().as_deref(),
    )
}

fn locate(
    explicit: Option<&Path>,
    criterion_home: Option<OsString>,
    target: Option<OsString>,
    program: Option<&Path>,
) -> PathBuf {
    let given = |value: Option<OsString>| value.filter(|v| !v.is_empty()).map(PathBuf::from);
    // target/PROFILE/program, target/PROFILE/deps/program, and one more where
    // the target platform is named: target/TRIPLE/PROFILE/program.
    let beside_program = || {
        let mut above = program?.ancestors().skip(2).take(3);
        above.find_map(|folder| Some(folder.join("criterion")).filter(|c| c.is_dir()))
    };
    explicit
        .map(Path::to_path_buf)
        .or_else(|| given(criterion_home))
        .or_else(|| given(target).map(|target| target.join("criterion")))
        .or_else(beside_program)
        .unwrap_or_else(|| Path::new("target").join("criterion"))
}

/// The latest figure of every benchmark under a criterion folder, sorted by
/// group, function and elements. Empty where nothing has run yet, or where
/// there is no such folder. The time is criterion's slope (a fit over growing
/// numbers of iterations) where there is one, else its mean.
///
/// # Errors
/// A folder or file that cannot be read, or that is not what criterion writes.
pub fn read_criterion(folder: &Path) -> Result<Vec<Throughput>, ReportError> {
    let mut found = Vec::new();
    if folder.exists() {
        walk(folder, &mut found)?;
    }
    Throughput::sort(&mut found);
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<Throughput>) -> Result<(), ReportError> {
    let unreadable = |source| ReportError::Read {
        path: folder.to_path_buf(),
        source,
    };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        // Links are not followed, so that the walk ends.
        if !entry.file_type().map_err(unreadable)?.is_dir() {
            continue;
        }
        let inside = entry.path();
        if entry.file_name() == "new" && inside.join("benchmark.json").is_file() {
            found.extend(measured(&inside)?);
        } else {
            walk(&inside, found)?;
        }
    }
    Ok(())
}

/// The figure in a `new` folder; `None` where a run was cut short before it.
fn measured(folder: &Path) -> Result<Option<Throughput>, ReportError> {
    let estimates = folder.join("estimates.json");
    if !estimates.is_file() {
        return Ok(None);
    }
    let benchmark: Benchmark = json(&folder.join("benchmark.json"))?;
    let found: Estimates = json(&estimates)?;
    let time = found.slope.unwrap_or(found.mean);
    if !time.is_sound() {
        return Err(ReportError::Criterion {
            path: estimates,
            source: serde::de::Error::custom("a negative time, or an interval that is none"),
        });
    }
    Ok(Some(Throughput {
        elements: benchmark.elements(),
        group: benchmark.group_id,
        function: benchmark.function_id.unwrap_or_default(),
        parameter: benchmark.value_str.unwrap_or_default(),
        nanoseconds: time.point_estimate,
        low: time.confidence_interval.lower_bound,
        high: time.confidence_interval.upper_bound,
        confidence: time.confidence_interval.confidence_level,
    }))
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, ReportError> {
    let bytes = std::fs::read(path).map_err(|source| ReportError::Read {
        path: path.to_path_buf(),
        source,
    })?;
    serde_json::from_slice(&bytes).map_err(|source| ReportError::Criterion {
        path: path.to_path_buf(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn estimate(ns: f64) -> String {
        format!(
            r#"{{"confidence_interval":{{"confidence_level":0.95,"lower_bound":{},
            "upper_bound":{}}},"point_estimate":{ns},"standard_error":1.0}}"#,
            ns - 1.0,
            ns + 1.0
        )
    }

    #[test]
    fn a_time_that_is_none_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let folder = lay(home.path(), "activation/value", "relu", 4096, true);
        fs::write(
            folder.join("estimates.json"),
            format!(r#"{{"mean":{},"slope":null}}"#, estimate(-5.0)),
        )
        .unwrap();
        let error = read_criterion(home.path()).unwrap_err().to_string();
        assert!(error.contains("estimates.json"), "{error}");
    }

    /// Lays down a benchmark as criterion does.
    fn lay(home: &Path, group: &str, function: &str, elements: u64, slope: bool) -> PathBuf {
        let folder = home
            .join(group.replace('/', "_"))
            .join(function)
            .join(elements.to_string())
            .join("new");
        fs::create_dir_all(&folder).unwrap();
        let benchmark = format!(
            r#"{{"group_id":"{group}","function_id":"{function}","value_str":"{elements}",
            "throughput":{{"Elements":{elements}}},"full_id":"x","directory_name":"x","title":"x"}}"#
        );
        fs::write(folder.join("benchmark.json"), benchmark).unwrap();
        let slope = if slope {
            estimate(200.0)
        } else {
            "null".into()
        };
        let mean = estimate(100.0);
        let estimates = format!(
            r#"{{"mean":{mean},"median":{mean},"median_abs_dev":{mean},"slope":{slope},"std_dev":{mean}}}"#
        );
        fs::write(folder.join("estimates.json"), estimates).unwrap();
        folder
    }

    #[test]
    fn results_are_found_and_sorted() {
        let home = tempfile::tempdir().unwrap();
        lay(home.path(), "network", "forward", 64, false);
        lay(home.path(), "activation/value", "relu", 65536, true);
        let twin = lay(home.path(), "activation/value", "relu", 4096, false);
        // Criterion keeps the run before in `base`.
        let base = twin.with_file_name("base");
        fs::create_dir(&base).unwrap();
        fs::copy(twin.join("benchmark.json"), base.join("benchmark.json")).unwrap();

        let found = read_criterion(home.path()).unwrap();
        let seen: Vec<_> = found
            .iter()
            .map(|t| (t.group.as_str(), t.elements, t.nanoseconds, t.high))
            .collect();
        assert_eq!(
            seen,
            [
                ("activation/value", Some(4096), 100.0, 101.0),
                ("activation/value", Some(65536), 200.0, 201.0),
                ("network", Some(64), 100.0, 101.0),
            ]
        );
        assert_eq!(found[0].function, "relu");
        assert_eq!(found[0].confidence, 0.95);
    }

    #[test]
    fn nothing_yet_is_no_error() {
        let home = tempfile::tempdir().unwrap();
        assert!(read_criterion(home.path()).unwrap().is_empty());
        assert!(read_criterion(&home.path().join("x")).unwrap().is_empty());
        let folder = lay(home.path(), "network", "forward", 64, true);
        fs::remove_file(folder.join("estimates.json")).unwrap();
        assert!(read_criterion(home.path()).unwrap().is_empty());
    }

    #[test]
    fn a_broken_file_is_named() {
        let home = tempfile::tempdir().unwrap();
        let folder = lay(home.path(), "network", "forward", 64, true);
        fs::write(folder.join("estimates.json"), "{\"mean\": 1").unwrap();
        let message = read_criterion(home.path()).unwrap_err().to_string();
        assert!(message.contains("estimates.json"), "{message}");
        assert!(message.contains("cargo bench"), "{message}");
    }

    #[test]
    fn other_throughputs_than_elements_are_read() {
        let read = |json: &str| {
            let text = format!(r#"{{"group_id":"g","throughput":{json}}}"#);
            let benchmark: Benchmark = serde_json::from_str(&text).unwrap();
            benchmark.elements()
        };
        assert_eq!(read("null"), None);
        assert_eq!(read(r#"{"Bytes":8}"#), None);
        assert_eq!(
            read(r#"{"ElementsAndBytes":{"elements":2,"bytes":8}}"#),
            Some(2)
        );
    }

    #[test]
    fn the_folder_is_looked_for_in_order() {
        let target = tempfile::tempdir().unwrap();
        let criterion = target.path().join("criterion");
        fs::create_dir_all(&criterion).unwrap();
        let program = target.path().join("release").join("deps").join("actlab");
        let some = |text: &str| Some(OsString::from(text));
        let explicit = Some(Path::new("a"));
        let find = |explicit, home, cargo| locate(explicit, home, cargo, Some(&program));
        assert_eq!(find(explicit, some("b"), some("c")), Path::new("a"));
        assert_eq!(find(None, some("b"), some("c")), Path::new("b"));
        assert_eq!(find(None, some(""), some("c")), Path::new("c/criterion"));
        assert_eq!(find(None, None, None), criterion);
        assert_eq!(
            locate(None, None, None, None),
            Path::new("target/criterion")
        );
    }
}
