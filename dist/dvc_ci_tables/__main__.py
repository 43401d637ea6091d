"""Reads a request from the input and writes one line of JSON for each table as soon as it is known."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from dvc_ci_tables.compare import Comparison
from dvc_ci_tables.database import open_database
from dvc_ci_tables.faults import NotATableError, UnreadError, reason_of
from dvc_ci_tables.first import first_difference
from dvc_ci_tables.limits import limit_process
from dvc_ci_tables.request import Answer, parse_request
from dvc_ci_tables.rows import Rows
from dvc_ci_tables.sides import Opener

if TYPE_CHECKING:
    import duckdb

    from dvc_ci_tables.request import CertaintyQuestion, LeakPair, Request, Sides, TableFile
    from dvc_ci_tables.sides import Side

LATE = "it was not read within data.timeout"


class Reader:
    """Reads the tables of one request."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, scratch: Path, request: Request) -> None:
        self.connection = connection
        self.request = request
        self.opener = Opener(connection, scratch)
        self.comparison = Comparison(connection)
        self.until = time.monotonic() + request.seconds
        self.open_sides: dict[tuple[str, str], Side] = {}
        self.failures: dict[tuple[str, str], str] = {}

    def side(self, table: TableFile, which: str) -> Side | None:
        """A side, opened once; None where it is absent.

        :raises UnreadError: it cannot be read
        """
        file = table.now if which == "now" else table.before
        place = (table.path, which)
        if file is None:
            return None
        if place in self.failures:
            raise UnreadError(self.failures[place])
        if place not in self.open_sides:
            try:
                self.open_sides[place] = self.opener.open(file, table.path)
            except UnreadError as error:
                self.failures[place] = str(error)
                raise
        return self.open_sides[place]

    def present(self, table: TableFile) -> Side | None:
        """The side of now. Raises NotATableError only where the baseline has no table either."""
        try:
            return self.side(table, "now")
        except NotATableError:
            if table.before is None or self.side(table, "before") is None:
                raise
            raise UnreadError("it is no table, and the baseline's file is one") from None

    def read(self, table: TableFile) -> Answer:
        """The answer for one table; never raises."""
        answer = Answer(table.path)
        if time.monotonic() >= self.until:
            answer.unread = LATE
            return answer
        try:
            self.add_first(answer, table) if table.first else self.describe(answer, table)
        except NotATableError:
            pass
        except ModuleNotFoundError:
            answer = Answer(table.path, needs="arrow")
        except Exception as error:  # noqa: BLE001
            answer.unread = LATE if time.monotonic() >= self.until else reason_of(error)
        return answer

    def describe(self, answer: Answer, table: TableFile) -> None:
        now = self.present(table)
        before, problem = None, None
        try:
            before = self.side(table, "before")
        except UnreadError as error:
            if now is None:
                raise
            problem = f"the baseline's table cannot be compared: {error}"
        if now is not None or before is not None:
            answer.table, more = self.comparison.report(table, now, before)
            answer.unread = problem or more
            answer.guessed = guessed_names([side for side in (now, before) if side is not None])
        for pair in self.request.leaks:
            if pair.path == table.path and now is not None:
                self.add_leak(answer, pair, now, before)

    def add_first(self, answer: Answer, table: TableFile) -> None:
        first, second = self.side(table, "before"), self.side(table, "now")
        if first is not None and second is not None:
            answer.first = first_difference(self.connection, first, second)

    def add_leak(self, answer: Answer, pair: LeakPair, now: Side, before: Side | None) -> None:
        other = next((each for each in self.request.tables if each.path == pair.of), None)
        if other is None:
            answer.unread = f"its rows cannot be searched in {pair.of}: it was not read"
            return
        try:
            leak: Sides = {"path": pair.of}
            for name, mine, which in (("rows", now, "now"), ("baseline_rows", before, "before")):
                theirs = None if mine is None else self.side(other, which)
                if mine is not None and theirs is not None:
                    leak[name] = Rows(self.connection).leaked(mine, theirs)
            answer.leaked.append(leak)
        except NotATableError:
            answer.unread = f"its rows cannot be searched in {pair.of}: it is no table"
        except UnreadError as error:
            answer.unread = f"its rows cannot be searched in {pair.of}: {error}"


def guessed_names(sides: list[Side]) -> bool:
    """Whether a column has a name that may be a value: a side that surely has a header does not have it."""
    sure = {column.name for side in sides if not side.guessed for column in side.columns}
    return any(side.guessed and column.name not in sure for side in sides for column in side.columns)


def run(request: Request, scratch: Path) -> None:
    limit_process(request.memory, request.expanded)
    connection = open_database(scratch, request)
    reader = Reader(connection, scratch, request)
    ended = threading.Event()

    def interrupt() -> None:
        # An interrupt ends only the query that runs, so it is repeated until the last table is told.
        if not ended.wait(request.seconds):
            while not ended.wait(0.2):
                connection.interrupt()

    threading.Thread(target=interrupt, daemon=True).start()
    try:
        if request.certainty is not None:
            answer = certainty_of(request.certainty, reader.opener, reader.until)
            write({"path": request.certainty.file.path, **answer})
        for table in request.tables:
            if request.only is not None and table.path not in request.only:
                continue
            write({"begin": table.path})
            write(reader.read(table).to_json())
    finally:
        ended.set()
        connection.close()


def certainty_of(question: CertaintyQuestion, opener: Opener, until: float) -> Sides:
    """The answer about predictions; never raises."""
    try:
        # numpy is installed only for predictions.
        from dvc_ci_tables.certainty import answer

        return answer(question, opener, until)
    except ModuleNotFoundError as error:
        return {"unread": "numpy cannot be loaded"} if error.name == "numpy" else {"needs": "arrow"}
    except NotATableError:
        return {"unread": "it is no table"}
    except Exception as error:  # noqa: BLE001
        return {"unread": LATE if time.monotonic() >= until else reason_of(error)}


def write(value: Sides) -> None:
    sys.stdout.write(f"{json.dumps(value, allow_nan=False)}\n")
    sys.stdout.flush()


def main() -> None:
    request = parse_request(json.load(sys.stdin))
    with tempfile.TemporaryDirectory(prefix="dvc-ci-tables-") as folder:
        run(request, Path(os.path.realpath(folder)))


if __name__ == "__main__":
    main()
