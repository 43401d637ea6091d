"""The request of a process and the shape of its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Sides = dict[str, Any]


@dataclass(frozen=True)
class TableFile:
    """A table with the files of its two sides."""

    path: str
    """The name in the report."""
    now: str | None
    """Absolute path; None where this side has no such table."""
    before: str | None
    key: tuple[str, ...]
    """The columns that identify a row; empty: they are searched."""


@dataclass(frozen=True)
class LeakPair:
    """Rows of `path` that are in `of` too are counted."""

    path: str
    of: str


@dataclass(frozen=True)
class Request:
    """Tables to read, in their order, and the limits."""

    tables: list[TableFile]
    only: frozenset[str] | None
    """The paths of the tables that are described; the others are there for the leaks. None: all."""
    leaks: list[LeakPair]
    memory: int
    """Bytes."""
    threads: int
    seconds: float
    """Time for all tables."""
    expanded: int
    """Most bytes of one file that is made from a compressed or encoded table."""


@dataclass
class Answer:
    """One line of the output; keys without a value are left out."""

    path: str
    table: Sides | None = None
    leaked: list[Sides] = field(default_factory=list)
    unread: str | None = None
    """The reason as a clause, without content of the table."""
    guessed: bool = False
    """The names of columns may be values of the first row."""
    needs: str | None = None
    """The package without which the table cannot be read: `arrow`."""

    def to_json(self) -> Sides:
        answer: Sides = {"path": self.path}
        if self.table is not None:
            answer["table"] = self.table
        if self.leaked:
            answer["leaked"] = self.leaked
        if self.unread is not None:
            answer["unread"] = self.unread
        if self.guessed:
            answer["guessed"] = True
        if self.needs is not None:
            answer["needs"] = self.needs
        return answer


def parse_request(value: Sides) -> Request:
    """The request from its JSON.

    :raises KeyError: a key is missing
    """
    return Request(
        tables=[
            TableFile(each["path"], each.get("now"), each.get("before"), tuple(each.get("key", ())))
            for each in value["tables"]
        ],
        only=frozenset(value["only"]) if "only" in value else None,
        leaks=[LeakPair(each["path"], each["of"]) for each in value.get("leaks", [])],
        memory=int(value["memory"]),
        threads=int(value["threads"]),
        seconds=float(value["seconds"]),
        expanded=int(value["expanded"]),
    )


def without_absent(values: Sides) -> Sides:
    """The mapping without the keys that have no value."""
    return {key: value for key, value in values.items() if value is not None}
