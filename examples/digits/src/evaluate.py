"""Stage evaluate: measure the model on the test split. It makes metrics and plots, nothing else."""

import csv
import json
from pathlib import Path

import joblib
import numpy as np
import yaml
from sklearn.metrics import accuracy_score, f1_score, log_loss, recall_score, roc_auc_score

from dataset import N_CLASSES

TEST = Path("data/features/test.npz")
MODEL = Path("models/model.joblib")
METRICS = Path("metrics.json")
PLOTS = Path("evaluation")
# Six decimals: far below what one test digit changes, far above what another CPU's rounding does.
DECIMALS = 6


def measure(labels: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """Return the metrics of class probabilities of shape (n, 10), each rounded to DECIMALS."""
    predicted = probabilities.argmax(axis=1)
    recalls = recall_score(labels, predicted, average=None, labels=range(N_CLASSES))
    metrics = {
        "accuracy": accuracy_score(labels, predicted),
        "f1_macro": f1_score(labels, predicted, average="macro"),
        "worst_recall": recalls.min(),
        "log_loss": log_loss(labels, probabilities, labels=range(N_CLASSES)),
        "roc_auc": roc_auc_score(labels, probabilities, multi_class="ovr"),
    }
    return {name: round(float(value), DECIMALS) for name, value in metrics.items()}


def precision_recall(
    labels: np.ndarray, probabilities: np.ndarray, thresholds: int
) -> list[dict[str, float]]:
    """Return the curve over evenly spaced thresholds, pooled over each digit against the rest.

    A point is left out where no probability reaches its threshold: precision is undefined there.
    """
    truth = np.eye(N_CLASSES, dtype=bool)[labels]
    # A forest's probabilities are shares of its trees, and often equal a threshold: round both,
    # so that the last bit does not decide.
    probabilities = probabilities.round(DECIMALS)
    points = []
    for threshold in np.linspace(0, 1, thresholds).round(DECIMALS):
        chosen = probabilities >= threshold
        if not chosen.any():
            continue
        hits = (chosen & truth).sum()
        points.append(
            {
                "threshold": float(threshold),
                "precision": round(float(hits / chosen.sum()), DECIMALS),
                "recall": round(float(hits / truth.sum()), DECIMALS),
            }
        )
    return points


def main() -> None:
    params = yaml.safe_load(Path("params.yaml").read_text())
    test = np.load(TEST)
    labels = test["labels"]
    probabilities = joblib.load(MODEL).predict_proba(test["features"])
    metrics = measure(labels, probabilities)
    curve = precision_recall(labels, probabilities, **params["evaluate"])

    PLOTS.mkdir(parents=True, exist_ok=True)
    METRICS.write_text(json.dumps(metrics, indent=2) + "\n", newline="\n")
    (PLOTS / "precision_recall.json").write_text(json.dumps(curve, indent=2) + "\n", newline="\n")
    with (PLOTS / "confusion.csv").open("w", encoding="ascii", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["actual", "predicted"])
        writer.writerows(zip(labels, probabilities.argmax(axis=1), strict=True))
    print(json.dumps(metrics))


if __name__ == "__main__":
    main()
