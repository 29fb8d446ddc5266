//! A report as a folder.

use super::file::{probe, remove_leftovers, replaced};
use super::{LAYERS_FILE, SUMMARY_FILE, layers_csv, summary_csv};
use super::{ReportError, Tables, Throughput, chart, throughput_csv, write_whole};
use crate::study::Spec;
use std::fs;
use std::path::{Path, PathBuf};

/// The specification, in the folder of a report.
pub const SPEC_FILE: &str = "study.toml";
/// The cost of the activations, in the folder of a report.
pub const THROUGHPUT_FILE: &str = "throughput.csv";

/// Makes the folder of a report where there is none, and makes sure that files
/// can be written to it: before a run, not after it.
///
/// # Errors
/// [`ReportError::Write`].
pub fn prepare_folder(folder: &Path) -> Result<(), ReportError> {
    let failed = |source| ReportError::Write {
        path: folder.to_path_buf(),
        source,
    };
    for name in [SPEC_FILE, LAYERS_FILE, SUMMARY_FILE, THROUGHPUT_FILE] {
        let path = folder.join(name);
        if let Err(source) = replaced(&path) {
            return Err(ReportError::Write { path, source });
        }
    }
    fs::create_dir_all(folder).map_err(failed)?;
    probe(folder).map_err(failed)
}

/// What a new report is of, beside its figures.
#[derive(Debug, Clone)]
pub struct Provenance<'a> {
    /// The specification.
    pub spec: &'a Spec,
    /// The instruction set that measured it.
    pub instruction_set: &'a str,
    /// How much of it is there, where that is not the whole.
    pub partial: Option<String>,
}

/// Removes what a killed process has left aside in a folder of which this one
/// holds the journal.
///
/// # Errors
/// [`ReportError::Write`].
pub fn clear_folder(folder: &Path) -> Result<(), ReportError> {
    remove_leftovers(folder).map_err(|source| ReportError::Write {
        path: folder.to_path_buf(),
        source,
    })
}

/// Writes a report: specification (where it is a new one), tables, throughput
/// and charts; of a part of a study no charts. Everything is made before the first file is written, and charts of
/// an earlier report that this one has not are removed. Returns the files
/// written.
///
/// # Errors
/// A figure that is not finite, a chart that cannot be drawn, or a file that
/// cannot be written.
pub fn write(
    folder: &Path,
    origin: Option<&Provenance<'_>>,
    tables: &Tables,
    throughput: &[Throughput],
) -> Result<Vec<PathBuf>, ReportError> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    if let Some(origin) = origin {
        let (toml, partial) = (origin.spec.to_toml(), origin.partial.as_deref());
        let study_toml = with_provenance(&toml, partial, origin.instruction_set);
        files.push((SPEC_FILE.to_string(), study_toml.into_bytes()));
        files.push((LAYERS_FILE.to_string(), layers_csv(&tables.layers)?));
        files.push((SUMMARY_FILE.to_string(), summary_csv(&tables.summary)?));
    }
    if !throughput.is_empty() {
        files.push((THROUGHPUT_FILE.to_string(), throughput_csv(throughput)?));
    }
    if origin.is_none_or(|origin| origin.partial.is_none()) {
        files.extend(chart::render_all(
            &tables.layers,
            &tables.summary,
            throughput,
        )?);
    }
    let mut written = Vec::with_capacity(files.len());
    for (name, bytes) in &files {
        let path = folder.join(name);
        write_whole(&path, bytes)?;
        written.push(path);
    }
    remove_stale(folder, &written, chart::is_chart)?;
    Ok(written)
}

/// A specification with where it was run: the instruction set decides the last
/// bits of the figures.
pub(super) fn with_provenance(toml: &str, partial: Option<&str>, instruction_set: &str) -> String {
    let system = sysinfo::System::new_with_specifics(
        sysinfo::RefreshKind::nothing().with_cpu(sysinfo::CpuRefreshKind::nothing()),
    );
    let processor = system.cpus().first().map_or("", |cpu| cpu.brand()).trim();
    let machine = format!(
        "{processor}, {} cores, {} {}",
        system.cpus().len(),
        std::env::consts::OS,
        std::env::consts::ARCH,
    );
    format!(
        "{toml}\n[made_by]\n{}actlab = {:?}\ninstruction_set = {:?}\nmachine = {:?}\n",
        partial.map_or(String::new(), |part| format!("partial = {part:?}\n")),
        env!("CARGO_PKG_VERSION"),
        instruction_set,
        machine,
    )
}

/// Removes files of an earlier report, told by their names, that this one has not
/// written.
pub(super) fn remove_stale(
    folder: &Path,
    written: &[PathBuf],
    is_of_a_report: impl Fn(&str) -> bool,
) -> Result<(), ReportError> {
    let failed = |path: &Path, source| ReportError::Write {
        path: path.to_path_buf(),
        source,
    };
    for entry in fs::read_dir(folder).map_err(|e| failed(folder, e))? {
        let path = entry.map_err(|e| failed(folder, e))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(&is_of_a_report) && !written.contains(&path) {
            fs::remove_file(&path).map_err(|e| failed(&path, e))?;
        }
    }
    Ok(())
}
