"""The table of predictions on both sides, as arrays of numpy with matched rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dvc_ci_tables.database import one_row
from dvc_ci_tables.faults import UnreadError
from dvc_ci_tables.measures import Predictions

if TYPE_CHECKING:
    import duckdb

    from dvc_ci_tables.columns import Column
    from dvc_ci_tables.request import PredictionsFile
    from dvc_ci_tables.sides import Side

LABELS = 1000
"""Different values of truth and prediction that can be labels; more are numbers to predict."""
SLICES = 200
"""Values of a column of slices."""
SLICE_CHARACTERS = 200
"""Of a value of a slice; two values that were cut could be one slice."""
SMALLER = ({0, 1}, {-1, 1})

TRUTH_VALUES = {**dict.fromkeys(("true", "t", "yes", "y"), "1"), **dict.fromkeys(("false", "f", "no", "n"), "0")}
"""Texts that DuckDB reads as true and false."""


@dataclass(frozen=True)
class Both:
    """Predictions of both sides; the rows of a pair have the same position."""

    now: Predictions
    before: Predictions | None
    unpaired: str | None
    """Why the rows do not belong together, as a clause; None where they do, or where there is one side."""
    slices: dict[str, list[str]]
    """The values of each column of slices; the arrays have their positions."""
    unsliced: dict[str, str]
    """Columns that cannot name slices, with the reason."""


class Reader:
    """Reads the columns that one entry of `metrics.predictions` names."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: PredictionsFile) -> None:
        self.connection = connection
        self.file = file

    def both(self, now: Side, before: Side | None) -> Both:
        """:raises UnreadError: the side of now lacks a column or has empty cells"""
        sides = {"now": now} if before is None else {"now": now, "before": before}
        for name, side in sides.items():
            self.load(name, side, sides)
        unpaired = self.match() if before is not None else None
        labels = self.labels(sides)
        slices, unsliced = self.slices(sides)
        read = {name: self.arrays(name, labels, slices) for name in sides}
        if before is not None and unpaired is None and not self.file.key:
            unpaired = self.same_truth(read["now"], read["before"])
        return Both(read["now"], read.get("before"), unpaired, slices, unsliced)

    def load(self, name: str, side: Side, sides: dict[str, Side]) -> None:
        """Makes a table in the order of the file: t (truth), p (prediction), s (score), g0, … (slices), k0, … (key)."""
        truth, prediction, score = (self.column(side, each) for each in self.value_columns())
        as_number = self.has_numbers(side)
        if len({self.has_numbers(each) for each in sides.values()}) > 1:
            raise UnreadError("its truth and prediction are of another type")
        parts = []
        for short, column in (("t", truth), ("p", prediction)):
            if column is not None:
                parts.append(f"({column.value})::{'double' if as_number else 'varchar'} as {short}")
        if score is not None:
            if score.kind != "number":
                raise UnreadError(f"its column {score.name} has values that are no numbers")
            parts.append(f"{score.number} as s")
        for short, names in (("g", self.file.slices), ("k", self.file.key)):
            for index, each in enumerate(names):
                column = self.column(side, each)
                assert column is not None
                text = f"({column.value})::varchar"
                parts.append(f"coalesce({text}, 'null') as g{index}" if short == "g" else f"{text} as k{index}")
        self.connection.execute(
            f"create or replace table p_{name} as"
            f" select row_number() over () - 1 as r, {', '.join(parts)} from {side.relation}"
        )
        self.refuse_empty(name, [("t", truth), ("p", prediction), ("s", score)], as_number=as_number)

    def has_numbers(self, side: Side) -> bool:
        """True where truth and prediction are numbers, or true and false."""
        columns = [self.column(side, each) for each in self.value_columns()[:2]]
        return all(each.kind == "number" or each.type == "BOOLEAN" for each in columns if each is not None)

    def value_columns(self) -> tuple[str, str | None, str | None]:
        return self.file.truth, self.file.prediction, self.file.score

    def column(self, side: Side, name: str | None) -> Column | None:
        """:raises UnreadError: the table has no such column"""
        if name is None:
            return None
        found = next((each for each in side.columns if each.name == name), None)
        if found is None:
            raise UnreadError(f"it has no column {name}, which metrics.predictions names")
        if found.kind == "nested":
            raise UnreadError(f"its column {name} has lists or mappings")
        return found

    def refuse_empty(self, name: str, columns: list[tuple[str, Column | None]], *, as_number: bool) -> None:
        for short, column in columns:
            if column is None:
                continue
            bad = f"{short} is null" + (f" or not isfinite({short})" if as_number or short == "s" else "")
            (count,) = one_row(self.connection, f"select count(*) from p_{name} where {bad}")
            if count:
                raise UnreadError(f"its column {column.name} is empty or not finite in {in_rows(count)}")

    def match(self) -> str | None:
        """Brings the rows of the baseline into the order of now; returns why that is not possible."""
        rows, rows_before = one_row(
            self.connection, "select (select count(*) from p_now), (select count(*) from p_before)"
        )
        if not self.file.key:
            if rows != rows_before:
                return f"it has {in_rows(rows)}, the baseline's {rows_before}, and no `key` of the rows is given"
            return None
        keys = [f"k{index}" for index in range(len(self.file.key))]
        name = " and ".join(self.file.key)
        for side, of in (("now", ""), ("before", " of the baseline")):
            distinct, empty = one_row(
                self.connection,
                f"select count(*), coalesce(bool_or({' or '.join(f'{each} is null' for each in keys)}), false)"
                f" from (select distinct {', '.join(keys)} from p_{side})",
            )
            if empty:
                return f"the key {name}{of} has empty cells"
            if distinct != (rows if side == "now" else rows_before):
                return f"the key {name}{of} repeats"
        same = " and ".join(f"n.{each} = b.{each}" for each in keys)
        (partners,) = one_row(self.connection, f"select count(*) from p_now n join p_before b on {same}")
        if partners != rows or partners != rows_before:
            alone = max(rows, rows_before) - partners
            return f"by the key {name}, {in_rows(alone)} without a partner on the other side"
        self.connection.execute(
            f"create table p_sorted as select n.r as r, b.* exclude (r) from p_now n join p_before b on {same}"
        )
        self.connection.execute("drop table p_before")
        self.connection.execute("alter table p_sorted rename to p_before")
        return None

    def labels(self, sides: dict[str, Side]) -> list[Any] | None:
        """The sorted labels of truth and prediction on both sides; None where they are too many."""
        columns = ["t"] if self.file.prediction is None else ["t", "p"]
        union = " union ".join(f"select distinct {each} as v from p_{name}" for name in sides for each in columns)
        found = self.connection.execute(f"select v from ({union}) order by v limit {LABELS + 1}").fetchall()
        if len(found) > LABELS:
            return None
        self.connection.execute(
            f"create or replace table labels as"
            f" select v, (row_number() over (order by v) - 1)::integer as c from ({union})"
        )
        return [row[0] for row in found]

    def slices(self, sides: dict[str, Side]) -> tuple[dict[str, list[str]], dict[str, str]]:
        found: dict[str, list[str]] = {}
        unsliced: dict[str, str] = {}
        for index, name in enumerate(self.file.slices):
            union = " union ".join(f"select distinct g{index} as v from p_{each}" for each in sides)
            values = self.connection.execute(f"select v from ({union}) order by v limit {SLICES + 1}").fetchall()
            if len(values) > SLICES:
                unsliced[name] = f"its column {name} has more than {SLICES} values, too many for slices"
            elif any(len(str(row[0])) > SLICE_CHARACTERS for row in values):
                unsliced[name] = f"its column {name} has a value of more than {SLICE_CHARACTERS} characters"
            else:
                found[name] = [str(row[0]) for row in values]
                self.connection.execute(
                    f"create or replace table slices{index} as"
                    f" select v, (row_number() over (order by v) - 1)::integer as c from ({union})"
                )
        return found, unsliced

    def arrays(self, name: str, labels: list[Any] | None, slices: dict[str, list[str]]) -> Predictions:
        has_prediction, has_score = self.file.prediction is not None, self.file.score is not None
        columns, joins = ["x.t" if labels is None else "lt.c as t"], []
        numbers = self.connection.execute(f"select typeof(t) from p_{name} limit 1").fetchall() == [("DOUBLE",)]
        if labels is not None:
            joins.append("join labels lt on lt.v = x.t")
        if has_prediction:
            columns.append("x.p" if labels is None else "lp.c as p")
            if labels is not None:
                joins.append("join labels lp on lp.v = x.p")
            if numbers:
                columns += ["x.t as nt", "x.p as np"]
        if has_score:
            columns.append("x.s as s")
        for index, column in enumerate(self.file.slices):
            if column in slices:
                columns.append(f"g{index}.c as g{index}")
                joins.append(f"join slices{index} g{index} on g{index}.v = x.g{index}")
        got = self.connection.execute(
            f"select {', '.join(columns)} from p_{name} x {' '.join(joins)} order by x.r"
        ).fetchnumpy()
        rows = len(next(iter(got.values())))
        return Predictions(
            truth=None if labels is None else np.asarray(got["t"]),
            prediction=np.asarray(got["p"]) if has_prediction and labels is not None else None,
            numbers=(np.asarray(got["nt"]), np.asarray(got["np"])) if has_prediction and numbers else None,
            score=np.asarray(got["s"]) if has_score else None,
            slices={
                column: np.asarray(got[f"g{index}"])
                for index, column in enumerate(self.file.slices)
                if column in slices
            },
            labels=0 if labels is None else len(labels),
            positive=self.positive(labels),
            rows=rows,
        )

    def positive(self, labels: list[Any] | None) -> int | None:
        """The declared label, else the second of two; of numbers 1.

        :raises UnreadError: the table does not have the declared label
        """
        if labels is None:
            return None
        wanted = self.file.positive
        if wanted is not None:
            spellings = {wanted, TRUTH_VALUES.get(wanted.lower(), wanted)}
            found = [index for index, label in enumerate(labels) if as_text(label) in spellings]
            if not found:
                raise UnreadError("it does not have the label that `positive` of metrics.predictions names")
            return found[0]
        if 1 <= len(labels) <= 2 and any(set(labels) <= each for each in SMALLER):
            return labels.index(1) if 1 in labels else None
        return 1 if len(labels) == 2 else None

    def same_truth(self, now: Predictions, before: Predictions) -> str | None:
        pairs = [(now.truth, before.truth)]
        if now.numbers is not None and before.numbers is not None:
            pairs = [(now.numbers[0], before.numbers[0])]
        for one, other in pairs:
            if one is None or other is None:
                return "no `key` of the rows is given"
            differing = int((one != other).sum())
            if differing:
                return (
                    f"{in_rows(differing)} with another truth than in the baseline, and no `key` of the rows is given"
                )
        return None


def in_rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def as_text(label: Any) -> str:
    """A label as dvc-ci.yaml writes it: 1 for 1.0."""
    if isinstance(label, float) and label.is_integer():
        return str(int(label))
    return str(label)
