//! Sums and products to twice the precision of f64, where the rounding of an
//! argument would be amplified: e^x multiplies the relative error of x by x.
//!
//! Dekker 1971, Knuth's two-sum; the product's error comes from a fused
//! multiply-add (`libm`, the same bits everywhere).

/// The number `high + low`.
#[derive(Debug, Clone, Copy)]
pub(super) struct DoubleDouble {
    pub high: f64,
    pub low: f64,
}

impl DoubleDouble {
    /// a b, exactly.
    pub fn product(a: f64, b: f64) -> Self {
        let high = a * b;
        DoubleDouble {
            high,
            low: libm::fma(a, b, -high),
        }
    }

    /// a / b, to twice the precision.
    pub fn quotient(a: f64, b: f64) -> Self {
        let high = a / b;
        DoubleDouble {
            high,
            low: -libm::fma(high, b, -a) / b,
        }
    }

    /// This number times another.
    pub fn times(self, other: Self) -> Self {
        let product = Self::product(self.high, other.high);
        let low = product.low + (self.high * other.low + self.low * other.high);
        Self::normalised(product.high, low)
    }

    /// This number plus another.
    pub fn plus(self, other: Self) -> Self {
        let high = self.high + other.high;
        let part = high - self.high;
        let lost = (self.high - (high - part)) + (other.high - part);
        Self::normalised(high, lost + (self.low + other.low))
    }

    fn normalised(high: f64, low: f64) -> Self {
        let sum = high + low;
        DoubleDouble {
            high: sum,
            low: low - (sum - high),
        }
    }
}

impl From<f64> for DoubleDouble {
    fn from(high: f64) -> Self {
        DoubleDouble { high, low: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (1 + e)(1 - e) = 1 - e^2 needs twice the digits; so does 1 + e^2.
    #[test]
    fn what_rounding_loses_is_kept() {
        let e = f64::EPSILON;
        let product = DoubleDouble::from(1.0 + e).times(DoubleDouble::from(1.0 - e));
        assert_eq!((product.high, product.low), (1.0, -e * e));
        let sum = DoubleDouble::from(1.0).plus(DoubleDouble::from(e * e));
        assert_eq!((sum.high, sum.low), (1.0, e * e));
        let third = DoubleDouble::quotient(1.0, 3.0);
        assert_eq!(third.low, -libm::fma(third.high, 3.0, -1.0) / 3.0);
        assert!(third.low != 0.0);
    }
}
