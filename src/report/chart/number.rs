//! Numbers as a person reads them on a chart.

/// A power of ten: `10⁻⁶`, and 1 and 10 as they are.
pub fn power_of_ten(exponent: i32) -> String {
    match exponent {
        0 => "1".to_string(),
        1 => "10".to_string(),
        _ => format!("10{}", superscript(exponent)),
    }
}

fn superscript(number: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let text = number.to_string();
    let raised = text.chars().map(|c| match c.to_digit(10) {
        Some(digit) => DIGITS[digit as usize],
        None => '⁻',
    });
    raised.collect()
}

/// A number with a few decimals and none that say nothing: `0.25`, `-2`.
pub fn plain(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_string(),
        _ => text.replace('-', "\u{2212}"),
    }
}

/// A small number as digits and a power of ten: `2.5·10⁻⁷`.
pub fn scientific(value: f64) -> String {
    let text = format!("{value:.1e}");
    match text.split_once('e').map(|(digits, e)| (digits, e.parse())) {
        Some((digits, Ok(exponent))) if value != 0.0 => {
            format!(
                "{}·{}",
                digits.trim_end_matches(".0"),
                power_of_ten(exponent)
            )
        }
        _ => plain(value),
    }
}

/// Two significant digits in few characters, for a cell of a table: `0.43`,
/// `12`, `1e-12`, `0`.
pub fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        return "0".to_string();
    }
    if !(0.00995..999.5).contains(&size) {
        return format!("{value:.0e}");
    }
    let decimals = match size {
        _ if size < 0.0995 => 3,
        _ if size < 0.995 => 2,
        _ if size < 9.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_written_with_superscripts() {
        assert_eq!(power_of_ten(-6), "10⁻⁶");
        assert_eq!(power_of_ten(0), "1");
        assert_eq!(power_of_ten(120), "10¹²⁰");
    }

    #[test]
    fn small_numbers_are_digits_and_a_power() {
        // 5e-6 as it comes out of a product.
        assert_eq!(scientific(4.9999999999999996e-6), "5·10⁻⁶");
        assert_eq!(scientific(2.4999999999999998e-6), "2.5·10⁻⁶");
        assert_eq!(scientific(0.0), "0");
    }

    #[test]
    fn plain_numbers_have_no_idle_digits() {
        for (value, text) in [(0.25, "0.25"), (-2.0, "−2"), (0.0, "0"), (-1e-9, "0")] {
            assert_eq!(plain(value), text);
        }
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(100.0), "100");
    }

    #[test]
    fn short_numbers_fit_a_cell() {
        for (value, text) in [
            (0.0, "0"),
            (0.4312, "0.43"),
            (0.99999, "1.0"),
            (1.0, "1.0"),
            (9.96, "10"),
            (12.3, "12"),
            (999.4, "999"),
            (12345.0, "1e4"),
            (1.2e-82, "1e-82"),
            (0.012, "0.012"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(short(value), text);
        }
    }
}
