"""Lets several children create the same database of DVC at once.

Prevents harm: a request that fails with "database is locked". SQLite does not wait while a new database gets its write-ahead
log and another process opens it, so the child waits. Upstream: diskcache and sqltrie switch the log on after they connect.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any, Final

from . import sqlite
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM
# Seconds for which a child waits for another one that creates the same database, or writes into it.
PATIENCE: Final = 60.0

supported = sqlite.supported


def apply() -> None:
    def wrap(connect: sqlite.Connect) -> sqlite.Connect:
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

    sqlite.wrap_connect(wrap)
