"""Manifests: what is one, how two of them differ, and which files are in two places."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvc_ci_engine.queries.leaks import EMPTY, inside, shared_files, split_folders
from dvc_ci_engine.queries.manifest_files import (
    AlteredManifestError,
    Sides,
    absent_files,
    changed_of_kinds,
    changed_tables,
    describe_folder,
    parse_manifest,
)

if TYPE_CHECKING:
    from dvc_ci_engine.queries.manifest_files import (
        Files,
    )

MOST = {"first": 10, "folders": 50, "members": 50}
WORDS = {"training": ["train"], "heldOut": ["test", "val"]}


def oid(content: str) -> str:
    return hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()


def files_of(contents: dict[str, str]) -> Files:
    return {path: oid(content) for path, content in contents.items()}


# Few names and contents, so that files move, are copied and swap.
NAMES = st.builds("/".join, st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3))
CONTENTS = st.dictionaries(NAMES, st.sampled_from(["", "1", "22", "333", "4444"]), max_size=12)


@given(now=CONTENTS, before=CONTENTS)
def test_the_changes_lead_from_one_side_to_the_other(now: dict[str, str], before: dict[str, str]) -> None:
    sides = Sides(files_of(now), files_of(before))
    made = dict(before)
    moved = {new: made.pop(old) for new, old in sides.renamed.items()}
    for path in sides.removed:
        del made[path]
    made.update(moved)
    for path in sides.added:
        assert path not in made
        made[path] = now[path]
    for path in sides.modified:
        assert made[path] != now[path]
        made[path] = now[path]
    assert made == now
    # What was removed and what was added has nothing in common any more.
    assert not {before[path] for path in sides.removed} & {now[path] for path in sides.added}


@given(now=CONTENTS, before=CONTENTS, known=st.sets(st.sampled_from(["", "1", "22", "333", "4444"])))
def test_numbers_and_bytes_are_those_of_the_files(now: dict[str, str], before: dict[str, str], known: set[str]) -> None:
    lengths = {oid(content): len(content) for content in known}
    totals = [sum(map(len, side.values())) for side in (now, before)]
    sides = Sides(files_of(now), files_of(before))
    report = describe_folder(sides, (totals[0], totals[1]), lengths.get, MOST)
    assert report["files"] == len(now)
    assert report["baseline_duplicates"] == len(before) - len(set(before.values()))
    assert report["files"] - report["baseline_files"] == report["added"]["files"] - report["removed"]["files"]
    expected = {
        "added": sum(len(now[path]) for path in sides.added),
        "removed": sum(len(before[path]) for path in sides.removed),
        "modified": sum(len(now[path]) for path in sides.modified),
    }
    for kind, total in expected.items():
        assert report[kind].get("bytes") in (None, total)
        assert report[kind]["first"] == sorted(getattr(sides, kind))[:10]
    if known == {"", "1", "22", "333", "4444"}:
        assert all("bytes" in report[kind] for kind in expected)
    tops = [Counter(path.partition("/")[0] if "/" in path else "" for path in side) for side in (now, before)]
    for folder in report["folders"]:
        assert [folder.get(key, 0) for key in ("files", "baseline_files")] == [each[folder["path"]] for each in tops]
    for kind in expected:
        if report["folders"]:
            assert sum(folder[kind] for folder in report["folders"]) == report[kind]["files"]


def test_a_side_without_the_folder_has_no_numbers() -> None:
    report = describe_folder(Sides(files_of({"a/b": "1"}), None), (1, None), {oid("1"): 1}.get, MOST)
    assert "baseline_files" not in report
    assert "baseline_duplicates" not in report
    assert report["added"] == {"files": 1, "bytes": 1, "first": ["a/b"]}


def test_a_moved_file_keeps_its_name_where_it_can() -> None:
    sides = Sides(files_of({"x/b": "1", "x/a": "1"}), files_of({"a": "1", "b": "1"}))
    assert sides.renamed == {"x/a": "a", "x/b": "b"}


def test_beyond_the_limits_numbers_stay_right() -> None:
    now = files_of({f"{number:03}/a.csv": str(number) for number in range(120)})
    sides = Sides(now, {})
    report = describe_folder(sides, (None, None), lambda _: None, MOST)
    assert report["added"] == {"files": 120, "first": [f"{number:03}/a.csv" for number in range(10)]}
    assert len(report["folders"]) == 50
    assert report["folders_omitted"] == 70
    members, omitted = changed_tables(sides, (".csv",), 50)
    assert (len(members), omitted) == (50, 70)


def test_tables_are_found_by_their_names_modified_ones_first() -> None:
    sides = Sides(
        files_of({"z.CSV": "1", "a.csv.gz": "2", "b.txt": "3"}),
        files_of({"z.CSV": "0", "m.parquet": "4", "b.txt": "0"}),
    )
    members, omitted = changed_tables(sides, (".csv", ".csv.gz", ".parquet"), 50)
    assert omitted == 0
    assert members == [
        {"path": "z.CSV", "now": oid("1"), "before": oid("0")},
        {"path": "a.csv.gz", "now": oid("2")},
        {"path": "m.parquet", "before": oid("4")},
    ]


def test_an_empty_end_means_names_without_an_ending() -> None:
    sides = Sides(files_of({"v1.0/part-0": "1", "part-1": "2", "part-2.txt": "3"}), files_of({"part-1": "0"}))
    assert [each["path"] for each in changed_tables(sides, (".csv", ""), 50)[0]] == ["part-1", "v1.0/part-0"]
    assert changed_tables(sides, (".csv",), 50) == ([], 0)


def test_files_that_policies_name_and_no_side_has() -> None:
    sides = Sides(files_of({"train.csv": "1", "old/labels.csv": "2"}), files_of({"gone.onnx": "3", "a[1].csv": "4"}))
    present = ["train.csv", "gone.onnx", "*.onnx", "**/labels.csv", "a[1].csv", "a\\[1\\].csv", "{train,b}.csv"]
    assert absent_files(sides, "data/x", [f"data/x/{path}" for path in present]) == []
    assert absent_files(sides, "data/x", ["**/train.csv", "data/*/train.csv"]) == []
    assert absent_files(sides, "data/x", ["data/x/trian.csv", "data/x/labels.csv", "data/x/*.onxx", "data/x/old"]) == [
        {"path": "data/x/trian.csv", "near": ["data/x/train.csv"]},
        {"path": "data/x/labels.csv", "near": ["data/x/old/labels.csv"]},
        {"path": "data/x/*.onxx", "near": []},
        {"path": "data/x/old", "near": []},
    ]
    assert absent_files(Sides(None, None), "data/x", ["data/x/a"]) == [{"path": "data/x/a", "near": []}]


def test_files_that_policies_name_come_first_with_any_name() -> None:
    now = files_of({**{f"{number:02}.csv": "1" for number in range(60)}, "labels.txt": "1", "moved.csv": "2"})
    before = files_of({**{f"{number:02}.csv": "0" for number in range(60)}, "labels.txt": "0", "old.csv": "2"})
    sides = Sides(now, before)
    members, omitted = changed_tables(sides, (".csv",), 50, ["labels.txt", "59.csv", "same.csv", "moved.csv"])
    assert [each["path"] for each in members[:4]] == ["59.csv", "labels.txt", "moved.csv", "00.csv"]
    assert omitted == 12
    # A pattern of a policy covers a file that was renamed into it.
    assert "moved.csv" in [each["path"] for each in changed_tables(sides, (".csv",), 99, moved=True)[0]]
    assert "moved.csv" not in [each["path"] for each in changed_tables(sides, (".csv",), 99)[0]]


def encoded(value: Any) -> tuple[bytes, str]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return data, hashlib.md5(data, usedforsecurity=False).hexdigest() + ".dir"


KINDS = {"images": [".png", ".jpg"], "texts": [".txt"]}
HERE = {"a.png": "1", "b.PNG": "2", "new.jpg": "3", "moved.png": "4", "notes.txt": "5", "png": "6", "x.csv": "7"}
THERE = {"a.png": "1", "b.PNG": "0", "gone.png": "8", "old.png": "4", "png": "6"}


def test_files_of_a_kind_are_counted_by_name_and_changed_ones_told() -> None:
    found = changed_of_kinds(Sides(files_of(HERE), files_of(THERE)), KINDS, 2)
    assert {kind: (each.get("files"), each.get("baseline_files"), each["omitted"]) for kind, each in found.items()} == {
        "images": (4, 4, 1),
        "texts": (1, None, 0),
    }
    assert found["images"]["members"] == [
        {"path": "b.PNG", "now": oid("2"), "before": oid("0")},
        {"path": "gone.png", "before": oid("8")},
    ]


def test_a_renamed_file_of_a_kind_is_told_where_policies_name_files() -> None:
    sides = Sides(files_of(HERE), files_of(THERE))
    told = [
        [each["path"] for each in changed_of_kinds(sides, KINDS, 99, moved=moved)["images"]["members"]]
        for moved in (False, True)
    ]
    assert [moved - set(told[0]) for moved in map(set, told)] == [set(), {"moved.png"}]


def test_all_files_of_a_kind_are_told_where_all_are_needed() -> None:
    found = changed_of_kinds(Sides(files_of(HERE), files_of(THERE)), KINDS, 99, whole=True)
    told = [each["path"] for each in found["images"]["members"]]
    assert told == ["b.PNG", "a.png", "gone.png", "moved.png", "new.jpg", "old.png"]
    assert found["images"]["members"][1] == {"path": "a.png", "now": oid("1"), "before": oid("1")}


def test_a_new_folder_has_no_files_before() -> None:
    found = changed_of_kinds(Sides(files_of(HERE), None), KINDS, 99)
    assert "baseline_files" not in found["images"]
    assert len(found["images"]["members"]) == 4


def test_a_manifest_is_read() -> None:
    data, name = encoded([{"md5": oid("1"), "relpath": "a/ä\\b"}, {"md5": oid("2"), "relpath": "..c/d..", "size": 3}])
    assert parse_manifest(data, name) == {"a/ä\\b": oid("1"), "..c/d..": oid("2")}
    with pytest.raises(AlteredManifestError):
        parse_manifest(data + b" ", name)


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1},
        [1],
        ["a"],
        [[]],
        [{"relpath": "a"}],
        [{"md5": oid("1")}],
        [{"md5": 1, "relpath": "a"}],
        [{"md5": oid("1"), "relpath": 1}],
        [{"md5": oid("1"), "relpath": ["a"]}],
        [{"md5": oid("1"), "relpath": None}],
        *(
            [{"md5": oid("1"), "relpath": path}]
            for path in ("", ".", "..", "/a", "a//b", "a/../b", "../a", "a/", "a\0b")
        ),
        *(
            [{"md5": md5, "relpath": "a"}]
            for md5 in ("", "../../x", oid("1").upper(), oid("1") + ".dir", oid("1") + "\n")
        ),
        b"",
        b"[",
        b"\xff",
        b"[" * 100_000,
        b'[{"md5": "\\ud800", "relpath": "a"}]',
        b"NaN",
        b'{"relpath": "a", "md5": "b"}',
    ],
)
def test_what_no_manifest_can_have_is_refused(value: Any) -> None:
    with pytest.raises(AlteredManifestError):
        parse_manifest(*encoded(value))


@given(data=st.binary(max_size=200))
def test_any_bytes_are_a_manifest_or_refused(data: bytes) -> None:
    try:
        files = parse_manifest(*encoded(data))
    except AlteredManifestError:
        return
    assert files == {} or all(isinstance(path, str) for path in files)


def test_shared_files_are_those_of_the_first_side_and_no_empty_ones() -> None:
    files = files_of({"a": "1", "b": "1", "c": "2", "e": ""})
    assert shared_files(files, files_of({"x": "1", "e": ""}), 10) == {"files": 2, "first": ["a", "b"]}
    assert shared_files({"": oid("1")}, {"": oid("1")}, 10) == {"files": 1, "first": []}
    assert oid("") == EMPTY


def test_a_part_of_a_folder_is_a_folder_or_a_file() -> None:
    files = files_of({"a/b": "1", "a/c/d": "2", "ab": "3"})
    assert inside(files, "") == files
    assert inside(files, "a") == files_of({"b": "1", "c/d": "2"})
    assert inside(files, "ab") == files_of({"ab": "3"})
    assert inside(files, "b") is None


@pytest.mark.parametrize(
    "paths,expected",
    [
        (["train/a", "test/a", "val/a"], [("test", "train"), ("val", "train")]),
        (["images/train/x/a", "images/val/a", "labels/train/a"], [("images/val", "images/train")]),
        (["cats_train/a", "cats-test/a", "dogs_test/a"], []),
        (["cats_train/a", "cats_TEST/a", "dogs_test/a"], [("cats_TEST", "cats_train")]),
        (["train/test/a", "train/val/a"], []),
        (["train.csv", "test.csv"], []),
        (["trainer/a", "test/a"], []),
    ],
)
def test_folders_of_one_output_are_paired_by_their_names(paths: list[str], expected: list[tuple[str, str]]) -> None:
    assert split_folders(dict.fromkeys(paths, "x"), WORDS) == expected
