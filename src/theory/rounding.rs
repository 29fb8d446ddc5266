//! The noise that rounding adds to a signal.
//!
//! A number rounded to the nearest of a lattice of spacing u is off by an error
//! that is spread over (-u/2, u/2) evenly, as long as its density is smooth on
//! that scale, so by u^2 / 12 in mean square (Widrow and Kollar 2008,
//! Quantization Noise, chapter 12). In a binary format u is 2^{e-m} in the octave
//! from 2^e, and the smallest subnormal q below the smallest normal number; what
//! is below q/2 becomes zero and is lost whole. Where q is more than twice the
//! signal's scale the density is not smooth within q, and what is left is off by
//! some per cent.

use crate::number::{Format, Rounding};
use libm::erf;

/// E[(Q(x) - x)^2] / E[x^2] of x ~ N(0, `scale`^2) rounded to `format` to the
/// nearest or stochastically (u^2/6 instead of u^2/12); nothing for rounding
/// toward zero, whose errors have a mean, nor where x overflows in more than
/// one case of 10^9.
pub fn rounding_noise(format: Format, scale: f64) -> Option<f64> {
    let share = match format.rounding() {
        Rounding::Nearest => 1.0 / 12.0,
        Rounding::Stochastic => 1.0 / 6.0,
        Rounding::TowardZero => return None,
    };
    const SIGMAS: f64 = 6.1;
    if !(scale > 0.0 && SIGMAS * scale < format.max()) {
        return None;
    }
    // P(|x| < size) and E[x^2; |x| < size] / E[x^2].
    let within = |size: f64| erf(size / (scale * std::f64::consts::SQRT_2));
    let energy = |size: f64| {
        let t = size / scale;
        let density = (-0.5 * t * t).exp() * (2.0 / std::f64::consts::PI).sqrt();
        within(size) - t * density
    };
    let quantum = format.min_subnormal();
    let normal = format.min_normal();
    let mut noise = energy(0.5 * quantum);
    noise += share * (quantum / scale).powi(2) * (within(normal) - within(0.5 * quantum));
    let (first, last) = (libm::ilogb(normal), libm::ilogb(8.0 * scale));
    // Octaves far below the scale hold nothing that counts.
    for octave in first.max(last - 60)..=last {
        let low = libm::scalbn(1.0, octave);
        let spacing = low * format.epsilon() / scale;
        noise += share * spacing * spacing * (within(2.0 * low) - within(low));
    }
    Some(noise)
}

/// `noise_to_signal` of the gradient at `layer`, from 1, of a linear net of which
/// everything is stored in `format`, products being summed without error.
///
/// The cotangent is rounded once. From each layer to the one below the gradient
/// takes in the rounding of the weights and then its own; all are independent
/// with mean 0 to first order, so their mean squares add:
///
/// noise^2 = r(1) + sum_{j=layer}^{L-1} (r(sigma_w / sqrt n) + r(sigma_w^{L-j}))
///
/// with r the [`rounding_noise`] of a scale. With sigma_w = 1 and n a power of 4
/// that is r(1) (1 + 2 (L - layer)): the noise grows as the square root of the
/// layers below the output. (width, depth) = (n, L).
pub fn linear_noise(
    format: Format,
    sigma_w: f64,
    (width, depth): (usize, usize),
    layer: usize,
) -> Option<f64> {
    let below = depth.checked_sub(layer)?;
    let weights = rounding_noise(format, sigma_w / (width as f64).sqrt())?;
    let mut square = rounding_noise(format, 1.0)?;
    for steps in 1..=below {
        square += weights + rounding_noise(format, sigma_w.powi(steps as i32))?;
    }
    Some(square.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::{Purpose, Stream};

    /// Against rounding 200,000 draws: normal numbers, subnormal ones, and what
    /// is lost.
    #[test]
    fn noise_is_that_of_rounding() {
        let mut draws = vec![0.0f32; 200_000];
        Stream::new(1, Purpose::Input, 0, 0).fill_normal(&mut draws);
        for (text, scale) in [
            ("f16", 1.0),
            ("f16", 1.4),
            ("bf16", 1e-3),
            ("e4m3", 1.0),
            ("e4m3", 0.004),
            ("f16", 2e-7),
        ] {
            let format = Format::parse(text).unwrap();
            let (mut error, mut signal) = (0.0, 0.0);
            for draw in &draws {
                let x = f64::from(*draw) * scale;
                error += (format.round(x) - x).powi(2);
                signal += x * x;
            }
            let theory = rounding_noise(format, scale).unwrap();
            let ratio = error / signal / theory;
            assert!((ratio - 1.0).abs() < 0.03, "{text} at {scale}: {ratio}");
        }
    }

    #[test]
    fn no_theory_where_it_does_not_hold() {
        let noise = |text, scale| rounding_noise(Format::parse(text).unwrap(), scale);
        assert_eq!(noise("f16(toward_zero)", 1.0), None);
        assert_eq!(noise("e4m3", 100.0), None);
        assert_eq!(noise("f16", 0.0), None);
        let [nearest, random] = ["bf16", "bf16(stochastic)"].map(|t| noise(t, 1.0).unwrap());
        assert!((random / nearest - 2.0).abs() < 1e-9);
    }
}
