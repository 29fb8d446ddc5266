//! Uniform words to normal draws, many at a time.
//!
//! Box and Muller 1958: for independent uniforms u, v on (0, 1],
//! sqrt(-2 ln u) (cos 2 pi v, sin 2 pi v) are two independent N(0, 1). The
//! logarithm and the sine are polynomials in separate multiplications and
//! additions (no fused operation, no library call), so every machine computes
//! the same bits.

use super::philox::{LANES, Word};
use super::stream::{Transform, WORDS};

/// Words 0 and 2 of a block give the radius, words 1 and 3 the angle; cosines
/// come before sines.
pub(super) struct BoxMuller;

impl Transform for BoxMuller {
    #[inline(always)]
    fn apply(words: &[Word; 4], out: &mut [f32; WORDS]) {
        let (rows, _) = out.as_chunks_mut::<LANES>();
        for (pair, rows) in words.chunks_exact(2).zip(rows.chunks_exact_mut(2)) {
            let (mut cosines, mut sines) = ([0.0; LANES], [0.0; LANES]);
            for lane in 0..LANES {
                let radius = minus_two_ln(pair[0][lane]).sqrt();
                let (sine, cosine) = sine_cosine(pair[1][lane]);
                cosines[lane] = radius * cosine;
                sines[lane] = radius * sine;
            }
            rows[0] = cosines;
            rows[1] = sines;
        }
    }
}

/// -2 ln((k + 1/2) 2^-32), relative error below 2e-7 (rounding to f32 comes
/// first, so the largest k give ln 1 = 0).
///
/// Cephes' `logf` (Moshier 1989): the mantissa m in [sqrt 1/2, sqrt 2), then
/// ln m = t - t^2/2 + t^3 P(t) with t = m - 1. The factor 2 is in the terms,
/// where it is exact and takes the place of a 1/2.
#[inline(always)]
fn minus_two_ln(k: u32) -> f32 {
    const SQRT_HALF_BITS: u32 = 0x3f35_04f3;
    const TWO_TO_32: u32 = 32 << 23;
    let number = k as f32 + 0.5;
    // Over 2^32, and the mantissa taken to [sqrt 1/2, sqrt 2): shifts of the
    // exponent field.
    let shifted = number.to_bits().wrapping_sub(SQRT_HALF_BITS + TWO_TO_32);
    let exponent = (shifted as i32) >> 23;
    let mantissa = f32::from_bits((shifted & 0x007f_ffff).wrapping_add(SQRT_HALF_BITS));
    let t = mantissa - 1.0;
    let square = t * t;
    let mut p = 7.037_683_6e-2 * t - 1.151_461e-1;
    p = p * t + 1.167_699_9e-1;
    p = p * t - 1.242_014_1e-1;
    p = p * t + 1.424_932_3e-1;
    p = p * t - 1.666_805_8e-1;
    p = p * t + 2.000_071_5e-1;
    p = p * t - 2.499_999_4e-1;
    p = p * t + 3.333_333e-1;
    let twice = t + t;
    let log = twice + (square * twice * p - square);
    // 2 ln 2 in two parts, so that the product with the exponent is exact.
    let exponent = exponent as f32;
    -(exponent * 1.386_718_8 + (exponent * -4.243_888_8e-4 + log))
}

/// Sine and cosine of a uniform angle: the top two bits of `k` are the
/// quadrant, the rest an angle t in [-pi/4, pi/4) around its axis; absolute
/// error below 2e-7.
#[inline(always)]
fn sine_cosine(k: u32) -> (f32, f32) {
    let quadrant = k >> 30;
    let t = (k << 2) as i32 as f32 * (std::f32::consts::FRAC_PI_4 / 2_147_483_648.0);
    let square = t * t;
    // Cephes' `sinf` and `cosf` on [-pi/4, pi/4].
    let sine = {
        let p = (-1.951_529_6e-4 * square + 8.332_161e-3) * square - 1.666_665_5e-1;
        p * square * t + t
    };
    let cosine = {
        let p = (2.443_315_7e-5 * square - 1.388_731_6e-3) * square + 4.166_664_6e-2;
        p * square * square - 0.5 * square + 1.0
    };
    let swap = quadrant & 1 == 1;
    let (a, b) = if swap { (cosine, sine) } else { (sine, cosine) };
    // Quadrants 2 and 3 have a negative sine, 1 and 2 a negative cosine.
    let sine_sign = (quadrant & 2) << 30;
    let cosine_sign = ((quadrant + 1) & 2) << 30;
    (
        f32::from_bits(a.to_bits() ^ sine_sign),
        f32::from_bits(b.to_bits() ^ cosine_sign),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that hit every exponent, both ends and the middle.
    fn words() -> impl Iterator<Item = u32> {
        (0..32)
            .flat_map(|bit| {
                let k = 1u32 << bit;
                [k - 1, k, k | k >> 1, k | k >> 2, k | (k - 1)]
            })
            .chain((0..100_000u32).map(|i| i.wrapping_mul(2_654_435_761)))
    }

    #[test]
    fn the_logarithm_is_one() {
        for k in words() {
            // The fraction as f32 holds it: the input of the polynomial.
            let fraction = f64::from((k as f32 + 0.5) * (1.0 / 4_294_967_296.0));
            let exact = -2.0 * fraction.ln();
            let error = (f64::from(minus_two_ln(k)) - exact).abs();
            assert!(error <= 2e-7 * exact.abs(), "k = {k}: {error:e}");
        }
    }

    #[test]
    fn sine_and_cosine_are_ones() {
        for k in words() {
            let quadrant = f64::from(k >> 30);
            let t = f64::from((k << 2) as i32) / 2_147_483_648.0;
            let angle = std::f64::consts::FRAC_PI_2 * (quadrant + t / 2.0);
            let (sine, cosine) = sine_cosine(k);
            assert!((f64::from(sine) - angle.sin()).abs() <= 2e-7, "k = {k}");
            assert!((f64::from(cosine) - angle.cos()).abs() <= 2e-7, "k = {k}");
        }
    }
}
