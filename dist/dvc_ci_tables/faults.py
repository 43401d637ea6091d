"""Why a table was not read, as a clause without any content of the table.

Messages of DuckDB quote lines and values of a file, so none of them is passed on.
"""

from __future__ import annotations

import re

DAMAGED = "it is damaged or not complete"
REASONS = [
    # DuckDB finds no dialect in which all lines fit; its hints name all settings, so this is before the others.
    (
        r"not possible to automatically detect the CSV",
        "its rows cannot be told apart (an unclosed quote, or a row larger than 16 MB)",
    ),
    (r"encrypted|encryption|PARE", "it is encrypted"),
    (
        (
            r"No magic bytes found at end|too small to be a Parquet|footer|metadata length|Snappy|ZSTD|Thrift|TProtocol"
            r"|reached the end|past the end|end of file|end of buffer"
        ),
        DAMAGED,
    ),
    (r"allow_?ed|permission|disabled by configuration", "it refers to another file"),
    (r"[Mm]aximum (?:line|object) size|maximum_object_size|max_line_size", "a row of it is larger than 16 MB"),
    (
        r"[Oo]ut of [Mm]emory|memory_limit|max_temp_directory_size|bad_alloc",
        "it needs more memory than data.memory allows",
    ),
    (r"File too large|No space left", "its content is too large for a temporary file"),
    (r"gzip|GZIP|zlib|inflate|decompress", "its compressed content is damaged"),
    (r"Malformed JSON|JSON transform|json", "it is not valid JSON"),
    (r"[Uu]nicode|UTF-?8|encod", "it has characters that are not UTF-8"),
]


class UnreadError(Exception):
    """A table that cannot be read; the message is the reason, a clause without content of the table."""


class NotATableError(Exception):
    """A file that holds no table, and whose name promises none."""


def reason_of(error: BaseException, format_: str = "") -> str:
    """The reason of an exception that DuckDB or Python raised while a table was read."""
    if isinstance(error, UnreadError):
        return str(error)
    text = str(error)
    if isinstance(error, MemoryError):
        text = "bad_alloc"
    for pattern, reason in REASONS:
        if re.search(pattern, text):
            return reason
    line = re.search(r"CSV Error on Line: (\d+)", text)
    if line:
        return f"line {line[1]} of it does not fit the lines before"
    if format_ in ("parquet", "arrow"):
        return DAMAGED
    return f"DuckDB cannot read it ({type(error).__name__})"
