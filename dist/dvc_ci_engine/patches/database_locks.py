"""Lets several children create the same database of DVC at once.

Prevents harm: a request that fails with "database is locked". SQLite does not wait while a new database gets its
write-ahead log and another process opens it, so the child waits. Upstream: diskcache.core and sqltrie.sqlite.sqlite
switch the log on after they connect.
"""

from __future__ import annotations

import sqlite3
import time
import types
from typing import Any, Callable, Final

from . import probe
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM
USERS: Final = ("diskcache.core", "sqltrie.sqlite.sqlite")
# Seconds for which a child waits for another one that creates the same database, or writes into it.
PATIENCE: Final = 60.0


def supported() -> None:
    for name in USERS:
        probe.has(probe.module(name), "sqlite3")
        probe.has(probe.module(name).sqlite3, "connect")


def apply() -> None:
    """Gives the users of sqlite3 a module of that name whose `connect` waits."""
    for name in USERS:
        owner: Any = probe.module(name)
        wrapped = types.ModuleType("sqlite3")
        wrapped.__dict__.update(owner.sqlite3.__dict__, connect=_patient(owner.sqlite3.connect))
        owner.sqlite3 = wrapped


def _patient(connect: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
    def patient(database: Any, *args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection = connect(database, *args, **(kwargs if args else {"timeout": PATIENCE, **kwargs}))
        until = time.monotonic() + PATIENCE
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL").close()
            except sqlite3.OperationalError as exc:
                # DVC finds out itself what else is wrong.
                if "locked" not in str(exc) or time.monotonic() > until:
                    return connection
                time.sleep(0.005)
            else:
                return connection

    return patient
