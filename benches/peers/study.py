#!/usr/bin/env python3
"""Compares a depth study with the same study in PyTorch, in pairs.

    python3 -m venv V && V/bin/pip install torch numpy
    cargo build --release
    V/bin/python benches/peers/study.py [--rounds 5]

Optional: neither the build nor the tests need it. The work is that of
benches/peers/study.toml: 10 activations x depths 8, 32, 128 x 8 trials, width =
batch = 256, Gaussian weights at the activation's gain, forward, backward from a
random cotangent; per layer the gradient's and the activations' RMS, dead units,
and the gradients that f16 and bf16 round to zero. PyTorch is run as people write
it (autograd with hooks, two threads) and at its best (by hand with out= and
reused buffers, two processes of one thread each). Whole processes are timed in
turn, round after round; the table gives the ratios of a round: median, least and
greatest. Above 1 is faster than PyTorch.
"""
import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

NAMES = ["relu", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu", "mish", "tanh", "sigmoid"]
DEPTHS, TRIALS, WIDTH = (128, 32, 8), 8, 256
F16, BF16 = 2.0**-25, 2.0**-134
PAIRS = WIDTH * WIDTH


def gains():
    """1 / sqrt E[phi(z)^2] for z ~ N(0, 1), by a sum over a fine grid."""
    alpha, scale = 1.6732632423543772, 1.0507009873554805
    elu = lambda x: x if x > 0 else math.expm1(x)
    functions = {
        "relu": lambda x: max(x, 0.0),
        "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
        "prelu": lambda x: x if x > 0 else 0.25 * x,
        "elu": elu,
        "selu": lambda x: scale * (x if x > 0 else alpha * math.expm1(x)),
        "gelu": lambda x: x * 0.5 * (1 + math.erf(x / 2**0.5)),
        "silu": lambda x: x / (1 + math.exp(-x)),
        "mish": lambda x: x * math.tanh(math.log1p(math.exp(x))),
        "tanh": math.tanh,
        "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    }
    grid = [i / 100 for i in range(-1000, 1001)]
    density = [math.exp(-x * x / 2) for x in grid]
    moment = lambda f: sum(d * f(x) ** 2 for x, d in zip(grid, density)) / sum(density)
    return {name: moment(f) ** -0.5 for name, f in functions.items()}


def by_hand(cells, gain):
    import torch

    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    A = torch.ops.aten
    selu = (1.6732632423543772, 1.0507009873554805, 1)
    one = torch.ones(WIDTH, WIDTH)
    forward = {
        "relu": lambda z, o: A.relu.out(z, out=o),
        "leaky_relu": lambda z, o: A.leaky_relu.out(z, 0.01, out=o),
        "prelu": lambda z, o: A.leaky_relu.out(z, 0.25, out=o),
        "elu": lambda z, o: A.elu.out(z, 1, 1, 1, out=o),
        "selu": lambda z, o: A.elu.out(z, *selu, out=o),
        "gelu": lambda z, o: A.gelu.out(z, out=o),
        "silu": lambda z, o: A.silu.out(z, out=o),
        "mish": lambda z, o: A.mish.out(z, out=o),
        "tanh": lambda z, o: torch.tanh(z, out=o),
        "sigmoid": lambda z, o: torch.sigmoid(z, out=o),
    }
    derivative = {
        "relu": lambda z, h, d: A.threshold_backward.grad_input(one, z, 0, grad_input=d),
        "leaky_relu": lambda z, h, d: A.leaky_relu_backward.grad_input(one, z, 0.01, False, grad_input=d),
        "prelu": lambda z, h, d: A.leaky_relu_backward.grad_input(one, z, 0.25, False, grad_input=d),
        "elu": lambda z, h, d: A.elu_backward.grad_input(one, 1.0, 1, 1, False, z, grad_input=d),
        "selu": lambda z, h, d: A.elu_backward.grad_input(one, *selu, False, z, grad_input=d),
        "gelu": lambda z, h, d: A.gelu_backward.grad_input(one, z, grad_input=d),
        "silu": lambda z, h, d: A.silu_backward.grad_input(one, z, grad_input=d),
        "mish": lambda z, h, d: d.copy_(A.mish_backward(one, z)),
        "tanh": lambda z, h, d: A.tanh_backward.grad_input(one, h, grad_input=d),
        "sigmoid": lambda z, h, d: A.sigmoid_backward.grad_input(one, h, grad_input=d),
    }
    weights, derivatives = torch.empty(max(DEPTHS), WIDTH, WIDTH), torch.empty(max(DEPTHS), WIDTH, WIDTH)
    z, h, g, delta, size, mask = (torch.empty(WIDTH, WIDTH) for _ in range(6))
    norm = torch.linalg.vector_norm
    results = []
    for name, depth, trial in cells:
        draws = torch.Generator().manual_seed(1000003 * trial + 17 * depth + NAMES.index(name))
        figures = torch.zeros(depth, 5)
        h.normal_(generator=draws)
        for layer in range(depth):
            weights[layer].normal_(0, gain[name] / WIDTH**0.5, generator=draws)
            torch.mm(h, weights[layer].t(), out=z)
            forward[name](z, h)
            derivative[name](z, h, derivatives[layer])
            norm(h, out=figures[layer, 0])
            figures[layer, 1] = (derivatives[layer].abs().amax(0) == 0).sum()
        g.normal_(generator=draws)
        for layer in reversed(range(depth)):
            torch.mul(g, derivatives[layer], out=delta)
            norm(delta, out=figures[layer, 2])
            # Masks of floats: their sums are vectorised, those of booleans not.
            torch.abs(delta, out=size)
            zeros = torch.eq(size, 0, out=mask).sum()
            figures[layer, 3] = torch.le(size, F16, out=mask).sum() - zeros
            figures[layer, 4] = torch.le(size, BF16, out=mask).sum() - zeros
            if layer:
                torch.mm(delta, weights[layer], out=g)
        results.append(figures.numpy())
    return results


def autograd(cells, gain):
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(2)
    functions = {
        "relu": F.relu, "leaky_relu": F.leaky_relu, "prelu": lambda z: F.leaky_relu(z, 0.25),
        "elu": F.elu, "selu": F.selu, "gelu": F.gelu, "silu": F.silu, "mish": F.mish,
        "tanh": torch.tanh, "sigmoid": torch.sigmoid,
    }
    results = []
    for name, depth, trial in cells:
        torch.manual_seed(1000003 * trial + 17 * depth + NAMES.index(name))
        f = functions[name]
        weights = [(torch.randn(WIDTH, WIDTH) * gain[name] / WIDTH**0.5).requires_grad_() for _ in range(depth)]
        figures = torch.zeros(depth, 5)

        def look(layer):
            def hook(delta):
                size = delta.abs()
                zeros = PAIRS - size.gt(0).sum()
                figures[layer, 2] = delta.norm()
                figures[layer, 3] = size.le(F16).sum() - zeros
                figures[layer, 4] = size.le(BF16).sum() - zeros
            return hook

        h = torch.randn(WIDTH, WIDTH)
        for layer in range(depth):
            z = F.linear(h, weights[layer])
            z.register_hook(look(layer))
            h = f(z)
            with torch.no_grad():
                figures[layer, 0] = h.norm()
            at = z.detach().requires_grad_()
            (slope,) = torch.autograd.grad(f(at).sum(), at)
            figures[layer, 1] = (slope == 0).all(0).sum()
        h.backward(torch.randn(WIDTH, WIDTH))
        results.append(figures.detach().numpy())
    return results


def peer(mode):
    """One whole study in PyTorch, in this process."""
    gain = gains()
    cells = [(name, depth, trial) for depth in DEPTHS for trial in range(TRIALS) for name in NAMES]
    if mode == "autograd":
        autograd(cells, gain)
        return
    import multiprocessing

    import torch  # before the fork: it is loaded once

    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.starmap(by_hand, [([cell], gain) for cell in cells], chunksize=1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", choices=["by_hand", "autograd"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ[variable] = "2" if options.peer == "autograd" else "1"
        peer(options.peer)
        return
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
    program = os.path.join(root, os.environ.get("CARGO_TARGET_DIR", "target"), "release", "actlab")
    if not os.path.exists(program):
        sys.exit("build it first: cargo build --release")
    ours = [program, "study", os.path.join(root, "benches", "peers", "study.toml"), "--threads", "2"]
    theirs = [sys.executable, os.path.abspath(__file__), "--peer"]
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "shared draws": [*ours, "--restart", "--out", "shared"],
            "fresh draws": [*ours, "--restart", "--out", "fresh", "--independent"],
            "PyTorch by hand, 2 processes": [*theirs, "by_hand"],
            "PyTorch autograd with hooks, 2 threads": [*theirs, "autograd"],
        }
        # No results of criterion's, which would add charts.
        environment = {**os.environ, "CRITERION_HOME": os.path.join(folder, "none")}
        seconds = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
                seconds[name].append(time.perf_counter() - start)
    print("| whole process | median s |\n|---|---|")
    for name, times in seconds.items():
        print(f"| {name} | {statistics.median(times):.2f} |")
    print("\n| times faster | median | least | greatest |\n|---|---|---|---|")
    for mine in list(commands)[:2]:
        for peer_name in list(commands)[2:]:
            ratios = [b / a for a, b in zip(seconds[mine], seconds[peer_name])]
            print(f"| {mine}, against {peer_name} | {statistics.median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f} |")


if __name__ == "__main__":
    main()
