"""The report of one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dvc_ci_tables.columns import Pair, matched
from dvc_ci_tables.faults import UnreadError
from dvc_ci_tables.profile import FULL, Asked, Profiler
from dvc_ci_tables.request import without_absent
from dvc_ci_tables.rows import Rows, key_report

if TYPE_CHECKING:
    import duckdb

    from dvc_ci_tables.columns import Column
    from dvc_ci_tables.request import Sides, TableFile
    from dvc_ci_tables.sides import Side

MOST_RENAMED = 20
"""Added and removed columns of which each pair is compared for a new name."""
ALIKE = 0.1
"""Largest distance of a column from the column that it was probably called before."""
NULLS_ALIKE = 0.05


class Comparison:
    """Compares the two sides of a table, of which one may be absent."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.rows = Rows(connection)

    def report(self, table: TableFile, now: Side | None, before: Side | None) -> tuple[Sides, str | None]:
        """The content of `TableReport`, and what of it could not be done."""
        some = now or before
        assert some is not None
        report: Sides = {"path": table.path, "format": some.format}
        if now is not None:
            report["rows"] = now.rows
        if before is not None:
            report["baseline_rows"] = before.rows
        problem = None
        key: list[Pair] = []
        pairs: list[Pair] = []
        renamed: dict[str, Pair] = {}
        if now is not None and before is not None:
            pairs = matched(now.columns, before.columns)
            renamed = self.renamed(now, before, pairs)
            both = [*pairs, *renamed.values()]
            compared, key, problem = self.compare_rows(table, now, before, both)
            report |= compared
        for name, side in (("duplicates", now), ("baseline_duplicates", before)):
            if side is not None:
                report[name] = 0 if key else self.rows.duplicates(side)
        report["columns"] = self.columns(now, before, pairs, renamed, key)
        count = len(report["columns"])
        if count > FULL:
            further = f"of {count - FULL:,} of its {count:,} columns only nulls were counted"
            problem = further if problem is None else f"{problem}; {further}"
        return report, problem

    def compare_rows(
        self, table: TableFile, now: Side, before: Side, pairs: list[Pair]
    ) -> tuple[Sides, list[Pair], str | None]:
        """How rows were matched, the numbers of rows, the key, and why a declared key was not used."""
        problem = None
        if table.key:
            try:
                columns = self.rows.declared_key(now, table.key, which="the table")
                old = self.rows.declared_key(before, table.key, which="the baseline's table")
                key = [Pair(*both) for both in zip(columns, old)]
                others = [pair for pair in pairs if pair.now.name not in table.key]
                report = key_report("declared-key", list(table.key))
                return report | self.rows.by_key(now, before, key, others), key, None
            except UnreadError as error:
                problem = str(error)
        found = None if problem else self.rows.find_key(now, before, pairs)
        if found is not None:
            others = [pair for pair in pairs if pair is not found]
            report = key_report("found-key", [found.now.name])
            return report | self.rows.by_key(now, before, [found], others), [found], None
        if not pairs:
            return {"added": now.rows, "removed": before.rows}, [], problem
        return key_report("rows", []) | self.rows.as_multiset(now, before, pairs), [], problem

    def renamed(self, now: Side, before: Side, pairs: list[Pair]) -> dict[str, Pair]:
        """Added columns by name, each with the removed column of the same type and nearly the same content."""
        known, old = {pair.now.name for pair in pairs}, {pair.before.name for pair in pairs}
        added = [each for each in now.columns if each.name not in known]
        removed = [each for each in before.columns if each.name not in old]
        if not (added and removed) or max(len(added), len(removed)) > MOST_RENAMED or now.rows * before.rows == 0:
            return {}
        places = {each.name: place for place, each in enumerate(before.columns)}
        couples = [
            (abs(place - places[other.name]), column, other)
            for place, column in enumerate(now.columns)
            if column.name not in known
            for other in removed
            if column.type == other.type and column.kind != "nested"
        ]
        profiler = Profiler(self.connection, now, before)
        found: list[tuple[float, int, Column, Column]] = []
        for gap, column, other in couples:
            for profile in profiler.columns([Asked(column, other)]):
                distance = likeness(profile)
                if distance is not None:
                    found.append((distance, gap, column, other))
        result: dict[str, Pair] = {}
        taken: set[str] = set()
        for _, _, column, other in sorted(found, key=lambda each: each[:2]):
            if column.name not in result and other.name not in taken:
                result[column.name] = Pair(column, other)
                taken.add(other.name)
        return result

    def columns(
        self,
        now: Side | None,
        before: Side | None,
        pairs: list[Pair],
        renamed: dict[str, Pair],
        key: list[Pair],
    ) -> list[Sides]:
        """The columns in the order of the table now, then the removed ones."""
        by_name = {**{pair.now.name: pair for pair in pairs}, **renamed}
        keys = {pair.now.name for pair in key} if len(key) == 1 else set()
        gone = {pair.before.name for pair in by_name.values()}
        asked = [
            Asked(column, by_name[column.name].before if column.name in by_name else None, column.name in keys)
            for column in (now.columns if now is not None else [])
        ]
        asked += [
            Asked(None, column) for column in (before.columns if before is not None else []) if column.name not in gone
        ]
        both = now is not None and before is not None
        profiles = Profiler(self.connection, now, before).columns(asked)
        return [
            without_absent({**head_of(each, profile, compared=both, renamed=renamed), **profile})
            for each, profile in zip(asked, profiles)
        ]


def likeness(profile: Sides) -> float | None:
    """The distance of two columns that may be one; None for two that are not."""
    distance = profile.get("distance")
    if distance is None or abs(profile["now"]["nulls"] - profile["before"]["nulls"]) > NULLS_ALIKE:
        return None
    return float(distance) if distance <= ALIKE else None


def head_of(asked: Asked, profile: Sides, *, compared: bool, renamed: dict[str, Pair]) -> Sides:
    """The name of a column, its types, and what became of it."""
    now, before = asked.now, asked.before
    if now is not None and before is not None:
        is_renamed = now.name in renamed
        return {
            "name": now.name,
            "change": change_of(Pair(now, before), profile, is_renamed=is_renamed),
            "was": before.name if is_renamed else None,
            "type": now.shown_type,
            "baseline_type": before.shown_type,
        }
    if now is not None:
        return {"name": now.name, "change": "added" if compared else None, "type": now.shown_type}
    assert before is not None
    return {"name": before.name, "change": "removed" if compared else None, "baseline_type": before.shown_type}


def change_of(pair: Pair, profile: Sides, *, is_renamed: bool) -> str | None:
    """A column without any value has no type of its own in a text, so it changes none."""
    if is_renamed:
        return "renamed"
    empty = any(side["nulls"] == 1.0 or side.get("distinct") == 0 for side in (profile["now"], profile["before"]))
    return "retyped" if pair.retyped and not empty else None
