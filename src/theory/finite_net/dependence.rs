//! How the logarithm of a gradient's mean square depends on what layers add to it.

use super::FiniteNet;
use super::gradients::Step;
use super::layer::Layer;
use super::units::Averages;

/// What ln u_l is made of, u_l being the mean square of the gradient at layer l.
pub(super) struct Dependence {
    /// d ln u_l/d ln q_l.
    pub(super) slope: f64,
    /// For each layer from l on, the slopes of ln u_l in the averages.
    pub(super) averages: Vec<[f64; 5]>,
    /// For each, the share of the gradient that goes through independent weights.
    pub(super) free: Vec<f64>,
    /// Sum and sum of squares of the shares that are squares of one normal number.
    pub(super) along: f64,
    pub(super) along_squares: f64,
}

impl Dependence {
    /// That of the gradient at `layer` of the net of this depth; or, with `over_last`,
    /// of ln(u_l/u_L).
    pub(super) fn new(
        (net, layers): (&FiniteNet, &[Layer]),
        (layer, depth): (usize, usize),
        over_last: bool,
    ) -> Self {
        let grid = &net.units.grid;
        let (w, n) = (net.sigma_w_squared, net.width);
        let (u, s) = (&net.gradients.u, &net.gradients.s);
        let slope = |values: &[f64], x: f64| grid.slope(values, x);
        // d ln u_L/d ln q, from the last layer down.
        let last = &layers[depth - 1];
        let mut of_last = vec![0.0; depth - layer + 1];
        if over_last {
            let mut here = slope(&u[0], last.x);
            for (place, layer) in (layer - 1..depth).enumerate().rev() {
                if layer < depth - 1 {
                    here *= layers[layer].slope;
                }
                of_last[place] = here;
            }
        }
        let first = &layers[layer - 1];
        let mut found = Dependence {
            slope: slope(&u[depth - layer], first.x) - of_last[0],
            averages: Vec::with_capacity(depth - layer + 1),
            free: Vec::with_capacity(depth - layer + 1),
            along: 0.0,
            along_squares: 0.0,
        };
        let mut take_along = |share: f64| {
            found.along += share;
            found.along_squares += share * share;
        };
        // Slopes of ln u_l in u and s of the layer, over u of the layer.
        let (mut of_u, mut of_s) = (1.0, 0.0);
        for (place, here) in layers[layer - 1..depth].iter().enumerate() {
            let above = depth - layer - place;
            let a = &here.averages;
            let at = grid.at(here.x);
            let own_u = at.of(&u[above]);
            let ratio = libm::exp(at.of(&s[above]) - own_u);
            let size = of_u + of_s * ratio;
            (of_u, of_s) = (of_u / size, of_s / size);
            if above == 0 {
                let mut slopes = [0.0; 5];
                slopes[0] = of_u / a.slopes - f64::from(u8::from(over_last)) / a.slopes;
                slopes[4] = of_s / a.slopes;
                found.averages.push(slopes);
                found.free.push(of_u - f64::from(u8::from(over_last)));
                take_along(of_s * a.lengths / a.slopes);
                break;
            }
            let next = &layers[layer + place];
            let at = grid.at(next.x);
            let next_u = at.of(&u[above - 1]);
            let next_ratio = libm::exp(at.of(&s[above - 1]) - next_u);
            let change = libm::exp(next_u - own_u);
            let value = |a: &Averages| {
                let step = Step::new(net, a, a.mixed * a.mixed);
                let u = step.u_of_u + step.u_of_s * next_ratio;
                let s = step.s_of_u + step.s_of_s * next_ratio;
                change * (of_u * u + of_s * s)
            };
            // Central differences, of the size of the average.
            let differ = |move_by: &dyn Fn(&mut Averages, f64), size: f64| {
                const PART: f64 = 1e-5;
                let moved = |by: f64| {
                    let mut a = *a;
                    move_by(&mut a, by * size);
                    value(&a)
                };
                (moved(PART) - moved(-PART)) / (2.0 * PART * size)
            };
            let mut slopes = [
                differ(&|a, by| a.slopes += by, a.slopes),
                differ(&|a, by| a.both += by, a.both),
                differ(&|a, by| a.values += by, a.values),
                differ(&|a, by| a.mixed += by, a.values),
                differ(&|a, by| a.lengths += by, a.lengths),
            ];
            let step = Step::new(net, a, a.mixed * a.mixed);
            let to_u = change * (of_u * step.u_of_u + of_s * step.s_of_u);
            let to_s = change * (of_u * step.u_of_s + of_s * step.s_of_s);
            let length = w * a.values + net.sigma_b_squared;
            let by_length = to_u * slope(&u[above - 1], next.x)
                + to_s * next_ratio * slope(&s[above - 1], next.x)
                - of_last[place + 1];
            slopes[2] += by_length * w / length;
            found.averages.push(slopes);
            let rest = w * (a.slopes - a.both / (n * a.values)).max(0.0);
            found.free.push(change * of_u * rest);
            take_along(change * of_u * (step.u_of_u - rest));
            take_along(change * of_s * step.s_of_u);
            (of_u, of_s) = (to_u, to_s);
        }
        found
    }
}
