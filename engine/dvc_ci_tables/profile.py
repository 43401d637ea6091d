"""The values of a column on both sides, and how they drifted."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from dvc_ci_tables.database import one_row
from dvc_ci_tables.drift import (
    STEPS,
    Distribution,
    edges_of,
    kolmogorov_smirnov,
    limits_of_bins,
    shares,
    stability_index,
)
from dvc_ci_tables.request import without_absent

if TYPE_CHECKING:
    import duckdb

    from dvc_ci_tables.columns import Column
    from dvc_ci_tables.request import Sides
    from dvc_ci_tables.sides import Side

FEW = 20_000
"""Up to this many different numbers are counted one by one."""
TOP = 10
CHARACTERS = 200
"""Characters of a text in the answer."""
QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95]
SAFE_INTEGER = 2**53 - 1
SAMPLE = 50_000
"""Numbers whose quantiles are the limits of bins. All rows are counted in these bins."""
Place = tuple["Side", "Column"]


class Profiler:
    """Makes the report of columns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def column(self, now: Place | None, before: Place | None, *, unique: bool = False) -> Sides:
        """`now`, `before`, and what compares them, as in `ColumnReport`.

        :param unique: the column is the key, so its values have no distribution worth a comparison
        """
        places = {name: place for name, place in (("now", now), ("before", before)) if place is not None}
        kinds = {place[1].kind for place in places.values()}
        if kinds == {"text"} and not unique:
            return self.categories(now, before)
        report: Sides = {name: self.side(*place, unique=unique) for name, place in places.items()}
        if unique or kinds not in ({"number"}, {"time"}):
            return report
        most = max(report[name]["distinct"] for name in places)
        found = self.distributions(places, most)
        if kinds == {"number"}:
            for name, each in found.items():
                report[name]["quantiles"] = [each.quantile(share) for share in QUANTILES]
        if len(found) == 2:
            edges = edges_of(found["before"])
            report["psi"] = stability_index(shares(found["now"], edges), shares(found["before"], edges))
            report["distance"] = kolmogorov_smirnov(found["now"], found["before"])
        limits = limits_of_bins(list(found.values())) if found else None
        if limits is not None:
            report["histogram"] = {
                **{name: shares(each, limits[1:-1]) for name, each in found.items()},
                "bins": [as_time(limit) for limit in limits] if kinds == {"time"} else limits,
            }
        return report

    def side(self, side: Side, column: Column, *, unique: bool) -> Sides:
        """The values of a column alone."""
        rows, value = side.rows, column.value
        if column.kind == "nested":
            nulls, distinct = one_row(
                self.connection,
                f"select count(*) - count({value}), count(distinct hash({value})) filter ({value} is not null)"
                f" from {side.relation}",
            )
            return {"nulls": nulls / rows if rows else 0.0, "distinct": distinct}
        number = column.number if column.kind == "number" else "null::double"
        nulls, distinct, low, high, mean, deviation = one_row(
            self.connection,
            f"select count(*) - count({value}), {'count(*)' if unique else f'count(distinct {value})'},"
            f" min({value}), max({value}), avg({number}), stddev_samp({number}) from {side.relation}",
        )
        return without_absent(
            {
                "nulls": nulls / rows if rows else 0.0,
                "distinct": distinct,
                "min": plain(low),
                "max": plain(high),
                "mean": rounded(mean),
                "std": rounded(deviation),
            }
        )

    def distributions(self, places: dict[str, Place], distinct: int) -> dict[str, Distribution]:
        """The numbers of each side, without a side that has none.

        :param distinct: few numbers have each a count of their own; else both sides are counted in the same bins
        """
        if distinct <= FEW:
            counted = {
                name: self.connection.execute(
                    f"select {column.number} as v, count(*) from {side.relation}"
                    " where v is not null group by v order by v"
                ).fetchall()
                for name, (side, column) in places.items()
            }
            return {name: Distribution(*zip(*rows), exact=True) for name, rows in counted.items() if rows}
        edges = self.edges(list(places.values()), distinct)
        if not edges:
            return {}
        found = {}
        for name, (side, column) in places.items():
            (counts,) = one_row(self.connection, f"select histogram({column.number}, {edges}) from {side.relation}")
            if counts and sum(counts.values()) > 0:
                # The largest number is the last edge, so nothing is above it.
                found[name] = Distribution(edges, [*counts.values()][: len(edges)], exact=False)
        return found

    def edges(self, places: list[Place], distinct: int) -> list[float]:
        """Upper limits of bins that hold about equal shares of a sample: the same rows give the same limits."""
        every = max(1, distinct // SAMPLE)
        parts = " union all ".join(f"select {column.number} as v from {side.relation}" for side, column in places)
        ends = " union all ".join(
            f"select unnest([min({column.number}), max({column.number})]) as v from {side.relation}"
            for side, column in places
        )
        rows = self.connection.execute(
            f"with sampled as (select v, ntile({STEPS}) over (order by v) as part from ({parts})"
            f" where v is not null and (v = 0 or hash(v) % {every} = 0)),"
            f" limits as (select max(v) as v from sampled group by part union all {ends} union all select 0)"
            " select distinct v from limits, (select min(v) as low, max(v) as high"
            f" from ({ends})) where v between low and high order by v"
        ).fetchall()
        return [float(row[0]) for row in rows]

    def categories(self, now: Place | None, before: Place | None) -> Sides:
        """A column of texts: both sides are counted in one table, which DuckDB can move to the disk."""
        parts = [
            f"select {place[1].category} as v, {int(place is now)} as n, {int(place is before)} as b"
            f" from {place[0].relation}"
            for place in (now, before)
            if place is not None
        ]
        self.connection.execute(
            f"create or replace temp table counted as"
            f" select v, sum(n)::bigint as n, sum(b)::bigint as b from ({' union all '.join(parts)}) group by v"
        )
        both = now is not None and before is not None
        totals = {name: place[0].rows for name, place in (("n", now), ("b", before)) if place is not None}
        report: Sides = {}
        for name, rows in totals.items():
            nulls, distinct, low, high = one_row(
                self.connection,
                f"select coalesce(sum({name}) filter (v is null), 0), count(*) filter (v is not null and {name} > 0),"
                f" left(min(v) filter ({name} > 0), {CHARACTERS}), left(max(v) filter ({name} > 0), {CHARACTERS})"
                f" from counted",
            )
            top = self.connection.execute(
                f"select left(v, {CHARACTERS}), {name} from counted where v is not null and {name} > 0"
                f" order by {name} desc, v limit {TOP}"
            ).fetchall()
            values = {
                "nulls": int(nulls) / rows if rows else 0.0,
                "distinct": distinct,
                "min": low,
                "max": high,
                "top": [{"value": value, "share": count / rows} for value, count in top],
            }
            report["now" if name == "n" else "before"] = without_absent(values)
        if both:
            report |= self.compared_categories(totals["n"], totals["b"])
        return report | self.bars(totals)

    def compared_categories(self, now: int, before: int) -> Sides:
        """Null is a category of its own here."""
        new, vanished, distance = one_row(
            self.connection,
            "select count(*) filter (v is not null and n > 0 and b = 0),"
            " count(*) filter (v is not null and b > 0 and n = 0),"
            f" sum(abs(n / {max(now, 1)} - b / {max(before, 1)})) / 2 from counted",
        )
        report: Sides = {"new_values": new, "vanished_values": vanished}
        if now == 0 or before == 0:
            return report
        common = self.connection.execute(
            f"select n, b from counted order by b desc, n desc, v limit {2 * TOP - 1}"
        ).fetchall()
        first, second = [row[0] / now for row in common], [row[1] / before for row in common]
        first.append(max(0.0, 1 - sum(first)))
        second.append(max(0.0, 1 - sum(second)))
        return {**report, "distance": min(1.0, distance), "psi": stability_index(first, second)}

    def bars(self, totals: dict[str, int]) -> Sides:
        """The categories that are most frequent on both sides together."""
        columns = ", ".join(totals)
        ranks = " + ".join(f"{name} / {max(rows, 1)}" for name, rows in totals.items())
        rows = self.connection.execute(
            f"select left(v, {CHARACTERS}), {columns} from counted where v is not null"
            f" order by {ranks} desc, v limit {TOP}"
        ).fetchall()
        if not rows:
            return {}
        names = {"n": "now", "b": "before"}
        histogram: Sides = {
            names[name]: [row[place + 1] / max(total, 1) for row in rows]
            for place, (name, total) in enumerate(totals.items())
        }
        return {"histogram": {**histogram, "bins": [row[0] for row in rows]}}


def plain(value: Any) -> Any:
    """A value as JSON can hold it: integers beyond 2^53 and times as texts, no infinite numbers."""
    if value is None or isinstance(value, bool):
        return value if value is None else str(value).lower()
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, str):
        return value[:CHARACTERS]
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)[:CHARACTERS]
    return number if math.isfinite(number) else None


def rounded(value: Any) -> Any:
    """A sum of floats without the digits that depend on the order of the threads."""
    value = plain(value)
    return float(f"{value:.10g}") if isinstance(value, float) else value


def as_time(seconds: float) -> str:
    """Seconds since 1970 as text."""
    try:
        start = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
        return (start + dt.timedelta(seconds=round(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return str(round(seconds))
