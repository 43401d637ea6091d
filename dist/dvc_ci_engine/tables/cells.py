"""The kinds of cells: numbers, times, flags, texts, and cells without a value."""

from __future__ import annotations

import re
from typing import Final

NUMBER: Final = re.compile(r"[-+]?(?:\d[\d_]*(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?%?")
WHOLE: Final = re.compile(r"\d+")
TIME: Final = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[T ][\d:.,+Z-]*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d{2}(?::[\d.]+)?"
)
COMMA_NUMBER: Final = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
POINT_NUMBER: Final = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?")
FLAGS: Final = frozenset(("true", "false", "yes", "no"))
ABSENT: Final = frozenset(("", "na", "n/a", "nan", "null", "none", "inf", "-inf", "-", "?"))


def is_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell.strip()) is not None


def kind(cell: str) -> str:
    """`number`, `time`, `flag`, `text`, or `absent` for a cell without a value."""
    text = cell.strip()
    if text.lower() in ABSENT:
        return "absent"
    if is_number(text):
        return "number"
    if TIME.fullmatch(text):
        return "time"
    return "flag" if text.lower() in FLAGS else "text"


def column_kinds(rows: list[list[str]], width: int) -> list[str]:
    """The kind of each column: `mixed` where its cells have several, `absent` where none has a value."""
    kinds = []
    for index in range(width):
        found = {kind(row[index]) for row in rows if index < len(row)} - {"absent"}
        kinds.append("absent" if not found else found.pop() if len(found) == 1 else "mixed")
    return kinds
