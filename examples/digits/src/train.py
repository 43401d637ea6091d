"""Stage train@MODEL: fit one candidate on the features of the training split."""

import argparse
from pathlib import Path

import joblib
import numpy as np
import yaml
from sklearn.base import ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

TRAIN = Path("data/features/train.npz")
MODELS = Path("models")


def make_classifier(name: str, hyper_params: dict, seed: int) -> ClassifierMixin:
    """Return the unfitted candidate; ValueError for an unknown name."""
    if name == "logreg":
        return LogisticRegression(**hyper_params, random_state=seed)
    if name == "forest":
        return RandomForestClassifier(**hyper_params, random_state=seed, n_jobs=1)
    raise ValueError(f"unknown model {name!r}: expected logreg or forest")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=["logreg", "forest"])
    name = parser.parse_args().model

    params = yaml.safe_load(Path("params.yaml").read_text())
    train = np.load(TRAIN)
    classifier = make_classifier(name, params["train"][name], params["seed"])
    # One thread: as many as cores are 20 times slower on matrices this small, and the last bits of
    # the fit would depend on how many cores there are.
    with threadpool_limits(limits=1):
        classifier.fit(train["features"], train["labels"])

    MODELS.mkdir(parents=True, exist_ok=True)
    joblib.dump(classifier, MODELS / f"{name}.joblib")
    print(f"{name}: fitted on {len(train['labels'])} digits")


if __name__ == "__main__":
    main()
