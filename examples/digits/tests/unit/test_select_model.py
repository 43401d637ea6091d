import numpy as np
import pytest

from select_model import pick_champion, score

SCORES = {
    "logreg": {"accuracy": 0.96, "f1_macro": 0.94},
    "forest": {"accuracy": 0.95, "f1_macro": 0.95},
}


@pytest.mark.parametrize(("metric", "champion"), [("accuracy", "logreg"), ("f1_macro", "forest")])
def test_the_highest_metric_wins(metric: str, champion: str) -> None:
    assert pick_champion(SCORES, metric) == champion


def test_of_equals_the_first_wins() -> None:
    assert pick_champion({"a": {"accuracy": 0.9}, "b": {"accuracy": 0.9}}, "accuracy") == "a"


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(KeyError):
        pick_champion(SCORES, "acuracy")


def test_score_counts_every_digit_alike_in_f1_macro() -> None:
    labels = np.array([0, 0, 0, 1])
    assert score(labels, np.zeros(4, dtype=int)) == {"accuracy": 0.75, "f1_macro": 0.428571}
