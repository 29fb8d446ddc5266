//! What jumps at a kink.

use super::corner::Sides;
use crate::activation::Activation;

/// A place where phi is not smooth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kink {
    /// Where.
    pub z: f64,
    /// phi from below and from above, where it jumps.
    pub value: Option<(f64, f64)>,
    /// phi' from below and from above, where it jumps.
    pub slope: Option<(f64, f64)>,
    /// phi'' from below and from above, where it jumps.
    pub bend: Option<(f64, f64)>,
    /// What the backward pass uses there.
    pub convention: f64,
}

impl Kink {
    pub(super) fn new(phi: &Activation, z: f64) -> Self {
        let others = phi.seams().iter().filter(|other| **other != z);
        let room = others.map(|other| (other - z).abs());
        let room = room.fold(z.abs().max(1.0 / 16.0), f64::min);
        let slope = |z: f64| phi.true_derivative(z);
        let steepest = slope(z.next_down()).abs().max(slope(z.next_up()).abs());
        let below = bend(&slope, z, -room);
        let above = bend(&slope, z, room);
        let size = below.abs().max(above.abs()).max(1e-3 * steepest);
        Kink {
            z: z + 0.0,
            value: Sides::new(|z| phi.value(z), z).jump(steepest),
            slope: Sides::new(slope, z).jump(below.abs().max(above.abs())),
            bend: (above != below && (size.is_infinite() || (above - below).abs() > 1e-6 * size))
                .then_some((below, above)),
            convention: phi.derivative(z) + 0.0,
        }
    }
}

/// phi'' at one side of z, where phi is smooth as far as `room`, from slopes
/// closer and closer by; infinite where these only grow.
fn bend(slope: &impl Fn(f64) -> f64, z: f64, room: f64) -> f64 {
    let (step, side) = (room * libm::exp2(-12.0), room.signum());
    // From the side itself, for at z the slope is a convention.
    let start = if side < 0.0 {
        z.next_down()
    } else {
        z.next_up()
    };
    let difference = |h: f64| (slope(z + h) - slope(start)) / h;
    let (far, near) = (difference(step), difference(step * libm::exp2(-8.0)));
    if near.abs() > 2.0 * far.abs() && near.abs() > 1.0 {
        return near * f64::INFINITY;
    }
    let [a, b, c] = [4.0, 2.0, 1.0].map(|n| difference(n * step / 4.0));
    // Once more over steps of half the size: errors of first and second order
    // go.
    let (coarse, fine) = (2.0 * b - a, 2.0 * c - b);
    let bend = (4.0 * fine - coarse) / 3.0;
    // What is left is rounding.
    let noise = 64.0 * f64::EPSILON * slope(start).abs() / step.abs();
    if bend.abs() <= noise { 0.0 } else { bend }
}
