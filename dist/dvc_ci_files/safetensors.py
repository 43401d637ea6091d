"""The header of a safetensors file: https://github.com/huggingface/safetensors#format."""

from __future__ import annotations

import json
import math
from typing import Any, BinaryIO

from dvc_ci_files.faults import CUT_SHORT, UnreadableError

LONGEST = 100_000_000
"""The limit of the format."""
BITS = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("F8_E4M3", "F8_E5M2", "F8_E8M0", "I8", "U8", "BOOL"), 8),
}


def read_safetensors(stream: BinaryIO, size: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The tensors by name.

    :param size: bytes of the file
    :raises UnreadableError: the header is damaged
    """
    head = stream.read(8)
    length = int.from_bytes(head, "little")
    if len(head) < 8:
        raise UnreadableError(CUT_SHORT)
    if length > LONGEST:
        raise UnreadableError("its header is longer than the format allows")
    if length > size - 8:
        raise UnreadableError(CUT_SHORT)
    try:
        header = json.loads(stream.read(length), object_pairs_hook=without_repeats)
        header.pop("__metadata__", None)
        tensors = {name: tensor_of(entry) for name, entry in header.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableError("its header is damaged") from error
    end = 0
    # The format allows neither holes nor overlaps.
    for start, stop in sorted(tuple(entry["data_offsets"]) for entry in header.values()):
        if start != end:
            raise UnreadableError("its header has tensors that overlap, or bytes of none")
        end = stop
    if end > size - 8 - length:
        raise UnreadableError(CUT_SHORT)
    return tensors


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """:raises ValueError: a name repeats"""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name repeats")
    return found


def tensor_of(entry: dict[str, Any]) -> tuple[str, tuple[int, ...]]:
    """The type and the shape of a tensor.

    :raises ValueError: its numbers contradict each other
    """
    dtype, shape, (start, stop) = entry["dtype"], tuple(entry["shape"]), entry["data_offsets"]
    if not isinstance(dtype, str) or len(dtype) > 20 or not all(map(is_count, (*shape, start, stop))) or stop < start:
        raise ValueError("no tensor")
    if dtype in BITS and math.prod(shape) * BITS[dtype] != (stop - start) * 8:
        raise ValueError("its bytes do not have its shape")
    return dtype, shape


def is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63
