#!/usr/bin/env python3
"""Writes activations.csv: phi and phi' of every entry of the catalogue to 30
digits, at ordinary points, on both sides of the kinks and deep in the tails.

    python3 data/activations.py > data/activations.csv

Needs mpmath. Only the generated file is needed to build and to test. The
functions are written from their definitions with digits to spare where
they cancel, not from the formulas of the Rust code.
"""
import csv
import random
import sys

from mpmath import cosh, erfc, exp, expm1, log, log1p, mp, mpf, nstr, pi, sqrt, tanh

mp.dps = 60
DIGITS = 30


def clamp(z, low, high):
    return min(max(z, low), high)


def step(condition):
    return mpf(1) if condition else mpf(0)


def sigmoid(z):
    return 1 / (1 + exp(-z))


def gate(w, slope, z):
    """z sigma(w(z)) and its derivative."""
    s, rest = sigmoid(w), sigmoid(-w)
    return z * s, s + z * slope * s * rest


def gelu(z):
    if abs(z) > 1e3:
        # erfc of it is 0 or 2 to 400,000 digits, and mpmath sums it slowly.
        return (z, mpf(1)) if z > 0 else (mpf("-1e-10000"), mpf("-1e-10000"))
    return z * erfc(-z / sqrt(2)) / 2, erfc(-z / sqrt(2)) / 2 + z * exp(-z * z / 2) / sqrt(2 * pi)


def gelu_tanh(z):
    k = sqrt(2 / pi)
    return gate(2 * k * (z + mpf("0.044715") * z**3), 2 * k * (1 + 3 * mpf("0.044715") * z**2), z)


def mish(z):
    with mp.workdps(mp.dps + 20):
        t = tanh(log1p(exp(z)))
        return z * t, t + z * (1 - t) * (1 + t) * sigmoid(z)


def tanh_pair(z):
    return tanh(z), 1 / cosh(z) ** 2


def tanhshrink(z):
    with mp.workdps(700):
        return z - tanh(z), tanh(z) ** 2


def selu(z):
    scale = mpf("1.0507009873554804934193349852946")
    alpha = mpf("1.6732632423543772848170429916717")
    return (scale * z, scale) if z > 0 else (scale * alpha * expm1(z), scale * alpha * exp(z))


def softplus(beta):
    return lambda z: ((log1p(exp(beta * z)) / beta), sigmoid(beta * z))


def ramp(slope):
    return lambda z: (z, mpf(1)) if z > 0 else (slope * z, slope)


def elu(alpha):
    return lambda z: (z, mpf(1)) if z > 0 else (alpha * expm1(z), alpha * exp(z))


def celu(alpha):
    return lambda z: (z, mpf(1)) if z > 0 else (alpha * expm1(z / alpha), exp(z / alpha))


def hardtanh(low, high):
    return lambda z: (clamp(z, low, high), step(low < z < high))


def hardswish(z):
    if z <= -3:
        return mpf(0), mpf(0)
    return (z * (z + 3) / 6, (2 * z + 3) / 6) if z < 3 else (z, mpf(1))


def softshrink(size):
    def phi(z):
        if abs(z) <= size:
            return mpf(0), mpf(0)
        return (z - size if z > 0 else z + size), mpf(1)

    return phi


def written(x):
    """30 digits; what is far below every f64 keeps its sign only."""
    if x != 0 and abs(x) < mpf("1e-5000"):
        return "1e-5000" if x > 0 else "-1e-5000"
    return nstr(x, DIGITS)


def number(x):
    """The f64 that a parameter is read as."""
    return mpf(float(x))


ORDINARY = [0.0, 1e-300, -1e-300, 1e-20, -1e-20, 1e-8, -1e-8, 1e-3, -1e-3]
WIDE = [-1e300, -1e30, -1000.0, 1000.0, 1e30, 1e300]
EXPONENTIAL = [-745.0, -720.0, -709.5, -700.0, -300.0, -87.5, -50.0, -36.9, -20.0]
GAUSSIAN = [-38.5, -37.7, -37.3, -35.0, -30.0, -25.0, -14.2, -10.0, -6.5, -5.5, -5.0000001, -4.9999999, -4.0]

# name, function, kinks, points of its own
TABLE = [
    ("identity", lambda z: (z, mpf(1)), [], []),
    ("relu", lambda z: (max(z, mpf(0)), step(z > 0)), [0], []),
    ("leaky_relu(0.01)", ramp(number(0.01)), [0], []),
    ("prelu(0.25)", ramp(number(0.25)), [0], []),
    ("rrelu(0.1, 0.5)", ramp((number(0.1) + number(0.5)) / 2), [0], []),
    ("elu", elu(mpf(1)), [0], EXPONENTIAL),
    ("elu(0.7)", elu(number(0.7)), [0], EXPONENTIAL),
    ("celu", celu(mpf(1)), [0], EXPONENTIAL),
    ("celu(0.3)", celu(number(0.3)), [0], [z * 0.3 for z in EXPONENTIAL]),
    ("selu", selu, [0], EXPONENTIAL),
    ("gelu", gelu, [], GAUSSIAN),
    ("gelu_tanh", gelu_tanh, [], [-21.5, -21.0, -20.5, -20.0, -15.0, -10.0, -6.5, -5.0, -4.0]),
    ("silu", lambda z: gate(z, 1, z), [], EXPONENTIAL),
    ("swish(1.702)", lambda z: gate(number(1.702) * z, number(1.702), z), [], [z / 1.702 for z in EXPONENTIAL]),
    ("swish(-0.4)", lambda z: gate(number(-0.4) * z, number(-0.4), z), [], [z / -0.4 for z in EXPONENTIAL]),
    ("mish", mish, [], EXPONENTIAL),
    ("softplus", softplus(mpf(1)), [], EXPONENTIAL + [37.0, 700.0]),
    ("softplus(2.7)", softplus(number(2.7)), [], [z / 2.7 for z in EXPONENTIAL] + [13.0, 700.0]),
    ("softsign", lambda z: (z / (1 + abs(z)), 1 / (1 + abs(z)) ** 2), [0], [1e150, -1e150]),
    ("tanh", tanh_pair, [], [z / 2 for z in EXPONENTIAL] + [9.5, 19.1, 350.0]),
    ("sigmoid", lambda z: (sigmoid(z), sigmoid(z) * sigmoid(-z)), [], EXPONENTIAL + [17.5, 40.0, 700.0]),
    ("logsigmoid", lambda z: (-log1p(exp(-z)), sigmoid(-z)), [], [-z for z in EXPONENTIAL] + [-37.0]),
    ("hardtanh", hardtanh(mpf(-1), mpf(1)), [-1, 1], []),
    ("hardtanh(-0.3, 2.6)", hardtanh(number(-0.3), number(2.6)), [-0.3, 2.6], []),
    ("hardsigmoid", lambda z: (clamp(z / 6 + mpf(1) / 2, mpf(0), mpf(1)), step(-3 < z < 3) / 6), [-3, 3], []),
    ("hardswish", hardswish, [-3, 3], [-1.5]),
    ("relu6", lambda z: (clamp(z, mpf(0), mpf(6)), step(0 < z < 6)), [0, 6], []),
    ("tanhshrink", tanhshrink, [], [1.999, 2.0, 2.001, -1.2, 9.5, 1e-5, -1e-100]),
    ("softshrink", softshrink(mpf("0.5")), [-0.5, 0.5], []),
    ("softshrink(0.3)", softshrink(number(0.3)), [-0.3, 0.3], []),
    ("hardshrink", lambda z: (z if abs(z) > 0.5 else mpf(0), step(abs(z) > 0.5)), [-0.5, 0.5], []),
    ("threshold(0.1, -2)", lambda z: (z if z > number(0.1) else mpf(-2), step(z > number(0.1))), [0.1], []),
]


def points(kinks, own):
    rng = random.Random(20)
    drawn = [rng.gauss(0, 1) for _ in range(14)] + [rng.uniform(-12, 12) for _ in range(14)]
    beside = [float(k) + d for k in kinks for d in (-1e-3, -1e-9, 0.0, 1e-9, 1e-3)]
    return sorted(set(ORDINARY + WIDE + drawn + beside + own))


def main():
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["activation", "z", "value", "derivative"])
    for name, phi, kinks, own in TABLE:
        for z in points(kinks, own):
            value, derivative = phi(mpf(z))
            writer.writerow([name, repr(z), written(value), written(derivative)])


if __name__ == "__main__":
    main()
