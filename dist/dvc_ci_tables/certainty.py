"""The intervals of metrics by the predictions that they were computed from, and the metrics of slices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dvc_ci_tables.faults import NotATableError, UnreadError
from dvc_ci_tables.measures import functions_of, lack_of, values_of
from dvc_ci_tables.predictions import Reader
from dvc_ci_tables.resamples import Resamples, intervals_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dvc_ci_tables.measures import Predictions
    from dvc_ci_tables.predictions import Both
    from dvc_ci_tables.request import CertaintyQuestion, Measured, Sides
    from dvc_ci_tables.sides import Opener, Side

FEWEST = 30
"""Rows of an interval: percentiles of fewer are too narrow."""


def answer(question: CertaintyQuestion, opener: Opener, until: float) -> Sides:
    """For each metric its function and its intervals, or why it has none; for each slice its metrics.

    :raises UnreadError: the predictions of now cannot be used
    """
    file = question.file
    reader = Reader(opener.connection, file)
    now = opened(opener, file.now, file.path)
    both, lost = None, None
    if file.before is not None:
        try:
            both = reader.both(now, opened(opener, file.before, file.path))
        except (UnreadError, NotATableError) as error:
            lost = str(error) or "it is no table"
    both = both or reader.both(now, None)
    found = Certainty(question, both, until)
    metrics = [found.metric(each) for each in question.metrics]
    told: Sides = {"rows": both.now.rows, "metrics": metrics}
    if both.before is not None:
        told["baseline_rows"] = both.before.rows
    unpaired = both.unpaired or (None if lost is None else f"the baseline's predictions cannot be used: {lost}")
    if unpaired is not None:
        told["unpaired"] = unpaired
    if file.slices:
        told["slices"] = found.slices(metrics)
        if both.unsliced:
            told["unsliced"] = "; ".join(both.unsliced.values())
    return told


def opened(opener: Opener, file: str, path: str) -> Side:
    side = opener.open(file, path)
    if side.rows == 0:
        raise UnreadError("it has no rows")
    return side


class Certainty:
    """The answers about one table of predictions."""

    def __init__(self, question: CertaintyQuestion, both: Both, until: float) -> None:
        self.question = question
        self.both = both
        self.until = until
        names = [function for each in question.metrics for function in functions_of(each.name)]
        self.values = values_of(list(dict.fromkeys(names)), both.now)
        self.before = {} if both.before is None else values_of(list(self.values), both.before)
        self.known: dict[str, list[np.ndarray] | str] = {}
        self.resample()

    def resample(self) -> None:
        """The values of all functions that a metric has, in the same resamples."""
        chosen = [self.chosen(each) for each in self.question.metrics]
        functions = list(dict.fromkeys(each for each in chosen if each is not None))
        self.known = resampled(functions, self.both.now, self.partner(), self.until)

    def partner(self) -> Predictions | None:
        return self.both.before if self.both.unpaired is None else None

    def chosen(self, metric: Measured) -> str | None:
        """The function whose value on all rows is that of the metric."""
        near = [
            (abs(self.values[each] - metric.value), index, each)
            for index, each in enumerate(functions_of(metric.name))
            if each in self.values and self.is_value(metric.value, self.values[each])
        ]
        return min(near)[2] if near else None

    def is_value(self, given: float, value: float) -> bool:
        """True for equal numbers, or for one that the evaluation has rounded to three digits or more."""
        share = max(self.question.tolerance, 1e-6)
        return abs(given - value) <= max(share * abs(value), 1e-12, rounding_of(given))

    def metric(self, metric: Measured) -> Sides:
        told: Sides = {"name": metric.name}
        names = functions_of(metric.name)
        if not names:
            return {**told, "reason": "unknown"}
        function = self.chosen(metric)
        if function is None:
            value = next((self.values[each] for each in names if each in self.values), None)
            if value is not None:
                return {**told, "given": value}
            return {**told, "lack": lack_of(names[-1], self.both.now) or "it is undefined on these rows"}
        told["function"] = function
        before = self.before.get(function)
        if metric.baseline is not None and self.both.before is not None:
            if before is None:
                told["unpaired"] = "it is undefined on the rows of the baseline"
            elif not self.is_value(metric.baseline, before):
                told["baseline_given"] = before
        values = self.known[function]
        if isinstance(values, str):
            return {**told, "lack": values}
        is_pair = (
            len(values) == 2 and metric.baseline is not None and not ({"unpaired", "baseline_given"} & told.keys())
        )
        intervals = intervals_of(values if is_pair else values[:1], self.question.levels)
        return {**told, **({"lack": intervals} if isinstance(intervals, str) else {"intervals": intervals})}

    def slices(self, metrics: Sequence[Sides]) -> list[Sides]:
        """The metrics of each slice that have a function, as numbers of both sides with their intervals."""
        functions = {each["name"]: each["function"] for each in metrics if "function" in each}
        unlike = {each["name"] for each in metrics if {"baseline_given", "unpaired"} & each.keys()}
        return [
            self.slice(dimension, value, position, functions, unlike)
            for dimension, values in self.both.slices.items()
            for position, value in enumerate(values)
        ]

    def slice(self, dimension: str, value: str, position: int, functions: dict[str, str], unlike: set[str]) -> Sides:
        wanted = list(dict.fromkeys(functions.values()))
        here = self.both.now.slices[dimension] == position
        there = None if self.both.before is None else self.both.before.slices[dimension] == position
        now = self.both.now.taken(here)
        before = None if self.both.before is None or there is None else self.both.before.taken(there)
        partner = self.partner()
        is_pair = partner is not None and there is not None and bool(np.array_equal(here, there))
        values = values_of(wanted, now)
        old = {} if before is None else values_of(wanted, before)
        known = resampled(list(values), now, before if is_pair else None, self.until)
        told = []
        for name, function in functions.items():
            metric: Sides = {"name": name}
            if function in values:
                metric["value"] = values[function]
            if function in old and name not in unlike:
                metric["baseline"] = old[function]
            drawn = known.get(function)
            if drawn is not None and not isinstance(drawn, str):
                intervals = intervals_of(drawn if "baseline" in metric else drawn[:1], self.question.levels)
                if not isinstance(intervals, str):
                    metric["intervals"] = intervals
            told.append(metric)
        slice_: Sides = {"dimension": dimension, "value": value, "rows": now.rows, "metrics": told}
        if before is not None:
            slice_["baseline_rows"] = before.rows
        return slice_


def resampled(
    functions: Sequence[str], now: Predictions, partner: Predictions | None, until: float
) -> dict[str, list[np.ndarray] | str]:
    """The values of each function in the resamples, on one side or on both; or why it has none."""
    if now.rows < FEWEST:
        return dict.fromkeys(functions, f"it has {now.rows} rows, and an interval needs {FEWEST}")
    with_partner = [each for each in functions if partner is not None and lack_of(each, partner) is None]
    alone = [each for each in functions if each not in with_partner]
    found = {} if partner is None else Resamples([now, partner], until).values(with_partner)
    return {**found, **Resamples([now], until).values(alone)}


def rounding_of(value: float) -> float:
    """Half a unit of the last decimal of a number with three digits or more; 0 for one with fewer."""
    digits, _, exponent = repr(abs(value)).partition("e")
    whole, _, decimals = digits.partition(".")
    if len((whole + decimals).strip("0")) < 3 or decimals == "0":
        return 0.0
    return 0.500001 * 10.0 ** (int(exponent or 0) - len(decimals))
