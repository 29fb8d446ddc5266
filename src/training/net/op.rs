//! The operations that a net is made of, each with its backward pass.

use super::norm::NormLayer;
use super::parameters::Groups;
use super::{Mode, NetDesign, fitting};
use crate::activation::OpenActivation;
use crate::generator::Stream;
use crate::network::{Products, Real, evaluate_in_double, matrix, multiply_each};
use crate::number::Accumulation;

/// An operation on the signal of a batch.
#[derive(Debug)]
pub(super) enum Op<T> {
    /// W h + b.
    Linear(Linear),
    /// A normalisation.
    Norm {
        gain: usize,
        shift: Option<usize>,
        layer: NormLayer<T>,
    },
    /// The activation.
    Phi(Phi<T>),
    /// Where a way around a block begins.
    Fork,
    /// What the signal `fork` was plus beta times this one.
    Join { fork: usize, beta: f64 },
}

/// A matrix and its biases, by the places of their groups.
#[derive(Debug)]
pub(super) struct Linear {
    pub weights: usize,
    pub bias: Option<usize>,
    pub fan_in: usize,
    pub fan_out: usize,
    /// Nothing is learnt below it.
    pub is_first: bool,
}

/// The activation of a layer.
#[derive(Debug)]
pub(super) struct Phi<T> {
    pub layer: usize,
    pub derivative: Vec<T>,
    /// What is learnt, with the groups that hold it.
    open: Option<OpenActivation>,
    learnt: Vec<usize>,
    /// The derivative by each.
    by_parameter: Vec<Vec<T>>,
}

/// What all operations of a pass share.
pub(super) struct Pass<'a> {
    pub design: &'a NetDesign,
    pub groups: &'a Groups,
    pub samples: usize,
    pub products: &'a mut Products,
    pub words: &'a mut Stream,
}

/// Where gradients are kept on the way back.
pub(super) struct Gradients<'a, T> {
    pub parameters: &'a mut [T],
    /// On what an operation puts out, then on what it takes in.
    pub current: &'a mut Vec<T>,
    pub around: &'a mut Vec<T>,
    pub scratch: &'a mut Vec<T>,
}

impl<T: Real> Op<T> {
    /// From the last of `before` to `out`.
    pub fn forward(
        &mut self,
        pass: &mut Pass<'_>,
        mode: Mode,
        values: &[T],
        before: &[Vec<T>],
        out: &mut [T],
    ) {
        let units = pass.design.size.width;
        let input = &before[before.len() - 1];
        let rows = match self {
            Op::Linear(linear) => linear.fan_out,
            _ => units,
        };
        let out = &mut out[..rows * pass.samples];
        match self {
            Op::Linear(linear) => linear.forward(pass, values, input, out),
            Op::Norm { gain, shift, layer } => {
                let of = |group: usize| &values[pass.groups.range(group)];
                let shift = shift.map_or(&[][..], of);
                let learning = (mode != Mode::Test, mode == Mode::Learn);
                layer.forward(learning, &input[..out.len()], [of(*gain), shift], out);
            }
            Op::Phi(phi) => phi.forward(pass, values, &input[..out.len()], out),
            Op::Fork => out.copy_from_slice(&input[..out.len()]),
            Op::Join { fork, beta } => {
                let beta = T::narrow(*beta);
                for ((out, kept), x) in out.iter_mut().zip(&before[*fork]).zip(input) {
                    *out = *kept + beta * *x;
                }
            }
        }
        if !matches!(self, Op::Fork) {
            let storage = fitting(pass.design.precision.forward(), rows);
            T::round(storage, out, pass.words);
        }
    }

    /// From the gradient on what it put out to that on what it took in, and
    /// those of its parameters. `signals` are what it took in and put out.
    pub fn backward(
        &mut self,
        pass: &mut Pass<'_>,
        values: &[T],
        signals: [&[T]; 2],
        gradients: &mut Gradients<'_, T>,
    ) {
        let mut rows = pass.design.size.width;
        match self {
            Op::Linear(linear) => {
                linear.backward(pass, values, signals[0], gradients);
                rows = linear.fan_in;
            }
            Op::Norm { gain, shift, layer } => {
                let gains = &values[pass.groups.range(*gain)];
                // Both lie next to each other, the shift behind the gain.
                let start = pass.groups.range(*gain).start;
                let (d_gain, rest) = gradients.parameters[start..].split_at_mut(gains.len());
                let d_shift = match shift {
                    Some(_) => &mut rest[..gains.len()],
                    None => &mut [],
                };
                layer.backward(gradients.current, gains, [d_gain, d_shift]);
            }
            Op::Phi(phi) => phi.backward(pass, gradients),
            Op::Fork => {
                for (current, around) in gradients.current.iter_mut().zip(&*gradients.around) {
                    *current += *around;
                }
            }
            Op::Join { beta, .. } => {
                gradients.around.clear();
                gradients.around.extend_from_slice(gradients.current);
                let beta = T::narrow(*beta);
                for current in gradients.current.iter_mut() {
                    *current = beta * *current;
                }
            }
        }
        let storage = fitting(pass.design.precision.gradient(), rows);
        T::round(storage, gradients.current, pass.words);
    }
}

impl Linear {
    fn forward<T: Real>(&self, pass: &mut Pass<'_>, values: &[T], input: &[T], out: &mut [T]) {
        let weights = &values[pass.groups.range(self.weights)];
        let input = &input[..self.fan_in * pass.samples];
        pass.products.multiply(
            pass.design.precision.accumulate(),
            matrix(weights, self.fan_out, self.fan_in),
            matrix(input, self.fan_in, pass.samples),
            out,
        );
        if let Some(bias) = self.bias {
            let bias = &values[pass.groups.range(bias)];
            for sample in out.chunks_exact_mut(self.fan_out) {
                for (z, b) in sample.iter_mut().zip(bias) {
                    *z += *b;
                }
            }
        }
    }

    fn backward<T: Real>(
        &self,
        pass: &mut Pass<'_>,
        values: &[T],
        input: &[T],
        gradients: &mut Gradients<'_, T>,
    ) {
        let accumulate = pass.design.precision.accumulate();
        let range = pass.groups.range(self.weights);
        let current = &*gradients.current;
        let delta = matrix(current, self.fan_out, pass.samples);
        let input = &input[..self.fan_in * pass.samples];
        let own = &mut gradients.parameters[range.clone()];
        let inputs = matrix(input, self.fan_in, pass.samples);
        pass.products
            .multiply(accumulate, delta, inputs.transpose(), own);
        let storage = fitting(pass.design.precision.gradient(), self.fan_out);
        T::round(storage, own, pass.words);
        if let Some(bias) = self.bias {
            let own = &mut gradients.parameters[pass.groups.range(bias)];
            for sample in current.chunks_exact(self.fan_out) {
                for (d, delta) in own.iter_mut().zip(sample) {
                    *d += *delta;
                }
            }
        }
        if self.is_first {
            return;
        }
        gradients
            .scratch
            .resize(self.fan_in * pass.samples, T::default());
        let weights = matrix(&values[range], self.fan_out, self.fan_in);
        pass.products
            .multiply(accumulate, weights.transpose(), delta, gradients.scratch);
        std::mem::swap(gradients.current, gradients.scratch);
    }
}

impl<T: Real> Phi<T> {
    /// The activation of `layer` for so many numbers.
    pub fn new(
        layer: usize,
        open: Option<OpenActivation>,
        learnt: Vec<usize>,
        size: usize,
    ) -> Self {
        Phi {
            layer,
            derivative: vec![T::default(); size],
            by_parameter: vec![vec![T::default(); size]; learnt.len()],
            open,
            learnt,
        }
    }

    fn forward(&mut self, pass: &Pass<'_>, values: &[T], z: &[T], h: &mut [T]) {
        let derivative = &mut self.derivative[..z.len()];
        let Some(open) = &self.open else {
            let activation = &pass.design.activation;
            match pass.design.precision.accumulate() {
                Accumulation::Double if !T::IS_DOUBLE => {
                    evaluate_in_double(activation, z, h, derivative);
                }
                _ => T::evaluate(activation, z, h, derivative),
            }
            return;
        };
        let theta = self
            .learnt
            .iter()
            .map(|group| &values[pass.groups.range(*group)]);
        let theta: Vec<&[T]> = theta.collect();
        let by_parameter = self.by_parameter.iter_mut().map(|by| &mut by[..z.len()]);
        let mut by_parameter: Vec<&mut [T]> = by_parameter.collect();
        T::evaluate_open(open, z, &theta, h, derivative, &mut by_parameter);
    }

    fn backward(&mut self, pass: &Pass<'_>, gradients: &mut Gradients<'_, T>) {
        let current = &mut *gradients.current;
        for (group, by_parameter) in self.learnt.iter().zip(&self.by_parameter) {
            let own = &mut gradients.parameters[pass.groups.range(*group)];
            learn(current, by_parameter, own);
        }
        let derivative = &self.derivative[..current.len()];
        gradients.scratch.resize(current.len(), T::default());
        multiply_each(derivative, current, gradients.scratch);
        std::mem::swap(gradients.current, gradients.scratch);
    }
}

/// The gradient of what an activation learns: the sum over all elements, or
/// over the samples of each unit.
fn learn<T: Real>(gradient: &[T], by_parameter: &[T], own: &mut [T]) {
    let units = own.len();
    if units == 1 {
        let products = gradient.iter().zip(by_parameter);
        own[0] = T::narrow(products.map(|(g, d)| g.wide() * d.wide()).sum());
        return;
    }
    let samples = gradient
        .chunks_exact(units)
        .zip(by_parameter.chunks_exact(units));
    for (gradient, by_parameter) in samples {
        for ((own, g), d) in own.iter_mut().zip(gradient).zip(by_parameter) {
            *own += *g * *d;
        }
    }
}
