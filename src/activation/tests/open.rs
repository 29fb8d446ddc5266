//! Laws of activations whose parameters are left open.

use super::super::{Activation, OpenActivation, catalog};
use super::{spread, truth};

/// Formulas whose parameters reach phi by other ways than in the catalogue:
/// through entries with a stated slope or backward pass, beside it and within.
const FORMULAS: [&str; 6] = [
    "mine(learnable alpha=1.3): elu(x, alpha)",
    "mine(learnable beta=0.8): softplus(x, beta)",
    "mine(fixed=2, learnable a=0.7): fixed * snake(x, a)",
    "mine(learnable a=0.7): a * tanhshrink(a * x)",
    "mine(learnable n=1.5): (1 + x^2)^n",
    "mine(learnable a=0.5, learnable b=2): where(x > a, b * x, a * x) backward 1 + b",
];

/// Every activation of the catalogue that learns, with its starting values and
/// with others, and the formulas.
fn learning() -> Vec<OpenActivation> {
    let entries = catalog().iter().filter(|e| !e.learnable.is_empty());
    let entries = entries.map(|entry| entry.signature.name);
    let started = entries
        .chain(FORMULAS)
        .map(|text| text.parse::<Activation>().unwrap().open().unwrap());
    started
        .flat_map(|open| {
            let moved: Vec<f64> = (1..)
                .zip(open.starts())
                .map(|(n, start)| 0.9 * start + 0.03 * f64::from(n))
                .collect();
            let other = open.with(&moved).unwrap().open().unwrap();
            [open, other]
        })
        .collect()
}

fn points() -> Vec<f64> {
    spread(-4.0, 4.0, 37).collect()
}

/// phi, phi' and the slopes by the parameters at its own values.
fn at_starts(open: &OpenActivation, z: &[f64]) -> (Vec<f64>, Vec<f64>, Vec<Vec<f64>>) {
    let theta: Vec<&[f64]> = open.starts().chunks(1).collect();
    let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
    let mut slopes = vec![vec![0.0; z.len()]; theta.len()];
    let mut by_parameter: Vec<&mut [f64]> = slopes.iter_mut().map(|s| &mut s[..]).collect();
    open.evaluate(z, &theta, &mut value, &mut derivative, &mut by_parameter);
    (value, derivative, slopes)
}

/// The same phi and phi' as with the parameters as constants.
#[test]
fn values_and_slopes_are_those_of_the_closed_activation() {
    let z = points();
    for open in learning() {
        let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
        let phi = open.activation();
        phi.evaluate_f64(&z, &mut value, &mut derivative);
        let (open_value, open_derivative, _) = at_starts(&open, &z);
        for (place, z) in z.iter().enumerate() {
            for (a, b) in [
                (value[place], open_value[place]),
                (derivative[place], open_derivative[place]),
            ] {
                let error = (a - b).abs() / a.abs().max(1.0);
                assert!(error < 1e-14, "{phi} at {z}: {a} and open {b}");
            }
        }
    }
}

/// d phi / d theta against central differences of the 100-bit reference, of
/// fourth order.
#[test]
fn slopes_by_parameters_are_differences_of_the_reference() {
    let z = points();
    let mut checked = 0;
    for open in learning() {
        let (_, _, slopes) = at_starts(&open, &z);
        for (place, slopes) in slopes.iter().enumerate() {
            // Not beyond 0, which some may not reach.
            let start = open.starts()[place];
            let step = if start == 0.0 {
                1e-3
            } else {
                1e-3 * start.abs().min(1.0)
            };
            let moved = |steps: f64| {
                let mut values = open.starts().to_vec();
                values[place] += steps * step;
                truth(&open.with(&values).unwrap(), &z).0
            };
            let [far_below, below, above, far_above] = [-2.0, -1.0, 1.0, 2.0].map(moved);
            for (at, slope) in slopes.iter().enumerate() {
                let near = above[at] - below[at];
                let far = far_above[at] - far_below[at];
                let expected = (8.0 * near - far) / (12.0 * step);
                // The differences lose what phi rounds, and their own order.
                let lost = 1e-15 * above[at].abs().max(1.0) / step;
                let error = (slope - expected).abs() / expected.abs().max(1.0);
                assert!(
                    error < 1e-9 + lost,
                    "{} by {} at {}: {slope}, by differences {expected}",
                    open.activation(),
                    open.names()[place],
                    z[at]
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 4000, "{checked}");
}

/// A value for each unit is the value for all, unit by unit; f32 is f64 rounded.
#[test]
fn units_have_parameters_of_their_own() {
    const UNITS: usize = 7;
    let open = "acon_c".parse::<Activation>().unwrap().open().unwrap();
    let z: Vec<f64> = spread(-4.0, 4.0, 700)
        .map(|z| f64::from(z as f32))
        .collect();
    let thetas: Vec<Vec<f64>> = (0..3)
        .map(|k| spread(0.2 + f64::from(k), 1.5, UNITS as u32).collect::<Vec<f64>>())
        .map(|theta| theta.iter().map(|t| f64::from(*t as f32)).collect())
        .collect();
    let theta: Vec<&[f64]> = thetas.iter().map(|t| &t[..]).collect();
    let (mut value, mut derivative) = (vec![0.0; 700], vec![0.0; 700]);
    let mut slopes = vec![vec![0.0; 700]; 3];
    let mut by: Vec<&mut [f64]> = slopes.iter_mut().map(|s| &mut s[..]).collect();
    open.evaluate(&z, &theta, &mut value, &mut derivative, &mut by);
    for at in 0..700 {
        let own: Vec<f64> = thetas.iter().map(|t| t[at % UNITS]).collect();
        let alone = open.with(&own).unwrap().open().unwrap();
        let (v, d, s) = at_starts(&alone, &z[at..=at]);
        assert_eq!((value[at], derivative[at]), (v[0], d[0]));
        for k in 0..3 {
            assert_eq!(slopes[k][at], s[k][0]);
        }
    }
    let single = |values: &[f64]| values.iter().map(|v| *v as f32).collect::<Vec<f32>>();
    let thetas: Vec<Vec<f32>> = thetas.iter().map(|t| single(t)).collect();
    let theta: Vec<&[f32]> = thetas.iter().map(|t| &t[..]).collect();
    let (mut value_32, mut derivative_32) = (vec![0.0; 700], vec![0.0; 700]);
    let mut slopes_32 = vec![vec![0.0; 700]; 3];
    let mut by: Vec<&mut [f32]> = slopes_32.iter_mut().map(|s| &mut s[..]).collect();
    open.evaluate_f32(
        &single(&z),
        &theta,
        &mut value_32,
        &mut derivative_32,
        &mut by,
    );
    assert_eq!(value_32, single(&value));
    assert_eq!(derivative_32, single(&derivative));
    for k in 0..3 {
        assert_eq!(slopes_32[k], single(&slopes[k]));
    }
}

#[test]
fn learnt_values_are_printed_and_checked() {
    let open = |text: &str| text.parse::<Activation>().unwrap().open();
    assert!(open("relu").is_none());
    assert!(open("mine(a=2): a * x").is_none());
    let swish = open("swish").unwrap();
    assert_eq!(swish.with(&[0.3]).unwrap().to_string(), "swish(0.3)");
    let mine = open("mine(c=3, learnable a=2): c*x*sigmoid(a*x)").unwrap();
    let learnt = mine.with(&[-1.5e-300]).unwrap();
    assert_eq!(
        learnt.to_string(),
        "mine(c=3, learnable a=-1.5e-300): c * x * sigmoid(a * x)"
    );
    assert_eq!(learnt.parameters(), [3.0, -1.5e-300]);
    let message = |open: &OpenActivation, value: f64| open.with(&[value]).unwrap_err().to_string();
    assert_eq!(
        message(&swish, f64::NAN),
        "swish: beta must be a finite number, not NaN"
    );
    assert_eq!(
        message(&mine, f64::INFINITY),
        "mine: a must be a finite number, not inf"
    );
    let pelu = open("pelu").unwrap();
    let error = pelu.with(&[1.0, -2.0]).unwrap_err().to_string();
    assert_eq!(error, "pelu: b must be a number above 0, not -2");
}
