"""Releases locks of a process that ended, although its number belongs to another process now.

Prevents harm. Upstream: DVC asks only whether a process with the number of the lock's owner exists
(dvc.rwlock._check_blockers). In a container that is process 1, which always exists; and a killed process that its
parent has not waited for exists too. The lock then blocks every later run.
"""

from __future__ import annotations

import os
from typing import Any, Callable

from . import probe
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM

# Seconds. File systems round the times of files.
ROUNDING = 2


def supported() -> None:
    module = probe.module("dvc.rwlock")
    probe.has(module, "RWLOCK_FILE", "psutil")
    probe.has(module.psutil, "pid_exists", "Process")
    probe.takes(module._check_blockers, "tmp_dir", "lock", "info", "mode", "waiters")


def apply() -> None:
    from dvc import rwlock

    check = rwlock._check_blockers
    psutil = rwlock.psutil

    def checked(tmp_dir: str, *args: Any, **kwargs: Any) -> Any:
        try:
            written = os.path.getmtime(os.path.join(tmp_dir, rwlock.RWLOCK_FILE))
        except OSError:
            return check(tmp_dir, *args, **kwargs)
        rwlock.psutil = _Owners(psutil, lambda pid: owns(psutil, pid, written))
        try:
            return check(tmp_dir, *args, **kwargs)
        finally:
            rwlock.psutil = psutil

    rwlock._check_blockers = checked


class _Owners:
    """psutil, with another idea of the processes that exist."""

    def __init__(self, psutil: Any, exists: Callable[[int], bool]) -> None:
        self._psutil, self.pid_exists = psutil, exists

    def __getattr__(self, name: str) -> Any:
        return getattr(self._psutil, name)


def owns(psutil: Any, pid: int, written: float) -> bool:
    """Whether the process may have written a file at that time: it lives, and it had started by then."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return bool(process.create_time() <= written + ROUNDING)
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
