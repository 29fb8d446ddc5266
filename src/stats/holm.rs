//! Many comparisons at once.

/// Holm's (1979) corrected p-values, in the order of `p`: whatever the
/// comparisons have to do with each other, those below alpha hold together
/// with probability 1 - alpha.
///
/// With the p-values in ascending order, the k-th of m (from 1) becomes
/// (m - k + 1) p_k, at least the one before it and at most 1. NaN is no comparison
/// and stays NaN.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|place| !p[*place].is_nan()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let compared = order.len();
    let mut corrected = vec![f64::NAN; p.len()];
    let mut before: f64 = 0.0;
    for (rank, place) in order.into_iter().enumerate() {
        let left = (compared - rank) as f64;
        before = before.max(left * p[place]).min(1.0);
        corrected[place] = before;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    #[test]
    fn as_r_has_it() {
        let found = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, r) in found.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - r).abs() < 1e-15, "{found} {r}");
        }
        assert_eq!(holm(&[0.7, 0.6]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
        let with_nan = holm(&[f64::NAN, 0.01]);
        assert!(with_nan[0].is_nan() && with_nan[1] == 0.01);
    }
}
