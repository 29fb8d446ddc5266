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

/// Maxima of phi', value and place, of the same group.
#[test]
fn steepest_slopes_are_the_published_ones() {
    for (name, place, slope) in [
        ("silu", 2.399_357_280_515_467_7, 1.099_839_320_128_867),
        ("gelu", std::f64::consts::SQRT_2, 1.128_904_145_185_154_8),
        ("mish", 1.490_571_179_485_428_5, 1.088_498_161_251_728),
    ] {
        let highest = card(name).slope.highest.unwrap();
        let value = highest.value().unwrap();
        assert!((value - slope).abs() < 1e-14, "{name}: {value}");
        assert!(
            (highest.place() - place).abs() < 1e-10,
            "{name}: {highest:?}"
        );
    }
}

/// Poles, jumps and bends, and a wave that is none.
/// Closed forms: of a needle e^(-a (z - m)^2) the mean is e^(-a m^2/(1 + 2 a))/sqrt(1 +
/// 2 a), of e^(a z) it is e^(a^2/2).
#[test]
fn narrow_features_and_large_moments_are_seen() {
    let close = |found: Option<f64>, known: f64, what: &str| {
        let found = found.unwrap_or(f64::NAN);
        assert!(
            (found / known - 1.0).abs() < 1e-9,
            "{what}: {found} {known}"
        );
    };
    for a in [1e3, 1e5, 1e7, 1e8] {
        let text = format!("exp(-{a} * (x - 0.7)^2)");
        let needle = card(&text);
        let mean = |a: f64| libm::exp(-0.49 * a / (1.0 + 2.0 * a)) / (1.0 + 2.0 * a).sqrt();
        close(needle.mean.number(), mean(a), &text);
        close(needle.square.number(), mean(2.0 * a), &text);
        let steepest = needle.slope.steepest().and_then(|bound| bound.value());
        close(steepest, (2.0 * a / std::f64::consts::E).sqrt(), &text);
    }
    let steep = card("x + tanh(5000 * (x - 0.37))").slope.steepest();
    close(
        steep.and_then(|bound| bound.value()),
        5001.0,
        "a steep tanh",
    );
    let steep = card("exp(9 * x)");
    close(steep.mean.number(), libm::exp(40.5), "the mean of e^(9 z)");
    close(steep.square.number(), libm::exp(162.0), "its square");
}

/// What swings without end, with kinks: |sin z| has E[phi^2] = (1 - e^-2)/2.
#[test]
fn kinks_of_what_swings_are_no_ends() {
    let waves = card("abs(sin(x))");
    let ends = [waves.lowest, waves.highest].map(|bound| bound.unwrap().value().unwrap());
    assert_eq!(ends, [0.0, 1.0]);
    let square = waves.square.number().unwrap();
    assert!(
        (square - 0.5 * (1.0 - libm::exp(-2.0))).abs() < 1e-9,
        "{square}"
    );
    let steepest = waves.slope.steepest().and_then(|bound| bound.value());
    assert!((steepest.unwrap() - 1.0).abs() < 1e-9, "{steepest:?}");
}

#[test]
fn what_breaks_is_told_apart() {
    let pole = card("1 / x");
    assert_eq!((pole.breaks, pole.trend), (vec![0.0], Trend::Neither));
    let infinite = card("log(abs(x - 0.3))").kinks[0].slope;
    assert_eq!(infinite, Some((f64::NEG_INFINITY, f64::INFINITY)));
    let bend = card("m_arcsinh").kinks[0].bend;
    assert_eq!(bend, Some((f64::NEG_INFINITY, f64::INFINITY)));
    let jump = card("step(x - 0.3) + x").kinks[0].value;
    let (below, above) = jump.unwrap();
    assert!((above - below - 1.0).abs() < 1e-12);
    let wave = card("sin(1 / x)");
    let value = |bound: Option<Bound>| bound.unwrap().value().unwrap();
    assert!((value(wave.lowest) + 1.0).abs() < 1e-15);
    assert!((value(wave.highest) - 1.0).abs() < 1e-15);
    assert!(wave.breaks.is_empty(), "{:?}", wave.breaks);
    let crest = card("sqrt(abs(x))");
    assert_eq!((crest.breaks.len(), crest.extrema.len()), (0, 1));
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
