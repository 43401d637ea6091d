"""What stages have started, found by who is whose parent. Used by engine.py and stages.py.

Signals go to process groups. But a stage may start sessions of its own (the workers of torchrun, the kernel of a notebook), and a shell
lets what it runs in the background ignore interrupts. A daemon, whose parent has ended, belongs to nobody.
"""

import contextlib
import os
import signal
import time


class Family:
    """The processes below some others."""

    def __init__(self):
        self.members = set()

    def gather(self, pids=()):
        """Adds everybody who is below these processes, or below those that are known, now."""
        import psutil

        for pid in {*pids, *(process.pid for process in self.members if process.is_running())}:
            with contextlib.suppress(psutil.Error, OSError):
                self.members.update(psutil.Process(pid).children(recursive=True))

    def signal(self, number, but_group=None):
        """Signals all that still live, those of a group excepted; a process that has got the number of one since is left alone."""
        import psutil

        for process in self.members:
            with contextlib.suppress(psutil.Error, OSError):
                if os.getpgid(process.pid) != but_group:
                    process.send_signal(number)

    def alive(self):
        """Whether any of them lives; zombies, which somebody else has to reap, do not."""
        import psutil

        for process in self.members:
            with contextlib.suppress(psutil.Error):
                if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                    return True
        return False

    def end(self, seconds):
        """Waits until all are gone, and then kills who is left."""
        until = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > until:
                self.gather()
                self.signal(signal.SIGKILL)
                return
            time.sleep(0.05)
