//! Slices of f32 rounded to blocks of numbers in place, on all vector lanes.
//!
//! Many blocks under one dispatch: the largest magnitude of each, its scale, and
//! the elements, by the steps of a slice of single numbers where the scale is a
//! power of two ([`super::nv`] has the other).

use super::nv::{Nv, Tiny};
use super::{BlockFormat, Family, ScaleRule};
use crate::number::direction::{Direction, Nearest, Stochastic, TowardZero};
use crate::number::slice::Steps;
use crate::number::{FormatError, Rounding};
use crate::vectorised::vectorised;
use std::hint::black_box;

const MAGNITUDE: u32 = 0x7fff_ffff;
const INFINITY: i32 = 0x7f80_0000;
const MANTISSA: i32 = 0x007f_ffff;
const F32_MANTISSA: u32 = 23;
const BIAS: i32 = 127;
/// Numbers under one dispatch: whole blocks, and their random words.
const PIECE: usize = 1024;
const MOST_BLOCKS: usize = PIECE / 16;

impl BlockFormat {
    /// Rounds every number of a slice; blocks are runs of it. Of a stochastic
    /// format `words` is asked for random words, one a number in order, in
    /// pieces; of the others it is not called.
    ///
    /// # Errors
    /// [`FormatError::Length`] where the slice is not a whole number of blocks.
    pub fn round_slice(
        self,
        values: &mut [f32],
        words: impl FnMut(&mut [u32]),
    ) -> Result<(), FormatError> {
        if !values.len().is_multiple_of(self.block()) {
            return Err(FormatError::Length {
                name: self.to_string(),
                length: values.len(),
                block: self.block(),
            });
        }
        self.round_blocks(values, words);
        Ok(())
    }

    /// The same, with a last block that may be shorter.
    pub(crate) fn round_blocks(self, values: &mut [f32], words: impl FnMut(&mut [u32])) {
        match self.element().rounding() {
            Rounding::Nearest => self.in_pieces::<Nearest>(values, |_| ()),
            Rounding::TowardZero => self.in_pieces::<TowardZero>(values, |_| ()),
            Rounding::Stochastic => self.in_pieces::<Stochastic>(values, words),
        }
    }

    fn in_pieces<D: Direction>(self, values: &mut [f32], mut words: impl FnMut(&mut [u32])) {
        let mut drawn = [0; PIECE];
        match self.family() {
            Family::Mx => {
                let blocks = Mx::of(self);
                for piece in values.chunks_mut(PIECE) {
                    let drawn = &mut drawn[..piece.len()];
                    words(drawn);
                    each::<32, _, D>(piece, drawn, blocks);
                }
            }
            Family::Nv => {
                let blocks = Nv::of(self, values);
                for piece in values.chunks_mut(PIECE) {
                    let drawn = &mut drawn[..piece.len()];
                    words(drawn);
                    if blocks.is_tiny() {
                        each::<16, _, D>(piece, drawn, Tiny(blocks));
                    } else {
                        each::<16, _, D>(piece, drawn, blocks);
                    }
                }
            }
        }
    }
}

/// Rounds blocks of N numbers, and what is left as one that is shorter. All
/// scales come first: no block waits for its own.
fn each<const N: usize, B: Blocks, D: Direction>(values: &mut [f32], words: &[u32], rounding: B) {
    vectorised(
        #[inline(always)]
        || {
            // Copied, so that it is known not to change with the values; arrays,
            // so that the loops over them have a length.
            let own = rounding;
            let (blocks, rest) = values.as_chunks_mut::<N>();
            let (drawn, left) = words.as_chunks::<N>();
            let greatests = greatests(blocks);
            let mut scales = [B::Scale::default(); MOST_BLOCKS];
            for (scale, greatest) in scales.iter_mut().zip(greatests) {
                *scale = own.scale(greatest);
            }
            for ((block, drawn), scale) in blocks.iter_mut().zip(drawn).zip(scales) {
                own.round::<D>(block, drawn, scale);
            }
            let scale = own.scale(greatest(rest));
            own.round::<D>(rest, left, scale);
        },
    );
}

/// How blocks are rounded.
pub(super) trait Blocks: Copy {
    /// What a block is divided and multiplied by.
    type Scale: Copy + Default;
    /// From the bits of a block's largest magnitude.
    fn scale(self, greatest: i32) -> Self::Scale;
    /// A random word for each number.
    fn round<D: Direction>(self, block: &mut [f32], words: &[u32], scale: Self::Scale);
}

/// Scales that are powers of two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mx {
    element: Steps,
    /// Exponent of the largest element.
    last: i32,
    /// Mantissa above which the next power of two is taken.
    up: i32,
}

impl Mx {
    pub(super) fn of(format: BlockFormat) -> Self {
        let largest = (format.element().max() as f32).to_bits() as i32;
        Mx {
            element: Steps::of(format.element()),
            last: (largest >> F32_MANTISSA) - BIAS,
            up: match format.rule() {
                ScaleRule::Ceil => largest & MANTISSA,
                _ => MANTISSA,
            },
        }
    }
}

impl Blocks for Mx {
    /// A power of two and its inverse.
    type Scale = (f32, f32);

    #[inline(always)]
    fn scale(self, greatest: i32) -> (f32, f32) {
        // A subnormal f32 is below any scale's reach, whatever its mantissa.
        let exponent = (greatest >> F32_MANTISSA) - BIAS - self.last;
        let exponent = exponent + i32::from(greatest & MANTISSA > self.up);
        let exponent = exponent.clamp(-BIAS, BIAS);
        // 2^-127 is subnormal.
        let power = |exponent: i32| {
            let subnormal = 1 << (F32_MANTISSA - 1);
            let normal = (exponent + BIAS) << F32_MANTISSA;
            f32::from_bits(normal.max(subnormal) as u32)
        };
        if greatest < INFINITY {
            (power(exponent), power(-exponent))
        } else {
            (f32::NAN, f32::NAN)
        }
    }

    #[inline(always)]
    fn round<D: Direction>(self, block: &mut [f32], words: &[u32], (scale, inverse): (f32, f32)) {
        for (v, word) in block.iter_mut().zip(words) {
            // Exact, but where V / X is far below every element that is not zero.
            let element = *v * inverse;
            let element = self.element.apply_saturating(element, D::from_word(*word));
            *v = element * scale;
        }
    }
}

/// The bits of the largest magnitude: magnitudes order like their bits, and NaN
/// is above infinity.
#[inline(always)]
pub(super) fn greatest(values: &[f32]) -> i32 {
    let mut greatest = 0;
    for v in values {
        greatest = greatest.max((v.to_bits() & MAGNITUDE) as i32);
    }
    greatest
}

/// That of every block. By halves, many numbers at a time: the greater of two
/// neighbours, of two of those, and so on.
#[inline(always)]
fn greatests<const N: usize>(blocks: &[[f32; N]]) -> [i32; MOST_BLOCKS] {
    /// Numbers whose halves stay in registers.
    const GROUP: usize = 256;
    let mut greatests = [0; MOST_BLOCKS];
    let (groups, rest) = blocks.as_flattened().as_chunks::<GROUP>();
    let places = greatests.chunks_exact_mut(GROUP / N);
    for (group, places) in groups.iter().zip(places) {
        let mut twos = [0; GROUP / 2];
        for (place, pair) in twos.iter_mut().zip(group.as_chunks::<2>().0) {
            *place = greatest(pair);
        }
        let sixteens = halved::<16>(&halved::<32>(&halved::<64>(&twos)));
        if N == 16 {
            places.copy_from_slice(&sixteens);
        } else {
            places.copy_from_slice(&halved::<8>(&sixteens));
        }
    }
    let places = greatests.iter_mut().skip(groups.len() * (GROUP / N));
    for (place, block) in places.zip(rest.as_chunks::<N>().0) {
        // Opaque, else the loop is turned inside out: one lane a block,
        // each gathered number by number.
        *place = black_box(greatest(block));
    }
    greatests
}

/// The greater of each two neighbours.
#[inline(always)]
fn halved<const HALF: usize>(sizes: &[i32]) -> [i32; HALF] {
    let mut greater = [0; HALF];
    for (greater, [a, b]) in greater.iter_mut().zip(sizes.as_chunks().0) {
        *greater = *a.max(b);
    }
    greater
}
