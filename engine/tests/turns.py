"""Costly cases take turns, as `__tests__/support/turn.ts` has it for the other half."""

from __future__ import annotations

import math
import os
import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


def examples(every: int) -> int:
    """The number of random examples of a property that costs more than a second.

    It is a third of `every`, since each run has another seed. DVC_CI_TURNS=all takes every example, and
    DVC_CI_TEST_EXAMPLES is another number for all properties.
    """
    return chosen(every if os.environ.get("DVC_CI_TURNS") == "all" else math.ceil(every / 3))


def chosen(usual: int) -> int:
    """The number of random examples of any property."""
    return int(os.environ.get("DVC_CI_TEST_EXAMPLES") or usual)


def turn(every: Sequence[T], number: int) -> Sequence[T]:
    """Every entry with this distance, from a random one on: `number` runs have all. DVC_CI_TURNS=all takes all."""
    seed = os.environ.get("DVC_CI_TEST_SEED")
    first = int(seed) if seed and seed.isdecimal() else random.randrange(number)
    return every if os.environ.get("DVC_CI_TURNS") == "all" else every[first % number :: number]
