"""Keeps DVC from using half of an index of a project's data.

Prevents harm. DVC builds the index once for each state of the project, in a database, and treats an existing one as
complete (dvc.repo.index.Index.data). But sqltrie looks up every key by `executescript`, which commits first. A
command that ends meanwhile leaves half of an index, and every later `dvc pull` of that state brings half of the data.
Upstream: sqltrie.sqlite.sqlite.SQLiteTrie._traverse. Single statements commit nothing.
"""

from __future__ import annotations

from typing import Any

from . import probe
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM
MODULE = "sqltrie.sqlite.sqlite"


def supported() -> None:
    module = probe.module(MODULE)
    probe.has(module, "STEPS_SQL", "STEPS_TABLE", "SQLiteTrie")
    probe.has(module.SQLiteTrie, "_traverse")
    probe.takes(module.SQLiteTrie._traverse, "key")


def apply() -> None:
    module = probe.module(MODULE)
    statements = [statement for statement in module.STEPS_SQL.split(";") if statement.strip()]

    def traverse(self: Any, key: tuple[str, ...]) -> list[Any]:
        path = "/".join(key).replace("'", "''")
        for statement in statements:
            self._conn.execute(statement.format(path=path, root=self._root_id))
        rows: list[Any] = self._conn.execute(f"SELECT * FROM {module.STEPS_TABLE}").fetchall()  # noqa: S608
        return rows

    module.SQLiteTrie._traverse = traverse
