//! Means over trials, with confidence intervals.

use super::interval::{Interval, Level, Moments};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The figure of a trial in which the quantity is beyond what can be measured. To
/// leave such trials out would leave the smallest out, or the largest: nothing is said
/// of the mean.
pub const LOST: f64 = f64::NEG_INFINITY;

/// The figures of a quantity, taken in one trial at a time.
///
/// Mean and sum of squared deviations by Welford's recurrence (1962), in the
/// order in which the trials are pushed: the same order gives the same bits.
/// Figures are held as multiples of the first one's power of two, since the
/// square of a figure of 1e-200 would be zero.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Trials {
    count: usize,
    exponent: Option<i32>,
    /// Over 2^exponent; the exponent is that of the first figure that is not
    /// zero, or of one much larger.
    mean: f64,
    /// Over 2^(2 exponent).
    squares: f64,
    /// Of the logarithms of the magnitudes of figures that are not zero.
    log_mean: f64,
    log_squares: f64,
    positive: usize,
    negative: usize,
    ones: usize,
    /// Trials whose figure is [`LOST`].
    lost: usize,
}

impl Trials {
    /// Takes in the figure of the next trial; one that is not finite, and not [`LOST`],
    /// is no figure and is left out.
    pub fn push(&mut self, figure: f64) {
        if !figure.is_finite() {
            self.lost += usize::from(figure == LOST);
            return;
        }
        self.count += 1;
        if figure != 0.0 {
            self.make_room_for(libm::ilogb(figure));
        }
        let scaled = libm::scalbn(figure, -self.exponent.unwrap_or(0));
        let deviation = scaled - self.mean;
        self.mean += deviation / self.count as f64;
        self.squares += deviation * (scaled - self.mean);
        self.ones += usize::from(figure == 1.0);
        if figure == 0.0 {
            return;
        }
        self.positive += usize::from(figure > 0.0);
        self.negative += usize::from(figure < 0.0);
        let log = libm::log(figure.abs());
        let deviation = log - self.log_mean;
        self.log_mean += deviation / (self.positive + self.negative) as f64;
        self.log_squares += deviation * (log - self.log_mean);
    }

    /// Chooses the exponent, and a larger one where a figure's square would
    /// not fit any more.
    fn make_room_for(&mut self, exponent: i32) {
        const FITS: i32 = 400;
        match self.exponent {
            None => self.exponent = Some(exponent),
            Some(old) if exponent > old + FITS => {
                self.mean = libm::scalbn(self.mean, old - exponent);
                self.squares = libm::scalbn(self.squares, 2 * (old - exponent));
                self.exponent = Some(exponent);
            }
            Some(_) => {}
        }
    }

    /// Whether the figure of a trial is [`LOST`].
    pub fn has_lost(&self) -> bool {
        self.lost > 0
    }

    /// Trials that gave a figure.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether no trial gave a figure other than 0.
    pub fn are_all_zero(&self) -> bool {
        self.positive + self.negative == 0
    }

    /// The arithmetic mean; `None` below two trials, as for all that follows from
    /// them, and where a trial's is [`LOST`].
    pub fn mean(&self) -> Option<f64> {
        (self.count > 1 && self.lost == 0).then(|| self.unscaled(self.mean))
    }

    fn unscaled(&self, value: f64) -> f64 {
        libm::scalbn(value, self.exponent.unwrap_or(0))
    }

    /// Over 2^exponent.
    fn moments(&self) -> Option<Moments> {
        let freedom = self.count.checked_sub(1).filter(|n| *n > 0)?;
        (self.lost == 0).then(|| Moments {
            count: self.count,
            mean: self.mean,
            deviation: (self.squares / freedom as f64).sqrt(),
        })
    }

    /// Of the logarithms of the magnitudes of figures that are not zero; `None`
    /// where there are both signs or fewer than two of them.
    fn log_moments(&self) -> Option<Moments> {
        let count = self.positive.max(self.negative);
        let freedom = count.checked_sub(1).filter(|n| *n > 0)?;
        let told = self.lost == 0 && self.positive.min(self.negative) == 0;
        told.then(|| Moments {
            count,
            mean: self.log_mean,
            deviation: (self.log_squares / freedom as f64).sqrt(),
        })
    }

    /// The interval of the mean of a signed figure: Student's t. `None` below
    /// two trials.
    pub fn mean_interval(&self, level: &Level) -> Option<Interval> {
        let Interval { low, high } = level.student(self.moments()?)?;
        Some(Interval {
            low: self.unscaled(low),
            high: self.unscaled(high),
        })
    }

    /// The interval of the mean of a share. Where every trial says 0 or 1 it
    /// is exact: units and samples of a net are not independent, so that no
    /// dead unit in n nets bounds the share by 3.7/n, and not by less because
    /// the nets are wide. `None` below two trials.
    pub fn share_interval(&self, level: &Level) -> Option<Interval> {
        let shares = self.moments()?;
        if self.positive == self.ones && self.negative == 0 {
            return Some(level.clopper_pearson(self.ones, self.count));
        }
        level.effective_share(Moments {
            mean: self.unscaled(shares.mean),
            deviation: self.unscaled(shares.deviation),
            ..shares
        })
    }

    /// The interval of the arithmetic mean of a positive figure that is
    /// log-normal over trials, as gradient norms of ReLU nets are (Hanin and
    /// Nica 2020). `None` below two figures that are not zero, and where they
    /// lie so far apart that none of those that carry the mean need be among
    /// them: there only the geometric mean can be told.
    pub fn positive_interval(&self, level: &Level) -> Option<Interval> {
        let mean = self.mean()?;
        let Interval { low, high } = level.log_normal_mean(self.log_moments()?, self.count)?;
        let (low, high) = match self.negative == 0 {
            true => (low, high),
            false => (-high, -low),
        };
        // For figures all alike the ends differ from the mean by rounding.
        Some(Interval {
            low: low.min(mean),
            high: high.max(mean),
        })
    }

    /// The interval of the mean of a signed figure that grows with a positive one,
    /// `scale`, which is log-normal over the same trials. Student's t as long as the
    /// scale is steady, the deviation of its logarithm below 0.3. Beyond that a
    /// log-normal mean is skewed too far for it, and [`Self::positive_interval`] is
    /// taken where the figure follows the scale: has one sign in every trial, and
    /// strays no more than 1.5 times as far. `None` otherwise.
    pub fn scaled_interval(&self, scale: &Trials, level: &Level) -> Option<Interval> {
        const STEADY: f64 = 0.3;
        const FOLLOWS: f64 = 1.5;
        let of_scale = scale.log_moments().map_or(0.0, |logs| logs.deviation);
        if of_scale < STEADY {
            return self.mean_interval(level);
        }
        let own = self.log_moments().filter(|logs| logs.count == self.count)?;
        let follows = own.deviation < FOLLOWS * of_scale;
        self.positive_interval(level).filter(|_| follows)
    }

    /// exp(mean ln x); 0 where a trial is 0; `None` where one is negative or
    /// there is none.
    pub fn geometric_mean(&self) -> Option<f64> {
        if self.count == 0 || self.negative > 0 || self.lost > 0 {
            None
        } else if self.positive < self.count {
            Some(0.0)
        } else {
            Some(libm::exp(self.log_mean))
        }
    }

    /// The interval of the geometric mean: Student's t on the logarithms.
    /// `None` where a trial is zero or negative, and below two trials.
    pub fn geometric_interval(&self, level: &Level) -> Option<Interval> {
        let logs = self.log_moments().filter(|_| self.positive == self.count)?;
        let Interval { low, high } = level.student(logs)?;
        Some(Interval {
            low: libm::exp(low),
            high: libm::exp(high),
        })
        .filter(|interval| interval.high.is_finite())
    }

    /// The two-sided p-value of Welch's (1947) test that two samples have the
    /// same mean, whatever their variances; 1 where both are constant and
    /// equal. `None` where one has fewer than two values, or both are constant
    /// and differ.
    pub fn welch_p_value(first: &[f64], second: &[f64]) -> Option<f64> {
        let moments = |sample: &[f64]| {
            let mut trials = Trials::default();
            sample.iter().for_each(|figure| trials.push(*figure));
            let moments = trials.moments()?;
            let deviation = trials.unscaled(moments.deviation);
            let n = moments.count as f64;
            Some((
                trials.unscaled(moments.mean),
                deviation * deviation / n,
                n - 1.0,
            ))
        };
        let ((a, a_square, a_freedom), (b, b_square, b_freedom)) =
            (moments(first)?, moments(second)?);
        if a == b {
            return Some(1.0);
        }
        let square = a_square + b_square;
        let freedom =
            square * square / (a_square * a_square / a_freedom + b_square * b_square / b_freedom);
        let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
        Some(2.0 * student.sf((a - b).abs() / square.sqrt())).filter(|p| p.is_finite())
    }

    /// The two-sided p-value of Student's test that the mean is zero; 1 where
    /// every figure is zero. `None` below two trials.
    pub fn p_value(&self) -> Option<f64> {
        let figures = self.moments()?;
        if figures.mean == 0.0 {
            return Some(1.0);
        }
        let n = figures.count as f64;
        let t = figures.mean.abs() * n.sqrt() / figures.deviation;
        let student = StudentsT::new(0.0, 1.0, n - 1.0).ok()?;
        Some(2.0 * student.sf(t)).filter(|p| p.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trials(figures: &[f64]) -> Trials {
        let mut trials = Trials::default();
        figures.iter().for_each(|f| trials.push(*f));
        trials
    }

    /// scipy.stats.ttest_ind([1, 2, 4, 7], [3, 8, 9], equal_var=False)
    #[test]
    fn welch_as_r_has_it() {
        let p = Trials::welch_p_value(&[1.0, 2.0, 4.0, 7.0], &[3.0, 8.0, 9.0]).unwrap();
        assert!((p - 0.239_108_210_568_670_3).abs() < 1e-9, "{p}");
        assert_eq!(Trials::welch_p_value(&[1.0, 2.0], &[2.0, 1.0]), Some(1.0));
        assert_eq!(Trials::welch_p_value(&[1.0, 1.0], &[2.0, 2.0]), None);
        assert_eq!(Trials::welch_p_value(&[1.0], &[2.0, 3.0]), None);
    }

    /// R: t.test(c(1, 2, 4, 7)) gives 3.5 and [-0.7107, 7.7107].
    #[test]
    fn the_interval_is_students() {
        let found = trials(&[1.0, 2.0, 4.0, 7.0]);
        let interval = found.mean_interval(&Level::new(0.95)).unwrap();
        assert!((found.mean().unwrap() - 3.5).abs() < 1e-15);
        // s = sqrt(7), t(3, 0.975) = 3.182446305284263
        let half = 3.182_446_305_284_263 * 7f64.sqrt() / 2.0;
        assert!((interval.high - 3.5 - half).abs() < 1e-9 * half);
        assert!((3.5 - interval.low - half).abs() < 1e-9 * half);
        let one = trials(&[1.0]);
        assert_eq!(
            (one.mean(), one.mean_interval(&Level::new(0.95))),
            (None, None)
        );
    }

    /// The interval of figures near 1e-300 is that of figures near 1, scaled.
    #[test]
    fn tiny_figures_keep_their_interval() {
        let (figures, level) = ([0.0, 1.0, 2.0, 4.0], Level::new(0.95));
        let scale = libm::scalbn(1.0, -1000);
        let (one, tiny) = (trials(&figures), trials(&figures.map(|f| f * scale)));
        let high = |t: &Trials| t.mean_interval(&level).unwrap().high;
        assert_eq!(high(&tiny), high(&one) * scale);
        assert_eq!(tiny.mean().unwrap(), one.mean().unwrap() * scale);
    }

    /// Figures 10^200 apart: t at 95 % and one degree of freedom is 12.7062.
    #[test]
    fn figures_far_apart_keep_their_interval() {
        for figures in [[1e-150, 1e150], [1e150, 1e-150]] {
            let found = trials(&figures);
            let high = found.mean_interval(&Level::new(0.95)).unwrap().high;
            assert!((found.mean().unwrap() / 5e149 - 1.0).abs() < 1e-12);
            assert!((high / (5e149 * (1.0 + 12.706_204_736)) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn geometric_means() {
        let mean = trials(&[1e-80, 1e-84]).geometric_mean().unwrap();
        assert!((mean / 1e-82 - 1.0).abs() < 1e-12);
        assert_eq!(trials(&[1.0, 0.0]).geometric_mean(), Some(0.0));
        assert_eq!(trials(&[1.0, -1.0]).geometric_mean(), None);
        assert_eq!(trials(&[]).geometric_mean(), None);
        // R: exp(t.test(log(c(1, 2, 8)))$conf.int)
        let interval = trials(&[1.0, 2.0, 8.0]).geometric_interval(&Level::new(0.95));
        let Interval { low, high } = interval.unwrap();
        let half = (4.302_652_729_911_275 * 7f64.sqrt() / 3.0 * std::f64::consts::LN_2).exp();
        let middle = 16f64.cbrt();
        assert!((low * half / middle - 1.0).abs() < 1e-9, "{low}");
        assert!((high / half / middle - 1.0).abs() < 1e-9, "{high}");
        let with_zero = trials(&[1.0, 0.0, 2.0]);
        assert_eq!(with_zero.geometric_interval(&Level::new(0.95)), None);
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        let t = trials(&[1.0, f64::NAN, 3.0, f64::INFINITY]);
        assert_eq!((t.count(), t.mean()), (2, Some(2.0)));
    }

    /// Of what is too small in some trials the others are no guide.
    #[test]
    fn what_is_lost_in_a_trial_has_no_mean() {
        let (t, level) = (trials(&[1.0, LOST, 3.0]), Level::new(0.95));
        assert_eq!((t.count(), t.mean(), t.geometric_mean()), (2, None, None));
        assert_eq!((t.p_value(), t.geometric_interval(&level)), (None, None));
        assert_eq!(
            (t.mean_interval(&level), t.share_interval(&level)),
            (None, None)
        );
        assert_eq!(t.positive_interval(&level), None);
    }

    /// A share that is 0 in every trial has a bound, and so has its opposite.
    #[test]
    fn no_case_is_a_bound() {
        let level = Level::new(0.95);
        let none = trials(&[0.0; 10]).share_interval(&level).unwrap();
        assert_eq!(none.low, 0.0);
        assert!((none.high - (1.0 - 0.025f64.powf(0.1))).abs() < 1e-15);
        let all = trials(&[1.0; 10]).share_interval(&level).unwrap();
        assert!((all.low - (1.0 - none.high)).abs() < 1e-15);
        assert_eq!(all.high, 1.0);
        let alike = trials(&[0.5; 10]).share_interval(&level).unwrap();
        assert_eq!((alike.low, alike.high), (0.5, 0.5));
    }

    /// Where a few nets carry the mean, nothing is claimed about it.
    #[test]
    fn a_mean_that_the_trials_do_not_hold_has_no_interval() {
        let level = Level::new(0.95);
        let spread = |sigma: f64| {
            let logs = [-1.5, -1.0, -0.5, 0.0, 0.0, 0.5, 1.0, 1.5];
            trials(&logs.map(|z| (sigma * z).exp()))
        };
        let (near, far) = (spread(1.0), spread(3.0));
        assert!(near.positive_interval(&level).is_some());
        assert_eq!(far.positive_interval(&level), None);
        assert!(far.mean().is_some() && far.geometric_interval(&level).is_some());
        assert_eq!(trials(&[0.0; 8]).positive_interval(&level), None);
        let alike = trials(&[0.3; 8]).positive_interval(&level).unwrap();
        assert!((alike.high - 0.3).abs() < 1e-15 && (alike.low - 0.3).abs() < 1e-15);
    }

    /// Closed forms.
    #[test]
    fn p_values_down_to_the_smallest() {
        // n figures with mean 1 and this deviation: 1 +- d, in pairs.
        let p = |n: usize, t: f64| {
            let d = (n as f64).sqrt() / t * ((n - 1) as f64 / n as f64).sqrt();
            let figures: Vec<f64> = (0..n)
                .map(|i| 1.0 + if i % 2 == 0 { d } else { -d })
                .collect();
            trials(&figures).p_value().unwrap()
        };
        // One degree of freedom: p = 2/pi atan(1/t).
        for t in [0.1f64, 1.0, 12.706, 1e3, 1e6] {
            let exact = std::f64::consts::FRAC_2_PI * (1.0 / t).atan();
            assert!((p(2, t) / exact - 1.0).abs() < 1e-9, "{t}: {}", p(2, t));
        }
        // Three: p = 1 - 2/pi (atan(u) + u/(1 + u^2)), u = t/sqrt 3; for large
        // t 4/pi (1/(3 u^3) - 2/(5 u^5) + 3/(7 u^7)).
        for t in [1e2, 1e4] {
            let u: f64 = t / 3f64.sqrt();
            let series = 1.0 / 3.0 - 0.4 / (u * u) + 3.0 / 7.0 / u.powi(4);
            let exact = 4.0 / std::f64::consts::PI * series / u.powi(3);
            assert!((p(4, t) / exact - 1.0).abs() < 1e-9, "{t}: {}", p(4, t));
        }
        assert_eq!(trials(&[0.0, 0.0]).p_value(), Some(1.0));
        assert_eq!(trials(&[2.0, 2.0]).p_value(), Some(0.0));
        assert_eq!(trials(&[1.0]).p_value(), None);
    }
}
