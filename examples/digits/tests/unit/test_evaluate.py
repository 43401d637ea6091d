import numpy as np
import pytest

from evaluate import measure, precision_recall

LABELS = np.arange(20) % 10


def probabilities_for(predicted: np.ndarray, confidence: float) -> np.ndarray:
    """Give the predicted digit `confidence` and share the rest among the other nine."""
    probabilities = np.full((len(predicted), 10), (1 - confidence) / 9)
    probabilities[np.arange(len(predicted)), predicted] = confidence
    return probabilities


def test_a_perfect_model() -> None:
    metrics = measure(LABELS, probabilities_for(LABELS, 0.9))
    assert metrics == {
        "accuracy": 1.0,
        "f1_macro": 1.0,
        "worst_recall": 1.0,
        "log_loss": round(-np.log(0.9), 6),
        "roc_auc": 1.0,
    }


def test_one_digit_that_is_never_read_shows_in_worst_recall() -> None:
    predicted = np.where(LABELS == 8, 3, LABELS)
    metrics = measure(LABELS, probabilities_for(predicted, 0.9))
    assert metrics["accuracy"] == 0.9
    assert metrics["worst_recall"] == 0.0


def test_the_curve_goes_from_everything_to_the_certain_ones() -> None:
    curve = precision_recall(LABELS, probabilities_for(LABELS, 0.7), thresholds=5)
    assert curve == [
        {"threshold": 0.0, "precision": 0.1, "recall": 1.0},
        {"threshold": 0.25, "precision": 1.0, "recall": 1.0},
        {"threshold": 0.5, "precision": 1.0, "recall": 1.0},
    ]


@pytest.mark.parametrize("noise", [-1e-12, 1e-12])
def test_rounding_noise_moves_no_point_of_the_curve(noise: float) -> None:
    probabilities = probabilities_for(LABELS, 0.5)
    assert precision_recall(LABELS, probabilities + noise, 5) == precision_recall(
        LABELS, probabilities, 5
    )
