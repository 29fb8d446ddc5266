//! DKS and TAT: Martens et al. 2021, Zhang et al. 2022, google-deepmind/dks.

use crate::row::{Check, Row, all, ensure, number_after, numbers, printed_after};
use actlab::activation::Activation;
use actlab::generator::{Gain, Weights};
use actlab::theory::{
    Rays, Shaping, WideNet, dks_layer_slope_of, dks_leaky_slope, tat_slope, tat_slope_of,
};

/// What tests/test_activation_transform.py of google-deepmind/dks expects for
/// DKS with zeta = 1.2: input scale and shift, output shift and scale.
const DKS: &[(&str, [f64; 4])] = &[
    (
        "softplus",
        [
            0.18761008168267976,
            0.40688063442262007,
            -0.9213466151411376,
            8.878672543665223,
        ],
    ),
    (
        "tanh",
        [
            0.07461073057540868,
            0.5566915199964182,
            -0.5034378768692127,
            18.002635964442558,
        ],
    ),
    (
        "gelu_tanh",
        [
            0.07036271496383567,
            0.2586837248593587,
            -0.15758328114374964,
            20.249573305194307,
        ],
    ),
    (
        "gelu",
        [
            0.07043253126531114,
            0.259489297927707,
            -0.15815378961903598,
            20.21158902315857,
        ],
    ),
    (
        "relu",
        [
            0.3685360046708044,
            1.0,
            -1.000373858553784,
            2.721729988761473,
        ],
    ),
];

/// The modified ResNet-101 of those tests: what its deepest subnetwork makes of
/// x, with shortcuts of this weight.
fn residual(shortcut: f64) -> impl Fn(f64, &dyn Fn(f64) -> f64) -> f64 {
    move |x, r| {
        let square = shortcut * shortcut;
        let branch = |x| r(r(r(x)));
        let alone = branch(x);
        let mut whole = x;
        for blocks in [3, 4, 23, 3] {
            for block in 0..blocks {
                let kept = if block == 0 { r(whole) } else { whole };
                whole = square * kept + (1.0 - square) * branch(whole);
            }
        }
        f64::max(r(whole), alone)
    }
}

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    let (eta, depth) = (row.after("eta="), row.after("L="));
    if quantity == "C(c)" && row.setup.starts_with("leaky ReLU") {
        return Some(all([0.0, 0.2, 0.7].map(|slope: f64| {
            all([-0.9, 0.0, 0.4, 0.99].map(|c: f64| {
                let t = c.acos();
                let share = (1.0 - slope).powi(2) / (1.0 + slope * slope);
                let one = share * (t.sin() + (std::f64::consts::PI - t) * c) / std::f64::consts::PI
                    + 2.0 * slope * c / (1.0 + slope * slope);
                let phi = format!("leaky_relu({slope})").parse().unwrap();
                let found = WideNet::new(phi, 1.0, 0.0).correlation_map(1.0).at(c);
                ensure((found - one).abs() < 1e-14, format!("{found}, not {one}"))
            }))
        })));
    }
    if quantity == "eta=C_f(0) target" {
        let weights = Weights::parse("tat").ok()?;
        return Some(match weights.gain {
            Gain::Tat(eta) => row.holds(&[eta]),
            other => Err(format!("{other:?}")),
        });
    }
    if quantity == "negative slope a" {
        let (depth, eta) = (depth? as usize, eta?);
        let found = tat_slope(depth, eta);
        let relu = 1.0 - Rays::leaky(0.0).follow(1.0).nth(depth)?;
        if row.computed.starts_with("none") {
            let stated = printed_after(&row.computed, "C_f(0)=")?;
            return Some(all([
                ensure(found.is_none(), format!("{found:?}")),
                stated.agrees(relu, 6),
            ]));
        }
        let slope = found?;
        let scale = printed_after(&row.notes, "sqrt(2/(1+a^2))=")?;
        let stated = printed_after(&row.notes, "ReLU=")?;
        return Some(all([
            row.holds(&[slope]),
            scale.agrees(1.0 / Rays::leaky(slope).square().sqrt(), 11),
            stated.agrees(relu, 8),
        ]));
    }
    if quantity == "TAT leaky_relu negative_slope" {
        let slope = tat_slope_of(eta?, residual(row.after("shortcut ")?))?;
        let scale = printed_after(&row.notes, "computed ")?;
        return Some(all([
            row.holds(&[slope]),
            scale.agrees(1.0 / Rays::leaky(slope).square().sqrt(), 12),
        ]));
    }
    if quantity.starts_with("TAT leaky_relu at +-") {
        // 'same, eta=0.95': the network of the row before it.
        let z = number_after(quantity, "+-")?;
        let slope = tat_slope_of(eta?, residual(0.6))?;
        let scale = 1.0 / Rays::leaky(slope).square().sqrt();
        return Some(row.holds(&[scale * z, -scale * slope * z]));
    }
    if quantity == "local C'(1) target" {
        let zeta = number_after(&row.place, "zeta=")?;
        return Some(row.holds(&[dks_layer_slope_of(zeta, residual(0.6))]));
    }
    if quantity == "Q(1), C(0), Q'(1), C'(1)" {
        return Some(local(row));
    }
    if quantity == "Q(1), C(0), C'(1)" {
        let slope = row.after("slope ")?;
        let phi: Activation = format!("leaky_relu({slope})").parse().ok()?;
        let stated = numbers(&row.computed);
        let target = numbers(&row.published)[2].value;
        let centred = Shaping::centred(&phi, 1.0, 0.0);
        let found = centred.local_maps(&phi);
        return Some(all([
            stated[0].agrees(found.q, 9),
            ensure(found.c_at_zero < 1e-15, "C(0)"),
            stated[2].agrees(found.c_slope, 9),
            // And the slope is what the target asks for.
            ensure((dks_leaky_slope(target)? - slope).abs() < 1e-6, "slope"),
        ]));
    }
    if quantity.starts_with("largest C'(1) attainable by shifted ReLU") {
        let relu = "relu".parse().ok()?;
        let found = Shaping::centred(&relu, 1.0, 0.0).local_maps(&relu).c_slope;
        return Some(all([
            row.holds(&[found]),
            ensure(dks_leaky_slope(found * (1.0 + 1e-9)).is_none(), "largest"),
        ]));
    }
    None
}

/// The published parameters give what was computed, and ours the same ones.
fn local(row: &Row) -> Check {
    let name = row.setup.split(',').next().unwrap_or_default();
    let phi: Activation = name.parse().map_err(|e| format!("{e}"))?;
    let [_, published] = DKS
        .iter()
        .find(|(name, _)| name.parse::<Activation>().is_ok_and(|own| own == phi))
        .map(|(_, p)| [*p, *p])
        .ok_or("no published parameters")?;
    let shaping = Shaping {
        input_scale: published[0],
        input_shift: published[1],
        output_shift: published[2],
        output_scale: published[3],
    };
    let found = shaping.local_maps(&phi);
    let stated = numbers(&row.computed);
    let target = numbers(&row.published)[3].value;
    let ours = Shaping::dks(&phi, target).ok_or("no parameters of ours")?;
    let maps = ours.local_maps(&phi);
    all([
        stated[0].agrees(found.q, 9),
        ensure(
            found.c_at_zero < 1e-15,
            format!("C(0) = {:e}", found.c_at_zero),
        ),
        stated[2].agrees(found.q_slope, 9),
        stated[3].agrees(found.c_slope, 9),
        ensure((maps.c_slope - target).abs() < 1e-11, format!("{maps:?}")),
        // Theirs are solved for to six digits or more.
        ensure(
            (ours.input_scale / published[0] - 1.0).abs() < 1e-4
                && (ours.input_shift / published[1] - 1.0).abs() < 1e-4,
            format!("{ours:?}"),
        ),
    ])
}
