"""What becomes of each object of a remote that no commit needs. Asks nothing: a pure function of what was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .retained_objects import File, Files, Key


class Entry(NamedTuple):
    """An object on the list: as it was when it was listed, and since when it is listed and set aside."""

    file: File
    since: float
    aside: float | None = None


Entries = dict["Key", Entry]


@dataclass
class Plan:
    """The work of one run, and the list that the next run reads."""

    restore: Files = field(default_factory=dict)
    set_aside: Files = field(default_factory=dict)
    remove: Files = field(default_factory=dict)
    entries: Entries = field(default_factory=dict)


@dataclass
class Found:
    """The remote, and the list of an earlier run."""

    objects: Files
    aside: Files
    entries: Entries
    # By the clock of the remote.
    now: float


def due_objects(found: Found, needed: set[str], grace: float) -> Files:
    """Objects without a need that were listed a grace period ago, and have not been uploaded again since.

    One with a copy that is set aside waits until that copy is gone: the copy's time would count for both.
    """
    return {
        key: file
        for key, file in found.objects.items()
        if key.oid not in needed
        and key not in found.aside
        and file.time is not None
        and found.now - file.time >= grace
        and found.now - listed_since(found, key, file) >= grace
        and key in found.entries
    }


def listed_since(found: Found, key: Key, file: File) -> float:
    """When the list got this object; now for one that it lacks, or that was uploaded again."""
    entry = found.entries.get(key)
    return found.now if entry is None or entry.file != file else entry.since


def staying_manifests(found: Found, due: Files, needed: set[str]) -> list[Key]:
    """Manifests without a need that stay: `dvc push` uploads no file of a folder whose manifest the remote has."""
    return [key for key in found.objects if key.is_manifest and key not in due and key.oid not in needed]


def plan_retention(found: Found, needed: set[str], staying: set[str], grace: float) -> Plan:
    """Plans a run. `staying`: hashes of the files in the folders whose manifests stay."""
    plan = Plan()
    due = due_objects(found, needed, grace)
    for key, file in found.objects.items():
        if key.oid in needed:
            continue
        since = listed_since(found, key, file)
        if key in due and key.oid not in staying:
            plan.set_aside[key] = file
            # Recorded before the move, whose run may be killed.
            plan.entries[key] = Entry(file, since, found.now)
        else:
            plan.entries[key] = Entry(file, since)
    for key, file in found.aside.items():
        entry = found.entries.get(key)
        since = found.now if entry is None or entry.aside is None else entry.aside
        present = found.objects.get(key)
        is_needed = key.oid in needed or key.oid in staying
        if present is None and is_needed:
            plan.restore[key] = file
        # A copy of another size in its place may be one that a server did not finish.
        elif found.now - since >= grace and not (is_needed and present is not None and present.size != file.size):
            plan.remove[key] = file
        # One that comes back waits for a grace period again.
        plan.entries[key] = Entry(file, found.now, since)
    return plan
