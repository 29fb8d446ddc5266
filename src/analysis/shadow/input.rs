//! What a format makes of the input of a net, before any layer. Blocks run on
//! from sample to sample where the features are no whole number of blocks.

use super::noise::Noise;
use crate::network::Real;
use crate::number::{Counts, Storage};

/// Shares of the entries that are not zero, and the noise; NaN is 'no figure'.
pub(super) struct InputFigures {
    pub underflow: f64,
    pub subnormal: f64,
    pub overflow: f64,
    pub noise_to_signal: f64,
}

impl InputFigures {
    /// Of the input as it was drawn, in f32 and in f64, and as it is stored.
    pub(super) fn of<T: Real>(
        (drawn, wide): (&[f32], &[f64]),
        stored: &[T],
        storage: Storage,
    ) -> Self {
        let noise = Noise::of(wide, stored, 0);
        let zeros = stored.iter().zip(drawn);
        let zeros = zeros.filter(|(s, x)| s.wide() == 0.0 && **x != 0.0).count();
        let mut figures = InputFigures {
            underflow: noise.share(zeros as u64),
            subnormal: f64::NAN,
            overflow: f64::NAN,
            noise_to_signal: noise.to_signal(),
        };
        let Storage::Single(format) = storage else {
            return figures;
        };
        if let Ok(thresholds) = format.thresholds() {
            let counts = Counts::of(drawn, 0, thresholds);
            figures.subnormal = noise.share(counts.subnormals);
            figures.overflow = noise.share(counts.overflows);
        } else if !format.beyond().is_finite() {
            // Rounded at random: as it came out.
            let infinite = stored.iter().filter(|s| !s.wide().is_finite());
            figures.overflow = noise.share(infinite.count() as u64);
        }
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_in_f16_and_in_blocks() {
        let drawn = [1.0f32, 1e-9, 3e-5, 1e9, 0.0];
        let wide = drawn.map(f64::from);
        let stored = [1.0f32, 0.0, 3e-5, f32::INFINITY, 0.0];
        let of = |name| {
            let figures = InputFigures::of((&drawn, &wide), &stored, Storage::parse(name).unwrap());
            [figures.underflow, figures.subnormal, figures.overflow]
        };
        assert_eq!(of("f16"), [0.25; 3]);
        let [underflow, subnormal, overflow] = of("f16(stochastic)");
        assert!(underflow == 0.25 && subnormal.is_nan() && overflow == 0.25);
        let [underflow, subnormal, overflow] = of("mxfp8_e4m3");
        assert_eq!(underflow, 0.25);
        assert!(subnormal.is_nan() && overflow.is_nan());
    }
}
