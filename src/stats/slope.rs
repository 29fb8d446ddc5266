//! The slope of a straight line through equally spaced values.

/// Least-squares slope of `values` against their place 0, 1, 2, ...
///
/// slope = sum (x - mean x) y / sum (x - mean x)^2. `None` below two values or
/// where one is not finite.
pub fn least_squares_slope(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let n = values.len() as f64;
    if n < 2.0 {
        return None;
    }
    let centre = (n - 1.0) / 2.0;
    let sum: f64 = values
        .enumerate()
        .map(|(x, y)| (x as f64 - centre) * y)
        .sum();
    let slope = sum / (n * (n * n - 1.0) / 12.0);
    slope.is_finite().then_some(slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_slope() {
        let line = (0..7).map(|x| 3.0 - 0.25 * f64::from(x));
        let slope = least_squares_slope(line).unwrap();
        assert!((slope + 0.25).abs() < 1e-15);
        // R: coef(lm(c(1, 3, 2) ~ c(0, 1, 2)))[2] is 0.5.
        assert_eq!(least_squares_slope([1.0, 3.0, 2.0].into_iter()), Some(0.5));
        assert_eq!(least_squares_slope([1.0].into_iter()), None);
        assert_eq!(
            least_squares_slope([1.0, f64::NEG_INFINITY].into_iter()),
            None
        );
    }
}
