"""Delimited text: its dialect, its header, its encoding."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from typing import IO, TYPE_CHECKING

from dvc_ci_tables.faults import NotATableError, UnreadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dvc_ci_tables.formats import Content

DELIMITERS = [",", "\t", ";", "|", "^", "~", "\x01", ":", " "]
"""The last ones only where every line has the same number of them."""
COMMON = 4

NULLS = ["", "#N/A", "#NA", "-NaN", "-nan", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"]
"""What pandas reads as a missing value, and R writes."""

LINES = 200
LINE = 1_000_000
"""Characters of a line."""
SEARCHED = 5_000_000
"""Lines in which a ragged one is searched."""


class Dialect:
    """How the fields of a text are separated."""

    def __init__(self, delimiter: str, quote: str, first: list[str], *, header: bool) -> None:
        self.delimiter = delimiter
        self.quote = quote
        self.first = first
        self.header = header


def dialect_of(content: Content) -> Dialect:
    """The dialect by the first lines.

    :raises NotATableError: a text without fields, whose name promises no table
    """
    text = content.head.decode("utf-8", errors="replace")
    whole = text if text.endswith("\n") or len(content.head) < 200_000 else text[: text.rfind("\n") + 1]
    best: tuple[float, int, str, str] = (-1.0, 1, ",", '"')
    for place, delimiter in enumerate(DELIMITERS):
        for quote in ('"', "'") if place < COMMON else ('"',):
            counts = [len(row) for row in records(io.StringIO(whole, newline=""), delimiter, quote, LINES)]
            width = max(set(counts), key=counts.count) if counts else 1
            share = counts.count(width) / len(counts) if counts else 0.0
            first = counts[0] if counts else 1
            if width < 2 or (place >= COMMON and (share < 1.0 or len(counts) < 2)):
                continue
            score = share - 0.01 * place - (0.005 if quote == "'" else 0) + (0.2 if first == width else 0)
            if score > best[0]:
                best = (score, width, delimiter, quote)
    _, width, delimiter, quote = best
    if width < 2 and not content.promised:
        raise NotATableError
    rows = [*records(io.StringIO(whole, newline=""), delimiter, quote, LINES), []]
    return Dialect(delimiter, quote, rows[0], header=is_header(rows[0], rows[1:]))


def is_header(first: list[str], others: list[list[str]]) -> bool:
    """Whether the first record has names: none is a number, or one is a text over a column of numbers."""
    if not any(is_number(cell) for cell in first):
        return any(cell.strip() for cell in first)
    for place, name in enumerate(first):
        below = [row[place] for row in others if len(row) > place and row[place] not in NULLS]
        if name not in NULLS and not is_number(name) and below and all(map(is_number, below)):
            return True
    return False


def is_number(cell: str) -> bool:
    try:
        float(cell.strip().replace(",", "."))
    except ValueError:
        return False
    return True


def records(file: IO[str], delimiter: str, quote: str, most: int | None) -> Iterator[list[str]]:
    """The records of a text, without empty lines; it ends at a record that Python's reader refuses."""
    reader = csv.reader(file, delimiter=delimiter, quotechar=quote)
    found = 0
    try:
        for row in reader:
            if row:
                yield row
                found += 1
            if most is not None and found >= most:
                return
    except csv.Error:
        return


def opened(file: str, content: Content, encoding: str) -> IO[str]:
    """The text of a file, which only gzip may compress.

    :raises UnreadError: it is compressed with Zstandard
    """
    if content.compression == "zstd":
        raise UnreadError("it has characters that are not UTF-8")
    raw = gzip.open(file, "rb") if content.compression == "gzip" else open(file, "rb")  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="")


def recoded(file: str, content: Content, encoding: str, target: str) -> None:
    """Writes the text of a file to `target` in UTF-8.

    :raises UnreadError: the text is not in that encoding
    """
    try:
        with opened(file, content, encoding) as source, open(target, "w", encoding="utf-8", newline="") as out:
            while block := source.read(1 << 20):
                out.write(block)
    except (UnicodeError, EOFError, gzip.BadGzipFile) as error:
        raise UnreadError(f"it is not valid {codecs.lookup(encoding).name}") from error


def rewritten(file: str, content: Content, dialect: Dialect, target: str) -> bool:
    """Writes the records with one kind of line end. DuckDB refuses a text that mixes them, also around a quoted one.

    :returns: False where Python's strict reader refuses the text too, or a record has another number of fields
    """
    try:
        with opened(file, content, content.encoding) as source, open(target, "w", encoding="utf-8", newline="") as out:
            reader = csv.reader(lines_of(source), delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
            writer = csv.writer(out, delimiter=dialect.delimiter, quotechar=dialect.quote, lineterminator="\n")
            width = None
            for row in reader:
                width = len(row) if width is None else width
                if row and len(row) != width:
                    return False
                writer.writerow(row)
            return source.read(1) == ""
    except (csv.Error, UnicodeError, UnreadError, OSError, EOFError):
        return False


def lines_of(file: IO[str]) -> Iterator[str]:
    """The lines of a text up to one that no memory should hold."""
    while line := file.readline(LINE):
        if len(line) == LINE:
            return
        yield line


def ragged_line(file: str, content: Content, dialect: Dialect) -> str | None:
    """The first record whose number of fields differs from that of the header, as a reason."""
    try:
        with opened(file, content, content.encoding) as source:
            reader = csv.reader(lines_of(source), delimiter=dialect.delimiter, quotechar=dialect.quote)
            width = None
            for row in reader:
                if row and width is None:
                    width = len(row)
                elif row and len(row) != width:
                    return f"line {reader.line_num} has {len(row)} fields and the first line {width}"
                if reader.line_num > SEARCHED:
                    return None
    except (csv.Error, UnicodeError, UnreadError, OSError, EOFError):
        return None
    return None
