"""What a remote holds that no commit needs (`dvc-ci gc`): reports it, lists it, sets it aside and removes it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from .asking import RemoteError
from .common import cache_odb, default_remote, open_repo
from .manifest_files import AlteredManifestError, parse_manifest
from .retained_objects import AT_ONCE, LAYOUTS, OID, File, Key, Store, for_each
from .retention_plan import Entry, Found, Plan, due_objects, plan_retention, staying_manifests

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .retained_objects import Files
    from .retention_plan import Entries

LIST: Final = "list.json"
FORMAT: Final = 1
DAY: Final = 24 * 3600
# The folder of the run cache, and the names of its entries.
RUNS: Final = "runs"
RUN_ENTRY: Final = re.compile(r"[0-9a-f]{64}")


class ListError(Exception):
    """The list in the remote cannot be read."""


def retention(args: dict[str, Any]) -> dict[str, Any]:
    """Reads the remote and plans a run. With `write` it writes the list, and nothing else of the remote changes.

    `needs`: why (`because`) which objects are needed (`hashes`), and those whose manifest the remote may lack
    (`optional`). `history`: each commit (`commit`) with the hashes that it names, newest first. `grace`: seconds.
    `ages`: the ends of the age classes in days. `most`: of the largest objects. `shown`: manifests to tell.
    """
    with open_repo() as repo:
        name = default_remote(repo, args)
        store = Store(repo, name)
        found = Found(store.objects(), store.aside(), read_list(store), time.time())
        reader = Reader(repo, store, found)
        needed, kept, missing = expand(reader, [*args["needs"], run_cache(store)])
        answer: dict[str, Any] = {"remote": name, "missing": missing[: args["shown"]], "lost": len(missing)}
        if args["write"] and not missing:
            now = store.now()
            if now is None:
                raise ListError("the remote tells no time of its files")
            found.now = now
        due = due_objects(found, needed, args["grace"])
        staying, broken = reader.union(staying_manifests(found, due, needed))
        plan = plan_retention(found, needed, staying, args["grace"])
        if broken:
            # The files of these folders are not known.
            plan.entries.update({key: Entry(file, plan.entries[key].since) for key, file in plan.set_aside.items()})
            plan.set_aside, plan.remove = {}, {}
        if args["write"] and not missing:
            store.write(LIST, written_list(plan.entries))
        return {
            **answer,
            "broken": broken[: args["shown"]],
            "unread": len(broken),
            **described(reader, needed, kept, args),
            **on_list(plan if args["write"] else Plan(entries=found.entries), args["grace"]),
            "plan": records(plan),
        }


def apply_retention(args: dict[str, Any]) -> dict[str, Any]:
    """Does a part of a plan: `restore`, `set_aside` or `remove` (`work`) for these `objects`.

    A manifest goes before its files and comes back after them: a manifest in the remote says that its files are there.
    """
    with open_repo() as repo:
        store = Store(repo, default_remote(repo, args))
        work = {"restore": store.restore, "set_aside": store.set_aside, "remove": store.remove}[args["work"]]
        files = {Key(layout, oid): File(size, changed) for layout, oid, size, changed in args["objects"]}
        done: list[File] = []
        failure = None
        for is_manifest in (False, True) if args["work"] == "restore" else (True, False):
            part = [(key, file) for key, file in files.items() if key.is_manifest == is_manifest]
            for (_, file), result in for_each(work, part):
                if isinstance(result, RemoteError):
                    failure = failure or result.as_record()
                elif isinstance(result, Exception):
                    raise result
                elif result:
                    done.append(file)
            if failure is not None:
                break
        return {**total(done), "failure": failure}


class Reader:
    """Manifests: from the cache, else from the remote. Each is hashed."""

    def __init__(self, repo: Any, store: Store, found: Found) -> None:
        self.caches = [cache_odb(repo, layout) for layout in LAYOUTS]
        self.store, self.found = store, found

    def members(self, oids: Iterable[str]) -> Iterator[tuple[str, set[str] | None]]:
        """The hashes of the files of each manifest; None where it is absent or damaged. Raises RemoteError."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(self._read, oids)

    def union(self, keys: Iterable[Key]) -> tuple[set[str], list[str]]:
        """The hashes of the files of all manifests, and the manifests that cannot be read."""
        files: set[str] = set()
        broken = []
        for oid, members in self.members({key.oid for key in keys}):
            if members is None:
                broken.append(oid)
            else:
                files |= members
        return files, sorted(broken)

    def _read(self, oid: str) -> tuple[str, set[str] | None]:
        for data in self._sources(oid):
            with contextlib.suppress(AlteredManifestError):
                return oid, set(parse_manifest(data, oid).values())
        return oid, None

    def _sources(self, oid: str) -> Iterator[bytes]:
        for cache in self.caches:
            path = cache.oid_to_path(oid)
            with contextlib.suppress(OSError):
                # Git may have a link to a device in its place.
                if os.path.isfile(path):
                    with open(path, "rb") as stream:
                        yield stream.read()
        for files, is_aside in ((self.found.objects, False), (self.found.aside, True)):
            for layout in LAYOUTS:
                key = Key(layout, oid)
                data = self.store.manifest(key, is_aside=is_aside) if key in files else None
                if data is not None:
                    yield data


def expand(reader: Reader, needs: list[dict[str, Any]]) -> tuple[set[str], dict[str, set[str]], list[dict[str, str]]]:
    """All needed hashes, those of each need that no need before it has, and the manifests that nothing has."""
    needed: set[str] = set()
    kept: dict[str, set[str]] = {}
    missing = []
    for need in needs:
        own = {*need["hashes"], *need.get("optional", ())} - needed
        optional = set(need.get("optional", ())) - set(need["hashes"])
        for oid, members in reader.members(sorted(oid for oid in own if oid.endswith(".dir"))):
            if members is not None:
                own |= members
            elif oid not in optional:
                missing.append({"hash": oid, "because": need["because"]})
        kept[need["because"]] = own - needed
        needed |= own
    return needed, kept, missing


def run_cache(store: Store) -> dict[str, Any]:
    """The objects that entries of the run cache name: DVC restores them when it finds such an entry."""
    paths = [path for path in store.find(RUNS) if RUN_ENTRY.fullmatch(path.rpartition("/")[2])]
    hashes: set[str] = set()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for data in pool.map(store.content, paths):
            hashes |= hashes_of_run(data or b"")
    return {"because": "run-cache", "hashes": [], "optional": sorted(hashes)}


def hashes_of_run(data: bytes) -> set[str]:
    """The outputs of an entry of the run cache; none of a damaged one, which DVC removes."""
    from dvc.utils.serialize import loads_yaml
    from ruamel.yaml import YAMLError

    try:
        lock = loads_yaml(data.decode())
        hashes = {out.get("md5") for out in lock["outs"]}
    except (YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        return set()
    return {value for value in hashes if isinstance(value, str) and OID.fullmatch(value)}


def described(reader: Reader, needed: set[str], kept: dict[str, set[str]], args: dict[str, Any]) -> dict[str, Any]:
    """The counts of the report."""
    objects, now = reader.found.objects, reader.found.now
    unneeded = {key: file for key, file in objects.items() if key.oid not in needed}
    named_by = naming_commits(reader, unneeded, args["history"])
    largest = sorted(unneeded.items(), key=lambda item: (-item[1].size, item[0]))[: args["most"]]
    return {
        "objects": total(objects.values()),
        "needed": total(file for key, file in objects.items() if key.oid in needed),
        "kept": [
            {"because": because, **total(file for key, file in objects.items() if key.oid in own)}
            for because, own in kept.items()
        ],
        "unneeded": total(unneeded.values()),
        "unnamed": total(file for key, file in unneeded.items() if key.oid not in named_by),
        "ages": by_age(unneeded, now, args["ages"]),
        "largest": [
            {
                "hash": key.oid,
                "bytes": file.size,
                "days": None if file.time is None else max(0, int((now - file.time) // DAY)),
                "commit": named_by.get(key.oid),
            }
            for key, file in largest
        ],
    }


def naming_commits(reader: Reader, unneeded: Files, history: list[dict[str, Any]]) -> dict[str, str]:
    """The newest commit that names each of these objects, itself or as a file of a folder."""
    wanted = {key.oid for key in unneeded}
    named: dict[str, str] = {}
    folders: dict[str, str] = {}
    for each in history:
        for oid in each["hashes"]:
            if oid in wanted:
                named.setdefault(oid, each["commit"])
            if oid.endswith(".dir"):
                folders.setdefault(oid, each["commit"])
    known = [oid for oid in folders if any(Key(layout, oid) in reader.found.objects for layout in LAYOUTS)]
    for oid, members in reader.members(known):
        for member in (members or set()) & wanted:
            named.setdefault(member, folders[oid])
    return named


def by_age(files: Files, now: float, ends: list[int]) -> list[dict[str, Any]]:
    """Classes of age: each ends below `below` days, the last one has no end."""
    classes: list[tuple[int | None, list[File]]] = [(end, []) for end in (*ends, None)]
    for file in files.values():
        days = 0.0 if file.time is None else (now - file.time) / DAY
        next(of for end, of in classes if end is None or days < end).append(file)
    return [{"below": end, **total(of)} for end, of in classes]


def on_list(plan: Plan, grace: float) -> dict[str, Any]:
    """The objects on the list, those that are set aside, and when the next of them is due, once the work is done."""
    entries = [entry for key, entry in plan.entries.items() if key not in plan.restore and key not in plan.remove]
    times = [entry.since if entry.aside is None else entry.aside for entry in entries]
    return {
        "listed": total(entry.file for entry in entries if entry.aside is None),
        "aside": total(entry.file for entry in entries if entry.aside is not None),
        "due": min(times) + grace if times else None,
    }


def total(files: Iterable[File]) -> dict[str, int]:
    sizes = [file.size for file in files]
    return {"count": len(sizes), "bytes": sum(sizes)}


def records(plan: Plan) -> dict[str, list[list[Any]]]:
    """The work of a plan for the protocol; manifests first, and last of those that come back."""

    def listed(files: Files, *, manifests_first: bool) -> list[list[Any]]:
        ordered = sorted(files, key=lambda key: (key.is_manifest != manifests_first, key))
        return [[*key, *files[key]] for key in ordered]

    return {
        "restore": listed(plan.restore, manifests_first=False),
        "set_aside": listed(plan.set_aside, manifests_first=True),
        "remove": listed(plan.remove, manifests_first=True),
    }


def read_list(store: Store) -> Entries:
    """The list of an earlier run; empty without one. Raises ListError."""
    data = store.read(LIST)
    return {} if data is None else parse_list(data)


def parse_list(data: bytes) -> Entries:
    """The entries in the text of a list. Raises ListError."""
    try:
        content = json.loads(data)
        if content["format"] != FORMAT:
            raise ListError(f"its format is {content['format']!r}, and this version reads {FORMAT}")
        entries = {
            Key(str(layout), str(oid)): Entry(
                File(int(size), None if changed is None else int(changed)),
                float(since),
                None if aside is None else float(aside),
            )
            for layout, oid, size, changed, since, aside in content["objects"]
        }
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise ListError("it is not a list that dvc-ci wrote") from exc
    return entries


def written_list(entries: Entries) -> bytes:
    content = {
        "format": FORMAT,
        "about": "Objects that no commit needed, written by dvc-ci gc --delete. Times are those of this remote.",
        "objects": [
            [key.layout, key.oid, entry.file.size, entry.file.time, entry.since, entry.aside]
            for key, entry in sorted(entries.items())
        ],
    }
    return json.dumps(content, separators=(",", ":")).encode()


QUERIES = {"retention": retention, "applyRetention": apply_retention}
