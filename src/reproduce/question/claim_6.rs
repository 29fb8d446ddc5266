//! The disparity between ReLU and its parametric variants goes to zero as depth
//! goes to infinity: in some senses it does, in others it does not.
//!
//! Every sense is a disparity, zero where the two nets are alike, at two depths.
//! It vanishes if the interval at the greater depth lies below half of that at
//! the lesser one; it stays if it lies above both half of it and zero. What
//! theory knows exactly has no interval: infinite width, and the spread of log
//! norms where the measured one agrees with its law.

use super::claim::{ClaimFigure, ClaimSetting, ClaimVerdict, Evidence};
use super::disparity::{
    DEEP, DEPTHS, NARROW, NARROWEST, SLOPE, SLOPES, Wide, correlations, dead, spread, wide_nets,
};
use super::on_shared_weights::distances;
use crate::report::chart::{Division, Panel, Quantity, Series};
use crate::reproduce::chart::{point, series};
use crate::reproduce::{Measured, ReproduceError};
use crate::theory::Rays;

/// A disparity at a lesser and a greater depth.
struct Sense {
    name: &'static str,
    depths: (usize, usize),
    disparity: (Measured, Measured),
}

/// What becomes of a disparity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Vanishes,
    Stays,
    Unknown,
}

impl Sense {
    fn fate(&self) -> Fate {
        let (lesser, greater) = self.disparity;
        let ends = |m: Measured| m.judged.map(|i| (i.low, i.high));
        match (ends(lesser), ends(greater)) {
            (Some((low, _)), Some((_, high))) if high < 0.5 * low => Fate::Vanishes,
            (Some((_, high)), Some((low, _))) if low > 0.5 * high && low > 0.0 => Fate::Stays,
            _ => Fate::Unknown,
        }
    }
}

pub(super) fn measure(setting: ClaimSetting) -> Result<Evidence, ReproduceError> {
    let mut figures = Vec::new();
    let mut told = |name: String, measured: Measured| {
        figures.push(ClaimFigure { name, measured });
    };
    let wide = wide_nets()?;
    for (slope, layers) in SLOPES.iter().zip(&wide) {
        for (depth, seen) in DEEP.iter().zip(layers) {
            let at = format!("infinite width, slope {slope}, depth {depth}");
            told(
                format!("{at}: c of leaky less c of relu"),
                exact(-seen.correlation),
            );
            told(
                format!("{at}: tangent kernel ratio less that of relu"),
                exact(seen.tangent),
            );
            let limit =
                Rays::leaky(*slope).forgetting_limit() / Rays::leaky(0.0).forgetting_limit();
            let gap = Measured::exact(seen.gap).with_theory(limit);
            told(
                format!("{at}: 1 - c of leaky over that of relu (theory: the limit)"),
                gap,
            );
        }
    }
    let dead = dead(setting)?;
    let spread = spread(setting)?;
    let function = distances(SLOPE, &DEPTHS, setting)?;
    let correlation = correlations(setting)?;
    for (place, depth) in DEPTHS.iter().enumerate() {
        for (name, measured) in [
            (
                "width 4: share of nets that are dead at an input, relu less leaky",
                dead[place],
            ),
            (
                "width 32: variance of ln |J u|^2, relu less leaky",
                spread[place],
            ),
            (
                "width 256: 1 - cosine of relu's and leaky's z on shared weights",
                function[place],
            ),
            ("width 256: c of relu less c of leaky", correlation[place]),
        ] {
            told(format!("{name}, slope {SLOPE}, depth {depth}"), measured);
        }
    }
    let ends = |values: &[Measured]| (values[2], values[DEPTHS.len() - 1]);
    let measured_depths = (DEPTHS[2], DEPTHS[DEPTHS.len() - 1]);
    let wide_at = |f: fn(&Wide) -> f64| {
        let at = |depth: usize| {
            let place = DEEP.iter().position(|d| *d == depth);
            let place = place.expect("one of the depths");
            exact(f(&wide[1][place]))
        };
        (at(64), at(1024))
    };
    let senses = [
        Sense {
            name: "the correlation of two inputs at infinite width",
            depths: (64, 1024),
            disparity: wide_at(|w| w.correlation),
        },
        Sense {
            name: "the tangent kernel at infinite width",
            depths: (64, 1024),
            disparity: wide_at(|w| w.tangent.abs()),
        },
        Sense {
            name: "the ratio of 1 - c",
            depths: (64, 1024),
            disparity: wide_at(|w| w.gap - 1.0),
        },
        Sense {
            name: "the spread of log norms at finite width",
            depths: measured_depths,
            disparity: {
                let (lesser, greater) = ends(&spread);
                (by_law(&lesser), by_law(&greater))
            },
        },
        Sense {
            name: "the probability of being dead",
            depths: measured_depths,
            disparity: ends(&dead),
        },
        Sense {
            name: "the function on shared weights",
            depths: measured_depths,
            disparity: ends(&function),
        },
    ];
    for sense in &senses {
        let fate = match sense.fate() {
            Fate::Vanishes => "vanishes",
            Fate::Stays => "stays",
            Fate::Unknown => "cannot be told",
        };
        let (lesser, greater) = sense.disparity;
        let (from, to) = sense.depths;
        if let Some(share) = greater.over(&lesser) {
            told(
                format!(
                    "{}: disparity at depth {to} over that at {from}; it {fate}",
                    sense.name
                ),
                Measured::exact(share),
            );
        }
    }
    let of = |fate: Fate| {
        let names = senses.iter().filter(|s| s.fate() == fate).map(|s| s.name);
        names.collect::<Vec<_>>()
    };
    let factors = senses.iter().map(|sense| {
        let (lesser, greater) = sense.disparity;
        let (from, to) = sense.depths;
        let factor = match greater.over(&lesser) {
            Some(factor) => format!("x {factor:.3}"),
            None => "without a figure".to_string(),
        };
        format!("{} {factor} from depth {from} to {to}", sense.name)
    });
    Ok(Evidence {
        because: format!(
            "disparity of leaky_relu({SLOPE}) to ReLU: {}; at depth 64 {} of ReLU nets of width 4 \
             are dead and no leaky one",
            factors.collect::<Vec<_>>().join(", "),
            dead[4].rounded(2),
        ),
        verdict: judge(&of(Fate::Vanishes), &of(Fate::Stays), &of(Fate::Unknown)),
        figures,
        title: "Claim 6: what is left of the disparity between ReLU and Leaky ReLU in deep nets",
        caption: format!(
            "Critical weights without biases. Above: infinite width, two inputs that are orthogonal, \
             computed (the difference of Θ changes its sign); the ratio of 1 - c tends to ((1 + a²)/(1 - a)²)². Below: slope \
             {SLOPE}; death at width {NARROWEST} in {} nets, log norms at width {NARROW} in {}, functions \
             at width 256 in {}. Accuracy after training: claim 5.",
            dead[0].trials, spread[0].trials, function[0].trials
        ),
        panels: charted(
            &wide,
            &[("being dead", &dead), ("function", &function)],
            &spread,
        ),
        grids: Vec::new(),
        runs: Vec::new(),
    })
}

/// The rule, from the senses in which the disparity vanishes, stays, and cannot
/// be told.
fn judge(vanishes: &[&str], stays: &[&str], unknown: &[&str]) -> ClaimVerdict {
    match (vanishes.is_empty(), stays.is_empty(), unknown.is_empty()) {
        (false, true, true) => ClaimVerdict::Holds,
        (true, false, _) => ClaimVerdict::Fails,
        (false, false, _) => ClaimVerdict::HoldsOnlyIf(format!(
            "what is meant is {}; what stays apart is {}",
            vanishes.join(" or "),
            stays.join(", ")
        )),
        _ => ClaimVerdict::Undecided(format!("{} cannot be told", unknown.join(", "))),
    }
}

/// The law, where the measured figure agrees with it.
fn by_law(measured: &Measured) -> Measured {
    let law = measured.theory.filter(|law| {
        let judged = measured.judged;
        judged.is_some_and(|interval| (interval.low..=interval.high).contains(law))
    });
    law.map_or(*measured, exact)
}

fn exact(value: f64) -> Measured {
    Measured::exact(value)
}

fn charted(
    wide: &[Vec<Wide>],
    shares: &[(&str, &Vec<Measured>)],
    spread: &[Measured],
) -> Vec<Panel> {
    let panel = |title: &str, y: (&str, Division), series: Vec<Series>| Panel {
        title: title.to_string(),
        x: Quantity::new("depth", Division::Counts),
        y: Quantity::new(y.0, y.1),
        series,
        published: vec![],
    };
    let computed = |name: String, slope: usize, f: &dyn Fn(&Wide) -> Measured| {
        let points = DEEP.iter().zip(&wide[slope]);
        let points = points.map(|(depth, seen)| point(*depth as f64, &f(seen)));
        series(&name, points.collect())
    };
    let measured = |name: &str, values: &[Measured]| {
        let points = DEPTHS.iter().zip(values);
        series(name, points.map(|(d, m)| point(*d as f64, m)).collect())
    };
    let (mut limits, mut ratios) = (Vec::new(), Vec::new());
    for (place, slope) in SLOPES.iter().enumerate() {
        let of = |what: &str| format!("{what}, a = {slope}");
        limits.push(computed(of("c"), place, &|w| exact(w.correlation)));
        limits.push(computed(of("Θ"), place, &|w| exact(w.tangent.abs())));
        let limit = Rays::leaky(*slope).forgetting_limit() / Rays::leaky(0.0).forgetting_limit();
        ratios.push(computed(format!("a = {slope}"), place, &|w| {
            exact(w.gap).with_theory(limit)
        }));
    }
    let shares = shares.iter().map(|(name, values)| measured(name, values));
    vec![
        panel(
            "kernels at infinite width",
            ("size of the difference to ReLU", Division::Logarithmic),
            limits,
        ),
        panel(
            "1 - c at infinite width",
            ("1 - c over that of ReLU", Division::Linear),
            ratios,
        ),
        panel(
            "death, and functions on shared weights",
            ("probability; 1 - cosine", Division::Linear),
            shares.collect(),
        ),
        panel(
            "spread of log norms",
            ("Var ln |Ju|², ReLU less leaky", Division::Linear),
            vec![measured("width 32", spread)],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule() {
        let around = |value: f64| Measured::mean([0.98, 0.99, 1.0, 1.01, 1.02].map(|x| x * value));
        let fate = |lesser, greater| {
            Sense {
                name: "",
                depths: (1, 2),
                disparity: (lesser, greater),
            }
            .fate()
        };
        assert_eq!(fate(exact(1.0), exact(0.1)), Fate::Vanishes);
        assert_eq!(fate(exact(1.0), exact(0.6)), Fate::Stays);
        assert_eq!(fate(exact(0.0), exact(0.0)), Fate::Unknown);
        assert_eq!(fate(around(1.0), around(1.0)), Fate::Stays);
        assert_eq!(fate(around(1.0), around(0.5)), Fate::Unknown);
        let verdict = |v: &[&str], s: &[&str], u: &[&str]| judge(v, s, u).to_string();
        assert_eq!(verdict(&["a"], &[], &[]), "holds");
        assert_eq!(verdict(&[], &["a"], &[]), "fails");
        assert_eq!(
            verdict(&["a"], &["b", "c"], &[]),
            "holds only if what is meant is a; what stays apart is b, c"
        );
        assert_eq!(verdict(&["a"], &[], &["b"]), "undecided: b cannot be told");
    }
}
