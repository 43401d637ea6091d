"""Asks the remotes for every object that a commit needs."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .asking import Place, asking, require_root
from .common import (
    cache_odb,
    content_hash,
    default_remote,
    keeps_versions,
    named,
    open_repo,
    place_of,
    remote_odb,
)
from .objects import Key, NeededObjects
from .versioned import VersionedStore

# The object's database, its remote, its key, its expected size, the mode, and whether content may be read.
Task = tuple[Any, Place, Key, Any, str, bool]
# Key, size or None, reason or None, detail or None, and whether its content is known to have the hash.
Verdict = tuple[Key, Any, Any, Any, bool]


def verify(args: dict[str, Any]) -> dict[str, Any]:
    """`mode`: exists, sizes or full; `only`: a list of hashes; `stages`: names.

    With `download: false` no content is read. Then damage that only content shows is told of a whole directory, or
    not at all.
    """
    mode, download = args["mode"], args.get("download", True)
    only = set(args["only"]) if args.get("only") is not None else None
    with open_repo() as repo:
        default = default_remote(repo, args)
        if args.get("forget"):
            forget_remotes(repo, default)
        needed = NeededObjects(repo, default, named(args))
        tasks: list[Task] = [
            (remote_odb(repo, key[0], key[1]), place_of(repo, key[0]), key, item["size"], mode, download)
            for key, item in needed.objects.items()
            if only is None or key[2] in only
        ]
        sizes: dict[Key, Any] = {}
        bad: dict[Key, dict[str, Any]] = {}
        # A manifest that came from its remote was hashed.
        proven: set[Key] = set(needed.read)
        workers = max(1, min(args.get("jobs") or 32, len(tasks)))
        with ThreadPoolExecutor(workers) as pool:
            for key, size, reason, detail, known in pool.map(ask_object, tasks):
                sizes[key] = size
                if known:
                    proven.add(key)
                if reason:
                    bad[key] = {"reason": reason, "detail": detail}
        empty = empty_remotes(repo, tasks, bad)
        if mode != "exists":
            check_totals(repo, needed.objects, sizes, bad, proven, download)
        add_altered_manifests(needed, bad)
        return {
            "remote": default,
            "objects": len(needed.objects),
            "asked": len(tasks),
            "verified": len(tasks) - sum(1 for key in bad if key in sizes),
            # Their presence or size says nothing of their content.
            "unread": sum(1 for key in sizes if key not in bad and key not in proven),
            "bytes": sum(size or 0 for size in sizes.values()),
            "bad": [
                {"remote": key[0], "hash": key[2], "paths": needed.objects[key]["paths"], **verdict}
                for key, verdict in bad.items()
            ],
            "unlocked": [problem for problem in needed.problems if problem["reason"] == "unlocked"],
            "unpushed": needed.unpushed,
            "imports": needed.imports,
            "empty": empty,
        }


def forget_remotes(repo: Any, default: str | None) -> None:
    """Drops what DVC remembers of the remotes, so that a push asks the remotes themselves."""
    from dvc_data.hashfile.db import get_index

    for name in {default, *(out.remote for out in repo.index.outs if out.remote)}:
        # DVC remembers nothing of versions.
        if keeps_versions(repo, name):
            continue
        get_index(remote_odb(repo, name, "md5")).clear()


def empty_remotes(repo: Any, tasks: list[Task], bad: dict[Key, dict[str, Any]]) -> list[str]:
    """Remotes that have none of several objects. Raises RemoteError where a remote without an object does not exist."""
    asked: dict[str | None, list[Task]] = {}
    for task in tasks:
        asked.setdefault(task[2][0], []).append(task)
    empty = []
    for name, of_remote in asked.items():
        if all(bad.get(task[2], {}).get("reason") == "missing" for task in of_remote):
            odb, place = of_remote[0][:2]
            require_root(place, odb, repo.cloud.get_remote(name, "status").path)
            if len(of_remote) > 1:
                empty.append(place.name)
    return sorted(empty)


def listed_hash(info: dict[str, Any], hash_name: str) -> str | None:
    """The MD5 that a listing gives: S3's ETag of single-part uploads, the checksums of GCS and Azure."""
    import base64

    if hash_name not in ("md5", "md5-dos2unix"):
        return None
    etag = str(info.get("ETag", "")).strip('"')
    if len(etag) == 32 and all(c in "0123456789abcdef" for c in etag):
        return etag
    value = info.get("md5Hash")
    if value is None:
        settings = info.get("content_settings")
        value = settings.get("content_md5") if isinstance(settings, dict) else None
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, str) and value:
        try:
            return base64.b64decode(value).hex()
        except ValueError:
            return None
    return None


def ask_object(task: Task) -> Verdict:
    """Asks the remote for one object. Raises RemoteError where the remote does not say."""
    odb, place, key, *_ = task
    never = isinstance(odb, VersionedStore) and odb.lacks_version(key[2])
    try:
        with asking(place):
            # Files with the same content have a version each.
            paths = odb.paths.get(key[2], ()) if isinstance(odb, VersionedStore) else (odb.oid_to_path(key[2]),)
            verdicts = [] if never else [verdict_of(task, path) for path in paths]
    except FileNotFoundError:
        verdicts = []
    absent: Verdict = (key, None, "missing", "no version of it is committed" if never else None, False)
    return next((each for each in verdicts if each[2] is not None), verdicts[0] if verdicts else absent)


def verdict_of(task: Task, path: str) -> Verdict:
    """As ask_object, of the file at this path of the remote, with the exceptions of the client."""
    odb, _, key, expected, mode, download = task
    _, hash_name, oid = key
    info = odb.fs.info(path)
    size, bare = info.get("size"), oid.split(".", 1)[0]
    if mode != "exists" and expected is not None and size is not None and size != expected:
        return key, size, "truncated" if size < expected else "altered", f"{size} bytes in place of {expected}", False
    listed = listed_hash(info, hash_name)
    if mode == "exists" or listed == bare:
        return key, size, None, None, listed == bare
    # The checksum of a listing may be of something else (encrypted or composed objects, or the hash of DVC 2, which
    # ignores line ends), so a difference proves nothing.
    suspect = listed is not None and hash_name != "md5-dos2unix"
    if download and (mode == "full" or suspect):
        actual = content_hash(odb.fs, path, hash_name)
        if actual.split(".", 1)[0] != bare:
            return key, size, "altered", f"its content hashes to {actual}", False
        return key, size, None, None, True
    return key, size, None, None, False


def check_totals(
    repo: Any,
    needed: dict[Key, dict[str, Any]],
    sizes: dict[Key, Any],
    bad: dict[Key, dict[str, Any]],
    proven: set[Key],
    download: bool,
) -> None:
    """Checks members of directories: manifests lack sizes, but dvc.lock has their sum.

    Adds the members that it read to `proven`.
    """
    for key, item in needed.items():
        total = item.get("total")
        if not total or any(member not in sizes or member in bad for member in total["members"]):
            continue
        # Two members with the same content are one object, but both count in the sum of dvc.lock.
        present = sum(sizes[member] or 0 for member in total["members"])
        if present == total["size"]:
            continue
        suspects = compare_with_cache(repo, total["members"], sizes, bad)
        if suspects and not download:
            reason = "truncated" if present < total["size"] else "altered"
            bad[key] = {
                "reason": reason,
                "detail": f"its files have {present} bytes in all in place of {total['size']}",
            }
            continue
        for member in suspects:
            odb = remote_odb(repo, member[0], member[1])
            with asking(place_of(repo, member[0])):
                actual = content_hash(odb.fs, odb.oid_to_path(member[2]), member[1])
            proven.add(member)
            if actual.split(".", 1)[0] != member[2].split(".", 1)[0]:
                bad[member] = {"reason": "truncated", "detail": f"its {sizes[member]} bytes hash to {actual}"}


def compare_with_cache(
    repo: Any, members: list[Key], sizes: dict[Key, Any], bad: dict[Key, dict[str, Any]]
) -> list[Key]:
    """Adds members whose size differs from the local cache to `bad`. Returns those that the cache lacks."""
    suspects: list[Key] = []
    for member in set(members):
        cache = cache_odb(repo, member[1])
        try:
            local = os.stat(cache.oid_to_path(member[2])).st_size
        except OSError:
            suspects.append(member)
            continue
        if local != sizes[member]:
            reason = "truncated" if (sizes[member] or 0) < local else "altered"
            bad[member] = {"reason": reason, "detail": f"{sizes[member]} bytes in place of {local}"}
    return suspects


def add_altered_manifests(needed: NeededObjects, bad: dict[Key, dict[str, Any]]) -> None:
    for problem in needed.problems:
        if problem["reason"] == "altered" and problem.get("hash"):
            for known in needed.objects:
                if known[2] == problem["hash"] and known not in bad:
                    bad[known] = {"reason": "altered", "detail": "its manifest cannot be read"}


QUERIES = {"verify": verify}
