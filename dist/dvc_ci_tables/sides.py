"""Opening one side of a table, as a table or a view of DuckDB."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb

from dvc_ci_tables.columns import Column, kind_of
from dvc_ci_tables.database import linked, literal, one_row, quoted
from dvc_ci_tables.faults import NotATableError, UnreadError, reason_of
from dvc_ci_tables.formats import content_of
from dvc_ci_tables.texts import NULLS, dialect_of, is_number, ragged_line, recoded, rewritten

if TYPE_CHECKING:
    from pathlib import Path

    from dvc_ci_tables.formats import Content
    from dvc_ci_tables.texts import Dialect

TYPES = ["BOOLEAN", "BIGINT", "HUGEINT", "DOUBLE", "DATE", "TIMESTAMP", "VARCHAR"]
if int(duckdb.__version__.split(".")[0]) < 2:
    # DuckDB 1 reads integers beyond 64 bits as DOUBLE.
    TYPES.remove("HUGEINT")
SAMPLE = 20_480
"""Rows that decide about the types; a table in which a later row does not fit is read again as a whole."""

TEXTS = 100
"""Columns of texts in one query."""

ROW_BYTES = 16 * 1024 * 1024
OTHER_ENCODING = "cp1252"
"""What Windows and most old tools write, where a text is not UTF-8."""


@dataclass(frozen=True)
class Side:
    """A table that DuckDB can read."""

    format: str
    relation: str
    """An identifier of SQL."""
    columns: list[Column]
    rows: int
    guessed: bool = False
    """The names of its columns may be its first row: all of it is text."""


class Opener:
    """Opens the files of one process."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
        self.connection = connection
        self.scratch = scratch
        self.count = 0

    def open(self, file: str, path: str) -> Side:
        """The table in a file.

        :raises UnreadError: the file holds no table that can be read
        :raises NotATableError: the file is none, and its name promises none
        """
        content = content_of(file, path)
        try:
            self.count += 1
            name = f"t{self.count}"
            link = linked(self.scratch, f"{name}.file", file)
            guessed = False
            if content.format == "parquet":
                self.connection.execute(f"create view {name} as from read_parquet({literal(link)})")
            elif content.format == "arrow":
                self.load_arrow(name, link, streamed=content.streamed)
            elif content.format == "csv":
                guessed = self.load_text(name, link, content)
            else:
                self.load_json(name, link, content)
            return replace(self.side(name, content.format), guessed=guessed)
        except (UnreadError, NotATableError):
            raise
        except (duckdb.InterruptException, ModuleNotFoundError):
            raise
        except Exception as error:
            raise UnreadError(reason_of(error, content.format)) from error

    def side(self, name: str, kind: str) -> Side:
        columns = [
            Column(str(row[0]), str(row[1]), kind_of(str(row[1])))
            for row in self.connection.execute(f"describe {name}").fetchall()
        ]
        if kind in ("json", "jsonl") and [each.name for each in columns] == ["json"]:
            raise UnreadError("its JSON has no objects that could be rows")
        return Side(kind, name, columns, int(one_row(self.connection, f"select count(*) from {name}")[0]))

    def load_arrow(self, name: str, link: str, *, streamed: bool) -> None:
        import arro3.io

        reader = arro3.io.read_ipc_stream(link) if streamed else arro3.io.read_ipc(link)
        self.connection.register(f"{name}_arrow", reader)
        try:
            self.connection.execute(f"create table {name} as from {name}_arrow")
        finally:
            self.connection.unregister(f"{name}_arrow")

    def load_json(self, name: str, link: str, content: Content) -> None:
        written = "array" if content.format == "json" else "newline_delimited"
        options = [
            f"format = '{written}'",
            f"maximum_object_size = {ROW_BYTES}",
            *([f"compression = '{content.compression}'"] if content.compression else []),
        ]
        if content.encoding.startswith(("utf-16", "utf-32")):
            options, link = options[:2], self.recode(name, link, content, content.encoding)
        self.load(name, "read_json", link, options)

    def load_text(self, name: str, link: str, content: Content) -> bool:
        """Loads delimited text. Returns whether its header was guessed."""
        if content.compression == "zstd":
            content = self.with_head(content, link)
        dialect = dialect_of(content)
        options = text_options(dialect)
        packed = [f"compression = '{content.compression}'"] if content.compression else []
        if content.encoding.startswith(("utf-16", "utf-32")):
            link, packed = self.recode(name, link, content, content.encoding), []
            content = replace(content, encoding="utf-8-sig", compression=None)
        used = (link, [*options, *packed])
        try:
            try:
                self.load(name, "read_csv", *used)
            except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
                if not re.search("unicode|utf-8|encod", str(error), re.IGNORECASE):
                    raise
                again = self.recode(name, link, content, OTHER_ENCODING)
                content, link = replace(content, encoding="utf-8-sig", compression=None), again
                used = (link, options)
                self.load(name, "read_csv", *used)
        except duckdb.InterruptException:
            raise
        except duckdb.Error as error:
            ragged = ragged_line(link, content, dialect)
            again = str(self.scratch / f"{name}.rewritten.file")
            if ragged is not None or not rewritten(link, content, dialect, again):
                raise UnreadError(ragged or reason_of(error)) from error
            self.connection.execute(f"drop table if exists {name}")
            used = (again, options)
            self.load(name, "read_csv", *used)
        self.read_decimal_commas(name, dialect)
        if not dialect.header:
            return False
        kind = self.kind_of_first(name, dialect)
        if kind == "data":
            self.connection.execute(f"drop table {name}")
            link, options = used
            self.load(
                name, "read_csv", link, ["header = false" if each == "header = true" else each for each in options]
            )
            self.read_decimal_commas(name, dialect)
        return kind is None

    def kind_of_first(self, name: str, dialect: Dialect) -> str | None:
        """Whether the first record is `names` or `data`, by the columns that are no texts; None where all are texts."""
        types = [str(row[1]) for row in self.connection.execute(f"describe {name}").fetchall()]
        found = None
        for cell, type_ in zip((each.strip() for each in dialect.first), types):
            if type_ == "VARCHAR" or cell in NULLS:
                continue
            if type_ == "BOOLEAN":
                fits = cell.lower() in ("true", "false")
            else:
                (cast,) = one_row(self.connection, f"select try_cast({literal(cell)} as {type_}) is not null")
                fits = bool(cast) or is_number(cell)
            if not fits:
                return "names"
            found = "data"
        return found

    def with_head(self, content: Content, link: str) -> Content:
        """The first lines of a text that DuckDB alone can decompress."""
        rows = self.connection.execute(
            f"select line from read_csv({literal(link)}, columns = {{'line': 'VARCHAR'}}, delim = '\x02', quote = '',"
            f" escape = '', header = false, auto_detect = false, compression = 'zstd',"
            f" max_line_size = {ROW_BYTES}, buffer_size = {2 * ROW_BYTES})"
            " limit 200"
        ).fetchall()
        text = "\n".join("" if row[0] is None else str(row[0]) for row in rows)
        return replace(content, head=f"{text}\n".encode())

    def load(self, name: str, function: str, link: str, options: list[str]) -> None:
        """Reads a file into a table; the types hold for all rows."""
        query = f"create table {name} as from {function}({literal(link)}, {', '.join(options)}"
        try:
            self.connection.execute(f"{query}, sample_size = {SAMPLE})")
        except (duckdb.ConversionException, duckdb.InvalidInputException) as error:
            if re.search("unicode|utf-8", str(error), re.IGNORECASE):
                raise
            self.connection.execute(f"drop table if exists {name}")
            self.connection.execute(f"{query}, sample_size = -1)")

    def recode(self, name: str, link: str, content: Content, encoding: str) -> str:
        target = str(self.scratch / f"{name}.{encoding}.file")
        recoded(link, content, encoding, target)
        return target

    def read_decimal_commas(self, name: str, dialect: Dialect) -> None:
        """Texts that are all numbers with a decimal comma become numbers."""
        if dialect.delimiter == ",":
            return
        texts = [
            str(row[0]) for row in self.connection.execute(f"describe {name}").fetchall() if str(row[1]) == "VARCHAR"
        ]
        numbers = []
        for start in range(0, len(texts), TEXTS):
            some = [quoted(column) for column in texts[start : start + TEXTS]]
            tests = [
                f"bool_and(regexp_full_match({cell}, '[+-]?(\\d+|\\d{{1,3}}(\\.\\d{{3}})+)(,\\d+)?'))"
                f" and bool_or(contains({cell}, ','))"
                for cell in some
            ]
            fits = one_row(self.connection, f"select {', '.join(tests)} from {name}")
            numbers += [cell for cell, fit in zip(some, fits) if fit]
        if numbers:
            columns = [f"replace(replace({cell}, '.', ''), ',', '.')::double as {cell}" for cell in numbers]
            self.connection.execute(
                f"create or replace table {name} as select * replace ({', '.join(columns)}) from {name}"
            )


def text_options(dialect: Dialect) -> list[str]:
    nulls = ", ".join(map(literal, NULLS))
    return [
        f"delim = {literal(dialect.delimiter)}",
        f"quote = {literal(dialect.quote)}",
        f"escape = {literal(dialect.quote)}",
        "comment = ''",
        "skip = 0",
        f"header = {str(dialect.header).lower()}",
        f"nullstr = [{nulls}]",
        f"auto_type_candidates = {TYPES}",
        f"max_line_size = {ROW_BYTES}",
        # By default it is 16 lines of the largest size, in memory.
        f"buffer_size = {2 * ROW_BYTES}",
    ]


def optional_side(opener: Opener, file: str | None, path: str) -> Side | None:
    return None if file is None else opener.open(file, path)
