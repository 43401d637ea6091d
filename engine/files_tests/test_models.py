"""Tensors of models, their changes, and headers that are damaged."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import compared, field, gguf, onnx, safetensors, told, varint

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = {"head.weight": ("F32", [2, 3], 24), "head.bias": ("F16", [3], 6)}
GGUF_VALUES = (
    struct.pack("<Q", 1)
    + b"a"
    + struct.pack("<IQ", 8, 3)
    + b"abc"
    + struct.pack("<Q", 1)
    + b"b"
    + struct.pack("<IIQ", 9, 8, 2)
    + struct.pack("<Q", 1)
    + b"x"
    + struct.pack("<Q", 0)
    + struct.pack("<Q", 1)
    + b"c"
    + struct.pack("<IIQ", 9, 4, 2)
    + bytes(8)
)


@pytest.mark.parametrize(
    "name,content",
    [
        pytest.param("m.safetensors", safetensors(WEIGHTS), id="safetensors"),
        pytest.param("m.gguf", gguf({"a": (0, [2, 3]), "b": (1, [3])}, values=GGUF_VALUES, count=3), id="GGUF"),
        pytest.param("m.gguf", gguf({"a": (0, [2, 3]), "b": (1, [3])}, version=1), id="GGUF of version 1"),
        pytest.param("m.onnx", onnx({"a": (1, [2, 3], bytes(24)), "b": (10, [3], bytes(6))}), id="ONNX"),
        pytest.param(
            "m.onnx", onnx({"a": (1, [2, 3], bytes(24)), "b": (10, [3], b"")}, packed=False), id="ONNX of protobuf 2"
        ),
    ],
)
def test_parameters_are_counted_by_the_header_alone(tmp_path: Path, name: str, content: bytes) -> None:
    answer = compared(tmp_path, name, content, None, "models")
    assert answer["now"] == {"parameters": 9}
    assert answer["model"] == {"format": name[2:], "parameters": 9, "tensors": 2}


def test_tensors_that_are_new_gone_or_different(tmp_path: Path) -> None:
    now = {"head.weight": ("F32", [2, 4], 32), "head.bias": ("BF16", [3], 6), "neck": ("F32", [], 4)}
    before = {**WEIGHTS, "tail": ("F32", [1], 4)}
    answer = compared(tmp_path, "m.safetensors", safetensors(now), safetensors(before), "models")
    assert answer["model"] == {
        "format": "safetensors",
        "parameters": 12,
        "tensors": 3,
        "baseline_parameters": 10,
        "baseline_tensors": 3,
        "added": {"tensors": 1, "first": ["neck"]},
        "removed": {"tensors": 1, "first": ["tail"]},
        "reshaped": {"tensors": 1, "first": ["head.weight: [2, 3] → [2, 4]"]},
        "retyped": {"tensors": 1, "first": ["head.bias: F16 → BF16"]},
    }


@pytest.mark.parametrize(
    "name,content,reason",
    [
        pytest.param("m.safetensors", b"", "it is cut short", id="empty"),
        pytest.param(
            "m.safetensors", struct.pack("<Q", 2**63) + b"{}", "its header is longer", id="a header of 2^63 bytes"
        ),
        pytest.param("m.safetensors", safetensors(WEIGHTS)[:40], "it is cut short", id="cut in the header"),
        pytest.param("m.safetensors", safetensors(WEIGHTS)[:-1], "it is cut short", id="cut in the data"),
        pytest.param("m.safetensors", struct.pack("<Q", 4) + b"null", "its header is damaged", id="no object"),
        pytest.param("m.safetensors", struct.pack("<Q", 200_000) + b"[" * 200_000, "its header is damaged", id="deep"),
        pytest.param(
            "m.safetensors",
            safetensors(WEIGHTS, other={"dtype": "U8", "shape": [4], "data_offsets": [2, 6]}),
            "its header has tensors that overlap",
            id="overlapping tensors",
        ),
        pytest.param(
            "m.safetensors",
            safetensors({}, other={"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 0]}),
            "its header is damaged",
            id="a shape without bytes",
        ),
        pytest.param(
            "m.safetensors",
            safetensors({}, other={"dtype": "NEW", "shape": [2**40, 2**40], "data_offsets": [0, 0]}),
            "its header has impossible shapes",
            id="a shape beyond all numbers",
        ),
        pytest.param("m.gguf", b"GGML" + bytes(20), "it is no GGUF file", id="another format"),
        pytest.param("m.gguf", b"GGUF" + struct.pack(">I", 3) + bytes(20), "it is big-endian", id="big-endian"),
        pytest.param("m.gguf", b"GGUF" + struct.pack("<IQQ", 3, 2**63, 0), "its header is damaged", id="2^63 tensors"),
        pytest.param("m.gguf", gguf({"a": (0, [2])})[:-3], "it is cut short", id="GGUF cut short"),
        pytest.param(
            "m.gguf",
            gguf({}, values=struct.pack("<Q", 1) + b"k" + struct.pack("<IIQ", 9, 8, 2**60), count=1),
            "it is cut short",
            id="an array of 2^60 texts",
        ),
        pytest.param(
            "m.gguf",
            gguf(
                {}, values=struct.pack("<Q", 0) + struct.pack("<IIQ", 9, 9, 1) + struct.pack("<IQ", 9, 1) * 20, count=1
            ),
            "its header is damaged",
            id="arrays in arrays",
        ),
        pytest.param("m.pkl", b"", "its name has none of the ends", id="a pickle that a policy names"),
        pytest.param("m.onnx", b"", "it is no ONNX model", id="empty ONNX"),
        pytest.param("m.onnx", b"hello world, no model", "it is", id="a text"),
        pytest.param("m.onnx", onnx({"a": (1, [2, 3], bytes(24))})[:-20], "it is cut short", id="ONNX cut short"),
        pytest.param(
            "m.onnx", field(1, 8) + varint(7 << 3 | 2) + varint(2**62), "it is cut short", id="a graph of 2^62 bytes"
        ),
        pytest.param(
            "m.onnx", onnx({"a": (1, [2**62, 2**62], b"")}), "its header has impossible shapes", id="a huge shape"
        ),
        pytest.param("m.onnx", b"\xff" * 40, "it is", id="an endless number"),
    ],
)
def test_a_damaged_header_is_unreadable(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    assert told(tmp_path, name, content, "models")["unreadable"].startswith(reason)


def test_the_other_side_is_told_where_one_is_damaged(tmp_path: Path) -> None:
    answer = compared(tmp_path, "m.gguf", b"GGUF", gguf({"a": (0, [2])}), "models")
    assert answer["model"] == {"format": "gguf", "baseline_parameters": 2, "baseline_tensors": 1}


@given(
    st.sampled_from(["safetensors", "gguf", "onnx"]), st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=9)))
)
@settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_has_an_answer(tmp_path: Path, name: str, damage: list[tuple[int, bytes]]) -> None:
    content = {
        "safetensors": safetensors(WEIGHTS),
        "gguf": gguf({"a": (0, [2, 3])}, values=GGUF_VALUES, count=3),
        "onnx": onnx({"a": (1, [2, 3], bytes(24))}),
    }[name]
    for place, replacement in damage:
        content = content[:place] + replacement + content[place + len(replacement) :]
    facts = told(tmp_path, f"m.{name}", content, "models")
    assert set(facts) <= {"unreadable"} or facts["parameters"] >= 0
