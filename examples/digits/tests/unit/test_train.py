import pickle

import numpy as np
import pytest

from train import make_classifier

HYPER_PARAMS = {"logreg": {"C": 1.0, "max_iter": 200}, "forest": {"n_estimators": 5}}


@pytest.mark.parametrize("name", HYPER_PARAMS)
def test_the_same_seed_gives_the_same_bytes(name: str) -> None:
    random = np.random.default_rng(5)
    features, labels = random.random((60, 8)), np.arange(60) % 3

    def fitted() -> bytes:
        return pickle.dumps(make_classifier(name, HYPER_PARAMS[name], seed=7).fit(features, labels))

    assert fitted() == fitted()


def test_hyper_parameters_reach_the_classifier() -> None:
    assert make_classifier("logreg", {"C": 0.25}, seed=7).get_params()["C"] == 0.25
    assert make_classifier("forest", {"n_estimators": 5}, seed=7).get_params()["n_estimators"] == 5


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'svm'.*logreg or forest"):
        make_classifier("svm", {}, seed=7)
