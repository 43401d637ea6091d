"""The row and the column of a difference between two tables as text."""

from __future__ import annotations

import csv
import io
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from dvc_ci_files.bytes_of import SHOWN, around
from dvc_ci_files.text_places import has_same_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dvc_ci_files.bytes_of import Source

LONGEST_CELL = 1024 * 1024


def locate_row(first: Source, second: Source, offset: int) -> dict[str, Any] | None:
    """The row, counted without the header, and the name of the column; None where only the notation differs."""
    names: list[str] = []
    for index, (mine, theirs) in enumerate(zip_longest(rows_of(first), rows_of(second))):
        if index == 0:
            names = mine or []
        if mine == theirs:
            continue
        signs = ["order"] if has_same_parts(first, second, around(first, offset), around(second, offset)) else []
        if mine is None or theirs is None:
            return {"at": "row", "row": index, "only": "second" if mine is None else "first", "signs": signs}
        if len(mine) != len(theirs):
            return {"at": "row", "row": index, "first": str(len(mine)), "second": str(len(theirs)), "only": "width"}
        column = next(at for at, cell in enumerate(mine) if cell != theirs[at])
        return {
            "at": "row",
            "row": index,
            "column": (names[column] if index > 0 and column < len(names) else f"column {column + 1}")[:SHOWN],
            "first": mine[column][:SHOWN],
            "second": theirs[column][:SHOWN],
            "tokens": [mine[column][:SHOWN], theirs[column][:SHOWN]],
            "signs": signs,
        }
    return None


def rows_of(source: Source) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    with source() as stream:
        head = stream.readline(LONGEST_CELL)
    separator = max((b",", b"\t", b";", b"|"), key=head.count).decode()
    with source() as stream, io.TextIOWrapper(stream, "utf-8", "surrogateescape", newline="") as text:
        try:
            for row in csv.reader(text, delimiter=separator):
                yield [cell.encode("utf-8", "replace").decode() for cell in row]
        except csv.Error as error:
            raise ValueError("no table") from error
