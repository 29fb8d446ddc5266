//! The reference over many inputs: interpolated where that is as good.

use std::ops::Range;

use super::super::Activation;
use super::judge::Ulp;
use crate::activation::machine::Program;
use crate::number::Format;

/// Patterns that one polynomial serves.
pub(super) const PIECE: u32 = 1024;
/// Where that is too many, so many.
const SMALL_PIECE: u32 = PIECE / PARTS;
/// Pieces that are looked at together.
const PARTS: u32 = 16;
/// Their patterns.
pub(super) const REGION: u32 = PARTS * PIECE;
/// The places of the samples in a piece, in 64ths: near the five zeros of the
/// Chebyshev polynomial, then three near its extremes.
const SAMPLES: [u32; 8] = [2, 13, 32, 51, 62, 0, 42, 64];
/// What an interpolated truth may be off, in ULP of f32.
const TOLERANCE: f64 = 1.0 / 4096.0;

/// phi and phi' of many inputs.
pub(super) struct Truth<'a> {
    program: &'a Program,
    kinks: &'a [f64],
    ulp: Ulp,
    /// sup |phi'|, or what is taken for it.
    pub largest_derivative: f64,
    /// Sizes below which the error counts as at that size.
    floors: [f64; 2],
}

/// What serves a piece.
pub(super) enum Piece {
    /// The reference at each input; it may be a whole region.
    Rough,
    /// One curve for phi, one for phi'.
    Smooth([Curve; 2]),
}

impl<'a> Truth<'a> {
    /// That of `phi`, whose derivatives below so much of the largest are judged
    /// as a share of it.
    pub fn new(phi: &'a Activation, relative_from: f64) -> Self {
        let program = &phi.0.definition.program;
        let largest_derivative = largest_derivative(program);
        Truth {
            program,
            kinks: phi.kinks(),
            ulp: Ulp::of(Format::single()),
            largest_derivative,
            floors: [0.0, relative_from * largest_derivative],
        }
    }

    /// phi and phi' of each z by the reference.
    pub fn exact(&self, z: &[f64], value: &mut [f64], derivative: &mut [f64]) {
        self.program.exact(z, value, derivative);
    }

    /// Cuts patterns, [`REGION`] of them and all of one binade, in pieces, and
    /// calls `visit` with each, in their order; rough neighbours are one piece.
    pub fn pieces(&self, region: Range<u32>, visit: &mut impl FnMut(Range<u32>, Piece)) {
        self.parts(region.start, PIECE, visit);
    }

    /// [`PARTS`] pieces of `size` patterns; returns whether any is smooth.
    fn parts(&self, start: u32, size: u32, visit: &mut impl FnMut(Range<u32>, Piece)) -> bool {
        const POINTS: usize = PARTS as usize * SAMPLES.len();
        let z_of = |pattern| f64::from(f32::from_bits(pattern));
        let spacing = z_of(start + 1) - z_of(start);
        let mut z = [0.0; POINTS];
        for (part, z) in z.chunks_exact_mut(SAMPLES.len()).enumerate() {
            for (place, z) in SAMPLES.iter().zip(z) {
                let offset = part as u32 * size + place * (size / 64);
                *z = z_of(start) + f64::from(offset) * spacing;
            }
        }
        let (mut value, mut derivative) = ([0.0; POINTS], [0.0; POINTS]);
        self.exact(&z, &mut value, &mut derivative);
        let samples = z.as_chunks().0.iter();
        let truth = value.as_chunks().0.iter().zip(derivative.as_chunks().0);
        let mut any_smooth = false;
        // Where no part of a piece is smooth, as of a sine whose waves are
        // shorter than it, there is no use in cutting the next one.
        let mut cut = size > SMALL_PIECE;
        let mut rough = start..start;
        for (part, (z, (value, derivative))) in samples.zip(truth).enumerate() {
            let start = start + part as u32 * size;
            let patterns = start..start + size;
            let curves = self.curves(z, [value, derivative]);
            if curves.is_none() && !cut {
                rough.end = patterns.end;
                continue;
            }
            if !rough.is_empty() {
                visit(rough, Piece::Rough);
            }
            rough = patterns.end..patterns.end;
            match curves {
                Some(curves) => {
                    any_smooth = true;
                    visit(patterns, Piece::Smooth(curves));
                }
                None => {
                    cut = self.parts(start, SMALL_PIECE, visit);
                    any_smooth |= cut;
                }
            }
        }
        if !rough.is_empty() {
            visit(rough, Piece::Rough);
        }
        any_smooth
    }

    /// The curves of a piece, where they agree with all samples.
    fn curves(&self, z: &[f64; 8], truth: [&[f64; 8]; 2]) -> Option<[Curve; 2]> {
        let (low, high) = (z[5].min(z[7]), z[5].max(z[7]));
        if self.kinks.iter().any(|kink| (low..=high).contains(kink)) {
            return None;
        }
        let through =
            |quantity: usize| Curve::through(truth[quantity], self.ulp, self.floors[quantity]);
        Some([through(0)?, through(1)?])
    }
}

/// A polynomial of fourth degree over a piece, from -1 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curve([f64; 5]);

impl Curve {
    /// The curve through the first five of the [`SAMPLES`], if it meets the
    /// others. What is zero somewhere must be zero everywhere, lest the zeros of
    /// the curve be taken for the truth's.
    fn through(samples: &[f64; 8], ulp: Ulp, floor: f64) -> Option<Self> {
        // (62 - 32) / 32 and (51 - 32) / 32
        const A: f64 = 30.0 / 32.0;
        const B: f64 = 19.0 / 32.0;
        const DIFFERENCE: f64 = A * A - B * B;
        let first = samples[0];
        if samples.iter().all(|x| x.to_bits() == first.to_bits()) {
            return Some(Curve([first, 0.0, 0.0, 0.0, 0.0]));
        }
        let negative = samples.iter().filter(|x| **x < 0.0).count();
        let crosses = negative > 0 && negative < samples.len();
        // Where a value crosses zero its ULP have no least size.
        if samples.contains(&0.0) || crosses && floor == 0.0 {
            return None;
        }
        let [left, near_left, middle, near_right, right] = *samples.first_chunk()?;
        let odd = (0.5 * (right - left) / A, 0.5 * (near_right - near_left) / B);
        let even = (
            (0.5 * (right + left) - middle) / (A * A),
            (0.5 * (near_right + near_left) - middle) / (B * B),
        );
        let cubic = (odd.0 - odd.1) / DIFFERENCE;
        let quartic = (even.0 - even.1) / DIFFERENCE;
        let curve = Curve([
            middle,
            odd.0 - cubic * (A * A),
            even.0 - quartic * (A * A),
            cubic,
            quartic,
        ]);
        let meets = |place: usize| {
            let t = (f64::from(SAMPLES[place]) - 32.0) / 32.0;
            let truth = samples[place];
            (curve.at(t) - truth).abs() * ulp.inverse(truth.abs().max(floor)) <= TOLERANCE
        };
        (5..8).all(meets).then_some(curve)
    }

    /// Its value at t.
    #[inline(always)]
    fn at(&self, t: f64) -> f64 {
        let [c0, c1, c2, c3, c4] = self.0;
        (((c4 * t + c3) * t + c2) * t + c1) * t + c0
    }

    /// Writes its values at the patterns `first`, `first + every`, ... of a
    /// piece of so many.
    #[inline(always)]
    pub fn fill(&self, size: u32, (first, every): (u32, u32), out: &mut [f64]) {
        let [c0, rest @ ..] = self.0;
        if rest == [0.0; 4] {
            // It may be infinite.
            out.fill(c0);
            return;
        }
        let scale = 2.0 / f64::from(size);
        let (start, step) = (f64::from(first) * scale - 1.0, f64::from(every) * scale);
        for (place, out) in out.iter_mut().enumerate() {
            *out = self.at(f64::from(place as u32) * step + start);
        }
    }
}

/// The largest |phi'| over all inputs, or over |z| <= 10 where it grows far
/// beyond.
fn largest_derivative(program: &Program) -> f64 {
    const NEAR: f64 = 10.0;
    const FAR_BEYOND: f64 = 1000.0;
    // All sizes: the finite f32 of 15 bits or so.
    let sizes = (0..1u32 << 16)
        .map(|bits| f64::from(f32::from_bits(bits << 16)))
        .filter(|z| z.is_finite());
    let even = (-2560..=2560).map(|n| f64::from(n) / 256.0);
    let z: Vec<f64> = sizes.chain(even).collect();
    let (mut value, mut derivative) = (vec![0.0; z.len()], vec![0.0; z.len()]);
    program.exact(&z, &mut value, &mut derivative);
    let largest = |within: f64| {
        let sizes = z.iter().zip(&derivative);
        sizes
            .filter(|(z, slope)| z.abs() <= within && slope.is_finite())
            .fold(0.0_f64, |so_far, (_, slope)| so_far.max(slope.abs()))
    };
    let near = largest(NEAR);
    let all = largest(f64::MAX);
    if near > 0.0 && all > FAR_BEYOND * near {
        near
    } else {
        all
    }
}
