//! Roots and least values of functions of one variable.

/// Halvings and steps of secant until neighbours are reached: f64 has 52 digits,
/// and the worst case halves every second time.
const MOST: usize = 200;

/// The root of f between two places where it has different signs (Dekker's
/// method as Brent 1973 made it safe: inverse interpolation, halving where that
/// does not shrink the interval).
pub(crate) fn root(f: impl Fn(f64) -> f64, ends: (f64, f64)) -> f64 {
    let (mut a, mut b) = ends;
    let (mut fa, mut fb) = (f(a), f(b));
    let (mut c, mut fc) = (a, fa);
    let mut last = b - a;
    let mut step = last;
    for _ in 0..MOST {
        if fb * fc > 0.0 {
            (c, fc) = (a, fa);
            last = b - a;
            step = last;
        }
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let tolerance = 2.0 * f64::EPSILON * b.abs();
        let half = 0.5 * (c - b);
        if half.abs() <= tolerance || fb == 0.0 {
            break;
        }
        if last.abs() < tolerance || fa.abs() <= fb.abs() {
            (last, step) = (half, half);
        } else {
            let s = fb / fa;
            let (p, q) = if a == c {
                (2.0 * half * s, 1.0 - s)
            } else {
                let (t, r) = (fa / fc, fb / fc);
                let p = s * (2.0 * half * t * (t - r) - (b - a) * (r - 1.0));
                (p, (t - 1.0) * (r - 1.0) * (s - 1.0))
            };
            let (p, q) = if p > 0.0 { (p, -q) } else { (-p, q) };
            let fits = 2.0 * p < (3.0 * half * q - (tolerance * q).abs()).min((last * q).abs());
            (last, step) = if fits { (step, p / q) } else { (half, half) };
        }
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance {
            step
        } else {
            tolerance.copysign(half)
        };
        fb = f(b);
    }
    b
}

/// The place, and the value, of the least f near the middle one of three
/// ascending places, by golden section in ln q.
pub(super) fn least(f: impl Fn(f64) -> f64, (a, _, b): (f64, f64, f64)) -> (f64, f64) {
    let share = 0.5 * (5f64.sqrt() - 1.0);
    let (mut low, mut high) = (libm::log(a), libm::log(b));
    let f = |t: f64| f(libm::exp(t));
    let mut inner = [high - share * (high - low), low + share * (high - low)];
    let mut values = inner.map(&f);
    // At a turn a value is known to half of the digits of the place.
    while high - low > 1e-9 {
        if values[0] < values[1] {
            high = inner[1];
            inner = [high - share * (high - low), inner[0]];
            values = [f(inner[0]), values[0]];
        } else {
            low = inner[0];
            inner = [inner[1], low + share * (high - low)];
            values = [values[1], f(inner[1])];
        }
    }
    let better = usize::from(values[1] < values[0]);
    (libm::exp(inner[better]), values[better])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_and_turns() {
        assert!((root(|x| x * x - 2.0, (1.0, 2.0)) - 2f64.sqrt()).abs() < 1e-15);
        let steep = root(|x| (x - 1e-9).cbrt(), (-1.0, 1.0));
        assert!((steep - 1e-9).abs() < 1e-15);
        let (at, value) = least(|x| (x - 3.0).powi(2) - 1.0, (1.0, 2.0, 9.0));
        assert!((at - 3.0).abs() < 1e-7 && (value + 1.0).abs() < 1e-15);
    }
}
