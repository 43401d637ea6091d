"""Lines and words of a text in UTF-8, UTF-16, UTF-32 or an encoding with the spaces and line breaks of ASCII."""

from __future__ import annotations

import codecs
from typing import Any

from dvc_ci_files.faults import UnreadableError

CHUNK = 1024 * 1024
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SPACE = b" \t\n\r\v\f"


def read_text(file: str) -> dict[str, Any]:
    """Its lines and words: parts between spaces and line breaks. No more than a megabyte of it is in memory.

    :raises UnreadableError: it is no text
    """
    lines = words = 0
    last = b"\n"
    with open(file, "rb") as stream:
        head = stream.read(4)
        stream.seek(0)
        encoding = next((name for mark, name in MARKS if head.startswith(mark)), None)
        decoder = None if encoding is None else codecs.getincrementaldecoder(encoding)("replace")
        while chunk := stream.read(CHUNK):
            if decoder is not None:
                chunk = decoder.decode(chunk).encode("utf-8", "replace")
            elif b"\0" in chunk:
                raise UnreadableError("it has null bytes, which no text has")
            if chunk == b"":
                continue
            lines += chunk.count(b"\n")
            words += len(chunk.split())
            # A word may go on in the next chunk.
            if last not in SPACE and chunk[:1] not in SPACE:
                words -= 1
            last = chunk[-1:]
    return {"lines": lines + (0 if last == b"\n" else 1), "words": words}
