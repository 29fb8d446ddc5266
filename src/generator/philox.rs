//! Philox4x32-10, a counter-based generator: block `n` of a stream is a
//! function of `n`, so any part of it can be computed on its own and many
//! blocks at once.
//!
//! Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy
//! as 1, 2, 3", SC'11, and its library Random123, whose known answers are the
//! test.

const MULTIPLIER: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;

/// Blocks computed side by side: one AVX-512 register of 32-bit lanes.
pub(super) const LANES: usize = 16;

/// One word of [`LANES`] blocks.
pub(super) type Word = [u32; LANES];

/// The four words of [`LANES`] blocks whose counters are given word by word.
/// Plain loops over lanes, which the compiler turns into vector code.
#[inline(always)]
pub(super) fn blocks(mut counter: [Word; 4], mut key: [u32; 2]) -> [Word; 4] {
    for _ in 0..ROUNDS {
        let mut next = [[0u32; LANES]; 4];
        for lane in 0..LANES {
            let left = u64::from(MULTIPLIER[0]) * u64::from(counter[0][lane]);
            let right = u64::from(MULTIPLIER[1]) * u64::from(counter[2][lane]);
            next[0][lane] = (right >> 32) as u32 ^ counter[1][lane] ^ key[0];
            next[1][lane] = right as u32;
            next[2][lane] = (left >> 32) as u32 ^ counter[3][lane] ^ key[1];
            next[3][lane] = left as u32;
        }
        counter = next;
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `kat_vectors` of Random123, philox4x32 with 10 rounds.
    #[test]
    fn known_answers_of_random123() {
        let known = [
            (
                [0; 4],
                [0; 2],
                [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8],
            ),
            (
                [u32::MAX; 4],
                [u32::MAX; 2],
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, answer) in known {
            let words = blocks(counter.map(|word| [word; LANES]), key);
            for lane in 0..LANES {
                assert_eq!(words.map(|word| word[lane]), answer);
            }
        }
    }
}
