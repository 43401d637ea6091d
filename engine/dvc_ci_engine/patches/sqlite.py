"""Lets patches act on every connection that DVC's databases of hashes and indexes open."""

from __future__ import annotations

import sqlite3
import types
from typing import Any, Callable

from . import probe

USERS = ("diskcache.core", "sqltrie.sqlite.sqlite")
Connect = Callable[..., sqlite3.Connection]


def supported() -> None:
    for name in USERS:
        probe.has(probe.module(name), "sqlite3")
        probe.has(probe.module(name).sqlite3, "connect")


def wrap_connect(wrap: Callable[[Connect], Connect]) -> None:
    """Gives the users of sqlite3 a module of that name whose `connect` is wrapped."""
    for name in USERS:
        owner: Any = probe.module(name)
        wrapped = types.ModuleType("sqlite3")
        wrapped.__dict__.update(owner.sqlite3.__dict__, connect=wrap(owner.sqlite3.connect))
        owner.sqlite3 = wrapped
