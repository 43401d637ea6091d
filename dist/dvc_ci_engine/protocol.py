"""The wire protocol: JSON lines on file descriptors. Also the import guard that every lazy import of this package uses.

Requests come on standard input, one JSON object a line:
  {"id": 1, "op": "cli", "argv": ["pull"], "cwd": "...", "env": {...}, "config": {...}, "events": false}
  {"id": 2, "op": "query", "name": "inspect", "args": {...}, "cwd": "...", "env": {...}, "config": {...}}
  {"id": 3, "op": "signal", "target": 1, "signal": "SIGINT"}
  {"id": 4, "op": "go", "target": 2, "env": {...}}
  {"id": 5, "op": "packages", "env": {...}}
A request with "held": true opens the project and waits. It goes on at "go", in that environment.
Answers, one JSON object a line, have the id of their request:
  {"id", "out": text} {"id", "err": text} {"id", "event": {...}} {"id", "result": ...} {"id", "debug": text}
  {"id", "transfer": {"files", "done", "bytes", "total"}}, twice a second while a transfer moves bytes
  {"id", "error": {"type", "message"}} and at last {"id", "exit": code}
The first answer is {"id", "pid"}: the process group of the request. Requests that only read may share it (readers).
The resident process itself answers "packages": the packages of its Python, or null where a new process must tell them.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from collections.abc import Iterator

# JSON objects on the wire.
Message = dict[str, Any]
Send = Callable[[Message], None]


@contextlib.contextmanager
def uncompiled() -> Iterator[None]:
    """Imports modules of this package without writing compiled files: the folder may be part of a release."""
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = kept


class Channel:
    """Writes JSON lines to a file descriptor, whole lines only."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        # The meter of transfers writes from a thread of its own.
        self.lock = threading.Lock()

    def send(self, message: Message) -> None:
        try:
            text = json.dumps(message, default=str, allow_nan=False)
        except (TypeError, ValueError):
            text = json.dumps(jsonable(message), default=str)
        with self.lock:
            write_all(self.fd, (text + "\n").encode("ascii"))


def write_all(fd: int, data: bytes) -> None:
    """Writes all bytes, however many the system accepts at once."""
    while data:
        data = data[os.write(fd, data) :]


def jsonable(value: Any) -> Any:
    """A YAML value with text in place of what JSON lacks: .nan, .inf, and keys such as dates."""
    if isinstance(value, dict):
        return {
            key if isinstance(key, (str, int, bool, type(None))) else str(jsonable(key)): jsonable(item)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple, set)):
        return [jsonable(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"  # noqa: PLR0124
    return value
