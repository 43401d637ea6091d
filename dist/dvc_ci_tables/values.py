"""Values as JSON can hold them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

CHARACTERS = 200
"""Characters of a text in the answer."""
SAFE_INTEGER = 2**53 - 1


def plain(value: Any) -> Any:
    """Integers beyond 2^53, times and truth values as texts; None for a number that is not finite."""
    if value is None or isinstance(value, bool):
        return value if value is None else str(value).lower()
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, str):
        return value[:CHARACTERS]
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)[:CHARACTERS]
    return number if math.isfinite(number) else None


def rounded(value: Any) -> Any:
    """A sum of floats without the digits that depend on the order of the threads."""
    value = plain(value)
    return float(f"{value:.10g}") if isinstance(value, float) else value


def as_time(seconds: float) -> str:
    """Seconds since 1970 as text."""
    try:
        start = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
        return (start + dt.timedelta(seconds=round(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return str(round(seconds))
