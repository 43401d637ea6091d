"""What changed between two tables, against figures that are counted here."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import duckdb
import pytest
from asking import column, compare, read
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def text_of(rows: Sequence[tuple[object, ...]], header: str = "id,v,t") -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


def test_a_unique_column_called_id_matches_the_rows(tmp_path: Path) -> None:
    before = [(number, number % 5, "a") for number in range(100)]
    now = [(number, number % 5 if number != 7 else 9, "a") for number in range(10, 120)] + [(7, 9, "a")]
    table = compare(tmp_path, "t.csv", text_of(now), text_of(before))["table"]
    assert table["matched"] == {"by": "found-key", "columns": ["id"]}
    assert (table["rows"], table["baseline_rows"]) == (111, 100)
    assert (table["added"], table["removed"], table["changed"]) == (20, 9, 1)
    assert (table["duplicates"], table["baseline_duplicates"]) == (0, 0)


def test_a_declared_key_of_two_columns_matches_the_rows(tmp_path: Path) -> None:
    rows = [(a, b, a + b) for a in range(5) for b in range(5)]
    changed = [(a, b, c + (a == b == 2)) for a, b, c in rows[1:]]
    answer = compare(tmp_path, "t.csv", text_of(changed, "a,b,c"), text_of(rows, "a,b,c"), key=["a", "b"])
    table = answer["table"]
    assert "unread" not in answer
    assert table["matched"] == {"by": "declared-key", "columns": ["a", "b"]}
    assert (table["added"], table["removed"], table["changed"]) == (0, 1, 1)


@pytest.mark.parametrize(
    "key, reason",
    [
        (["v"], "the key v of data.keys repeats in 1 row of the table"),
        (["e"], "the key e of data.keys is empty in 2 rows of the table"),
        (["gone"], "the table has no column gone, which data.keys names"),
    ],
)
def test_a_declared_key_that_is_none_is_said_and_rows_are_compared(tmp_path: Path, key: list[str], reason: str) -> None:
    text = text_of([(1, 2, "a", ""), (2, 2, "b", "")], "id,v,t,e")
    answer = compare(tmp_path, "t.csv", text, text, key=key)
    assert reason in answer["unread"]
    assert answer["table"]["matched"] == {"by": "rows"}


@given(
    now=st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab"))),
    before=st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab"))),
)
def test_rows_without_a_key_are_a_multiset(
    tmp_path_factory: pytest.TempPathFactory, now: list[tuple[int, str]], before: list[tuple[int, str]]
) -> None:
    header = "n,t"
    answer = compare(
        tmp_path_factory.mktemp("t"), "t.csv", text_of([*now, (9, "z")], header), text_of([*before, (9, "z")], header)
    )
    new, old = Counter(now), Counter(before)
    table = answer["table"]
    assert table["added"] == (new - old).total()
    assert table["removed"] == (old - new).total()
    assert table["duplicates"] == len(now) - len(new)
    assert table["baseline_duplicates"] == len(before) - len(old)


@given(now=st.lists(st.integers(-5, 5), min_size=1), before=st.lists(st.integers(-5, 5), min_size=1))
def test_the_distance_of_numbers_is_that_of_kolmogorov_and_smirnov(
    tmp_path_factory: pytest.TempPathFactory, now: list[int], before: list[int]
) -> None:
    texts = [text_of([(each,) for each in rows], "n") for rows in (now, before)]
    report = column(compare(tmp_path_factory.mktemp("t"), "t.csv", *texts), "n")
    places = {*now, *before}
    largest = max(
        abs(sum(x <= place for x in now) / len(now) - sum(x <= place for x in before) / len(before)) for place in places
    )
    assert report["distance"] == pytest.approx(largest)
    assert report["now"]["min"] == min(now)
    assert report["before"]["max"] == max(before)
    assert report["now"]["distinct"] == len(set(now))
    assert report["now"]["mean"] == pytest.approx(sum(now) / len(now))
    assert sum(report["histogram"]["now"]) == pytest.approx(1) if "histogram" in report else len(places) == 1


@pytest.mark.parametrize("many", [False, True])
def test_categories_are_counted_in_memory_and_in_the_database_alike(tmp_path: Path, many: bool) -> None:
    # More different values than are counted in memory, or few: the first ten and the sums have the same meaning.
    count = 20_000 if many else 20
    before = [(f"c{number:05}",) for number in range(count)] + [("most",)] * count
    now = [(f"c{number:05}",) for number in range(count // 2, count)] + [("new",)] * (count // 2) + [("most",)] * count
    report = column(compare(tmp_path, "t.csv", text_of(now, "t"), text_of(before, "t")), "t")
    assert (report["new_values"], report["vanished_values"]) == (1, count // 2)
    assert report["now"]["distinct"] == count // 2 + 2
    assert report["before"]["distinct"] == count + 1
    assert report["distance"] == pytest.approx(0.25)
    assert report["now"]["top"][0] == {"value": "most", "share": 0.5}
    assert report["now"]["top"][1] == {"value": "new", "share": 0.25}
    assert report["psi"] > 0


def test_many_numbers_have_the_quantiles_of_their_ranks(tmp_path: Path) -> None:
    before = [(number / 7,) for number in range(60_000)]
    now = [(number / 7 + 1000,) for number in range(60_000)]
    report = column(compare(tmp_path, "t.csv", text_of(now, "x"), text_of(before, "x")), "x")
    for share, value in zip([0.05, 0.25, 0.5, 0.75, 0.95], report["before"]["quantiles"]):
        assert value == pytest.approx(share * 60_000 / 7, rel=0.01)
    assert report["distance"] == pytest.approx(7000 / 60_000, abs=0.002)


def test_the_same_table_has_no_drift(tmp_path: Path) -> None:
    text = text_of([(number, number * 0.37, f"u{number % 9000}") for number in range(30_000)])
    answer = compare(tmp_path, "t.csv", text, text)
    for name in ("v", "t"):
        assert column(answer, name)["psi"] == 0
        assert column(answer, name)["distance"] == 0


def test_columns_are_added_removed_retyped_and_renamed(tmp_path: Path) -> None:
    before = text_of([(number, number % 10, number / 3, "x") for number in range(200)], "id,age,size,gone")
    now = text_of([(number, f"{number % 10}y", number / 3, number * 2) for number in range(200)], "id,age,length,extra")
    table = compare(tmp_path, "t.csv", now, before)["table"]
    changes = {each["name"]: each.get("change") for each in table["columns"]}
    assert changes == {"id": None, "age": "retyped", "length": "renamed", "extra": "added", "gone": "removed"}
    renamed = next(each for each in table["columns"] if each["name"] == "length")
    assert renamed["was"] == "size"


def test_an_empty_column_has_no_type_to_change(tmp_path: Path) -> None:
    report = column(compare(tmp_path, "t.csv", "a,b\n1,2\n2,3\n", "a,b\n1,\n2,\n"), "b")
    assert "change" not in report
    assert report["before"]["nulls"] == 1


def test_rows_of_the_test_table_in_the_training_table_are_counted(tmp_path: Path) -> None:
    train, test, old = (tmp_path / name for name in ("train.csv", "test.csv", "old.csv"))
    train.write_text(text_of([(number, number % 3, "a") for number in range(100)]))
    test.write_text(text_of([(5, 2, "a"), (5, 2, "a"), (6, 9, "a"), (200, 2, "a")]))
    old.write_text(text_of([(300, 1, "b")]))
    tables = [
        {"path": "train.csv", "now": str(train), "before": str(train)},
        {"path": "test.csv", "now": str(test), "before": str(old)},
    ]
    answers = read(tables, [{"path": "test.csv", "of": "train.csv"}])
    assert answers["test.csv"]["leaked"] == [{"path": "train.csv", "rows": 2, "baseline_rows": 0}]
    assert "leaked" not in answers["train.csv"]


def test_an_unreadable_baseline_leaves_the_table_of_now(tmp_path: Path) -> None:
    answer = compare(tmp_path, "t.csv", "a,b\n1,2\n", "")
    assert answer["table"]["rows"] == 1
    assert "baseline_rows" not in answer["table"]
    assert answer["unread"] == "the baseline's table cannot be compared: it is empty"


def test_the_answer_is_json_without_infinite_numbers(tmp_path: Path) -> None:
    answer = compare(tmp_path, "t.csv", "x\ninf\n1\nnan\n-inf\n", "x\n1\n2\n")
    text = json.dumps(answer, allow_nan=False)
    assert column(answer, "x")["now"]["nulls"] == pytest.approx(0.25)
    assert "Infinity" not in text


def test_times_with_a_zone_are_compared_in_utc(tmp_path: Path) -> None:
    for side, first in (("now", 0), ("before", 1)):
        times = f"timestamptz '2020-01-01 00:00:00+02' + to_hours(range::int) as t from range({first}, 100)"
        duckdb.execute(f"copy (select range as id, {times}) to '{tmp_path / side}' (format parquet)")
    table = {"path": "t.parquet", "now": str(tmp_path / "now"), "before": str(tmp_path / "before")}
    answer = read([table])["t.parquet"]
    assert (answer["table"]["added"], answer["table"]["changed"]) == (1, 0)
    assert column(answer, "t")["type"] == "TIMESTAMP WITH TIME ZONE"
    assert column(answer, "t")["now"]["min"] == "2019-12-31T22:00:00"
