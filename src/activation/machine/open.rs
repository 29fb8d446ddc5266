//! Runs a [`Program`] whose parameters are inputs, too: phi, and its slope by the
//! input or by one of them.

use super::lane::Lane;
use super::number::CHUNK;
use super::program::Program;
use super::run::{By, Ends, range, rounded_slope, run};
use crate::activation::arithmetic::Arithmetic;
use crate::activation::kernel::{Dispatched, Loop};
use crate::vectorised::arch;

/// f64, or f32 that is computed in f64.
pub(in crate::activation) trait Float: Copy {
    fn wide(self) -> f64;
    /// Rounded to the nearest.
    fn rounded(wide: f64) -> Self;
    /// A slope at z, never zero where it is not.
    fn slope(wide: f64, z: Self) -> Self;
}

impl Float for f64 {
    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }
    #[inline(always)]
    fn rounded(wide: f64) -> Self {
        wide
    }
    #[inline(always)]
    fn slope(wide: f64, _: Self) -> Self {
        wide
    }
}

impl Float for f32 {
    #[inline(always)]
    fn wide(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn rounded(wide: f64) -> Self {
        wide as f32
    }
    #[inline(always)]
    fn slope(wide: f64, z: Self) -> Self {
        rounded_slope(wide, z)
    }
}

/// The inputs of a run: element i has the parameters `theta[k][i % len]`.
#[derive(Clone, Copy)]
pub(in crate::activation) struct Inputs<'a, T> {
    pub z: &'a [T],
    pub theta: &'a [&'a [T]],
}

/// One run. What is not asked for is empty.
struct Open<'a, T> {
    program: &'a Program,
    by: By,
    inputs: Inputs<'a, T>,
    value: &'a mut [T],
    slope: &'a mut [T],
}

impl<T: Float> Loop for Open<'_, T> {
    #[inline(always)]
    fn run<A: Arithmetic + 'static>(self) {
        let (program, by) = (self.program, self.by);
        run::<Lane<A>>(program, true, by, self);
    }
}

impl<T: Float, A: Arithmetic + 'static> Ends<Lane<A>> for Open<'_, T> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.inputs.z.len()
    }

    #[inline(always)]
    fn read(&self, start: usize, column: &mut [f64; CHUNK]) {
        let z = &self.inputs.z[range(start, self.inputs.z.len())];
        for (wide, z) in column.iter_mut().zip(z) {
            *wide = z.wide();
        }
    }

    #[inline(always)]
    fn read_open(&self, open: usize, start: usize, column: &mut [f64; CHUNK]) {
        let theta = self.inputs.theta[open];
        let column = &mut column[..range(start, self.inputs.z.len()).len()];
        if let [one] = theta {
            column.fill(one.wide());
            return;
        }
        let mut place = start % theta.len();
        let mut rest = column;
        while !rest.is_empty() {
            let theta = &theta[place..];
            let (here, after) = rest.split_at_mut(theta.len().min(rest.len()));
            for (wide, theta) in here.iter_mut().zip(theta) {
                *wide = theta.wide();
            }
            (rest, place) = (after, 0);
        }
    }

    // Where an exponential has ended, open parameters are left with what f64 makes of it.
    #[inline(always)]
    fn write(&mut self, start: usize, phi: &[f64; CHUNK], slope: &[f64; CHUNK], _ended: bool) {
        let range = range(start, self.inputs.z.len());
        if !self.value.is_empty() {
            for (value, phi) in self.value[range.clone()].iter_mut().zip(phi) {
                *value = T::rounded(*phi);
            }
        }
        let z = &self.inputs.z[range.clone()];
        let slopes = self.slope[range].iter_mut().zip(slope);
        match self.by {
            By::Input => {
                for ((out, slope), z) in slopes.zip(z) {
                    *out = T::slope(*slope, *z);
                }
            }
            By::Open(_) => {
                for (out, slope) in slopes {
                    *out = T::rounded(*slope);
                }
            }
        }
    }
}

impl Program {
    /// phi and phi' of each finite z of f32's size.
    pub fn open_values<T: Float>(&self, inputs: Inputs<T>, value: &mut [T], slope: &mut [T]) {
        arch().dispatch(Dispatched(Open {
            program: self,
            by: By::Input,
            inputs,
            value,
            slope,
        }));
    }

    /// The slope of phi by an open parameter, by its place among those.
    pub fn open_slopes<T: Float>(&self, open: usize, inputs: Inputs<T>, slope: &mut [T]) {
        arch().dispatch(Dispatched(Open {
            program: self,
            by: By::Open(open),
            inputs,
            value: &mut [],
            slope,
        }));
    }
}
