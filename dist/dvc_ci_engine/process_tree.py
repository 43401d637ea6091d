"""The processes that stages start, found through their parents.

Signals go to process groups. But a stage may start sessions of its own (the workers of torchrun, the kernel of a
notebook), and a shell makes its background commands ignore interrupts. A daemon has lost its parent, so it belongs to
no stage.
"""

from __future__ import annotations

import contextlib
import os
import time
from signal import SIGKILL
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psutil


class ProcessTree:
    """The processes below some others."""

    def __init__(self) -> None:
        self.members: set[psutil.Process] = set()

    def gather(self, pids: Iterable[int] = ()) -> None:
        """Adds all processes that are now below these ones, or below the known ones."""
        import psutil

        for pid in {*pids, *(process.pid for process in self.members if process.is_running())}:
            with contextlib.suppress(psutil.Error, OSError):
                self.members.update(psutil.Process(pid).children(recursive=True))

    def signal(self, number: int, but_group: int | None = None) -> None:
        """Signals the members that live, except those of one group. psutil spares a process that took over a number."""
        import psutil

        for process in self.members:
            with contextlib.suppress(psutil.Error, OSError):
                if os.getpgid(process.pid) != but_group:
                    process.send_signal(number)

    def alive(self) -> bool:
        """Whether a member lives. A zombie does not: its parent has to reap it."""
        import psutil

        for process in self.members:
            with contextlib.suppress(psutil.Error):
                if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                    return True
        return False

    def end(self, seconds: float) -> None:
        """Waits until all members have ended, and kills those that remain."""
        until = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > until:
                self.gather()
                self.signal(SIGKILL)
                return
            time.sleep(0.05)
