"""The writes of dvc.lock while stages run."""

from __future__ import annotations

import contextlib
import inspect
import os
import time
from typing import TYPE_CHECKING, Any, Final

from .files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .internals import Internals

# Seconds between two writes; a large dvc.lock takes at most a tenth of the time.
LOCK_EVERY: Final = 3.0
LOCK_SHARE: Final = 10


class LockBatch:
    """Writes the entries of finished stages to dvc.lock together, in the order in which `dvc repro` would write them.

    New entries follow the existing ones, so each write starts from the text as it was before the reproduction. It
    goes to a draft, which then takes the place of dvc.lock: a reader never sees half of it.
    """

    def __init__(self, internals: Internals, repo: Any, path: str, folder: str) -> None:
        self.internals, self.repo, self.path = internals, repo, os.path.realpath(path)
        self.draft = os.path.join(folder, f"lock-{os.getpid()}-{abs(hash(path))}.lock")
        self.base = self.written = read_bytes(self.path)
        self.finished: dict[int, Any] = {}
        self.due, self.fresh = time.monotonic() + LOCK_EVERY, False

    def add(self, position: int, stage: Any) -> None:
        self.finished[position] = stage
        self.fresh = True

    def write(self) -> None:
        if not self.fresh:
            return
        self.fresh = False
        started = time.monotonic()
        if read_bytes(self.path) != self.written:
            # A stage's own `dvc` wrote the file: its entries stay.
            self.base = read_bytes(self.path)
        stages = [stage for _, stage in sorted(self.finished.items())]
        # A stage that cleans up may have removed the folder.
        os.makedirs(os.path.dirname(self.draft), exist_ok=True)
        try:
            if self.base is not None:
                with open(self.draft, "wb") as stream:
                    stream.write(self.base)
            self.dump(stages)
            self.repo.scm_context.files_to_track.discard(os.path.relpath(self.draft))
            self.written = read_bytes(self.draft)
            if self.written != read_bytes(self.path):
                self.replace()
                self.repo.scm_context.track_file(os.path.relpath(self.path))
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.draft)
        self.due = time.monotonic() + max(LOCK_EVERY, LOCK_SHARE * (time.monotonic() - started))

    def dump(self, stages: list[Any]) -> None:
        lockfile = self.internals.dvcfile.Lockfile(self.repo, self.draft)
        dump_stages = getattr(type(lockfile), "dump_stages", None)
        if dump_stages is not None and "stages" in inspect.signature(dump_stages).parameters:
            lockfile.dump_stages(stages)
            return
        # Older versions of DVC parse and write the whole file for each stage.
        modify = self.internals.dvcfile.modify_yaml
        with modify(self.draft, fs=self.repo.fs) as document:

            @contextlib.contextmanager
            def open_document(*_args: Any, **_kwargs: Any) -> Iterator[Any]:
                yield document

            self.internals.dvcfile.modify_yaml = open_document
            try:
                for stage in stages:
                    lockfile.dump(stage)
            finally:
                self.internals.dvcfile.modify_yaml = modify

    def replace(self) -> None:
        if self.base is not None:
            with contextlib.suppress(OSError):
                os.chmod(self.draft, os.stat(self.path).st_mode & 0o7777)
        try:
            os.replace(self.draft, self.path)
        except OSError:
            # .dvc/tmp is on another file system.
            with open(self.path, "wb") as stream:
                stream.write(self.written or b"")
