"""DuckDB that reads nothing but its own folder and has limits."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

    from dvc_ci_tables.request import Request

SHARE = 0.6
"""Share of the memory that DuckDB may take; the rest is for Python, Arrow and the threads."""


def open_database(scratch: Path, request: Request) -> duckdb.DuckDBPyConnection:
    """A database in the folder, which must be empty. It has no extensions but those in the package."""
    spill = scratch / "spill"
    spill.mkdir()
    free = shutil.disk_usage(scratch).free
    connection = duckdb.connect(
        str(scratch / "tables.db"),
        config={
            "threads": str(request.threads),
            "memory_limit": f"{int(request.memory * SHARE)}B",
            "temp_directory": str(spill),
            "max_temp_directory_size": f"{free // 2}B",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            # Without a key, rows belong together by their order.
            "preserve_insertion_order": "true" if request.is_ordered else "false",
        },
    )
    # Links to the tables are in the folder; some versions of DuckDB check the path of the link and others its target.
    targets = {os.path.realpath(file) for file in request.files if file}
    connection.execute(f"set allowed_directories = [{literal(str(scratch))}]")
    connection.execute(f"set allowed_paths = [{', '.join(map(literal, sorted(targets)))}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    # No process opens the file again.
    connection.execute("pragma disable_checkpoint_on_shutdown")
    connection.execute("set lock_configuration = true")
    return connection


def linked(scratch: Path, name: str, file: str) -> str:
    """The file under a name of ours: DuckDB takes the characters `*`, `?` and `[` of a path for a pattern."""
    link = scratch / name
    os.symlink(file, link)
    return str(link)


def quoted(name: str) -> str:
    """An identifier of SQL."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(text: str) -> str:
    """A text of SQL."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The only row of a query."""
    # DuckDB 2 registers no table of Arrow while a result has rows left to fetch, or its end.
    (row,) = connection.execute(query).fetchall()
    return tuple(row)
