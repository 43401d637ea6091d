"""The model that DVC pulled, on pictures of digits that it was not trained on."""

from pathlib import Path

import joblib
import numpy as np
import pytest
import yaml
from sklearn.base import ClassifierMixin

from dataset import read_digits
from featurize import make_features

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "model.joblib"
TEST = ROOT / "data" / "prepared" / "test.csv"
PARAMS = yaml.safe_load((ROOT / "params.yaml").read_text())


@pytest.fixture(scope="module")
def model() -> ClassifierMixin:
    assert MODEL.exists(), f"{MODEL} is missing: run `dvc pull`"
    return joblib.load(MODEL)


@pytest.fixture(scope="module")
def labels() -> np.ndarray:
    assert TEST.exists(), f"{TEST} is missing: run `dvc pull`"
    return read_digits(TEST)[1]


@pytest.fixture(scope="module")
def probabilities(model: ClassifierMixin) -> np.ndarray:
    assert TEST.exists(), f"{TEST} is missing: run `dvc pull`"
    return model.predict_proba(make_features(read_digits(TEST)[0], **PARAMS["featurize"]))


def test_it_reads_held_out_digits(probabilities: np.ndarray, labels: np.ndarray) -> None:
    assert (probabilities.argmax(axis=1) == labels).mean() > 0.93


def test_it_reads_every_digit(probabilities: np.ndarray, labels: np.ndarray) -> None:
    right = probabilities.argmax(axis=1) == labels
    recalls = {digit: right[labels == digit].mean() for digit in range(10)}
    assert min(recalls.values()) > 0.75, recalls


def test_its_probabilities_are_probabilities(probabilities: np.ndarray) -> None:
    assert probabilities.shape[1] == 10
    assert probabilities.min() >= 0
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_an_empty_picture_gets_an_answer_without_certainty(model: ClassifierMixin) -> None:
    features = make_features(np.zeros((1, 64)), **PARAMS["featurize"])
    assert model.predict_proba(features).max() < 0.9
