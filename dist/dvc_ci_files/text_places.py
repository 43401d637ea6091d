"""The line and the column of a difference, and signs of its cause in texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dvc_ci_files.bytes_of import CHUNK, SHOWN, around

if TYPE_CHECKING:
    from dvc_ci_files.bytes_of import Around, Source

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
TOKEN = re.compile(r"[\w.:,+\-/ ]")
LONGEST_TOKEN = 40
BEFORE = 24
"""Characters before the difference that are shown."""
LARGEST_SORTED = 16 * CHUNK


def is_text(place: Around) -> bool:
    return CONTROL.search(place.before) is None and CONTROL.search(place.after) is None


def locate_text(first: Source, second: Source, offset: int) -> dict[str, Any] | None:
    """Line and column, with the content of both sides; None for a file that is no text."""
    one, other = around(first, offset), around(second, offset)
    if not (is_text(one) and is_text(other)):
        return None
    head = one.before[-(offset - one.line_start) :] if offset > one.line_start else b""
    shown = head.decode("utf-8", "replace")
    place: dict[str, Any] = {
        "at": "line",
        "line": one.line,
        # A long line is counted in bytes.
        "column": (len(shown) if len(head) == offset - one.line_start else offset - one.line_start) + 1,
        "first": excerpt(shown, one.after),
        "second": excerpt(shown, other.after),
        "tokens": [token(shown, one.after), token(shown, other.after)],
    }
    if has_same_parts(first, second, one, other):
        place["signs"] = ["order"]
    return place


def excerpt(head: str, after: bytes) -> str:
    """A part of the line around the difference."""
    return (head[-BEFORE:] + rest_of_line(after))[:SHOWN] or "the end"


def rest_of_line(after: bytes) -> str:
    return re.split(r"[\r\n]", after.decode("utf-8", "replace"), maxsplit=1)[0]


def token(head: str, after: bytes) -> str:
    """The number, time or word in which the sides differ."""
    back = 0
    while back < min(len(head), LONGEST_TOKEN) and TOKEN.match(head[-back - 1]):
        back += 1
    rest = rest_of_line(after)
    ahead = 0
    while ahead < min(len(rest), LONGEST_TOKEN) and TOKEN.match(rest[ahead]):
        ahead += 1
    return (head[len(head) - back :] + rest[:ahead]).strip(" ,")


def has_same_parts(first: Source, second: Source, one: Around, other: Around) -> bool:
    """Whether the same lines, or the same words of the line, are in another order."""
    lines = [line_of(one), line_of(other)]
    words = [sorted(re.findall(rb"\w+", line)) for line in lines]
    if words[0] == words[1] and len(words[0]) > 1 and lines[0] != lines[1]:
        return True
    contents = []
    for source in (first, second):
        with source() as stream:
            content = stream.read(LARGEST_SORTED + 1)
        if len(content) > LARGEST_SORTED:
            return False
        contents.append(sorted(content.split(b"\n")))
    return contents[0] == contents[1]


def line_of(place: Around) -> bytes:
    return place.before.rpartition(b"\n")[2] + place.after.partition(b"\n")[0]
