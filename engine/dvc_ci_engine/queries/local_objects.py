"""The content of single objects on this machine: from the cache, else downloaded into it."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from .asking import RemoteError, asking
from .common import cache_odb, content_hash, default_remote, open_repo, place_of, remote_odb
from .manifest_files import HASH
from .transfer import fetch_versions
from .versioned import VersionedStore

if TYPE_CHECKING:
    from collections.abc import Iterable

AT_ONCE: Final = 8
Item = dict[str, Any]
Reason = dict[str, Any]


def local_objects(args: dict[str, Any]) -> dict[str, Any]:
    """`files`: absolute paths of the objects in `wanted` by hash; `unread`: the reason of each other one.

    `limit`: bytes of all of them together, in the order of `wanted`; what does not fit is left out. Every byte of a
    given file was hashed, but for one that is in the cache, does not fit, and is `head`: of it the caller reads only
    the first bytes. `bytes`: those of the files that fit.
    """
    wanted = {item["hash"]: item for item in reversed(args["wanted"])}
    order = list(dict.fromkeys(item["hash"] for item in args["wanted"]))
    with open_repo() as repo:
        default = default_remote(repo, args)
        for item in wanted.values():
            item["remote"] = item.get("remote") if item.get("remote") in repo.config["remote"] else default
        sizes, unread = sizes_of(repo, [wanted[oid] for oid in order])
        left, chosen = args["limit"], []
        heads: dict[str, str] = {}
        for oid in order:
            if oid not in sizes:
                continue
            if wanted[oid].get("head") and sizes[oid] > left and cached_size(repo, wanted[oid]) is not None:
                heads[oid] = os.path.abspath(cache_odb(repo, wanted[oid]["hashName"]).oid_to_path(oid))
                continue
            if sizes[oid] > left:
                unread[oid] = {"reason": "limit", "size": sizes[oid]}
                continue
            left -= sizes[oid]
            chosen.append(wanted[oid])
        unread.update(download(repo, [item for item in chosen if cached_size(repo, item) is None]))
        files = heads
        for item in chosen:
            oid = item["hash"]
            path = cache_odb(repo, item["hashName"]).oid_to_path(oid)
            if oid in unread:
                continue
            if cached_size(repo, item) is None:
                unread[oid] = {"reason": "failed"}
            elif content_hash(repo.cache.local.fs, path, item["hashName"]) != oid:
                unread[oid] = {"reason": "altered"}
            else:
                files[oid] = os.path.abspath(path)
        return {"files": files, "unread": unread, "bytes": args["limit"] - left}


def cached_size(repo: Any, item: Item) -> int | None:
    """The bytes of an object of the cache; None for one that is absent, or no file."""
    try:
        info = os.stat(cache_odb(repo, item["hashName"]).oid_to_path(item["hash"]))
    except OSError:
        return None
    return info.st_size if stat.S_ISREG(info.st_mode) else None


def sizes_of(repo: Any, items: list[Item]) -> tuple[dict[str, int], dict[str, Reason]]:
    """The bytes of each object, in the cache or as its remote says, and the reasons of those that are nowhere."""
    sizes: dict[str, int] = {}
    unread: dict[str, Reason] = {}
    lacking = []
    for item in items:
        oid = item["hash"]
        size = cached_size(repo, item) if HASH.fullmatch(oid) else None
        if size is not None:
            sizes[oid] = size
        elif item.get("imported"):
            unread[oid] = {"reason": "imported"}
        elif item["remote"] is None or not HASH.fullmatch(oid):
            unread[oid] = {"reason": "missing"}
        else:
            lacking.append(item)
    failed: dict[str, Reason] = {}

    def ask(item: Item) -> None:
        name, oid = item["remote"], item["hash"]
        if name in failed:
            unread[oid] = failed[name]
            return
        try:
            sizes[oid] = remote_size(repo, item)
        except FileNotFoundError:
            unread[oid] = {"reason": "missing"}
        except RemoteError as exc:
            unread[oid] = failed[name] = {"reason": "remote", "failure": exc.as_record()}

    # The first question to each remote tells whether it answers at all.
    for item in {item["remote"]: item for item in lacking}.values():
        ask(item)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(ask, [item for item in lacking if item["hash"] not in sizes and item["hash"] not in unread]))
    return sizes, unread


def remote_size(repo: Any, item: Item) -> int:
    """The bytes of an object as its remote says; dvc.lock may be wrong. Raises FileNotFoundError and RemoteError."""
    odb = remote_odb(repo, item["remote"], item["hashName"])
    with asking(place_of(repo, item["remote"])):
        return int(odb.fs.info(odb.oid_to_path(item["hash"])).get("size") or item.get("size") or 0)


def download(repo: Any, items: Iterable[Item]) -> dict[str, Reason]:
    """Downloads objects into the cache, hashed as DVC does. Returns the reasons of a remote that fails meanwhile."""
    from dvc_data.hashfile.hash_info import HashInfo

    by_remote: dict[tuple[str | None, str], set[Any]] = {}
    for item in items:
        by_remote.setdefault((item["remote"], item["hashName"]), set()).add(HashInfo(item["hashName"], item["hash"]))
    unread: dict[str, Reason] = {}
    for (name, hash_name), objects in by_remote.items():
        odb, cache = remote_odb(repo, name, hash_name), cache_odb(repo, hash_name)
        try:
            with asking(place_of(repo, name)):
                if isinstance(odb, VersionedStore):
                    fetch_versions(odb, cache, objects)
                else:
                    repo.cloud.transfer(odb, cache, objects, verify=odb.verify, cache_odb=cache)
        except RemoteError as exc:
            unread.update({info.value: {"reason": "remote", "failure": exc.as_record()} for info in objects})
    return unread


QUERIES = {"localObjects": local_objects}
