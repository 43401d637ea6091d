"""The element of a difference in an array of NumPy: numpy.lib.format."""

from __future__ import annotations

import ast
import math
import struct
from typing import TYPE_CHECKING, Any

from dvc_ci_files.bytes_of import full
from dvc_ci_files.faults import UnreadableError

if TYPE_CHECKING:
    from dvc_ci_files.bytes_of import Source

LONGEST_HEADER = 1024 * 1024
LAYOUTS = {
    "f2": "e",
    "f4": "f",
    "f8": "d",
    "i1": "b",
    "i2": "h",
    "i4": "i",
    "i8": "q",
    "u1": "B",
    "u2": "H",
    "u4": "I",
    "u8": "Q",
    "b1": "?",
}
"""Codes of struct by kind and bytes."""


def header_of(source: Source) -> tuple[str, bool, tuple[int, ...], int]:
    """Type, whether the first index changes fastest, shape, and the offset of the data."""
    with source() as stream:
        start = full(stream, 8)
        if start[:6] != b"\x93NUMPY":
            raise UnreadableError("it is no array")
        layout = "<H" if start[6] == 1 else "<I"
        width = struct.calcsize(layout)
        (length,) = struct.unpack(layout, full(stream, width))
        if length > LONGEST_HEADER:
            raise UnreadableError("its header is damaged")
        text = full(stream, length).decode("latin-1")
    try:
        header = ast.literal_eval(text)
        descr, shape = header["descr"], tuple(int(each) for each in header["shape"])
    except (ValueError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError) as error:
        raise UnreadableError("its header is damaged") from error
    return str(descr), bool(header.get("fortran_order")), shape, 8 + width + length


def locate_npy(first: Source, second: Source, offset: int) -> dict[str, Any] | None:
    """The index of the first element that differs. An array of objects is a pickle: its bytes are told."""
    mine, theirs = header_of(first), header_of(second)
    if mine[:3] != theirs[:3]:
        kinds = [f"{descr} {list(shape)}" for descr, _, shape, _ in (mine, theirs)]
        return {"at": "shape", "first": kinds[0][:80], "second": kinds[1][:80]}
    descr, is_fortran, shape, start = mine
    if offset < start or descr[1:] not in LAYOUTS:
        return None
    return element(first, second, offset, start, (descr[0], LAYOUTS[descr[1:]]), shape, is_fortran)


def element(
    first: Source,
    second: Source,
    offset: int,
    start: int,
    layout: tuple[str, str],
    shape: tuple[int, ...],
    is_fortran: bool = False,
) -> dict[str, Any]:
    """The element at an offset of an array whose data begins at `start`, with both values."""
    order, code = layout
    form = f"{'>' if order == '>' else '<'}{code}"
    width = struct.calcsize(form)
    position = (offset - start) // width
    index = []
    for size in shape if is_fortran else reversed(shape):
        position, at = divmod(position, size) if size > 0 else (0, 0)
        index.append(at)
    values = [value_at(source, start + (offset - start) // width * width, form) for source in (first, second)]
    return {
        "at": "element",
        "index": index if is_fortran else index[::-1],
        "first": values[0],
        "second": values[1],
        "tokens": values,
    }


def value_at(source: Source, offset: int, form: str) -> str:
    with source() as stream:
        left = offset
        while left > 0 and (part := stream.read(min(left, 1024 * 1024))):
            left -= len(part)
        content = full(stream, struct.calcsize(form))
    if len(content) < struct.calcsize(form):
        return "the end"
    (value,) = struct.unpack(form, content)
    return shortest(value, form[-1]) if isinstance(value, float) else str(value)


def shortest(value: float, code: str) -> str:
    """The fewest digits that give the same value of its type."""
    if not math.isfinite(value):
        return str(value)
    for digits in range(1, 17):
        text = f"{value:.{digits}g}"
        try:
            if struct.pack(f"<{code}", float(text)) == struct.pack(f"<{code}", value):
                return text
        except OverflowError:
            # Rounded up beyond the largest value of its type.
            continue
    return repr(value)
