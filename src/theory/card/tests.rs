//! Cards against published figures, and that every entry has one.

use super::*;
use crate::activation::catalog;

fn card(text: &str) -> Card {
    Card::new(&text.parse().unwrap())
}

/// E[phi] under N(0, 1), group G06 of the reference set.
#[test]
fn means_are_the_published_ones() {
    for (name, mean) in [
        ("relu", 0.398_942_280_401_432_7),
        ("elu", 0.160_520_572_266_556_05),
        ("softplus", 0.806_059_183_347_439_8),
        ("selu", 0.0),
        ("tanh", 0.0),
        ("sigmoid", 0.5),
        ("step", 0.5),
    ] {
        let found = card(name).mean.number().unwrap();
        assert!((found - mean).abs() < 1e-13, "{name}: {found}");
    }
    let gain = card("relu").gain().unwrap();
    assert!((gain - 2.0_f64.sqrt()).abs() < 1e-13, "{gain}");
}

/// Minima, of the same group.
#[test]
fn minima_are_the_published_ones() {
    for (name, minimum) in [
        ("silu", -0.278_464_542_761_073_8),
        ("gelu", -0.169_971_207_479_903_66),
        ("gelu_tanh", -0.170_040_750_571_254_06),
        ("mish", -0.308_843_413_017_250_4),
        ("quick_gelu", -0.163_610_189_636_353_58),
    ] {
        let card = card(name);
        let [only] = &card.extrema[..] else {
            panic!("{name}: {:?}", card.extrema);
        };
        assert!(!only.is_maximum);
        assert!((only.value - minimum).abs() < 1e-15, "{name}: {only:?}");
    }
}

#[test]
fn every_entry_has_a_card() {
    for entry in catalog() {
        let card = card(entry.signature.name);
        for moment in [&card.mean, &card.square, &card.variance] {
            assert!(moment.number().is_none_or(f64::is_finite), "{entry:?}");
        }
    }
}

/// Formulas without a value somewhere, without a bound, without an end.
#[test]
fn nasty_formulas_have_a_card() {
    for text in [
        "1 / x",
        "log(x)",
        "x ^ x",
        "sqrt(x)",
        "exp(exp(x))",
        "sin(1 / x)",
        "x ^ -2",
        "0 * x",
    ] {
        let card = card(text);
        assert!(card.mean.number().is_none_or(f64::is_finite), "{text}");
    }
}
