"""Values as JSON can hold them."""

from __future__ import annotations

import datetime
import math
from typing import Any

CHARACTERS = 200
"""Characters of a text in the answer."""
SAFE_INTEGER = 2**53 - 1


def plain(value: Any) -> Any:
    """Integers beyond 2^53, times and truth values as texts; None for a number that is not finite."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if isinstance(value, (datetime.date, datetime.time)):
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
        start = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return (start + datetime.timedelta(seconds=round(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return str(round(seconds))
