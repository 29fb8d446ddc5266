//! The f64 functions that the references share: each within a few ULP, in the
//! tails as well.
//!
//! Built on the crate `libm`, whose bits are the same on every machine.

use super::double_double::DoubleDouble;

/// m e^x, with no underflow before the last step: e^x alone is subnormal
/// below -708, where 700 e^x still is not.
pub(super) fn times_exp(m: f64, x: DoubleDouble) -> f64 {
    const NEARLY_SUBNORMAL: f64 = -690.0;
    // Where the low part is not small, the high part alone decides: 0.
    let m = if x.low.abs() < 1.0 { m + m * x.low } else { m };
    if x.high < NEARLY_SUBNORMAL {
        let half = libm::exp(0.5 * x.high);
        m * half * half
    } else {
        m * libm::exp(x.high)
    }
}

/// Puts a derivative that is tiny but not zero, and that underflows, at the
/// smallest number of its sign. At infinite z the limit stands.
pub(super) fn never_zero(derivative: f64, z: f64) -> f64 {
    let smallest = f64::from_bits(1);
    if derivative.abs() < smallest && z.is_finite() {
        smallest.copysign(derivative)
    } else {
        derivative
    }
}

/// The logistic function sigma(w) = 1 / (1 + e^-w), kept in parts.
pub(super) struct Logistic {
    /// w, where it is negative, else -w.
    falling: DoubleDouble,
    /// e^-|w|
    tail: f64,
    /// sigma(|w|)
    upper: f64,
    negative: bool,
}

impl Logistic {
    /// sigma(w), w to twice the precision.
    pub fn new(w: DoubleDouble) -> Self {
        let negative = w.high < 0.0;
        let falling = if negative {
            w
        } else {
            DoubleDouble {
                high: -w.high,
                low: -w.low,
            }
        };
        let tail = times_exp(1.0, falling);
        Logistic {
            falling,
            tail,
            upper: 1.0 / (1.0 + tail),
            negative,
        }
    }

    /// m sigma(w)
    pub fn times(&self, m: f64) -> f64 {
        if !self.negative {
            m / (1.0 + self.tail)
        } else if self.falling.high == f64::NEG_INFINITY {
            // m may be infinite too; sigma falls faster than m grows.
            0.0_f64.copysign(m)
        } else {
            times_exp(m / (1.0 + self.tail), self.falling)
        }
    }

    /// sigma'(w) = sigma (1 - sigma)
    pub fn derivative(&self) -> f64 {
        let m = 1.0 + self.tail;
        times_exp(1.0 / (m * m), self.falling)
    }

    /// The derivative of z sigma(w(z)), sigma (1 + t (1 - sigma)), with
    /// t = z w'(z).
    pub fn gate_derivative(&self, t: f64) -> f64 {
        // Where t is beyond this, the other factor is 0 in f64.
        let t = t.clamp(-1e6, 1e6);
        if self.negative {
            times_exp(self.upper * (1.0 + t * self.upper), self.falling)
        } else {
            self.upper * (1.0 + t * self.tail * self.upper)
        }
    }

    /// log(1 + e^-|w|) m
    pub fn times_log1p_tail(&self, m: f64) -> f64 {
        if self.tail < f64::EPSILON {
            times_exp(m, self.falling)
        } else {
            m * libm::log1p(self.tail)
        }
    }
}

/// Above this |z| the tail of the normal law is taken from its continued
/// fraction, which 60 terms bring to 2^-60 there.
const FRACTION_FROM: f64 = 5.0;

/// Mills' ratio (1 - Phi(x)) / pdf(x) for x >= [`FRACTION_FROM`]: Laplace's
/// continued fraction 1 / (x + 1 / (x + 2 / (x + 3 / ...))), from the back.
fn mills_ratio(x: f64) -> f64 {
    let mut below = x;
    for term in (1..=60).rev() {
        below = x + f64::from(term) / below;
    }
    1.0 / below
}

/// 1 / sqrt(2 pi)
const PEAK: f64 = 0.398_942_280_401_432_7;

/// m pdf(z), the normal density; z^2 is taken exactly, as its rounding would be
/// amplified by z^2 / 2.
fn times_density(m: f64, z: f64) -> f64 {
    times_exp(PEAK * m, DoubleDouble::product(z, -0.5 * z))
}

/// Phi(z) of the normal law for |z| < [`FRACTION_FROM`] or z > 0. What is lost
/// when z / sqrt 2 is rounded is put back to first order.
fn normal_below(z: f64) -> f64 {
    const HALF_SQRT: DoubleDouble = DoubleDouble {
        high: std::f64::consts::FRAC_1_SQRT_2,
        low: -4.833_646_656_726_457e-17,
    };
    const TWO_OVER_SQRT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI;
    if z > 40.0 {
        return 1.0;
    }
    let x = DoubleDouble::from(-z).times(HALF_SQRT);
    let slope = -TWO_OVER_SQRT_PI * libm::exp(-x.high * x.high);
    0.5 * (libm::erfc(x.high) + slope * x.low)
}

/// z Phi(z), GELU.
pub(super) fn gelu(z: f64) -> f64 {
    if z > -FRACTION_FROM {
        z * normal_below(z)
    } else if z < -50.0 {
        -0.0
    } else {
        times_density(z * mills_ratio(-z), z)
    }
}

/// Phi(z) + z pdf(z), the derivative of GELU.
pub(super) fn gelu_derivative(z: f64) -> f64 {
    if z > 50.0 {
        1.0
    } else if z > -FRACTION_FROM {
        normal_below(z) + times_density(z, z)
    } else if z < -50.0 {
        -0.0
    } else {
        // Phi = pdf M(-z), and M(x) <= 1 / x is small beside x.
        times_density(mills_ratio(-z) + z, z)
    }
}
