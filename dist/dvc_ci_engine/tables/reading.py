"""Reads a table: its separator, its first record with its place in the file, and the first rows after it."""

from __future__ import annotations

import contextlib
import csv
import itertools
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from .cells import is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = list[str]

# Rows that decide about separators, headers and types.
SAMPLE_ROWS: Final = 1000
# Texts in tables can be long: images as base64, articles.
csv.field_size_limit(1 << 30)

SEPARATORS: Final = (",", ";", "\t", "|")
USUAL: Final = {".tsv": "\t", ".tab": "\t", ".psv": "|"}
TABLES: Final = frozenset((".csv", *USUAL))
# Tables only if every row has the same number of columns, at least two.
PERHAPS: Final = frozenset((".txt", ".dat", ".data"))
# How quotes are written: doubled, behind a backslash, or not at all.
QUOTING: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"escapechar": "\\", "doublequote": False},
    {"quoting": csv.QUOTE_NONE},
)


class RefusalError(Exception):
    """Rows that cannot be appended; the message is the end of a sentence."""


@dataclass(frozen=True)
class Dialect:
    separator: str
    quoting: dict[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, Any]:
        return {"delimiter": self.separator, **self.quoting}


@dataclass(frozen=True)
class Table:
    """A table as far as its first rows tell."""

    path: str
    dialect: Dialect
    # The first record, its cells without blanks around them; empty for a file without records.
    first: Row
    # The bytes before the first record, and up to its end.
    start: int
    after: int
    body: list[Row]
    # False where rows have different numbers of cells.
    regular: bool

    @property
    def width(self) -> int:
        return len(self.first)

    @property
    def header(self) -> str:
        return ", ".join(self.first)


class Lines:
    """The lines of a text file, with the number of bytes that they have so far."""

    def __init__(self, path: str) -> None:
        self.stream = open(path, encoding="utf-8", errors="surrogateescape", newline="")  # noqa: SIM115
        self.bytes = 0

    def __iter__(self) -> Iterator[str]:
        for line in self.stream:
            mark = line.startswith("\ufeff") and self.bytes == 0
            self.bytes += len(line.encode("utf-8", "surrogateescape"))
            yield line[1:] if mark else line

    def close(self) -> None:
        self.stream.close()


def records(lines: Lines, dialect: Dialect) -> Iterator[Row]:
    """The records of a table without blank lines. Raises csv.Error."""
    return (row for row in csv.reader(iter(lines), strict=True, **dialect.options) if row)


def read_table(path: str) -> Table:
    """Raises RefusalError for a text that no dialect fits."""
    suffix = os.path.splitext(path)[1].lower()
    usual = USUAL.get(suffix, ",")
    candidates = (*SEPARATORS, " ") if suffix in PERHAPS else SEPARATORS
    readable: list[Table] = []
    for quoting in QUOTING:
        found = [each for each in (attempt(path, Dialect(mark, quoting)) for mark in candidates) if each is not None]
        regular = [each for each in found if each.regular and each.width > 1]
        if regular:
            return max(regular, key=lambda each: (numbers_in(each), each.dialect.separator == usual))
        readable += found
    # One column, no rows, or rows of different lengths.
    for each in readable:
        if each.dialect.separator == usual:
            return each
    raise RefusalError("it is no table that can be read: a quoted cell has no end")


def attempt(path: str, dialect: Dialect) -> Table | None:
    """The table in this dialect; None where the dialect does not fit."""
    with contextlib.closing(Lines(path)) as lines:
        rows = records(lines, dialect)
        try:
            first = next(rows, [])
            after = lines.bytes
            body = list(itertools.islice(rows, SAMPLE_ROWS))
        except csv.Error:
            return None
    regular = {len(row) for row in body} <= {len(first)}
    return Table(path, dialect, [cell.strip() for cell in first], mark_bytes(path), after, body, regular)


def mark_bytes(path: str) -> int:
    """Length of the byte-order mark."""
    with open(path, "rb") as stream:
        return 3 if stream.read(3) == b"\xef\xbb\xbf" else 0


def numbers_in(table: Table) -> float:
    """The share of cells that are numbers: with the wrong separator `1,5;2` falls apart into `1` and `5;2`."""
    cells = [cell for row in table.body or [table.first] for cell in row]
    return sum(map(is_number, cells)) / max(len(cells), 1)


def is_table(path: str) -> bool:
    """Whether a text file is a table: by its name, and for names that say little, by its rows."""
    suffix = os.path.splitext(path)[1].lower()
    if suffix in TABLES:
        return True
    if suffix not in PERHAPS:
        return False
    try:
        table = read_table(path)
    except RefusalError:
        return False
    return table.regular and table.width > 1 and len(table.body) > 0
