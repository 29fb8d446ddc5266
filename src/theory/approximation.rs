//! What depth lets a ReLU net represent.

/// The triangle map of [0, 1] on itself, composed `times` times: 2^times linear
/// pieces, 2^(times - 1) teeth (Telgarsky 2016, arXiv:1602.04485).
///
/// ```
/// use actlab::theory::sawtooth;
/// assert_eq!(sawtooth(1, 0.25), 0.5);
/// assert_eq!(sawtooth(3, 0.125), 1.0);
/// ```
pub fn sawtooth(times: u32, x: f64) -> f64 {
    let relu = |x: f64| x.max(0.0);
    // Two units a layer: 2 relu(x) - 4 relu(x - 1/2).
    (0..times).fold(x, |x, _| 2.0 * relu(x) - 4.0 * relu(x - 0.5))
}

/// The linear pieces of the sawtooth, and its teeth.
pub fn sawtooth_pieces(times: u32) -> (u64, u64) {
    (1 << times, (1 << times) / 2)
}

/// Yarotsky's approximation of x^2 on [0, 1] by a ReLU net of depth m (2017,
/// arXiv:1610.01145, proposition 2): x - sum over s <= m of g_s(x) 4^-s, g_s the
/// sawtooth.
///
/// ```
/// use actlab::theory::yarotsky_square;
/// // Interpolation between multiples of 2^-m.
/// assert_eq!(yarotsky_square(2, 0.75), 0.5625);
/// assert_eq!(yarotsky_square(2, 0.625), 0.625f64.powi(2) + 2f64.powi(-6));
/// ```
pub fn yarotsky_square(m: u32, x: f64) -> f64 {
    let (mut tooth, mut scale, mut sum) = (x, 1.0, x);
    for _ in 0..m {
        tooth = sawtooth(1, tooth);
        scale *= 0.25;
        sum -= scale * tooth;
    }
    sum
}

/// The largest error of [`yarotsky_square`], taken at the odd multiples of
/// 2^-(m+1): 2^-(2m+2).
pub fn yarotsky_error(m: u32) -> f64 {
    libm::exp2(-2.0 * f64::from(m) - 2.0)
}
