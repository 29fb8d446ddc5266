//! A set of numbers with their codes: sign, exponent field, mantissa field.
//!
//! A code with exponent field E > 0 and mantissa field M of m bits is
//! 2^(E - bias) (1 + M 2^-m), one with E = 0 is 2^(1 - bias) M 2^-m: zero and
//! the subnormals. Which codes at the top are no numbers is a matter of
//! [`Specials`].
//!
//! Sources: IEEE 754-2019; Micikevicius et al. 2022, arXiv:2209.05433, and OCP
//! OFP8 v1.0 (e5m2, e4m3); Noune et al. 2022, arXiv:2206.02915 (fnuz); OCP MX
//! v1.0 (e3m2, e2m3, e2m1).

/// Which codes are not numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Specials {
    /// The greatest exponent field holds infinity (M = 0) and NaN, as in
    /// IEEE 754.
    Infinity,
    /// Only all ones is NaN, there is no infinity: fn.
    Nan,
    /// The code of minus zero is NaN, there is no infinity and one zero: fnuz.
    MinusZero,
    /// Every code is a number.
    None,
}

/// A set of numbers with their codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Layout {
    /// Bits of the exponent field, at least 2.
    pub exponent_bits: u32,
    /// Stored bits of the mantissa, at least 1.
    pub mantissa_bits: u32,
    /// What is taken off the exponent field.
    pub bias: i32,
    /// Which codes are not numbers.
    pub specials: Specials,
}

impl Layout {
    /// Bias 2^(X-1) - 1, infinities and NaN, as IEEE 754 has it.
    pub(super) const fn ieee(exponent_bits: u32, mantissa_bits: u32) -> Self {
        Layout {
            exponent_bits,
            mantissa_bits,
            bias: (1 << (exponent_bits - 1)) - 1,
            specials: Specials::Infinity,
        }
    }

    /// Bits of a number, its sign included.
    pub fn bits(self) -> u32 {
        1 + self.exponent_bits + self.mantissa_bits
    }

    /// Exponent of the smallest normal number.
    pub fn least_exponent(self) -> i32 {
        1 - self.bias
    }

    /// Exponent of the smallest subnormal number: every number is a multiple
    /// of 2 to its power.
    pub fn quantum_exponent(self) -> i32 {
        self.least_exponent() - self.mantissa_bits as i32
    }

    /// Code of the largest number.
    fn last(self) -> u64 {
        let all = (1u64 << (self.bits() - 1)) - 1;
        match self.specials {
            Specials::Infinity => all - (1 << self.mantissa_bits),
            Specials::Nan => all - 1,
            Specials::MinusZero | Specials::None => all,
        }
    }

    /// Largest number.
    pub fn max(self) -> f64 {
        self.magnitude(self.last())
    }

    /// Smallest positive normal number, 2^(1 - bias).
    pub fn min_normal(self) -> f64 {
        libm::scalbn(1.0, self.least_exponent())
    }

    /// Smallest positive number, 2^(1 - bias - m).
    pub fn min_subnormal(self) -> f64 {
        libm::scalbn(1.0, self.quantum_exponent())
    }

    /// Distance from 1 to the next number, 2^-m.
    pub fn epsilon(self) -> f64 {
        libm::scalbn(1.0, -(self.mantissa_bits as i32))
    }

    /// What exceeds the largest number where nothing else is said.
    pub fn beyond(self) -> f64 {
        match self.specials {
            Specials::Infinity => f64::INFINITY,
            Specials::Nan | Specials::MinusZero => f64::NAN,
            Specials::None => self.max(),
        }
    }

    /// The number of a code, of which the last [`bits`](Layout::bits) count.
    pub fn decode(self, code: u64) -> f64 {
        let sign = 1 << (self.bits() - 1);
        let magnitude = code & (sign - 1);
        let negative = code & sign != 0;
        let size = match self.specials {
            Specials::MinusZero if negative && magnitude == 0 => f64::NAN,
            Specials::Infinity if magnitude == self.last() + 1 => f64::INFINITY,
            _ if magnitude > self.last() => f64::NAN,
            _ => self.magnitude(magnitude),
        };
        if negative { -size } else { size }
    }

    fn magnitude(self, code: u64) -> f64 {
        let field = code >> self.mantissa_bits;
        let mantissa = code & ((1 << self.mantissa_bits) - 1);
        let lead = u64::from(field > 0) << self.mantissa_bits;
        let exponent = self.quantum_exponent() + field.max(1) as i32 - 1;
        libm::scalbn((lead + mantissa) as f64, exponent)
    }

    /// The code of a number, an infinity or NaN; nothing where it has none.
    pub fn encode(self, number: f64) -> Option<u64> {
        let sign = u64::from(number.is_sign_negative()) << (self.bits() - 1);
        if number.is_nan() {
            return match self.specials {
                // The quiet one.
                Specials::Infinity => {
                    Some(sign | (self.last() + 1) | 1 << (self.mantissa_bits - 1))
                }
                Specials::Nan => Some(sign | (self.last() + 1)),
                Specials::MinusZero => Some(1 << (self.bits() - 1)),
                Specials::None => None,
            };
        }
        let size = number.abs();
        let magnitude = if size == f64::INFINITY {
            self.last() + 1
        } else {
            let exponent = libm::ilogb(size.max(self.min_normal()));
            let field = (exponent - self.least_exponent()) as u64;
            let quantum = exponent - self.mantissa_bits as i32;
            // The leading bit of a normal number adds 1 to the field.
            (field << self.mantissa_bits).wrapping_add(libm::scalbn(size, -quantum) as u64)
        };
        let code = sign | magnitude;
        // A number with more bits than the format has, or beyond its last,
        // comes back as another.
        (self.bits() == 64 || code >> self.bits() == 0)
            .then_some(code)
            .filter(|code| self.decode(*code).to_bits() == number.to_bits())
    }
}
