//! The entries: one file each, one line each in the table below.

mod abs;
mod acon_c;
mod affine;
mod aranda_ordaz;
mod arctan;
mod arelu;
mod aria2;
mod asinh;
mod asu;
mod b_silu;
mod bent_identity;
mod calu;
mod celu;
mod cloglog;
mod colu;
mod cos;
mod coslu;
mod cube;
mod delu;
mod derf;
mod displaced_relu;
mod dsilu;
mod dynamic_tanh;
mod e_swish;
mod eis_1;
mod eis_2;
mod elish;
mod elliott;
mod elu;
mod erf;
mod erfact;
mod exponential;
mod flexible_relu;
mod ftswish;
mod gaussian;
mod gcu;
mod gelu;
mod gelu_10;
mod gelu_tanh;
mod gelu_torch;
mod gish;
mod golu;
mod hard_elish;
mod hard_mish;
mod hardshrink;
mod hardsigmoid;
mod hardsigmoid_onnx;
mod hardswish;
mod hardtanh;
mod hyper_sinh;
mod identity;
mod isrlu;
mod isru;
mod keras_relu;
mod laplace;
mod leaky_relu;
mod line;
mod lisht;
mod logcosh;
mod logish;
mod loglog;
mod logsigmoid;
mod m_arcsinh;
mod mila;
mod mish;
mod mpelu;
mod ncu;
mod nelu;
mod nlrelu;
mod pelu;
mod penalized_tanh;
mod pflu;
mod phish;
mod plu;
mod polyrelu;
mod prelu;
mod probit;
mod pserf;
mod quick_gelu;
mod ramp;
mod rational;
mod relu;
mod relu6;
mod relu_n;
mod rrelu;
mod s_shaped_relu;
mod scaled_tanh;
mod selu;
mod serf;
mod sgelu;
mod shifted_relu;
mod shifted_softplus;
mod shrink;
mod sigmoid;
mod sigmoid_torch;
mod sign;
mod silu;
mod silu_torch;
mod sin;
mod sinlu;
mod sinsig;
mod siren;
mod smelu;
mod smish;
mod smu;
mod smu_1;
mod snake;
mod soft_clipping;
mod soft_exponential;
mod softmodulus_q;
mod softmodulus_t;
mod softplus;
mod softplus_threshold;
mod softshrink;
mod softsign;
mod sparse_plus;
mod sparse_sigmoid;
mod sqnl;
mod squ;
mod square;
mod squared_relu;
mod squareplus;
mod srs;
mod stan;
mod star_relu;
mod ste_sign;
mod ste_step;
mod step;
mod sugar;
mod sugar_nelu;
mod swim;
mod swish;
mod swish_t;
mod swish_t_a;
mod swish_t_b;
mod swish_t_c;
mod tanh;
mod tanh_torch;
mod tanhexp;
mod tanhlu;
mod tanhshrink;
mod tanhsoft_1;
mod tanhsoft_2;
mod threshold;
mod thresholded_relu;
mod xatlu;
mod xgelu;
mod xielu;
mod xsilu;

use super::entry::Entry;
use crate::naming::Signature;

/// The table, in the order in which lists print it.
const ENTRIES: &[Entry] = &[
    // Straight lines.
    identity::ENTRY,
    affine::ENTRY,
    // Rectifiers.
    relu::ENTRY,
    leaky_relu::ENTRY,
    prelu::ENTRY,
    rrelu::ENTRY,
    relu6::ENTRY,
    relu_n::ENTRY,
    keras_relu::ENTRY,
    thresholded_relu::ENTRY,
    threshold::ENTRY,
    shifted_relu::ENTRY,
    displaced_relu::ENTRY,
    flexible_relu::ENTRY,
    s_shaped_relu::ENTRY,
    abs::ENTRY,
    squared_relu::ENTRY,
    star_relu::ENTRY,
    // Soft rectifiers.
    softplus::ENTRY,
    softplus_threshold::ENTRY,
    shifted_softplus::ENTRY,
    logsigmoid::ENTRY,
    squareplus::ENTRY,
    sparse_plus::ENTRY,
    bent_identity::ENTRY,
    nlrelu::ENTRY,
    logcosh::ENTRY,
    // Exponential units.
    elu::ENTRY,
    celu::ENTRY,
    selu::ENTRY,
    pelu::ENTRY,
    mpelu::ENTRY,
    isrlu::ENTRY,
    soft_exponential::ENTRY,
    exponential::ENTRY,
    // Gated by a sigmoid: GELU, Swish and their kin.
    gelu::ENTRY,
    gelu_tanh::ENTRY,
    quick_gelu::ENTRY,
    gelu_10::ENTRY,
    silu::ENTRY,
    swish::ENTRY,
    e_swish::ENTRY,
    ftswish::ENTRY,
    aria2::ENTRY,
    dsilu::ENTRY,
    mish::ENTRY,
    hardswish::ENTRY,
    hard_mish::ENTRY,
    elish::ENTRY,
    hard_elish::ENTRY,
    lisht::ENTRY,
    stan::ENTRY,
    // Sigmoids around 0, bounded or slowly growing.
    tanh::ENTRY,
    scaled_tanh::ENTRY,
    penalized_tanh::ENTRY,
    hardtanh::ENTRY,
    plu::ENTRY,
    sqnl::ENTRY,
    softsign::ENTRY,
    isru::ENTRY,
    erf::ENTRY,
    arctan::ENTRY,
    asinh::ENTRY,
    sign::ENTRY,
    // Bounded, between 0 and 1.
    sigmoid::ENTRY,
    hardsigmoid::ENTRY,
    hardsigmoid_onnx::ENTRY,
    sparse_sigmoid::ENTRY,
    elliott::ENTRY,
    probit::ENTRY,
    laplace::ENTRY,
    cloglog::ENTRY,
    loglog::ENTRY,
    aranda_ordaz::ENTRY,
    soft_clipping::ENTRY,
    step::ENTRY,
    // Shrinkage.
    tanhshrink::ENTRY,
    softshrink::ENTRY,
    hardshrink::ENTRY,
    shrink::ENTRY,
    // Polynomials, bumps and waves.
    square::ENTRY,
    cube::ENTRY,
    rational::ENTRY,
    gaussian::ENTRY,
    sin::ENTRY,
    cos::ENTRY,
    siren::ENTRY,
    snake::ENTRY,
    // 2019 to 2025
    smelu::ENTRY,
    tanhexp::ENTRY,
    serf::ENTRY,
    smish::ENTRY,
    logish::ENTRY,
    gish::ENTRY,
    phish::ENTRY,
    erfact::ENTRY,
    pserf::ENTRY,
    acon_c::ENTRY,
    smu::ENTRY,
    smu_1::ENTRY,
    gcu::ENTRY,
    asu::ENTRY,
    ncu::ENTRY,
    squ::ENTRY,
    sinlu::ENTRY,
    coslu::ENTRY,
    delu::ENTRY,
    colu::ENTRY,
    tanhlu::ENTRY,
    calu::ENTRY,
    xatlu::ENTRY,
    xgelu::ENTRY,
    xsilu::ENTRY,
    swish_t::ENTRY,
    swish_t_a::ENTRY,
    swish_t_b::ENTRY,
    swish_t_c::ENTRY,
    polyrelu::ENTRY,
    xielu::ENTRY,
    golu::ENTRY,
    dynamic_tanh::ENTRY,
    derf::ENTRY,
    b_silu::ENTRY,
    nelu::ENTRY,
    sugar::ENTRY,
    sugar_nelu::ENTRY,
    ste_step::ENTRY,
    ste_sign::ENTRY,
    mila::ENTRY,
    sinsig::ENTRY,
    tanhsoft_1::ENTRY,
    tanhsoft_2::ENTRY,
    eis_1::ENTRY,
    eis_2::ENTRY,
    srs::ENTRY,
    sgelu::ENTRY,
    swim::ENTRY,
    pflu::ENTRY,
    softmodulus_q::ENTRY,
    softmodulus_t::ENTRY,
    hyper_sinh::ENTRY,
    m_arcsinh::ENTRY,
    arelu::ENTRY,
    // As frameworks round them.
    tanh_torch::ENTRY,
    sigmoid_torch::ENTRY,
    silu_torch::ENTRY,
    gelu_torch::ENTRY,
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
