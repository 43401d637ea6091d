"""Appending tables: which first rows are headers, how columns are matched, and what is refused."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dvc_ci_engine.queries import tables

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = "id,value\n1,2\n3,4\n"


def appended(folder: Path, before: str, added: str, name: str = "a.csv", new: str = "b.csv") -> str:
    """The longer file, or the reason."""
    paths = {"existing": folder / name, "added": folder / f"new-{new}", "target": folder / "target"}
    for path in paths.values():
        path.unlink(missing_ok=True)
    for key, text in (("existing", before), ("added", added)):
        paths[key].write_bytes(text.encode("utf-8", "surrogateescape"))
    answer: dict[str, Any] = tables.append({key: str(path) for key, path in paths.items()})
    if "reason" in answer:
        assert not paths["target"].exists()
        return f"refused: {answer['reason']}"
    return paths["target"].read_bytes().decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    "before,added,expected",
    [
        pytest.param(NUMBERS, "id,value\n5,6\n", NUMBERS + "5,6\n", id="the same header"),
        pytest.param(NUMBERS, "id,value\r\n5,6\r\n", NUMBERS + "5,6\r\n", id="bytes stay"),
        pytest.param(NUMBERS, "value,id\n6,5\n", NUMBERS + "5,6\n", id="another order"),
        pytest.param(NUMBERS, "ID, Value\n5,6\n", NUMBERS + "5,6\n", id="another case"),
        pytest.param(NUMBERS, "value;id\n6;5\n", NUMBERS + "5,6\n", id="another separator"),
        pytest.param(NUMBERS, "id\tvalue\n5\t6\n", NUMBERS + "5,6\n", id="tabs"),
        pytest.param(NUMBERS, '"id","value"\n"5","6"\n', NUMBERS + '"5","6"\n', id="quotes"),
        pytest.param(NUMBERS, "\ufeffid,value\n5,6\n", NUMBERS + "5,6\n", id="a byte-order mark"),
        pytest.param("\ufeff" + NUMBERS, "id,value\n5,6\n", "\ufeff" + NUMBERS + "5,6\n", id="a mark before"),
        pytest.param(NUMBERS, "5,6\n", NUMBERS + "5,6\n", id="no header, one row"),
        pytest.param(NUMBERS, "5,6\n7,8\n", NUMBERS + "5,6\n7,8\n", id="no header"),
        pytest.param(NUMBERS, "id,value\n", NUMBERS, id="a header alone"),
        pytest.param(NUMBERS, "", NUMBERS, id="nothing"),
        pytest.param("", NUMBERS, NUMBERS, id="nothing before"),
        pytest.param(NUMBERS[:-1], "5,6", NUMBERS + "5,6", id="no line break at the end"),
        pytest.param(",x,y\n0,1,2\n1,3,4\n", ",x,y\n2,5,6\n", ",x,y\n0,1,2\n1,3,4\n2,5,6\n", id="pandas"),
        pytest.param(
            ",name,city\n0,Bob,Rome\n",
            ",city,name\n1,Oslo,Ann\n",
            ",name,city\n0,Bob,Rome\n1,Ann,Oslo\n",
            id="pandas with texts",
        ),
        pytest.param(
            "id,2019,2020\na,1,2\n", "id,2019,2020\nb,3,4\n", "id,2019,2020\na,1,2\nb,3,4\n", id="years as names"
        ),
        pytest.param(
            "id,2019,2020\na,1,2\n", "id,2020,2019\nb,4,3\n", "id,2019,2020\na,1,2\nb,3,4\n", id="years, other order"
        ),
        pytest.param('"a\nb",c\n1,2\n', '"a\nb",c\n3,4\n', '"a\nb",c\n1,2\n3,4\n', id="a quoted line break in a name"),
        pytest.param(
            "name,city\nBob,Rome\n", "city,name\nOslo,Ann\n", "name,city\nBob,Rome\nAnn,Oslo\n", id="texts only"
        ),
        pytest.param("1.5,2\n3,4\n", "5,6\n", "1.5,2\n3,4\n5,6\n", id="no header in either"),
        pytest.param("1,2\n3,4\n", "5,6\n", "1,2\n3,4\n5,6\n", id="whole numbers without headers"),
        pytest.param("cat,1\ndog,2\ncat,3\n", "dog,4\n", "cat,1\ndog,2\ncat,3\ndog,4\n", id="labels without headers"),
        pytest.param("a;b\n1,5;2\n", "a;b\n2,5;3\n", "a;b\n1,5;2\n2,5;3\n", id="decimal commas"),
        pytest.param("text\nfoo\n", "text\nbar\n", "text\nfoo\nbar\n", id="one column"),
        pytest.param(
            'a,b\n"x ""y""",1\n', 'b,a\n2,"z ""w"""\n', 'a,b\n"x ""y""",1\n"z ""w""",2\n', id="quotes in cells"
        ),
        pytest.param("a,b\n\udce9,1\n", "b,a\n2,\udce9\n", "a,b\n\udce9,1\n\udce9,2\n", id="bytes of another encoding"),
    ],
)
def test_rows_are_appended(tmp_path: Path, before: str, added: str, expected: str) -> None:
    assert appended(tmp_path, before, added) == expected


@pytest.mark.parametrize(
    "before,added,reason",
    [
        pytest.param(
            NUMBERS, "a,b\n5,6\n", "its columns are id, value, and those of the new file are a, b", id="names"
        ),
        pytest.param(NUMBERS, "id,other\n5,6\n", "and those of the new file are id, other", id="one name"),
        pytest.param(NUMBERS, "id,value,more\n5,6,7\n", "are id, value, more", id="one more"),
        pytest.param(NUMBERS, "x;y\n5;6\n", "those of the new file are x, y", id="another separator"),
        pytest.param(
            "id,2019,2020\na,1,2\n", "key,2021,2022\nb,3,4\n", "the new file with key, 2021, 2022", id="years"
        ),
        pytest.param("1.5,2\n3,4\n", "a,b\n5,6\n", "it has no header (its first row is 1.5, 2)", id="only one header"),
        pytest.param("2019,2020\n1,2\n", "2019,2020\n3,4\n", "both files begin with 2019, 2020", id="numbers, both"),
        pytest.param("2019,2020\n1,2\n", "2021,2022\n3,4\n", "cannot be decided", id="years above numbers"),
        pytest.param("name,city\nBob,Rome\n", "Ann,Oslo\n", "begins with name, city and the new file with", id="texts"),
        pytest.param("name,city\nBob,Rome\n", "vorname,ort\nAnn,Oslo\n", "cannot be decided", id="texts with headers"),
        pytest.param("a,b,a\n1,2,3\n", "a,a,b\n4,5,6\n", "those of the new file are a, a, b", id="a name twice"),
        pytest.param(NUMBERS, "id,value\n5\n", "has 1 cells in place of 2", id="a short row"),
        pytest.param("a;b\n1,5;2\n", "a;b\n2.5;3\n", "numbers with a decimal comma", id="points for commas"),
        pytest.param("a,b\n1.5,2\n", 'a,b\n"2,5",3\n', "numbers with a decimal point", id="commas for points"),
        pytest.param(NUMBERS, "5,6,7\n", "it has 2 columns (id, value), and the new file has 3", id="columns"),
        pytest.param(NUMBERS, "id,val\0ue\n", "the new file is a binary file", id="binary"),
    ],
)
def test_rows_that_do_not_fit_are_refused(tmp_path: Path, before: str, added: str, reason: str) -> None:
    answer = appended(tmp_path, before, added)
    assert answer.startswith("refused: ")
    assert reason in answer


def test_the_name_of_the_file_tells_its_format(tmp_path: Path) -> None:
    assert appended(tmp_path, "{}\n", "{}\n", "a.json") == "refused: rows cannot be appended to a JSON file"
    assert appended(tmp_path, '{"a":1}\n', '{"a":1}\n', "a.jsonl") == '{"a":1}\n{"a":1}\n'
    assert appended(tmp_path, "some text, and more\nagain", "some text, and more\n", "a.txt").count("some") == 2
    assert appended(tmp_path, "a b\n1 2\n", "b a\n4 3\n", "a.txt") == "a b\n1 2\n3 4\n"
    assert appended(tmp_path, "a\tb\n1\t2\n", "b,a\n4,3\n", "a.tsv") == "a\tb\n1\t2\n3\t4\n"
    assert appended(tmp_path, NUMBERS, "value,id\n6,5\n", new="download") == NUMBERS + "5,6\n"


def test_an_error_of_the_system_has_its_code(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(NUMBERS)
    args = {"existing": str(tmp_path / "a.csv"), "added": str(tmp_path / "a.csv"), "target": str(tmp_path / "no" / "b")}
    assert tables.append(args)["code"] == "ENOENT"


CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufeff\r"), max_size=6)
NAME = st.from_regex(r"[a-z][a-z0-9 _]{0,5}[a-z]", fullmatch=True)


@given(data=st.data(), names=st.lists(NAME, min_size=2, max_size=4, unique=True), separator=st.sampled_from(",;\t|"))
def test_every_table_is_appended_by_its_columns(
    data: st.DataObject, names: list[str], separator: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Random tables in any order of columns: each row keeps each value under its name."""
    number = st.integers(0, 10_000).map(str)
    # The first column has numbers, so that the header is known to be one.
    row = st.tuples(number, *[CELL for _ in names[1:]])
    before, added = data.draw(st.lists(row, min_size=1, max_size=4)), data.draw(st.lists(row, min_size=1, max_size=4))
    order = data.draw(st.permutations(range(len(names))))
    first = written(names, before, separator)
    second = written([names[i] for i in order], [[cells[i] for i in order] for cells in added], ",")
    answer = appended(tmp_path_factory.mktemp("tables"), first, second)
    if answer.startswith("refused: "):
        # A cell that looks like a number with a comma may contradict the others.
        assume("decimal" not in answer and "cannot be written" not in answer)
    rows = list(csv.reader(io.StringIO(answer, newline=""), delimiter=separator))
    assert rows == [names, *map(list, before), *map(list, added)]


def written(names: list[str], rows: Any, separator: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows([names, *rows])
    return out.getvalue()
