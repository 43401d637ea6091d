"""Columns of texts: their categories on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dvc_ci_tables.database import one_row
from dvc_ci_tables.drift import stability_index
from dvc_ci_tables.request import without_absent
from dvc_ci_tables.values import CHARACTERS

if TYPE_CHECKING:
    import duckdb

    from dvc_ci_tables.columns import Column
    from dvc_ci_tables.request import Sides
    from dvc_ci_tables.sides import Side

TOP = 10
BINS = 20
"""Categories that the stability index tells apart; it counts the others as one."""


class Categories:
    """The report of a column, from the most frequent categories and sums over all of them."""

    def __init__(self, rows: dict[str, int]) -> None:
        self.rows = rows

    def distinct(self, which: str) -> int:
        raise NotImplementedError

    def nulls(self, which: str) -> int:
        raise NotImplementedError

    def most(self, order: tuple[str, ...], count: int, *, nulls: bool) -> list[tuple[Any, dict[str, int]]]:
        """The first categories with their counts, by the sum of their shares on these sides.

        The order is the same for the same table.
        """
        raise NotImplementedError

    def differences(self) -> tuple[int, int, float]:
        """New and vanished categories, and the total variation; null is a category only for the latter."""
        raise NotImplementedError

    def values(self) -> dict[str, Sides]:
        """What each side has more than figures."""
        report = {}
        for name, rows in self.rows.items():
            top = [
                {"value": str(value)[:CHARACTERS], "share": counts[name] / rows}
                for value, counts in self.most((name,), TOP, nulls=False)
                if counts[name] > 0
            ]
            report[name] = without_absent({"distinct": self.distinct(name), "top": top or None})
        return report

    def compared(self) -> Sides:
        report: Sides = {}
        if len(self.rows) == 2:
            new, vanished, distance = self.differences()
            report |= {"new_values": new, "vanished_values": vanished}
            if min(self.rows.values()) > 0:
                common = self.most(("before", "now"), BINS - 1, nulls=True)
                parts = {name: [counts[name] / rows for _, counts in common] for name, rows in self.rows.items()}
                for each in parts.values():
                    each.append(max(0.0, 1 - sum(each)))
                report |= {
                    "psi": stability_index(parts["now"], parts["before"]),
                    "distance": min(1.0, distance),
                }
        bars = self.most(tuple(self.rows), TOP, nulls=False)
        if bars:
            report["histogram"] = {
                **{name: [counts[name] / max(rows, 1) for _, counts in bars] for name, rows in self.rows.items()},
                "bins": [str(value)[:CHARACTERS] for value, _ in bars],
            }
        return report


class Counted(Categories):
    """Few categories, counted in memory."""

    def __init__(self, rows: dict[str, int], counts: dict[str, dict[Any, int]]) -> None:
        super().__init__(rows)
        self.counts = counts
        self.names = sorted({name for each in counts.values() for name in each})

    def distinct(self, which: str) -> int:
        return len(self.counts[which])

    def nulls(self, which: str) -> int:
        return self.rows[which] - sum(self.counts[which].values())

    def most(self, order: tuple[str, ...], count: int, *, nulls: bool) -> list[tuple[Any, dict[str, int]]]:
        found: list[tuple[Any, dict[str, int]]] = [
            (name, {side: each.get(name, 0) for side, each in self.counts.items()}) for name in self.names
        ]
        if nulls:
            found.append((None, {side: self.nulls(side) for side in self.rows}))
        found.sort(key=lambda each: -sum(each[1][side] / max(self.rows[side], 1) for side in order))
        return found[:count]

    def differences(self) -> tuple[int, int, float]:
        now, before = self.counts["now"], self.counts["before"]
        rows = {name: max(count, 1) for name, count in self.rows.items()}
        distance = abs(self.nulls("now") / rows["now"] - self.nulls("before") / rows["before"])
        for name in self.names:
            distance += abs(now.get(name, 0) / rows["now"] - before.get(name, 0) / rows["before"])
        return len(now.keys() - before.keys()), len(before.keys() - now.keys()), distance / 2


class Counter(Categories):
    """Many categories, counted by their hashes in a table that DuckDB can move to the disk.

    The texts themselves would fill the memory.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, sides: dict[str, Side], columns: dict[str, Column]
    ) -> None:
        super().__init__({name: sides[name].rows for name in columns})
        self.connection = connection
        self.known: dict[int, str] | None = None
        self.texts = {name: (column.category, sides[name].relation) for name, column in columns.items()}
        parts = [
            f"select case when {text} is not null then hash({text}) end as v,"
            f" {', '.join(f'{int(each == name)} as {each}' for each in columns)} from {relation}"
            for name, (text, relation) in self.texts.items()
        ]
        sums = ", ".join(f"sum({name})::bigint as {name}" for name in columns)
        connection.execute(
            f"create or replace temp table counted as select v, {sums} from ({' union all '.join(parts)}) group by v"
        )

    def distinct(self, which: str) -> int:
        row = one_row(self.connection, f"select count(*) from counted where v is not null and {which} > 0")
        return int(row[0])

    def nulls(self, which: str) -> int:
        row = one_row(self.connection, f"select coalesce(sum({which}), 0) from counted where v is null")
        return int(row[0])

    def most(self, order: tuple[str, ...], count: int, *, nulls: bool) -> list[tuple[Any, dict[str, int]]]:
        rows = self.first(order, count, nulls=nulls)
        texts = {} if nulls else self.names()
        return [(texts.get(row[0]), dict(zip(self.rows, row[1:]))) for row in rows]

    def first(self, order: tuple[str, ...], count: int, *, nulls: bool) -> list[tuple[Any, ...]]:
        rank = " + ".join(f"{side} / {max(self.rows[side], 1)}" for side in order)
        found: list[tuple[Any, ...]] = self.connection.execute(
            f"select v, {', '.join(self.rows)} from counted"
            f" {'' if nulls else 'where v is not null'} order by {rank} desc, v limit {count}"
        ).fetchall()
        return found

    def names(self) -> dict[int, str]:
        """The texts of the first hashes in each order, which one query finds."""
        if self.known is None:
            orders = [*((name,) for name in self.rows), tuple(self.rows)]
            self.known = self.named({row[0] for order in orders for row in self.first(order, TOP, nulls=False)})
        return self.known

    def named(self, hashes: set[int]) -> dict[int, str]:
        """The texts of these hashes."""
        if not hashes:
            return {}
        wanted = ", ".join(map(str, hashes))
        parts = [
            f"select hash({text}) as v, left({text}, {CHARACTERS}) as t from {relation}"
            f" where hash({text}) in ({wanted})"
            for text, relation in self.texts.values()
        ]
        return dict(
            self.connection.execute(f"select v, min(t) from ({' union all '.join(parts)}) group by v").fetchall()
        )

    def differences(self) -> tuple[int, int, float]:
        new, vanished, distance = one_row(
            self.connection,
            "select count(*) filter (v is not null and now > 0 and before = 0),"
            " count(*) filter (v is not null and before > 0 and now = 0),"
            f" sum(abs(now / {max(self.rows['now'], 1)} - before / {max(self.rows['before'], 1)})) / 2 from counted",
        )
        return int(new), int(vanished), float(distance or 0.0)
