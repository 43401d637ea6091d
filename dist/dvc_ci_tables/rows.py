"""Rows of both sides: the key, what was added, removed and changed, and rows that another table has too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dvc_ci_tables.columns import common_rows, common_values, matched, row_of
from dvc_ci_tables.database import one_row
from dvc_ci_tables.faults import UnreadError

if TYPE_CHECKING:
    import duckdb

    from dvc_ci_tables.columns import Column, Pair
    from dvc_ci_tables.request import Sides
    from dvc_ci_tables.sides import Side

CALLED_KEY = re.compile(
    r"^(id|key|uuid|guid|_id|pk|.*[_\-. ](id|key|uuid|guid)|(id|key)[_\-. ].*|[a-z0-9]+(Id|ID|Key|Uuid|UUID))$"
)
CANDIDATES = 5


class Rows:
    """Compares rows of tables by 64-bit hashes of their values."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def is_unique(self, side: Side, columns: list[Column]) -> bool:
        """Whether no value is null and no combination repeats."""
        return self.faults_of_key(side, columns) == (0, 0)

    def faults_of_key(self, side: Side, columns: list[Column]) -> tuple[int, int]:
        """Rows in which a value of the key is null, and further rows whose key is that of an earlier row."""
        names = ", ".join(each.value for each in columns)
        nulls = " or ".join(f"{each.value} is null" for each in columns)
        # A row of several values is no null, and one value alone is not counted where it is null.
        value = names if len(columns) == 1 else f"({names})) filter (not ({nulls})"
        empty, distinct = one_row(
            self.connection, f"select count(*) filter ({nulls}), count(distinct {value}) from {side.relation}"
        )
        return int(empty), side.rows - int(empty) - int(distinct)

    def find_key(self, now: Side, before: Side, pairs: list[Pair]) -> Pair | None:
        """The first column that is called a key and identifies the rows of both sides."""
        called = [
            pair
            for pair in pairs
            if CALLED_KEY.match(pair.now.name)
            and pair.now.type not in ("FLOAT", "DOUBLE", "BOOLEAN")
            and pair.comparable in ("number", "text")
        ]
        called.sort(key=lambda pair: pair.now.name.lower() not in ("id", "key", "uuid", "guid"))
        for pair in called[:CANDIDATES]:
            if self.is_unique(now, [pair.now]) and self.is_unique(before, [pair.before]):
                return pair
        return None

    def declared_key(self, side: Side, key: tuple[str, ...], *, which: str) -> list[Column]:
        """The columns of a declared key.

        :raises UnreadError: one does not exist, or they do not identify the rows
        """
        names = {each.name: each for each in side.columns}
        missing = [name for name in key if name not in names]
        text = ", ".join(key)
        if missing:
            raise UnreadError(f"{which} has no column {missing[0]}, which data.keys names")
        columns = [names[name] for name in key]
        empty, repeated = self.faults_of_key(side, columns)
        for count, fault in ((repeated, "repeats"), (empty, "is empty")):
            if count > 0:
                rows = "1 row" if count == 1 else f"{count:,} rows"
                raise UnreadError(f"the key {text} of data.keys {fault} in {rows} of {which}")
        return columns

    def by_key(self, now: Side, before: Side, key: list[Pair], others: list[Pair]) -> Sides:
        """Rows that are new, gone, or changed under the same key."""
        names = [f"k{place}" for place in range(len(key))]
        sides = []
        rows = common_rows(others)
        for place, side in enumerate((now, before)):
            keys = [f"{common_values(pair)[place]} as {name}" for pair, name in zip(key, names)]
            sides.append(f"(select {', '.join(keys)}, hash({rows[place] or '0'}) as h, 1 as one from {side.relation})")
        added, removed, changed = one_row(
            self.connection,
            "select count(*) filter (b.one is null), count(*) filter (n.one is null), count(*) filter (n.h <> b.h)"
            f" from {sides[0]} n full join {sides[1]} b on {' and '.join(f'n.{name} = b.{name}' for name in names)}",
        )
        return {"added": added, "removed": removed, "changed": changed}

    def as_multiset(self, now: Side, before: Side, pairs: list[Pair]) -> Sides:
        """Rows that are new and gone, of the columns that both sides have."""
        values = common_rows(pairs)
        added, removed = one_row(
            self.connection,
            "select coalesce(sum(greatest(c, 0)), 0)::bigint, coalesce(sum(greatest(-c, 0)), 0)::bigint from"
            f" (select h, sum(c) as c from (select hash({values[0]}) as h, 1 as c from {now.relation}"
            f" union all select hash({values[1]}), -1 from {before.relation}) group by h)",
        )
        return {"added": added, "removed": removed}

    def duplicates(self, side: Side) -> int:
        """Rows that are equal to an earlier row."""
        if not side.columns or side.rows == 0:
            return 0
        (distinct,) = one_row(
            self.connection, f"select count(distinct hash({row_of(side.columns)})) from {side.relation}"
        )
        return side.rows - int(distinct)

    def leaked(self, side: Side, other: Side) -> int:
        """Rows of a side that the other table has too, by the columns that both have.

        :raises UnreadError: they have no common column
        """
        pairs = matched(side.columns, other.columns)
        if not pairs:
            raise UnreadError("it has no column in common")
        values = common_rows(pairs)
        (count,) = one_row(
            self.connection,
            f"select count(*) from {side.relation} where hash({values[0]}) in"
            f" (select hash({values[1]}) from {other.relation})",
        )
        return int(count)


def key_report(how: str, columns: list[str]) -> Sides:
    """`matched` of the report."""
    return {"matched": {"by": how, "columns": columns} if columns else {"by": how}}
