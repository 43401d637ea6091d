"""The first row and column in which two tables differ, by the order of their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dvc_ci_tables.database import quoted
from dvc_ci_tables.values import plain

if TYPE_CHECKING:
    import duckdb

    from dvc_ci_tables.request import Sides
    from dvc_ci_tables.sides import Side

SHOWN = 80
"""Characters of a value, and of a name."""


def first_difference(connection: duckdb.DuckDBPyConnection, first: Side, second: Side) -> Sides | None:
    """The place as FirstDifference of the report has it; None where all values are the same."""
    mine, theirs = ({each.name: each.type for each in side.columns} for side in (first, second))
    for name in [*mine, *theirs]:
        if (name in mine) != (name in theirs):
            return {"at": "row", "row": 0, "column": name[:SHOWN], "only": "first" if name in mine else "second"}
        if mine[name] != theirs[name]:
            types = {"first": mine[name][:SHOWN], "second": theirs[name][:SHOWN]}
            return {"at": "row", "row": 0, "column": name[:SHOWN], **types}
    names = list(mine)
    if names != list(theirs):
        return {"at": "order", "signs": ["order"]}
    flags = ", ".join(f"a.{quoted(name)} is distinct from b.{quoted(name)} as d{at}" for at, name in enumerate(names))
    found = connection.execute(
        f"with compared as (select row_number() over () as n, {flags} "
        f"from {first.relation} a positional join {second.relation} b) "
        f"select * from compared where {' or '.join(f'd{at}' for at in range(len(names)))} order by n limit 1"
    ).fetchone()
    shared = min(first.rows, second.rows)
    if found is None or found[0] > shared:
        longer = "first" if first.rows > second.rows else "second"
        return None if first.rows == second.rows else {"at": "row", "row": shared + 1, "only": longer}
    row, column = int(found[0]), names[found[1:].index(True)]
    values = [value_at(connection, side, column, row) for side in (first, second)]
    sides = {"first": values[0], "second": values[1]}
    return {"at": "row", "row": row, "column": column[:SHOWN], **sides, "tokens": values}


def value_at(connection: duckdb.DuckDBPyConnection, side: Side, column: str, row: int) -> str:
    query = f"select {quoted(column)} from {side.relation} limit 1 offset {row - 1}"
    ((value,),) = connection.execute(query).fetchall()
    shown = plain(value)
    return "absent" if value is None else str(value if shown is None else shown)[:SHOWN]
