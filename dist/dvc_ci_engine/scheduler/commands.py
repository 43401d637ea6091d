"""The commands of stages: their start, their output and their end."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import threading
from typing import TYPE_CHECKING, Any, Callable, Final

from dvc_ci_engine.process_tree import ProcessTree

from .output import Lines
from .repo_lock import current
from .stopped import StoppedError

if TYPE_CHECKING:
    from .internals import Internals
    from .repo_lock import RepoLockProxy

CALLS_DVC: Final = re.compile(r"(?<![\w.-])dvc\s")


class Commands:
    """The commands that run now."""

    def __init__(self, internals: Internals, emit: Callable[[dict[str, Any]], None], turn: RepoLockProxy) -> None:
        self.internals, self.emit, self.turn = internals, emit, turn
        self.starting = threading.Lock()
        self.running: set[subprocess.Popen[bytes]] = set()
        self.stopped = self.cancelled = False
        self.tree = ProcessTree()

    def run(self, executable: str, cmd: str, **kwargs: Any) -> None:
        """In the place of dvc.stage.run._run: the output comes in whole lines of one stage."""
        argv = self.internals.stage_run._make_cmd(executable, cmd)
        with self.turn.lent() if CALLS_DVC.search(cmd) else contextlib.nullcontext():
            with self.starting:
                if self.stopped:
                    raise StoppedError
                process = subprocess.Popen(  # noqa: S603  the command is the user's own
                    argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kwargs
                )
                self.running.add(process)
            current.ran = True
            try:
                self.forward(process)
                process.wait()
            finally:
                self.running.discard(process)
        if self.ended_by_us(process.returncode):
            raise StoppedError
        if process.returncode != 0:
            raise self.internals.stage_run.StageCmdFailedError(cmd, process.returncode)

    def ended_by_us(self, code: int) -> bool:
        return self.cancelled or (self.stopped and code != 0)

    def forward(self, process: subprocess.Popen[bytes]) -> None:
        """Sends the output of a command until it ends; a daemon of it may hold the pipe open for ever."""
        assert process.stdout is not None
        lines = Lines(lambda text: self.emit({"stage": current.stage, "state": "output", "text": text}))
        fd, poll = process.stdout.fileno(), select.poll()
        poll.register(fd, select.POLLIN | select.POLLHUP)
        with process.stdout:
            while True:
                if not poll.poll(200):
                    if process.poll() is not None:
                        break
                    lines.idle()
                    continue
                data = os.read(fd, 1 << 16)
                if not data:
                    break
                lines.add(data)
        lines.end()

    def stop(self, cancelled: bool = False) -> None:
        """From now on no command starts; with `cancelled` no command counts as finished either."""
        with self.starting:
            self.stopped, self.cancelled = True, self.cancelled or cancelled

    def end_all(self, number: int) -> None:
        """Signals all that the commands started: processes of our own group, and those below them in other groups."""
        self.tree.gather([process.pid for process in list(self.running)])
        self.tree.signal(number, but_group=os.getpgrp())
        if number != signal.SIGKILL:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(0, number)
            return
        import psutil

        for process in psutil.process_iter():
            with contextlib.suppress(OSError, psutil.Error):
                if process.pid != os.getpid() and os.getpgid(process.pid) == os.getpgrp():
                    process.kill()
