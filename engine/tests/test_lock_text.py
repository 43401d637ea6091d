"""Holds the reader of a dvc.lock against DVC's parser, and its proof that entries fit against DVC's schema."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from dvc.utils.serialize._yaml import dumps_yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from test_yaml import WORDS, check_read, damaged, values
from turns import examples

from dvc_ci_engine.fast_yaml import lock_text, reader
from dvc_ci_engine.memory import same
from dvc_ci_engine.patches.schema_memory import fits
from dvc_ci_engine.request import Request

EXAMPLES = examples(settings().max_examples)
HASHES = ("32b4afc3782f8b41a0e4621259170c07", f"{'a' * 32}.dir", "1" * 32, f"{'1' * 15}e{'1' * 16}", "x", "", None, 123)

words = st.sampled_from(WORDS) | st.sampled_from(("data/raw.csv", "out-1.txt", "s3://bucket/key", "a b", "a:b"))
counts = st.sampled_from((0, 1, 264974, 10**17, -1, True, "1", 1.5))
files = st.fixed_dictionaries(
    {"path": words},
    optional={
        "hash": st.sampled_from(("md5", "sha256", 1)),
        "md5": st.sampled_from(HASHES),
        "size": counts,
        "nfiles": counts,
        "isexec": st.sampled_from((True, False, "yes")),
        "etag": words,
    },
)
commands = st.lists(words, min_size=1, max_size=12).map(" ".join) | st.lists(words, max_size=2) | st.booleans()
parameters = st.dictionaries(words, st.dictionaries(words, values, max_size=3) | values, max_size=2)
entries = st.fixed_dictionaries(
    {"cmd": commands},
    optional={
        "deps": st.lists(files, max_size=3),
        "params": parameters,
        "outs": st.lists(files, max_size=3),
        "extra": words,
    },
)
names = st.sampled_from(("train", "a@1", "a.b", "x-1", "null", "1", "yes", "a b", "a:", "sample")) | words
locks = st.dictionaries(names, entries | values, min_size=1, max_size=4).map(
    lambda stages: {"schema": "2.0", "stages": stages}
)


def usual(number: int) -> dict[str, Any]:
    """An entry as most projects have them."""
    command = f"python src/train.py --part {number} --out models/model-{number}.pkl --epochs 20 --lr 0.01 --verbose"
    outs = [
        {"path": f"out/{number}", "hash": "md5", "md5": f"{'0b' * 16}.dir", "size": 3, "nfiles": 2},
        {"path": f"run-{number}.sh", "hash": "md5", "md5": "1" * 32, "size": number, "isexec": True},
    ]
    return {
        "cmd": command,
        "deps": [{"path": "data", "hash": "md5", "md5": "a" * 32, "size": number}],
        "params": {"params.yaml": {"train.lr": 0.01, "name": "x", "none": None}},
        "outs": outs,
    }


def lock_of(entries: dict[str, Any]) -> str:
    text: str = dumps_yaml({"schema": "2.0", "stages": entries})
    return text


def schema_accepts(value: Any) -> bool:
    from dvc.schema import COMPILED_LOCKFILE_SCHEMA
    from voluptuous import Invalid

    try:
        COMPILED_LOCKFILE_SCHEMA(value)
    except Invalid:
        return False
    return True


def check(text: str) -> tuple[str, ...] | None:
    """Compares both ways. Returns the entries that the pattern did not match; None for a text that it leaves."""
    from dvc.schema import COMPILED_LOCKFILE_SCHEMA

    check_read(text)
    value = reader.parse(text)
    names = lock_text.unproven(text)
    if value is None or names is None:
        return None
    assert fits(value, COMPILED_LOCKFILE_SCHEMA, text) == schema_accepts(value), text
    return names


@settings(max_examples=EXAMPLES)
@given(locks)
def test_random_locks_are_read_and_checked_as_dvc_does_it(value: Any) -> None:
    try:
        text = dumps_yaml(value)
    except Exception:  # noqa: BLE001
        return
    check(text)


@settings(max_examples=EXAMPLES)
@given(
    damaged(st.sampled_from([lock_of({f"s{number}": usual(number) for number in range(3)})]) | locks.map(dumps_yaml))
)
def test_damaged_locks_are_read_and_checked_as_dvc_does_it(text: str) -> None:
    check(text)


def test_usual_entries_are_proven_and_others_are_checked_alone() -> None:
    nested = {**usual(1), "params": {"params.yaml": {"train": {"lr": 0.1, "layers": [1, 2]}}}}
    cloud = {"cmd": "x", "outs": [{"path": "y", "etag": "1"}]}
    assert check(lock_of({"a": usual(1), "b@x-1": usual(2), "nested": nested, "c": {"cmd": "x"}})) == ()
    assert check(lock_of({"a": usual(1), "cloud": cloud, "list": {"cmd": ["a", "b"]}, "z": usual(2)})) == (
        "cloud",
        "list",
    )


@pytest.mark.parametrize(
    "entry",
    [
        "  a:\n    cmd: true\n", "  a:\n    cmd: x\n    deps:\n    - path: 12\n", "  a:\n    outs: []\n",
        "  a:\n    cmd: x\n    params:\n      params.yaml: 1\n", "  a:\n    cmd: x\n    extra: y\n", "  a: 1\n",
        "  a:\n    cmd: x\n    outs:\n    - path: a\n      size: big\n", "  sample:\n    cmd: 1\n", "  a:\n",
    ],
)  # fmt: skip
def test_an_entry_that_the_schema_rejects_is_not_proven(entry: str) -> None:
    text = f"{lock_text.HEAD}  b:\n    cmd: x\n{entry}  c:\n    cmd: x\n"
    assert check(text) is not None
    assert not schema_accepts(reader.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "  a:\n    cmd: x\n  a:\n    cmd: y\n", "  a:\n    cmd: x\n  b:\n    cmd: x\n    deps: &d []\n    outs: *d\n",
        "  a:\n    cmd: 'x\n  b:\n    cmd: y'\n", "  a:\n    cmd: [x,\n  y]\n", "  # c\n  a:\n    cmd: x\n",
        "  a:\n    cmd: x\ndatasets:\n- name: d\n", "  a:\n  - b\n", "  a:\n    cmd: |\n      x\n\n  b:\n    cmd: y\n",
        "  a:\n    cmd: x\n      - y\n  b:\n    cmd: x\n      ? y\n", "  a:\n    cmd: x\n\n      y\n", "  ? a\n  : b\n",
        "  a:\n    cmd: x\n    params:\n      f:\n        a: 1\n        a: 2\n", "  a:\n    cmd: x",
        "  a:\n    cmd: x\n    params:\n      f:\n        a: 1\n      f:\n        b: 2\n", "  b\n", " a: 1\n", "a: 1\n",
    ],
)  # fmt: skip
def test_texts_that_could_be_split_wrongly_are_read_as_dvc_does_it(text: str) -> None:
    check(lock_text.HEAD + text)


def test_a_date_among_parameters_is_left_to_dvc() -> None:
    assert reader.parse(f"{lock_text.HEAD}  a:\n    cmd: x\n    params:\n      f:\n        a: 2024-01-31\n") is None


def test_a_large_lock_takes_less_than_half_of_the_calls_and_grows_linearly() -> None:
    from dvc.schema import COMPILED_LOCKFILE_SCHEMA

    text = lock_of({"stage": usual(1)})[len(lock_text.HEAD) :]

    def lock(count: int) -> str:
        return lock_text.HEAD + "".join(text.replace("stage", f"stage-{number}", 1) for number in range(count))

    def calls(work: Any) -> int:
        counted = 0

        def count(_frame: Any, event: str, _arg: Any) -> None:
            nonlocal counted
            counted += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            work()
        finally:
            sys.setprofile(None)
        return counted

    def ours(text: str) -> None:
        value = reader.parse(text)
        assert fits(value, COMPILED_LOCKFILE_SCHEMA, text)
        assert lock_text.unproven(text) == ()

    small, large = lock(200), lock(1600)
    # The same document in another order takes libyaml and the schema.
    other = "stages:\n" + small[len(lock_text.HEAD) :] + "schema: '2.0'\n"
    value = reader.parse(other)
    assert value is not None
    assert same(value["stages"], (reader.parse(small) or {})["stages"])
    least = calls(lambda: ours(small))
    assert least < (calls(lambda: reader.parse(other)) + calls(lambda: schema_accepts(value))) / 2
    assert calls(lambda: ours(large)) < least * 8 * 2


def test_a_long_answer_is_joined_from_its_pieces() -> None:
    request = Request(1, 1, {})
    pieces = ["a", "b\nc", "", "d\n\n", "e\nf\ng", "\n"]
    assert [line for piece in pieces for line in request.lines_of(piece)] == ["ab", "cd", "", "e", "f", "g"]
    assert request.lines_of("x\n") == ["x"]
