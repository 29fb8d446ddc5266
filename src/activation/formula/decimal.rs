//! Decimal numbers: read, printed, and made of an f64, without rounding.

use std::fmt;

use super::expression::Decimal;

/// As many digits as fit in a u128 whatever they are.
const MOST_DIGITS: usize = 38;

impl Decimal {
    pub(super) const ZERO: Decimal = Decimal {
        digits: 0,
        exponent: 0,
    };

    /// Reads `12`, `.5`, `1e-3`. Equal numbers are read as equal decimals, and
    /// digits past the 38th are dropped. None where the text is no such number
    /// or f64 overflows or underflows at it.
    pub(super) fn read(text: &str) -> Option<Decimal> {
        let rounded: f64 = text.parse().ok().filter(|v: &f64| v.is_finite())?;
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let mut digits = 0u128;
        let mut kept = 0;
        let mut shift = 0i64;
        let mut after_point = false;
        for character in mantissa.chars() {
            let Some(digit) = character.to_digit(10) else {
                after_point = true;
                continue;
            };
            if kept < MOST_DIGITS {
                digits = digits * 10 + u128::from(digit);
                kept += usize::from(digits != 0);
                shift -= i64::from(after_point);
            } else {
                shift += i64::from(!after_point);
            }
        }
        if digits == 0 {
            return Some(Decimal::ZERO);
        }
        if rounded == 0.0 {
            return None;
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            shift += 1;
        }
        let exponent = exponent.parse::<i64>().ok()?.checked_add(shift)?;
        Some(Decimal {
            digits,
            exponent: i32::try_from(exponent).ok()?,
        })
    }

    /// The shortest decimal that rounds to the size of `value`; none if that
    /// is not finite.
    pub(super) fn of_size(value: f64) -> Option<Decimal> {
        Decimal::read(&format!("{:e}", value.abs()))
    }

    /// The nearest f64.
    pub(crate) fn to_f64(self) -> f64 {
        // Rust reads decimals correctly rounded; such a text always reads.
        format!("{}e{}", self.digits, self.exponent)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// Its digits before the exponent and its power of ten, where that is the
    /// shorter way to write it.
    pub(super) fn scientific(self) -> Option<(String, i64)> {
        let digits = self.digits.to_string();
        let point = digits.len() as i64 + i64::from(self.exponent);
        if self.digits == 0 || (-4..=15).contains(&point) {
            return None;
        }
        let (first, rest) = digits.split_at(1);
        let mantissa = if rest.is_empty() {
            first.to_string()
        } else {
            format!("{first}.{rest}")
        };
        Some((mantissa, point - 1))
    }
}

/// As short as it reads back: `0.5`, `1500`, `2.5e-20`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((mantissa, exponent)) = self.scientific() {
            return write!(f, "{mantissa}e{exponent}");
        }
        let digits = self.digits.to_string();
        let zeros = "0".repeat(self.exponent.unsigned_abs() as usize);
        if self.exponent >= 0 {
            return write!(f, "{digits}{zeros}");
        }
        // Zeros in front, so that there is a digit before the point.
        let padded = format!("{zeros}{digits}");
        let (whole, fraction) = padded.split_at(digits.len());
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        write!(f, "{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_are_equal_decimals() {
        for (texts, digits, exponent) in [
            (&["1", "1.", "1.0", "10e-1", "0.1E1", "001"][..], 1, 0),
            (&[".5", "0.5", "5e-1", "0.0050e+2"], 5, -1),
            (&["0", "0.0", "0e999999999999999999999"], 0, 0),
            (&["2500", "2.5e3", "2.5E+03"], 25, 2),
        ] {
            for text in texts {
                assert_eq!(
                    Decimal::read(text),
                    Some(Decimal { digits, exponent }),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn digits_past_the_38th_are_dropped() {
        let pi = "3.14159265358979323846264338327950288419716939937510";
        let read = Decimal::read(pi).unwrap();
        assert_eq!(read.to_string(), "3.1415926535897932384626433832795028841");
        let long = format!("0.{}7e250", "0".repeat(249));
        assert_eq!(Decimal::read(&long).unwrap().to_f64(), 7.0);
        let long = format!("{}e-90", "12".repeat(50));
        assert_eq!(
            Decimal::read(&long).unwrap().to_f64(),
            long.parse::<f64>().unwrap()
        );
    }

    #[test]
    fn what_f64_cannot_hold_is_refused() {
        for text in ["1e309", "1e-400", "1e99999999999999999999", "e", "", "."] {
            assert_eq!(Decimal::read(text), None, "{text}");
        }
        assert_eq!(Decimal::of_size(f64::INFINITY), None);
        assert_eq!(Decimal::of_size(f64::NAN), None);
    }

    #[test]
    fn printing_is_short_and_reads_back() {
        for (text, printed) in [
            ("0", "0"),
            ("1.50", "1.5"),
            ("123.456", "123.456"),
            ("0.00001", "0.00001"),
            ("0.000001", "1e-6"),
            ("1e14", "100000000000000"),
            ("1e15", "1e15"),
            ("12345678901234567", "1.2345678901234567e16"),
            ("5e-324", "5e-324"),
        ] {
            let read = Decimal::read(text).unwrap();
            assert_eq!(read.to_string(), printed);
            assert_eq!(Decimal::read(printed), Some(read));
        }
        assert_eq!(Decimal::of_size(-0.2).unwrap().to_string(), "0.2");
        assert_eq!(Decimal::of_size(-0.2).unwrap().to_f64(), 0.2);
    }
}
