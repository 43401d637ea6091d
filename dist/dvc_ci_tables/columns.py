"""Columns of a table, and the kinds of values that are compared in one way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dvc_ci_tables.database import quoted

INTEGERS = re.compile(r"^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$")
ENUMERATION = re.compile(r"ENUM\(.*?'\)")
"""It lists the values, which a report may not show."""
FLOATS = ("FLOAT", "DOUBLE")
TYPE_CHARACTERS = 200
"""The name of a nested type can be as long as a row."""


@dataclass(frozen=True)
class Column:
    """A column of one side."""

    name: str
    type: str
    """As DuckDB names it."""
    kind: str
    """`number`, `time`, `text` (also truth values and identifiers), or `nested`."""

    @property
    def shown_type(self) -> str:
        type_ = ENUMERATION.sub("ENUM", self.type)
        return type_ if len(type_) <= TYPE_CHARACTERS else f"{type_[:TYPE_CHARACTERS]}…"

    @property
    def value(self) -> str:
        """The values in SQL; NaN is no value, as in pandas."""
        name = quoted(self.name)
        if self.type == "TIMESTAMP WITH TIME ZONE":
            # In UTC, the zone of the connection: DuckDB gives Python times with a zone only where pytz is installed.
            return f"{name}::timestamp"
        return f"(case when isnan({name}) then null else {name} end)" if self.type in FLOATS else name

    @property
    def number(self) -> str:
        """Finite numbers in SQL, as DOUBLE; seconds since 1970 for times."""
        name = quoted(self.name)
        if self.kind == "time":
            if self.type.startswith("TIME") and not self.type.startswith("TIMESTAMP"):
                return f"epoch({name})"
            return f"(case when isfinite({name}) then epoch({name}) end)"
        if self.type in FLOATS:
            return f"(case when isfinite({name}) then {name}::double end)"
        return f"{name}::double"

    @property
    def category(self) -> str:
        """The values as texts in SQL."""
        name = quoted(self.name)
        return name if self.type == "VARCHAR" else f"{name}::varchar"


def kind_of(type_: str) -> str:
    """The kind of values of a type of DuckDB."""
    if type_ in FLOATS or INTEGERS.match(type_) or type_.startswith("DECIMAL"):
        return "number"
    if type_ == "DATE" or (type_.startswith("TIME") and "[" not in type_):
        return "time"
    if type_.endswith("]") or type_.startswith(
        ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "GEOMETRY", "VARIANT", "JSON")
    ):
        return "nested"
    return "text"


@dataclass(frozen=True)
class Pair:
    """A column on both sides."""

    now: Column
    before: Column

    @property
    def retyped(self) -> bool:
        return self.now.type != self.before.type

    @property
    def comparable(self) -> str | None:
        """The kind in which both sides can be compared; None for nested values and other kinds."""
        return self.now.kind if self.now.kind == self.before.kind and self.now.kind != "nested" else None


def common_values(pair: Pair) -> tuple[str, str]:
    """The values of both sides in SQL, of one type, so that equal values have equal hashes."""
    if not pair.retyped:
        return pair.now.value, pair.before.value
    kinds = {pair.now.kind, pair.before.kind}
    integers = [INTEGERS.match(each.type) is not None for each in (pair.now, pair.before)]
    if kinds == {"number"}:
        target = "hugeint" if all(integers) else "double"
    elif kinds == {"time"} and not any(
        each.type.startswith("TIME") and not each.type.startswith("TIMESTAMP") for each in (pair.now, pair.before)
    ):
        target = "timestamp"
    else:
        target = "varchar"
    return f"({pair.now.value})::{target}", f"({pair.before.value})::{target}"


MANY = 500
"""Columns of a row from which NaN and null are two values: DuckDB plans a condition for each one for seconds."""


def row_of(columns: list[Column]) -> str:
    """The values of a row in SQL."""
    return ", ".join(each.value if len(columns) <= MANY else quoted(each.name) for each in columns)


def common_rows(pairs: list[Pair]) -> tuple[str, str]:
    """The values of the rows of both sides in SQL, of one type each."""
    both = [
        common_values(pair) if pair.retyped or len(pairs) <= MANY else (quoted(pair.now.name), quoted(pair.before.name))
        for pair in pairs
    ]
    return ", ".join(now for now, _ in both), ", ".join(before for _, before in both)


def matched(now: list[Column], before: list[Column]) -> list[Pair]:
    """The columns that both sides have by name, in the order of the table now."""
    names = {each.name: each for each in before}
    return [Pair(each, names[each.name]) for each in now if each.name in names]
