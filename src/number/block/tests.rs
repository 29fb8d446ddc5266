//! Blocks by their definition, and by what the reference set says of them.

use super::slice::{Blocks, Mx};
use super::{BlockFormat, Family, ScaleRule};
use crate::number::Format;

fn none(_: &mut [u32]) {}

/// The same with one number at a time, by the definitions of
/// [`super`].
fn one_by_one(format: BlockFormat, values: &[f32], words: &[u32]) -> Vec<f32> {
    let greatest = |v: &[f32]| v.iter().fold(0f64, |g, v| g.max(f64::from(v.abs())));
    let (element, ceil) = (format.element(), format.rule() == ScaleRule::Ceil);
    let e4m3 = Format::parse("e4m3(saturate)").unwrap();
    let tensor = f64::from((greatest(values) / (element.max() * e4m3.max())) as f32);
    let scale = |greatest: f64| match format.family() {
        _ if greatest == 0.0 => 0.0,
        Family::Mx => {
            let (greatest, max) = (greatest.log2(), element.max().log2());
            let exponent = match ceil {
                true => (greatest - max).ceil(),
                false => greatest.floor() - max.floor(),
            };
            exponent.clamp(-127.0, 127.0).exp2()
        }
        Family::Nv => {
            let wanted = greatest / (element.max() * tensor);
            let up = e4m3.encode(e4m3.round(wanted)).unwrap() + 1;
            let short = ceil && e4m3.round(wanted) < wanted.min(e4m3.max());
            let e4m3 = if short {
                e4m3.decode(up)
            } else {
                e4m3.round(wanted)
            };
            e4m3 * tensor
        }
    };
    let size = format.block();
    let blocks = values.chunks(size).zip(words.chunks(size));
    let rounded = blocks.flat_map(|(block, words)| {
        let scale = scale(greatest(block));
        let pairs = block.iter().zip(words);
        pairs.map(move |(v, word)| {
            let quotient = f64::from(*v) / scale;
            let product = element.round_with(quotient, *word) * scale;
            if scale == 0.0 {
                0f32.copysign(*v)
            } else {
                product as f32
            }
        })
    });
    rounded.collect()
}

/// Tensors over many octaves, with blocks of zeros and a last block that is
/// shorter: ordinary ones, ones as small and as large as f32 has, and ones
/// whose quotients are ties, or an f32 beside.
fn tensors() -> Vec<Vec<f32>> {
    let word = |n: u32| n.wrapping_mul(2_654_435_769);
    let random = |n: u32| f32::from_bits(0x3f80_0000 | word(n) >> 9) - 1.5;
    let spread = |octaves: u32, middle: i32| {
        let numbers = (0..4_997u32).map(move |n| {
            let octave = (word(n / 16) >> 16) % octaves;
            match n / 64 % 7 {
                0 => 0.0,
                _ => libm::scalbnf(random(n), octave as i32 + middle - octaves as i32 / 2),
            }
        });
        numbers.collect::<Vec<f32>>()
    };
    let ties = |scale: f32, beside: i32| {
        let mut numbers: Vec<f32> = (0..4_997u32)
            .map(|n| {
                let quarters = (word(n) >> 8) % 25;
                let block = libm::scalbnf(1.0 + (word(n / 16) >> 29) as f32 / 8.0, n as i32 / 640);
                let tie = quarters as f32 / 4.0 * block * scale;
                let beside = (n as i32 % 3 - 1) * beside;
                let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
                sign * f32::from_bits(tie.to_bits().saturating_add_signed(beside))
            })
            .collect();
        for block in numbers.chunks_mut(16) {
            block[block.len() / 2] = block.iter().fold(0.0, |g: f32, v| g.max(v.abs()));
        }
        numbers[40] = 2688.0 * scale;
        numbers
    };
    let mut all = vec![spread(60, 0), spread(20, -130), spread(40, 107)];
    all.push(vec![f32::from_bits(1); 40]);
    all.push(vec![f32::MAX; 40]);
    for scale in [1.0, 1.1, 3e-39, 1e30] {
        all.extend([ties(scale, 0), ties(scale, 1)]);
    }
    all
}

/// Every format with every rule gives the bits that the definition gives, and
/// NVFP4 also where a block is rounded in f64, or none needs to be.
#[test]
fn blocks_are_rounded_as_single_numbers() {
    let words: Vec<u32> = (0..5_000u32)
        .map(|n| (n ^ 0x5bd1_e995).wrapping_mul(2_654_435_769))
        .collect();
    let formats = BlockFormat::all().unwrap().into_iter().flat_map(|format| {
        let rules = ["", "ceil,"].map(|rule| {
            ["nearest", "toward_zero", "stochastic"].map(|r| format!("{format}({rule}{r})"))
        });
        rules.into_iter().flatten()
    });
    let tensors = tensors();
    for name in formats {
        let format = BlockFormat::parse(&name).unwrap();
        for values in &tensors {
            let mut rounded = values.clone();
            let mut at = 0;
            format.round_blocks(&mut rounded, |drawn| {
                drawn.copy_from_slice(&words[at..at + drawn.len()]);
                at += drawn.len();
            });
            let expected = one_by_one(format, values, &words);
            for ((x, got), expected) in values.iter().zip(&rounded).zip(&expected) {
                let same = got.to_bits() == expected.to_bits();
                assert!(same, "{name}: {x:e} became {got:e}, not {expected:e}");
            }
        }
    }
}

fn round(name: &str, values: &[f32]) -> Vec<f32> {
    let mut values = values.to_vec();
    let format = BlockFormat::parse(name).unwrap();
    format.round_slice(&mut values, none).unwrap();
    values
}

/// G12 of the reference set: how the scale of MX follows the largest
/// number, what is cut and up to where zero reaches, with r the share of
/// the largest that rounds to zero just above and at a power of two.
#[test]
fn mx_scales_are_those_of_the_rules() {
    for (name, max, shares) in [
        ("mxfp8_e4m3", 448.0, (1.90735e-06, 3.8147e-06)),
        ("mxfp8_e5m2", 57344.0, (1.16415e-10, 2.32831e-10)),
        ("mxfp6_e3m2", 28.0, (0.000976562, 0.00195312)),
        ("mxfp6_e2m3", 7.5, (0.0078125, 0.015625)),
        ("mxfp4", 6.0f32, (0.03125, 0.0625)),
    ] {
        let format = BlockFormat::parse(name).unwrap();
        let ceil = BlockFormat::parse(&format!("{name}(ceil)")).unwrap();
        let log = |x: f32| libm::ilogbf(x);
        for exponent in [-100, -3, 0, 7, 100] {
            let unit = libm::scalbnf(1.0, exponent);
            for mantissa in [1.0, 1.0001, 1.25, 1.5, 1.7499, 1.75, 1.7501, 1.875, 1.9999] {
                let greatest = mantissa * unit;
                let scale = |format| Mx::of(format).scale(greatest.to_bits() as i32).0;
                let (down, scale) = (scale(format), scale(ceil));
                assert_eq!(log(down), exponent - log(max), "{name} {greatest}");
                assert!(greatest <= max * scale && greatest > max * scale / 2.0);
            }
        }
        for (greatest, share) in [(2f32.next_down(), shares.0), (1.0, shares.1)] {
            // The tie goes to zero, the next number does not.
            let flush = (share * f64::from(greatest)) as f32;
            let mut block = [0.0; 32];
            block[..3].copy_from_slice(&[greatest, flush * 0.9999, flush * 1.001]);
            let rounded = round(name, &block);
            assert_eq!(rounded[1], 0.0, "{name}");
            assert!(rounded[2] > 0.0, "{name}");
        }
        // The largest is cut to the largest element.
        let mut block = [0.0; 32];
        block[0] = 2f32.next_down();
        let cut = max * libm::scalbnf(1.0, -log(max));
        assert_eq!(round(name, &block)[0], cut);
        assert_eq!(round(&format!("{name}(ceil)"), &block)[0], 2.0);
    }
}

/// A block of NVFP4 whose largest number is at most A 2^-10 / 448, with A
/// that of the tensor, loses its scale; up to 1/24 of a block's largest
/// number rounds to zero where the scale is exact (G12).
#[test]
fn nvfp4_loses_what_the_reference_says() {
    let mut values = [0.0; 48];
    values[0] = 2688.0;
    // The scale of the tensor is 1 and that of this block 1.
    values[16..20].copy_from_slice(&[6.0, 0.25, 0.2501, -4.9]);
    let limit = 2688.0 * 2f32.powi(-10) / 448.0;
    values[32] = limit;
    let rounded = round("nvfp4", &values);
    assert_eq!(rounded[0], 2688.0);
    assert_eq!(rounded[16..20], [6.0, 0.0, 0.5, -4.0]);
    assert_eq!(rounded[32], 0.0);
    values[32] = limit.next_up();
    assert!(round("nvfp4", &values)[32] > 0.0);
    values[32] = limit / 8.0;
    assert!(round("nvfp4(ceil)", &values)[32] > 0.0);
}

#[test]
fn what_has_no_scale_is_no_number() {
    let mut values = [1.0; 64];
    values[40] = f32::INFINITY;
    let rounded = round("mxfp4", &values);
    assert!(rounded[..32].iter().all(|v| *v == 1.0));
    assert!(rounded[32..].iter().all(|v| v.is_nan()));
    assert!(round("nvfp4", &values).iter().all(|v| v.is_nan()));
    assert_eq!(round("mxfp8_e4m3", &[0.0; 32]), [0.0; 32]);
    assert_eq!(round("nvfp4", &[0.0; 32]), [0.0; 32]);
    let format = BlockFormat::parse("mxfp4").unwrap();
    assert_eq!(
        format
            .round_slice(&mut [0.0; 33], none)
            .unwrap_err()
            .to_string(),
        "33 numbers are not a whole number of blocks of 32, as mxfp4 stores them"
    );
}
