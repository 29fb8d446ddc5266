//! Every format against `data/formats.csv`, the work of `ml_dtypes`, numpy and
//! exact fractions, and against the `half` crate.

use super::{BlockFormat, Format};

const TABLE: &str = include_str!("../../data/formats.csv");

/// Rows of one kind: format, what is given, what results.
fn rows(what: &'static str) -> impl Iterator<Item = (Format, csv::StringRecord)> {
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let rows = rows.into_iter().filter(move |row| &row[0] == what);
    rows.map(|row| (Format::parse(&row[1]).unwrap(), row))
}

fn hex(text: &str) -> u32 {
    u32::from_str_radix(text, 16).unwrap()
}

/// The bits of the f32, one for all NaN.
fn bits(number: f64) -> u32 {
    assert!(number.is_nan() || f64::from(number as f32) == number);
    bits_of(number as f32)
}

fn bits_of(number: f32) -> u32 {
    if number.is_nan() {
        0x7fc0_0000
    } else {
        number.to_bits()
    }
}

fn checksum(numbers: impl IntoIterator<Item = u32>) -> u32 {
    let bytes = numbers.into_iter().flat_map(u32::to_le_bytes);
    crc32fast::hash(&bytes.collect::<Vec<u8>>())
}

/// The numbers that the table rounds, as `probes` of data/formats.py has them.
fn probes(format: Format) -> Vec<f32> {
    let half = 0..1u64 << (format.bits() - 1);
    let positive: Vec<f64> = half
        .map(|code| format.decode(code))
        .filter(|x| x.is_finite())
        .collect();
    let [.., before, last] = positive[..] else {
        panic!("{format} has no two numbers");
    };
    let following = 2.0 * last - before;
    let next = positive[1..].iter().chain([&following]);
    let middle = positive
        .iter()
        .zip(next)
        .map(|(a, b)| ((a + b) / 2.0) as f32);
    let middle: Vec<f32> = middle.filter(|x| x.is_finite()).collect();
    let ends = [following as f32, (2.0 * last) as f32];
    let mut numbers: Vec<f32> = positive.iter().map(|x| *x as f32).collect();
    numbers.extend(&middle);
    numbers.extend(middle.iter().map(|x| x.next_up()));
    numbers.extend(middle.iter().map(|x| x.next_down()));
    numbers.extend(ends.iter().filter(|x| x.is_finite()));
    numbers.extend([1e-45, 2e-45, 1e-38, f32::MAX, f32::INFINITY, f32::NAN]);
    let negative: Vec<f32> = numbers.iter().map(|x| -x).collect();
    numbers.extend(negative);
    numbers
}

#[test]
fn every_code_is_the_number_of_its_specification() {
    let mut codes = 0;
    for (format, row) in rows("code") {
        let (code, number) = (hex(&row[2]), hex(&row[3]));
        let decoded = format.decode(code.into());
        assert_eq!(bits(decoded), number, "{format} {code:x}");
        if !decoded.is_nan() {
            assert_eq!(format.encode(decoded), Some(code.into()), "{format}");
        }
        codes += 1;
    }
    assert_eq!(codes, 7 * 256 + 128 + 2 * 64 + 32 + 16);
    for (format, row) in rows("codes") {
        let all = 0..1u64 << format.bits();
        assert_eq!(all.end.to_string(), row[2]);
        for code in all.clone() {
            let number = format.decode(code);
            assert!(number.is_nan() || format.encode(number) == Some(code));
        }
        let numbers = checksum(all.map(|code| bits(format.decode(code))));
        assert_eq!(numbers, hex(&row[3]), "{format}");
    }
}

/// Every number, every middle, both its neighbours, the boundaries of zero and of
/// overflow and what lies beyond: one at a time from f64, and in slices.
#[test]
fn every_boundary_rounds_as_specified() {
    for (format, row) in rows("round") {
        let (x, expected) = (f32::from_bits(hex(&row[2])), hex(&row[3]));
        assert_eq!(bits(format.round(x.into())), expected, "{format} {x:e}");
    }
    for (format, row) in rows("rounds") {
        let mut numbers = probes(format);
        assert_eq!(numbers.len().to_string(), row[2], "{format}");
        let single = numbers.iter().map(|x| bits(format.round((*x).into())));
        assert_eq!(checksum(single), hex(&row[3]), "{format}, one by one");
        format.round_slice(&mut numbers, |_| ());
        let slice = numbers.iter().map(|x| bits_of(*x));
        assert_eq!(checksum(slice), hex(&row[3]), "{format}, a slice");
    }
}

/// From f64 is rounded once: a hair beyond a middle that f32 does not see
/// decides.
#[test]
fn f64_is_rounded_once() {
    for (format, _) in rows("rounds").filter(|(f, _)| f.is_usual()) {
        for code in [0, 1, 2, 3] {
            let (low, high) = (format.decode(code), format.decode(code + 1));
            let middle = (low + high) / 2.0;
            assert_eq!(format.round(middle.next_up()), high, "{format}");
            assert_eq!(format.round(middle.next_down()), low, "{format}");
        }
    }
}

#[test]
fn blocks_are_those_of_another_computation() {
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    let mut blocks = 0;
    for row in reader.records().map(Result::unwrap) {
        if &row[0] != "block" {
            continue;
        }
        let numbers =
            |text: &str| -> Vec<f32> { text.split(' ').map(|n| f32::from_bits(hex(n))).collect() };
        let format = BlockFormat::parse(&row[1]).unwrap();
        let mut rounded = numbers(&row[2]);
        format.round_slice(&mut rounded, |_| ()).unwrap();
        let expected = numbers(&row[3]);
        let all = |v: &[f32]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(all(&rounded), all(&expected), "{format}: {}", &row[2]);
        blocks += 1;
    }
    assert!(blocks >= 60, "{blocks}");
}

/// Group G12 of the reference set: largest, smallest normal and subnormal number,
/// epsilon, and the boundary of overflow with what the tie becomes.
#[test]
fn limits_are_those_of_the_standards() {
    let p = |e| libm::scalbn(1.0, e);
    for (name, max, normal, subnormal, epsilon, overflow, tie) in [
        ("f64", f64::MAX, -1022, -1074, -52, f64::INFINITY, true),
        (
            "f32",
            3.4028234663852886e38,
            -126,
            -149,
            -23,
            p(128) - p(103),
            true,
        ),
        (
            "tf32",
            p(128) - p(117),
            -126,
            -136,
            -10,
            p(128) - p(116),
            true,
        ),
        (
            "bf16",
            3.3895313892515355e38,
            -126,
            -133,
            -7,
            p(128) - p(119),
            true,
        ),
        ("f16", 65504.0, -14, -24, -10, 65520.0, true),
        ("e5m2", 57344.0, -14, -16, -2, 61440.0, true),
        ("float8_e4m3fn", 448.0, -6, -9, -3, 464.0, false),
        ("e4m3ieee", 240.0, -6, -9, -3, 248.0, true),
        ("e3m4", 15.5, -2, -6, -4, 15.75, true),
        ("e4m3fnuz", 240.0, -7, -10, -3, 248.0, true),
        ("e5m2fnuz", 57344.0, -15, -17, -2, 61440.0, true),
        ("e4m3b11fnuz", 30.0, -10, -13, -3, 31.0, true),
        ("e2m3", 7.5, 0, -3, -3, 7.75, true),
        ("e3m2", 28.0, -2, -4, -2, 30.0, true),
        ("e2m1", 6.0, 0, -1, -1, 7.0, true),
    ] {
        let f = Format::parse(name).unwrap();
        assert_eq!(
            (f.max(), f.min_normal(), f.min_subnormal(), f.epsilon()),
            (max, p(normal), p(subnormal), p(epsilon)),
            "{name}"
        );
        let t = f.thresholds().unwrap();
        let value = |t: super::Threshold| libm::scalbn(t.value, t.exponent);
        assert_eq!(
            (value(t.overflow), t.overflow.inclusive),
            (overflow, tie),
            "{name}"
        );
        let nonzero = (t.nonzero.exponent, t.nonzero.value, t.nonzero.inclusive);
        if name == "f64" {
            assert_eq!(nonzero, (-1075, 1.0, false));
        } else {
            assert_eq!(nonzero, (0, p(subnormal - 1), false), "{name}");
        }
    }
    let e4m3 = |text: &str, x: f64| Format::parse(text).unwrap().round(x);
    assert_eq!(e4m3("e4m3", 464.0), 448.0);
    assert!(e4m3("e4m3", 464f64.next_up()).is_nan());
    assert_eq!(e4m3("e4m3(saturate)", f64::INFINITY), 448.0);
    let f16 = Format::parse("f16").unwrap();
    assert_eq!(f16.round(2f64.powi(-25)), 0.0);
    let above = 2f32.powi(-25).next_up();
    assert_eq!(f16.round(above.into()), 2f64.powi(-24));
}

/// Every f32 within 3 codes of a threshold of f16 and bf16 lands where the `half`
/// crate's conversion puts it.
#[test]
fn thresholds_agree_with_half() {
    type Class = fn(f32) -> (bool, bool, bool);
    let classes: [(&str, Class); 2] = [
        ("f16", |x| {
            let h = half::f16::from_f32(x);
            (h.to_f32() == 0.0, h.is_normal(), h.is_finite())
        }),
        ("bf16", |x| {
            let h = half::bf16::from_f32(x);
            (h.to_f32() == 0.0, h.is_normal(), h.is_finite())
        }),
    ];
    for (name, class) in classes {
        let t = Format::parse(name).unwrap().thresholds().unwrap();
        let thresholds = [t.nonzero, t.normal, t.overflow].map(|t| t.smallest_f32_bits(0));
        for centre in thresholds {
            for bits in centre - 3..centre + 3 {
                let (zero, normal, finite) = class(f32::from_bits(bits));
                let expected = [!zero, normal || !finite, !finite];
                assert_eq!(thresholds.map(|t| bits >= t), expected, "{name} {bits:x}");
            }
        }
    }
}
