//! What share of the machine's arithmetic a whole cell gets: draws, every pass
//! and every measurement that the comparison with PyTorch asks for, against
//! fused multiply-adds on registers, which nothing can beat. One thread; both
//! are measured in turn, and the table gives the median of the shares with the
//! least and the greatest. It wants a machine with nothing else to do.
//!
//!     cargo bench --bench ceiling

use actlab::study::{Cell, Draft, Origin, Plan, Spec, Typed, builtins};
use pulp::{Arch, Simd, WithSimd};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

/// Operations a second on registers.
struct Ceiling;

impl WithSimd for Ceiling {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        const TURNS: usize = 2_000_000;
        // Chains enough to hide the latency, few enough for the registers.
        const CHAINS: usize = 12;
        let [x, y] = [0.999_999, 1e-7].map(|x| simd.splat_f32s(black_box(x)));
        let start = simd.splat_f32s(black_box(1.0));
        let [mut a, mut b, mut c, mut d, mut e, mut f] = [start; CHAINS / 2];
        let [mut g, mut h, mut i, mut j, mut k, mut l] = [start; CHAINS / 2];
        let begin = Instant::now();
        for _ in 0..TURNS {
            a = simd.mul_add_f32s(a, x, y);
            b = simd.mul_add_f32s(b, x, y);
            c = simd.mul_add_f32s(c, x, y);
            d = simd.mul_add_f32s(d, x, y);
            e = simd.mul_add_f32s(e, x, y);
            f = simd.mul_add_f32s(f, x, y);
            g = simd.mul_add_f32s(g, x, y);
            h = simd.mul_add_f32s(h, x, y);
            i = simd.mul_add_f32s(i, x, y);
            j = simd.mul_add_f32s(j, x, y);
            k = simd.mul_add_f32s(k, x, y);
            l = simd.mul_add_f32s(l, x, y);
        }
        let mut sum = start;
        for chain in [a, b, c, d, e, f, g, h, i, j, k, l] {
            sum = simd.add_f32s(sum, chain);
        }
        black_box(simd.reduce_sum_f32s(sum));
        let lanes = size_of::<S::f32s>() / size_of::<f32>();
        (2 * TURNS * CHAINS * lanes) as f64 / begin.elapsed().as_secs_f64()
    }
}

fn typed<T>(value: T) -> Typed<T> {
    let origin = Origin::Flag("bench");
    Typed { value, origin }
}

/// The study of the comparison at another width and depth.
fn plan(width: u64, depths: &[u64]) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/study.toml");
    let draft = Draft {
        width: Some(vec![typed(width)]),
        batch: Some(typed(width)),
        depth: Some(depths.iter().map(|depth| typed(*depth)).collect()),
        ..Draft::default()
    };
    let study = draft.over(Draft::read(&path).unwrap());
    let defaults = Draft::builtin(&builtins()[0]).unwrap();
    Plan::new(Spec::new(study.over(defaults)).unwrap()).unwrap()
}

fn main() {
    // As criterion has it: `cargo bench -- --test` runs everything once.
    let once = std::env::args().any(|argument| argument == "--test");
    println!("| width = batch | depths | share of the ceiling | ceiling, GFLOP/s |");
    println!("|---|---|---|---|");
    for (width, depths, rounds) in [
        (64, &[8, 32, 128][..], 15),
        (256, &[8, 32, 128], 5),
        (512, &[8, 32], 5),
        (1024, &[8], 5),
    ] {
        let (depths, rounds) = if once {
            (&[2][..], 1)
        } else {
            (depths, rounds)
        };
        let plan = plan(width, depths);
        let condition = &plan.conditions[0];
        let mut cell = Cell::new(&plan, condition.dimensions);
        let operations = plan.cell_costs()[0];
        let mut run = |trial| {
            let start = Instant::now();
            black_box(cell.run(condition, (1, trial)));
            operations / start.elapsed().as_secs_f64()
        };
        run(0);
        let mut shares = Vec::new();
        let mut ceilings = Vec::new();
        for round in 1..=rounds {
            let before = Arch::new().dispatch(Ceiling);
            let speed = run(round);
            let after = Arch::new().dispatch(Ceiling);
            shares.push(2.0 * speed / (before + after));
            ceilings.extend([before, after]);
        }
        shares.sort_by(f64::total_cmp);
        ceilings.sort_by(f64::total_cmp);
        println!(
            "| {width} | {depths:?} | {:.0} % ({:.0} to {:.0}) | {:.0} |",
            100.0 * shares[shares.len() / 2],
            100.0 * shares[0],
            100.0 * shares[shares.len() - 1],
            ceilings[ceilings.len() / 2] / 1e9,
        );
    }
}
