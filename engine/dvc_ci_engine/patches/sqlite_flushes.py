"""Opens DVC's databases of hashes and indexes so that they flush the disk less often.

Saves time: a pull of ten files waits for a hundred flushes. DVC can rebuild what these databases hold. With the write-ahead
log that they have, NORMAL keeps them whole even when the power fails. GitHub's own runners are deleted after the job, so they
need no flush at all. Upstream: the defaults of diskcache and of sqlite3, `PRAGMA synchronous = FULL`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import Any

from . import probe, sqlite
from .kinds import SAVES_TIME

KIND = SAVES_TIME


def supported() -> None:
    sqlite.supported()
    probe.has(probe.module("diskcache.core"), "DEFAULT_SETTINGS")


def apply() -> None:
    temporary = os.environ.get("RUNNER_ENVIRONMENT") == "github-hosted"

    def wrap(connect: sqlite.Connect) -> sqlite.Connect:
        def quick(database: Any, *args: Any, **kwargs: Any) -> sqlite3.Connection:
            connection = connect(database, *args, **kwargs)
            with contextlib.suppress(sqlite3.OperationalError):
                connection.execute(f"PRAGMA synchronous = {'OFF' if temporary else 'NORMAL'}").close()
            return connection

        return quick

    sqlite.wrap_connect(wrap)
    if temporary:
        probe.module("diskcache.core").DEFAULT_SETTINGS["sqlite_synchronous"] = 0
