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

from mpmath import (
    asinh,
    atan,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    expm1,
    log,
    log1p,
    mp,
    mpf,
    nstr,
    pi,
    sign,
    sin,
    sinh,
    sqrt,
    tanh,
)

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


def gelu_10(z):
    return (mpf(10), mpf(0)) if z > 11 or gelu(z)[0] >= 10 else gelu(z)


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


def line(slope, offset):
    return lambda z: (slope * z + offset, slope)


def capped(low, high, inside):
    """`inside` between low and high of its value, level outside."""

    def phi(z):
        value, slope = inside(z)
        return (value, slope) if low < value < high else (clamp(value, low, high), mpf(0))

    return phi


def threshold(bound, otherwise):
    return lambda z: (z, mpf(1)) if z > bound else (otherwise, mpf(0))


def sign(z):
    return mpf((z > 0) - (z < 0))


def odd(right):
    """The odd function that is `right` from 0 up."""

    def phi(z):
        value, slope = right(abs(z))
        return (value if z >= 0 else -value), slope

    return phi


def shrink(size, bias):
    return lambda z: (z - sign(z) * bias, mpf(1)) if abs(z) > size else (mpf(0), mpf(0))


def keras_relu(slope, cap, bound):
    def phi(z):
        if z <= bound:
            return slope * (z - bound), slope
        return (z, mpf(1)) if z < cap else (cap, mpf(0))

    return phi


def s_shaped_relu(t_r, a_r, t_l, a_l):
    def phi(z):
        if z >= t_r:
            return t_r + a_r * (z - t_r), a_r
        return (z, mpf(1)) if z > t_l else (t_l + a_l * (z - t_l), a_l)

    return phi


def plu(alpha, c):
    return odd(lambda z: (z, mpf(1)) if z <= c else (alpha * (z - c) + c, alpha))


def sparse_plus(z):
    if z <= -1:
        return mpf(0), mpf(0)
    return ((z + 1) ** 2 / 4, (z + 1) / 2) if z < 1 else (z, mpf(1))


def hard_mish(z):
    if z <= -2:
        return mpf(0), mpf(0)
    return (z * (z + 2) / 2, z + 1) if z < 0 else (z, mpf(1))


def star_relu(s, b):
    return lambda z: (s * max(z, mpf(0)) ** 2 + b, 2 * s * max(z, mpf(0)))


def softplus_threshold(beta, bound):
    return lambda z: (z, mpf(1)) if beta * z > bound else softplus(beta)(z)


def squareplus(b):
    def phi(z):
        with mp.workdps(700):
            root = sqrt(z * z + b)
            return (z + root) / 2, (1 + z / root) / 2

    return phi


def bent_identity(z):
    with mp.workdps(700):
        return (sqrt(z * z + 1) - 1) / 2 + z, z / (2 * sqrt(z * z + 1)) + 1


def logcosh(z):
    with mp.workdps(700):
        # Far out cosh is e^|z| / 2.
        return (log(cosh(z)) if abs(z) < 1e3 else abs(z) - log(mpf(2))), tanh(z)


def isru(alpha):
    return lambda z: (z / sqrt(1 + alpha * z * z), (1 + alpha * z * z) ** mpf("-1.5"))


def isrlu(alpha):
    return lambda z: (z, mpf(1)) if z >= 0 else isru(alpha)(z)


def pelu(a, b):
    return lambda z: (a / b * z, a / b) if z >= 0 else (a * expm1(z / b), a / b * exp(z / b))


def soft_exponential(alpha):
    def phi(z):
        with mp.workdps(700):
            return (exp(alpha * z) - 1) / alpha + alpha, exp(alpha * z)

    return phi


def scaled(factor, inside):
    def phi(z):
        value, slope = inside(z)
        return factor * value, factor * slope

    return phi


def ftswish(t):
    def phi(z):
        value, slope = gate(z, 1, z) if z > 0 else (mpf(0), mpf(0))
        return value + t, slope

    return phi


def aria2(alpha, beta):
    def phi(z):
        # sigma(beta z) to the power alpha.
        power = exp(-alpha * (log1p(exp(-beta * z)) if z > -1e4 else -beta * z))
        return z * power, power * (1 + alpha * beta * z * sigmoid(-beta * z))

    return phi


def product(left, right):
    def phi(z):
        (a, a_slope), (b, b_slope) = left(z), right(z)
        return a * b, a_slope * b + a * b_slope

    return phi


def exponential_unit(z):
    """z from 0 up, e^z - 1 below."""
    return (z, mpf(1)) if z >= 0 else (expm1(z), exp(z))


def sigmoid_pair(z):
    return sigmoid(z), sigmoid(z) * sigmoid(-z)


def hard_gate(z):
    return clamp((z + 1) / 2, mpf(0), mpf(1)), step(-1 < z < 1) / 2


def dsilu(z):
    s, rest = sigmoid(z), sigmoid(-z)
    return s * (1 + z * rest), s * rest * (2 + z * (rest - s))


def stan(beta):
    return product(tanh_pair, lambda z: (1 + beta * z, beta))


def shifted_softplus(z):
    with mp.workdps(700):
        return (log((1 + exp(z)) / 2) if z < 1e4 else z - log(mpf(2))), sigmoid(z)


def soft_clipping(alpha):
    def phi(z):
        if z > 100:
            return mpf(1) - exp(-alpha * (z - 1)) / alpha, exp(-alpha * z) * expm1(alpha)
        with mp.workdps(700):
            w, v = alpha * z, alpha * (z - 1)
            return (log1p(exp(w)) - log1p(exp(v))) / alpha, sigmoid(w) - sigmoid(v)

    return phi


def normal_law(mu, sigma):
    def phi(z):
        u = (z - mu) / sigma
        if abs(u) > 1e3:
            return (mpf(1) if u > 0 else mpf("1e-10000")), mpf("1e-10000")
        return erfc(-u / sqrt(2)) / 2, exp(-u * u / 2) / (sigma * sqrt(2 * pi))

    return phi


def elliott(z):
    with mp.workdps(700):
        return (1 + z / (1 + abs(z))) / 2, 1 / (2 * (1 + abs(z)) ** 2)


def cloglog(z):
    if z > 1e3:
        return mpf(1), mpf("1e-10000")
    return -expm1(-exp(z)), exp(z - exp(z))


def loglog(z):
    if z < -1e3:
        return mpf("1e-10000"), mpf("1e-10000")
    return exp(-exp(-z)), exp(-z - exp(-z))


def aranda_ordaz(size):
    def phi(z):
        # log(1 + lambda e^z), whose e^-1/lambda is what 1 lacks.
        power = log1p(size * exp(z)) if z < 1e4 else z + log(size)
        return -expm1(-power / size), exp(z - power * (1 + 1 / size))

    return phi


def erf_pair(z):
    if abs(z) > 1e3:
        # It is 1 to 400,000 digits, and mpmath sums it slowly.
        return sign(z), mpf("1e-10000")
    return erf(z), 2 / sqrt(pi) * exp(-z * z)


def asinh_pair(z):
    with mp.workdps(700):
        return asinh(z), 1 / sqrt(1 + z * z)


def atan_pair(z):
    return atan(z), 1 / (1 + z * z)


def snake(a):
    return lambda z: (z + sin(a * z) ** 2 / a, 1 + sin(2 * a * z))


def rational(z):
    """The published fit of leaky_relu(0.01)."""
    a = [number(c) for c in (0.02979246, 0.61837738, 2.32335207, 3.05202660, 1.48548002, 0.25103717)]
    b = [number(c) for c in (1.14201226, 4.39322834, 0.87154450, 0.34720652)]
    top = sum(c * z**i for i, c in enumerate(a))
    top_slope = sum(i * c * z ** (i - 1) for i, c in enumerate(a) if i)
    bottom = 1 + sum(c * abs(z) ** i for i, c in enumerate(b, 1))
    # At 0 the slope of |z| counts as 0.
    bottom_slope = sign(z) * sum(i * c * abs(z) ** (i - 1) for i, c in enumerate(b, 1))
    return top / bottom, (top_slope * bottom - top * bottom_slope) / bottom**2


def written(x):
    """30 digits; what is far below or above every f64 keeps its sign only."""
    if x != 0 and abs(x) < mpf("1e-5000"):
        return "1e-5000" if x > 0 else "-1e-5000"
    if abs(x) > mpf("1e5000"):
        return "1e5000" if x > 0 else "-1e5000"
    return nstr(x, DIGITS)


def number(x):
    """The f64 that a parameter is read as."""
    return mpf(float(x))


ORDINARY = [0.0, 1e-300, -1e-300, 1e-20, -1e-20, 1e-8, -1e-8, 1e-3, -1e-3]
WIDE = [-1e300, -1e30, -1000.0, 1000.0, 1e30, 1e300]
EXPONENTIAL = [-745.0, -720.0, -709.5, -700.0, -300.0, -87.5, -50.0, -36.9, -20.0]
GAUSSIAN = [-38.5, -37.7, -37.3, -35.0, -30.0, -25.0, -14.2, -10.0, -6.5, -5.5, -5.0000001, -4.9999999, -4.0]


# The functions of 2019 to 2025.

# Stands for what is far below every f64.
TINY = mpf("1e-10000")


def gated(gate):
    """z g(z) and its derivative, of a gate that gives g and g'."""

    def phi(z):
        g, slope = gate(z)
        return z * g, g + z * slope

    return phi


def softplus_pair(z):
    return log1p(exp(z)), sigmoid(z)


def of_exponential(outer, scale, rate):
    """outer(scale e^(rate z)) where outer is 1 far to the right."""

    def gate(z):
        if rate * z > 100:
            return mpf(1), mpf(0)
        u = scale * exp(rate * z)
        value, slope = outer(u)
        return value, slope * rate * u

    return gate


def of_softplus(outer, scale, rate, shift=mpf(0)):
    def gate(z):
        u, slope = softplus_pair(rate * z + shift)
        value, outer_slope = outer(scale * u)
        return value, outer_slope * scale * rate * slope

    return gate


def smelu(beta):
    def phi(z):
        if abs(z) >= beta:
            return max(z, mpf(0)), step(z > 0)
        return (z + beta) ** 2 / (4 * beta), (z + beta) / (2 * beta)

    return phi


def smish(beta):
    def gate(z):
        s, rest = sigmoid(beta * z), sigmoid(-beta * z)
        square = 1 + s * (2 + s)
        return s * (2 + s) / (square + 1), 4 * (1 + s) / (square + 1) ** 2 * beta * s * rest

    return gate


def logish(beta):
    def gate(z):
        s, rest = sigmoid(beta * z), sigmoid(-beta * z)
        return log1p(s), beta * s * rest / (1 + s)

    return gate


def gish(z):
    if z > 100:
        return log(mpf(2)), mpf(0)
    lost = -expm1(-exp(z))
    return log1p(lost), exp(z) * exp(-exp(z)) / (1 + lost)


def phish(z):
    value, slope = gelu(z)
    return tanh(value), slope / cosh(value) ** 2


def acon_c(p1, p2, beta):
    def gate(z):
        w = beta * (p1 - p2) * z
        s, rest = sigmoid(w), sigmoid(-w)
        return p1 * s + p2 * rest, beta * (p1 - p2) ** 2 * s * rest

    return gated(gate)


def smu(alpha, mu):
    def phi(z):
        t = mu * (1 - alpha)
        if abs(t * z) < 1e3:
            half, bell = erfc(-t * z) / 2, t / sqrt(pi) * exp(-((t * z) ** 2))
        else:
            half, bell = (mpf(1), mpf(0)) if z > 0 else (TINY, TINY)
        return alpha * z + (1 - alpha) * z * half, alpha + (1 - alpha) * (half + z * bell)

    return phi


def smu_1(alpha, mu):
    def phi(z):
        with mp.workdps(1000):
            root = sqrt(((1 - alpha) * z) ** 2 + mu**2)
            return ((1 + alpha) * z + root) / 2, (1 + alpha + (1 - alpha) ** 2 * z / root) / 2

    return phi


def waved(a, wave, wave_slope):
    """(z + a wave(z)) sigma(z)."""

    def phi(z):
        s, rest = sigmoid(z), sigmoid(-z)
        linear = z + a * wave(z)
        return linear * s, (1 + a * wave_slope(z)) * s + linear * s * rest

    return phi


def delu(n):
    def phi(z):
        if z > 0:
            return (n + mpf(1) / 2) * z - expm1(-z), n + mpf(1) / 2 + exp(-z)
        return gate(z, 1, z)

    return phi


def colu(z):
    if z > 100:
        return z, mpf(1)
    p = exp(-(z + exp(z)))
    return z / (1 - z * p), (1 - z * z * p * (1 + exp(z))) / (1 - z * p) ** 2


def tanhlu(alpha, beta, rate):
    return lambda z: (alpha * tanh(rate * z) + beta * z, alpha * rate / cosh(rate * z) ** 2 + beta)


def calu(z):
    with mp.workdps(1000):
        half = atan(z) / pi + mpf(1) / 2
        return z * half, half + z / (pi * (1 + z * z))


def expanded(phi, alpha):
    def wider(z):
        value, slope = phi(z)
        return (1 + 2 * alpha) * value - alpha * z, (1 + 2 * alpha) * slope - alpha

    return wider


def swish_t(beta, alpha):
    def phi(z):
        value, slope = gate(beta * z, beta, z)
        return value + alpha * tanh(z), slope + alpha / cosh(z) ** 2

    return phi


def lifted(beta, alpha, down):
    """sigma(beta z) (z + 2 alpha) - down, whose parts cancel near 0."""

    def phi(z):
        with mp.workdps(700):
            s, rest = sigmoid(beta * z), sigmoid(-beta * z)
            return s * (z + 2 * alpha) - down, s + beta * s * rest * (z + 2 * alpha)

    return phi


def polyrelu(a0, a1, a2, a3):
    def phi(z):
        if z <= 0:
            return a0, mpf(0)
        return a0 + z * (a1 + z * (a2 + z * a3)), a1 + z * (2 * a2 + 3 * z * a3)

    return phi


def xielu(alpha_p, alpha_n, beta, eps):
    def phi(z):
        if z > 0:
            return alpha_p * z**2 + beta * z, 2 * alpha_p * z + beta
        inner, slope = (expm1(z), exp(z)) if z < eps else (expm1(eps), mpf(0))
        return alpha_n * (inner - z) + beta * z, alpha_n * (slope - 1) + beta

    return phi


def golu(alpha, beta, gamma):
    def phi(z):
        if gamma * z < -100:
            return -TINY, -TINY
        decay = beta * exp(-gamma * z)
        return alpha * z * exp(-decay), alpha * exp(-decay) * (1 + gamma * z * decay)

    return phi


def affine(outer, alpha, shift, gamma, beta):
    def phi(z):
        value, slope = outer(alpha * z + shift)
        return gamma * value + beta, gamma * alpha * slope

    return phi


def nelu(alpha):
    return lambda z: (z, mpf(1)) if z > 0 else (-alpha / (1 + z * z), 2 * alpha * z / (1 + z * z) ** 2)


def sinsig(z):
    s, rest = sigmoid(z), sigmoid(-z)
    # cos(pi s / 2) is sin(pi (1 - s) / 2).
    return sin(pi / 2 * s), pi / 2 * sin(pi / 2 * rest) * s * rest


def tanhsoft_1(alpha):
    def phi(z):
        (t, slope), (u, s) = tanh_pair(alpha * z), softplus_pair(z)
        return t * u, alpha * slope * u + t * s

    return phi


def eis_1(delta, theta):
    def phi(z):
        (u, s), e = softplus_pair(z), delta * exp(-theta * z)
        return z * u / (z + e), (u + z * s) / (z + e) - z * u * (1 - theta * e) / (z + e) ** 2

    return phi


def eis_2(beta, gamma):
    def phi(z):
        (u, s), root = softplus_pair(z), sqrt(beta + gamma * z * z)
        return z * u / root, (u + z * s) / root - gamma * z * z * u / root**3

    return phi


def srs(alpha, beta):
    def phi(z):
        e = exp(-z / beta)
        return z / (z / alpha + e), (1 + z / beta) * e / (z / alpha + e) ** 2

    return phi


def swim(k):
    def phi(z):
        with mp.workdps(1000):
            root = sqrt(1 + z * z)
            return z / 2 * (1 + k * z / root), (1 + k * z * (z * z + 2) / root**3) / 2

    return phi


def softmodulus_q(z):
    size = abs(z)
    return (z * z * (2 - size), z * (4 - 3 * size)) if size <= 1 else (size, sign(z))


def hyper_sinh(z):
    if z <= 0:
        return z**3 / 4, 3 * z**2 / 4
    return (sinh(z) / 3, cosh(z) / 3) if z < 1e4 else (1 / TINY, 1 / TINY)


def m_arcsinh(z):
    if z == 0:
        return mpf(0), mpf(0)
    root = sqrt(abs(z))
    return asinh(z) * root / 12, (root / sqrt(1 + z * z) + asinh(z) * sign(z) / (2 * root)) / 12


def arelu(alpha, beta):
    up, down = 1 + sigmoid(beta), clamp(alpha, mpf("0.01"), mpf("0.99"))
    return lambda z: (up * z, up) if z >= 0 else (down * z, down)


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
    ("swish(1.6)", lambda z: gate(number(1.6) * z, number(1.6), z), [], [z / 1.6 for z in EXPONENTIAL]),
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
    ("affine(-0.7, 0.3)", line(number(-0.7), number(0.3)), [], [0.4286]),
    ("relu_n(1.5)", capped(mpf(0), mpf("1.5"), lambda z: (z, mpf(1))), [0, 1.5], []),
    ("keras_relu(0.1, 2.5, 0.4)", keras_relu(number(0.1), mpf("2.5"), number(0.4)), [0.4, 2.5], []),
    ("keras_relu(0, 6, 0)", keras_relu(mpf(0), mpf(6), mpf(0)), [0, 6], []),
    ("thresholded_relu", threshold(mpf(1), mpf(0)), [1], []),
    ("shifted_relu", threshold(mpf(-1), mpf(-1)), [-1], []),
    ("displaced_relu", threshold(-number(0.05), -number(0.05)), [-0.05], []),
    ("s_shaped_relu(1, 1, 0, 0.2)", s_shaped_relu(mpf(1), mpf(1), mpf(0), number(0.2)), [0, 1], []),
    ("s_shaped_relu(0.9, 2.3, -0.4, 0.3)", s_shaped_relu(number(0.9), number(2.3), number(-0.4), number(0.3)), [0.9, -0.4], []),
    ("flexible_relu(-0.398)", lambda z: (max(z, mpf(0)) - number(0.398), step(z > 0)), [0], [0.398, 0.3979]),
    ("abs", lambda z: (abs(z), sign(z)), [0], []),
    ("squared_relu", star_relu(mpf(1), mpf(0)), [0], []),
    ("star_relu", star_relu(number(0.8944), number(-0.4472)), [0], [0.7071, 0.70711]),
    ("softplus_threshold", softplus_threshold(mpf(1), mpf(20)), [20], EXPONENTIAL),
    ("softplus_threshold(0.4, 3)", softplus_threshold(number(0.4), mpf(3)), [], [7.5, 7.499, 7.501] + EXPONENTIAL),
    ("shifted_softplus", shifted_softplus, [], EXPONENTIAL + [37.0, 700.0, 1.0, -1.0, 0.999, -1.001]),
    ("squareplus", squareplus(mpf(4)), [], [-1e8, -1e150, 1e150]),
    ("squareplus(0.01)", squareplus(number(0.01)), [], [-1e8, -0.1, 0.1]),
    ("sparse_plus", sparse_plus, [-1, 1], []),
    ("bent_identity", bent_identity, [], [-1e8, 1e8, -0.7, -1e-100]),
    ("nlrelu", lambda z: (log1p(max(z, mpf(0))), step(z > 0) / (1 + max(z, mpf(0)))), [0], []),
    ("nlrelu(0.7)", lambda z: (log1p(number(0.7) * max(z, mpf(0))), step(z > 0) * number(0.7) / (1 + number(0.7) * max(z, mpf(0)))), [0], []),
    ("logcosh", logcosh, [], [-1.0, 1.0, 0.9999999, 1.0000001, -30.0, 350.0, 1e-100, -1e-100]),
    ("pelu(0.7, 1.9)", pelu(number(0.7), number(1.9)), [0], EXPONENTIAL),
    ("mpelu(0.25, 1.3)", lambda z: (z, mpf(1)) if z > 0 else (expm1(number(1.3) * z) / 4, number(1.3) / 4 * exp(number(1.3) * z)), [0], EXPONENTIAL),
    ("isrlu", isrlu(mpf(1)), [0], [-1e8, -1e150]),
    ("soft_exponential(0.5)", soft_exponential(mpf("0.5")), [], [-0.57, -80.0, -1480.0]),
    ("exponential", lambda z: (exp(z), exp(z)), [], EXPONENTIAL + [709.0, 710.0]),
    ("quick_gelu", lambda z: gate(mpf("1.702") * z, mpf("1.702"), z), [], [z / 1.702 for z in EXPONENTIAL]),
    ("gelu_10", gelu_10, [], GAUSSIAN + [9.0, 9.999, 10.001]),
    ("e_swish(1.375)", scaled(mpf("1.375"), lambda z: gate(z, 1, z)), [], EXPONENTIAL),
    ("ftswish", ftswish(number(-0.2)), [0], [0.36, 0.37]),
    ("aria2", aria2(mpf("1.5"), mpf(2)), [], [z / 3 for z in EXPONENTIAL]),
    ("aria2(0.6, 1.3)", aria2(number(0.6), number(1.3)), [], EXPONENTIAL),
    ("dsilu", dsilu, [], EXPONENTIAL + [-z for z in EXPONENTIAL]),
    ("hard_mish", hard_mish, [-2, 0], [-1.0]),
    ("elish", product(exponential_unit, sigmoid_pair), [0], EXPONENTIAL),
    ("hard_elish", product(exponential_unit, hard_gate), [-1, 0, 1], []),
    ("lisht", product(lambda z: (z, mpf(1)), tanh_pair), [], [19.1, -19.1, 350.0]),
    ("stan", stan(mpf(1)), [], [19.1, -19.1, 350.0, -350.0]),
    ("stan(-0.3)", stan(number(-0.3)), [], [3.3, 19.1, 350.0]),
    ("scaled_tanh", lambda z: (number(1.7159) * tanh(number(2 / 3) * z), number(1.7159) * number(2 / 3) / cosh(number(2 / 3) * z) ** 2), [], [0.75 * z for z in EXPONENTIAL]),
    ("penalized_tanh", lambda z: tanh_pair(z) if z > 0 else scaled(mpf("0.25"), tanh_pair)(z), [0], [z / 2 for z in EXPONENTIAL] + [350.0]),
    ("plu", plu(number(0.1), mpf(1)), [-1, 1], []),
    ("plu(0.3, 0.7)", plu(number(0.3), number(0.7)), [-0.7, 0.7], []),
    ("sqnl", odd(lambda z: (z - z * z / 4, 1 - z / 2) if z < 2 else (mpf(1), mpf(0))), [-2, 2], []),
    ("isru", isru(mpf(1)), [], [1e150, -1e150, 1e100]),
    ("isru(2.3)", isru(number(2.3)), [], [1e150, -1e150]),
    ("erf", erf_pair, [], [z / 1.5 for z in GAUSSIAN] + [5.9, 26.0]),
    ("arctan", atan_pair, [], [1e8, -1e8, 1e150]),
    ("sign", lambda z: (sign(z), mpf(0)), [0], []),
    ("hardsigmoid_onnx(0.2, 0.5)", capped(mpf(0), mpf(1), line(number(0.2), mpf("0.5"))), [-2.5, 2.5], []),
    ("hardsigmoid_onnx(0.7, 0.1)", capped(mpf(0), mpf(1), line(number(0.7), number(0.1))), [9 / 7], [-0.1429, -0.1428]),
    ("sparse_sigmoid", hard_gate, [-1, 1], []),
    ("elliott", elliott, [], [-1e8, -1e150, 1e8, 1e150]),
    ("probit", normal_law(mpf(0), mpf(1)), [], GAUSSIAN + [-z for z in GAUSSIAN]),
    ("laplace", normal_law(number(0.707107), number(0.282095)), [], [-10.0, -8.0, -3.0, 0.7, 3.0, 8.0, 10.0]),
    ("cloglog", cloglog, [], EXPONENTIAL + [3.0, 6.0, 6.6]),
    ("loglog", loglog, [], [-z for z in EXPONENTIAL] + [-3.0, -6.0, -6.6]),
    ("aranda_ordaz(2)", aranda_ordaz(mpf(2)), [], EXPONENTIAL + [36.0, 700.0, 1450.0]),
    ("aranda_ordaz(0.4)", aranda_ordaz(number(0.4)), [], EXPONENTIAL + [36.0, 290.0]),
    ("soft_clipping(1)", soft_clipping(mpf(1)), [], EXPONENTIAL + [0.5, 0.4999, 37.0, 99.0, 700.0]),
    ("soft_clipping(7.3)", soft_clipping(number(7.3)), [], [z / 7.3 for z in EXPONENTIAL] + [0.5, 0.4999, 5.0, 95.0]),
    ("step", lambda z: (step(z > 0), mpf(0)), [0], []),
    ("asinh", asinh_pair, [], [1e8, -1e8, 1e150]),
    ("shrink(0.5, 0)", shrink(mpf("0.5"), mpf(0)), [-0.5, 0.5], []),
    ("shrink(0.3, 0.7)", shrink(number(0.3), number(0.7)), [-0.3, 0.3, 0.7], []),
    ("square", lambda z: (z * z, 2 * z), [], []),
    ("cube", lambda z: (z**3, 3 * z * z), [], []),
    ("rational", rational, [0], [-30.0, -100.0]),
    ("gaussian", lambda z: (exp(-z * z), -2 * z * exp(-z * z)), [], [-27.0, -26.0, 5.0, 10.0, 26.5]),
    ("sin", lambda z: (sin(z), cos(z)), [], [3.141592653589793, 1.5707963267948966, -100.0, 1e5]),
    ("cos", lambda z: (cos(z), -sin(z)), [], [3.141592653589793, 1.5707963267948966, -100.0, 1e5]),
    ("siren", lambda z: (sin(30 * z), 30 * cos(30 * z)), [], [0.10471975511965977, -100.0, 1e5]),
    ("siren(1.7)", lambda z: (sin(number(1.7) * z), number(1.7) * cos(number(1.7) * z)), [], [-100.0]),
    ("snake(1)", snake(mpf(1)), [], [-0.7853981633974483, -100.0, 1e5]),
    ("snake(4.3)", snake(number(4.3)), [], [-100.0, 1e5]),
    # 2019 to 2025
    ("smelu", smelu(mpf(1)), [-1, 1], []),
    ("smelu(0.3)", smelu(number(0.3)), [-0.3, 0.3], []),
    ("tanhexp", gated(of_exponential(tanh_pair, 1, 1)), [], EXPONENTIAL),
    ("serf", gated(of_softplus(erf_pair, 1, 1)), [], EXPONENTIAL),
    ("smish", gated(smish(1)), [], EXPONENTIAL),
    ("smish(1.5, -0.7)", scaled(number(1.5), gated(smish(number(-0.7)))), [], [z / -0.7 for z in EXPONENTIAL]),
    ("logish", gated(logish(1)), [], EXPONENTIAL),
    ("logish(1, 10)", gated(logish(10)), [], [z / 10 for z in EXPONENTIAL]),
    ("gish", gated(gish), [], EXPONENTIAL + [6.0, 20.0, 90.0]),
    ("phish", gated(phish), [], GAUSSIAN),
    ("erfact", gated(of_exponential(erf_pair, number(0.75), number(0.75))), [], [z / 0.75 for z in EXPONENTIAL]),
    ("pserf", gated(of_softplus(erf_pair, number(1.25), number(0.85))), [], [z / 0.85 for z in EXPONENTIAL]),
    ("pserf(0.3, 2)", gated(of_softplus(erf_pair, number(0.3), 2)), [], [z / 2 for z in EXPONENTIAL]),
    ("acon_c", acon_c(1, 0, 1), [], EXPONENTIAL),
    ("acon_c(1.2, -0.8, 3)", acon_c(number(1.2), number(-0.8), 3), [], [-100.0, -20.0, 20.0, 100.0]),
    ("acon_c(0, 1.3, 2)", acon_c(0, number(1.3), 2), [], [z / 2.6 for z in EXPONENTIAL]),
    ("smu", smu(mpf("0.25"), mpf(10) ** 6), [], [s * m for s in (-1, 1) for m in (1e-9, 2e-7, 1.1e-6, 1.6e-6, 7e-6)]),
    ("smu(0.01, 2.5)", smu(number(0.01), number(2.5)), [], [-11.0, -3.0, -0.77, -0.3]),
    ("smu(0, 0.75)", smu(0, number(0.75)), [], [z / 0.75 / 1.4142 for z in GAUSSIAN]),
    ("smu_1", smu_1(mpf("0.25"), number(4.352665993287951e-9)), [], [-1e-7, -5e-9, -4e-9, -1e-9, 1e-12, 4e-9]),
    ("smu_1(0.25, 1)", smu_1(mpf("0.25"), 1), [], [-100.0, -1.01, -0.99, -0.5]),
    ("smu_1(0, 0.7)", smu_1(0, number(0.7)), [], [-1e9, -1e5, -100.0]),
    ("gcu", lambda z: (z * cos(z), cos(z) - z * sin(z)), [], [1.5707963267948966, -1.5707963267948966, 0.86, 1e5]),
    ("asu", lambda z: (z * sin(z), sin(z) + z * cos(z)), [], [3.141592653589793, -3.141592653589793, 2.03, 33.0, 1e5]),
    ("ncu", lambda z: (z - z**3, 1 - 3 * z**2), [], [1.0, 0.9999999999999999, -1.0000000000000002, 0.577, -0.5774]),
    ("squ", lambda z: (z**2 + z, 2 * z + 1), [], [-1.0, -0.9999999999999999, -1.0000000000000002, -0.5, -0.4999]),
    ("sinlu", waved(1, sin, cos), [], EXPONENTIAL),
    ("sinlu(0.5, 3)", waved(number(0.5), lambda z: sin(3 * z), lambda z: 3 * cos(3 * z)), [], EXPONENTIAL),
    ("coslu", waved(1, cos, lambda z: -sin(z)), [], EXPONENTIAL),
    ("delu", delu(number(0.5)), [0], EXPONENTIAL),
    ("delu(1.25)", delu(number(1.25)), [0], EXPONENTIAL),
    ("colu", colu, [], EXPONENTIAL + [-1.0, 3.0, 4.0, 90.0]),
    ("tanhlu", tanhlu(1, 1, 1), [], [-20.0, 20.0, 350.0]),
    ("tanhlu(1.3, 0.1, 0.6)", tanhlu(number(1.3), number(0.1), number(0.6)), [], [-20.0, 20.0, 350.0]),
    ("calu", calu, [], [-1.0, -0.9999999, -1.0000001, -19.99, -20.0, -20.01, -100.0, -1e5, -1e7, -1e15, 1e7]),
    ("xatlu", expanded(calu, 0), [], [-1.0, -100.0, -1e7, 1e7]),
    ("xatlu(0.3)", expanded(calu, number(0.3)), [], [-1.0, -100.0, -1e7, 1e7]),
    ("xgelu", expanded(gelu, 0), [], GAUSSIAN),
    ("xgelu(0.3)", expanded(gelu, number(0.3)), [], GAUSSIAN),
    ("xsilu", expanded(lambda z: gate(z, 1, z), 0), [], EXPONENTIAL),
    ("xsilu(0.3)", expanded(lambda z: gate(z, 1, z), number(0.3)), [], EXPONENTIAL),
    ("swish_t", swish_t(1, number(0.1)), [], EXPONENTIAL),
    ("swish_t(2, 0.3)", swish_t(2, number(0.3)), [], EXPONENTIAL),
    ("swish_t_a", lifted(1, number(0.1), number(0.1)), [], EXPONENTIAL),
    ("swish_t_b", lifted(1, number(0.1), number(0.1)), [], EXPONENTIAL),
    ("swish_t_b(2, 0.3)", lifted(2, number(0.3), number(0.3)), [], EXPONENTIAL),
    ("swish_t_c", lifted(1, number(0.1), number(0.1)), [], EXPONENTIAL),
    ("swish_t_c(4, 0.1)", lifted(4, number(0.1) / 4, number(0.1) / 4), [], EXPONENTIAL),
    ("polyrelu", polyrelu(mpf(0), number(1 / 3), number(1 / 3), number(1 / 3)), [0], [1e100]),
    ("polyrelu(0.1, 1, -0.5, 0.25)", polyrelu(number(0.1), 1, mpf("-0.5"), mpf("0.25")), [0], [1e100]),
    ("xielu", xielu(number(0.8), number(0.8), mpf("0.5"), number(-1e-6)), [0, -1e-6], EXPONENTIAL),
    (
        "xielu(1.5, 0.6, 0.25, -0.001)",
        xielu(mpf("1.5"), number(0.6), mpf("0.25"), number(-0.001)),
        [0, -0.001],
        [-20.0],
    ),
    ("golu", golu(1, 1, 1), [], [-8.0, -7.0, -6.62, -6.6, -6.0, -4.0, -2.0, 20.0, 40.0, -39.0, -41.0, -99.0, -101.0]),
    (
        "golu(0.8, 1.5, 0.7)",
        golu(number(0.8), mpf("1.5"), number(0.7)),
        [],
        [-9.0, -8.5, -6.0, 20.0, -50.0, -60.0, -150.0],
    ),
    ("dynamic_tanh", affine(tanh_pair, mpf("0.5"), 0, 1, 0), [], EXPONENTIAL + [19.1, 38.2, 700.0]),
    ("dynamic_tanh(0.8, 1.5, -0.25)", affine(tanh_pair, number(0.8), 0, mpf("1.5"), mpf("-0.25")), [], [-20.0, 20.0]),
    ("derf", affine(erf_pair, mpf("0.5"), 0, 1, 0), [], [-77.0, -53.0, -12.0, -8.0, 8.0, 11.7, 12.0, 53.0]),
    (
        "derf(0.8, 0.3, 1.5, -0.25)",
        affine(erf_pair, number(0.8), number(0.3), mpf("1.5"), mpf("-0.25")),
        [],
        [-8.0, 8.0],
    ),
    ("b_silu", lifted(1, number(1.67) / 2, number(1.67) / 2), [], EXPONENTIAL),
    ("b_silu(0.5)", lifted(1, mpf("0.25"), mpf("0.25")), [], EXPONENTIAL),
    ("nelu", nelu(number(0.05)), [0], [-100.0, -1e5]),
    ("nelu(0.2)", nelu(number(0.2)), [0], [-100.0, -1e5]),
    ("sugar", lambda z: (max(z, mpf(0)), step(z > 0)), [0], [-50.0, 50.0]),
    ("sugar_nelu", lambda z: (max(z, mpf(0)), step(z > 0)), [0], [-50.0, 50.0]),
    ("ste_step", lambda z: (step(z > 0), mpf(0)), [0], [-50.0, 50.0]),
    ("ste_sign", lambda z: (2 * step(z >= 0) - 1, mpf(0)), [0, -1, 1], [-50.0, 50.0]),
    ("mila", gated(of_softplus(tanh_pair, 1, 1, mpf("-0.25"))), [], EXPONENTIAL),
    ("mila(0.5)", gated(of_softplus(tanh_pair, 1, 1, mpf("0.5"))), [], EXPONENTIAL),
    ("sinsig", gated(sinsig), [], EXPONENTIAL + [40.0, 100.0]),
    ("tanhsoft_1", tanhsoft_1(number(0.87)), [], EXPONENTIAL + [20.0, 40.0]),
    ("tanhsoft_1(0.4)", tanhsoft_1(number(0.4)), [], EXPONENTIAL + [20.0, 40.0]),
    ("tanhsoft_2", gated(of_exponential(tanh_pair, number(0.6), 1)), [], EXPONENTIAL),
    (
        "tanhsoft_2(0.75, 0.5)",
        gated(of_exponential(tanh_pair, mpf("0.75"), mpf("0.5"))),
        [],
        [z * 2 for z in EXPONENTIAL],
    ),
    ("eis_1", eis_1(number(1.16), 1), [], [z / 2 for z in EXPONENTIAL] + [20.0, 100.0]),
    ("eis_1(2, 0.5)", eis_1(2, mpf("0.5")), [], [z / 2 for z in EXPONENTIAL] + [20.0, 100.0]),
    ("eis_2", eis_2(1, 1), [], EXPONENTIAL + [20.0, 100.0]),
    ("eis_2(2, 0.5)", eis_2(2, mpf("0.5")), [], EXPONENTIAL + [20.0, 100.0]),
    ("srs", srs(2, 3), [], [z * 3 for z in EXPONENTIAL] + [-3.0, 20.0, 100.0, 500.0, 2000.0]),
    ("srs(5, 3)", srs(5, 3), [], [z * 3 for z in EXPONENTIAL] + [-3.0, 20.0, 100.0, 500.0, 2000.0]),
    ("sgelu", gated(affine(erf_pair, 1 / sqrt(mpf(2)), 0, 1, 0)), [], [-38.0, -8.0, 8.0, 38.0]),
    ("swim", swim(mpf("0.5")), [], [-1e5, -100.0, 100.0]),
    ("swim(1)", swim(1), [], [-1e150, -1e9, -1e5, -100.0, 100.0]),
    ("swim(-0.3)", swim(number(-0.3)), [], [-1e5, -100.0, 100.0]),
    ("pflu", swim(1), [], [-1e150, -1e9, -1e5, -100.0, -0.77, 100.0]),
    ("softmodulus_q", softmodulus_q, [-1, 0, 1], [-1.3, 1.3]),
    ("softmodulus_t", gated(affine(tanh_pair, 1 / number(0.01), 0, 1, 0)), [], [-0.5, -0.1, 0.01, 0.1, 0.5, 7.0]),
    ("softmodulus_t(0.5)", gated(affine(tanh_pair, mpf(2), 0, 1, 0)), [], [-20.0, -0.1, 0.6, 20.0, 180.0]),
    ("hyper_sinh", hyper_sinh, [0], [-50.0, 20.0, 50.0, 700.0, 710.0]),
    ("m_arcsinh", m_arcsinh, [], [-1e9, -100.0, -1e-5, 1e-5, 100.0, 1e9]),
    ("arelu", arelu(number(0.9), 2), [0], [-50.0, 50.0]),
    ("arelu(1.5, -1)", arelu(mpf("1.5"), -1), [0], [-50.0, 50.0]),
]

# Their period is lost where neighbouring numbers are periods apart.
PERIODIC = ("sin", "cos", "siren", "siren(1.7)", "snake(1)", "snake(4.3)")


def points(name, kinks, own):
    rng = random.Random(20)
    drawn = [rng.gauss(0, 1) for _ in range(14)] + [rng.uniform(-12, 12) for _ in range(14)]
    beside = [float(k) + d for k in kinks for d in (-1e-3, -1e-9, 0.0, 1e-9, 1e-3)]
    wide = [z for z in WIDE if name not in PERIODIC or abs(z) < 1e6]
    return sorted(set(ORDINARY + wide + drawn + beside + own))


def main():
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["activation", "z", "value", "derivative"])
    for name, phi, kinks, own in TABLE:
        for z in points(name, kinks, own):
            value, derivative = phi(mpf(z))
            writer.writerow([name, repr(z), written(value), written(derivative)])


if __name__ == "__main__":
    main()
