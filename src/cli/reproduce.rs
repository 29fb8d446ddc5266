//! `actlab reproduce`: published figures, measured again.

use super::interrupt::Interrupt;
use super::progress::Progress;
use super::{CliError, line_width, note, print, question};
use actlab::report::{self, plain_table, textwrap, write_whole};
use actlab::reproduce::question::{ClaimSetting, Scale};
use actlab::reproduce::{Finding, Paper, Reproduction, Setting, Verdict, findings_csv, papers};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

pub const EXAMPLES: &str = "\
Without a paper, the list of them. A figure agrees where the published value lies in the interval of
the measured one at four standard errors, or as near to it as its `tolerance` in data/published says:
nothing for what is exact, a few per cent for what the paper has of infinite width or depth or in a
chart. The exit code is 1 where one disagrees and the reason is not known.

Examples:
  actlab reproduce
  actlab reproduce he-2015
  actlab reproduce lu-2019 hanin-2018 --seed 7 --out reports/mine
  actlab reproduce --all --quick
  actlab reproduce relu-question
  actlab reproduce relu-question --claim 3 --quick";

/// What `actlab reproduce` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Papers, or relu-question for the claims about ReLU [default: list them]
    papers: Vec<String>,
    /// Reproduce every paper
    #[arg(long, conflicts_with = "papers")]
    all: bool,
    /// A quarter of the trials; of claims, seconds each
    #[arg(long)]
    quick: bool,
    /// Of claims, more trials, depths and runs: hours
    #[arg(long, conflicts_with = "quick")]
    overnight: bool,
    /// Only these claims of relu-question
    #[arg(long = "claim", value_name = "N", value_delimiter = ',')]
    claims: Vec<u8>,
    /// Seed of every draw
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        allow_negative_numbers = true
    )]
    seed: u64,
    /// Folder of the CSV files and charts
    #[arg(long, value_name = "DIR", default_value = "reports/reproduce")]
    out: PathBuf,
}

/// Reproduces papers and prints what was found.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let asks = |name: &String| name.eq_ignore_ascii_case(question::NAME);
    match &arguments.papers[..] {
        [name] if asks(name) => return answer(arguments),
        papers if papers.iter().any(asks) => {
            return Err(CliError::Usage(format!(
                "{} is no paper; name it alone",
                question::NAME
            )));
        }
        _ if arguments.overnight || !arguments.claims.is_empty() => {
            return Err(CliError::Usage(format!(
                "--overnight and --claim go with {}",
                question::NAME
            )));
        }
        _ => {}
    }
    let chosen: Vec<&'static Paper> = match (arguments.all, arguments.papers.is_empty()) {
        (false, true) => return print(&list()),
        (true, _) => papers().iter().collect(),
        (false, false) => {
            let found = arguments.papers.iter().map(|name| Paper::find(name));
            found.collect::<Result<_, _>>()?
        }
    };
    let setting = Setting {
        seed: arguments.seed,
        quick: arguments.quick,
    };
    report::prepare_folder(&arguments.out)?;
    let seconds: u32 = chosen.iter().map(|paper| paper.seconds).sum();
    let of = if chosen.len() == 1 { "paper" } else { "papers" };
    note(&format!(
        "{} {of}, some {seconds} s on two cores",
        chosen.len()
    ));
    let interrupt = Interrupt::await_signal().map_err(CliError::Signals)?;
    let progress = Progress::start(u64::from(seconds));
    let mut unexplained = Vec::new();
    let all = chosen.len();
    for (before, paper) in chosen.into_iter().enumerate() {
        let Some(found) = unless_stopped(paper, setting, &interrupt)? else {
            progress.finish();
            return Err(CliError::Interrupted {
                message: format!(
                    "stopped in {}, with {before} of {all} papers reproduced, in {}",
                    paper.name,
                    arguments.out.display()
                ),
                code: interrupt.exit_code(),
            });
        };
        let (csv, chart) = (
            file(&arguments.out, paper, "csv"),
            file(&arguments.out, paper, "png"),
        );
        write_whole(&csv, &findings_csv(paper.name, &found.findings)?)?;
        write_whole(&chart, &found.chart)?;
        progress.advance(u64::from(paper.seconds));
        progress.print(&told(paper, &found.findings, &[csv, chart]))?;
        let disagrees = found
            .findings
            .iter()
            .filter(|f| f.verdict == Verdict::Disagrees);
        unexplained.extend(disagrees.map(|f| format!("{}: {}", paper.name, f.published.figure)));
    }
    progress.finish();
    match unexplained.is_empty() {
        true => Ok(()),
        false => Err(CliError::Broken(format!(
            "published figures that the measured ones disagree with, without a known reason: {}",
            unexplained.join(", ")
        ))),
    }
}

/// Reproduces a paper on a thread that a signal leaves behind, since nothing of it
/// is on disk before it is whole.
fn unless_stopped(
    paper: &'static Paper,
    setting: Setting,
    interrupt: &Interrupt,
) -> Result<Option<Reproduction>, CliError> {
    const TICK: Duration = Duration::from_millis(20);
    let work = thread::spawn(move || paper.reproduce(setting));
    while !work.is_finished() {
        if interrupt.is_asked() {
            return Ok(None);
        }
        thread::sleep(TICK);
    }
    match work.join() {
        Ok(found) => Ok(Some(found?)),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// Measures the claims of the question.
fn answer(arguments: &Arguments) -> Result<(), CliError> {
    let setting = ClaimSetting {
        seed: arguments.seed,
        scale: match (arguments.quick, arguments.overnight) {
            (true, _) => Scale::Quick,
            (_, true) => Scale::Overnight,
            _ => Scale::Usual,
        },
        threads: rayon::current_num_threads(),
    };
    question::run(
        &question::chosen(&arguments.claims)?,
        setting,
        &arguments.out,
    )
}

fn file(folder: &Path, paper: &Paper, extension: &str) -> PathBuf {
    folder.join(format!("{}.{extension}", paper.name))
}

fn list() -> String {
    let mut text = String::new();
    for paper in papers() {
        let line = format!("{:<18}{}\n", paper.name, paper.claim);
        text.push_str(&line);
        text.push_str(&format!("{:<18}{}\n", "", paper.citation));
    }
    text.push_str(
        "\nactlab reproduce NAME measures the figures of one, --all those of every one;\n\
         actlab reproduce relu-question measures what is claimed about ReLU and its variants.\n",
    );
    text
}

/// What became of a figure, and how far beside the interval that may be.
fn verdict(finding: &Finding) -> String {
    let tolerance = (1e4 * finding.published.tolerance).round() / 100.0;
    let is_drawn = finding.measured.as_ref().is_some_and(|m| m.trials > 0);
    match finding.verdict {
        Verdict::Agrees if is_drawn && tolerance > 0.0 => {
            format!("{} within {tolerance} %", finding.verdict)
        }
        verdict => verdict.to_string(),
    }
}

/// The findings of a paper, for a person.
fn told(paper: &Paper, findings: &[Finding], files: &[PathBuf]) -> String {
    let width = line_width();
    let mut text = format!("\n{}: ", paper.name);
    text.push_str(&textwrap(&format!("{}\n", paper.citation), width));
    let mut table = plain_table();
    table.set_header([
        "figure",
        "published",
        "measured",
        "95 % interval",
        "theory",
        "verdict",
    ]);
    for finding in findings {
        let measured = finding.measured.as_ref();
        let shown = |value: Option<f64>| value.map_or_else(String::new, number);
        let interval = match measured.map(|m| (m.trials, m.interval)) {
            Some((0, _)) => "computed".to_string(),
            Some((_, Some(i))) => format!("{} to {}", number(i.low), number(i.high)),
            Some((_, None)) => "none".to_string(),
            None => String::new(),
        };
        table.add_row([
            finding.published.figure.clone(),
            shown(finding.published.value),
            shown(measured.and_then(|m| m.value)),
            interval,
            shown(measured.and_then(|m| m.theory)),
            verdict(finding),
        ]);
    }
    text.push_str(&format!("{table}\n"));
    for finding in findings {
        let published = &finding.published;
        let told = match finding.verdict {
            Verdict::Agrees => continue,
            _ => format!(
                "{}: {} ({})\n",
                published.figure, finding.reason, published.what
            ),
        };
        text.push_str(&textwrap(&told, width));
    }
    for file in files {
        text.push_str(&format!("  {}\n", file.display()));
    }
    text
}

/// Four significant digits.
fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_string(),
        size if (1e-3..1e5).contains(&size) => {
            let digits = (3.0 - size.log10().floor()).max(0.0) as usize;
            format!("{value:.digits$}")
        }
        _ => format!("{value:.3e}"),
    }
}
