"""The content of single objects on this machine: from the cache, else downloaded into it."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from .asking import RemoteError, asking
from .common import cache_odb, content_hash, default_remote, open_repo, place_of, remote_odb
from .manifest_files import HASH
from .sources import SourceError, source_object
from .transfer import fetch_versions
from .versioned import VersionedStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AT_ONCE: Final = 8
BLOCK: Final = 1024 * 1024
Item = dict[str, Any]
Reason = dict[str, Any]


def local_objects(args: dict[str, Any]) -> dict[str, Any]:
    """`files`: absolute paths of the objects in `wanted` by hash; `unread`: the reason of each other one.

    `limit`: bytes of all of them together, in the order of `wanted`; what does not fit is left out, also where a remote
    tells no size, or a wrong one. Every byte of a given file was hashed, but for one that is in the cache, does not
    fit, and is `head`: of it the caller reads only the first bytes. `bytes`: those of the files that fit.
    """
    wanted = {item["hash"]: item for item in reversed(args["wanted"])}
    order = list(dict.fromkeys(item["hash"] for item in args["wanted"]))
    # Another file with this content may be read whole.
    whole = {item["hash"] for item in args["wanted"] if not item.get("head")}
    with open_repo() as repo:
        default = default_remote(repo, args)
        for item in wanted.values():
            item["remote"] = item.get("remote") if item.get("remote") in repo.config["remote"] else default
            item["head"] = item["hash"] not in whole
        sizes, unread = sizes_of(repo, [wanted[oid] for oid in order])
        files: dict[str, str] = {}
        chosen, left = within_limit(
            repo, [wanted[oid] for oid in order if oid in sizes], sizes, files, unread, args["limit"]
        )
        # One of unknown size was downloaded before, and is absent from the cache where its content has another hash.
        lacking = [item for item in chosen if sizes[item["hash"]] is not None and cached_size(repo, item) is None]
        unread.update(download(repo, lacking, sizes))
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


def within_limit(
    repo: Any,
    items: list[Item],
    sizes: dict[str, int | None],
    heads: dict[str, str],
    unread: dict[str, Reason],
    left: int,
) -> tuple[list[Item], int]:
    """The items that fit, in their order, and the bytes that are left. `heads` gets the files of which the first bytes
    suffice, `unread` the reasons of the others. One of unknown size is downloaded here.
    """
    chosen = []
    for item in items:
        oid = item["hash"]
        size = sizes[oid]
        if size is None:
            size, problem = download_unsized(repo, item, left)
            if problem is not None:
                unread[oid] = problem
                continue
        if size > left and item["head"] and cached_size(repo, item) is not None:
            heads[oid] = os.path.abspath(cache_odb(repo, item["hashName"]).oid_to_path(oid))
            continue
        if size > left:
            unread[oid] = {"reason": "limit", "size": size}
            continue
        left -= size
        chosen.append(item)
    return chosen, left


def cached_size(repo: Any, item: Item) -> int | None:
    """The bytes of an object of the cache; None for one that is absent, or no file."""
    try:
        info = os.stat(cache_odb(repo, item["hashName"]).oid_to_path(item["hash"]))
    except OSError:
        return None
    return info.st_size if stat.S_ISREG(info.st_mode) else None


def sizes_of(repo: Any, items: list[Item]) -> tuple[dict[str, int | None], dict[str, Reason]]:
    """The bytes of each object, in the cache or as its remote says, and the reasons of those that are nowhere.

    None for an object whose remote tells no size: an HTTP server may send it in chunks.
    """
    sizes: dict[str, int | None] = {}
    unread: dict[str, Reason] = {}
    lacking = []
    for item in items:
        oid = item["hash"]
        size = cached_size(repo, item) if HASH.fullmatch(oid) else None
        reason = reason_of_absence(item)
        if size is not None:
            sizes[oid] = size
        elif reason is not None:
            unread[oid] = {"reason": reason}
        elif "source" in item:
            sizes[oid] = None
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


def reason_of_absence(item: Item) -> str | None:
    """Why an object that the cache lacks is nowhere else, as far as its entry tells."""
    if not HASH.fullmatch(item["hash"]):
        return "missing"
    if item.get("imported"):
        return None if "source" in item else "imported"
    return "missing" if item["remote"] is None else None


def remote_size(repo: Any, item: Item) -> int | None:
    """The bytes of an object as its remote says; dvc.lock may be wrong. Raises FileNotFoundError and RemoteError."""
    odb = remote_odb(repo, item["remote"], item["hashName"])
    with asking(place_of(repo, item["remote"])):
        size = odb.fs.info(odb.oid_to_path(item["hash"])).get("size")
        return None if size is None else int(size)


def download_unsized(repo: Any, item: Item, most: int) -> tuple[int, Reason | None]:
    """Downloads an object of unknown size. Returns its bytes, or the reason why the cache has not got it."""
    try:
        size = download_bounded(repo, item, most)
    except FileNotFoundError:
        return 0, {"reason": "missing"}
    except RemoteError as exc:
        return 0, {"reason": "remote", "failure": exc.as_record()}
    except SourceError as exc:
        return 0, exc.record
    return (0, {"reason": "limit"}) if size is None else (size, None)


def download_bounded(repo: Any, item: Item, most: int) -> int | None:
    """Downloads an object into the cache, unless its content has another hash.

    Returns its bytes; None for more than `most`. Raises FileNotFoundError, RemoteError and SourceError.
    """
    cache, oid = cache_odb(repo, item["hashName"]), item["hash"]
    with tempfile.TemporaryDirectory(dir=repo.tmp_dir, prefix="dvc-ci-") as folder:
        path = os.path.join(folder, "object")
        size = 0
        with open(path, "wb") as target, stream_of(repo, item) as source:
            while block := source.read(min(BLOCK, most - size + 1)):
                size += len(block)
                if size > most:
                    return None
                target.write(block)
        if content_hash(cache.fs, path, item["hashName"]) == oid:
            cache.add(path, cache.fs, oid)
    return size


@contextlib.contextmanager
def stream_of(repo: Any, item: Item) -> Iterator[Any]:
    """The content of an object at its remote, or at the source of an import."""
    if "source" in item:
        with source_object(item["source"], item["hashName"], item["hash"]) as stream:
            yield stream
        return
    odb, place = remote_odb(repo, item["remote"], item["hashName"]), place_of(repo, item["remote"])
    # fsspec reads a file of HTTP with a told size by ranges, which not all servers know; 0 reads it as one stream.
    options = {"block_size": 0} if is_http(place.protocol) else {}
    with asking(place), odb.fs.open(odb.oid_to_path(item["hash"]), "rb", **options) as stream:
        yield stream


def is_http(protocol: str) -> bool:
    """Whether a server alone says how large a file is."""
    return protocol in ("http", "https")


def download(repo: Any, items: Iterable[Item], sizes: dict[str, int | None]) -> dict[str, Reason]:
    """Downloads objects into the cache, hashed as DVC does. Returns the reasons of a remote that fails meanwhile."""
    from dvc_data.hashfile.hash_info import HashInfo

    by_remote: dict[tuple[str | None, str], set[Any]] = {}
    bounded: list[Item] = []
    for item in items:
        if is_http(place_of(repo, item["remote"]).protocol):
            bounded.append(item)
            continue
        by_remote.setdefault((item["remote"], item["hashName"]), set()).add(HashInfo(item["hashName"], item["hash"]))
    unread: dict[str, Reason] = {}

    def fetch(item: Item) -> None:
        _, problem = download_unsized(repo, item, sizes[item["hash"]] or 0)
        if problem is not None:
            # A server that sends more than it told.
            unread[item["hash"]] = {"reason": "failed"} if problem["reason"] == "limit" else problem

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(fetch, bounded))
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
