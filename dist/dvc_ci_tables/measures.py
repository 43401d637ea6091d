"""Metrics of predictions as functions of weights, so that one evaluation gives thousands of resamples.

A resample is a number of times for each row. Definitions and names are those of scikit-learn, which is not needed here:
its functions take one resample at a time, and a million rows in a thousand resamples would take hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

AVERAGES = ("macro", "weighted", "micro")
PLACES = frozenset(
    ("test", "val", "valid", "validation", "eval", "dev", "holdout", "score", "binary", "avg", "average")
)
"""Words of a name that say where it was measured, and not what."""

LABELS = {
    "accuracy": "accuracy acc",
    "error_rate": "error_rate error misclassification_rate",
    "balanced_accuracy": "balanced_accuracy balanced_acc",
    "precision": "precision ppv",
    "recall": "recall sensitivity tpr",
    "specificity": "specificity tnr",
    "f1": "f1 f_1 fscore f1score f_measure",
    "mcc": "mcc matthews_corrcoef matthews",
    "kappa": "kappa cohen_kappa cohens_kappa",
}
SCORES = {
    "roc_auc": "roc_auc auc auroc rocauc auc_roc",
    "average_precision": "average_precision ap pr_auc auprc auc_pr",
    "log_loss": "log_loss logloss cross_entropy nll",
    "brier": "brier brier_loss brier_score_loss",
}
NUMBERS = {
    "mae": "mae mean_absolute_error",
    "mse": "mse mean_squared_error",
    "rmse": "rmse root_mean_squared_error",
    "mape": "mape mean_absolute_percentage_error",
    "r2": "r2 r_2 r_squared rsquared",
}
AVERAGED = ("precision", "recall", "f1")
ALIASES = {
    alias: function
    for group in (LABELS, SCORES, NUMBERS)
    for function, names in group.items()
    for alias in names.split()
}
EPSILON = float(np.finfo(np.float64).eps)


def functions_of(name: str) -> list[str]:
    """The functions that the dotted name of a metric may stand for, the likeliest first; empty for an unknown name.

    `f1` of many labels does not say how they are averaged: the value of the metric decides.
    """
    words = [each for each in re.split(r"[^a-z0-9]+", re.sub(r"^.*[.:/]", "", name).lower()) if each]
    averages = [each for each in words if each in AVERAGES]
    rest = [each for each in words if each not in AVERAGES]
    function = ALIASES.get("_".join(rest)) or ALIASES.get("_".join(each for each in rest if each not in PLACES))
    if function is None or len(averages) > 1 or (averages and function not in AVERAGED):
        return []
    if averages:
        return [f"{function}_{averages[0]}"]
    return [function, *(f"{function}_{each}" for each in AVERAGES)] if function in AVERAGED else [function]


def family_of(function: str) -> str:
    """The columns that a function needs: `labels`, `scores` or `numbers`."""
    return "scores" if function in SCORES else "numbers" if function in NUMBERS else "labels"


@dataclass(frozen=True)
class Predictions:
    """The rows of one side; absent columns are None."""

    truth: np.ndarray | None
    """Positions in the sorted labels of both sides."""
    prediction: np.ndarray | None
    numbers: tuple[np.ndarray, np.ndarray] | None
    """Truth and prediction as numbers."""
    score: np.ndarray | None
    slices: dict[str, np.ndarray]
    """For each column the positions of its values."""
    labels: int
    """Number of labels of both sides."""
    positive: int | None
    """Position of the label that `score` is of, and that precision and recall are of."""
    rows: int

    def taken(self, rows: np.ndarray) -> Predictions:
        """These rows alone."""

        def of(column: np.ndarray | None) -> np.ndarray | None:
            return None if column is None else column[rows]

        return Predictions(
            of(self.truth),
            of(self.prediction),
            None if self.numbers is None else (self.numbers[0][rows], self.numbers[1][rows]),
            of(self.score),
            {name: column[rows] for name, column in self.slices.items()},
            self.labels,
            self.positive,
            len(rows) if rows.dtype != bool else int(rows.sum()),
        )


def lack_of(function: str, side: Predictions) -> str | None:
    """Why a function is not one of these rows, as a clause; None where it is."""
    family = family_of(function)
    if family == "numbers":
        return None if side.numbers is not None else "truth and prediction are no numbers"
    if side.truth is None:
        return "the truth has too many different values for labels"
    return lack_of_scores(function, side) if family == "scores" else lack_of_labels(function, side)


def lack_of_labels(function: str, side: Predictions) -> str | None:
    if side.prediction is None:
        return "metrics.predictions names no column `prediction`"
    if function in (*AVERAGED, "specificity") and side.positive is None:
        return f"it is one of two labels, and the table has {side.labels}"
    return None


def lack_of_scores(function: str, side: Predictions) -> str | None:
    if side.score is None:
        return "metrics.predictions names no column `score`"
    if side.positive is None:
        return f"it is one of two labels, and the table has {side.labels}"
    if function in ("log_loss", "brier") and len(side.score) and (side.score.min() < 0 or side.score.max() > 1):
        return "some scores are not between 0 and 1"
    return None


@dataclass(frozen=True)
class Tallies:
    """Sums of weights by label: one row for each resample, one column for each label."""

    support: np.ndarray
    predicted: np.ndarray
    hits: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        return np.asarray(self.support.sum(axis=1))


class LabelSums:
    """Weights of the rows by true label, by predicted label and where both agree."""

    def __init__(self, truth: np.ndarray, prediction: np.ndarray, labels: int) -> None:
        self.labels = labels
        self.truth, self.prediction = order_of(truth), order_of(prediction)
        hits = np.flatnonzero(truth == prediction)
        order, starts, present = order_of(truth[hits])
        self.hits = (hits[order], starts, present)

    def of(self, weights: np.ndarray) -> Tallies:
        return Tallies(*(self.summed(weights, each) for each in (self.truth, self.prediction, self.hits)))

    def summed(self, weights: np.ndarray, by: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
        order, starts, present = by
        sums = np.zeros((len(weights), self.labels))
        if len(order):
            sums[:, present] = np.add.reduceat(weights[:, order], starts, axis=1)
        return sums


def order_of(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An order in which equal codes are neighbours, where each begins, and the codes."""
    order = np.argsort(codes, kind="stable")
    present, starts = np.unique(codes[order], return_index=True)
    return order, starts, present


def of_labels(function: str, sums: Tallies, positive: int | None) -> np.ndarray:
    """The values of a function of labels, one for each resample; NaN where it is undefined."""
    name, _, average = function.partition("_")
    if name in AVERAGED:
        return averaged(name, average, sums, positive)
    return WHOLE[function](sums) if function in WHOLE else specificity(sums, positive)


def averaged(name: str, average: str, sums: Tallies, positive: int | None) -> np.ndarray:
    if average == "micro":
        return accuracy(sums)
    below = {"precision": sums.predicted, "recall": sums.support, "f1": (sums.support + sums.predicted) / 2}[name]
    if average == "":
        # Without a row of the label there is nothing to recall; scikit-learn says 0 and warns.
        return ratio(sums.hits[:, positive], below[:, positive], np.nan if name == "recall" else 0)
    each = ratio(sums.hits, below, 0)
    if average == "weighted":
        return np.asarray((each * sums.support).sum(axis=1) / sums.rows)
    return np.asarray(each.sum(axis=1) / ((sums.support + sums.predicted) > 0).sum(axis=1))


def specificity(sums: Tallies, positive: int | None) -> np.ndarray:
    others = sums.rows - sums.support[:, positive]
    return ratio(others - sums.predicted[:, positive] + sums.hits[:, positive], others, np.nan)


def accuracy(sums: Tallies) -> np.ndarray:
    return np.asarray(sums.hits.sum(axis=1) / sums.rows)


def balanced_accuracy(sums: Tallies) -> np.ndarray:
    return np.asarray(ratio(sums.hits, sums.support, 0).sum(axis=1) / (sums.support > 0).sum(axis=1))


def kappa(sums: Tallies) -> np.ndarray:
    chance = (sums.support * sums.predicted).sum(axis=1) / sums.rows**2
    return ratio(accuracy(sums) - chance, 1 - chance, np.nan)


def mcc(sums: Tallies) -> np.ndarray:
    squares = [sums.rows**2 - (each**2).sum(axis=1) for each in (sums.support, sums.predicted)]
    agreed = sums.hits.sum(axis=1) * sums.rows - (sums.support * sums.predicted).sum(axis=1)
    return ratio(agreed, np.sqrt(squares[0] * squares[1]), 0)


WHOLE: dict[str, Callable[[Tallies], np.ndarray]] = {
    "accuracy": accuracy,
    "error_rate": lambda sums: 1 - accuracy(sums),
    "balanced_accuracy": balanced_accuracy,
    "kappa": kappa,
    "mcc": mcc,
}


def ratio(above: np.ndarray, below: np.ndarray, undefined: float) -> np.ndarray:
    result = np.full(np.shape(below), undefined, dtype=float)
    np.divide(above, below, out=result, where=below > 0)
    return result


OfWeights = Callable[[np.ndarray], float]
"""The value of a function for the weight of each row."""


def of_rows(function: str, side: Predictions) -> OfWeights:
    """A function of scores or numbers. `lack_of` must allow it."""
    if function in NUMBERS:
        assert side.numbers is not None
        return of_numbers(function, *side.numbers)
    assert side.score is not None
    is_positive = side.truth == side.positive
    if function == "roc_auc":
        return roc_auc(is_positive, side.score)
    if function == "average_precision":
        return average_precision(is_positive, side.score)
    if function == "brier":
        return mean((side.score - is_positive) ** 2)
    clipped = np.clip(side.score, EPSILON, 1 - EPSILON)
    return mean(-np.log(np.where(is_positive, clipped, 1 - clipped)))


def mean(values: np.ndarray) -> OfWeights:
    return lambda weights: float(weights @ values / weights.sum())


def of_numbers(function: str, truth: np.ndarray, prediction: np.ndarray) -> OfWeights:
    error = prediction - truth
    if function == "mae":
        return mean(np.abs(error))
    if function == "mape":
        return mean(np.abs(error) / np.maximum(np.abs(truth), EPSILON))
    squared = mean(error**2)
    if function == "mse":
        return squared
    if function == "rmse":
        return lambda weights: float(np.sqrt(squared(weights)))
    # Numbers far from 0 would lose their digits in the squares.
    centred = truth - truth.mean()
    level, spread = mean(centred), mean(centred**2)

    def r2(weights: np.ndarray) -> float:
        variance = spread(weights) - level(weights) ** 2
        return 1 - squared(weights) / variance if variance > 0 else np.nan

    return r2


def ranked(
    is_positive: np.ndarray, score: np.ndarray, *, falling: bool
) -> Callable[[np.ndarray], tuple[np.ndarray, ...]]:
    """For weights: those of positive and of negative rows for each score, in order."""
    order = np.argsort(score)
    order = order[::-1] if falling else order
    positive, sorted_score = is_positive[order], score[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_score[1:] != sorted_score[:-1])))

    def sums(weights: np.ndarray) -> tuple[np.ndarray, ...]:
        sorted_ = weights[order]
        return np.add.reduceat(sorted_ * positive, starts), np.add.reduceat(sorted_ * ~positive, starts)

    return sums


def roc_auc(is_positive: np.ndarray, score: np.ndarray) -> OfWeights:
    sums = ranked(is_positive, score, falling=False)

    def value(weights: np.ndarray) -> float:
        positive, negative = sums(weights)
        pairs = positive.sum() * negative.sum()
        if pairs == 0:
            return float("nan")
        return float(positive @ (np.cumsum(negative) - negative / 2) / pairs)

    return value


def average_precision(is_positive: np.ndarray, score: np.ndarray) -> OfWeights:
    sums = ranked(is_positive, score, falling=True)

    def value(weights: np.ndarray) -> float:
        positive, negative = sums(weights)
        hits, all_ = np.cumsum(positive), np.cumsum(positive + negative)
        if hits[-1] == 0:
            return float("nan")
        return float(positive @ ratio(hits, all_, 0) / hits[-1])

    return value


def sums_of(side: Predictions) -> LabelSums:
    assert side.truth is not None
    assert side.prediction is not None
    return LabelSums(side.truth, side.prediction, side.labels)


def values_of(functions: Sequence[str], side: Predictions) -> dict[str, float]:
    """The values on all rows; without those that are undefined."""
    found: dict[str, float] = {}
    once = np.ones((1, side.rows))
    wanted = [each for each in functions if lack_of(each, side) is None]
    sums = None
    for function in wanted if side.rows > 0 else []:
        if family_of(function) == "labels":
            sums = sums or sums_of(side).of(once)
            value = float(of_labels(function, sums, side.positive)[0])
        else:
            value = of_rows(function, side)(once[0])
        if np.isfinite(value):
            found[function] = value
    return found
