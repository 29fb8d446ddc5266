//! `actlab reproduce relu-question`: the claims of the answer, measured.

use super::progress::Progress;
use super::{CliError, line_width, note, print};
use actlab::report::{self, plain_table, write_whole};
use actlab::reproduce::question::{Answered, Claim, ClaimSetting, Scale, claims, claims_csv};
use std::path::{Path, PathBuf};

/// What the question goes by among the papers.
pub const NAME: &str = "relu-question";

/// The claims of these numbers, all where there are none.
pub fn chosen(numbers: &[u8]) -> Result<Vec<&'static Claim>, CliError> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let find = |number: &u8| {
        let found = claims().iter().find(|claim| claim.number == *number);
        found.ok_or_else(|| {
            let known = claims().iter().map(|claim| claim.number.to_string());
            CliError::Usage(format!(
                "--claim: there is no claim {number}; there are {}",
                known.collect::<Vec<_>>().join(", ")
            ))
        })
    };
    if numbers.is_empty() {
        return Ok(claims().iter().collect());
    }
    numbers.iter().map(find).collect()
}

/// Measures claims, writes `claims.csv` and a chart of each, and prints what
/// follows.
pub fn run(claims: &[&Claim], setting: ClaimSetting, out: &Path) -> Result<(), CliError> {
    report::prepare_folder(out)?;
    let seconds = |claim: &Claim| {
        let place = match setting.scale {
            Scale::Quick => 0,
            Scale::Usual => 1,
            Scale::Overnight => 2,
        };
        claim.seconds[place]
    };
    let total: u32 = claims.iter().map(|claim| seconds(claim)).sum();
    let of = if claims.len() == 1 { "claim" } else { "claims" };
    note(&format!(
        "{} {of}, some {total} s on two cores",
        claims.len()
    ));
    let progress = Progress::start(u64::from(total));
    let (mut answers, mut charts, mut runs) = (Vec::new(), Vec::new(), Vec::new());
    for claim in claims {
        let answer = claim.answer(setting, &runs)?;
        let chart = out.join(format!("claim_{}.png", claim.number));
        write_whole(&chart, &answer.chart)?;
        runs.extend_from_slice(&answer.runs);
        progress.advance(u64::from(seconds(claim)));
        progress.note(&format!("claim {}: {}", claim.number, answer.verdict));
        answers.push((*claim, answer));
        charts.push(chart);
    }
    progress.finish();
    let csv = out.join("claims.csv");
    write_whole(&csv, &claims_csv(&answers)?)?;
    print(&told(&answers, &charts, &csv))
}

fn told(answers: &[(&Claim, Answered)], charts: &[PathBuf], csv: &Path) -> String {
    let mut table = plain_table();
    table
        .set_width(line_width().clamp(70, 140) as u16)
        .set_header(["claim", "what was measured", "verdict", "figure"]);
    for ((claim, answer), chart) in answers.iter().zip(charts) {
        let file = chart.file_name().unwrap_or_default();
        table.add_row([
            format!("{}. {}", claim.number, claim.statement),
            answer.because.clone(),
            answer.verdict.to_string(),
            file.to_string_lossy().into_owned(),
        ]);
    }
    let mut text = format!("{table}\n");
    for file in charts.iter().map(PathBuf::as_path).chain([csv]) {
        text.push_str(&format!("  {}\n", file.display()));
    }
    text
}
