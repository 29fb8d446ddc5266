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

/// The four words of [`LANES`] blocks: block `first` and those after it, the
/// other three words of the counter being `rest`.
///
/// The loop takes two blocks a turn, one for the lower and one for the upper
/// half of each 64-bit lane that it writes, so that its vector code is
/// multiplications of 32 bits to 64, shifts and exclusive ors, and two chains
/// of rounds at a time: one alone waits for its multiplier.
#[inline(always)]
pub(super) fn blocks(first: u32, rest: [u32; 3], key: [u32; 2]) -> [Word; 4] {
    let mut pairs = [[0u64; LANES / 2]; 4];
    let [a, b, c, d] = &mut pairs;
    let [one, two, three] = rest.map(u64::from);
    let words = a.iter_mut().zip(b).zip(c).zip(d);
    for (lane, (((a, b), c), d)) in (0u64..).zip(words) {
        let number = u64::from(first) + 2 * lane;
        let lower = block([number, one, two, three], key);
        let upper = block([number + 1, one, two, three], key);
        let pair = |word: usize| (lower[word] & LOWER) | upper[word] << 32;
        (*a, *b, *c, *d) = (pair(0), pair(1), pair(2), pair(3));
    }
    pairs.map(|words| pulp::cast(words.map(in_order)))
}

const LOWER: u64 = 0xffff_ffff;

/// The lower half first, whatever the machine's order of bytes.
#[inline(always)]
fn in_order(pair: u64) -> u64 {
    if cfg!(target_endian = "big") {
        pair.rotate_left(32)
    } else {
        pair
    }
}

/// The block of a counter, each word in the lower half of its lane; the upper
/// halves are ignored, and hold anything in the result.
#[inline(always)]
fn block(mut counter: [u64; 4], mut key: [u32; 2]) -> [u64; 4] {
    for _ in 0..ROUNDS {
        let left = u64::from(MULTIPLIER[0]) * (counter[0] & LOWER);
        let right = u64::from(MULTIPLIER[1]) * (counter[2] & LOWER);
        counter = [
            right >> 32 ^ counter[1] ^ u64::from(key[0]),
            right,
            left >> 32 ^ counter[3] ^ u64::from(key[1]),
            left,
        ];
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
            let words = block(counter.map(u64::from), key).map(|word| word as u32);
            assert_eq!(words, answer);
            let [first, rest @ ..] = counter;
            let words = blocks(first, rest, key);
            assert_eq!(words.map(|word| word[0]), answer);
        }
    }

    /// The last blocks of a stream and, since a counter wraps, the first ones.
    #[test]
    fn blocks_are_in_order() {
        let (first, rest, key) = (u32::MAX - 4, [1, 2, 3], [4, 5]);
        let words = blocks(first, rest, key);
        for lane in 0..LANES {
            let number = first.wrapping_add(lane as u32);
            let counter = [number, rest[0], rest[1], rest[2]].map(u64::from);
            let alone = block(counter, key).map(|word| word as u32);
            assert_eq!(words.map(|word| word[lane]), alone);
        }
    }
}
