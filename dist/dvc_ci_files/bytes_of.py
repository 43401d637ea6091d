"""Streams of two sides, in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Callable

Source = Callable[[], BinaryIO]
"""Opens one side from its beginning."""
CHUNK = 1024 * 1024
WINDOW = 4096
"""Bytes before and after a place that are kept."""
SHOWN = 80
"""Characters of a side in a report."""


@dataclass(frozen=True)
class Around:
    """The bytes at both sides of a place, and the lines before it."""

    before: bytes
    after: bytes
    line: int
    line_start: int
    """Offset at which the line of the place begins."""


def full(stream: BinaryIO, length: int) -> bytes:
    """As many bytes, but at the end of the stream."""
    parts = []
    while length > 0 and (part := stream.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def first_offset(first: Source, second: Source) -> int | None:
    """The first byte that differs, or the length of the shorter side; None where both are equal."""
    offset = 0
    with first() as one, second() as other:
        while True:
            left, right = full(one, CHUNK), full(other, CHUNK)
            if left != right:
                shared = min(len(left), len(right))
                return offset + next((at for at in range(shared) if left[at] != right[at]), shared)
            if not left:
                return None
            offset += len(left)


def around(source: Source, offset: int) -> Around:
    """What is around a place. Reads the side up to it."""
    lines, start, at, before = 1, 0, 0, b""
    with source() as stream:
        while at < offset and (chunk := stream.read(min(CHUNK, offset - at))):
            last = chunk.rfind(b"\n")
            if last >= 0:
                lines += chunk.count(b"\n")
                start = at + last + 1
            at += len(chunk)
            before = (before + chunk)[-WINDOW:]
        return Around(before, full(stream, WINDOW), lines, start)
