#!/usr/bin/env python3
"""Writes formats.csv: what numbers round to in every format, and what blocks do.

    python3 data/formats.py > data/formats.csv

Needs numpy and ml_dtypes. Only the generated file is needed to build and to
test.

The numbers of a format come from ml_dtypes where it has it, and from the
definition in exact fractions (`layout`) in all cases: where both exist they are
compared, code by code. A rounding is a search among the numbers; to nearest it
is compared with the cast of ml_dtypes and numpy from float32. Their casts from
float64 round twice and are not used.

Lines, with every number as the bits of a float32 in hexadecimal:

    code,FORMAT,code in hexadecimal,number            every code up to 8 bits
    round,FORMAT(rules),number,result                 the numbers of `probes`
    codes,FORMAT,count,CRC-32 of the numbers          every code above 8 bits
    rounds,FORMAT(rules),count,CRC-32 of the results  the numbers of `probes`
    block,FORMAT(rules),numbers,results               separated by blanks

A CRC is that of the little-endian bytes, NaN being 7fc00000.
"""
import csv
import sys
import zlib
from fractions import Fraction

import ml_dtypes
import numpy as np

F32 = np.float32
INFINITY, NAN = F32(np.inf), F32(np.nan)

# name: exponent bits, mantissa bits, bias, specials, type of another's making
FORMATS = {
    "tf32": (8, 10, 127, "ieee", None),
    "bf16": (8, 7, 127, "ieee", ml_dtypes.bfloat16),
    "f16": (5, 10, 15, "ieee", np.float16),
    "e5m2": (5, 2, 15, "ieee", ml_dtypes.float8_e5m2),
    "e5m2fnuz": (5, 2, 16, "fnuz", ml_dtypes.float8_e5m2fnuz),
    "e4m3": (4, 3, 7, "fn", ml_dtypes.float8_e4m3fn),
    "e4m3fnuz": (4, 3, 8, "fnuz", ml_dtypes.float8_e4m3fnuz),
    "e4m3b11fnuz": (4, 3, 11, "fnuz", ml_dtypes.float8_e4m3b11fnuz),
    "e4m3ieee": (4, 3, 7, "ieee", ml_dtypes.float8_e4m3),
    "e3m4": (3, 4, 3, "ieee", ml_dtypes.float8_e3m4),
    "e3m2": (3, 2, 3, "finite", ml_dtypes.float6_e3m2fn),
    "e2m3": (2, 3, 1, "finite", ml_dtypes.float6_e2m3fn),
    "e2m1": (2, 1, 1, "finite", ml_dtypes.float4_e2m1fn),
    # Of no one's making, by the definition alone.
    "e5m3": (5, 3, 15, "ieee", None),
    "e3m3": (3, 3, 3, "ieee", None),
    "e2m2": (2, 2, 1, "ieee", None),
    "e6m9": (6, 9, 31, "ieee", None),
    "e8m1": (8, 1, 127, "ieee", None),
    "e7m8": (7, 8, 63, "ieee", None),
}


def layout(exponent_bits, mantissa_bits, bias, specials):
    """The number of every code, from the definition."""
    numbers = []
    for sign in (1, -1):
        for code in range(1 << (exponent_bits + mantissa_bits)):
            field, mantissa = code >> mantissa_bits, code & ((1 << mantissa_bits) - 1)
            top = field == (1 << exponent_bits) - 1
            if specials == "ieee" and top:
                numbers.append(NAN if mantissa else F32(sign) * INFINITY)
            elif specials == "fn" and top and mantissa == (1 << mantissa_bits) - 1:
                numbers.append(NAN)
            elif specials == "fnuz" and sign < 0 and code == 0:
                numbers.append(NAN)
            else:
                part = Fraction(mantissa, 1 << mantissa_bits) + (field > 0)
                number = part * Fraction(2) ** (max(field, 1) - bias)
                exact = float(number)
                assert Fraction(exact) == number and float(F32(exact)) == exact
                numbers.append(F32(sign) * F32(exact))
    return np.array(numbers, F32)


def bits(numbers):
    numbers = np.array(numbers, F32)
    return np.where(np.isnan(numbers), 0x7FC00000, numbers.view(np.uint32)).astype("<u4")


def same(a, b):
    return np.array_equal(bits(a), bits(b))


def probes(positive):
    """Every positive number, the middle to the next and both its neighbours;
    past the last number what would follow it; and specials. Then all negative."""
    positive = positive.astype(np.float64)
    following = 2 * positive[-1] - positive[-2]
    middles = (positive + np.append(positive[1:], following)) / 2
    # The two past f32's range are left out of formats as wide.
    with np.errstate(over="ignore"):
        middle = middles.astype(F32)
        ends = np.array([following, 2 * positive[-1]]).astype(F32)
    inside = np.isfinite(middle)
    assert np.array_equal(middle[inside].astype(np.float64), middles[inside])
    middle = middle[inside]
    groups = [
        positive.astype(F32),
        middle,
        np.nextafter(middle, INFINITY),
        np.nextafter(middle, F32(0)),
        ends[np.isfinite(ends)],
        np.array([1e-45, 2e-45, 1e-38, 3.4028235e38, np.inf, np.nan], F32),
    ]
    numbers = np.concatenate(groups)
    return np.concatenate([numbers, -numbers])


def rounded(numbers, positive, specials, saturate=False, flush=None, toward_zero=False):
    """By searching among the positive numbers."""
    positive = positive.astype(np.float64)
    following = 2 * positive[-1] - positive[-2]
    ladder = np.append(positive, following)
    size = np.abs(numbers.astype(np.float64))
    below = np.minimum(np.searchsorted(ladder, size, side="right") - 1, len(ladder) - 1)
    below[np.isnan(size)] = 0
    if toward_zero:
        place = np.minimum(below, len(positive) - 1)
    else:
        above = np.minimum(below + 1, len(ladder) - 1)
        up, down = ladder[above] - size, size - ladder[below]
        # Places are codes, so an even place is an even code.
        place = np.where((up < down) | ((up == down) & (above % 2 == 0)), above, below)
    result = positive.astype(F32)[np.minimum(place, len(positive) - 1)]
    largest = F32(positive[-1])
    beyond = {"ieee": INFINITY, "fn": NAN, "fnuz": NAN, "finite": largest}[specials]
    if saturate:
        beyond = largest
    result = np.where(place == len(positive), beyond, result)
    result = np.where(np.isinf(size), beyond, result)
    if flush is not None:
        result = np.where(result < flush, F32(0), result)
    result = np.copysign(result, numbers).astype(F32)
    if specials == "fnuz":
        result = result + F32(0)
    return np.where(np.isnan(numbers), NAN, result)


def checksum(numbers):
    return f"{zlib.crc32(bits(numbers).tobytes()):08x}"


def singles(write):
    for name, (x, y, bias, specials, made) in FORMATS.items():
        numbers = layout(x, y, bias, specials)
        width = 1 + x + y
        if made is not None:
            codes = np.arange(1 << width, dtype=np.uint8 if width <= 8 else np.uint16)
            assert same(codes.view(made).astype(F32), numbers), name
        half = numbers[: 1 << (width - 1)]
        positive = half[np.isfinite(half)]
        assert np.all(np.diff(positive) > 0)
        least = F32(2.0 ** (1 - bias))
        inputs = probes(positive)
        if made is not None:
            with np.errstate(over="ignore"):
                cast = inputs.astype(made).astype(F32)
            if specials == "finite":
                # It makes -0 of NaN, which says nothing.
                cast = np.where(np.isnan(inputs), NAN, cast)
            assert same(cast, rounded(inputs, positive, specials)), name
        if width <= 8:
            for code, number in enumerate(bits(numbers)):
                write("code", name, f"{code:x}", f"{number:08x}")
        else:
            write("codes", name, len(numbers), checksum(numbers))
        rules = {
            "": {},
            "saturate": {"saturate": True},
            "flush": {"flush": least},
            "toward_zero": {"toward_zero": True},
            "saturate, flush, toward_zero": {"saturate": True, "flush": least, "toward_zero": True},
        }
        for words, options in rules.items():
            results = rounded(inputs, positive, specials, **options)
            full = f"{name}({words})" if words else name
            write("rounds", full, len(inputs), checksum(results))
            if not words and width <= 8:
                first = len(inputs) // 2  # the positive ones
                for number, result in zip(bits(inputs[:first]), bits(results)):
                    write("round", full, f"{number:08x}", f"{result:08x}")


def element(values, made, largest):
    """Saturating cast of float64 values that float32 holds."""
    values = np.clip(values, -largest, largest)
    assert np.array_equal(values.astype(F32).astype(np.float64), values)
    return values.astype(F32).astype(made).astype(np.float64)


def mx(values, made, largest, up):
    out = []
    for block in values.astype(np.float64).reshape(-1, 32):
        amax = np.abs(block).max()
        if amax == 0:
            out.append(block)
            continue
        if up:
            # The least power of two that leaves nothing beyond the largest.
            power = -127
            while power < 127 and amax > largest * 2.0**power:
                power += 1
        else:
            power = int(np.frexp(amax)[1]) - 1 - (int(np.frexp(largest)[1]) - 1)
        power = min(max(power, -127), 127)
        out.append(element(block / 2.0**power, made, largest) * 2.0**power)
    return np.concatenate(out).astype(F32)


def nv(values, up):
    e4m3, e2m1 = ml_dtypes.float8_e4m3fn, ml_dtypes.float4_e2m1fn
    scales = np.arange(127, dtype=np.uint8).view(e4m3).astype(np.float64)
    tensor = np.float64(F32(np.abs(values.astype(np.float64)).max() / 2688.0))
    out = []
    for block in values.astype(np.float64).reshape(-1, 16):
        wanted = np.abs(block).max() / (6.0 * tensor) if tensor else 0.0
        if up:
            scale = scales[min(np.searchsorted(scales, wanted), 126)]
        else:
            # Not near a middle, so a cast by way of float32 does.
            scale = np.float64(min(F32(wanted), F32(448)).astype(e4m3))
        if scale == 0:
            out.append(np.copysign(0.0, block))
            continue
        quotient = np.clip(block / (scale * tensor), -6, 6)
        # By search: the quotient is no float32.
        grid = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6])
        distance = np.abs(np.abs(quotient)[:, None] - grid)
        odd = np.arange(8) % 2
        place = np.lexsort((np.broadcast_to(odd, distance.shape), distance), axis=1)[:, 0]
        out.append(np.copysign(grid[place], quotient) * (scale * tensor))
    return np.concatenate(out).astype(F32)


def blocks(write):
    random = np.random.default_rng(5)
    elements = {
        "mxfp8_e5m2": (ml_dtypes.float8_e5m2, 57344.0),
        "mxfp8_e4m3": (ml_dtypes.float8_e4m3fn, 448.0),
        "mxfp6_e3m2": (ml_dtypes.float6_e3m2fn, 28.0),
        "mxfp6_e2m3": (ml_dtypes.float6_e2m3fn, 7.5),
        "mxfp4": (ml_dtypes.float4_e2m1fn, 6.0),
    }
    tensors = []
    for scale in (1.0, 1e-6, 3e20):
        spread = np.exp(random.normal(size=64) * 2)
        tensors.append((random.normal(size=64) * spread * scale).astype(F32))
    # Quarters from -8 to 8: full of ties, under every rule.
    tensors.append((np.arange(-32, 32) / 4).astype(F32))
    # At the two ends of E8M0, where float32 has subnormals too.
    tensors.append((random.normal(size=64) * 2.0**-130).astype(F32))
    tensors.append((random.normal(size=64) * 2.0**125).astype(F32))

    def line(name, values, results):
        if np.all(np.isfinite(results)):
            text = lambda numbers: " ".join(f"{b:08x}" for b in bits(numbers))
            write("block", name, text(values), text(results))

    for values in tensors:
        for name, (made, largest) in elements.items():
            for words, up in (("", False), ("(ceil)", True)):
                with np.errstate(over="ignore"):
                    line(name + words, values, mx(values, made, largest, up))
        for words, up in (("", False), ("(ceil)", True)):
            if np.abs(values).max() > 1e-30:
                with np.errstate(over="ignore"):
                    line("nvfp4" + words, values, nv(values, up))


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["what", "format", "given", "result"])
    write = lambda *row: out.writerow(row)
    singles(write)
    blocks(write)


if __name__ == "__main__":
    main()
