"""The repository's lock, as threads that run stages share it."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from collections.abc import Iterator


class Current(threading.local):
    """The stage of this thread."""

    stage: str | None = None
    position = -1
    locked = False
    ran = False


current = Current()


class RepoLockProxy:
    """In the place of repo.lock: one thread at a time works with DVC's objects and holds the repository's lock.

    DVC gives its lock back around a stage's command, which may call dvc itself. So does this proxy, once no thread
    waits.
    """

    def __init__(self, real: Any, commands_run: Callable[[], bool]) -> None:
        self.real, self.commands_run = real, commands_run
        self.mutex, self.counting, self.waiting = threading.Lock(), threading.Lock(), 0

    @property
    def is_locked(self) -> bool:
        return self.mutex.locked()

    def lock(self) -> None:
        with self.counting:
            self.waiting += 1
        self.mutex.acquire()
        with self.counting:
            self.waiting -= 1
        try:
            self.lock_repository()
        except BaseException:
            self.mutex.release()
            raise

    def lock_repository(self) -> None:
        from dvc.lock import LockError

        while not self.real.is_locked:
            try:
                self.real.lock()
            except LockError:
                # The `dvc` of a stage may hold the lock while that stage runs; otherwise DVC's error counts.
                if not self.commands_run():
                    raise

    def unlock(self) -> None:
        if not self.waiting:
            self.real.unlock()
        self.mutex.release()

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Keeps the repository's lock free for a command that calls dvc, which waits for it 3 s at most."""
        with self.mutex:
            if self.real.is_locked:
                self.real.unlock()
            yield
