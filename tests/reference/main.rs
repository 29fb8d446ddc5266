//! The library against `data/reference.csv`: every row of groups G01 to G14 and
//! G16 is evaluated to its trusted digits by the rule for its kind, whatever its
//! numbers, or listed in `not_evaluated` with the reason.

mod activations;
mod approximations;
mod correlations;
mod criticality;
mod dead_units;
mod finite_width;
mod formats;
mod gains;
mod lengths;
mod not_evaluated;
mod row;
mod self_normalising;
mod shaping;
mod simulation;
mod singular_values;

use row::{Check, Row, rows};

/// What a file of rules says of a row: nothing where it is not of its kinds.
type Rule = fn(&Row) -> Option<Check>;

const RULES: &[Rule] = &[
    activations::check,
    approximations::check,
    correlations::check,
    criticality::check,
    dead_units::check,
    finite_width::check,
    formats::check,
    gains::check,
    lengths::check,
    self_normalising::check,
    shaping::check,
    singular_values::check,
];

/// Walks the rows of a group.
fn walk(group: &str) {
    let rows: Vec<Row> = rows()
        .into_iter()
        .filter(|row| row.id.starts_with(group))
        .collect();
    assert!(!rows.is_empty(), "no rows of {group}");
    let mut wrong = Vec::new();
    for row in &rows {
        let said: Vec<Check> = RULES.iter().filter_map(|rule| rule(row)).collect();
        let reason = not_evaluated::reason(row);
        match (&said[..], reason) {
            ([Ok(())], None) | ([], Some(_)) => {}
            ([Err(why)], None) => wrong.push(format!("{}: {why}", row.id)),
            ([], None) => wrong.push(format!("{}: no rule for it: {row:?}", row.id)),
            (_, reason) => wrong.push(format!(
                "{}: {} rules, and listed as not evaluated: {reason:?}",
                row.id,
                said.len()
            )),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} rows:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

macro_rules! groups {
    ($($name:ident: $group:literal,)*) => {
        $(#[test]
        fn $name() {
            walk($group);
        })*

        /// No group of the file is left out, but G15: figures of trained nets.
        #[test]
        fn every_group_is_walked() {
            for row in rows() {
                let walked = [$($group),*].iter().any(|group| row.id.starts_with(group));
                assert!(walked || row.id.starts_with("G15"), "{}", row.id);
            }
        }
    };
}

groups! {
    he_et_al: "G01",
    glorot_and_bengio: "G02",
    poole_and_schoenholz: "G03",
    hayou_and_roberts: "G04",
    klambauer: "G05",
    extrema_and_values: "G06",
    lu_and_rister: "G07",
    hanin_and_nica: "G08",
    pennington: "G09",
    balduzzi: "G10",
    yarotsky_and_telgarsky: "G11",
    number_formats: "G12",
    chi_tables: "G13",
    dks_and_tat: "G14",
    depth_and_slopes: "G16",
}
