"""Stage select: the candidate that does best on the validation split becomes the model.

It is then fitted again on train and valid together. The test split stays unseen: it is for evaluate
alone. (A file named select.py would hide the standard library's module of that name.)
"""

import json
from pathlib import Path

import joblib
import numpy as np
import yaml
from sklearn.base import clone
from sklearn.metrics import accuracy_score, f1_score
from threadpoolctl import threadpool_limits

FEATURES = Path("data/features")
MODELS = Path("models")
SELECTION = Path("selection.json")
CANDIDATES = ("logreg", "forest")


def score(labels: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Return what a candidate can be chosen by: higher is better for each."""
    return {
        "accuracy": round(float(accuracy_score(labels, predicted)), 6),
        "f1_macro": round(float(f1_score(labels, predicted, average="macro")), 6),
    }


def pick_champion(scores: dict[str, dict[str, float]], metric: str) -> str:
    """Return the name with the highest metric; of equals, the one that comes first."""
    return max(scores, key=lambda name: scores[name][metric])


def main() -> None:
    params = yaml.safe_load(Path("params.yaml").read_text())
    train, valid = np.load(FEATURES / "train.npz"), np.load(FEATURES / "valid.npz")
    candidates = {name: joblib.load(MODELS / f"{name}.joblib") for name in CANDIDATES}
    scores = {
        name: score(valid["labels"], candidate.predict(valid["features"]))
        for name, candidate in candidates.items()
    }
    champion = pick_champion(scores, params["select"]["metric"])

    # A forest that joblib loaded and dumps again has other bytes each time (the unused bytes of its
    # nodes are not set on loading): a newly fitted one keeps the model's hash the same.
    features = np.concatenate([train["features"], valid["features"]])
    labels = np.concatenate([train["labels"], valid["labels"]])
    with threadpool_limits(limits=1):
        model = clone(candidates[champion]).fit(features, labels)
    joblib.dump(model, MODELS / "model.joblib")
    SELECTION.write_text(json.dumps(scores, indent=2) + "\n", newline="\n")
    print(f"champion: {champion} {scores[champion]}")


if __name__ == "__main__":
    main()
