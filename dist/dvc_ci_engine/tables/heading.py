"""Decides whether the first record of a table is a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Union

from .cells import WHOLE, column_kinds, kind
from .reading import RefusalError

if TYPE_CHECKING:
    from .reading import Row, Table

# True: a header. False: a row of data. None: it cannot be decided from this table alone.
Answer = Union[bool, None]

TYPED: Final = frozenset(("number", "time", "flag"))
LONGEST_HEADER: Final = 200


def is_header(first: Row, body: list[Row]) -> Answer:
    """By the kinds of the columns: a text above numbers is a name, a value that the column has again is data."""
    kinds = column_kinds(body, len(first))
    cells = list(zip(first, kinds))
    if any(kind(cell) == "text" and column in TYPED for cell, column in cells):
        return True
    if has_index_column(first, body, kinds):
        return True
    for index, (cell, column) in enumerate(cells):
        own = kind(cell)
        if own == "absent" or column == "absent":
            continue
        if own in {"time", "flag"} and column == own:
            return False
        # Names that are numbers are whole ones, such as years.
        if own == "number" and column == "number" and not WHOLE.fullmatch(cell):
            return False
        if any(index < len(row) and row[index].strip() == cell for row in body):
            return False
    return None


def has_index_column(first: Row, body: list[Row], kinds: list[str]) -> bool:
    """The form of pandas: an empty name above the numbers of the rows, and names that are all different."""
    if len(first) < 2 or first[0] != "" or kinds[0] != "number" or not all(row[0].strip() for row in body):
        return False
    return all(kind(cell) == "text" for cell in first[1:]) and len(set(first)) == len(first)


def is_data_below(first: Row, table: Table) -> bool:
    """Whether a record is a row of a table with a header: a number where that header has a name above numbers."""
    kinds = column_kinds(table.body, table.width)
    return any(
        kind(name) == "text" and column in TYPED and kind(cell) == column
        for name, column, cell in zip(table.first, kinds, first)
    )


def plain(name: str) -> str:
    return name.strip().casefold()


def same_names(one: Row, other: Row) -> bool:
    """The same names in any order and case, each once."""
    names = [plain(name) for name in one]
    return sorted(names) == sorted(map(plain, other)) and len(set(names)) == len(names)


def columns_of_header(table: Table, added: Table) -> list[int] | None:
    """For each column of the table, the column of the new rows, if these have a header; None if they have none.

    Raises RefusalError where that cannot be decided, or where the columns are others.
    """
    own = is_header(table.first, table.body)
    if same_names(table.first, added.first) or table.first == added.first:
        return matched(table, added, own)
    given = is_header(added.first, added.body)
    if given is None and added.width == table.width:
        given = is_header(added.first, table.body)
    if given is None and own and is_data_below(added.first, table):
        given = False
    if given and own is False:
        raise RefusalError(
            f"it has no header (its first row is {shown(table)}), and the new file begins with one: {shown(added)}"
        )
    if given or added.width != table.width:
        raise RefusalError(
            f"its columns are {shown(table)}, and those of the new file are {shown(added)}"
            if given
            else f"it has {table.width} columns ({shown(table)}), and the new file has {added.width} ({shown(added)})"
        )
    if given is None and (own or not is_list_of_numbers(table, added)) and own is not False:
        raise RefusalError(
            f"it begins with {shown(table)} and the new file with {shown(added)}, "
            "and it cannot be decided whether that is a header"
        )
    return None


def matched(table: Table, added: Table, own: Answer) -> list[int]:
    """The columns of a file that begins with the same names."""
    has_text = any(kind(cell) == "text" for cell in table.first)
    if own is False or (own is None and not has_text):
        raise RefusalError(
            f"both files begin with {shown(table)}, and it cannot be decided whether that is a header or data"
        )
    if table.first == added.first:
        return list(range(table.width))
    places = {plain(name): index for index, name in enumerate(added.first)}
    return [places[plain(name)] for name in table.first]


def is_list_of_numbers(table: Table, added: Table) -> bool:
    """Numbers only, in rows that are no years: then neither file has a header."""
    firsts = (table.first, added.first)
    return all(kind(cell) == "number" for first in firsts for cell in first) and not any(map(are_years, firsts))


def are_years(first: Row) -> bool:
    years = [int(cell) for cell in first if WHOLE.fullmatch(cell) and 1900 <= int(cell) <= 2100]
    return len(first) > 1 and len(years) == len(first) and len(set(years)) == len(years)


def shown(table: Table) -> str:
    text = table.header.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    safe = text.encode("utf-8", "replace").decode("utf-8")
    return safe if len(safe) <= LONGEST_HEADER else f"{safe[:LONGEST_HEADER]}…"
