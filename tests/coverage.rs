//! How often a 95 % interval covers the truth, for each kind of figure, in
//! 2,000 simulated studies. `ACTLAB_COVERAGE=100000 cargo test --release --test
//! coverage -- --nocapture` takes so many, over more cases, and prints them.

use actlab::generator::{Purpose, Stream};
use actlab::stats::{Interval, Level, Trials, least_squares_slope};
use actlab::study::{UntilPrecision, more_trials};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

/// Draws for a simulation.
struct Random(Stream);

impl Random {
    fn new(kind: u32) -> Self {
        Random(Stream::new(20_261_128, Purpose::Input, kind, 0))
    }

    fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// exp(sigma z), with mean exp(sigma^2/2) and median 1.
    fn log_normal(&mut self, sigma: f64) -> f64 {
        (sigma * self.normal()).exp()
    }

    /// 1 with probability p, else 0.
    fn yes(&mut self, p: f64) -> f64 {
        f64::from(u8::from(self.0.random::<f64>() < p))
    }

    /// Share of `units` that say yes. Those of a trial have a probability in
    /// common, which varies by a factor exp(spread z)/E between trials.
    fn share(&mut self, units: u32, p: f64, spread: f64) -> f64 {
        let p = p * self.log_normal(spread) / (spread * spread / 2.0).exp();
        (0..units).map(|_| self.yes(p)).sum::<f64>() / f64::from(units)
    }
}

fn mean_of_log_normal(sigma: f64) -> f64 {
    (sigma * sigma / 2.0).exp()
}

/// How many studies were asked for, where that was so.
fn asked() -> Option<usize> {
    let text = std::env::var("ACTLAB_COVERAGE").ok()?;
    Some(text.parse().expect("ACTLAB_COVERAGE is a whole number"))
}

type Method = fn(&Trials, &Level) -> Option<Interval>;

/// Of some simulated studies, those whose interval covers the truth and those
/// that have one.
#[derive(Debug, Clone, Copy)]
struct Coverage {
    covered: f64,
    given: f64,
}

impl Coverage {
    /// Share of the intervals that cover the truth.
    fn share(self) -> f64 {
        self.covered / self.given
    }

    /// Share of the studies that print an interval which does not.
    fn misled(self) -> f64 {
        self.given - self.covered
    }
}

fn coverage(
    repeats: usize,
    trials: usize,
    truth: f64,
    method: Method,
    mut figure: impl FnMut() -> f64,
) -> Coverage {
    let level = Level::new(0.95);
    let (mut covered, mut given) = (0u32, 0u32);
    for _ in 0..repeats {
        let mut all = Trials::default();
        (0..trials).for_each(|_| all.push(figure()));
        if let Some(interval) = method(&all, &level) {
            given += 1;
            covered += u32::from(interval.low <= truth && truth <= interval.high);
        }
    }
    let share = |count: u32| f64::from(count) / repeats as f64;
    Coverage {
        covered: share(covered),
        given: share(given),
    }
}

/// 93 to 97 % of 2,000: the level, and four standard errors.
#[track_caller]
fn holds(what: &str, found: Coverage) {
    println!(
        "{what}: {:.2} %, given in {:.1} %",
        100.0 * found.share(),
        100.0 * found.given
    );
    assert!(found.given > 0.97, "{what}: {found:?}");
    assert!((0.93..=0.97).contains(&found.share()), "{what}: {found:?}");
}

#[test]
fn every_kind_of_figure_is_covered_as_often_as_the_level_says() {
    let repeats = asked().unwrap_or(2000);
    let r = &mut Random::new(1);
    let found = coverage(repeats, 10, 0.0, Trials::mean_interval, || r.normal());
    holds("mean", found);

    // Decades by layer, each with noise of its own.
    let slope = || {
        let decades = (0..16).map(|layer| -0.15 * f64::from(layer) + 0.3 * r.normal());
        least_squares_slope(decades).unwrap()
    };
    holds(
        "slope",
        coverage(repeats, 10, -0.15, Trials::mean_interval, slope),
    );

    // What two nets have in common drops out.
    let difference = || {
        let common = 3.0 * r.normal();
        (common + 0.2 * r.normal()) - (common + 0.1 + 0.2 * r.normal())
    };
    let found = coverage(repeats, 10, -0.1, Trials::mean_interval, difference);
    holds("paired difference", found);

    for sigma in [0.1, 1.0, 4.0] {
        let figure = || r.log_normal(sigma);
        let found = coverage(repeats, 10, 1.0, Trials::geometric_interval, figure);
        holds(&format!("geometric mean, log sd {sigma}"), found);
    }

    let ratio = || 1e-20 * r.log_normal(1.5) / r.log_normal(0.5);
    let found = coverage(repeats, 10, 1e-20, Trials::geometric_interval, ratio);
    holds("ratio", found);

    for (trials, sigma) in [(10, 0.01), (10, 0.3), (10, 0.6), (10, 1.0), (50, 1.5)] {
        let truth = mean_of_log_normal(sigma);
        let figure = || r.log_normal(sigma);
        let found = coverage(repeats, trials, truth, Trials::positive_interval, figure);
        holds(
            &format!("arithmetic mean of {trials}, log sd {sigma}"),
            found,
        );
    }

    for (zeros, sigma) in [(0.3, 0.5), (0.5, 1.0)] {
        let truth = (1.0 - zeros) * mean_of_log_normal(sigma);
        let figure = || r.yes(1.0 - zeros) * r.log_normal(sigma);
        let found = coverage(repeats, 50, truth, Trials::positive_interval, figure);
        holds(
            &format!("arithmetic mean of 50 with {zeros} zeros, log sd {sigma}"),
            found,
        );
    }

    for (units, p, spread) in [
        (64, 0.02, 0.0),
        (64, 0.3, 0.0),
        (256, 0.99, 0.0),
        (64, 0.05, 0.5),
    ] {
        let figure = || r.share(units, p, spread);
        let found = coverage(repeats, 10, p, Trials::share_interval, figure);
        holds(&format!("share {p} of {units}, spread {spread}"), found);
    }

    let found = coverage(repeats, 400, 0.03, Trials::share_interval, || r.yes(0.03));
    holds("yes or no, 3 %", found);
    let found = coverage(repeats, 400, 0.95, Trials::share_interval, || r.yes(0.95));
    holds("yes or no, 95 %", found);
}

/// A figure that is near normal times a log-normal scale, as the mean activation is:
/// whatever the spread of the scale and whether the figure has a sign or none, few
/// studies print an interval that misses the mean.
#[test]
fn what_grows_with_the_signal_is_covered() {
    let repeats = asked().unwrap_or(2000);
    let level = Level::new(0.95);
    let r = &mut Random::new(5);
    for (trials, sigma, sign, own) in [
        (10, 0.02, 0.0, 1.0),
        (10, 0.2, 1.0, 0.3),
        (10, 0.4, 1.0, 0.3),
        (10, 0.8, -1.0, 0.3),
        (10, 1.2, 1.0, 0.1),
        (10, 0.5, 1.0, 1.0),
        (10, 3.0, 1.0, 0.3),
        (4, 0.5, 1.0, 0.2),
        (4, 1.0, 0.0, 1.0),
        (30, 1.5, 1.0, 0.3),
    ] {
        let truth = sign * mean_of_log_normal(sigma);
        let (mut given, mut missed, mut student) = (0.0, 0.0, 0.0);
        for _ in 0..repeats {
            let (mut figures, mut scales) = (Trials::default(), Trials::default());
            for _ in 0..trials {
                let scale = r.log_normal(sigma);
                scales.push(scale);
                figures.push(scale * (sign + own * r.normal()));
            }
            let misses = |i: Interval| f64::from(u8::from(truth < i.low || truth > i.high));
            student += misses(figures.mean_interval(&level).unwrap());
            if let Some(interval) = figures.scaled_interval(&scales, &level) {
                given += 1.0;
                missed += misses(interval);
            }
        }
        let [given, missed, student] = [given, missed, student].map(|n| n / repeats as f64);
        println!(
            "{trials} trials, scale {sigma}, {sign} +- {own}: given in {:.1} %, misleads in {:.2} %; Student's in {:.1} %",
            100.0 * given,
            100.0 * missed,
            100.0 * student
        );
        assert!(missed < 0.07, "{sigma}, {sign}: {missed}");
        assert!(sigma > 0.2 || given > 0.98, "{sigma}, {sign}: {given}");
        assert!(own > 0.3 || sigma > 1.2 || given > 0.6, "{sigma}: {given}");
        assert!(sigma < 0.8 || sign == 0.0 || student > 0.1, "{student}");
    }
}

/// Few trials and rare cases: an exact interval covers more than its level,
/// never less (an enumeration in `src/stats/interval.rs` has it for every p).
#[test]
fn rare_cases_are_covered_more_often() {
    let repeats = asked().unwrap_or(2000);
    let r = &mut Random::new(2);
    for (trials, units, p) in [
        (10, 1, 0.01),
        (10, 64, 1e-4),
        (10, 64, 0.001),
        (4, 64, 0.005),
        // Some one case in all trials.
        (10, 1000, 1e-4),
        (10, 256, 0.999),
        (40, 1000, 1e-4),
    ] {
        let figure = || r.share(units, p, 0.0);
        let found = coverage(repeats, trials, p, Trials::share_interval, figure);
        assert!(found.given == 1.0 && found.share() > 0.93, "{p}: {found:?}");
    }
}

/// However heavy the tail, few studies print an interval of the arithmetic mean
/// that does not cover it: as the tail grows they print none. Student's would
/// mislead in most.
#[test]
fn of_heavy_tails_nothing_is_claimed() {
    let repeats = asked().unwrap_or(2000);
    let r = &mut Random::new(3);
    let mut cases = vec![
        (10, 1.5),
        (10, 2.0),
        (10, 3.0),
        (10, 6.0),
        (4, 1.0),
        (4, 3.0),
    ];
    if asked().is_some() {
        cases.extend([
            (2, 0.5),
            (2, 2.0),
            (30, 1.5),
            (30, 2.0),
            (30, 3.0),
            (100, 2.5),
        ]);
    }
    for (trials, sigma) in cases {
        let truth = mean_of_log_normal(sigma);
        let figure = || r.log_normal(sigma);
        let found = coverage(repeats, trials, truth, Trials::positive_interval, figure);
        let figure = || r.log_normal(sigma);
        let student = coverage(repeats, trials, truth, Trials::mean_interval, figure);
        println!(
            "{trials} trials, log sd {sigma}: given in {:.1} %, misleads in {:.2} %; Student's in {:.1} %",
            100.0 * found.given,
            100.0 * found.misled(),
            100.0 * student.misled()
        );
        assert!(found.misled() < 0.07, "{sigma}: {found:?}");
        assert!(
            sigma < 1.5 || student.misled() > 0.15,
            "{sigma}: {student:?}"
        );
        assert!(sigma < 6.0 || found.given < 0.01, "{sigma}: {found:?}");
    }
}

/// Stopping where the interval is narrow: what `--until-precision` costs.
#[test]
fn stopping_by_width_costs_little() {
    let repeats = asked().unwrap_or(2000);
    let (level, r) = (Level::new(0.95), &mut Random::new(4));
    let precision = UntilPrecision {
        share: 0.05,
        max_trials: 1000,
    };
    for sigma in [0.05, 0.1, 0.2, 0.4] {
        let (mut covered, mut all_trials) = (0u32, 0usize);
        for _ in 0..repeats {
            let mut trials = Trials::default();
            let mut wanted = 10;
            let interval = loop {
                while trials.count() < wanted as usize {
                    trials.push(r.log_normal(sigma));
                }
                let interval = trials.geometric_interval(&level).unwrap();
                let is_narrow = (interval.high / interval.low).sqrt() - 1.0 <= precision.share;
                if is_narrow || wanted == precision.max_trials {
                    break interval;
                }
                wanted = more_trials(wanted, precision);
            };
            covered += u32::from(interval.low <= 1.0 && 1.0 <= interval.high);
            all_trials += trials.count();
        }
        let share = f64::from(covered) / repeats as f64;
        println!(
            "stopped by width, log sd {sigma}: {:.2} % in {:.0} trials",
            100.0 * share,
            all_trials as f64 / repeats as f64
        );
        assert!((0.92..=0.97).contains(&share), "log sd {sigma}: {share}");
    }
}
