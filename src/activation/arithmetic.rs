//! The f32 arithmetic that an instruction set offers: with or without a fused
//! multiply-add.
//!
//! `f32::mul_add` is one instruction where the instruction set has it and a
//! call into libm, some fifty times slower, where it has not. So the kernels
//! are written once over [`Arithmetic`], and the dispatch chooses.

/// Multiply-add and exact products in f32.
pub(super) trait Arithmetic: Copy {
    /// Whether numbers are known to be so far from the ends of f32 that no power
    /// of two is subnormal.
    const MODERATE: bool = false;

    /// a b + c, rounded once or twice.
    fn multiply_add(a: f32, b: f32, c: f32) -> f32;

    /// c - a b, rounded once where a b is close to c.
    fn remainder(a: f32, b: f32, c: f32) -> f32;

    /// The product a b and what its rounding lost, exactly where neither
    /// overflows nor underflows.
    fn product(a: f32, b: f32) -> (f32, f32);

    /// a b + c in f64, rounded once or twice.
    fn multiply_add_f64(a: f64, b: f64, c: f64) -> f64;

    /// The product a b in f64 and what its rounding lost, to 2^-105 of the
    /// product.
    fn product_f64(a: f64, b: f64) -> (f64, f64);
}

/// Instruction sets with a fused multiply-add.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fused;

impl Arithmetic for Fused {
    #[inline(always)]
    fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
        a.mul_add(b, c)
    }

    #[inline(always)]
    fn remainder(a: f32, b: f32, c: f32) -> f32 {
        (-a).mul_add(b, c)
    }

    #[inline(always)]
    fn product(a: f32, b: f32) -> (f32, f32) {
        let product = a * b;
        (product, a.mul_add(b, -product))
    }

    #[inline(always)]
    fn multiply_add_f64(a: f64, b: f64, c: f64) -> f64 {
        a.mul_add(b, c)
    }

    #[inline(always)]
    fn product_f64(a: f64, b: f64) -> (f64, f64) {
        let product = a * b;
        (product, a.mul_add(b, -product))
    }
}

/// Instruction sets without.
#[derive(Debug, Clone, Copy)]
pub(super) struct Separate;

impl Arithmetic for Separate {
    #[inline(always)]
    fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
        a * b + c
    }

    #[inline(always)]
    fn remainder(a: f32, b: f32, c: f32) -> f32 {
        let (product, lost) = Self::product(a, b);
        (c - product) - lost
    }

    /// Dekker's product, with the factors cut in halves of 12 bits by a mask.
    #[inline(always)]
    fn product(a: f32, b: f32) -> (f32, f32) {
        const UPPER_HALF: u32 = 0xffff_f000;
        let product = a * b;
        let a_high = f32::from_bits(a.to_bits() & UPPER_HALF);
        let b_high = f32::from_bits(b.to_bits() & UPPER_HALF);
        let (a_low, b_low) = (a - a_high, b - b_high);
        let lost = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
        (product, lost)
    }

    #[inline(always)]
    fn multiply_add_f64(a: f64, b: f64, c: f64) -> f64 {
        a * b + c
    }

    /// The same with halves of 26 and 27 bits.
    #[inline(always)]
    fn product_f64(a: f64, b: f64) -> (f64, f64) {
        const UPPER_HALF: u64 = 0xffff_ffff_f800_0000;
        let product = a * b;
        let a_high = f64::from_bits(a.to_bits() & UPPER_HALF);
        let b_high = f64::from_bits(b.to_bits() & UPPER_HALF);
        let (a_low, b_low) = (a - a_high, b - b_high);
        let lost = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
        (product, lost)
    }
}

/// The arithmetic `A` of numbers far from the ends of f32.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moderate<A>(A);

impl<A: Arithmetic> Arithmetic for Moderate<A> {
    const MODERATE: bool = true;

    #[inline(always)]
    fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
        A::multiply_add(a, b, c)
    }

    #[inline(always)]
    fn remainder(a: f32, b: f32, c: f32) -> f32 {
        A::remainder(a, b, c)
    }

    #[inline(always)]
    fn product(a: f32, b: f32) -> (f32, f32) {
        A::product(a, b)
    }

    #[inline(always)]
    fn multiply_add_f64(a: f64, b: f64, c: f64) -> f64 {
        A::multiply_add_f64(a, b, c)
    }

    #[inline(always)]
    fn product_f64(a: f64, b: f64) -> (f64, f64) {
        A::product_f64(a, b)
    }
}

/// A constant to twice the precision of f32: `high + low`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    pub high: f32,
    pub low: f32,
}

impl Split {
    /// Cuts an f64 in two; beyond f32 it is the largest f32.
    pub const fn new(constant: f64) -> Self {
        let constant = constant.clamp(f32::MIN as f64, f32::MAX as f64);
        let high = constant as f32;
        Split {
            high,
            low: (constant - high as f64) as f32,
        }
    }

    /// The constant times z, to about twice the precision of f32. The second
    /// part is 0 where the product is so large that it no longer matters.
    #[inline(always)]
    pub fn times<A: Arithmetic>(self, z: f32) -> (f32, f32) {
        const NO_LONGER_MATTERS: f32 = 1024.0;
        let (product, lost) = self.times_moderate::<A>(z);
        let matters = product.abs() < NO_LONGER_MATTERS;
        (product, if matters { lost } else { 0.0 })
    }

    /// The same where the product is known not to be large.
    #[inline(always)]
    pub fn times_moderate<A: Arithmetic>(self, z: f32) -> (f32, f32) {
        let (product, lost) = A::product(z, self.high);
        (product, A::multiply_add(z, self.low, lost))
    }
}

/// The nearest finite f32, but never 0 where the parameter is not: a slope of
/// 1e-60 is not a dead unit.
pub(super) fn nearest(parameter: f64) -> f32 {
    let rounded = (parameter as f32).clamp(f32::MIN, f32::MAX);
    if rounded == 0.0 && parameter != 0.0 {
        SMALLEST.copysign(rounded)
    } else {
        rounded
    }
}

/// The largest f32 not above a threshold t: for an f32 z, z > t exactly where
/// z > at_most(t).
pub(super) fn at_most(threshold: f64) -> f32 {
    let rounded = threshold as f32;
    if f64::from(rounded) > threshold {
        rounded.next_down()
    } else {
        rounded
    }
}

/// The smallest f32 not below a threshold.
pub(super) fn at_least(threshold: f64) -> f32 {
    -at_most(-threshold)
}

/// The smallest number above 0.
const SMALLEST: f32 = f32::from_bits(1);

/// What a derivative that is above zero is at least, so that rounding alone
/// never makes it zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Least(u32);

impl Least {
    /// The smallest subnormal.
    pub const SUBNORMAL: Self = Least(1);
    /// Nothing: at infinite z the limit stands.
    pub const ZERO: Self = Least(0);

    /// What holds at z.
    #[inline(always)]
    pub fn at(z: f32) -> Self {
        Least(u32::from(z.abs().to_bits() < f32::INFINITY.to_bits()))
    }

    /// A derivative that is above zero.
    ///
    /// As numbers without a sign are ordered as their bits are, whole numbers
    /// do, which leaves the units for multiplication free.
    #[inline(always)]
    pub fn or(self, derivative: f32) -> f32 {
        f32::from_bits(derivative.to_bits().max(self.0))
    }

    /// A derivative of either sign.
    #[inline(always)]
    pub fn or_signed(self, derivative: f32) -> f32 {
        self.or(derivative.abs()).copysign(derivative)
    }

    /// The same, where only immoderate numbers make it zero.
    #[inline(always)]
    pub fn or_moderate<A: Arithmetic>(self, derivative: f32) -> f32 {
        if A::MODERATE {
            derivative
        } else {
            self.or_signed(derivative)
        }
    }
}
