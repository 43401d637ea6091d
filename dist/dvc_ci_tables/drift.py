"""Distances between two distributions, of plain numbers."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DECILES = 10
BINS = 20
LEAST_SHARE = 1e-4
"""Stands for an empty bin in the index, whose logarithm would be infinite."""
STEPS = 1000
"""Bins that stand for a distribution of many numbers."""


class Distribution:
    """Numbers with their counts.

    :param values: limits in ascending order; each number is counted at the first one that is not less than it
    :param exact: the numbers are these values, so there is none between two limits
    """

    def __init__(self, values: Sequence[float], counts: Sequence[float], *, exact: bool) -> None:
        self.exact = exact
        self.values = [value for value, count in zip(values, counts) if count > 0]
        self.sums = list(accumulate(count for count in counts if count > 0))
        self.total = self.sums[-1] if self.sums else 0

    def below(self, value: float) -> float:
        """Share of the numbers that are at most the value."""
        place = bisect_right(self.values, value)
        return 0.0 if place == 0 else self.sums[place - 1] / self.total

    def quantile(self, share: float) -> float:
        """The smallest number with at least this share of the numbers at or below it, interpolated in a bin."""
        wanted = share * self.total
        place = min(bisect_left(self.sums, wanted - 1e-9), len(self.values) - 1)
        if self.exact or place == 0:
            return self.values[place]
        low, high, start = self.values[place - 1], self.values[place], self.sums[place - 1]
        part = (wanted - start) / (self.sums[place] - start)
        return low + (high - low) * part if math.isfinite(high - low) else high


def kolmogorov_smirnov(now: Distribution, before: Distribution) -> float:
    """Largest difference of the two distribution functions."""
    return max((abs(now.below(place) - before.below(place)) for place in {*now.values, *before.values}), default=0.0)


def edges_of(before: Distribution) -> list[float]:
    """The inner limits of ten bins with equal shares of the baseline; fewer where many numbers are equal."""
    return sorted({before.quantile(step / DECILES) for step in range(1, DECILES)})


def shares(of: Distribution, edges: Sequence[float]) -> list[float]:
    """Shares in the bins (-∞, e1], (e1, e2], …, (en, ∞)."""
    sums = [0.0, *(of.below(edge) for edge in edges), 1.0]
    return [max(0.0, high - low) for low, high in zip(sums, sums[1:])]


def stability_index(now: Sequence[float], before: Sequence[float]) -> float:
    """Population stability index of two lists of shares: Σ (now - before) ln(now / before)."""
    index = 0.0
    for share, base in zip(now, before):
        first, second = max(share, LEAST_SHARE), max(base, LEAST_SHARE)
        index += (first - second) * math.log(first / second)
    return index


def total_variation(now: Sequence[float], before: Sequence[float]) -> float:
    """Half of the sum of the differences of shares."""
    return sum(abs(share - base) for share, base in zip(now, before)) / 2


def limits_of_bins(sides: Sequence[Distribution]) -> list[float] | None:
    """The limits of bins of equal width over the middle 99 % of both sides; None where all numbers are equal."""
    low = min(side.quantile(0.005) for side in sides)
    high = max(side.quantile(0.995) for side in sides)
    if not (math.isfinite(low) and math.isfinite(high) and low < high and math.isfinite(high - low)):
        return None
    return [low + (high - low) * step / BINS for step in range(BINS + 1)]
