"""Files of one folder that are in another one too, by their hashes."""

from __future__ import annotations

import heapq
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .manifest_files import Files

# Empty files say nothing of their data.
EMPTY: Final = "d41d8cd98f00b204e9800998ecf8427e"
# Pairs of folders that are looked for in one output.
MOST_PAIRS: Final = 100


def shared_files(files: Files, other: Files, first: int) -> dict[str, Any]:
    """The number of files whose content `other` has too, and the first ones. Empty files do not count."""
    contents = set(other.values()) - {EMPTY}
    shared = [path for path, oid in files.items() if oid in contents]
    # A file has no name of its own.
    return {"files": len(shared), "first": heapq.nsmallest(first, filter(None, shared))}


def inside(files: Files, path: str) -> Files | None:
    """The files at or below a path, relative to it; None where there are none. An empty path means all."""
    if not path:
        return files
    if path in files:
        return {path.rpartition("/")[2]: files[path]}
    start = f"{path}/"
    found = {name[len(start) :]: oid for name, oid in files.items() if name.startswith(start)}
    return found or None


def split_folders(files: Files, words: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Pairs of folders whose paths say test and training, such as (`images/test`, `images/train`)."""
    kind_of = {word: kind for kind, each in words.items() for word in each}
    by_kind: dict[str, dict[str, list[str]]] = {kind: {} for kind in words}
    for folder in {name.rpartition("/")[0] for name in files}:
        parts = folder.split("/")
        for end, part in enumerate(parts, 1):
            tokens = re.split(r"([-_. ]+)", part.lower())
            said = next((token for token in tokens if token in kind_of), None)
            if said is None:
                continue
            path = "/".join(parts[:end])
            shape = "/".join([*parts[: end - 1], "".join("*" if token == said else token for token in tokens)])
            paths = by_kind[kind_of[said]].setdefault(shape, [])
            if path not in paths:
                paths.append(path)
            break
    held_out, training = by_kind["heldOut"], by_kind["training"]
    pairs = [(path, of) for shape, paths in held_out.items() for path in paths for of in training.get(shape, ())]
    return sorted(pairs)[:MOST_PAIRS]
