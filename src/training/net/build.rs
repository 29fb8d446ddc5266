//! From a design to a net: which operation stands behind which.

use super::norm::NormLayer;
use super::op::{Linear, Op, Phi};
use super::parameters::{Groups, Role};
use super::{Net, NetDesign, NetSize};
use crate::network::{Products, Real};
use crate::training::{Norm, Path};

impl<T: Real> Net<T> {
    /// The net of a design, all parameters 0.
    pub fn new(design: NetDesign) -> Self {
        let NetSize {
            features,
            width,
            depth,
            outputs,
            batch,
        } = design.size;
        let mut builder = Builder {
            design: &design,
            groups: Groups::default(),
            operations: Vec::new(),
            sizes: vec![features],
        };
        match design.architecture.path {
            Path::Plain => {
                for layer in 1..=depth {
                    let fan_in = if layer == 1 { features } else { width };
                    builder.linear(layer, fan_in, width, design.architecture.norm.is_none());
                    builder.norm(layer);
                    builder.phi(layer);
                }
            }
            Path::Residual { beta } => {
                builder.linear(0, features, width, true);
                for layer in 1..=depth {
                    builder.push(Op::Fork, width);
                    let fork = builder.operations.len();
                    builder.norm(layer);
                    builder.phi(layer);
                    builder.linear(layer, width, width, true);
                    builder.push(Op::Join { fork, beta }, width);
                }
                builder.norm(depth + 1);
            }
        }
        builder.linear(depth + 1, width, outputs, true);
        let Builder {
            groups,
            operations,
            sizes,
            ..
        } = builder;
        let zeros = vec![T::default(); groups.len()];
        Net {
            values: zeros.clone(),
            backward_values: Vec::new(),
            gradient: zeros,
            signals: sizes
                .iter()
                .map(|rows| vec![T::default(); rows * batch])
                .collect(),
            current: Vec::with_capacity(width.max(outputs) * batch),
            around: vec![T::default(); width * batch],
            scratch: Vec::with_capacity(width.max(features) * width.max(batch)),
            products: Products::default(),
            samples: 0,
            operations,
            groups,
            design,
        }
    }
}

/// A net on its way.
struct Builder<'a, T> {
    design: &'a NetDesign,
    groups: Groups,
    operations: Vec<Op<T>>,
    /// Rows of the input and of what each operation puts out.
    sizes: Vec<usize>,
}

impl<T: Real> Builder<'_, T> {
    fn push(&mut self, operation: Op<T>, rows: usize) {
        self.operations.push(operation);
        self.sizes.push(rows);
    }

    fn linear(&mut self, layer: usize, fan_in: usize, fan_out: usize, biased: bool) {
        let weights = self.groups.push(Role::Weights { layer }, fan_out, fan_in);
        let bias = biased.then(|| self.groups.push(Role::Bias { layer }, fan_out, 1));
        let is_first = self.operations.is_empty();
        let linear = Linear {
            weights,
            bias,
            fan_in,
            fan_out,
            is_first,
        };
        self.push(Op::Linear(linear), fan_out);
    }

    fn norm(&mut self, layer: usize) {
        let Some(norm) = self.design.architecture.norm else {
            return;
        };
        let NetSize { width, batch, .. } = self.design.size;
        let gain = self.groups.push(Role::Gain { layer }, width, 1);
        let shift = (norm != Norm::Rms).then(|| self.groups.push(Role::Shift { layer }, width, 1));
        let operation = Op::Norm {
            gain,
            shift,
            layer: NormLayer::new(norm, width, batch),
        };
        self.push(operation, width);
    }

    fn phi(&mut self, layer: usize) {
        let NetSize { width, batch, .. } = self.design.size;
        let mut learnt = Vec::new();
        let open = self.design.learning.open(&self.design.activation);
        if let Some(open) = &open {
            let count = self.design.learning.values(width);
            for parameter in 0..open.names().len() {
                let role = Role::Activation { layer, parameter };
                learnt.push(self.groups.push(role, count, 1));
            }
        }
        let phi = Phi::new(layer, open, learnt, width * batch);
        self.push(Op::Phi(phi), width);
    }
}
