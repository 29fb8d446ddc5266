//! Means over trials, with confidence intervals.

use statrs::distribution::{ContinuousCDF, StudentsT};

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
    log_mean: f64,
    positive: usize,
    negative: usize,
}

/// A mean over trials and its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Arithmetic mean.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Trials {
    /// Takes in the figure of the next trial; one that is not finite is no
    /// figure and is left out.
    pub fn push(&mut self, figure: f64) {
        if !figure.is_finite() {
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
        if figure > 0.0 {
            self.positive += 1;
            self.log_mean += (libm::log(figure) - self.log_mean) / self.positive as f64;
        } else if figure < 0.0 {
            self.negative += 1;
        }
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

    /// Trials that gave a figure.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether no trial gave a figure other than 0.
    pub fn are_all_zero(&self) -> bool {
        self.positive + self.negative == 0
    }

    /// The mean with its two-sided interval of Student's t at `confidence`,
    /// mean +- t s / sqrt(n). `None` below two trials.
    ///
    /// The interval supposes that the mean over trials is close to normal; for
    /// shares near 0 or 1 and for heavy-tailed quantities it is approximate.
    pub fn estimate(&self, confidence: f64) -> Option<Estimate> {
        if self.count < 2 {
            return None;
        }
        let freedom = (self.count - 1) as f64;
        let t = StudentsT::new(0.0, 1.0, freedom)
            .ok()?
            .inverse_cdf(0.5 + confidence / 2.0);
        let half = t * (self.squares / freedom / self.count as f64).sqrt();
        let unscaled = |value| libm::scalbn(value, self.exponent.unwrap_or(0));
        Some(Estimate {
            mean: unscaled(self.mean),
            low: unscaled(self.mean - half),
            high: unscaled(self.mean + half),
        })
    }

    /// exp(mean ln x); 0 where a trial is 0; `None` where one is negative or
    /// there is none.
    pub fn geometric_mean(&self) -> Option<f64> {
        if self.count == 0 || self.negative > 0 {
            None
        } else if self.positive < self.count {
            Some(0.0)
        } else {
            Some(libm::exp(self.log_mean))
        }
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

    /// R: t.test(c(1, 2, 4, 7)) gives 3.5 and [-0.7107, 7.7107].
    #[test]
    fn the_interval_is_students() {
        let e = trials(&[1.0, 2.0, 4.0, 7.0]).estimate(0.95).unwrap();
        assert!((e.mean - 3.5).abs() < 1e-15);
        // s = sqrt(7), t(3, 0.975) = 3.182446305284263
        let half = 3.182_446_305_284_263 * 7f64.sqrt() / 2.0;
        assert!((e.high - e.mean - half).abs() < 1e-9 * half, "{e:?}");
        assert!((e.mean - e.low - half).abs() < 1e-9 * half);
        assert_eq!(trials(&[1.0]).estimate(0.95), None);
    }

    /// The interval of figures near 1e-300 is that of figures near 1, scaled.
    #[test]
    fn tiny_figures_keep_their_interval() {
        let figures = [0.0, 1.0, 2.0, 4.0];
        let scale = libm::scalbn(1.0, -1000);
        let one = trials(&figures).estimate(0.95).unwrap();
        let tiny = trials(&figures.map(|f| f * scale)).estimate(0.95).unwrap();
        assert_eq!(tiny.high, one.high * scale);
        assert_eq!(tiny.mean, one.mean * scale);
    }

    /// Figures 10^200 apart: t at 95 % and one degree of freedom is 12.7062.
    #[test]
    fn figures_far_apart_keep_their_interval() {
        for figures in [[1e-150, 1e150], [1e150, 1e-150]] {
            let e = trials(&figures).estimate(0.95).unwrap();
            assert!((e.mean / 5e149 - 1.0).abs() < 1e-12);
            assert!((e.high / (5e149 * (1.0 + 12.706_204_736)) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn geometric_means() {
        let mean = trials(&[1e-80, 1e-84]).geometric_mean().unwrap();
        assert!((mean / 1e-82 - 1.0).abs() < 1e-12);
        assert_eq!(trials(&[1.0, 0.0]).geometric_mean(), Some(0.0));
        assert_eq!(trials(&[1.0, -1.0]).geometric_mean(), None);
        assert_eq!(trials(&[]).geometric_mean(), None);
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        let t = trials(&[1.0, f64::NAN, 3.0, f64::INFINITY]);
        assert_eq!((t.count(), t.estimate(0.9).unwrap().mean), (2, 2.0));
    }

    /// The 95 % interval of normal figures covers the true mean in 95 % of
    /// 4,000 repeats, to four standard errors.
    #[test]
    fn the_interval_holds_its_level() {
        use crate::generator::{Purpose, Stream};
        const REPEATS: usize = 4000;
        let mut draws = vec![0.0f32; REPEATS * 5];
        Stream::new(2, Purpose::Input, 0, 0).fill_normal(&mut draws);
        let covered = draws
            .chunks_exact(5)
            .filter(|five| {
                let mut t = Trials::default();
                five.iter().for_each(|x| t.push(f64::from(*x)));
                let e = t.estimate(0.95).unwrap();
                e.low <= 0.0 && 0.0 <= e.high
            })
            .count() as f64;
        let n = REPEATS as f64;
        assert!((covered - 0.95 * n).abs() < 4.0 * (n * 0.95 * 0.05).sqrt());
    }
}
