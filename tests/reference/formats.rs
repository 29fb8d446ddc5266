//! Number formats: their tables, rounding rules, block scales, and the layer at
//! which they lose a gradient.

use crate::row::{Check, Row, all, ensure, number_after, numbers, printed_after};
use actlab::number::{BlockFormat, Format};
use actlab::theory::{
    Stability, WideNet, deviation_flushed, flush_threshold, flushed_share, layers_until,
};

/// 'binary16', 'fp8 e4m3fn', 'fp8 e4m3 (IEEE-like)'.
fn format(text: &str) -> Option<Format> {
    let name = text.split(',').next()?.trim();
    let name = match name.split_once(' ') {
        Some((_, "e4m3 (IEEE-like)")) => "e4m3ieee",
        Some((bits, layout)) if bits.starts_with("fp") => layout,
        _ => name,
    };
    Format::parse(name).ok()
}

/// 'MX E4M3' is mxfp8_e4m3, 'MX E2M1' mxfp4.
fn block(text: &str) -> Option<BlockFormat> {
    let element = text.strip_prefix("MX ")?.to_lowercase();
    let all = BlockFormat::all().ok()?;
    let is_mx = |f: &BlockFormat| f.to_string().starts_with("mx");
    let own = |f: &&BlockFormat| is_mx(f) && f.element().plain().to_string() == element;
    all.iter().find(own).copied()
}

/// The largest number of the block whose greatest is this, as it is stored, and
/// the scale that did it.
fn stored(block: BlockFormat, greatest: f64) -> Option<f64> {
    let mut values = vec![0.0; block.block()];
    values[0] = greatest as f32;
    block.round_slice(&mut values, |_| ()).ok()?;
    Some(values[0].into())
}

pub fn check(row: &Row) -> Option<Check> {
    let quantity = row.quantity.as_str();
    if row.place == "format table" && quantity == "max finite" {
        let format = format(&row.setup)?;
        let codes = 1u64 << format.bits();
        let decoded: Vec<f64> = match format.bits() {
            // Of 2^32 codes the law is checked, not each.
            ..=16 => (0..codes).map(|code| format.decode(code)).collect(),
            _ => Vec::new(),
        };
        let count = |is: fn(&f64) -> bool| decoded.iter().filter(|x| is(x)).count() as f64;
        let stated = |key: &str| printed_after(&row.notes, key);
        let counted = |key: &str, found: f64| match decoded.is_empty() {
            true => Ok(()),
            false => stated(key).map_or(Ok(()), |stated| stated.agrees(found, 15)),
        };
        return Some(all([
            row.holds(&[format.max()]),
            counted("finite codes ", count(|x| x.is_finite())),
            counted("NaN codes ", count(|x| x.is_nan())),
            counted("inf codes ", count(|x| x.is_infinite())),
        ]));
    }
    if row.place == "format table" && quantity.starts_with("min normal") {
        let format = format(&row.setup)?;
        let parts: Vec<&str> = row.computed.split(" ; ").collect();
        let first = |part: &str| numbers(part)[0];
        let power = |part: &str| number_after(part, "2^").map(|e| 2f64.powi(e as i32));
        let flush = power(row.notes.split(" -> 0").next()?)?;
        let threshold = flush_threshold(format, 1.0).ok()?;
        return Some(all([
            first(parts[0]).agrees(format.min_normal(), 15),
            ensure(power(parts[0]) == Some(format.min_normal()), "min normal"),
            first(parts[1]).agrees(format.min_subnormal(), 15),
            ensure(
                power(parts[1]) == Some(format.min_subnormal()),
                "min subnormal",
            ),
            ensure(power(parts[2]) == Some(format.epsilon()), "epsilon"),
            ensure(threshold == flush && format.round(flush) == 0.0, "flush"),
            ensure(
                format.round(flush.next_up()) == format.min_subnormal(),
                "above",
            ),
        ]));
    }
    if row.place.starts_with("overflow rule") || quantity.starts_with("cast(max+ulp/2)") {
        return Some(overflow(row, format(&row.setup)?));
    }
    if quantity.starts_with("cast(ms/2)") {
        let format = format(&row.setup)?;
        let ms = format.min_subnormal();
        let above = f64::from((ms / 2.0) as f32).next_up();
        let inputs = [ms / 2.0, above, 0.75 * ms, 1.5 * ms, 2.5 * ms];
        return Some(row.compare(
            &inputs.map(|x| format.round(x) / ms),
            row.computed.split('(').next()?,
        ));
    }
    if quantity == "range" && row.place == "float8_e8m0fnu" || row.setup == "float8_e8m0fnu" {
        return Some(scales(row));
    }
    if quantity == "exponent bias" {
        let [e4m3, e5m2] = ["e4m3", "e5m2"].map(|name| Format::parse(name).ok());
        let found = [e4m3?.layout().bias, e5m2?.layout().bias].map(f64::from);
        return Some(row.holds(&found));
    }
    if row.place == "all magnitudes" || row.published.starts_with("0,0.5,1,1.5,2,3,4,6") {
        let e2m1 = Format::parse("e2m1").ok()?;
        let found: Vec<f64> = (0..8).map(|code| e2m1.decode(code)).collect();
        // 'decision midpoints .25(->0) .75(->1) ...'
        let middles = row
            .notes
            .split_once("midpoints ")?
            .1
            .split(" under")
            .next()?;
        let middles = middles.split(' ').map(|middle| {
            let (at, to) = middle.split_once("(->")?;
            let to: f64 = to.trim_end_matches(')').parse().ok()?;
            Some((at.parse::<f64>().ok()?, to))
        });
        let middles: Vec<(f64, f64)> = middles.collect::<Option<_>>()?;
        let rounded = middles.iter().all(|(at, to)| e2m1.round(*at) == *to);
        return Some(all([
            row.holds(&found),
            ensure(rounded, format!("{middles:?}")),
        ]));
    }
    if quantity == "shared_exp" {
        return Some(shared_exponent());
    }
    if quantity == "clamping of block max" {
        return Some(clamping(row, block(&row.setup)?));
    }
    if quantity == "element/block/scale" {
        let bits = |name: &str| Some(BlockFormat::parse(name).ok()?.bits());
        let nv = BlockFormat::parse("nvfp4").ok()?;
        return Some(all([
            ensure(numbers(&row.computed)[0].value == nv.bits(), "bits"),
            ensure(
                nv.block() == 16 && nv.element().plain().to_string() == "e2m1",
                "block",
            ),
            printed_after(&row.notes, "MXFP4: ")?.agrees(bits("mxfp4")?, 9),
            printed_after(&row.notes, "MXFP6 ")?.agrees(bits("mxfp6_e3m2")?, 9),
            printed_after(&row.notes, "MXFP8 ")?.agrees(bits("mxfp8_e4m3")?, 9),
        ]));
    }
    if row.place.starts_with("cuDNN BlockScaling") {
        // Rounded up, nothing exceeds the largest number.
        let found = ["mxfp4", "mxfp4(ceil)"].map(|name| {
            let format = BlockFormat::parse(name).unwrap();
            stored(format, 7.9)
        });
        return Some(ensure(
            found == [Some(6.0), Some(8.0)],
            format!("{found:?}"),
        ));
    }
    if quantity == "flush-to-zero ratio" {
        let (_, ratio) = row.computed.split_once("amax/")?;
        return Some(nv_flush(numbers(ratio)[0].value));
    }
    if quantity == "block amax that rounds E4M3 block scale to zero" {
        return Some(nv_scale(printed_after(&row.computed, "A*")?.value, row));
    }
    if quantity == "effective new underflow threshold" {
        let scale = row.after("scale ")?;
        let threshold = flush_threshold(Format::parse("f16").ok()?, scale).ok()?;
        let power = number_after(row.computed.split('(').next()?, "2^")?;
        return Some(ensure(
            threshold == 2f64.powi(power as i32),
            format!("{threshold:e}"),
        ));
    }
    if quantity.starts_with("P(RNE -> 0)=erf") {
        let format = format(&row.setup)?;
        let deviation = row.after("sigma=2^")?.exp2() * format.min_subnormal();
        let found = flushed_share(flush_threshold(format, 1.0).ok()?, deviation);
        return Some(row.holds(&[found]));
    }
    if quantity == "first depth where rms gradient <= half min subnormal" {
        return Some(depths(row));
    }
    None
}

/// '464->448, next float32 above->nan, 896->nan'.
fn overflow(row: &Row, format: Format) -> Check {
    let outcomes: Vec<&str> = row.computed.split(", ").collect();
    let outcome = |text: &str| text.rsplit_once("->").map(|o| o.1.to_string());
    let below = {
        // The neighbour of the largest number.
        let code = format.encode(format.max()).ok_or("no code")?;
        format.decode(code - 1)
    };
    let middle = format.max() + (format.max() - below) / 2.0;
    let above = f64::from((middle as f32).next_up());
    let inputs = [middle, above, 2.0 * format.max()];
    let stated = numbers(outcomes[0])[0];
    stated.agrees(middle, 6)?;
    for (input, text) in inputs.iter().zip(&outcomes) {
        let found = format.round(*input);
        let stated = outcome(text).ok_or("no outcome")?;
        let same = match stated.as_str() {
            "inf" => found == f64::INFINITY,
            "nan" => found.is_nan(),
            number => found == number.parse::<f64>().map_err(|e| e.to_string())?,
        };
        ensure(same, format!("{input} becomes {found}, not {stated}"))?;
    }
    Ok(())
}

/// 2^-127 .. 2^127: scales of MX blocks of one number that is a power of two.
fn scales(row: &Row) -> Check {
    let stated = numbers(&row.computed.replace("..", " "));
    // A block of e4m3 stores 2^8 times its scale.
    all([(-127, 0), (127, 1)].map(|(power, place)| {
        let scale = 2f64.powi(power);
        stated[place].agrees(scale, 6)?;
        let block = BlockFormat::parse("mxfp4").map_err(|e| e.to_string())?;
        // The smallest number, half the scale, survives at either end.
        let number = 0.5 * scale;
        let mut values = vec![0.0; block.block()];
        values[0] = (4.0 * scale).min(f32::MAX.into()) as f32;
        values[1] = number as f32;
        block
            .round_slice(&mut values, |_| ())
            .map_err(|e| e.to_string())?;
        ensure(
            f64::from(values[1]) == number,
            format!("2^{power}: {:e}", values[1]),
        )
    }))
}

/// floor(log2(greatest)) - emax: what a block stores is of that scale.
fn shared_exponent() -> Check {
    for block in BlockFormat::all().map_err(|e| e.to_string())? {
        if !block.to_string().starts_with("mx") {
            continue;
        }
        let element = block.element();
        let largest = element.max().log2().floor();
        for greatest in [1.0f64, 1.3, 1.99, 3.7, 1e-3, 5e4] {
            let scale = (greatest.log2().floor() - largest).exp2();
            let expected = scale * element.round(greatest / scale);
            let found = stored(block, f64::from(greatest as f32));
            let expected32 = scale * element.round(f64::from(greatest as f32) / scale);
            ensure(
                found == Some(expected32) && (expected / expected32 - 1.0).abs() < 1e-6,
                format!("{block} {greatest}: {found:?}, not {expected32}"),
            )?;
        }
    }
    Ok(())
}

/// 'scaled amax in [256,512); values in (448,512) clamp to 448: worst relative
/// error 0.125'.
fn clamping(row: &Row, block: BlockFormat) -> Check {
    let element = block.element();
    let stated = numbers(&row.computed);
    let largest = element.max();
    let octave = largest.log2().floor().exp2();
    let stated: Vec<f64> = stated.iter().map(|n| n.value).collect();
    let worst = 1.0 - largest / (2.0 * octave);
    let expected = [octave, 2.0 * octave, largest, 2.0 * octave, largest, worst];
    ensure(stated == expected, format!("{stated:?}, not {expected:?}"))?;
    // Just below the end of the octave, at a scale of 1.
    let end = f64::from((2.0 * octave) as f32).next_down() as f32;
    let end = if f64::from(end) < 2.0 * octave {
        end
    } else {
        end.next_down()
    };
    let found = stored(block, end.into()).ok_or("not stored")?;
    ensure(found == largest, format!("{end} is stored as {found}"))?;
    let share = printed_after(&row.notes, "beyond max: ").ok_or("no share")?;
    share.agrees((2.0 * octave / largest).log2(), 6)?;
    // An element is lost up to half of the smallest subnormal, of the scale.
    let threshold = flush_threshold(element, 1.0).map_err(|e| e.to_string())?;
    let ratios = row.notes.split_once("with r in (").ok_or("no ratio")?.1;
    let ratios = numbers(ratios);
    all([
        ratios[0].agrees(threshold / (2.0 * octave), 6),
        ratios[1].agrees(threshold / octave, 6),
    ])
}

/// |v| <= amax/24 is lost where the block's scale is exactly amax/6.
fn nv_flush(ratio: f64) -> Check {
    let block = BlockFormat::parse("nvfp4").map_err(|e| e.to_string())?;
    let mut values = vec![0.0f32; 16];
    values[0] = 6.0;
    // The scale of the tensor is an f32, and so that of the block a little off.
    values[1] = (6.0 / ratio * (1.0 - 1e-6)) as f32;
    values[2] = (6.0 / ratio * (1.0 + 1e-6)) as f32;
    block
        .round_slice(&mut values, |_| ())
        .map_err(|e| e.to_string())?;
    let lost = values[1] == 0.0 && values[2] != 0.0;
    let whole = (values[0] / 6.0 - 1.0).abs() < 1e-6;
    ensure(lost && whole, format!("{:?}", &values[..3]))
}

/// Blocks whose greatest is at most this share of the tensor's lose their scale.
fn nv_scale(share: f64, row: &Row) -> Check {
    let block = BlockFormat::parse("nvfp4").map_err(|e| e.to_string())?;
    let stated = printed_after(&row.computed, "= A*").ok_or("no share")?;
    let share = if share < 1e-3 { share } else { stated.value };
    let exact = 2f64.powi(-10) / 448.0;
    stated.agrees(exact, 9)?;
    ensure((share / exact - 1.0).abs() < 1e-8, "share")?;
    let greatest = 2688.0f32;
    let kept = |factor: f64| {
        let mut values = vec![0.0f32; 32];
        values[0] = greatest;
        values[16] = (f64::from(greatest) * exact * factor) as f32;
        block.round_slice(&mut values, |_| ()).unwrap();
        values[16] != 0.0
    };
    ensure(!kept(0.999) && kept(1.001), "the scale")
}

/// 'binary16:50; bfloat16:268; ...': the depth by the threshold, and chi_1 by
/// the theory of the net that is named.
fn depths(row: &Row) -> Check {
    let chi = printed_after(&row.setup, "chi_1=").ok_or("no chi")?;
    let named = row.setup.split(", chi_1=").next().unwrap_or_default();
    let asymptotic = named.contains("(asymptotic)");
    let square = number_after(named, "sigma_w^2=").ok_or("no sigma_w")?;
    let biases = number_after(named, "sigma_b^2=").unwrap_or(0.0);
    let names = named.split(' ').next().unwrap_or_default();
    for name in names.split('/') {
        let phi = name.parse().map_err(|e| format!("{e}"))?;
        let net = WideNet::new(phi, square, biases);
        let points = net.lengths().fixed_points;
        let stable = points.iter().find(|p| p.stability == Stability::Stable);
        let stable = stable.ok_or_else(|| format!("{name}: {points:?}"))?;
        ensure((stable.q == 0.0) >= asymptotic, "the limit")?;
        chi.agrees(stable.chi, 12)?;
    }
    all(row.computed.split("; ").map(|part| {
        let (name, depth) = part.split_once(':').ok_or("no depth")?;
        let format = format(name).ok_or(format!("no format {name}"))?;
        let threshold = flush_threshold(format, 1.0).map_err(|e| e.to_string())?;
        // Where the deviation is the threshold, 68 % are lost; of half of them
        // the depth is the same or one less.
        let found = layers_until(threshold, chi.value);
        let half = layers_until(deviation_flushed(threshold, 0.5), chi.value);
        let later = found.zip(half).is_some_and(|(found, half)| half <= found);
        ensure(
            found == depth.parse().ok() && later,
            format!("{name}: {found:?}, not {depth}"),
        )
    }))
}
