"""What YAML texts say, remembered by the hash of the text for as long as the engine lives.

DVC parses dvc.yaml, dvc.lock and params.yaml again for each question. A forked child tells the resident process what it
parsed, and later children inherit that. Values are kept as JSON, so each caller gets a copy of its own. A value that
JSON does not hold exactly (dates, keys that are no text) is not kept.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# Bytes of JSON that are kept.
LIMIT: Final = 64 << 20


class Memory:
    """JSON texts by key."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.size = 0

    def add(self, entries: dict[str, str]) -> None:
        for key, value in entries.items():
            if key not in self.known and self.size + len(value) <= LIMIT:
                self.known[key] = value
                self.size += len(value)


memory: Final = Memory()


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Collects no garbage meanwhile: each of the many values that a parse makes would be visited again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def key_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def as_json(value: Any) -> str | None:
    """The value as JSON; None where JSON would change it."""
    try:
        text = json.dumps(value, ensure_ascii=True)
        return text if same(json.loads(text), value) and not shares(value, set()) else None
    except (TypeError, ValueError, RecursionError):
        return None


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal in types, and in the order of their keys, too."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def shares(value: Any, seen: set[int]) -> bool:
    """Whether an anchor put one object in several places, where a change of one would change the others."""
    if not isinstance(value, (dict, list)):
        return False
    if id(value) in seen:
        return True
    seen.add(id(value))
    return any(shares(item, seen) for item in (value.values() if isinstance(value, dict) else value))
