"""Where two files differ first, by their formats. Nothing is loaded whole, and no pickle is opened."""

from __future__ import annotations

import gzip
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO, Callable, cast

from dvc_ci_files.arrays import locate_npy
from dvc_ci_files.bytes_of import SHOWN, Source, around, first_offset
from dvc_ci_files.faults import UnreadableError
from dvc_ci_files.rows import locate_row
from dvc_ci_files.tensors import locate_gguf, locate_onnx, locate_safetensors
from dvc_ci_files.text_places import locate_text

Place = dict[str, Any]
Finder = Callable[[Source, Source, int], "Place | None"]

FORMATS: dict[str, Finder] = {
    "csv": locate_row,
    "tsv": locate_row,
    "npy": locate_npy,
    "safetensors": locate_safetensors,
    "gguf": locate_gguf,
    "onnx": locate_onnx,
}
PICKLES = ("pkl", "pickle", "joblib", "dill")
DEEPEST = 3
"""Archives inside each other."""
BROKEN = (
    UnreadableError,
    ValueError,
    LookupError,
    EOFError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    gzip.BadGzipFile,
)
"""What a damaged file raises: then its bytes are told."""


def difference(item: dict[str, Any]) -> Place:
    """The content of FirstDifference (src/report/first-difference.ts) for two files of one path."""
    place = locate(item["path"], opening(item["first"]), opening(item["second"]))
    if place is None:
        return {"at": "same"}
    signs = set(place.pop("signs", []))
    # A pickle has its texts as they are, so the folders are found in it too.
    folders, sides = item.get("folders", []), place.pop("near")
    if folders and all(folder.encode() in side for folder, side in zip(folders, sides)):
        signs.add("folder")
    return {**{key: printable(value) for key, value in place.items()}, "signs": sorted(signs)}


def printable(value: Any) -> Any:
    """Texts without control characters, which a terminal would obey."""
    if isinstance(value, list):
        return [printable(each) for each in value]
    if isinstance(value, str):
        return "".join(char if char.isprintable() else "\ufffd" for char in value)
    return value


def opening(file: str) -> Source:
    return lambda: Path(file).open("rb")


def locate(path: str, first: Source, second: Source, depth: int = 0) -> Place | None:
    """The first difference of two files, or None where they are the same."""
    offset = first_offset(first, second)
    if offset is None:
        return None
    name = path.lower().rpartition("/")[2]
    end = name.rpartition(".")[2]
    found: Place | None = None
    if end not in PICKLES:
        try:
            found = by_format(path, end, first, second, offset, depth)
        except BROKEN:
            found = None
        if found is None:
            found = locate_text(first, second, offset)
    place = found or {"at": "byte", "offset": offset, **shown_bytes(first, second, offset)}
    if "near" not in place:
        place["near"] = near(first, second, offset)
    return place


def by_format(path: str, end: str, first: Source, second: Source, offset: int, depth: int) -> Place | None:
    """The place as the format names it; None where the format says nothing of it."""
    if depth < DEEPEST and starts_with(first, second, b"\x1f\x8b"):
        return locate_gzip(path, first, second, depth)
    if depth < DEEPEST and starts_with(first, second, b"PK\x03\x04"):
        return locate_member(first, second, depth)
    return FORMATS[end](first, second, offset) if end in FORMATS else None


def starts_with(first: Source, second: Source, mark: bytes) -> bool:
    with first() as one, second() as other:
        return one.read(len(mark)) == mark == other.read(len(mark))


def locate_gzip(path: str, first: Source, second: Source, depth: int) -> Place | None:
    """The difference of what is compressed; the time in the header where there is none."""
    with first() as one, second() as other:
        signs = [] if one.read(8)[4:8] == other.read(8)[4:8] else ["gzip-time"]

    def expanded(source: Source) -> Source:
        return lambda: cast("BinaryIO", gzip.GzipFile(fileobj=source(), mode="rb"))

    name = path[:-3] if path.lower().endswith(".gz") else path
    found = locate(name, expanded(first), expanded(second), depth + 1)
    if found is None:
        return {"at": "gzip", "signs": signs}
    return {**found, "in": "expanded", "signs": [*found.get("signs", []), *signs]}


def locate_member(first: Source, second: Source, depth: int) -> Place | None:
    """The first member of a zip archive that differs: by name, by content, else by its time."""
    with zipfile.ZipFile(first()) as one, zipfile.ZipFile(second()) as other:
        mine, theirs = one.infolist(), other.infolist()
        names, others = [each.filename for each in mine], [each.filename for each in theirs]
        times = [each.date_time for each in mine] != [each.date_time for each in theirs]
        signs = ["archive-time"] if times and sorted(names) == sorted(others) else []
        if sorted(names) != sorted(others):
            lonely = next(name for name in [*names, *others] if (name in names) != (name in others))
            return {"at": "member", "member": lonely[:SHOWN], "only": "first" if lonely in names else "second"}
        by_name = {each.filename: each for each in theirs}
        for each in mine:
            twin = by_name[each.filename]
            if (each.CRC, each.file_size) == (twin.CRC, twin.file_size):
                continue

            def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Source:
                return lambda: cast("BinaryIO", archive.open(info))

            found = locate(each.filename, member(one, each), member(other, twin), depth + 1)
            if found is not None:
                inner = [found["member"]] if "member" in found else []
                names_of_way = "/".join([each.filename[:SHOWN], *inner])
                return {**found, "member": names_of_way, "signs": [*found.get("signs", []), *signs]}
        if names != others:
            return {"at": "order", "signs": [*signs, "order"]}
        # The bytes differ, and no content does: the times, or how the members are compressed.
        return {"at": "archive", "signs": signs}


def shown_bytes(first: Source, second: Source, offset: int) -> dict[str, str]:
    """Eight bytes of each side as hexadecimal numbers."""
    return {
        side: (around(source, offset).after[:8].hex(" ") or "the end")
        for side, source in (("first", first), ("second", second))
    }


def near(first: Source, second: Source, offset: int) -> list[bytes]:
    """The bytes around a difference, of each side."""
    return [b"".join((found.before, found.after)) for found in (around(first, offset), around(second, offset))]
