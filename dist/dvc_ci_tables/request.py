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
    first: bool = False
    """Only the first row and column that differ are asked for."""


@dataclass(frozen=True)
class LeakPair:
    """Rows of `path` that are in `of` too are counted."""

    path: str
    of: str


@dataclass(frozen=True)
class PredictionsFile:
    """A table of predictions with the files of its two sides, and the columns that the settings name."""

    path: str
    now: str
    before: str | None
    truth: str
    prediction: str | None
    score: str | None
    positive: str | None
    slices: tuple[str, ...]
    key: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """A metric of an evaluation that may be one of the predictions."""

    name: str
    """Its dotted key."""
    value: float
    baseline: float | None


@dataclass(frozen=True)
class CertaintyQuestion:
    """Asks for the intervals of metrics."""

    file: PredictionsFile
    metrics: list[Measured]
    tolerance: float
    """Largest difference between a metric and the value of the predictions, as a share."""
    levels: list[float]
    """Confidence of the intervals, between 0 and 1."""


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
    certainty: CertaintyQuestion | None = None
    """Instead of tables."""

    @property
    def is_ordered(self) -> bool:
        """Whether rows of both sides belong together by their order."""
        return self.certainty is not None or any(table.first for table in self.tables)

    @property
    def files(self) -> list[str | None]:
        """The files that may be read."""
        asked = [] if self.certainty is None else [self.certainty.file.now, self.certainty.file.before]
        return [*asked, *(file for table in self.tables for file in (table.now, table.before))]


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
    first: Sides | None = None
    """The first difference, where it was asked for."""
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
        if self.first is not None:
            answer["first"] = self.first
        if self.needs is not None:
            answer["needs"] = self.needs
        return answer


def parse_request(value: Sides) -> Request:
    """The request from its JSON.

    :raises KeyError: a key is missing
    """
    return Request(
        tables=[
            TableFile(
                path=each["path"],
                now=each.get("now"),
                before=each.get("before"),
                key=tuple(each.get("key", ())),
                first=bool(each.get("first")),
            )
            for each in value["tables"]
        ],
        only=frozenset(value["only"]) if "only" in value else None,
        leaks=[LeakPair(each["path"], each["of"]) for each in value.get("leaks", [])],
        memory=int(value["memory"]),
        threads=int(value["threads"]),
        seconds=float(value["seconds"]),
        expanded=int(value["expanded"]),
        certainty=parse_certainty(value["certainty"]) if "certainty" in value else None,
    )


def parse_certainty(value: Sides) -> CertaintyQuestion:
    file = value["file"]
    return CertaintyQuestion(
        file=PredictionsFile(
            path=file["path"],
            now=file["now"],
            before=file.get("before"),
            truth=file["truth"],
            prediction=file.get("prediction"),
            score=file.get("score"),
            positive=file.get("positive"),
            slices=tuple(file.get("slices", ())),
            key=tuple(file.get("key", ())),
        ),
        metrics=[Measured(each["name"], float(each["value"]), each.get("baseline")) for each in value["metrics"]],
        tolerance=float(value["tolerance"]),
        levels=[float(each) for each in value["levels"]],
    )


def without_absent(values: Sides) -> Sides:
    """The mapping without the keys that have no value."""
    return {key: value for key, value in values.items() if value is not None}
