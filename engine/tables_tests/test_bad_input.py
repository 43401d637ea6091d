"""Tables that are none, or are made to harm: a reason, never a crash, never content."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path as Place
from typing import TYPE_CHECKING, Any

import arro3.io
import duckdb
import pytest
from arro3.core import Array, DataType, Table
from asking import column, compare, read
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "id,name,score\n" + "".join(f"{number},n{number % 7},{number / 3:.3f}\n" for number in range(300))
UNREAD: list[tuple[str, str | bytes, str]] = [
    ("t.csv", "", "it is empty"),
    ("t.csv", "\n\n", "it is empty"),
    ("t.csv.gz", gzip.compress(b""), "it is empty"),
    ("t.csv", ROWS + "1,2\n", "line 302 has 2 fields and the first line 3"),
    ("t.csv", ROWS + "1,2,3,4\n", "line 302 has 4 fields and the first line 3"),
    ("t.csv", "# made by x\n" + ROWS, "line 2 has 3 fields and the first line 1"),
    ("t.csv", "a,b\n1,\0x\n", "it is neither text nor Parquet nor Arrow"),
    ("t.csv", random.Random(1).randbytes(3000), "it is neither text nor Parquet nor Arrow"),
    ("t.csv", b"PK\x03\x04" + b"0" * 100, "it is a ZIP archive"),
    ("t.parquet", "hello", "it is damaged or not complete"),
    ("t.parquet", b"PAR1" + random.Random(2).randbytes(900) + b"PAR1", "it is damaged or not complete"),
    ("t.parquet", b"PAR1" + b"x" * 900, "it is damaged or not complete"),
    ("t.parquet", b"PAR1" + b"x" * 900 + b"\x10\0\0\0PARE", "it is encrypted"),
    ("t.feather", b"FEA1" + b"x" * 90, "it is in version 1 of Feather; only version 2 is read"),
    ("t.feather", b"ARROW1\0\0" + b"x" * 90, "it is damaged or not complete"),
    ("t.jsonl", '{"a":1}\n{"a":\n', "it is not valid JSON"),
    ("t.json", "[1,2,3]", "its JSON has no objects that could be rows"),
    ("t.json", "[]", "its JSON has no objects that could be rows"),
]
READ: list[tuple[str, str | bytes, int]] = [
    ("bom.csv", ROWS.encode("utf-8-sig"), 3),
    ("utf16.csv", ROWS.encode("utf-16"), 3),
    ("utf16le.csv", ROWS.encode("utf-16-le"), 3),
    ("latin.csv", ROWS.replace("n3", "né").encode("latin-1"), 3),
    ("tab.tsv", ROWS.replace(",", "\t"), 3),
    ("caret.csv", ROWS.replace(",", "^"), 3),
    ("crlf.csv", ROWS.replace("\n", "\r\n"), 3),
    ("zipped.csv.gz", gzip.compress(ROWS.encode()), 3),
    ("name[1]*?.csv", ROWS, 3),
    ("twice.csv", "a,a,b\n1,2,3\n4,5,6\n", 3),
    ("nan.csv", "id,v\n1,NaN\nNaN,2\nNA,\n4,5\n", 2),
    ("repeated.csv", "id,v\n1,2\n1,3\n", 2),
    ("zero.csv", "a,b,c\n", 3),
    ("numbers.csv", "1,2\n3,4\n", 2),
    ("dates.csv", "id,d\n1,2020-01-01\n2,9999999-01-01\n", 2),
    ("hostile.csv", 'id,"<b>|`a`","=cmd()","\u202eabc"\n1,<script>,=1+1,\u202e\n', 4),
    ("nested.jsonl", "".join(json.dumps({"id": n, "a": {"b": [n]}, "l": [1]}) + "\n" for n in range(9)), 3),
    ("array.json", json.dumps([{"id": n, "v": n / 2} for n in range(9)], indent=1), 2),
    ("late.csv", "id,v\n" + "".join(f"{n},{n % 9}\n" for n in range(60_000)) + "60000,abc\n", 2),
    ("late.jsonl", "".join(json.dumps({"v": n}) + "\n" for n in range(60_000)) + '{"v": "abc"}\n', 1),
]


@pytest.mark.parametrize("name, content, reason", UNREAD)
def test_a_table_that_cannot_be_read_has_a_reason(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    assert compare(tmp_path, name, content, ROWS) == {"path": name, "unread": reason}


@pytest.mark.parametrize("name, content, columns", READ, ids=[each[0] for each in READ])
def test_an_odd_table_is_read(tmp_path: Path, name: str, content: str | bytes, columns: int) -> None:
    answer = compare(tmp_path, name, content, content)
    assert "unread" not in answer
    table = answer["table"]
    assert len(table["columns"]) == columns
    assert (table["added"], table["removed"]) == (0, 0)
    json.dumps(answer, allow_nan=False)


@pytest.mark.parametrize("name", ["notes.txt", "model.pkl", "metrics.json"])
def test_a_file_that_is_no_table_has_an_empty_answer(tmp_path: Path, name: str) -> None:
    contents: dict[str, str | bytes] = {
        "notes.txt": "Hello world.\nMore.\n",
        "model.pkl": b"\x80\x04\0\0x",
        "metrics.json": '{"a": 1}\n',
    }
    assert compare(tmp_path, name, contents[name], None) == {"path": name}


def test_integers_beyond_53_bits_keep_their_digits(tmp_path: Path) -> None:
    answer = compare(tmp_path, "t.csv", "k\n9007199254740993\n1\n", "k\n9007199254740992\n1\n")
    assert column(answer, "k")["now"]["max"] == "9007199254740993"
    assert answer["table"]["added"] == 1


def test_decimal_commas_are_numbers(tmp_path: Path) -> None:
    text = "id;price\n" + "".join(f"{n};1.{n:03},50\n" for n in range(1, 100))
    report = column(compare(tmp_path, "t.csv", text, None), "price")
    assert report["type"] == "DOUBLE"
    assert report["now"]["max"] == pytest.approx(1099.5)


def test_five_thousand_columns_are_read(tmp_path: Path) -> None:
    text = ",".join(f"c{n}" for n in range(5000)) + "\n"
    text += "".join(",".join(str(n * row % 17) for n in range(5000)) + "\n" for row in range(3))
    answer = compare(tmp_path, "t.csv", text, text)
    assert answer["unread"] == "of 4,500 of its 5,000 columns only nulls were counted"
    columns = answer["table"]["columns"]
    assert len(columns) == 5000
    assert (answer["table"]["added"], answer["table"]["removed"]) == (0, 0)
    assert columns[499]["now"]["distinct"] == 3
    assert columns[500] == {
        "name": "c500",
        "type": "BIGINT",
        "baseline_type": "BIGINT",
        "now": {"nulls": 0.0},
        "before": {"nulls": 0.0},
    }


def test_an_enumeration_does_not_show_its_values(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    duckdb.execute(f"copy (select 'secret'::enum('secret', 'x)y') as e) to '{file}'")
    answer = read([{"path": "t.parquet", "now": str(file)}])["t.parquet"]
    assert "secret" not in column(answer, "e")["type"]


@pytest.mark.parametrize("kind", ["fifo", "folder", "absent", "link"])
def test_only_a_regular_file_is_opened(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "t.csv"
    if kind == "fifo":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    elif kind == "link":
        place.symlink_to("/dev/zero")
    answer = read([{"path": "t.csv", "now": str(place)}])["t.csv"]
    assert answer["unread"] in ("it is no regular file", "it cannot be opened (No such file or directory)")


def test_a_query_reads_no_file_beside_the_tables(tmp_path: Path) -> None:
    from dvc_ci_tables.database import open_database
    from dvc_ci_tables.request import parse_request

    other = tmp_path / "other.csv"
    other.write_text("a\n1\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    request = parse_request({"tables": [], "memory": 10**9, "threads": 1, "seconds": 9, "expanded": 10**9})
    connection = open_database(scratch, request)
    for query in (f"from '{other}'", "install httpfs", "set enable_external_access = true", f"attach '{other}'"):
        with pytest.raises(duckdb.Error):
            connection.execute(query)
    connection.close()


def bomb(row: bytes, count: int) -> bytes:
    """A member of gzip for each row, which is packed once."""
    return gzip.compress(b"id,v\n") + gzip.compress(row) * count


def program(request: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """The end of the program with a request."""
    main = Place(__file__).parent.parent / "dvc_ci_tables" / "__main__.py"
    return subprocess.run(
        [sys.executable, "-I", "-B", str(main)],
        input=json.dumps({"memory": 10**9, "threads": 2, "expanded": 10**9, **request}),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_bomb_of_one_line_is_refused(tmp_path: Path) -> None:
    answer = compare(tmp_path, "t.csv.gz", bomb(b"1" * 1_000_000, 40), None)
    assert answer.get("unread")
    assert "table" not in answer


def test_the_time_limit_ends_a_bomb_of_rows(tmp_path: Path) -> None:
    file = tmp_path / "t.csv.gz"
    file.write_bytes(bomb(b"1,2\n" * 250_000, 2000))
    done = program({"tables": [{"path": "t.csv.gz", "now": str(file)}], "seconds": 1})
    assert done.returncode == 0
    begin, answer = map(json.loads, done.stdout.splitlines())
    assert begin == {"begin": "t.csv.gz"}
    assert answer == {"path": "t.csv.gz", "unread": "it was not read within data.timeout"}


@given(
    name=st.sampled_from(["t.csv", "t.csv.gz", "t.tsv", "t.json", "t.jsonl", "t.parquet", "t.arrow", "t.bin"]),
    content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode())),
    magic=st.sampled_from(
        [b"", b"PAR1", b"ARROW1\0\0", b"\xff\xff\xff\xff", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"[{", b"{"]
    ),
)
def test_any_bytes_end_in_an_answer(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes, magic: bytes
) -> None:
    answer = compare(tmp_path_factory.mktemp("t"), name, magic + content, None)
    assert set(answer) <= {"path", "table", "guessed", "unread"}
    json.dumps(answer, allow_nan=False)


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_arrow_with_a_dictionary_is_read(tmp_path: Path, compression: str | None) -> None:
    categories = Array([f"c{n % 3}" for n in range(100)], type=DataType.string())
    columns = {
        "id": Array(list(range(100)), type=DataType.int64()),
        "c": categories.cast(DataType.dictionary(DataType.int32(), DataType.string())),
    }
    for name, write in (("t.feather", arro3.io.write_ipc), ("s.arrows", arro3.io.write_ipc_stream)):
        write(Table.from_pydict(columns), str(tmp_path / name), compression=compression)
        answer = read([{"path": name, "now": str(tmp_path / name), "before": str(tmp_path / name)}])[name]
        assert answer["table"]["format"] == "arrow"
        assert (answer["table"]["rows"], answer["table"]["baseline_rows"]) == (100, 100)
        assert column(answer, "c")["now"]["distinct"] == 3


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_zstandard_is_read(tmp_path: Path, format_: str) -> None:
    name = {"csv": "t.csv.zst", "json": "t.jsonl.zst"}[format_]
    file = tmp_path / name
    duckdb.execute(
        f"copy (select range as id, range % 3 as c from range(100)) to '{file}' (format {format_}, compression zstd)"
    )
    table = read([{"path": name, "now": str(file), "before": str(file)}])[name]["table"]
    assert (table["rows"], table["added"], table["matched"]["by"]) == (100, 0, "found-key")


def test_a_text_that_mixes_line_ends_is_read(tmp_path: Path) -> None:
    texts = {
        "a quoted one in the header": 'id,"a\nb"\r\n1,"x\ny"\r\n2,z\r\n',
        "a part from Windows": "id,t\n1,x\n2,y\r\n",
        "a part from Unix": "id,t\r\n1,x\r\n2,y\n",
    }
    for name, text in texts.items():
        answer = compare(tmp_path, "t.csv", text, "id,t\n1,x\n")
        assert (name, answer.get("unread"), answer["table"]["rows"]) == (name, None, 2)


@pytest.mark.parametrize(
    "text, guessed, rows",
    [
        ("name,town\nann,rome\nbob,oslo\n", True, 2),
        ("ann,rome\nbob,oslo\n", True, 1),
        ("name,born\nann,2001-02-03\nbob,2004-05-06\n", False, 2),
        # The first row has a date where all rows have one, so it is none of names.
        ("ann,2001-02-03\nbob,2004-05-06\n", False, 2),
        ("ann,true\nbob,false\n", False, 2),
        ("name,t\nann,true\nbob,false\n", False, 2),
        ("name;price\nann;1,5\nbob;2,5\n", False, 2),
        ("1,2\n3,4\n", False, 2),
    ],
)
def test_a_first_row_that_may_be_data_is_said_to_be_so(tmp_path: Path, text: str, guessed: bool, rows: int) -> None:
    answer = compare(tmp_path, "t.csv", text, None)
    assert (answer.get("guessed", False), answer["table"]["rows"]) == (guessed, rows)


def test_a_header_of_the_other_side_makes_the_names_certain(tmp_path: Path) -> None:
    answer = compare(tmp_path, "t.csv", "name,born\nann,x\n", "name,born\nann,2001-02-03\n")
    assert "guessed" not in answer


def test_rows_that_cannot_be_told_apart_are_said_to_be_so(tmp_path: Path) -> None:
    answer = compare(tmp_path, "t.csv", "id,t\n" + '1,"x"y"\n' * 9, None)
    assert answer["unread"] == "its rows cannot be told apart (an unclosed quote, or a row larger than 16 MB)"


def test_a_table_that_becomes_another_file_is_no_file_to_pass_over(tmp_path: Path) -> None:
    rows = "".join(f'{{"id": {number}}}\n' for number in range(9))
    assert compare(tmp_path, "t.json", '{"a": 1}', rows)["unread"] == "it is no table, and the baseline's file is one"
    assert compare(tmp_path, "t.json", '{"a": 1}', '{"a": 2}') == {"path": "t.json"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not limit memory")
def test_arrow_takes_no_more_memory_than_allowed(tmp_path: Path) -> None:
    file = tmp_path / "t.feather"
    zeros = Array.from_buffer(bytes(50_000_000))
    table = Table.from_arrays([zeros] * 18, names=[f"c{number}" for number in range(18)])
    arro3.io.write_ipc(table, str(file), compression="zstd")
    assert file.stat().st_size < 1_000_000
    done = program({"tables": [{"path": "t.feather", "now": str(file)}], "memory": 3 * 10**8, "seconds": 5})
    assert done.returncode == -signal.SIGABRT
    assert done.stdout.splitlines() == ['{"begin": "t.feather"}']
