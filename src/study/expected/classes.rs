//! Means over the inputs of a batch, which are shares of classes.

/// The mean of the values of classes.
pub(super) fn mean_of(shares: &[(usize, f64)], values: &[f64]) -> f64 {
    shares
        .iter()
        .map(|(class, share)| share * values[*class])
        .sum()
}

/// The mean of shares of what is not zero, `inactive` being the share of each class
/// that is.
pub(super) fn mean_of_active(classes: &[(usize, f64)], shares: &[f64], inactive: &[f64]) -> f64 {
    let active = classes
        .iter()
        .map(|(class, share)| (*class, share * (1.0 - inactive[*class])));
    let active: Vec<(usize, f64)> = active.collect();
    let all: f64 = active.iter().map(|(_, share)| share).sum();
    mean_of(&active, shares) / all
}

/// ln of the mean of what has these logarithms.
pub(super) fn log_of_mean(shares: &[(usize, f64)], logs: &[f64]) -> f64 {
    let logs = || shares.iter().map(|(class, share)| (logs[*class], *share));
    let largest = logs().fold(f64::NEG_INFINITY, |largest, (log, _)| largest.max(log));
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    let sum: f64 = logs()
        .map(|(log, share)| share * libm::exp(log - largest))
        .sum();
    largest + libm::log(sum)
}

/// The root of a mean square given by its logarithm. One below f64's range is
/// left out, like a measured figure, and does not pass for zero.
pub(super) fn root(log_square: f64) -> Option<f64> {
    let value = libm::exp(0.5 * log_square);
    (value.is_normal() || log_square == f64::NEG_INFINITY).then_some(value)
}
