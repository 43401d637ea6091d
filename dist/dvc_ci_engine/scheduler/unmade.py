"""Outputs of planned stages that turned out to be unchanged, so that they did not run.

Such an output may be absent: until the stage is judged, it may as well be made anew. It is downloaded once a stage that
runs reads it. The caller downloads and verifies it, and then writes a file, its barrier.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Final

from dvc_ci_engine.queries.objects import is_cached

from .repo_lock import current

if TYPE_CHECKING:
    from collections.abc import Iterator

# Seconds between two looks of a loop that does nothing else meanwhile.
POLL: Final = 0.05


class DataNeededError(Exception):
    """A stage cannot run yet: the outputs behind these barriers are still to be downloaded."""

    def __init__(self, barriers: list[str]) -> None:
        super().__init__(", ".join(barriers))
        self.barriers = barriers


@dataclass(frozen=True)
class Unmade:
    """An output that this reproduction has not made."""

    out: Any
    stage: str
    # The name of the file that appears once the output is in the workspace and verified.
    barrier: str


class UnmadeOutputs:
    """The outputs of unchanged stages, by path. Without a folder for barriers, the caller has all data in place."""

    def __init__(self, emit: Callable[[dict[str, Any]], None], folder: str | None) -> None:
        self.emit, self.folder = emit, folder
        self.found: dict[str, Unmade] = {}
        # Outputs from which their own stage goes on, by path.
        self.previous: dict[str, Unmade] = {}
        # Paths below each folder.
        self.below: dict[str, set[str]] = {}

    def add(self, stage: Any) -> None:
        """Takes a stage that stays as it is."""
        for out in stage.outs if self.folder else ():
            if not is_cached(out) or not out.hash_info:
                continue
            path = out.fs_path
            self.found[path] = Unmade(out, stage.addressing, f"needed-{len(self.found)}")
            for folder in parents(path):
                self.below.setdefault(folder, set()).add(path)

    def continued_by(self, stage: Any) -> list[Unmade]:
        """The absent outputs with `persist: true` of a stage: it goes on from the previous version."""
        outs = [out for out in stage.outs if self.folder and out.persist and is_cached(out) and out.hash_info]
        return [
            self.previous.setdefault(out.fs_path, Unmade(out, stage.addressing, f"previous-{len(self.previous)}"))
            for out in outs
            if not out.exists
        ]

    def read_by(self, stage: Any) -> list[Unmade]:
        """The outputs that a stage reads and that have not arrived."""
        paths = {path for dep in stage.deps if not stage.frozen for path in self.behind(dep)}
        return [self.found[path] for path in sorted(paths) if not self.has_arrived(self.found[path])]

    def behind(self, dep: Any) -> Iterator[str]:
        """The paths of the unmade outputs that a dependency is, is part of, or contains."""
        path = getattr(dep, "fs_path", None)
        if path is None or not self.found or getattr(dep, "protocol", None) != "local":
            return
        yield from (place for place in (path, *parents(path)) if place in self.found)
        yield from self.below.get(path, ())

    def has_arrived(self, unmade: Unmade) -> bool:
        return os.path.exists(os.path.join(self.folder or "", unmade.barrier))

    def require(self, stage: Any, missing: list[Unmade]) -> None:
        """Asks the caller for outputs. Raises DataNeededError in our loop, and waits for them in DVC's own."""
        if not missing:
            return
        from dvc_ci_engine.queries.common import shown

        needs = [{"path": shown(each.out.fs_path), "stage": each.stage, "barrier": each.barrier} for each in missing]
        self.emit({"stage": stage.addressing, "state": "needs", "needs": needs})
        if current.stage is not None:
            raise DataNeededError([each.barrier for each in missing])
        # The caller's `dvc checkout` needs the lock of the repository.
        stage.repo.lock.unlock()
        try:
            while not all(self.has_arrived(each) for each in missing):
                time.sleep(POLL)
        finally:
            stage.repo.lock.lock()


def parents(path: str) -> Iterator[str]:
    """Every folder around a path."""
    parent = os.path.dirname(path)
    while parent != path:
        yield parent
        path, parent = parent, os.path.dirname(parent)
