"""Intervals by the bootstrap: the rows are drawn again with replacement, on both sides the same ones.

Percentiles of 1000 resamples (Efron and Tibshirani, An Introduction to the Bootstrap, 13.3). scipy.stats.bootstrap
makes an array of the rows of each resample, and has 120 MB.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from dvc_ci_tables.faults import UnreadError
from dvc_ci_tables.measures import LabelSums, family_of, of_labels, of_rows, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dvc_ci_tables.measures import Predictions
    from dvc_ci_tables.request import Sides

RESAMPLES = 1000
SEED = 20_231_115
"""The same rows give the same interval in each run."""
MOST_UNDEFINED = 0.05
"""Share of resamples in which a function may be undefined, such as recall without a row of its label."""
DRAWN = 20_000
"""Rows of one resample of scores or numbers. The deviations of more rows are smaller by the root of the ratio.

Bickel, Götze and van Zwet, Resampling fewer than n observations, 1997.
"""
CELLS = 4_000_000
"""Weights that are in memory at once."""


class Resamples:
    """The values of functions in each resample, of one side or of both on the same rows."""

    def __init__(self, sides: Sequence[Predictions], until: float) -> None:
        self.sides = sides
        self.rows = sides[0].rows
        self.until = until

    def values(self, functions: Sequence[str]) -> dict[str, list[np.ndarray] | str]:
        """For each function its values on each side, or why they were not computed. No side may lack a function."""
        labels = [each for each in functions if family_of(each) == "labels"]
        others = [each for each in functions if family_of(each) != "labels"]
        found: dict[str, list[np.ndarray] | str] = {}
        for compute, part in ((self.of_labels, labels), (self.of_rows, others)):
            try:
                found.update(compute(part) if part else {})
            except UnreadError as error:
                found.update(dict.fromkeys(part, str(error)))
        return found

    def of_labels(self, functions: Sequence[str]) -> dict[str, list[np.ndarray]]:
        """Rows with the same labels are one cell, so the cost does not depend on the number of rows."""
        size = self.sides[0].labels
        columns = [column for side in self.sides for column in (side.truth, side.prediction) if column is not None]
        joint = np.zeros(self.rows, dtype=np.int64)
        for column in columns:
            joint = joint * size + column
        _, first, cell, counts = np.unique(joint, return_index=True, return_inverse=True, return_counts=True)
        sums = [
            LabelSums(truth[first], prediction[first], size) for truth, prediction in zip(columns[::2], columns[1::2])
        ]
        random = np.random.default_rng(SEED)
        found: dict[str, list[list[np.ndarray]]] = {each: [[] for _ in sums] for each in functions}
        step = max(1, min(RESAMPLES, CELLS // max(len(counts), size)))
        for start in range(0, RESAMPLES, step):
            self.check_time()
            number = min(step, RESAMPLES - start)
            if len(counts) * 8 < self.rows:
                weights = random.multinomial(self.rows, counts / self.rows, size=number)
            else:
                weights = np.stack([self.drawn(random, cell, len(counts)) for _ in range(number)])
            for index, (side, each) in enumerate(zip(self.sides, sums)):
                of_side = each.of(weights)
                for function in functions:
                    found[function][index].append(of_labels(function, of_side, side.positive))
        return {function: [np.concatenate(parts) for parts in sides] for function, sides in found.items()}

    def of_rows(self, functions: Sequence[str]) -> dict[str, list[np.ndarray]]:
        random = np.random.default_rng(SEED)
        made = {function: [of_rows(function, side) for side in self.sides] for function in functions}
        found = {function: [np.empty(RESAMPLES) for _ in self.sides] for function in functions}
        is_large = self.rows > DRAWN
        for index in range(RESAMPLES):
            self.check_time()
            if is_large:
                rows = random.integers(0, self.rows, DRAWN)
                taken = [side.taken(rows) for side in self.sides]
                made = {function: [of_rows(function, side) for side in taken] for function in functions}
                weights = np.ones(DRAWN)
            else:
                weights = self.drawn(random, None, self.rows).astype(np.float64)
            for function, sides in made.items():
                for side, value in enumerate(sides):
                    found[function][side][index] = value(weights)
        if is_large:
            shrunk = np.sqrt(DRAWN / self.rows)
            for side, rows_of_side in enumerate(self.sides):
                for function, whole in values_of(functions, rows_of_side).items():
                    found[function][side] = whole + shrunk * (found[function][side] - whole)
        return found

    def drawn(self, random: np.random.Generator, cell: np.ndarray | None, size: int) -> np.ndarray:
        """How often each row is in one resample; of cells, how often their rows are."""
        rows = random.integers(0, self.rows, self.rows, dtype=np.int32 if self.rows < 2**31 else np.int64)
        return np.bincount(rows if cell is None else cell[rows], minlength=size)

    def check_time(self) -> None:
        if time.monotonic() >= self.until:
            raise UnreadError("it was not computed within data.timeout")


def intervals_of(values: Sequence[np.ndarray], levels: Sequence[float]) -> list[Sides] | str:
    """The interval of the first side for each level, with that of the difference to the second.

    Or why there is none, as a clause.
    """
    defined = np.isfinite(values[0]) if len(values) == 1 else np.isfinite(values[0]) & np.isfinite(values[1])
    undefined = int((~defined).sum())
    if undefined > MOST_UNDEFINED * len(defined):
        return f"it is undefined in {undefined} of {len(defined)} resamples"
    found = []
    for level in levels:
        low, high = bounds(values[0][defined], level)
        interval: Sides = {"confidence": level, "low": low, "high": high}
        if len(values) == 2:
            interval["change_low"], interval["change_high"] = bounds((values[0] - values[1])[defined], level)
        found.append(interval)
    return found


def bounds(values: np.ndarray, level: float) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    # Sums of floats depend on the processor in their last digits.
    return float(f"{low:.10g}"), float(f"{high:.10g}")
