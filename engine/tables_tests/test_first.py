"""The first row and column in which two tables differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from asking import compare

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "from range(300000) t(i)"


def parquet(folder: Path, query: str) -> bytes:
    file = folder / "made.parquet"
    duckdb.connect().execute(f"copy ({query}) to '{file}' (format parquet)")
    return file.read_bytes()


@pytest.mark.parametrize(
    "first,second,expected",
    [
        pytest.param(
            f"select i, (i * 0.5)::double as w {ROWS}",
            f"select i, case when i >= 270001 then i * 0.25 else i * 0.5 end::double as w {ROWS}",
            {"at": "row", "row": 270002, "column": "w", "first": "135000.5", "second": "67500.25"},
            id="a value late in the table",
        ),
        pytest.param(
            "select 1 as a, null::integer as b",
            "select 1 as a, 2 as b",
            {"column": "b", "first": "absent"},
            id="an absent value",
        ),
        pytest.param(
            "select 1 as a union all select null",
            "select 1 as a",
            {"at": "row", "row": 2, "only": "first"},
            id="a row more, which is absent",
        ),
        pytest.param("select 1 as a", "select 1 as b", {"row": 0, "column": "a", "only": "first"}, id="a column"),
        pytest.param("select 1 as a", "select 'x' as a", {"row": 0, "first": "INTEGER"}, id="another type"),
        pytest.param("select 1 as a, 2 as b", "select 2 as b, 1 as a", {"at": "order"}, id="columns in another order"),
    ],
)
def test_the_first_row_and_column(tmp_path: Path, first: str, second: str, expected: dict[str, Any]) -> None:
    answer = compare(tmp_path, "a.parquet", parquet(tmp_path, second), parquet(tmp_path, first), first=True)
    assert answer["first"].items() >= expected.items()
    assert "table" not in answer


def test_tables_with_the_same_values_have_no_place(tmp_path: Path) -> None:
    same = parquet(tmp_path, "select 'nan'::double as a")
    assert compare(tmp_path, "a.parquet", same, same, first=True) == {"path": "a.parquet"}
