"""The seconds of the last run, from which the loop derives its order."""

from __future__ import annotations

import contextlib
import json
import os
from typing import Final


class History:
    """Seconds that each stage took when it last ran here. A damaged file counts as none: it is only a hint."""

    LIMIT: Final = 1 << 22

    def __init__(self, path: str) -> None:
        self.path = path
        self.known: dict[str, float] = {}
        self.fresh: dict[str, float] = {}
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if os.path.getsize(path) <= self.LIMIT:
                with open(path, encoding="utf-8") as stream:
                    told = json.load(stream)
                self.known = {
                    name: float(value)
                    for name, value in told.items()
                    if isinstance(value, (int, float)) and 0 <= value < 1e9
                }
        ordered = sorted(self.known.values())
        self.usual = ordered[len(ordered) // 2] if ordered else 1.0

    def seconds(self, name: str) -> float:
        """A stage that never ran here counts as a usual one. Then, without a history, the longest chain goes first."""
        return max(self.known.get(name, self.usual), 0.001)

    def add(self, name: str, seconds: float) -> None:
        self.fresh[name] = round(seconds, 3)

    def write(self, folder: str) -> None:
        if not self.fresh:
            return
        draft = os.path.join(folder, f"seconds-{os.getpid()}.json")
        with contextlib.suppress(OSError):
            with open(draft, "w", encoding="utf-8") as stream:
                json.dump({**self.known, **self.fresh}, stream)
            os.replace(draft, self.path)
