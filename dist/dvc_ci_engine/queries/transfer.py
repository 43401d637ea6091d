"""Transfers of single objects between the cache and its remotes."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import Any

from .asking import asking
from .common import (
    cache_odb,
    chosen,
    content_hash,
    default_remote,
    keeps_versions,
    named,
    open_repo,
    place_of,
    remote_odb,
)
from .objects import NeededObjects
from .versioned import VersionedStore

EMPTY_FILE = "d41d8cd98f00b204e9800998ecf8427e"
# A remote that keeps versions has files under their names, so the probe has one of its own.
PROBE_FILE = ".dvc-ci-probe"


def probe(args: dict[str, Any]) -> dict[str, Any]:
    """Proves that the remote accepts writes: uploads the object of the empty file, which every project shares.

    It goes the way of DVC's own uploads: an HTTP server may take POST and no PUT. A remote that keeps versions gets an
    empty file beside its own, which is removed again where the credentials may do so.
    """
    from dvc.fs import LocalFileSystem

    with open_repo() as repo, tempfile.TemporaryDirectory() as folder:
        name = default_remote(repo, args)
        empty = os.path.join(folder, "empty")
        with open(empty, "wb"):
            pass
        if keeps_versions(repo, name):
            probe_versions(repo, name, empty)
            return {"remote": name}
        odb = remote_odb(repo, name, "md5", writing=True)
        with asking(place_of(repo, name), writing=True):
            odb.add(empty, LocalFileSystem(), EMPTY_FILE, check_exists=False)
        return {"remote": name}


def probe_versions(repo: Any, name: str | None, empty: str) -> None:
    """Writes the empty file to a remote that keeps versions, and removes it."""
    store = remote_odb(repo, name, "md5")
    path = store.fs.join(repo.cloud.get_remote(name, "push").path, PROBE_FILE)
    with asking(place_of(repo, name), writing=True):
        store.fs.put_file(empty, path)
    # A push removes nothing, so credentials that may only add files are enough.
    with contextlib.suppress(Exception):
        store.fs.remove(path)


def send(args: dict[str, Any]) -> list[str]:
    """Uploads single objects, by their hashes, from the local cache. Returns the uploaded ones.

    `dvc push` never restores a lost member of a directory whose manifest the remote has: it takes the directory as
    present.
    """
    only, sent = set(args["only"]), []
    with open_repo() as repo:
        needed = NeededObjects(repo, default_remote(repo, args)).objects
        # A manifest says that its members are there, so it goes last.
        for name, hash_name, oid in sorted(needed, key=lambda key: key[2].endswith(".dir")):
            # DVC alone writes the versions of a push.
            if oid not in only or keeps_versions(repo, name):
                continue
            cache = cache_odb(repo, hash_name)
            path = cache.oid_to_path(oid)
            if not os.path.exists(path):
                continue
            if content_hash(cache.fs, path, hash_name).split(".", 1)[0] != oid.split(".", 1)[0]:
                continue
            odb = remote_odb(repo, name, hash_name, writing=True)
            with asking(place_of(repo, name), writing=True):
                odb.add(path, cache.fs, oid, check_exists=False)
            sent.append(oid)
    return sent


def upload(args: dict[str, Any]) -> int:
    """Uploads objects of the local cache, directories after their members. Takes no lock: stages may run meanwhile.

    The caller verifies the remote afterwards. Returns how many objects were sent.
    """
    from dvc_data.hashfile.hash_info import HashInfo

    # Stages have priority.
    os.nice(5)
    sent = 0
    by_remote: dict[tuple[str | None, str], set[Any]] = {}
    with open_repo() as repo:
        for item in args["objects"]:
            remote = item.get("remote") or default_remote(repo, args)
            info = HashInfo(item["hashName"], item["hash"])
            by_remote.setdefault((remote, item["hashName"]), set()).add(info)
        for (remote, hash_name), objects in by_remote.items():
            cache = cache_odb(repo, hash_name)
            odb = remote_odb(repo, remote, hash_name, writing=True)
            with asking(place_of(repo, remote), writing=True):
                result = repo.cloud.transfer(cache, odb, objects, shallow=False, cache_odb=cache)
            sent += len(result.transferred)
    return sent


def fetch(args: dict[str, Any]) -> list[str]:
    """Downloads the outputs of the given stages and `.dvc` files into the local cache, without a lock.

    With `paths`, these outputs alone. Objects of the cache are not asked for.

    Returns the hashes of the objects that are still missing.
    """
    from dvc_data.hashfile.hash_info import HashInfo

    by_remote: dict[tuple[str | None, str], set[Any]] = {}
    with open_repo() as repo:
        needed = NeededObjects(repo, default_remote(repo, args), named(args), chosen(args))
        for remote, hash_name, oid in needed.objects:
            if not os.path.exists(cache_odb(repo, hash_name).oid_to_path(oid)):
                by_remote.setdefault((remote, hash_name), set()).add(HashInfo(hash_name, oid))
        for (remote, hash_name), objects in by_remote.items():
            odb, cache = remote_odb(repo, remote, hash_name), cache_odb(repo, hash_name)
            with asking(place_of(repo, remote)):
                if isinstance(odb, VersionedStore):
                    fetch_versions(odb, cache, objects)
                else:
                    repo.cloud.transfer(odb, cache, objects, verify=odb.verify, cache_odb=cache)
        lacking = set()
        for remote, hash_name, oid in needed.objects:
            if os.path.exists(cache_odb(repo, hash_name).oid_to_path(oid)):
                continue
            lacking.add(oid)
            # DVC only logs why an object did not arrive.
            odb = remote_odb(repo, remote, hash_name)
            # A store of versions raises FileNotFoundError for a file that was never pushed.
            with contextlib.suppress(FileNotFoundError), asking(place_of(repo, remote)):
                odb.fs.info(odb.oid_to_path(oid))
        return sorted(lacking | {problem["hash"] for problem in needed.problems if problem.get("hash")})


def fetch_versions(store: VersionedStore, cache: Any, objects: set[Any]) -> None:
    """Downloads files into the cache. A file whose content has another hash stays out, as one that is absent."""
    for info in objects:
        with contextlib.suppress(FileNotFoundError):
            path = store.oid_to_path(info.value)
            if content_hash(store.fs, path, info.name) == info.value:
                cache.add(path, store.fs, info.value)


QUERIES = {"probe": probe, "send": send, "upload": upload, "fetch": fetch}
