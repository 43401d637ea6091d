"""The format of a file, by its content first and its name second."""

from __future__ import annotations

import json
import os
import re
import stat
import zlib
from dataclasses import dataclass

from dvc_ci_tables.faults import NotATableError, UnreadError

HEAD = 262_144
"""Bytes of the beginning that decide about the format."""

MAGIC = {b"PAR1": "parquet", b"PARE": "parquet", b"ARROW1": "arrow"}
ARCHIVES = {
    b"PK\x03\x04": "a ZIP archive",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"Rar!": "a RAR archive",
}
SUFFIXES = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".feather": "arrow",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".ipc": "arrow",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".psv": "csv",
}
COMPRESSED = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}
BOMS = [
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
]


@dataclass(frozen=True)
class Content:
    """What a file holds."""

    format: str
    """As `TABLE_FORMATS` of the report."""
    compression: str | None = None
    """As DuckDB calls it."""
    encoding: str = "utf-8-sig"
    head: bytes = b""
    """The beginning, decompressed; empty where only DuckDB can decompress it."""
    promised: bool = True
    """Whether the name says that it is a table."""
    streamed: bool = False
    """Arrow without a footer."""


def content_of(file: str, path: str) -> Content:
    """The content of a regular file.

    :param path: the name that the project gives it
    :raises UnreadError: it is no regular file, is empty, or has a format that is not read
    :raises NotATableError: neither the content nor the name is that of a table
    """
    named, packed = by_name(path)
    head = read_head(file)
    if not head:
        raise UnreadError("it is empty")
    for magic, kind in MAGIC.items():
        if head.startswith(magic):
            return Content(kind)
    if head.startswith(b"FEA1"):
        raise UnreadError("it is in version 1 of Feather; only version 2 is read")
    for magic, what in ARCHIVES.items():
        if head.startswith(magic):
            raise UnreadError(f"it is {what}") if named else NotATableError()
    compression = None
    if head.startswith(b"\x1f\x8b"):
        compression, head = "gzip", unzipped(head)
    elif head.startswith(b"\x28\xb5\x2f\xfd"):
        return of_zstd(named, packed)
    if head.startswith(b"\xff\xff\xff\xff") and named in (None, "arrow") and compression is None:
        return Content("arrow", streamed=True)
    return of_text(head, named, compression)


def of_zstd(named: str | None, packed: str | None) -> Content:
    """Only DuckDB has the decompressor, so the name decides."""
    if packed != "zstd" or named not in ("csv", "json", "jsonl"):
        raise (
            UnreadError("it is compressed with Zstandard, and its name does not say what it holds")
            if (named or packed)
            else NotATableError()
        )
    return Content(named, "zstd")


def of_text(head: bytes, named: str | None, compression: str | None) -> Content:
    encoding = encoding_of(head)
    text = decoded(head, encoding)
    if "\0" in text or sum(char < " " and char not in "\t\r\n\f\x01" for char in text[:4096]) > 400:
        if named is None:
            raise NotATableError
        raise UnreadError("it is neither text nor Parquet nor Arrow")
    if named in ("parquet", "arrow"):
        raise UnreadError("it is damaged or not complete")
    first = text.lstrip()[:1]
    kind = "csv"
    if first == "" and named is not None:
        raise UnreadError("it is empty")
    if first == "[" and (named != "csv" or re.match(r"\s*\[\s*[{\]]", text)):
        kind = "json"
    elif first == "{" and named != "csv":
        if named == "json" and not has_rows(text):
            raise NotATableError
        kind = "jsonl"
    elif named in ("json", "jsonl"):
        raise UnreadError("it is not valid JSON")
    return Content(kind, compression, encoding, text.encode("utf-8"), promised=named is not None)


def has_rows(text: str) -> bool:
    """Whether the text is a JSON object a line, and not one object that describes something."""
    first, _, rest = text.strip().partition("\n")
    try:
        return isinstance(json.loads(first), dict) and rest != ""
    except ValueError:
        return False


def by_name(path: str) -> tuple[str | None, str | None]:
    """The format and the compression that a name says."""
    stem, suffix = os.path.splitext(path.lower())
    packed = COMPRESSED.get(suffix)
    if packed is not None:
        suffix = os.path.splitext(stem)[1]
    return SUFFIXES.get(suffix), packed


def read_head(file: str) -> bytes:
    """The beginning of a regular file.

    :raises UnreadError: a FIFO, a device or a folder, which is not opened for reading
    """
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise UnreadError(f"it cannot be opened ({os.strerror(error.errno or 0)})") from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnreadError("it is no regular file")
        return os.read(handle, HEAD)
    finally:
        os.close(handle)


def unzipped(head: bytes) -> bytes:
    try:
        text = zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error as error:
        raise UnreadError("its compressed content is damaged") from error
    if not text:
        raise UnreadError("it is empty")
    return text


def encoding_of(head: bytes) -> str:
    """The encoding by the byte-order mark, or UTF-16 by its zero bytes, else UTF-8."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    half = len(head[:2000]) // 2
    if half > 0 and odd > 0.4 * half and even == 0:
        return "utf-16-le"
    if half > 0 and even > 0.4 * half and odd == 0:
        return "utf-16-be"
    return "utf-8-sig"


def decoded(head: bytes, encoding: str) -> str:
    return head.decode(encoding, errors="replace")
