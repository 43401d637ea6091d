"""The header of a GGUF file: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from dvc_ci_files.faults import CUT_SHORT, UnreadableError

MOST_ENTRIES = 1_000_000
MOST_DIMENSIONS = 8
LONGEST_NAME = 65_535
DEEPEST = 8
# Bytes of the types of values; 8 is a text, 9 an array.
WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
UINT32, TEXT, ARRAY = 4, 8, 9
ALIGNMENT = b"general.alignment"
DEFAULT_ALIGNMENT = 32
TYPES = dict(
    enumerate(
        [
            "F32",
            "F16",
            "Q4_0",
            "Q4_1",
            "Q4_2",
            "Q4_3",
            "Q5_0",
            "Q5_1",
            "Q8_0",
            "Q8_1",
            "Q2_K",
            "Q3_K",
            "Q4_K",
            "Q5_K",
            "Q6_K",
            "Q8_K",
            "IQ2_XXS",
            "IQ2_XS",
            "IQ3_XXS",
            "IQ1_S",
            "IQ4_NL",
            "IQ3_S",
            "IQ2_S",
            "IQ4_XS",
            "I8",
            "I16",
            "I32",
            "I64",
            "F64",
            "IQ1_M",
            "BF16",
        ]
    )
)
TYPES.update({34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4"})
DAMAGED = "its header is damaged"


class Header:
    """The numbers and texts of a header, in their order; never reads beyond the file."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.stream = stream
        self.size = size
        self.count_format = "<Q"

    def read(self, length: int) -> bytes:
        found = self.stream.read(length) if length <= self.size else b""
        if len(found) < length:
            raise UnreadableError(CUT_SHORT)
        return found

    def skip(self, length: int) -> None:
        if self.stream.tell() + length > self.size:
            raise UnreadableError(CUT_SHORT)
        self.stream.seek(length, 1)

    def number(self, layout: str) -> int:
        return int(struct.unpack(layout, self.read(struct.calcsize(layout)))[0])

    def count(self, most: int) -> int:
        found = self.number(self.count_format)
        if found > most:
            raise UnreadableError(DAMAGED)
        return found

    def skip_text(self) -> None:
        self.skip(self.number(self.count_format))

    def is_text(self, wanted: bytes) -> bool:
        """Reads a text. Returns whether it is that one."""
        length = self.number(self.count_format)
        if length != len(wanted):
            self.skip(length)
            return False
        return self.read(length) == wanted

    def skip_value(self, kind: int, depth: int = 0) -> None:
        if kind in WIDTHS:
            self.skip(WIDTHS[kind])
        elif kind == TEXT:
            self.skip_text()
        elif kind == ARRAY and depth < DEEPEST:
            inner, length = self.number("<I"), self.number(self.count_format)
            if inner in WIDTHS:
                self.skip(WIDTHS[inner] * length)
                return
            # A text and an array have four bytes at least.
            if length * 4 > self.size:
                raise UnreadableError(CUT_SHORT)
            for _ in range(length):
                self.skip_value(inner, depth + 1)
        else:
            raise UnreadableError(DAMAGED)


@dataclass(frozen=True)
class Tensors:
    """Type, shape and offset of each tensor by name; the offsets count from `data`."""

    tensors: dict[str, tuple[str, tuple[int, ...], int]]
    data: int


def read_gguf(stream: BinaryIO, size: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The tensors by name.

    :param size: bytes of the file
    :raises UnreadableError: the header is damaged
    """
    return {name: (kind, shape) for name, (kind, shape, _) in tensors_of(stream, size).tensors.items()}


def tensors_of(stream: BinaryIO, size: int) -> Tensors:
    """The tensors with their places.

    :param size: bytes of the file
    :raises UnreadableError: the header is damaged
    """
    header = Header(stream, size)
    if header.read(4) != b"GGUF":
        raise UnreadableError("it is no GGUF file")
    version = header.number("<I")
    if version not in (1, 2, 3):
        raise UnreadableError("it is big-endian" if version & 0xFFFF == 0 else f"it has version {version} of GGUF")
    if version == 1:
        header.count_format = "<I"
    tensors, values = header.count(MOST_ENTRIES), header.count(MOST_ENTRIES)
    alignment = DEFAULT_ALIGNMENT
    for _ in range(values):
        is_alignment = header.is_text(ALIGNMENT)
        kind = header.number("<I")
        if is_alignment and kind == UINT32:
            alignment = max(1, header.number("<I"))
        else:
            header.skip_value(kind)
    found: dict[str, tuple[str, tuple[int, ...], int]] = {}
    for _ in range(tensors):
        name = header.read(header.count(LONGEST_NAME)).decode("utf-8", "replace")
        dimensions = header.number("<I")
        if dimensions > MOST_DIMENSIONS or name in found:
            raise UnreadableError(DAMAGED)
        shape = tuple(header.number(header.count_format) for _ in range(dimensions))
        kind, offset = header.number("<I"), header.number("<Q")
        if offset > size:
            raise UnreadableError(CUT_SHORT)
        found[name] = (TYPES.get(kind, f"type {kind}"), shape, offset)
    return Tensors(found, -(-stream.tell() // alignment) * alignment)
