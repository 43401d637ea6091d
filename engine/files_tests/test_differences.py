"""The first difference of two files, by their formats."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import gguf, onnx, safetensors

from dvc_ci_files.__main__ import first_difference

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = {"head": ("F32", [2, 3], 24), "bias": ("F16", [3], 6)}
FOLDERS = ("/srv/first", "/srv/second")


def located(folder: Path, name: str, first: bytes, second: bytes) -> dict[str, Any]:
    item: dict[str, Any] = {"path": name, "kind": "difference", "folders": FOLDERS}
    for side, content in (("first", first), ("second", second)):
        file = folder / side
        file.write_bytes(content)
        item[side] = str(file)
    answer: dict[str, Any] = json.loads(json.dumps(first_difference(item)))
    found: dict[str, Any] = answer["difference"]
    found.pop("tokens", None)
    return found


def array(values: list[float], shape: tuple[int, ...], fortran: bool = False, kind: str = "<f4") -> bytes:
    header = f"{{'descr': '{kind}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n".encode()
    code = {"<f2": "e", "<f4": "f", ">f8": "d"}[kind]
    order = kind[0]
    content = struct.pack(f"{order}{len(values)}{code}", *values)
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


def archive(members: dict[str, bytes], year: int = 2020) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for name, content in members.items():
            out.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


def changed(content: bytes, at: int) -> bytes:
    """The content with another byte."""
    return content[:at] + bytes([content[at] ^ 0x40]) + content[at:][1:]


MODEL = safetensors(WEIGHTS)
GGUF = gguf({"a": (0, [2, 3])})
GGUF += bytes(-len(GGUF) % 32) + bytes(24)
ONNX = onnx({"a": (1, [2, 3], bytes(24))})


@pytest.mark.parametrize(
    "name,first,second,expected",
    [
        pytest.param(
            "a.txt",
            "é\nw = 0.1 x\n".encode(),
            "é\nw = 0.2 x\n".encode(),
            {"at": "line", "line": 2, "column": 7, "first": "w = 0.1 x", "second": "w = 0.2 x"},
            id="a line",
        ),
        pytest.param("a.txt", b"abc", b"abcd", {"at": "line", "line": 1, "column": 4}, id="a longer text"),
        pytest.param("a.txt", b"a\nb\n", b"b\na\n", {"signs": ["order"]}, id="lines in another order"),
        pytest.param("a.txt", b"{1, 2, 3}", b"{3, 1, 2}", {"signs": ["order"]}, id="a set"),
        pytest.param(
            "a.csv",
            b'id,v\n1,"a,b"\n2,3\n',
            b'id,v\n1,"a,b"\n2,4\n',
            {"at": "row", "row": 2, "column": "v", "first": "3", "second": "4"},
            id="a cell",
        ),
        pytest.param("a.csv", b"a\n1\n2\n", b"a\n1\n", {"at": "row", "row": 2, "only": "first"}, id="a row more"),
        pytest.param("a.csv", b"a;b\n1;2\n", b"a;b\n1;3\n", {"at": "row", "column": "b"}, id="semicolons"),
        pytest.param("a.csv", b"a,b\n1,2\n", b"a,b\n1,2\r\n", {"at": "line"}, id="line ends alone"),
        pytest.param("a.bin", b"\0\1\2", b"\0\1\3", {"at": "byte", "offset": 2, "first": "02"}, id="a byte"),
        pytest.param(
            "a.npy",
            array([1, 2, 3, 4, 5, 6], (2, 3)),
            array([1, 2, 3, 4, 5.5, 6], (2, 3)),
            {"at": "element", "index": [1, 1], "first": "5", "second": "5.5"},
            id="an array",
        ),
        pytest.param(
            "a.npy",
            array([1, 2, 3, 4, 5, 6], (2, 3), fortran=True, kind=">f8"),
            array([1, 2, 3, 4, 0.1, 6], (2, 3), fortran=True, kind=">f8"),
            {"at": "element", "index": [0, 2], "second": "0.1"},
            id="an array by columns",
        ),
        pytest.param(
            "a.npy",
            array([65504], (1,), kind="<f2"),
            array([1], (1,), kind="<f2"),
            {"at": "element", "first": "6.55e+04"},
            id="the largest half number",
        ),
        pytest.param("a.npy", array([1, 2], (2,)), array([1, 2], (1, 2)), {"at": "shape"}, id="another shape"),
        pytest.param(
            "a.npz",
            archive({"w.npy": array([1, 2], (2,))}),
            archive({"w.npy": array([1, 3], (2,))}),
            {"at": "element", "member": "w.npy", "index": [1], "first": "2", "second": "3"},
            id="an array in an archive",
        ),
        pytest.param(
            "a.zip",
            archive({"a": b"x"}),
            archive({"a": b"x"}, 2021),
            {"at": "archive", "signs": ["archive-time"]},
            id="the times of members",
        ),
        pytest.param(
            "a.zip",
            archive({"a": b"x", "b": b"y"}),
            archive({"b": b"y", "a": b"x"}),
            {"at": "order", "signs": ["order"]},
            id="members in another order",
        ),
        pytest.param(
            "a.pt", archive({"a": b"", "b": b""}), archive({"a": b""}), {"member": "b", "only": "first"}, id="a member"
        ),
        pytest.param(
            "a.gz", gzip.compress(b"x", mtime=1), gzip.compress(b"x", mtime=2), {"signs": ["gzip-time"]}, id="gzip"
        ),
        pytest.param(
            "a.csv.gz",
            gzip.compress(b"a\n1\n", mtime=1),
            gzip.compress(b"a\n2\n", mtime=1),
            {"at": "row", "column": "a", "signs": []},
            id="a compressed table",
        ),
        pytest.param(
            "m.safetensors",
            MODEL,
            changed(MODEL, len(MODEL) - 7),
            {"at": "element", "tensor": "head", "index": [1, 2]},
            id="safetensors",
        ),
        pytest.param(
            "m.safetensors",
            MODEL,
            safetensors({**WEIGHTS, "bias": ("F16", [1, 3], 6)}),
            {"at": "shape", "tensor": "bias", "first": "F16 [3]", "second": "F16 [1, 3]"},
            id="the shape of a tensor",
        ),
        pytest.param(
            "m.gguf",
            GGUF,
            changed(GGUF, len(GGUF) - 1),
            {"at": "element", "tensor": "a", "index": [2, 1], "second": "2"},
            id="GGUF",
        ),
        pytest.param(
            "m.onnx",
            ONNX,
            changed(ONNX, ONNX.rindex(bytes(24)) + 7),
            {"at": "element", "tensor": "a", "index": [0, 1]},
            id="ONNX",
        ),
    ],
)
def test_the_place_is_named_as_the_format_has_it(
    tmp_path: Path, name: str, first: bytes, second: bytes, expected: dict[str, Any]
) -> None:
    assert located(tmp_path, name, first, second).items() >= expected.items()


class Opened:
    """A value whose pickle fails the test when it is opened."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return pytest.fail, ("a pickle was opened",)


@pytest.mark.parametrize("name", ["model.pkl", "model.joblib", "model"])
def test_a_pickle_is_compared_by_its_bytes_and_never_opened(tmp_path: Path, name: str) -> None:
    first, second = (pickle.dumps([Opened(), f"{folder}/data.csv"]) for folder in FOLDERS)
    found = located(tmp_path, name, first, second)
    assert (found["at"], found["signs"]) == ("byte", ["folder"])


def test_control_characters_are_not_told(tmp_path: Path) -> None:
    assert located(tmp_path, "a.txt", b"\x1b[31ma", b"\x1b[31mb")["first"] == "\ufffd[31ma"


@pytest.mark.parametrize(
    "first,second,signs",
    [
        pytest.param("in /srv/first: 1", "in /srv/second: 2", ["folder"], id="each has its own"),
        pytest.param("in /srv/first: 1", "in /srv/first: 2", [], id="both have the same one"),
    ],
)
def test_a_folder_is_a_sign_where_each_side_has_its_own(
    tmp_path: Path, first: str, second: str, signs: list[str]
) -> None:
    assert located(tmp_path, "a.txt", first.encode(), second.encode())["signs"] == signs


@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a.csv", "a.csv.gz", "m.safetensors", "m.gguf", "m.onnx", "a.txt"])
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.data())
def test_damaged_files_have_a_place_too(tmp_path: Path, name: str, content: st.DataObject) -> None:
    whole = {
        "npy": array([1, 2], (2,)),
        "npz": archive({"w.npy": array([1, 2], (2,))}),
        "gz": gzip.compress(b"a\n1\n"),
        "safetensors": MODEL,
        "gguf": GGUF,
        "onnx": ONNX,
    }.get(name.rpartition(".")[2], b"a,b\n1,2\n")
    at = content.draw(st.integers(0, len(whole) - 1))
    cut = content.draw(st.integers(0, len(whole)))
    assert located(tmp_path, name, whole, changed(whole, at)[: max(cut, at + 1)])["at"] != "same"


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/zero")
    item = {"path": "a", "kind": "difference", "first": str(tmp_path / "link"), "second": str(tmp_path / "link")}
    assert first_difference(item) == {"path": "a", "unread": "it is no regular file"}
