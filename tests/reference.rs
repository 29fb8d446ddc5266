//! The pipeline's theory against `data/reference.csv`: published figures and
//! figures computed elsewhere with 30 digits (groups G01 and G13; group G06 is
//! checked beside the activations).

use actlab::activation::Activation;
use actlab::generator::Gain;
use actlab::network::sigma_w_squared;
use actlab::theory::MeanField;

struct Row {
    id: String,
    setup: String,
    quantity: String,
    computed: String,
}

fn rows(group: &str) -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/reference.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let records = reader.records().map(Result::unwrap);
    records
        .filter(|record| record[0].starts_with(group))
        .map(|record| Row {
            id: record[0].to_string(),
            setup: record[3].to_string(),
            quantity: record[4].to_string(),
            computed: record[6].to_string(),
        })
        .collect()
}

/// The activation a setup begins with.
fn activation(setup: &str) -> Activation {
    setup.split(';').next().unwrap().trim().parse().unwrap()
}

fn unit_variance(activation: &Activation) -> f64 {
    sigma_w_squared(Gain::UnitVariance, activation, (1, 1)).unwrap()
}

fn assert_close(id: &str, ours: f64, reference: f64, tolerance: f64) {
    let error = (ours / reference - 1.0).abs();
    assert!(error <= tolerance, "{id}: {ours:e}, not {reference:e}");
}

/// He et al. 2015, eq. 15: n Var[w] = 2 / (1 + a^2), of which our
/// unit-variance gain of a leaky ReLU is the general case.
#[test]
fn he_gains_of_leaky_relu() {
    let mut checked = 0;
    for row in rows("G01") {
        if let Some(slope) = row.setup.strip_prefix("PReLU slope a=") {
            let phi: Activation = format!("leaky_relu({slope})").parse().unwrap();
            assert_close(
                &row.id,
                unit_variance(&phi),
                row.computed.parse().unwrap(),
                1e-13,
            );
            checked += 1;
        }
    }
    assert_eq!(checked, 8);
}

/// sigma_w^2 = 1 / E[phi(z)^2], and chi_1 there.
#[test]
fn unit_variance_gains() {
    let mut checked = 0;
    for row in rows("G13") {
        if !row.setup.contains("critical gain at q=1") {
            continue;
        }
        let phi = activation(&row.setup);
        let gain = unit_variance(&phi);
        let reference: f64 = row.computed.parse().unwrap();
        if row.quantity.starts_with("sigma_w^2") {
            assert_close(&row.id, gain, reference, 1e-12);
        } else {
            let field = MeanField::new(&phi, (1.0, gain), 0.0, 1.0, 1);
            let chi = gain * field.layer(1).unwrap().derivative_square;
            assert_close(&row.id, chi, reference, 1e-12);
        }
        checked += 1;
    }
    assert_eq!(checked, 26);
}

/// G_L = prod_{l<L} chi_1(q_l) from q_0 = 1: the reference is a quadrature in
/// f64, trusted to 10 digits.
#[test]
fn gradients_of_finite_depth() {
    let mut checked = 0;
    for row in rows("G13") {
        if !row.quantity.starts_with("G_L") {
            continue;
        }
        let phi = activation(&row.setup);
        let after = |key: &str| -> f64 {
            let rest = row.setup.split(key).nth(1).unwrap();
            rest.split([',', ';'])
                .next()
                .unwrap()
                .trim()
                .parse()
                .unwrap()
        };
        let (gain, depth) = (after("sigma_w^2="), after("depth ") as usize);
        let field = MeanField::new(&phi, (1.0, gain), 0.0, 1.0, depth);
        let g = gain * field.gradient_log_squares(depth).unwrap()[0].exp();
        assert_close(&row.id, g, row.computed.parse().unwrap(), 1e-9);
        checked += 1;
    }
    assert_eq!(checked, 57);
}

/// Fixed points of the length map where iteration converges to them: q* by
/// running 400 layers.
#[test]
fn stable_fixed_points() {
    let mut checked = 0;
    for row in rows("G13") {
        if !row.quantity.starts_with("q* (stable") {
            continue;
        }
        let phi = activation(&row.setup);
        let gain: f64 = match row.setup.split("sigma_w^2=").last() {
            Some(rest) => rest.split(',').next().unwrap().parse().unwrap(),
            None => continue,
        };
        let field = MeanField::new(&phi, (1.0, gain), 0.0, 1.0, 400);
        let q = field.layer(400).unwrap().preactivation_square;
        assert_close(&row.id, q, row.computed.parse().unwrap(), 1e-11);
        checked += 1;
    }
    assert_eq!(checked, 11);
}
