//! How the magnitudes of a layer are spread over powers of two.

use super::battery::{Column, Measurement, Qualifier};
use super::metric::Metric;
use crate::network::{Backward, BackwardPiece, Forward, ForwardPiece, is_beyond};

/// The octaves that have a column: from below the smallest subnormal of f32 and
/// bf16 to above what activations reach.
const LEAST: i32 = -150;
const GREATEST: i32 = 31;
const COLUMNS: usize = (GREATEST - LEAST + 1) as usize;
/// Exponents of f32, by its exponent field.
const FIELDS: usize = 256;

/// The magnitudes from which and below which the octave of 2^`k` goes, the lowest and
/// the highest without an end.
pub fn octave_ends(k: i32) -> (f64, f64) {
    let end = |k: i32| libm::scalbn(1.0, k);
    match k {
        LEAST => (0.0, end(k + 1)),
        GREATEST => (end(k), f64::INFINITY),
        _ => (end(k), end(k + 1)),
    }
}

/// `activation_octave` and `gradient_octave`.
pub(super) struct Octaves {
    activations: Option<Histogram>,
    gradients: Option<Histogram>,
}

/// Entries of a layer by exponent field; subnormal ones, which a carried signal
/// does not come near, count as the lowest.
struct Histogram {
    counts: [u32; FIELDS],
    /// Entries below all that f32 holds at whatever exponent.
    beyond: u32,
    entries: u64,
}

impl Histogram {
    fn new() -> Self {
        Histogram {
            counts: [0; FIELDS],
            beyond: 0,
            entries: 0,
        }
    }

    fn add(&mut self, start: usize, values: &[f32]) {
        if start == 0 {
            *self = Histogram::new();
        }
        self.entries += values.len() as u64;
        for x in values.iter().filter(|x| **x != 0.0) {
            self.counts[field(*x)] += 1;
        }
    }

    /// Moves those whose phi' is known to be tiny only to where they belong.
    fn move_beyond(&mut self, piece: &BackwardPiece<'_>) {
        for (x, d) in piece.delta.iter().zip(piece.derivative) {
            if *x != 0.0 && is_beyond(*d) {
                self.counts[field(*x)] -= 1;
                self.beyond += 1;
            }
        }
    }

    /// The shares of all entries, zeros included, at this exponent.
    fn write(&self, exponent: i32, figures: &mut [f64]) {
        figures.fill(0.0);
        figures[0] = f64::from(self.beyond) / self.entries as f64;
        for (field, count) in (0..).zip(self.counts) {
            let octave: i32 = field - 127 + exponent;
            let column = octave.clamp(LEAST, GREATEST) - LEAST;
            figures[column as usize] += f64::from(count) / self.entries as f64;
        }
    }
}

/// The exponent field of an f32.
fn field(x: f32) -> usize {
    (x.to_bits() >> 23 & 0xff) as usize
}

impl Octaves {
    pub(super) fn new(metrics: &[Metric]) -> Self {
        let wanted = |metric| metrics.contains(&metric).then(Histogram::new);
        Octaves {
            activations: wanted(Metric::ActivationOctave),
            gradients: wanted(Metric::GradientOctave),
        }
    }
}

impl Measurement for Octaves {
    fn columns(&self) -> Vec<Column> {
        let of = |metric| {
            (LEAST..=GREATEST).map(move |octave| Column {
                metric,
                qualifier: Some(Qualifier::Octave(octave)),
            })
        };
        let mut columns = Vec::new();
        if self.activations.is_some() {
            columns.extend(of(Metric::ActivationOctave));
        }
        if self.gradients.is_some() {
            columns.extend(of(Metric::GradientOctave));
        }
        columns
    }

    fn forward_piece(&mut self, piece: &ForwardPiece<'_>) {
        if let Some(histogram) = &mut self.activations {
            histogram.add(piece.start, piece.activation);
        }
    }

    fn forward(&mut self, layer: &Forward<'_>, figures: &mut [f64]) {
        if let Some(histogram) = &self.activations {
            histogram.write(layer.exponent, &mut figures[..COLUMNS]);
        }
    }

    fn backward_piece(&mut self, piece: &BackwardPiece<'_>) {
        if let Some(histogram) = &mut self.gradients {
            histogram.add(piece.start, piece.delta);
            histogram.move_beyond(piece);
        }
    }

    fn backward(&mut self, layer: &Backward<'_>, figures: &mut [f64]) {
        if let Some(histogram) = &self.gradients {
            let start = figures.len() - COLUMNS;
            histogram.write(layer.exponent, &mut figures[start..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_fall_into_their_octaves() {
        let mut histogram = Histogram::new();
        histogram.add(0, &[9.0; 16]);
        // The next layer forgets the last one.
        histogram.add(0, &[1.0, -1.5, 2.0, 0.0]);
        histogram.add(4, &[0.25, 1e-45, 3e38, 1.0]);
        let mut figures = [f64::NAN; COLUMNS];
        histogram.write(-10, &mut figures);
        let at = |octave: i32| figures[(octave - LEAST) as usize];
        assert_eq!(
            (at(-10), at(-9), at(-12)),
            (3.0 / 8.0, 1.0 / 8.0, 1.0 / 8.0)
        );
        // 3e38 has octave 127, less 10; 1e-45 lies below all.
        assert_eq!((at(GREATEST), at(-137)), (1.0 / 8.0, 1.0 / 8.0));
        assert_eq!(figures.iter().sum::<f64>(), 7.0 / 8.0);
    }
}
