//! The phase diagram: what a net does at each pair of scales.
//!
//! Where the fixed point of the length map has chi_1 < 1, inputs become alike and
//! gradients vanish (ordered); where chi_1 > 1, near inputs part and gradients
//! explode (chaotic). How many layers it takes is xi_c (Poole et al. 2016,
//! arXiv:1606.05340; Schoenholz et al. 2017, arXiv:1611.01232).

use super::critical::{CriticalPoint, critical_at};
use super::solve::root;
use super::wide_net::WideNet;
use crate::activation::Activation;

/// What a net does to its inputs as depth grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// chi_1 < 1: all become alike, gradients vanish.
    Ordered,
    /// chi_1 = 1.
    Critical,
    /// chi_1 > 1: those that are alike part, gradients explode.
    Chaotic,
    /// Lengths grow without end.
    Unbounded,
}

/// A net's place in the phase diagram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The phase.
    pub phase: Phase,
    /// The length that inputs of length 1 end with.
    pub q: Option<f64>,
    /// chi_1 there.
    pub chi: Option<f64>,
    /// xi_c: none at the edge of chaos and where lengths are unbounded.
    pub depth_scale: Option<f64>,
}

impl WideNet {
    /// The length that inputs of length `from` end with: none where it grows
    /// without end. 0 is met from below 10^-10.
    ///
    /// ```
    /// use actlab::theory::WideNet;
    /// let net = WideNet::new("tanh".parse()?, 1.5, 0.05);
    /// assert!((net.settled_length(1.0).unwrap() - 0.418037200533477854).abs() < 1e-9);
    /// assert_eq!(WideNet::new("elu".parse()?, 2.0, 0.0).settled_length(1.0), None);
    /// # Ok::<(), actlab::activation::ActivationError>(())
    /// ```
    pub fn settled_length(&self, from: f64) -> Option<f64> {
        const SAME: f64 = 1e-11;
        const LAYERS: usize = 40;
        const LONGEST: f64 = 1e7;
        const SHORTEST: f64 = 1e-10;
        const ROUNDING: f64 = 1e-13;
        let mut q = from;
        // Plain layers: jumps ahead may pass a fixed point that repels.
        for _ in 0..LAYERS {
            let above = self.length_map(q);
            if !above.is_finite() || above > LONGEST {
                return None;
            }
            if above < SHORTEST {
                return Some(0.0);
            }
            if (above - q).abs() <= SAME * q {
                // Where shorter ones are kept as well, but for rounding, it falls on to
                // 0, if ever so slowly: relu6 with sigma_w^2 = 2.
                let is_kept = |q: f64| (self.length_map(q) / q - 1.0).abs() <= SAME;
                let falls = q < from && is_kept(q / 2.0) && is_kept(q / 16.0);
                let falls = falls && self.rays().is_none() && !self.grows_above_zero();
                return Some(if falls { 0.0 } else { above });
            }
            q = above;
        }
        // What takes longer is near the next fixed point on the way, which is
        // found by steps that grow.
        let gap = |q: f64| self.length_map(q) / q - 1.0;
        let rises = gap(q) > 0.0;
        // Not by rounding.
        let turns = |gap: f64| gap.abs() > ROUNDING && (gap > 0.0) != rises;
        let mut told = q;
        let mut step = 1e-4;
        loop {
            let next = if rises {
                q * (1.0 + step)
            } else {
                q / (1.0 + step)
            };
            match next {
                q if q > LONGEST => return None,
                q if q < SHORTEST => return Some(0.0),
                next if turns(gap(next)) => return Some(root(gap, (told, next))),
                next => q = next,
            }
            if gap(q).abs() > ROUNDING {
                told = q;
            }
            step = f64::min(2.0 * step, 0.3);
        }
    }

    /// The place of the net in the phase diagram.
    ///
    /// ```
    /// use actlab::theory::{Phase, WideNet};
    /// let phase = |sigma_w: f64| -> Phase {
    ///     WideNet::new("tanh".parse().unwrap(), sigma_w * sigma_w, 0.09).place().phase
    /// };
    /// assert_eq!((phase(1.3), phase(2.5)), (Phase::Ordered, Phase::Chaotic));
    /// ```
    pub fn place(&self) -> Place {
        const AT_ONE: f64 = 1e-9;
        let Some(q) = self.settled_length(1.0) else {
            return Place {
                phase: Phase::Unbounded,
                q: None,
                chi: None,
                depth_scale: None,
            };
        };
        let chi = if q == 0.0 {
            self.chi_at_zero()
        } else {
            self.chi(q)
        };
        let phase = match chi - 1.0 {
            off if off.abs() <= AT_ONE => Phase::Critical,
            off if off > 0.0 => Phase::Chaotic,
            _ => Phase::Ordered,
        };
        let depth_scale = match phase {
            Phase::Ordered => Some(-1.0 / libm::log(chi)),
            Phase::Chaotic if q > 0.0 => self.correlation_map(q).fixed_point().depth_scale(),
            _ => None,
        };
        Place {
            phase,
            q: Some(q),
            chi: Some(chi),
            depth_scale,
        }
    }
}

/// The edge of chaos as a line: the critical points whose fixed points are at
/// these lengths, where there are such, in runs without gaps.
pub fn edge_line(
    phi: &Activation,
    lengths: impl IntoIterator<Item = f64>,
) -> Vec<Vec<CriticalPoint>> {
    let mut runs: Vec<Vec<CriticalPoint>> = vec![Vec::new()];
    for q in lengths {
        let point = critical_at(phi, q);
        let is_there = point.sigma_b_squared >= 0.0 && point.sigma_w_squared.is_finite();
        match runs.last_mut() {
            Some(run) if is_there => run.push(point),
            Some(run) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}
