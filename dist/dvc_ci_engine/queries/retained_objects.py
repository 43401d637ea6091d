"""The objects of a remote as files: their sizes and times, the folder for objects that are set aside, and moves."""

from __future__ import annotations

import math
import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .asking import asking
from .common import place_of, remote_odb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# The two layouts of a remote: `files/md5/ab/…` of DVC 3, and `ab/…` of DVC 2.
LAYOUTS: Final = ("md5", "md5-dos2unix")
# DVC reads names with two characters below its folders, so nothing in this one is an object to it.
FOLDER: Final = "dvc-ci/gc"
AT_ONCE: Final = 16
# These clients copy on the server. All others rename.
COPYING: Final = ("s3", "gs", "azure", "oss", "webdav", "webdavs")
PREFIX: Final = re.compile(r"[0-9a-f]{2}")
REST: Final = re.compile(r"[0-9a-f]{30}(?:\.dir)?")
OID: Final = re.compile(r"[0-9a-f]{32}(?:\.dir)?")


class Key(NamedTuple):
    """The name of an object: its layout and its hash, which ends in `.dir` for a manifest."""

    layout: str
    oid: str

    @property
    def is_manifest(self) -> bool:
        return self.oid.endswith(".dir")


class File(NamedTuple):
    """Bytes, and whole seconds since 1970 by the clock of the remote; None where the remote tells no time.

    The listing of some servers has parts of a second that their answer about one object lacks.
    """

    size: int
    time: int | None


Files = dict[Key, File]


class Store:
    """One remote without versions."""

    def __init__(self, repo: Any, name: str | None) -> None:
        self.place = place_of(repo, name)
        self.odbs = {layout: remote_odb(repo, name, layout, writing=True) for layout in LAYOUTS}
        self.fs = self.odbs["md5"].fs
        self.root: str = self.odbs["md5-dos2unix"].path

    def path(self, key: Key) -> str:
        path: str = self.odbs[key.layout].oid_to_path(key.oid)
        return path

    def aside_path(self, key: Key) -> str:
        return self.own_path(f"aside/{key.layout}-{key.oid[:2]}", key.oid)

    def own_path(self, *parts: str) -> str:
        path: str = self.fs.join(self.root, *FOLDER.split("/"), *(part for each in parts for part in each.split("/")))
        return path

    def objects(self) -> Files:
        """Every object. Other files of the remote are left out. Raises RemoteError."""
        # The client of an earlier plan has listings from before its work.
        self.fs.fs.invalidate_cache()
        found: Files = {}
        for layout, odb in self.odbs.items():
            folders = [self.fs.join(odb.path, name) for name, _ in self._entries(odb.path) if PREFIX.fullmatch(name)]
            for folder, entries in self._each_entries(folders):
                start = folder[-2:]
                for name, info in entries:
                    if info.get("type") != "directory" and REST.fullmatch(name):
                        found[Key(layout, start + name)] = file_of(info)
        return found

    def aside(self) -> Files:
        """The objects that were set aside. Raises RemoteError."""
        found: Files = {}
        top = self.own_path("aside")
        folders = [self.fs.join(top, name) for name, _ in self._entries(top)]
        for folder, entries in self._each_entries(folders):
            layout = folder.rstrip("/").rpartition("/")[2].rpartition("-")[0]
            for name, info in entries:
                if layout in LAYOUTS and OID.fullmatch(name):
                    found[Key(layout, name)] = file_of(info)
        return found

    def now(self) -> int | None:
        """The time of the remote's clock: that of a file which this writes. Raises RemoteError."""
        self.write("clock", b"")
        with asking(self.place):
            return file_of(self.fs.info(self.own_path("clock"))).time

    def read(self, name: str) -> bytes | None:
        """A file of dvc-ci in this remote; None without it. Raises RemoteError."""
        self.fs.fs.invalidate_cache()
        return self.content(self.own_path(name))

    def write(self, name: str, data: bytes) -> None:
        """Writes a file of dvc-ci. Raises RemoteError."""
        path = self.own_path(name)
        # A kill must not leave a part of the list. Other clients send a file at once.
        in_steps = self.place.protocol == "ssh" or self.fs.protocol == "local"
        with asking(self.place, writing=True):
            self.fs.makedirs(self.fs.parent(path), exist_ok=True)
            self.fs.pipe_file(f"{path}.new" if in_steps else path, data)
            if in_steps:
                self._rename(f"{path}.new", path)
            self.fs.fs.invalidate_cache()

    def manifest(self, key: Key, *, is_aside: bool) -> bytes | None:
        """The content of a manifest; None where it is gone. Raises RemoteError."""
        return self.content(self.aside_path(key) if is_aside else self.path(key))

    def content(self, path: str) -> bytes | None:
        """The content of a file; None where it is gone. Raises RemoteError."""
        try:
            with asking(self.place):
                data: bytes = self.fs.fs.cat_file(path)
                return data
        except FileNotFoundError:
            return None

    def find(self, name: str) -> list[str]:
        """The paths of all files below a folder of the remote; none without it. Raises RemoteError."""
        try:
            with asking(self.place):
                return list(self.fs.find(self.fs.join(self.root, name)))
        except FileNotFoundError:
            return []

    def set_aside(self, key: Key, file: File) -> bool:
        """Moves an object that is still the one that was planned for. Returns whether it did. Raises RemoteError."""
        if self._now_at(self.path(key)) != file:
            return False
        return self._move(self.path(key), self.aside_path(key), file.size)

    def restore(self, key: Key, file: File) -> bool:
        """Moves an object back, unless an upload has brought it meanwhile. Raises RemoteError."""
        if self._now_at(self.path(key)) is not None:
            return False
        return self._move(self.aside_path(key), self.path(key), file.size)

    def remove(self, key: Key, file: File) -> bool:
        """Removes an object that is still the one that was planned for. Returns whether it did. Raises RemoteError."""
        path = self.aside_path(key)
        if self._now_at(path) != file:
            return False
        with asking(self.place, writing=True):
            self.fs.rm_file(path)
        return True

    def _move(self, old: str, new: str, size: int) -> bool:
        with asking(self.place, writing=True):
            self.fs.makedirs(self.fs.parent(new), exist_ok=True)
            if self.place.protocol not in COPYING:
                # DVC makes its objects read-only, which a rename does not mind.
                self._rename(old, new)
                return True
            self.fs.fs.cp_file(old, new)
        copied = self._now_at(new)
        if copied is None or copied.size != size:
            return False
        with asking(self.place, writing=True):
            self.fs.rm_file(old)
        return True

    def _rename(self, old: str, new: str) -> None:
        if self.fs.protocol == "local":
            # DVC's client moves by a third name, under which a kill would leave the object.
            os.replace(old, new)
        else:
            self.fs.fs.mv(old, new)

    def _now_at(self, path: str) -> File | None:
        try:
            with asking(self.place):
                self.fs.fs.invalidate_cache(self.fs.parent(path))
                return file_of(self.fs.info(path))
        except FileNotFoundError:
            return None

    def _entries(self, folder: str) -> list[tuple[str, dict[str, Any]]]:
        try:
            with asking(self.place):
                listed = self.fs.fs.ls(folder, detail=True)
        except FileNotFoundError:
            return []
        named = ((str(info["name"]).rstrip("/").rpartition("/")[2], info) for info in listed)
        return [(name, info) for name, info in named if name]

    def _each_entries(self, folders: list[str]) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from zip(folders, pool.map(self._entries, folders))


def file_of(info: dict[str, Any]) -> File:
    """The size and the time in an answer of any client that DVC has."""
    for name in ("mtime", "LastModified", "last_modified", "updated", "modified"):
        time = seconds_of(info.get(name))
        if time is not None:
            return File(int(info.get("size") or 0), time)
    return File(int(info.get("size") or 0), None)


def seconds_of(value: Any) -> int | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            return None
    if isinstance(value, datetime):
        value = (value if value.tzinfo is not None else value.replace(tzinfo=timezone.utc)).timestamp()
    return math.floor(value) if isinstance(value, (int, float)) else None


def for_each(work: Callable[[Key, File], bool], files: Iterable[tuple[Key, File]]) -> Iterator[Any]:
    """Does the work for all files, several at once. Yields each key with its result or its exception."""

    def attempt(item: tuple[Key, File]) -> Any:
        try:
            return item, work(*item)
        except Exception as exc:  # noqa: BLE001  the caller counts what was done before it tells the failure
            return item, exc

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(attempt, files)
