//! A journal that is not as it was written: found out, never believed.

mod program;

use actlab::study::{Draft, Header, JOURNAL_FILE, Journal, JournalError, Origin, Plan, Spec};
use actlab::study::{Ending, Figure, Shard, Typed, Watch, builtins, run, run_into, tabulate};
use program::Random;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn typed<T>(value: T) -> Typed<T> {
    let origin = Origin::Flag("test");
    Typed { value, origin }
}

fn plan() -> Plan {
    let draft = Draft {
        activation: Some(vec![typed("relu".into()), typed("tanh".into())]),
        depth: Some(vec![typed(1), typed(3)]),
        width: Some(vec![typed(4), typed(6)]),
        batch: Some(typed(4)),
        trials: Some(typed(3)),
        ..Draft::default()
    };
    Plan::new(Spec::new(draft.over(Draft::builtin(&builtins()[0]).unwrap())).unwrap()).unwrap()
}

type Tables = (Vec<Figure>, Vec<Figure>);

/// Goes on with the journal in `folder` and returns the figures.
fn go_on(plan: &Plan, folder: &Path) -> Result<(Tables, usize), JournalError> {
    let mut journal = Journal::open(folder, Header::new(plan, None), false)?;
    let already = journal.records().measured();
    let watch = Watch {
        finished: &|_, _| (),
        stop: &|| false,
    };
    let ending = run_into(&mut journal, plan, 0..plan.cells(), 1, &watch).unwrap();
    assert_eq!(ending, Ending::Whole);
    let tables = tabulate(journal.records(), plan, 1).unwrap();
    Ok((tables, already))
}

/// 400 journals, each with a flipped bit, a run of noise, or an end cut off;
/// some of them several times.
#[test]
fn damage_is_found_wherever_it_is() {
    let plan = plan();
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let path = folder.join(JOURNAL_FILE);
    let (whole, _) = go_on(&plan, folder).unwrap();
    assert_eq!(whole, run(&plan, 1, |_, _| ()).unwrap());
    let good = fs::read(&path).unwrap();
    let mut random = Random::new(3);
    let (mut refused, mut mended) = (0, 0);
    for case in 0..400 {
        let mut bytes = good.clone();
        for _ in 0..1 + random.below(3) {
            // The header is short; half of the damage is meant for it.
            let reach = if case % 2 == 0 { 700 } else { bytes.len() };
            let at = random.below(reach.min(bytes.len()).max(1));
            match random.below(4) {
                0 => bytes.truncate(at),
                1 => {
                    let end = bytes.len().min(at + 600);
                    bytes[at..end]
                        .iter_mut()
                        .for_each(|b| *b = random.below(256) as u8);
                }
                2 => bytes.extend((0..at).map(|_| random.below(256) as u8)),
                _ => bytes
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|b| *b ^= 1 << random.below(8)),
            }
        }
        fs::write(&path, &bytes).unwrap();
        match go_on(&plan, folder) {
            Ok((tables, already)) => {
                assert!(tables == whole, "case {case}");
                mended += usize::from(already < plan.cells());
                // Now it is whole again.
                let (_, already) = go_on(&plan, folder).unwrap();
                assert_eq!(already, plan.cells(), "case {case}");
            }
            Err(error) => {
                refused += 1;
                assert!(error.to_string().contains("journal"), "{error}");
                assert_eq!(
                    fs::read(&path).unwrap(),
                    bytes,
                    "case {case}: it was written to"
                );
            }
        }
    }
    assert!(
        refused > 50 && mended > 100,
        "{refused} refused, {mended} mended"
    );
}

/// Damaged records are named and their places taken again.
#[test]
fn a_flipped_record_is_named_and_measured_again() {
    let plan = plan();
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let path = folder.join(JOURNAL_FILE);
    go_on(&plan, folder).unwrap();
    let good = fs::read(&path).unwrap();
    let header = Header::new(&plan, None);
    let record = 8 * header.figures as usize + 20;
    let mut bytes = good.clone();
    let third = good.len() - record * (plan.cells() - 2);
    bytes[third + 100] ^= 4;
    fs::write(&path, bytes).unwrap();
    let mut journal = Journal::open(folder, header, false).unwrap();
    let records = journal.records();
    assert_eq!(records.damaged().collect::<Vec<_>>(), [3]);
    assert_eq!(records.measured(), plan.cells() - 1);
    drop(journal);
    go_on(&plan, folder).unwrap();
    assert_eq!(fs::read(&path).unwrap(), good);
}

/// A record of one journal is none of another.
#[test]
fn records_do_not_change_journals() {
    let plan = plan();
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    go_on(&plan, one.path()).unwrap();
    let shard = Some(Shard::new(1, 2).unwrap());
    let header = Header::new(&plan, shard);
    drop(Journal::open(two.path(), header.clone(), false).unwrap());
    let path = two.path().join(JOURNAL_FILE);
    let mut bytes = fs::read(&path).unwrap();
    let records = (8 * header.figures as usize + 20) * plan.cells();
    let other = fs::read(one.path().join(JOURNAL_FILE)).unwrap();
    bytes.extend(&other[other.len() - records..]);
    fs::write(&path, bytes).unwrap();
    let mut journal = Journal::open(two.path(), header, false).unwrap();
    assert_eq!(journal.records().measured(), 0);
    assert_eq!(journal.records().damaged().count(), plan.cells());
}

/// Another version and another instruction set are named.
#[test]
fn what_decides_the_bits_is_compared() {
    let plan = plan();
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    go_on(&plan, folder).unwrap();
    let header = Header {
        actlab: "9.9.9".into(),
        instruction_set: "abacus".into(),
        ..Header::new(&plan, None)
    };
    let message = Journal::open(folder, header, false)
        .unwrap_err()
        .to_string();
    for part in [
        "version of actlab: ",
        "\"9.9.9\" here",
        "instruction set: ",
        "\"abacus\" here",
    ] {
        assert!(message.contains(part), "{message}");
    }
}
