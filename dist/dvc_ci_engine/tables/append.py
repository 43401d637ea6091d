"""Writes a file that has the rows of one text file and then those of another."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from .cells import COMMA_NUMBER, POINT_NUMBER, column_kinds
from .heading import columns_of_header
from .reading import Lines, RefusalError, attempt, is_table, mark_bytes, numbers_in, read_table, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .reading import Row, Table

# The bytes at the start of a file that decide whether it is text.
HEAD_BYTES: Final = 256 * 1024
# Texts with an end of their own.
CLOSED: Final = frozenset((".json", ".xml", ".html", ".htm"))


def append_rows(existing: str, added: str, target: str) -> dict[str, Any]:
    """Writes `target`: the text of `existing`, then the rows of `added` without a second header.

    In a table, columns are matched by their names. Returns {"moved"}: whether columns were put into another order.
    Raises RefusalError where the rows do not fit, and OSError.
    """
    for path, which in ((existing, "it"), (added, "the new file")):
        if is_binary(path):
            raise RefusalError(f"{which} is a binary file, and rows can be appended only to text")
    suffix = os.path.splitext(existing)[1].lower()
    if suffix in CLOSED:
        raise RefusalError(f"rows cannot be appended to a {suffix[1:].upper()} file")
    if not is_table(existing):
        copy(existing, added, mark_bytes(added), target)
        return {"moved": False}
    table = read_table(existing)
    new = read_new(added, table)
    if not table.first or not new.first:
        copy(existing, added, mark_bytes(added) if table.first else 0, target)
        return {"moved": False}
    columns = columns_of_header(table, new)
    skip_first = columns is not None
    order = columns or list(range(table.width))
    moved = order != list(range(table.width))
    if not table.regular and not moved and table.dialect == new.dialect:
        copy(existing, added, new.after if skip_first else new.start, target)
        return {"moved": False}
    if moved or table.dialect != new.dialect:
        rewrite(table, new, order, skip_first, target)
    else:
        for _ in checked_rows(table, new, order, skip_first):
            pass
        copy(existing, added, new.after if skip_first else new.start, target)
    return {"moved": moved}


def read_new(added: str, table: Table) -> Table:
    """The table of new rows. One row alone does not tell its separator, so that of the other file comes first."""
    like = attempt(added, table.dialect)
    try:
        own = read_table(added)
    except RefusalError:
        if like is None:
            raise
        return like
    fits = like is not None and like.regular and like.width == table.width and numbers_in(like) >= numbers_in(own)
    return like if like is not None and fits else own


def checked_rows(table: Table, new: Table, order: list[int], skip_first: bool) -> Iterator[Row]:
    """All new rows, their cells in the order of the table. Raises RefusalError for a row that does not fit."""
    kinds = column_kinds(table.body, table.width)
    numbers = [index for index, kind in enumerate(kinds) if kind == "number"]
    style = {index: number_style(row[index] for row in table.body if index < len(row)) for index in numbers}
    with contextlib.closing(Lines(new.path)) as lines:
        try:
            for index, row in enumerate(records(lines, new.dialect)):
                if index == 0 and skip_first:
                    continue
                if len(row) != new.width:
                    raise RefusalError(f"row {index + 1} of the new file has {len(row)} cells in place of {new.width}")
                cells = [row[place] for place in order]
                for column, known in style.items():
                    written = number_style([cells[column]])
                    if known and written and known != written:
                        raise RefusalError(
                            f"its column {table.first[column] or column + 1} has numbers with a decimal {known}, "
                            f"and row {index + 1} of the new file has {cells[column].strip()}"
                        )
                yield cells
        except csv.Error as exc:
            raise RefusalError(f"the new file is no table that can be read: {exc}") from exc


def number_style(cells: Any) -> str:
    """`point` or `comma`, the mark of the first number with a fraction; empty where no cell has one."""
    for cell in cells:
        text = cell.strip()
        if POINT_NUMBER.fullmatch(text):
            return "point"
        if COMMA_NUMBER.fullmatch(text):
            return "comma"
    return ""


def rewrite(table: Table, new: Table, order: list[int], skip_first: bool, target: str) -> None:
    """Writes the new rows in the order and dialect of the table."""
    ending = line_ending(table.path)
    with open(target, "xb") as out:
        begin(table.path, out)
        with open(out.fileno(), "w", encoding="utf-8", errors="surrogateescape", newline="", closefd=False) as text:
            options = {"lineterminator": ending, **table.dialect.options}
            writer = csv.writer(text, **options)
            try:
                writer.writerows(checked_rows(table, new, order, skip_first))
            except csv.Error as exc:
                raise RefusalError(f"a cell of the new file cannot be written as the table has it: {exc}") from exc


def copy(existing: str, added: str, start: int, target: str) -> None:
    """Writes both files, the second from this byte on."""
    with open(target, "xb") as out:
        if os.path.getsize(added) > start:
            begin(existing, out)
            with open(added, "rb") as more:
                more.seek(start)
                shutil.copyfileobj(more, out, 1 << 20)
        else:
            with open(existing, "rb") as before:
                shutil.copyfileobj(before, out, 1 << 20)


def begin(existing: str, out: BinaryIO) -> None:
    """Writes the existing file, with a line break at its end."""
    with open(existing, "rb") as before:
        shutil.copyfileobj(before, out, 1 << 20)
    if os.path.getsize(existing) > 0 and not ends_line(existing):
        out.write(line_ending(existing).encode("ascii"))
    out.flush()


def is_binary(path: str) -> bool:
    with open(path, "rb") as stream:
        return b"\0" in stream.read(HEAD_BYTES)


def ends_line(path: str) -> bool:
    with open(path, "rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


def line_ending(path: str) -> str:
    with open(path, "rb") as stream:
        return "\r\n" if b"\r\n" in stream.read(HEAD_BYTES) else "\n"
