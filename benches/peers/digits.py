"""scikit-learn's MLPClassifier on the splits of actlab's own runs.

    cargo run --release --example splits -- digits 1 10 /tmp/splits
    actlab train digits --activation relu --out /tmp/digits
    python benches/peers/digits.py /tmp/splits /tmp/digits/runs.csv

Both learn two hidden layers of 128 ReLU units in batches of 64; the classifier
with Adam, for as many epochs as actlab's 600 steps are and as long as its
defaults let it, actlab as its study has it, at the learning rate that it chose.
"""

import csv
import glob
import sys
import warnings

import numpy
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
splits, runs = sys.argv[1:]
scores = {"same steps": [], "default length": []}
for path in sorted(glob.glob(f"{splits}/*.csv")):
    rows = numpy.loadtxt(path, delimiter=",")
    x, y, held = rows[:, :-2], rows[:, -2].astype(int), rows[:, -1] == 1
    for name, epochs in (("same steps", 600 * 64 // (~held).sum()), ("default length", 200)):
        net = MLPClassifier((128, 128), batch_size=64, max_iter=epochs, random_state=1)
        net.fit(x[~held], y[~held])
        scores[name].append(net.score(x[held], y[held]))
own = [float(r["test_accuracy"]) for r in csv.DictReader(open(runs)) if r["activation"] == "relu"]
for name, values in [("actlab", own), *((f"scikit-learn, {k}", v) for k, v in scores.items())]:
    error = numpy.std(values, ddof=1) / len(values) ** 0.5
    print(f"{name:28} {100 * numpy.mean(values):.2f} % +- {100 * error:.2f} ({len(values)} runs)")
