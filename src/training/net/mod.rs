//! A net that learns: forward, loss, backward, in f32, in f64 or in a number
//! format.
//!
//! The net is a list of operations, each with its own backward pass;
//! what stands behind what is the [`Architecture`]'s. As in
//! [`network`](crate::network), matrices lie column after column, a column is a
//! sample, and layer l is the one of the l-th activation.
//!
//! In a [`Precision`] every signal and every gradient is rounded as it is stored,
//! and weights come from a master copy that lies outside. A format of blocks is
//! for what is a whole number of blocks long, along the dimension that is summed
//! over: features and outputs that are not, and vectors, stay in f32. The product
//! that gives the gradient of the weights takes the signals as they were stored.

mod build;
mod loss;
mod norm;
mod op;
mod parameters;
#[cfg(test)]
mod tests;

pub use loss::{Loss, Wanted};
pub use parameters::{Group, Role};

use super::{Architecture, Learning};
use crate::activation::Activation;
use crate::generator::Stream;
use crate::network::{Products, Real};
use crate::number::{Format, Precision, Storage};
use loss::loss;
use op::{Op, Pass};
use parameters::Groups;

/// The sizes of a net.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetSize {
    /// Numbers in a sample.
    pub features: usize,
    /// Units of a layer.
    pub width: usize,
    /// Layers with an activation.
    pub depth: usize,
    /// Numbers that come out for a sample.
    pub outputs: usize,
    /// The most samples at a time.
    pub batch: usize,
}

/// What a net is made of.
#[derive(Debug, Clone)]
pub struct NetDesign {
    /// Its sizes.
    pub size: NetSize,
    /// How its layers are put together.
    pub architecture: Architecture,
    /// phi of every layer.
    pub activation: Activation,
    /// Which of its parameters are learnt.
    pub learning: Learning,
    /// What its numbers are stored in.
    pub precision: Precision,
}

/// What a forward pass is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A step: a batch norm takes the statistics of the batch and remembers
    /// them.
    Learn,
    /// The same without remembering.
    Look,
    /// A test: a batch norm takes what it remembers.
    Test,
}

/// A layer on the way back; slices are `width` by samples.
#[derive(Debug, Clone, Copy)]
pub struct LayerBackward<'a, T> {
    /// z.
    pub preactivation: &'a [T],
    /// phi(z).
    pub activation: &'a [T],
    /// phi'(z).
    pub derivative: &'a [T],
    /// The gradient of the loss on z, times the loss scale.
    pub delta: &'a [T],
}

/// A net with its memory.
#[derive(Debug)]
pub struct Net<T> {
    design: NetDesign,
    groups: Groups,
    /// As they are stored for the way forward.
    values: Vec<T>,
    /// In blocks along the units, where weights are stored in blocks.
    backward_values: Vec<T>,
    gradient: Vec<T>,
    operations: Vec<Op<T>>,
    /// The input, then what each operation puts out.
    signals: Vec<Vec<T>>,
    /// The gradient that comes down, and that on the way around a block.
    current: Vec<T>,
    around: Vec<T>,
    scratch: Vec<T>,
    products: Products,
    samples: usize,
}

impl<T: Real> Net<T> {
    /// What it is made of.
    pub fn design(&self) -> &NetDesign {
        &self.design
    }

    /// How many parameters it has.
    pub fn parameters(&self) -> usize {
        self.groups.len()
    }

    /// The groups of its parameters, in the order of the vector.
    pub fn groups(&self) -> &[Group] {
        self.groups.all()
    }

    /// Stores the parameters of a master copy.
    ///
    /// # Panics
    /// Where it has another number of them.
    pub fn load<U: Real>(&mut self, master: &[U], words: &mut Stream) {
        assert_eq!(master.len(), self.values.len(), "parameters of a net");
        for (value, master) in self.values.iter_mut().zip(master) {
            *value = T::narrow(master.wide());
        }
        let storage = self.design.precision.weights();
        let blocks = matches!(storage, Storage::Block(_));
        if blocks {
            self.backward_values.clear();
            self.backward_values.extend_from_slice(&self.values);
        }
        for group in self.groups.all() {
            let values = &mut self.values[group.range.clone()];
            // What an activation learns is no tensor of the products.
            if matches!(group.role, Role::Activation { .. }) || (blocks && !group.role.is_matrix())
            {
                continue;
            }
            if !blocks {
                T::round(storage, values, words);
                continue;
            }
            let columns = values.len() / group.rows;
            let backward = &mut self.backward_values[group.range.clone()];
            T::round(fitting(storage, group.rows), backward, words);
            let transposed = &mut self.scratch;
            transposed.clear();
            for row in 0..group.rows {
                transposed.extend(values.iter().skip(row).step_by(group.rows));
            }
            T::round(fitting(storage, columns), transposed, words);
            for (row, rounded) in transposed.chunks_exact(columns).enumerate() {
                for (value, rounded) in values.iter_mut().skip(row).step_by(group.rows).zip(rounded)
                {
                    *value = *rounded;
                }
            }
        }
    }

    /// Runs samples through the net and gives its outputs, sample after sample.
    ///
    /// # Panics
    /// Where `inputs` is not a whole number of samples, or more than a batch.
    pub fn forward(&mut self, mode: Mode, inputs: &[f32], words: &mut Stream) -> &[T] {
        let NetSize {
            features, batch, ..
        } = self.design.size;
        self.samples = inputs.len() / features;
        assert!(
            inputs.len() == self.samples * features && self.samples <= batch,
            "{} numbers are no batch of {batch} samples of {features}",
            inputs.len()
        );
        let storage = self.design.precision.forward();
        let input = &mut self.signals[0][..inputs.len()];
        for (x, given) in input.iter_mut().zip(inputs) {
            *x = T::scaled(*given, 1.0);
        }
        T::round(fitting(storage, features), input, words);
        let mut pass = Pass {
            design: &self.design,
            groups: &self.groups,
            samples: self.samples,
            products: &mut self.products,
            words,
        };
        for (place, operation) in self.operations.iter_mut().enumerate() {
            let (before, after) = self.signals.split_at_mut(place + 1);
            operation.forward(&mut pass, mode, &self.values, before, &mut after[0]);
        }
        self.outputs()
    }

    /// The outputs of the last forward pass.
    pub fn outputs(&self) -> &[T] {
        let outputs = self.design.size.outputs;
        &self.signals[self.operations.len()][..self.samples * outputs]
    }

    /// phi'(z) of each layer in the last forward pass, from layer 1.
    pub fn derivatives(&self) -> impl Iterator<Item = &[T]> {
        let size = self.samples * self.design.size.width;
        self.operations.iter().filter_map(move |op| match op {
            Op::Phi(phi) => Some(&phi.derivative[..size]),
            _ => None,
        })
    }

    /// The loss of the last forward pass. Its gradient times `scale` is what
    /// [`Net::backward`] starts from.
    ///
    /// # Panics
    /// Where `wanted` does not fit the outputs.
    pub fn loss(&mut self, wanted: Wanted<'_>, scale: f64) -> Loss {
        let count = self.design.size.outputs;
        let size = self.samples * count;
        let outputs = &self.signals[self.operations.len()][..size];
        self.current.resize(size, T::default());
        loss(wanted, outputs, count, scale, &mut self.current)
    }

    /// Puts a gradient times `scale` on the outputs of the last forward pass, in
    /// the place of that of a loss.
    ///
    /// # Panics
    /// Where it has another number of entries.
    pub fn pull(&mut self, cotangent: &[f32], scale: f64) {
        assert_eq!(
            cotangent.len(),
            self.outputs().len(),
            "a cotangent for each output"
        );
        self.current.clear();
        let scaled = cotangent.iter().map(|g| T::scaled(*g, scale));
        self.current.extend(scaled);
    }

    /// Takes the gradient of the loss back to the first layer, showing each to
    /// `observer`; after it [`Net::gradient`] is that of the parameters, times
    /// the scale of the loss.
    pub fn backward(
        &mut self,
        words: &mut Stream,
        mut observer: impl FnMut(usize, LayerBackward<'_, T>),
    ) {
        self.gradient.fill(T::default());
        let storage = self.design.precision.gradient();
        T::round(
            fitting(storage, self.design.size.outputs),
            &mut self.current,
            words,
        );
        let blocks = !self.backward_values.is_empty();
        let values = if blocks {
            &self.backward_values
        } else {
            &self.values
        };
        let mut pass = Pass {
            design: &self.design,
            groups: &self.groups,
            samples: self.samples,
            products: &mut self.products,
            words,
        };
        let gradients = op::Gradients {
            parameters: &mut self.gradient,
            current: &mut self.current,
            around: &mut self.around,
            scratch: &mut self.scratch,
        };
        let mut gradients = gradients;
        for (place, operation) in self.operations.iter_mut().enumerate().rev() {
            let signals = &self.signals[place..=place + 1];
            operation.backward(
                &mut pass,
                values,
                [&signals[0], &signals[1]],
                &mut gradients,
            );
            if let Op::Phi(phi) = operation {
                let size = gradients.current.len();
                let layer = LayerBackward {
                    preactivation: &signals[0][..size],
                    activation: &signals[1][..size],
                    derivative: &phi.derivative[..size],
                    delta: gradients.current,
                };
                observer(phi.layer, layer);
            }
        }
    }

    /// Takes the scale of the loss off the gradient of the parameters.
    pub fn unscale(&mut self, scale: f64) {
        if scale != 1.0 {
            for gradient in &mut self.gradient {
                *gradient = T::narrow(gradient.wide() / scale);
            }
        }
    }

    /// The gradient of the parameters by the last backward pass.
    pub fn gradient(&self) -> &[T] {
        &self.gradient
    }
}

/// `storage`, or f32 where it has blocks of which `length` is no whole number.
fn fitting(storage: Storage, length: usize) -> Storage {
    match storage {
        Storage::Block(format) if !length.is_multiple_of(format.block()) => {
            Storage::Single(Format::single())
        }
        _ => storage,
    }
}
