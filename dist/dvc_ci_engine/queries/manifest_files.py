"""The files of a directory as its manifest lists them, and how those of two manifests differ. Reads no data."""

from __future__ import annotations

import difflib
import hashlib
import heapq
import json
import re
from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING, Any, Callable, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

# The hash of each file, by its path in the directory.
Files = dict[str, str]
# The bytes of the content with this hash, where they are known.
SizeOf = Callable[[str], "int | None"]

# A name that leads out of the directory, or is no name.
LEADS_OUT: Final = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|\0")
HASH: Final = re.compile(r"[0-9a-f]{32}")
WILDCARDS: Final = re.compile(r"[*?{}\[\]\\]")
# Names of files that an absent one is compared with.
MOST_COMPARED: Final = 2_000
MOST_NEAR: Final = 3
# Share of equal characters.
CUTOFF: Final = 0.7


class AlteredManifestError(Exception):
    """A manifest differs from its hash, or lists what a directory cannot have."""


def parse_manifest(data: bytes, oid: str) -> Files:
    """The files of a manifest with the hash `oid`. Raises AlteredManifestError."""
    if hashlib.md5(data, usedforsecurity=False).hexdigest() != oid.split(".", 1)[0]:
        raise AlteredManifestError(oid)
    try:
        entries = json.loads(data)
        files = {entry["relpath"]: entry["md5"] for entry in entries}
        # Values that are no texts have no match.
        valid = is_valid(files)
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise AlteredManifestError(oid) from exc
    if not valid:
        raise AlteredManifestError(oid)
    return files


def is_valid(files: Files) -> bool:
    """Whether all names stay in the directory, and all hashes are hashes."""
    return not any(map(LEADS_OUT.search, files)) and all(map(HASH.fullmatch, files.values()))


class Sides:
    """The files of both sides, matched by path, then by content. An absent side has none."""

    def __init__(self, now: Files | None, before: Files | None) -> None:
        self.now, self.before = now, before
        here, there = now or {}, before or {}
        differing = {path for path, _ in here.items() ^ there.items()}
        self.modified = {path for path in differing if path in here and path in there}
        self.added = {path for path in differing if path not in there}
        self.removed = {path for path in differing if path not in here}
        self.renamed = match_renamed(
            {path: there[path] for path in self.removed}, {path: here[path] for path in self.added}
        )
        self.added -= self.renamed.keys()
        self.removed -= set(self.renamed.values())


def match_renamed(removed: Files, added: Files) -> dict[str, str]:
    """The earlier path of each added file whose content was removed elsewhere; the same name is preferred."""
    contents = set(removed.values())
    waiting = [path for path in sorted(added) if added[path] in contents]
    found: dict[str, str] = {}
    for key_of in (lambda path, oid: (oid, path.rpartition("/")[2]), lambda _, oid: oid):
        places: dict[Any, deque[str]] = defaultdict(deque)
        taken = set(found.values())
        for path in sorted(path for path in removed if path not in taken):
            places[key_of(path, removed[path])].append(path)
        for path in waiting:
            place = places.get(key_of(path, added[path]))
            if path not in found and place:
                found[path] = place.popleft()
    return found


def describe_folder(sides: Sides, sizes: tuple[int | None, int | None], size_of: SizeOf, most: dict[str, int]) -> Any:
    """The content of FolderReport (src/report/data-report.ts). `sizes`: bytes of both sides, where they are known."""
    now, before, first = sides.now, sides.before, most["first"]
    groups = {
        "added": (sides.added, now or {}),
        "removed": (sides.removed, before or {}),
        "modified": (sides.modified, now or {}),
    }
    known = {name: bytes_of((files[path] for path in paths), size_of) for name, (paths, files) in groups.items()}
    old = bytes_of(((before or {})[path] for path in sides.modified), size_of)
    balance(known, old, *((size if files is not None else 0) for size, files in zip(sizes, (now, before))))
    report: dict[str, Any] = {}
    for name, (paths, _) in groups.items():
        report[name] = {"files": len(paths), "first": heapq.nsmallest(first, paths)}
        if known[name] is not None:
            report[name]["bytes"] = known[name]
    moves = heapq.nsmallest(first, sides.renamed.items())
    report["renamed"] = {"files": len(sides.renamed), "first": [{"from": old, "to": new} for new, old in moves]}
    for prefix, files in (("", now), ("baseline_", before)):
        if files is not None:
            report[f"{prefix}files"] = len(files)
            report[f"{prefix}duplicates"] = len(files) - len(set(files.values()))
    folders = subfolders(sides)
    report["folders"] = folders[: most["folders"]]
    if len(folders) > most["folders"]:
        report["folders_omitted"] = len(folders) - most["folders"]
    return report


def bytes_of(oids: Iterable[str], size_of: SizeOf) -> int | None:
    """The bytes of all contents; None where one is not known."""
    total = 0
    for oid in oids:
        size = size_of(oid)
        if size is None:
            return None
        total += size
    return total


def balance(known: dict[str, int | None], modified_before: int | None, now: int | None, before: int | None) -> None:
    """Fills in the bytes of added or removed files: the sizes of both sides differ by all that changed."""
    if now is None or before is None or known["modified"] is None or modified_before is None:
        return
    grown = now - before - (known["modified"] - modified_before)
    added, removed = known["added"], known["removed"]
    if added is None and removed is not None and grown + removed >= 0:
        known["added"] = grown + removed
    elif removed is None and added is not None and added >= grown:
        known["removed"] = added - grown


def top(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def subfolders(sides: Sides) -> list[dict[str, Any]]:
    """The changes of each folder at the top, the most changed first. A file that moved between two counts in both."""
    counts = {name: Counter(map(top, getattr(sides, name))) for name in ("added", "removed", "modified")}
    counts["renamed"] = Counter(place for new, old in sides.renamed.items() for place in {top(new), top(old)})
    files = [None if each is None else Counter(map(top, each)) for each in (sides.now, sides.before)]
    records = []
    for name in set().union(*(each for each in files if each)):
        record: dict[str, Any] = {"path": name, **{kind: count[name] for kind, count in counts.items()}}
        for key, count in zip(("files", "baseline_files"), files):
            if count is not None and count[name]:
                record[key] = count[name]
        records.append(record)
    # A folder without changed ones is one of files alone.
    if {record["path"] for record in records} <= {""}:
        return []
    return sorted(records, key=lambda each: (-sum(each[kind] for kind in counts), each["path"]))


def changed_of_kinds(
    sides: Sides, kinds: dict[str, list[str]], most: int, *, whole: bool = False, moved: bool = False
) -> dict[str, dict[str, Any]]:
    """For each kind of files in a directory, by the ends of names: their number on both sides, and changed ones.

    `members`: changed files, the modified ones first, at most `most`; `omitted`: the number of further ones. `whole`:
    all files are members. `moved`: a renamed file counts as added.
    """
    kind_of = {suffix: kind for kind, suffixes in kinds.items() for suffix in suffixes}
    found: dict[str, dict[str, Any]] = {}
    for key, files in (("files", sides.now), ("baseline_files", sides.before)):
        counts = Counter(kind_of.get(suffix(path)) for path in files or ())
        for kind, count in counts.items():
            if kind is not None:
                found.setdefault(kind, {"members": []})[key] = count
    here, there = sides.now or {}, sides.before or {}
    others = sides.added | sides.removed | (sides.renamed.keys() if moved else set())
    if whole:
        others = (here.keys() | there.keys()) - sides.modified
    for path in (*sorted(sides.modified), *sorted(others)):
        kind = kind_of.get(suffix(path))
        if kind is not None:
            found[kind]["members"].append(path)
    for record in found.values():
        paths = record["members"]
        record["omitted"] = max(0, len(paths) - most)
        record["members"] = [
            {"path": path, **{key: files[path] for key, files in (("now", here), ("before", there)) if path in files}}
            for path in paths[:most]
        ]
    return found


def suffix(path: str) -> str:
    return path[path.rfind(".") :].lower()


def changed_tables(
    sides: Sides, suffixes: tuple[str, ...], most: int, asked: Iterable[str] = (), *, moved: bool = False
) -> tuple[list[dict[str, Any]], int]:
    """Changed files that are tables by their names, and the number of further ones. Modified ones come first.

    `suffixes`: ends of the names of tables; an empty one means names without an ending, such as `part-00000`.
    `asked`: files that come before all others, whatever their names are. `moved`: a renamed file counts as added.
    """
    ends = tuple(suffix for suffix in suffixes if suffix)
    plain = "" in suffixes
    here, there = sides.now or {}, sides.before or {}
    found = sorted(path for path in set(asked) if here.get(path) != there.get(path))
    known = set(found)
    for paths in (sides.modified, sides.added | sides.renamed.keys() if moved else sides.added, sides.removed):
        found += sorted(
            path
            for path in paths - known
            if path.lower().endswith(ends) or (plain and "." not in path.rpartition("/")[2])
        )
    records = [
        {"path": path, **{key: files[path] for key, files in (("now", here), ("before", there)) if path in files}}
        for path in found[:most]
    ]
    return records, max(0, len(found) - most)


def absent_files(sides: Sides, data: str, asked: Iterable[str]) -> list[dict[str, Any]]:
    """The texts of `asked` that name no file of a directory on any side, with the paths that are `near` in name.

    A text with wildcards is in the answer only where no file has its beginning and its end, so that it matches none.
    """
    texts = dict.fromkeys(asked)
    if not texts:
        return []
    files = {f"{data}/{path}" for side in (sides.now, sides.before) for path in side or ()}
    return [{"path": text, "near": near_names(text, data, files)} for text in texts if not may_match(text, files)]


def may_match(text: str, files: set[str]) -> bool:
    if text in files:
        return True
    wildcards = [found.start() for found in WILDCARDS.finditer(text)]
    if not wildcards:
        return False
    start, end = text[: wildcards[0]], text[wildcards[-1] + 1 :]
    return any(path.startswith(start) and path.endswith(end) for path in files)


def near_names(text: str, data: str, files: set[str]) -> list[str]:
    """Files with the same name in another folder, else those that a misspelt path most likely meant."""
    folder, _, name = text.rpartition("/")
    same = heapq.nsmallest(MOST_NEAR, (path for path in files if path.endswith(f"/{name}")))
    compared = heapq.nsmallest(MOST_COMPARED, files, key=lambda path: (path.rpartition("/")[0] != folder, path))
    # The beginning that all paths share would make them look alike.
    start = len(data) + 1
    near = difflib.get_close_matches(text[start:], [path[start:] for path in compared], MOST_NEAR, CUTOFF)
    return same or [f"{data}/{path}" for path in near]
