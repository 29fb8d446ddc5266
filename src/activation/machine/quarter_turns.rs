//! How many quarter turns an angle is, of any size: the reduction of Payne and
//! Hanek 1983, ACM SIGNUM Newsletter 18(1), for vectors.
//!
//! x = m 2^k with a whole m below 2^53. Only (2 / pi) 2^k modulo 4 matters, of
//! which a table has 156 bits for each k; its product with m, modulo 4, has 101
//! bits below the point.

use super::lane::{ROUND, power_of_two};
use super::wide::{pair_sum, two_sum};
use crate::activation::arithmetic::Arithmetic;

/// The binary digits of 2 / pi, with 64 zeros before the point.
const TWO_OVER_PI: [u64; 21] = [
    0,
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
    0xf0cf_bc20_9af4_361d,
];

/// The largest k: that of numbers below 2^1024.
const LAST: usize = 1023 - 52;

/// (2 / pi) 2^k modulo 4, in three parts of 52 bits: so few that the product
/// with m is exact without a fused multiply-add, too.
static FRACTIONS: [[f64; 3]; LAST + 1] = {
    let mut table = [[0.0; 3]; LAST + 1];
    let mut k = 0;
    while k <= LAST {
        let mut part = 0;
        while part < 3 {
            // The digit that stands for 2, and 52 more a part.
            let first = 64 - 2 + k + 52 * part;
            let two = (TWO_OVER_PI[first / 64] as u128) << 64 | TWO_OVER_PI[first / 64 + 1] as u128;
            let digits = ((two << (first % 64)) >> (128 - 52)) as u64;
            let last_digit = 1023 - 50 - 52 * part as u64;
            table[k][part] = digits as f64 * f64::from_bits(last_digit << 52);
            part += 1;
        }
        k += 1;
    }
    table
};

/// The k of x, or the nearest that there is.
#[inline(always)]
fn power_in(x: f64) -> u32 {
    const LEAST: u64 = 1023 + 52;
    let exponent = (x.to_bits() >> 52) & 0x7ff;
    (exponent.max(LEAST) - LEAST).min(LAST as u64) as u32
}

/// What of 2 / pi decides the quarter turns of x. A look-up keeps a loop from
/// being vectorised, so it has one of its own.
#[inline(always)]
pub(super) fn digits(x: f64) -> [f64; 3] {
    FRACTIONS[power_in(x) as usize]
}

/// x, of these [`digits`], in quarter turns, but for whole turns: a pair below 9
/// in size. Right for |x| >= 2^-900 or so; no number for infinity.
#[inline(always)]
pub(super) fn quarter_turns<A: Arithmetic>(x: f64, digits: [f64; 3]) -> (f64, f64) {
    let [first, second, third] = digits;
    let m = x * power_of_two(-f64::from(power_in(x)));
    let (high, low) = A::product_f64(m, first);
    // Twice, for it may be as large as 2^55 and ROUND serves up to 2^51 only.
    let turns = 0.25 * high;
    let far = (turns * FEWER + ROUND - ROUND) / FEWER;
    let turns = turns - far;
    let high = 4.0 * (turns - ((turns + ROUND) - ROUND));
    let sum = pair_sum(two_sum(high, low), A::product_f64(m, second));
    two_sum(sum.0, sum.1 + m * third)
}

/// A power of two that takes 2^53 into the range of [`ROUND`].
const FEWER: f64 = 1.0 / 1024.0;

#[cfg(test)]
mod tests {
    use super::super::lane::Lane;
    use super::super::number::Number;
    use super::super::wide::Wide;
    use crate::activation::arithmetic::{Fused, Separate};

    fn all(x: f64) -> [(f64, f64); 4] {
        fn of<N: Number>(x: f64) -> (f64, f64) {
            let (sine, cosine) = N::input(x).far_sine_cosine();
            (sine.rounded(), cosine.rounded())
        }
        [
            of::<Lane<Fused>>(x),
            of::<Lane<Separate>>(x),
            of::<Wide<Fused>>(x),
            of::<Wide<Separate>>(x),
        ]
    }

    /// From 1400 bits; the third is the f64 that is nearest to a multiple of
    /// pi / 2: of 101 bits below the point 60 are zero.
    #[test]
    fn digits_of_far_sines() {
        let close = |a: f64, b: f64| (a - b).abs() <= 2e-12 * b.abs();
        for (x, sine, cosine) in [
            (1e22, -0.8522008497671888, 0.523214785395139),
            (
                libm::scalbn(1.0, 120),
                0.377820109360752,
                -0.9258790228548379,
            ),
            (
                libm::scalbn(6_381_956_970_095_103.0, 797),
                1.0,
                -4.687165924254628e-19,
            ),
            (f64::MAX, 0.004961954789184062, -0.9999876894265599),
        ] {
            for (s, c) in all(x) {
                assert!(close(s, sine) && close(c, cosine), "{x:e}: {s:e}, {c:e}");
            }
        }
    }

    /// Every size, against libm.
    #[test]
    fn far_sines_agree_with_libm() {
        for n in 0..40_000 {
            let size = 20.0 + 1003.0 * f64::from(n) / 40_000.0;
            let x = libm::exp2(size) * if n % 2 == 0 { 1.0 } else { -1.0 };
            let (sine, cosine) = libm::sincos(x);
            for (s, c) in all(x) {
                assert!((s - sine).abs() <= 1e-15, "sin({x:e}) = {s:e}, {sine:e}");
                assert!(
                    (c - cosine).abs() <= 4e-16,
                    "cos({x:e}) = {c:e}, {cosine:e}"
                );
            }
        }
        let nothing = all(f64::INFINITY);
        assert!(nothing.iter().all(|(s, c)| s.is_nan() && c.is_nan()));
    }
}
