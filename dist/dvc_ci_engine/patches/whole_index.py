"""Keeps DVC from using half of an index of a project's data.

Prevents harm. DVC builds the index once for each state of the project, in a database, and treats an existing one as
complete (dvc.repo.index.Index.data). But sqltrie looks up every key by `executescript`, which commits first. A
command that ends meanwhile leaves half of an index, and every later `dvc pull` of that state brings half of the data.
Upstream: sqltrie.sqlite.sqlite.SQLiteTrie._traverse. A query commits nothing, and takes a tenth of the time of the
script, which makes two tables for each key.
"""

from __future__ import annotations

from typing import Any, Final

from . import probe
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM
MODULE = "sqltrie.sqlite.sqlite"
COLUMNS: Final = ("id", "pid", "name", "has_value", "value")
STEP: Final = "SELECT id, pid, name, ? AS path, has_value, value FROM nodes WHERE pid == ? AND name == ?"


def supported() -> None:
    module = probe.module(MODULE)
    probe.has(module, "STEPS_SQL", "SQLiteTrie")
    probe.has(module.SQLiteTrie, "_traverse")
    probe.takes(module.SQLiteTrie._traverse, "key")
    for column in COLUMNS:
        if f"nodes.{column}" not in module.STEPS_SQL:
            raise probe.UnsupportedError(f"the script of {MODULE} reads no {column}")


def apply() -> None:
    def traverse(self: Any, key: tuple[str, ...]) -> list[Any]:
        rows: list[Any] = []
        parent = self._root_id
        # As the script does: a slash in a name separates names, and one at the end starts none.
        names = "/".join(key).split("/")
        if len(names) > 1 and names[-1] == "":
            names.pop()
        for depth, name in enumerate(names, 1):
            row = self._conn.execute(STEP, ("/".join(names[:depth]), parent, name)).fetchone()
            if row is None:
                break
            rows.append(row)
            parent = row["id"]
        return rows

    probe.module(MODULE).SQLiteTrie._traverse = traverse
