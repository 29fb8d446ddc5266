#!/usr/bin/env python3
"""Compares the f32 kernels with PyTorch's and JAX's, one thread, in pairs.

    python3 -m venv V && V/bin/pip install torch jax
    cargo build --release --example peers
    V/bin/python benches/peers/compare.py [--sizes 65536,1048576] [--rounds 7] [NAME ...]

Optional: neither the build nor the tests need it. The three are measured in
turn, round after round, each for at least 15 ms, with buffers reused, and the
table gives medians over rounds of nanoseconds an element and of ratios. Above 1
is faster than the peer. 'both' is value and derivative: of PyTorch its forward
and its backward with out= where it has that, of JAX one jit of both.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--sizes", default="65536,1048576,16777216")
parser.add_argument("--rounds", type=int, default=7)
parser.add_argument("--no-jax", action="store_true")
parser.add_argument("names", nargs="*")
options = parser.parse_args()

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_grad_enabled(False)
A = torch.ops.aten
LEAST = 0.015
SELU = (1.6732632423543772, 1.0507009873554805, 1.0)



def torch_kernels(name, z, g, y, d):
    """Value into y, and the gradient from z, y and g."""
    table = {
        "relu": (lambda: A.relu.out(z, out=y), lambda: A.threshold_backward.grad_input(g, z, 0, grad_input=d)),
        "leaky_relu": (lambda: A.leaky_relu.out(z, 0.01, out=y), lambda: A.leaky_relu_backward.grad_input(g, z, 0.01, False, grad_input=d)),
        "elu": (lambda: A.elu.out(z, 1, 1, 1, out=y), lambda: A.elu_backward.grad_input(g, 1.0, 1, 1, False, z, grad_input=d)),
        "selu": (lambda: A.elu.out(z, *SELU, out=y), lambda: A.elu_backward.grad_input(g, *SELU, False, z, grad_input=d)),
        "celu": (lambda: A.elu.out(z, 1.0, 1, 1.0, out=y), lambda: A.elu_backward.grad_input(g, 1.0, 1, 1.0, False, z, grad_input=d)),
        "gelu": (lambda: A.gelu.out(z, out=y), lambda: A.gelu_backward.grad_input(g, z, grad_input=d)),
        "gelu_tanh": (lambda: A.gelu.out(z, approximate="tanh", out=y), lambda: A.gelu_backward.grad_input(g, z, approximate="tanh", grad_input=d)),
        "silu": (lambda: A.silu.out(z, out=y), lambda: A.silu_backward.grad_input(g, z, grad_input=d)),
        "mish": (lambda: A.mish.out(z, out=y), lambda: A.mish_backward(g, z)),
        "softplus": (lambda: A.softplus.out(z, out=y), lambda: A.softplus_backward.grad_input(g, z, 1, 20, grad_input=d)),
        "tanh": (lambda: torch.tanh(z, out=y), lambda: A.tanh_backward.grad_input(g, y, grad_input=d)),
        "sigmoid": (lambda: torch.sigmoid(z, out=y), lambda: A.sigmoid_backward.grad_input(g, y, grad_input=d)),
        "hardswish": (lambda: A.hardswish.out(z, out=y), lambda: A.hardswish_backward(g, z)),
        "hardsigmoid": (lambda: A.hardsigmoid.out(z, out=y), lambda: A.hardsigmoid_backward.grad_input(g, z, grad_input=d)),
        "hardtanh": (lambda: A.hardtanh.out(z, out=y), lambda: A.hardtanh_backward.grad_input(g, z, -1, 1, grad_input=d)),
        "relu6": (lambda: A.hardtanh.out(z, 0, 6, out=y), lambda: A.hardtanh_backward.grad_input(g, z, 0, 6, grad_input=d)),
        "hardshrink": (lambda: A.hardshrink.out(z, 0.5, out=y), lambda: A.hardshrink_backward.grad_input(g, z, 0.5, grad_input=d)),
        "softshrink": (lambda: A.softshrink.out(z, 0.5, out=y), lambda: A.softshrink_backward.grad_input(g, z, 0.5, grad_input=d)),
        "threshold": (lambda: A.threshold.out(z, 0, 0, out=y), lambda: A.threshold_backward.grad_input(g, z, 0, grad_input=d)),
        "logsigmoid": (lambda: F.logsigmoid(z), lambda: A.log_sigmoid_backward(g, z, y)),
    }
    return table.get(name)


def jax_kernels(name, z):
    """jit of the value, and of value and derivative in one."""
    import jax
    import jax.numpy as jnp

    functions = {
        "relu": jax.nn.relu,
        "leaky_relu": jax.nn.leaky_relu,
        "elu": jax.nn.elu,
        "selu": jax.nn.selu,
        "celu": jax.nn.celu,
        "gelu": lambda x: jax.nn.gelu(x, approximate=False),
        "gelu_tanh": jax.nn.gelu,
        "silu": jax.nn.silu,
        "mish": jax.nn.mish,
        "softplus": jax.nn.softplus,
        "tanh": jnp.tanh,
        "sigmoid": jax.nn.sigmoid,
        "hardswish": jax.nn.hard_swish,
        "hardsigmoid": jax.nn.hard_sigmoid,
        "hardtanh": jax.nn.hard_tanh,
        "relu6": jax.nn.relu6,
        "logsigmoid": jax.nn.log_sigmoid,
    }
    if name not in functions:
        return None
    f = functions[name]

    def both(x):
        y, pull = jax.vjp(f, x)
        return y, pull(jnp.ones_like(x))[0]

    x = jnp.asarray(z.numpy())
    value, fused = jax.jit(f), jax.jit(both)
    return (lambda: value(x).block_until_ready()), (lambda: jax.block_until_ready(fused(x)))


def seconds(work):
    work()
    calls = 1
    while True:
        start = time.perf_counter()
        for _ in range(calls):
            work()
        elapsed = time.perf_counter() - start
        if elapsed >= LEAST:
            return elapsed / calls
        calls *= 2


def server():
    """kernels.rs, ready to answer."""
    folder = os.environ.get("CARGO_TARGET_DIR", "target")
    program = os.path.join(folder, "release", "examples", "peers")
    if not os.path.exists(program):
        sys.exit("build it first: cargo build --release --example peers")
    return subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ours(process, name, count):
    process.stdin.write(f"{name} {count}\n")
    process.stdin.flush()
    return [float(part) for part in process.stdout.readline().split()]


NAMES = ["relu", "leaky_relu", "relu6", "hardtanh", "hardsigmoid", "hardswish", "hardshrink", "softshrink",
         "threshold", "elu", "selu", "celu", "sigmoid", "tanh", "silu", "gelu", "gelu_tanh", "mish", "softplus",
         "logsigmoid"]


def main():
    process = server()
    for count in map(int, options.sizes.split(",")):
        print(f"\n{count} elements\n")
        print("| activation | value | both | torch value / both | ratio value / both | JAX ratio value / both | both : value | share of copy / triad |")
        print("|---|---|---|---|---|---|---|---|")
        ratios = {"torch value": [], "torch both": [], "JAX value": [], "JAX both": []}
        for name in options.names or NAMES:
            torch.manual_seed(1)
            z, g = torch.randn(count) * 2, torch.randn(count)
            y, d = torch.empty_like(z), torch.empty_like(z)
            peer = torch_kernels(name, z, g, y, d)
            jitted = None if options.no_jax else jax_kernels(name, z)
            rounds = []
            for _ in range(options.rounds):
                mine = ours(process, name, count)
                value = seconds(peer[0]) * 1e9 / count
                both = value + seconds(peer[1]) * 1e9 / count
                fused = [seconds(f) * 1e9 / count for f in jitted] if jitted else [float("nan")] * 2
                rounds.append([*mine, value, both, *fused])
            median = [statistics.median(column) for column in zip(*rounds)]
            ratio = {
                "torch value": statistics.median(r[4] / r[0] for r in rounds),
                "torch both": statistics.median(r[5] / r[1] for r in rounds),
                "JAX value": statistics.median(r[6] / r[0] for r in rounds),
                "JAX both": statistics.median(r[7] / r[1] for r in rounds),
            }
            for key, value in ratio.items():
                if value == value:
                    ratios[key].append(value)
            jax_ratio = f"{ratio['JAX value']:.2f} / {ratio['JAX both']:.2f}" if jitted else ""
            print(f"| {name} | {median[0]:.2f} | {median[1]:.2f} | {median[4]:.2f} / {median[5]:.2f} "
                  f"| {ratio['torch value']:.2f} / {ratio['torch both']:.2f} | {jax_ratio} "
                  f"| {median[1] / median[0]:.2f} | {median[2] / median[0]:.0%} / {median[3] / median[1]:.0%} |", flush=True)
        means = {key: statistics.geometric_mean(values) for key, values in ratios.items() if values}
        print("\ngeometric means of the ratios: " + ", ".join(f"{key} {value:.2f}" for key, value in means.items()))


main()
