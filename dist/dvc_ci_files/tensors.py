"""The tensor of a difference in a model: safetensors, GGUF and ONNX."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dvc_ci_files.arrays import element
from dvc_ci_files.bytes_of import SHOWN, full
from dvc_ci_files.faults import CUT_SHORT, UnreadableError
from dvc_ci_files.gguf import tensors_of
from dvc_ci_files.onnx import initializer_at
from dvc_ci_files.safetensors import LONGEST, tensor_of

if TYPE_CHECKING:
    from dvc_ci_files.bytes_of import Source

SAFETENSORS = {
    "F64": "d",
    "F32": "f",
    "F16": "e",
    "I64": "q",
    "I32": "i",
    "I16": "h",
    "I8": "b",
    "U64": "Q",
    "U32": "I",
    "U16": "H",
    "U8": "B",
    "BOOL": "?",
}
GGUF = {"F32": "f", "F16": "e", "F64": "d", "I8": "b", "I16": "h", "I32": "i", "I64": "q"}
ONNX = {
    "float32": "f",
    "float16": "e",
    "float64": "d",
    "int8": "b",
    "int16": "h",
    "int32": "i",
    "int64": "q",
    "uint8": "B",
    "uint16": "H",
    "uint32": "I",
    "uint64": "Q",
    "bool": "?",
}


def size_of(source: Source) -> int:
    with source() as stream:
        return stream.seek(0, 2)


def within(
    first: Source, second: Source, offset: int, start: int, name: str, code: str | None, shape: tuple[int, ...]
) -> dict[str, Any]:
    """The place in a tensor: its element, else its byte."""
    tensor = name[:SHOWN]
    if code is None or (offset - start) < 0:
        return {"at": "tensor", "tensor": tensor, "offset": offset - start}
    return {**element(first, second, offset, start, ("<", code), shape), "tensor": tensor}


def locate_safetensors(first: Source, second: Source, offset: int) -> dict[str, Any] | None:
    mine, theirs = (safetensors_header(source) for source in (first, second))
    if mine[1] != theirs[1]:
        return changed_tensor(*({name: entry[:2] for name, entry in side[1].items()} for side in (mine, theirs)))
    start, tensors = mine
    for name, (dtype, shape, begin, end) in tensors.items():
        if start + begin <= offset < start + end:
            return within(first, second, offset, start + begin, name, SAFETENSORS.get(dtype), shape)
    return None


def safetensors_header(source: Source) -> tuple[int, dict[str, tuple[str, tuple[int, ...], int, int]]]:
    """The offset of the data, and type, shape and offsets of each tensor."""
    with source() as stream:
        length = int.from_bytes(full(stream, 8), "little")
        if length > LONGEST:
            raise UnreadableError("its header is longer than the format allows")
        text = full(stream, length)
    if len(text) < length:
        raise UnreadableError(CUT_SHORT)
    try:
        header = json.loads(text)
        header.pop("__metadata__", None)
        return 8 + length, {name: (*tensor_of(entry), *entry["data_offsets"]) for name, entry in header.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableError("its header is damaged") from error


def changed_tensor(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any] | None:
    """The first tensor of one side alone, or with another type or shape; None where only their places differ."""
    for name in [*mine, *theirs]:
        if (name in mine) != (name in theirs):
            return {"at": "tensor", "tensor": name[:SHOWN], "only": "first" if name in mine else "second"}
        if mine[name] != theirs[name]:
            kinds = [f"{side[name][0]} {list(side[name][1])}"[:SHOWN] for side in (mine, theirs)]
            return {"at": "shape", "tensor": name[:SHOWN], "first": kinds[0], "second": kinds[1]}
    return None


def locate_gguf(first: Source, second: Source, offset: int) -> dict[str, Any] | None:
    sides = []
    for source in (first, second):
        size = size_of(source)
        with source() as stream:
            sides.append(tensors_of(stream, size))
    mine, theirs = sides
    if mine.tensors != theirs.tensors:
        return changed_tensor(*({name: entry[:2] for name, entry in side.tensors.items()} for side in sides))
    before = [(start, name) for name, (_, _, start) in mine.tensors.items() if mine.data + start <= offset]
    if offset < mine.data or not before:
        return None
    start, name = max(before)
    kind, shape, _ = mine.tensors[name]
    # GGUF names the dimension that changes fastest first.
    return within(first, second, offset, mine.data + start, name, GGUF.get(kind), tuple(reversed(shape)))


def locate_onnx(first: Source, second: Source, offset: int) -> dict[str, Any] | None:
    size = size_of(first)
    with first() as stream:
        found = initializer_at(stream, size, offset)
    if found is None:
        return None
    name, (kind, shape), start = found
    return within(first, second, offset, start or offset, name, None if start is None else ONNX.get(kind), shape)
