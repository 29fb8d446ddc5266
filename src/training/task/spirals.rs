//! Two spirals that wind around each other (Lang and Witbrock 1988, there with
//! three turns and 194 points).

use super::drawn::{NOISE, PLACES, SAMPLES};
use super::split::{Answers, Table};
use crate::generator::{Purpose, Stream};
use crate::naming::{Domain, Parameter, Signature};
use rand::Rng;
use std::f64::consts::{PI, TAU};

pub(super) const SIGNATURE: Signature = Signature {
    name: "spirals",
    aliases: &["two_spirals"],
    parameters: &[
        Parameter::new("turns", 2.0, Domain::Positive),
        Parameter::new("noise", 0.02, Domain::NonNegative),
        SAMPLES,
    ],
};

/// Every other point is on the second spiral. Points are uniform along the arm,
/// nearly: the angle is the root of a uniform one.
pub(super) fn draw(parameters: &[f64], seed: u64, trial: u32) -> Table {
    let [turns, noise, samples] = parameters else {
        unreachable!("the signature has three parameters");
    };
    let samples = *samples as usize;
    let mut places = Stream::new(seed, Purpose::Task, trial, PLACES);
    let mut blur = vec![0.0; 2 * samples];
    Stream::new(seed, Purpose::Task, trial, NOISE).fill_normal(&mut blur);
    let of: Vec<u32> = (0..samples as u32).map(|sample| sample % 2).collect();
    let mut inputs = Vec::with_capacity(2 * samples);
    for (class, blur) in of.iter().zip(blur.chunks_exact(2)) {
        let uniform = (f64::from(places.next_u32()) + 0.5) / 4_294_967_296.0;
        let (x, y) = point(uniform.sqrt(), *turns, *class);
        inputs.push((x + noise * f64::from(blur[0])) as f32);
        inputs.push((y + noise * f64::from(blur[1])) as f32);
    }
    Table {
        features: 2,
        inputs,
        answers: Answers::Classes { classes: 2, of },
    }
}

/// The point at this radius, from 0 to 1: the angle grows with it, and the
/// second spiral is the first one turned by half a turn.
fn point(radius: f64, turns: f64, class: u32) -> (f64, f64) {
    let angle = TAU * turns * radius + PI * f64::from(class);
    (radius * libm::cos(angle), radius * libm::sin(angle))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without noise a point's angle follows from its radius, up to the half
    /// turn between the arms.
    #[test]
    fn points_lie_on_their_arm() {
        let table = draw(&[2.5, 0.0, 400.0], 3, 1);
        let Answers::Classes { of, .. } = &table.answers else {
            panic!("classes");
        };
        assert_eq!(of.iter().filter(|class| **class == 1).count(), 200);
        let mut outer = 0;
        for (point, class) in table.inputs.chunks_exact(2).zip(of) {
            let (x, y) = (f64::from(point[0]), f64::from(point[1]));
            let radius = x.hypot(y);
            assert!(radius <= 1.0 + 1e-6);
            outer += u32::from(radius > 0.5);
            let turn = y.atan2(x) / TAU - 2.5 * radius - 0.5 * f64::from(*class);
            let off = (turn - turn.round()).abs() * radius;
            assert!(off < 1e-6, "off by {off} at radius {radius}");
        }
        // Three quarters of the points are beyond half the radius.
        assert!((280..=320).contains(&outer), "{outer}");
    }

    /// Noise moves a point by so much in each direction.
    #[test]
    fn noise_has_its_size() {
        let (clean, noisy) = (
            draw(&[2.0, 0.0, 4000.0], 3, 1),
            draw(&[2.0, 0.1, 4000.0], 3, 1),
        );
        let pairs = clean.inputs.iter().zip(&noisy.inputs);
        let square: f64 = pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum();
        let deviation = (square / 8000.0).sqrt();
        assert!((deviation - 0.1).abs() < 0.004, "{deviation}");
    }
}
