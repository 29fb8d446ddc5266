//! What an activation costs on this machine, timed on the spot.

use crate::activation::Activation;
use crate::report::Throughput;
use crate::stats::Interval;
use std::hint::black_box;
use std::time::Instant;

/// Elements of an evaluation: the size that the charts show, in the second
/// cache.
pub const ELEMENTS: usize = 65_536;
/// Timings of each activation. Of 31 the 10th and the 22nd hold the median
/// between them with a probability of 97 % (binomial: 1 - 2 P(X <= 9),
/// X ~ B(31, 1/2)), whatever their distribution.
const TIMINGS: usize = 31;
const ENDS: (usize, usize) = (9, 21);
/// Evaluations before the first that counts.
const WARM_UP: usize = 3;

/// Nanoseconds an element, for value and derivative together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// The median of the timings, or criterion's estimate.
    pub nanoseconds: f64,
    /// Its confidence interval.
    pub interval: Interval,
}

impl Cost {
    /// Times every activation, one evaluation of each in turn, on one thread:
    /// what disturbs the machine meanwhile disturbs all of them.
    pub fn measure(activations: &[Activation]) -> Vec<Cost> {
        // As a layer sees them: -4 to 4, in no order.
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        let z: Vec<f32> = (0..ELEMENTS)
            .map(|n| ((n as f64 * GOLDEN).fract() * 8.0 - 4.0) as f32)
            .collect();
        let (mut value, mut derivative) = (vec![0.0; ELEMENTS], vec![0.0; ELEMENTS]);
        let mut timings = vec![Vec::with_capacity(TIMINGS); activations.len()];
        for round in 0..WARM_UP + TIMINGS {
            for (phi, timings) in activations.iter().zip(&mut timings) {
                let start = Instant::now();
                phi.evaluate(black_box(&z), &mut value, &mut derivative);
                black_box((&value, &derivative));
                if round >= WARM_UP {
                    timings.push(start.elapsed().as_secs_f64() * 1e9 / ELEMENTS as f64);
                }
            }
        }
        timings.into_iter().map(median).collect()
    }

    /// What criterion has measured of the activation with this name, if it has.
    pub fn of_criterion(activation: &str, measured: &[Throughput]) -> Option<Cost> {
        let found = measured.iter().find(|row| {
            row.group == "activation/both"
                && row.function == activation
                && row.elements == Some(ELEMENTS as u64)
        });
        let [nanoseconds, low, high] = found?.per_element()?;
        Some(Cost {
            nanoseconds,
            interval: Interval { low, high },
        })
    }
}

impl Cost {
    /// Whether two costs are closer than a factor, or their intervals meet.
    pub fn is_like(&self, other: &Cost, factor: f64) -> bool {
        let ratio = self.nanoseconds / other.nanoseconds;
        let apart =
            self.interval.low > other.interval.high || self.interval.high < other.interval.low;
        !apart || (1.0 / factor < ratio && ratio < factor)
    }
}

/// Of an odd number of timings.
fn median(mut timings: Vec<f64>) -> Cost {
    timings.sort_by(f64::total_cmp);
    Cost {
        nanoseconds: timings[TIMINGS / 2],
        interval: Interval {
            low: timings[ENDS.0],
            high: timings[ENDS.1],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P(9 < X < 22) for X ~ B(31, 1/2), added up.
    #[test]
    fn the_interval_holds_the_median_in_97_of_100() {
        let mut chance = 2f64.powi(-(TIMINGS as i32));
        let mut covered = 0.0;
        for below in 0..=TIMINGS {
            // The median lies between the ends where so many are below it.
            if (ENDS.0 + 1..=ENDS.1).contains(&below) {
                covered += chance;
            }
            chance *= (TIMINGS - below) as f64 / (below + 1) as f64;
        }
        assert!((0.95..0.98).contains(&covered), "{covered}");
    }

    #[test]
    fn an_exponential_costs_more_than_a_comparison() {
        let named = ["relu", "x / (1 + exp(-x)) + sin(x)"].map(|a| a.parse().unwrap());
        let costs = Cost::measure(&named);
        assert!(costs[0].interval.high < costs[1].interval.low, "{costs:?}");
    }

    #[test]
    fn criterions_figure_is_that_of_the_same_size() {
        let row = |elements| Throughput {
            group: "activation/both".to_string(),
            function: "relu".to_string(),
            parameter: String::new(),
            elements: Some(elements),
            nanoseconds: 65_536.0,
            low: 32_768.0,
            high: 131_072.0,
            confidence: 0.95,
        };
        assert_eq!(Cost::of_criterion("relu", &[row(4096)]), None);
        let cost = Cost::of_criterion("relu", &[row(4096), row(65_536)]).unwrap();
        assert_eq!((cost.nanoseconds, cost.interval.high), (1.0, 2.0));
        assert_eq!(Cost::of_criterion("gelu", &[row(65_536)]), None);
    }
}
