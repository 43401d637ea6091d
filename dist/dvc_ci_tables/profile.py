"""The values of columns on both sides, and how they drifted.

Columns are asked in groups, one query for a group and a side: a table can have thousands of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dvc_ci_tables.categories import Counted, Counter
from dvc_ci_tables.database import one_row
from dvc_ci_tables.drift import (
    Distribution,
    edges_of,
    kolmogorov_smirnov,
    limits_of_bins,
    shares,
    stability_index,
)
from dvc_ci_tables.request import without_absent
from dvc_ci_tables.values import CHARACTERS, as_time, plain, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from dvc_ci_tables.columns import Column
    from dvc_ci_tables.request import Sides
    from dvc_ci_tables.sides import Side

FEW = 5000
"""Up to about this many different values are counted one by one."""
GROUPS = [(100_000, 50), (10_000_000, 20)]
"""Columns in a group, for tables of at most so many rows; 4 for larger ones."""
FULL = 500
"""Columns with all figures. Of further ones nulls are counted: a query about many columns of a wide table is slow."""
HISTOGRAMS = 16
"""In one query: DuckDB 2 needs a time for them that grows with the square of their number."""
QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95]
STEPS = 500
"""Bins that stand for a distribution of many numbers, from each side."""
SAMPLE = 50_000
"""Different numbers whose quantiles are the limits of bins. All rows are counted in these bins."""


@dataclass(frozen=True)
class Asked:
    """A column of the report: on one side, or on both."""

    now: Column | None
    before: Column | None
    unique: bool = False
    """It is the key, so its values have no distribution worth a comparison."""


@dataclass
class Known:
    """The figures of a column on one side."""

    values: Sides
    about: int
    """Approximate number of different values."""
    counts: dict[Any, int] | None = None
    """Each value with its count, where they are few."""


class Profiler:
    """Makes the reports of columns of two sides, of which one may be absent."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, now: Side | None, before: Side | None) -> None:
        self.connection = connection
        self.sides = {name: side for name, side in (("now", now), ("before", before)) if side is not None}
        rows = max((side.rows for side in self.sides.values()), default=0)
        self.size = next((size for most, size in GROUPS if rows <= most), 4)

    def columns(self, asked: Sequence[Asked]) -> Iterator[Sides]:
        """`now`, `before`, and what compares them, as in `ColumnReport`, in the order of the question."""
        full, others = asked[:FULL], asked[FULL:]
        for start in range(0, len(full), self.size):
            group = full[start : start + self.size]
            known = {name: self.group(name, group) for name in self.sides}
            for each in group:
                yield self.column(each, known)
        for start in range(0, len(others), FULL):
            group = others[start : start + FULL]
            nulls = {name: self.nulls(name, group) for name in self.sides}
            for each in group:
                yield {
                    name: {"nulls": nulls[name][column.name]}
                    for name, column in (("now", each.now), ("before", each.before))
                    if column is not None and name in self.sides
                }

    def nulls(self, which: str, asked: Sequence[Asked]) -> dict[str, float]:
        """The shares of nulls of columns of one side, by name."""
        side = self.sides[which]
        columns = [column for each in asked if (column := each.now if which == "now" else each.before) is not None]
        if not columns:
            return {}
        counts = one_row(
            self.connection, f"select {', '.join(f'count({each.value})' for each in columns)} from {side.relation}"
        )
        return {
            each.name: (side.rows - count) / side.rows if side.rows else 0.0 for each, count in zip(columns, counts)
        }

    def group(self, which: str, asked: Sequence[Asked]) -> dict[str, Known]:
        """The figures of the columns of one side, by name."""
        side = self.sides[which]
        columns = {
            column.name: (column, each.unique)
            for each in asked
            if (column := each.now if which == "now" else each.before) is not None
        }
        if not columns:
            return {}
        cells = one_row(
            self.connection,
            f"select {', '.join(figures(*each) for each in columns.values())} from {side.relation}",
        )
        known = {
            name: known_of(side.rows, cells[6 * place : 6 * place + 6], unique=unique)
            for place, (name, (_, unique)) in enumerate(columns.items())
        }
        few = [
            column
            for name, (column, unique) in columns.items()
            if not unique and column.kind != "nested" and known[name].about <= FEW
        ]
        for start in range(0, len(few), HISTOGRAMS):
            some = few[start : start + HISTOGRAMS]
            maps = one_row(
                self.connection,
                f"select {', '.join(f'histogram({counted(column)})' for column in some)} from {side.relation}",
            )
            for column, found in zip(some, maps):
                counts = dict(found or {})
                known[column.name].counts = counts
                known[column.name].values["distinct"] = len(counts)
        return known

    def column(self, asked: Asked, known: dict[str, dict[str, Known]]) -> Sides:
        columns = {
            name: column
            for name, column in (("now", asked.now), ("before", asked.before))
            if column is not None and name in self.sides
        }
        mine = {name: known[name][column.name] for name, column in columns.items()}
        kinds = {column.kind for column in columns.values()}
        if asked.unique or kinds not in ({"number"}, {"time"}, {"text"}):
            self.count_distinct(columns, mine)
            return {name: each.values for name, each in mine.items()}
        few = all(each.counts is not None for each in mine.values())
        if kinds == {"text"}:
            rows = {name: self.sides[name].rows for name in columns}
            maps = {name: each.counts or {} for name, each in mine.items()}
            counter = Counted(rows, maps) if few else Counter(self.connection, self.sides, columns)
            for name, more in counter.values().items():
                mine[name].values |= more
            return {**{name: each.values for name, each in mine.items()}, **counter.compared()}
        self.count_distinct(columns, mine)
        found = self.counted_numbers(columns, mine) if few else self.binned_numbers(columns, mine)
        return self.numbers(kinds == {"time"}, {name: each.values for name, each in mine.items()}, found)

    def count_distinct(self, columns: dict[str, Column], known: dict[str, Known]) -> None:
        """Counts the values of those columns whose values were not counted one by one."""
        for name, column in columns.items():
            if "distinct" not in known[name].values:
                value = column.value
                if column.kind == "nested":
                    # The hash of null is a number.
                    value = f"hash({value})) filter ({value} is not null"
                (distinct,) = one_row(
                    self.connection, f"select count(distinct {value}) from {self.sides[name].relation}"
                )
                known[name].values["distinct"] = distinct

    def counted_numbers(self, columns: dict[str, Column], known: dict[str, Known]) -> dict[str, Distribution]:
        """Each number with its count."""
        found = {}
        for name in columns:
            sums: dict[float, int] = {}
            for value, count in (known[name].counts or {}).items():
                number = float(value)
                if math.isfinite(number):
                    sums[number] = sums.get(number, 0) + count
            if sums:
                found[name] = Distribution(sorted(sums), [sums[each] for each in sorted(sums)], exact=True)
        return found

    def binned_numbers(self, columns: dict[str, Column], known: dict[str, Known]) -> dict[str, Distribution]:
        """All numbers of both sides in the same bins, of which each has about an equal share of a sample."""
        points = [step / STEPS for step in range(STEPS + 1)]
        limits: set[float] = {0.0}
        ends: list[float] = []
        for name, column in columns.items():
            every = max(1, known[name].values["distinct"] // SAMPLE)
            number = column.number
            quantiles, low, high = one_row(
                self.connection,
                f"select quantile_disc(x, {points}) filter (x = 0 or hash(x) % {every} = 0), min(x), max(x)"
                f" from (select {number} as x from {self.sides[name].relation})",
            )
            limits |= set(quantiles or ())
            ends += [] if low is None else [low, high]
        if not ends:
            return {}
        inner = {each for each in limits if min(ends) <= each <= max(ends)}
        edges = sorted(inner | {min(ends), max(ends)})
        found = {}
        for name, column in columns.items():
            (counts,) = one_row(
                self.connection,
                f"select histogram(x, {edges}) from (select {column.number} as x from {self.sides[name].relation})",
            )
            if counts and sum(counts.values()) > 0:
                # The largest number is the last edge, so nothing is above it.
                found[name] = Distribution(edges, [*counts.values()][: len(edges)], exact=False)
        return found

    def numbers(self, times: bool, report: Sides, found: dict[str, Distribution]) -> Sides:
        """The report of numbers, or of times."""
        if not times:
            for name, each in found.items():
                report[name]["quantiles"] = [each.quantile(share) for share in QUANTILES]
        if len(found) == len(self.sides) == 2:
            edges = edges_of(found["before"])
            report["psi"] = stability_index(shares(found["now"], edges), shares(found["before"], edges))
            report["distance"] = kolmogorov_smirnov(found["now"], found["before"])
        limits = limits_of_bins(list(found.values())) if found else None
        if limits is not None:
            report["histogram"] = {
                **{name: shares(each, limits[1:-1]) for name, each in found.items()},
                "bins": [as_time(limit) for limit in limits] if times else limits,
            }
        return report


def counted(column: Column) -> str:
    """The values in SQL that are counted one by one."""
    if column.kind == "text":
        return column.category
    return column.number if column.kind == "time" else column.value


def figures(column: Column, unique: bool) -> str:
    """Six figures of a column in SQL."""
    value = column.value
    if column.kind == "nested":
        return f"count({value}), 0, null, null, null, null"
    about = "0" if unique else f"approx_count_distinct({value})"
    number = column.number if column.kind == "number" else "null::double"
    low, high = f"min({value})", f"max({value})"
    if column.kind == "text":
        low, high = (f"left({each}::varchar, {CHARACTERS})" for each in (low, high))
    return f"count({value}), {about}, {low}, {high}, avg({number}), stddev_samp({number})"


def known_of(rows: int, cells: tuple[Any, ...], *, unique: bool) -> Known:
    count, about, low, high, mean, deviation = cells
    values = {
        "nulls": (rows - count) / rows if rows else 0.0,
        "distinct": rows if unique else None,
        "min": plain(low),
        "max": plain(high),
        "mean": rounded(mean),
        "std": rounded(deviation),
    }
    return Known(without_absent(values), int(about))
