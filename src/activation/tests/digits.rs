//! The f64 reference against many-digit values and published figures.

use super::super::Activation;
use super::{near_zero, ulp};

/// Largest error of a normal result, in ULP.
const ULPS: f64 = 1.0;

/// Near a zero of phi', where it is the difference of larger terms: this times
/// the |phi'| around it.
const NEAR_ZERO: f64 = 2.0 * f64::EPSILON;

fn rows(text: &str) -> impl Iterator<Item = csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes())
        .into_records()
        .map(Result::unwrap)
}

/// The error in ULP of the nearest f64, which is 0 where the true value is
/// below every f64.
fn error(got: f64, text: &str) -> f64 {
    let truth: f64 = text.parse().unwrap();
    if got == truth {
        0.0
    } else {
        (got - truth).abs() / ulp(truth)
    }
}

#[test]
fn many_digit_values_hold() {
    let mut seen = 0;
    for row in rows(include_str!("../../../data/activations.csv")) {
        let phi: Activation = row[0].parse().unwrap();
        let z: f64 = row[1].parse().unwrap();
        let (value, derivative) = (phi.value(z), phi.true_derivative(z));
        let value_error = error(value, &row[2]);
        assert!(
            value_error <= ULPS,
            "{phi}({z}) = {value:e}, not {}: {value_error} ULP",
            &row[2]
        );
        let derivative_error = error(derivative, &row[3]);
        let near = || {
            let around = near_zero(|z| phi.true_derivative(z), z);
            let off = (derivative - row[3].parse::<f64>().unwrap()).abs();
            around.is_some_and(|around| off <= NEAR_ZERO * around)
        };
        assert!(
            derivative_error <= ULPS || near(),
            "{phi}'({z}) = {derivative:e}, not {}: {derivative_error} ULP",
            &row[3]
        );
        // Zero means zero, and the sign is right.
        let sign = match &row[3] {
            "0.0" => 0.0,
            text if text.starts_with('-') => -1.0,
            _ => 1.0,
        };
        assert!(
            derivative == 0.0 && sign == 0.0 || derivative * sign > 0.0,
            "{phi}'({z}) = {derivative:e}, not {}",
            &row[3]
        );
        seen += 1;
    }
    assert!(seen > 10_000, "only {seen} rows");
}

/// Group G06 names some activations its own way: `silu/swish-1`, `gelu'`.
fn named(setup: &str) -> Activation {
    let name = setup.split(['/', ' ']).next().unwrap();
    name.trim_end_matches('\'').parse().unwrap()
}

/// A figure with so many digits is trusted to half of the last.
fn trusted(text: &str, digits: &str) -> (f64, f64) {
    let figure: f64 = text.trim().parse().unwrap();
    let digits: i32 = digits.parse().unwrap_or(17);
    let size = figure.abs().max(f64::MIN_POSITIVE);
    let half_last = 0.5 * 10_f64.powi(size.log10().floor() as i32 + 1 - digits);
    (figure, half_last.max(ULPS * ulp(figure)))
}

#[test]
fn published_pointwise_values_hold() {
    let mut seen = 0;
    for row in rows(include_str!("../../../data/reference.csv")) {
        if &row[2] != "pointwise values" {
            continue;
        }
        let (name, z) = row[3].split_once(" at x=").unwrap();
        let phi = named(name);
        let z: f64 = z.parse().unwrap();
        let (value, derivative) = row[6].split_once(';').unwrap();
        for (got, text) in [(phi.value(z), value), (phi.derivative(z), derivative)] {
            let (figure, tolerance) = trusted(text, &row[7]);
            assert!(
                (got - figure).abs() <= tolerance,
                "{}: {got} instead of {figure}",
                &row[0]
            );
        }
        seen += 1;
    }
    assert_eq!(seen, 28);
}

/// Places and values of the extrema of phi and phi'. The place is found from
/// the sign of the slope, to the square root of the digits for phi' (its slope
/// is a difference quotient).
#[test]
fn published_extrema_hold() {
    let mut seen = 0;
    let mut place = 0.0;
    for row in rows(include_str!("../../../data/reference.csv")) {
        let of_phi = &row[2] == "global minimum";
        let of_derivative = &row[2] == "max of phi'";
        if !of_phi && !of_derivative {
            continue;
        }
        let phi = named(&row[3]);
        let (figure, tolerance) = trusted(&row[6], &row[7]);
        if row[4].starts_with("argument") {
            place = figure;
            let step = if of_phi { 1e-12 } else { 1e-6 };
            let f = |z| {
                if of_phi {
                    phi.derivative(z)
                } else {
                    -second(&phi, z)
                }
            };
            assert!(
                f(place - step) < 0.0 && f(place + step) > 0.0,
                "{}",
                &row[0]
            );
        } else {
            let got = if of_phi {
                phi.value(place)
            } else {
                phi.derivative(place)
            };
            assert!((got - figure).abs() <= tolerance, "{}: {got}", &row[0]);
        }
        seen += 1;
    }
    assert_eq!(seen, 16);
}

fn second(phi: &Activation, z: f64) -> f64 {
    let step = 1e-4;
    (phi.derivative(z + step) - phi.derivative(z - step)) / (2.0 * step)
}
