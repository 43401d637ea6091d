/** The files of the demo: a classifier in plain Python, which needs no package. */
export const DEMO_FILES: Readonly<Record<string, string>> = {
  'README.md': `# A project to play with

A classifier of two kinds of points, in plain Python. \`dvc-ci init --demo\` made it.

    dvc-ci validate                 # green: the commit has its data, its model and true metrics
    dvc-ci init                     # the workflow and dvc-ci.yaml

Then break something, and validate again:

- In \`metrics.json\`, raise the accuracy: a claim that the model does not keep.
- In \`params.yaml\`, change the rate: a stage that is stale. \`dvc repro && dvc push\` mends it.
- Remove a file below \`../storage\`: data that no clone can download.
`,
  '.gitignore': '__pycache__/\n',
  'params.yaml': 'seed: 7\ntrain:\n  rate: 0.5\n  rounds: 200\n',
  'dvc.yaml': `stages:
  prepare:
    cmd: python3 prepare.py
    deps: [data/points.csv, prepare.py]
    params: [seed]
    outs: [data/train.csv, data/test.csv]
  train:
    cmd: python3 train.py
    deps: [data/train.csv, train.py]
    params: [train]
    outs: [model.json]
  evaluate:
    cmd: python3 evaluate.py
    deps: [data/test.csv, model.json, evaluate.py]
    metrics:
      - metrics.json: { cache: false }
artifacts:
  points:
    path: model.json
    type: model
`,
  'make_points.py': `"""Writes data/points.csv: two overlapping clouds of points."""
import random

random.seed(1)
with open("data/points.csv", "w", newline="\\n") as file:
    file.write("x,y,kind\\n")
    for number in range(600):
        kind = number % 2
        x, y = random.gauss(1.6 * kind, 0.6), random.gauss(1.2 * kind, 0.6)
        file.write(f"{x:.4f},{y:.4f},{kind}\\n")
`,
  'prepare.py': `"""Splits the points into a training set and a test set."""
import random

seed = int(open("params.yaml").read().split("seed:")[1].split()[0])
header, *rows = open("data/points.csv").read().splitlines()
random.Random(seed).shuffle(rows)
cut = len(rows) * 3 // 4
for name, part in (("train", rows[:cut]), ("test", rows[cut:])):
    with open(f"data/{name}.csv", "w", newline="\\n") as file:
        file.write("\\n".join([header, *part]) + "\\n")
`,
  'train.py': `"""Fits a logistic regression by gradient descent."""
import json
import math

text = open("params.yaml").read()
rate = float(text.split("rate:")[1].split()[0])
rounds = int(text.split("rounds:")[1].split()[0])
rows = [[float(cell) for cell in row.split(",")] for row in open("data/train.csv").read().splitlines()[1:]]
a = b = c = 0.0
for _ in range(rounds):
    errors = [1 / (1 + math.exp(-(a * x + b * y + c))) - kind for x, y, kind in rows]
    a -= rate * sum(error * row[0] for error, row in zip(errors, rows)) / len(rows)
    b -= rate * sum(error * row[1] for error, row in zip(errors, rows)) / len(rows)
    c -= rate * sum(errors) / len(rows)
with open("model.json", "w", newline="\\n") as file:
    json.dump({"x": round(a, 6), "y": round(b, 6), "bias": round(c, 6)}, file)
`,
  'evaluate.py': `"""Measures the model on the test set."""
import json
import math

model = json.load(open("model.json"))
rows = [[float(cell) for cell in row.split(",")] for row in open("data/test.csv").read().splitlines()[1:]]
right, loss = 0, 0.0
for x, y, kind in rows:
    chance = 1 / (1 + math.exp(-(model["x"] * x + model["y"] * y + model["bias"])))
    right += (chance > 0.5) == (kind == 1)
    loss -= math.log(chance if kind == 1 else 1 - chance)
with open("metrics.json", "w", newline="\\n") as file:
    json.dump({"accuracy": round(right / len(rows), 4), "log_loss": round(loss / len(rows), 4)}, file, indent=2)
    file.write("\\n")
`,
}
