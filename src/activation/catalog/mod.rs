//! The entries: one file each, one line each in the table below.

mod celu;
mod elu;
mod gelu;
mod gelu_tanh;
mod hardshrink;
mod hardsigmoid;
mod hardswish;
mod hardtanh;
mod identity;
mod leaky_relu;
mod logsigmoid;
mod mish;
mod prelu;
mod ramp;
mod relu;
mod relu6;
mod rrelu;
mod selu;
mod sigmoid;
mod silu;
mod softplus;
mod softshrink;
mod softsign;
mod swish;
mod tanh;
mod tanhshrink;
mod threshold;

use super::definition::Entry;
use crate::naming::Signature;

/// The table, in the order in which lists print it.
const ENTRIES: &[Entry] = &[
    Entry::of::<identity::Identity>(),
    Entry::of::<relu::Relu>(),
    Entry::of::<leaky_relu::LeakyRelu>(),
    Entry::of::<prelu::Prelu>(),
    Entry::of::<rrelu::Rrelu>(),
    Entry::of::<elu::Elu>(),
    Entry::of::<celu::Celu>(),
    Entry::of::<selu::Selu>(),
    Entry::of::<gelu::Gelu>(),
    Entry::of::<gelu_tanh::GeluTanh>(),
    Entry::of::<silu::Silu>(),
    Entry::of::<swish::Swish>(),
    Entry::of::<mish::Mish>(),
    Entry::of::<softplus::Softplus>(),
    Entry::of::<softsign::Softsign>(),
    Entry::of::<tanh::Tanh>(),
    Entry::of::<sigmoid::Sigmoid>(),
    Entry::of::<logsigmoid::Logsigmoid>(),
    Entry::of::<hardtanh::Hardtanh>(),
    Entry::of::<hardsigmoid::Hardsigmoid>(),
    Entry::of::<hardswish::Hardswish>(),
    Entry::of::<relu6::Relu6>(),
    Entry::of::<tanhshrink::Tanhshrink>(),
    Entry::of::<softshrink::Softshrink>(),
    Entry::of::<hardshrink::Hardshrink>(),
    Entry::of::<threshold::Threshold>(),
];

/// Every entry.
pub fn catalog() -> &'static [Entry] {
    ENTRIES
}

/// The signature of every entry, in the same order.
pub(super) const SIGNATURES: &[Signature] = &{
    let mut signatures = [ENTRIES[0].signature; ENTRIES.len()];
    let mut index = 0;
    while index < ENTRIES.len() {
        signatures[index] = ENTRIES[index].signature;
        index += 1;
    }
    signatures
};
