//! What becomes of phi when z changes its sign.

/// A symmetry of phi.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Symmetry {
    /// phi(-z) = phi(z).
    Even,
    /// phi(-z) = -phi(z).
    Odd,
    /// phi(-z) - c = -(phi(z) - c), with c = phi(0), not 0.
    About(f64),
    /// None of these.
    None,
}

impl Symmetry {
    /// Tried at many z.
    pub(super) fn of(phi: impl Fn(f64) -> f64) -> Self {
        /// Of two values, each right to an ULP.
        const TOLERANCE: f64 = 4.0 * f64::EPSILON;
        let z = || (1..=60).map(|n| f64::from(n) * 0.37);
        let pair = |z: f64| (phi(-z), phi(z));
        let mut pairs: Vec<(f64, f64)> = z().map(pair).collect();
        if pairs.iter().any(|(a, b)| !a.is_finite() || !b.is_finite()) {
            return Symmetry::None;
        }
        // What differs near 0 or far out only, where a value may leave f64.
        let others = (-40..=40).map(|k| 0.37 * libm::exp2(0.5 * f64::from(k)));
        let others = others.map(pair);
        pairs.extend(others.filter(|(a, b)| a.is_finite() && b.is_finite()));
        let all = |holds: &dyn Fn(f64, f64) -> bool| pairs.iter().all(|(a, b)| holds(*a, *b));
        let centre = phi(0.0);
        if all(&|a, b| (a - b).abs() <= TOLERANCE * a.abs()) {
            Symmetry::Even
        } else if all(&|a, b| (a + b).abs() <= TOLERANCE * a.abs()) {
            Symmetry::Odd
        } else if all(&|a, b| {
            let size = a.abs().max(b.abs()).max(centre.abs());
            (a + b - 2.0 * centre).abs() <= TOLERANCE * size
        }) {
            Symmetry::About(centre)
        } else {
            Symmetry::None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symmetries() {
        assert_eq!(Symmetry::of(f64::abs), Symmetry::Even);
        assert_eq!(Symmetry::of(f64::sin), Symmetry::Odd);
        assert_eq!(Symmetry::of(|z| 0.5 + z / 4.0), Symmetry::About(0.5));
        assert_eq!(Symmetry::of(f64::exp), Symmetry::None);
        assert_eq!(Symmetry::of(f64::ln), Symmetry::None);
        assert_eq!(Symmetry::of(f64::cosh), Symmetry::Even);
        let far = |z: f64| f64::max(z - 1000.0, 0.0);
        assert_eq!(Symmetry::of(far), Symmetry::None);
        let near = |z: f64| z * z * if z > 0.123 { 1.0 } else { -1.0 };
        assert_eq!(Symmetry::of(near), Symmetry::None);
    }
}
