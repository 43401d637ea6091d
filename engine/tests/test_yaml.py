"""Holds fast_yaml against DVC's own parser and writer, on random, damaged and special texts.

Texts and values that fast_yaml declines are DVC's own business; whatever it reads or writes must be the same.
"""

from __future__ import annotations

import functools
import sys
from collections import Counter
from typing import Any

import pytest
from dvc.utils.serialize._yaml import dumps_yaml, parse_yaml, parse_yaml_for_update
from hypothesis import given
from hypothesis import strategies as st
from support import EXAMPLES, NEWEST
from turns import turn

from dvc_ci_engine.fast_yaml import reader, writer
from dvc_ci_engine.memory import same

# ruff: noqa: E501
# fmt: off
WORDS = (
    "a", "data/raw.csv", "python src/train.py --alpha 0.5", "y", "on", "No", "null", "~", "true", "True", "1", "0x1F",
    "010", "0o17", "0b11", "1_000", "1e5", "1e-05", "1.50", ".5", "-3", "+4", "2.0", "1:30", "2024-01-31", "2024-01-31 10:00:00",
    "", " led", "trailing ", "it's", 'say "so"', "a: b", "a:b", "a #b", "a#b", "# no", "- item", "-", "--flag", "? x",
    "?x", "*star", "&and", "!tag", "%percent", "@at", "`tick", "{a: 1}", "[1, 2]", "a, b", "x" * 90, "word " * 30,
    "${item.model}", "${a.b} and ${c}", "a\nb", "a\n", "\ttab", "caf\u00e9", "\u2028", "\ufeff", "\x85", "file://x/y", "C:\\x",
    "=", "<<", "<", ">", "|", "...", "---", ".inf", "-.inf", ".nan", "./run.sh", "../up", "._", "._1", ".e5",
    "123e45678901234567890123456789ab", "12345678901234567890123456789012", "12345678901234567890123456e78901",
    "0b101010101010101010101010101010", "32b4afc3782f8b41a0e4621259170c07", "0" * 32 + ".dir", "a" * 32,
    "s3://b/k?x=1&y=2", "echo 'x' > y && cat y | wc -l", "a  b", "(x)", "$HOME/x", "a\\b", "'", '"', "''", "a'", "~/x",
    "a:", ":a", "1 2", "true story", "dvc-ci-placeholder-0", "yes", "off",
)
NUMBERS = (0, 1, -1, 42, 10**17, 10**20, 0.5, -0.25, 1e-5, 1e20, 3.0, -0.0, 0.1 + 0.2, True, False, None)
PIECES = (
    " ", "  ", "\n", ":", ": ", "- ", "#", " #", "'", '"', "[", "]", "{", "}", ",", "&x ", "*x", "|", ">", "-", "\t",
    "null", "~", "1", ".", "\\", "%", "@", "\u00e9", "\r\n", "key: value\n", "    - deep\n", "|-\n      text\n", "? ", "!!str ",
    "<<: ", "|#", "---\n", "...\n", "\ufeff",
)
SPECIAL = (
    "md5: 12345678901234567890123456789012\n", "md5: '12345678901234567890123456789012'\n", "a: yes\nb: on\nc: Off\n",
    "a: 0o17\nb: 1e3\nc: 1_000\nd: 017\n", "a: 2024-01-31\n", "a: 2024-01-31 10:00:00\n", "a: .inf\nb: -.INF\nc: .nan\n",
    "a: &x {k: 1}\nb:\n  <<: *x\n  l: 2\n", "a: 1\na: 2\n", "a: &x [1]\nb: *x\n", "a: !!str 1\n", "a: !mine 1\n",
    "a: |\n  x\n   y\n\n  z\nb: >-\n  a b\n  c\n\n  d\nc: |2\n    x\n", "1: x\n", "true: x\n", "[a, b]: x\n", "? a\n: b\n",
    "\ufeffa: 1\n", "a:\t1\n", "a: b\tc\n", "a: [1,\n", "a: 'x\n", "a: b: c\n", "a: |#\n  y\n", "a:\n- ># no\n", "", "a\n", "- a\n",
    "a: 1\n---\nb: 2\n", "%YAML 1.1\n---\na: yes\n", "---\na: 1\n...\n", 'a: "x\\\n  y\\u00e9\\/"\n', "a: [1, b, 'c d']\nb: {x: 1, y: \"q\"}\n",
    "a: [b: 1]\n", "a: {b:1}\n", "a: {b, c}\n", "a: [a, b,]\n", "a:\n  - - 1\n    - 2\n", "a: x\r\nb: y\r\n", "a:\n b:\n  c\n", "a: 1e999\n",
)
# fmt: on
TEXTS = [(EXAMPLES / name).read_text() for name in ("dvc.yaml", "params.yaml", "dvc.lock")]

decimals = st.builds(round, st.floats(-1e6, 1e6), st.integers(1, 12)) | st.builds(
    float, st.from_regex(r"-?[1-9](\.[0-9]{1,4})?e-?[0-9]{1,2}", fullmatch=True)
)
scalars = (
    st.sampled_from(WORDS) | st.sampled_from(NUMBERS) | st.text(max_size=12) | st.integers() | st.floats() | decimals
)
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
keys = st.sampled_from((*WORDS[:3], "k1", "k2", "train@a", "params.yaml")) | st.sampled_from(WORDS)
values = st.recursive(
    scalars | sentences,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
documents = st.dictionaries(st.sampled_from(("stages", "k", "params", "schema")), values, min_size=1, max_size=3)


@st.composite
def damaged(draw: Any, base: Any) -> str:
    """A text with one to three random edits."""
    text: str = draw(base)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.integers(0, 3))
        if kind <= 1:
            text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at + draw(st.integers(1, 5)) :]
        else:
            lines = text.split("\n")
            line = draw(st.integers(0, len(lines) - 1))
            lines[line] = f" {lines[line]}" if draw(st.booleans()) else lines[line][1:]
            text = "\n".join(lines)
    return text


@functools.lru_cache
def attempt(text: str) -> Any:
    try:
        return parse_yaml(text, "x")
    except Exception as exc:  # noqa: BLE001
        return exc


@functools.lru_cache
def updated_by_dvc(text: str) -> str:
    return str(dumps_yaml(parse_yaml_for_update(text, "x")))


def check_read(text: str) -> bool:
    """Returns whether fast_yaml read the text."""
    found = reader.parse(text)
    if found is None:
        return False
    real = attempt(text)
    assert not isinstance(real, Exception), f"DVC rejects {text!r}: {real}"
    assert same(found, real), f"{text!r}\nDVC  {real!r}\nours {found!r}"
    assert repr(found) == repr(real), f"{text!r}\nDVC  {real!r}\nours {found!r}"
    return True


def check_updated(text: str) -> bool:
    """A text that our reader and writer give back, DVC's update gives back too. Returns whether it is such a text."""
    found = reader.parse(text)
    if found is None or writer.write(found, dumps_yaml) != text:
        return False
    assert updated_by_dvc(text) == text
    return True


def check_written(value: Any) -> bool:
    found = writer.write(value, dumps_yaml)
    if found is None:
        return False
    assert found == dumps_yaml(value)
    # An update of what was written starts from this value, without another parse.
    assert repr(attempt(found)) == repr(value)
    assert updated_by_dvc(found) == found
    return True


@given(documents)
def test_random_values_are_read_written_and_updated_as_dvc_does_it(value: Any) -> None:
    check_written(value)
    try:
        text = dumps_yaml(value)
    except Exception:  # noqa: BLE001
        return
    check_read(text)
    check_updated(text)


@given(damaged(st.sampled_from(TEXTS) | documents.map(dumps_yaml)))
def test_damaged_texts_are_read_and_updated_as_dvc_does_it(text: str) -> None:
    check_read(text)
    check_updated(text)


@given(
    damaged(st.sampled_from((*WORDS, *SPECIAL))),
    st.sampled_from(("{}", "a: {}\n", "a:\n- {}\n", "a: [{}]\n", "a: {{b: {}}}\n", "{}: x\n", "a: {}\n  y\n")),
)
def test_random_scalars_are_read_as_dvc_does_it(text: str, template: str) -> None:
    check_read(template.format(text))


@pytest.mark.parametrize("text", SPECIAL)
def test_special_texts_are_read_as_dvc_does_it(text: str) -> None:
    check_read(text)


def test_every_word_in_every_place_is_read_written_and_updated_as_dvc_does_it() -> None:
    templates = (
        "a: {}\n", "a:\n- {}\n", "a: [{}]\n", "a: {{b: {}}}\n", "a: {{ b: {}, c: 1 }}\n", "a: [ {} ]\n", "a: x\n  {}\n",
        "a: x\n  {}\nb: 1\n", "{}: x\n", "a: {}\n  y\n",
    )  # fmt: skip
    read = written = updated = valid = 0
    # DVC's parser and writer are one code in all versions of the lab, on one ruamel.yaml: the newest takes more words.
    words = turn((*WORDS, *NUMBERS), 3 if NEWEST else 5)
    for word in words:
        for value in ({"a": word}, {"a": {"b": {"cmd": word}}}, {"a": [word, word]}, {"a": [{"b": word}]}):
            written += check_written(value)
            updated += check_updated(dumps_yaml(value))
        for text in (*(template.format(word) for template in templates), dumps_yaml({"a": word})):
            valid += not isinstance(attempt(text), Exception)
            read += check_read(text)
    # The fast way is the usual one.
    assert read > valid / 2
    assert written > 2 * len(words)
    assert updated > 2 * len(words)


def test_the_files_of_a_usual_project_take_the_fast_way() -> None:
    assert all(check_read(text) for text in TEXTS)
    assert check_updated(TEXTS[2])


@pytest.mark.parametrize("text", ["a: {cmd: x}\n# a comment\n", "a:\n\n  b: 1\n", "a: 'x'\n", "a: 0x1F\n", "a: [b]\n"])
def test_a_text_in_a_style_of_its_own_is_updated_by_dvc(text: str) -> None:
    assert not check_updated(text)


def test_one_object_in_two_places_is_written_by_dvc() -> None:
    item = {"b": 1}
    assert writer.write({"a": item, "c": item}, dumps_yaml) is None


def stages_of(count: int) -> dict[str, Any]:
    entry = {
        "deps": [{"path": "data/x", "hash": "md5", "md5": "32b4afc3782f8b41a0e4621259170c07", "size": 123}],
        "params": {"params.yaml": {"a": 1, "b.c": 0.5}},
    }
    stages = {}
    for number in range(count):
        outs = [{"path": f"o{number}", "hash": "md5", "md5": "a" * 32, "size": number}]
        stages[f"stage-{number}"] = {"cmd": f"python src/train.py --alpha {number}", **entry, "outs": outs}
    return {"schema": "2.0", "stages": stages}


def test_a_large_lock_is_read_and_written_with_a_quarter_of_dvcs_calls() -> None:
    text = dumps_yaml(stages_of(1))
    # Both counts grow with the stages.
    lines = dumps_yaml({"stages": {f"s{number}": reader.parse(text) for number in range(20)}})

    def calls(work: Any) -> int:
        events: Counter[str] = Counter()
        sys.setprofile(lambda _, event, __: events.update((event,)))
        try:
            work()
        finally:
            sys.setprofile(None)
        return events["call"] + events["c_call"]

    theirs = calls(lambda: parse_yaml(lines, "x"))
    assert calls(lambda: reader.parse(lines)) < theirs / 4
    value = reader.parse(lines)
    assert value is not None
    theirs = calls(lambda: dumps_yaml(value))
    assert calls(lambda: writer.write(value, dumps_yaml)) < theirs / 4
