"""Reads tables in this process, as the program does."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from dvc_ci_tables.__main__ import Reader
from dvc_ci_tables.database import open_database
from dvc_ci_tables.request import parse_request


def read(
    tables: list[dict[str, Any]], leaks: list[dict[str, str]] | None = None, **limits: float
) -> dict[str, dict[str, Any]]:
    """The answers by path."""
    request = parse_request(
        {
            "tables": tables,
            "leaks": leaks or [],
            "memory": 10**9,
            "threads": 2,
            "seconds": 120,
            "expanded": 10**9,
            **limits,
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder).resolve()
        connection = open_database(scratch, request)
        try:
            reader = Reader(connection, scratch, request)
            return {table.path: reader.read(table).to_json() for table in request.tables}
        finally:
            connection.close()


def compare(
    folder: Path, name: str, now: str | bytes | None, before: str | bytes | None, **more: Any
) -> dict[str, Any]:
    """The answer for one table with this content."""
    table: dict[str, Any] = {"path": name, **more}
    for side, content in (("now", now), ("before", before)):
        if content is not None:
            file = folder / side
            file.write_bytes(content.encode() if isinstance(content, str) else content)
            table[side] = str(file)
    return read([table])[name]


def column(answer: dict[str, Any], name: str) -> dict[str, Any]:
    """The report of one column."""
    return next(each for each in answer["table"]["columns"] if each["name"] == name)
