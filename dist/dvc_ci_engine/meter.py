"""Counts the files and bytes of DVC's transfers, and tells them a few times a second."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import TYPE_CHECKING, Any, Callable, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Seconds between two lines of the protocol. A shorter transfer is not told.
TELL_SECONDS: Final = 0.5

Tell = Callable[[dict[str, Any]], None]


class Meter:
    """The sum of all transfers of this process. Clients count from several threads."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.lock = threading.Lock()
        self.plans: list[Plan] = []
        # The plan of the transfer that runs now, if DVC told all of its objects.
        self.current: Plan | None = None
        self.told: dict[str, Any] | None = None
        self.started = False

    @contextlib.contextmanager
    def planning(self, files: int, whole: int | None) -> Iterator[None]:
        """A transfer in several calls. `whole`: bytes of all of them; None: unknown."""
        self.current = self.plan(files, whole)
        try:
            yield
        finally:
            with self.lock:
                self.current.ended = True
            self.current = None

    def plan(self, files: int, whole: int | None) -> Plan:
        plan = Plan(files, whole)
        with self.lock:
            self.plans.append(plan)
            starts, self.started = not self.started, True
        if starts:
            threading.Thread(target=self.keep_telling, daemon=True, name="meter").start()
        return plan

    @contextlib.contextmanager
    def moving(self, sizes: Sequence[int | None]) -> Iterator[Batch]:
        """A call that moves several files. Their sizes are in bytes; None: unknown."""
        single = self.plan(len(sizes), None) if self.current is None else None
        batch = Batch(self.lock, sizes)
        with self.lock:
            (single or self.current or Plan(0, 0)).batches.append(batch)
        try:
            yield batch
        finally:
            if single is not None:
                with self.lock:
                    single.ended = True

    def keep_telling(self) -> None:
        while True:
            time.sleep(TELL_SECONDS)
            state = self.state()
            if state != self.told:
                self.told = state
                self.tell(state)

    def state(self) -> dict[str, Any]:
        """{files, done, bytes, total}; `total` is None while the size of a file is unknown."""
        with self.lock:
            batches = [batch for plan in self.plans for batch in plan.batches]
            totals = [plan.total() for plan in self.plans]
            known = [total for total in totals if total is not None]
            return {
                "files": sum(plan.files for plan in self.plans),
                "done": sum(batch.done for batch in batches),
                "bytes": sum(batch.moved for batch in batches),
                "total": sum(known) if len(known) == len(totals) else None,
            }


class Plan:
    """A transfer: one call, or several whose objects are known before."""

    def __init__(self, files: int, whole: int | None) -> None:
        self.files, self.whole = files, whole
        self.batches: list[Batch] = []
        self.ended = False

    def total(self) -> int | None:
        moved = sum(batch.moved for batch in self.batches)
        if self.ended:
            return moved
        # A client that sends a part again moves more.
        if self.whole is not None:
            return max(moved, self.whole)
        if sum(len(batch.sizes) for batch in self.batches) < self.files:
            return None
        totals = [batch.total() for batch in self.batches]
        known = [total for total in totals if total is not None]
        return max(moved, sum(known)) if len(known) == len(totals) else None


class Batch:
    """One call that moves files."""

    def __init__(self, lock: threading.Lock, sizes: Sequence[int | None]) -> None:
        self.lock, self.sizes = lock, list(sizes)
        self.moved = self.done = 0
        # Files whose client told their size as they began, and those sizes.
        self.learned: list[int] = []

    def total(self) -> int | None:
        known = [*(size for size in self.sizes if size is not None), *self.learned]
        return sum(known) if len(known) == len(self.sizes) else None

    def add(self, size: int) -> None:
        with self.lock:
            self.moved += size

    def learn(self, size: int) -> None:
        with self.lock:
            self.learned.append(size)

    def finish(self, size: int) -> None:
        with self.lock:
            self.moved += size
            self.done += 1


def local_sizes(paths: Sequence[str]) -> list[int | None]:
    """Bytes of files of this machine."""
    found: list[int | None] = []
    for path in paths:
        try:
            found.append(os.stat(path).st_size)
        except OSError:
            found.append(None)
    return found


class LockedSizes:
    """The sizes that dvc.lock and `.dvc` files have: of files, and of whole directories."""

    def __init__(self, repo: Any) -> None:
        self.files: dict[str, int] = {}
        self.folders: dict[str, int] = {}
        for out in repo.index.outs:
            info, meta = out.hash_info, out.meta
            if info and meta is not None and meta.size is not None and isinstance(info.value, str):
                (self.folders if info.isdir else self.files)[info.value] = meta.size

    def whole(self, oids: set[str], members: dict[str, set[str]], here: Callable[[str], int]) -> int | None:
        """Bytes of these objects; None where the size of one is unknown.

        `members`: the objects of each directory among them. `here` gives the size of an object that is present.
        """
        total, rest = 0, set()
        for oid in oids:
            size = self.files.get(oid)
            if size is not None:
                total += size
            elif oid not in members:
                rest.add(oid)
        for name, inside in members.items():
            if name not in self.folders:
                return None
            # A file of the directory may be an output too.
            total += self.folders[name] - sum(self.files.get(oid) or here(oid) for oid in inside - rest)
            rest -= inside
        return None if rest else max(0, total)
