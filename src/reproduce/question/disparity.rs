//! The disparities of claim 6: between ReLU and a leaky ReLU, both at critical
//! weights without biases, by depth.

use super::claim::ClaimSetting;
use crate::reproduce::net::{Layer, Net, measure as nets};
use crate::reproduce::{Measured, ReproduceError, Setting};
use crate::theory::{Kernels, Rays, WideNet, dead_at_a_point};
use std::f64::consts::LN_2;

/// Leaky slopes; the last is the one that nets of finite width are measured of.
pub(super) const SLOPES: [f64; 2] = [0.01, 0.2];
pub(super) const SLOPE: f64 = SLOPES[1];
/// Depths of the infinitely wide.
pub(super) const DEEP: [usize; 9] = [4, 8, 16, 32, 64, 128, 256, 512, 1024];
/// Depths of nets that are measured.
pub(super) const DEPTHS: [usize; 5] = [4, 8, 16, 32, 64];
/// Units in a layer where widths tell: for the lengths, and for death.
pub(super) const NARROW: usize = 32;
pub(super) const NARROWEST: usize = 4;

/// What a leaky net of infinite width has other than ReLU's, for two orthogonal
/// inputs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wide {
    /// c of ReLU less c of leaky.
    pub correlation: f64,
    /// Theta(x, y)/Theta(x, x) of leaky less that of ReLU.
    pub tangent: f64,
    /// (1 - c) of leaky over that of ReLU.
    pub gap: f64,
}

/// By slope and depth.
pub(super) fn wide_nets() -> Result<Vec<Vec<Wide>>, ReproduceError> {
    let kernels = |slope: f64| -> Result<Vec<Kernels>, ReproduceError> {
        let net = WideNet::new(
            format!("leaky_relu({slope})").parse()?,
            2.0 / (1.0 + slope * slope),
            0.0,
        );
        let all: Vec<Kernels> = net
            .kernels(Kernels::inputs([1.0; 2], 1.0))
            .take(1025)
            .collect();
        Ok(DEEP.iter().map(|depth| all[*depth]).collect())
    };
    let relu = kernels(0.0)?;
    let beside = |slope: &f64| {
        let leaky = kernels(*slope)?;
        let pairs = relu.iter().zip(&leaky);
        let wide = pairs.map(|(relu, leaky)| Wide {
            correlation: leaky.deficit - relu.deficit,
            tangent: leaky.tangent_correlation() - relu.tangent_correlation(),
            gap: leaky.deficit / relu.deficit,
        });
        Ok(wide.collect())
    };
    SLOPES.iter().map(beside).collect()
}

/// Nets of ReLU and of the leaky one on the same draws.
fn paired(
    (width, batch): (usize, usize),
    count: usize,
    setting: ClaimSetting,
) -> Result<[Vec<Vec<Layer>>; 2], ReproduceError> {
    let of = |slope: f64| {
        let gain = (2.0 / (1.0 + slope * slope)).sqrt();
        let net = Net {
            activation: &format!("leaky_relu({slope})"),
            weights: &format!("gaussian({gain})"),
            input: "normal",
            width,
            depth: DEPTHS[DEPTHS.len() - 1],
            batch,
        };
        let draws = Setting {
            seed: setting.seed,
            quick: false,
        };
        nets(net, draws, count)
    };
    Ok([of(0.0)?, of(SLOPE)?])
}

/// Share of nets of the narrowest width with no signal at a depth, ReLU's less
/// leaky's.
pub(super) fn dead(setting: ClaimSetting) -> Result<Vec<Measured>, ReproduceError> {
    let count = setting.pick([300, 2000, 20_000]);
    let [relu, leaky] = paired((NARROWEST, 1), count, setting)?;
    let is_dead =
        |net: &[Layer], depth: usize| f64::from(u8::from(net[depth - 1].activation_square == 0.0));
    let at = |depth: &usize| {
        let pairs = relu.iter().zip(&leaky);
        let differences = pairs.map(|(r, l)| is_dead(r, *depth) - is_dead(l, *depth));
        Measured::mean(differences).with_theory(dead_at_a_point(&vec![NARROWEST; *depth]))
    };
    Ok(DEPTHS.iter().map(at).collect())
}

/// Variance of ln |J u|^2 over a number of layers, ReLU's less leaky's: squared
/// deviations from the exact means have it as their mean.
pub(super) fn spread(setting: ClaimSetting) -> Result<Vec<Measured>, ReproduceError> {
    let count = setting.pick([400, 4000, 40_000]);
    let nets = paired((NARROW, 1), count, setting)?;
    let laws = [0.0, SLOPE].map(|slope| Rays::leaky(slope).log_ratio(NARROW));
    let last = DEPTHS[DEPTHS.len() - 1] - 1;
    let at = |depth: &usize| {
        // Of the layers below the output's; the whole net has one step less.
        let steps = (*depth).min(last);
        let squares = |of: usize, net: &[Layer]| {
            let log = net[last - steps].gradient_log2 - net[last].gradient_log2;
            (2.0 * LN_2 * log - steps as f64 * laws[of].mean).powi(2)
        };
        let pairs = nets[0].iter().zip(&nets[1]);
        let differences = pairs.map(|(relu, leaky)| squares(0, relu) - squares(1, leaky));
        let theory = steps as f64 * (laws[0].variance - laws[1].variance);
        Measured::mean(differences).with_theory(theory)
    };
    Ok(DEPTHS.iter().map(at).collect())
}

/// c of two inputs, ReLU's less leaky's, beside infinite width.
pub(super) fn correlations(setting: ClaimSetting) -> Result<Vec<Measured>, ReproduceError> {
    let [relu, leaky] = paired((256, 2), setting.pick([20, 100, 1000]), setting)?;
    let deficits = [0.0, SLOPE].map(|slope| {
        let layers = Rays::leaky(slope).follow(1.0);
        layers
            .take(DEPTHS[DEPTHS.len() - 1] + 1)
            .collect::<Vec<_>>()
    });
    let at = |depth: &usize| {
        let pairs = relu.iter().zip(&leaky);
        let differences = pairs.map(|(r, l)| r[depth - 1].correlation - l[depth - 1].correlation);
        // z of the first layer has the correlation of the inputs.
        let theory = deficits[1][depth - 1] - deficits[0][depth - 1];
        Measured::mean(differences).with_theory(theory)
    };
    Ok(DEPTHS.iter().map(at).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of group G16 of the reference set.
    #[test]
    fn infinite_width_is_that_of_the_reference() {
        let wide = wide_nets().unwrap();
        // At l = 1000 the tangent ratios are 0.25439843 and 0.25354382, so that
        // their difference at 1024 is near 8.5e-4.
        let last = DEEP.len() - 1;
        assert!(
            (wide[1][last].tangent - 8.5e-4).abs() < 3e-5,
            "{}",
            wide[1][last].tangent
        );
        // The ratio is 2.478518 at 100 layers and tends to 2.640625.
        let gaps: Vec<f64> = wide[1].iter().map(|w| w.gap).collect();
        assert!(gaps[4] < 2.478_518 && 2.478_518 < gaps[5] && gaps[last] < 2.640_625);
    }
}
