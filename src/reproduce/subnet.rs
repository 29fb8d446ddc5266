//! The net that the authors of DKS and TAT test with: a ResNet-101 whose
//! shortcuts have the weight 0.6.

/// What a map of cosines or slopes, r a layer, makes of x over the subnetwork
/// that makes most of it (Martens et al. 2021, section 5; `_subnet_max_func` in
/// the tests of google-deepmind/dks).
pub(super) fn most_over_subnets(start: f64, r: impl Fn(f64) -> f64) -> f64 {
    const SHORTCUT: f64 = 0.6 * 0.6;
    const BLOCKS: [usize; 4] = [3, 4, 23, 3];
    let branch = |x: f64| r(r(r(x)));
    let mut x = start;
    for blocks in BLOCKS {
        for block in 0..blocks {
            let shortcut = if block == 0 { r(x) } else { x };
            x = SHORTCUT * shortcut + (1.0 - SHORTCUT) * branch(x);
        }
    }
    r(x).max(branch(start))
}
