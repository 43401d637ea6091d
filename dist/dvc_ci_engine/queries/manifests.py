"""Manifests of folders by their hash: from the cache, else from their remote."""

from __future__ import annotations

import contextlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from .asking import RemoteError, asking
from .common import cache_odb, keeps_versions, place_of, remote_odb
from .manifest_files import HASH, AlteredManifestError, is_valid, parse_manifest
from .sources import SourceError, source_object

if TYPE_CHECKING:
    from .manifest_files import Files

Side = dict[str, Any]
# A manifest of two million files has 200 MB.
MOST_BYTES: Final = 256 * 1024 * 1024
AT_ONCE: Final = 8


class UnreadError(Exception):
    """A manifest that cannot be read; `record` says why."""

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.record: dict[str, Any] = {"reason": reason, **details}


class Manifests:
    """Manifests by their hash, from the cache, else from their remote."""

    def __init__(self, repo: Any, default: str | None) -> None:
        self.repo, self.default = repo, default
        self.loaded: dict[str, Files | UnreadError] = {}
        # A remote that failed once is not asked again.
        self.failed: dict[str | None, UnreadError] = {}
        self.sizes: dict[str, int] = {}

    def prepare(self, sides: list[Side]) -> None:
        """Loads the manifests of all sides; remotes are asked for several at once."""
        lacking = [side for side in sides if "listed" not in side and not self._is_known(side)]
        seen: dict[str | None, Side] = {}
        for side in lacking:
            seen.setdefault(self._remote_of(side), side)
        for side in seen.values():
            self._ask(side)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._ask, lacking))

    def files(self, side: Side) -> Files:
        """The files of one side: a file is a folder with one nameless file. Raises UnreadError."""
        if "listed" in side:
            files = {path: oid for path, oid, _ in side["listed"]}
            if not is_valid(files):
                raise UnreadError("altered")
            self.sizes.update({oid: size for _, oid, size in side["listed"] if size is not None})
            return files
        oid = side["hash"]
        if not oid.endswith(".dir"):
            if side.get("size") is not None:
                self.sizes[oid] = side["size"]
            return {"": oid}
        found = self.loaded.get(oid)
        if found is None or isinstance(found, UnreadError):
            raise found or UnreadError("missing")
        return found

    def size_of(self, hash_names: list[str]) -> Any:
        """The bytes of a content, from a list in the question or the cache; no remote is asked."""
        caches = [cache_odb(self.repo, name) for name in hash_names]

        def size(oid: str) -> int | None:
            if oid not in self.sizes:
                for cache in caches:
                    with contextlib.suppress(OSError):
                        self.sizes[oid] = os.stat(cache.oid_to_path(oid)).st_size
                        break
            return self.sizes.get(oid)

        return size

    def _is_known(self, side: Side) -> bool:
        """Whether a side needs no remote: a file, a manifest that the cache has, or a hash that is none."""
        oid = side["hash"]
        if not oid.endswith(".dir") or isinstance(self.loaded.get(oid), dict):
            return True
        if not HASH.fullmatch(oid[: -len(".dir")]):
            self.loaded[oid] = UnreadError("altered")
            return True
        path = cache_odb(self.repo, side["hashName"]).oid_to_path(oid)
        with contextlib.suppress(OSError, UnreadError):
            # Git may have a link to a device in its place.
            if stat.S_ISREG(os.stat(path).st_mode):
                with open(path, "rb") as stream:
                    self._parse(stream.read(MOST_BYTES + 1), oid)
        return oid in self.loaded

    def _remote_of(self, side: Side) -> str | None:
        name = side.get("remote")
        return name if name in self.repo.config["remote"] else self.default

    def _ask(self, side: Side) -> None:
        """Loads a manifest from its remote, or the reason why it cannot be read."""
        oid, name = side["hash"], self._remote_of(side)
        if isinstance(self.loaded.get(oid), dict):
            return
        try:
            self._parse(self._download(side, name), oid)
        except UnreadError as exc:
            self.loaded[oid] = exc

    def _download(self, side: Side, name: str | None) -> bytes:
        if side.get("imported"):
            return self._download_import(side)
        if name is None:
            raise UnreadError("missing")
        if name in self.failed:
            raise self.failed[name]
        try:
            if keeps_versions(self.repo, name):
                raise UnreadError("versions")
            odb = remote_odb(self.repo, name, side["hashName"])
            with asking(place_of(self.repo, name)), odb.fs.open(odb.oid_to_path(side["hash"]), "rb") as stream:
                data: bytes = stream.read(MOST_BYTES + 1)
                return data
        except FileNotFoundError:
            raise UnreadError("missing") from None
        except RemoteError as exc:
            self.failed[name] = UnreadError("remote", failure=exc.as_record())
            raise self.failed[name] from exc

    def _download_import(self, side: Side) -> bytes:
        source = side.get("source")
        if source is None:
            raise UnreadError("imported")
        place = f"{source['url']} {source['rev']}"
        if place in self.failed:
            raise self.failed[place]
        try:
            with source_object(source, side["hashName"], side["hash"]) as stream:
                data: bytes = stream.read(MOST_BYTES + 1)
                return data
        except FileNotFoundError:
            raise UnreadError("missing") from None
        except RemoteError as exc:
            self.failed[place] = UnreadError("remote", failure=exc.as_record())
            raise self.failed[place] from exc
        except SourceError as exc:
            raise UnreadError(**exc.record) from exc

    def _parse(self, data: bytes, oid: str) -> Files:
        if len(data) > MOST_BYTES:
            raise UnreadError("too-long")
        try:
            self.loaded[oid] = files = parse_manifest(data, oid)
        except AlteredManifestError as exc:
            raise UnreadError("altered") from exc
        return files
