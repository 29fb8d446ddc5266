//! A stream of random draws with an address: (seed, purpose, trial, layer).
//!
//! The seed is Philox's key; its counter is (block, layer, trial, purpose).
//! Two streams with different addresses never share a block, and a stream can
//! be drawn again from its address alone. A stream holds 2^34 words.

use super::{normal, philox};
use crate::vectorised::vectorised;
use rand::rand_core::{Infallible, TryRng};

/// What a stream's draws are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// The input batch.
    Input = 1,
    /// The weights of a layer.
    Weights = 2,
    /// The biases of a layer.
    Bias = 3,
    /// The cotangent put on the output of a net.
    Cotangent = 4,
    /// The mixing matrix of correlated features.
    Mixing = 5,
    /// Where a stochastic format rounds to.
    Rounding = 6,
    /// The samples of a task: which are held out, or where they lie.
    Task = 7,
    /// The weights of the net that a task is to imitate.
    Teacher = 8,
    /// The order of the samples in an epoch.
    Order = 9,
}

/// Draws from one address; also a [`rand::Rng`] for rand_distr's samplers.
#[derive(Debug, Clone)]
pub struct Stream {
    key: [u32; 2],
    address: [u32; 3],
    /// First block not yet drawn.
    block: u32,
    /// Words drawn one at a time, and how many of them are used.
    words: [u32; WORDS],
    used: usize,
}

/// Groups whose words are drawn before the first of them is transformed: two
/// short loops keep the vector units busier than a long one, of which only two
/// turns fit into a processor's window.
const GROUPS: usize = 16;

/// Words in one group of blocks.
pub(super) const WORDS: usize = 4 * philox::LANES;

/// Turns the words of a group of blocks into as many draws. A type rather than
/// a function passed by name, which would not be inlined.
pub(super) trait Transform {
    /// The draws of four words of each block.
    fn apply(words: &[philox::Word; 4], out: &mut [f32; WORDS]);
}

impl Stream {
    /// The stream of `purpose` for `layer` of `trial` under `seed`.
    pub fn new(seed: u64, purpose: Purpose, trial: u32, layer: u32) -> Self {
        Stream {
            key: [seed as u32, (seed >> 32) as u32],
            address: [layer, trial, purpose as u32],
            block: 0,
            words: [0; WORDS],
            used: WORDS,
        }
    }

    /// Fills `out` with independent draws of N(0, 1).
    ///
    /// Box and Muller's method on 32-bit uniforms: no draw exceeds 6.8 in
    /// absolute value (a normal does with probability 1e-11), the same bits
    /// on every machine.
    pub fn fill_normal(&mut self, out: &mut [f32]) {
        self.fill::<normal::BoxMuller>(out);
    }

    /// Fills `out` with independent draws of the uniform distribution on
    /// (-sqrt 3, sqrt 3), which has mean 0 and variance 1.
    pub fn fill_uniform(&mut self, out: &mut [f32]) {
        self.fill::<UnitUniform>(out);
    }

    /// Fills `out` with random bits. A slice that is no multiple of 64 long
    /// leaves some undrawn: pieces give the words of the whole only where all
    /// but the last are.
    pub fn fill_words(&mut self, out: &mut [u32]) {
        vectorised(
            #[inline(always)]
            || {
                for chunk in out.chunks_mut(WORDS) {
                    let group = self.next_group();
                    chunk.copy_from_slice(&group.as_flattened()[..chunk.len()]);
                }
            },
        );
    }

    fn fill<T: Transform>(&mut self, out: &mut [f32]) {
        vectorised(
            #[inline(always)]
            || self.fill_inlined::<T>(out),
        );
    }

    #[inline(always)]
    fn fill_inlined<T: Transform>(&mut self, out: &mut [f32]) {
        let mut words = [[[0; philox::LANES]; 4]; GROUPS];
        for chunk in out.chunks_mut(GROUPS * WORDS) {
            let groups = chunk.len().div_ceil(WORDS);
            for group in &mut words[..groups] {
                *group = self.next_group();
            }
            let (whole, rest) = chunk.as_chunks_mut::<WORDS>();
            for (group, out) in words.iter().zip(whole) {
                T::apply(group, out);
            }
            if !rest.is_empty() {
                let mut last = [0.0; WORDS];
                T::apply(&words[groups - 1], &mut last);
                rest.copy_from_slice(&last[..rest.len()]);
            }
        }
    }

    #[inline(always)]
    fn next_group(&mut self) -> [philox::Word; 4] {
        let group = philox::blocks(self.block, self.address, self.key);
        self.block = self.block.wrapping_add(philox::LANES as u32);
        group
    }

    fn next_word(&mut self) -> u32 {
        if self.used == WORDS {
            let group = self.next_group();
            for (words, word) in self.words.chunks_exact_mut(philox::LANES).zip(&group) {
                words.copy_from_slice(word);
            }
            self.used = 0;
        }
        self.used += 1;
        self.words[self.used - 1]
    }
}

/// (k + 1/2) 2^-24 on (0, 1) for a 24-bit k, stretched to variance 1. The odd
/// integer 2k + 1 - 2^24 is exact in f32, so there is one rounding.
struct UnitUniform;

impl Transform for UnitUniform {
    #[inline(always)]
    fn apply(words: &[philox::Word; 4], out: &mut [f32; WORDS]) {
        const SCALE: f32 = (1.732_050_807_568_877_2 / 16_777_216.0) as f32;
        for (out, word) in out.iter_mut().zip(words.as_flattened()) {
            let odd = 2 * (word >> 8) as i32 + 1 - (1 << 24);
            *out = odd as f32 * SCALE;
        }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next_word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = u64::from(self.next_word());
        Ok(low | u64::from(self.next_word()) << 32)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(4) {
            let word = self.next_word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectorised::{InstructionSet, vectorised_in};
    use rand::Rng;

    fn normals(purpose: Purpose, trial: u32, layer: u32, count: usize) -> Vec<f32> {
        let mut out = vec![0.0; count];
        Stream::new(7, purpose, trial, layer).fill_normal(&mut out);
        out
    }

    #[test]
    fn the_address_alone_decides() {
        let first = normals(Purpose::Weights, 3, 5, 200);
        assert_eq!(first, normals(Purpose::Weights, 3, 5, 200));
        assert_eq!(first[..130], normals(Purpose::Weights, 3, 5, 130));
        for other in [
            normals(Purpose::Weights, 5, 3, 200),
            normals(Purpose::Bias, 3, 5, 200),
            normals(Purpose::Weights, 3, 6, 200),
        ] {
            assert!(first.iter().zip(&other).all(|(a, b)| a != b));
        }
    }

    /// Every instruction set, the one without vectors included, draws the same
    /// bits.
    #[test]
    fn the_bits_do_not_depend_on_the_instruction_set() {
        fn bits<T: Transform>(set: InstructionSet) -> Vec<u32> {
            let mut stream = Stream::new(7, Purpose::Weights, 3, 5);
            let mut out = vec![0.0; 100_003];
            vectorised_in(
                set,
                #[inline(always)]
                || stream.fill_inlined::<T>(&mut out),
            );
            out.into_iter().map(f32::to_bits).collect()
        }
        for set in InstructionSet::available() {
            let drawn = normals(Purpose::Weights, 3, 5, 100_003);
            let drawn: Vec<u32> = drawn.into_iter().map(f32::to_bits).collect();
            assert!(bits::<normal::BoxMuller>(set) == drawn, "{set}");
            let baseline = bits::<UnitUniform>(InstructionSet::Baseline);
            assert!(bits::<UnitUniform>(set) == baseline, "{set}");
        }
    }

    #[test]
    fn words_one_at_a_time_are_the_blocks() {
        let mut stream = Stream::new(0, Purpose::Input, 0, 0);
        let group = stream.clone().next_group();
        let words: Vec<u32> = (0..WORDS).map(|_| stream.next_u32()).collect();
        assert_eq!(words, group.concat());
        let mut filled = vec![0; WORDS + 3];
        let mut stream = Stream::new(0, Purpose::Input, 0, 0);
        stream.fill_words(&mut filled);
        assert_eq!(filled[..WORDS], words);
        let next: Vec<u32> = (0..3).map(|_| stream.clone().next_u32()).collect();
        assert_ne!(filled[WORDS..], next);
    }
}
