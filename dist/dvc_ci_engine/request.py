"""A running request, as the resident process knows it."""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import time
from typing import TYPE_CHECKING, Any

from . import process_tree
from .protocol import write_all

if TYPE_CHECKING:
    from .protocol import Message


class Request:
    """A child: its process, the pipes that it writes to, and its exit code."""

    def __init__(self, ident: int, pid: int, pipes: dict[str, int], key: list[Any] | None = None) -> None:
        self.id, self.pid, self.pipes = ident, pid, pipes
        # What a later request of the same child must have; None where the child ends with this one (see readers).
        self.key = key
        self.code: int | None = None
        # What a child that had answered before was told, until it says that it has read it.
        self.unread: list[Message] = []
        # Whether dvc-ci ended it. Then its whole group must have ended before its end is told.
        self.signalled = False
        # Where its start signal goes, and later requests.
        self.hold: int | None = None
        self.given_up_at: float | None = None
        self.tree = process_tree.ProcessTree()
        decoder = codecs.getincrementaldecoder("utf-8")
        self.decoders = {kind: decoder("replace") for kind in pipes}
        # The pieces of a line whose end has not come yet. A line may have 20 MB.
        self.partial: list[str] = []

    def lines_of(self, text: str) -> list[str]:
        """The lines that a piece of the answers completes."""
        *ended, rest = text.split("\n")
        if ended:
            ended[0] = "".join((*self.partial, ended[0]))
            self.partial.clear()
        self.partial.append(rest)
        return ended

    def signal(self, number: int) -> None:
        """Signals all processes that the request has started."""
        self.tree.gather([self.pid])
        signal_group(self.pid, number)
        self.tree.signal(number, but_group=self.pid)

    def tell(self, message: Message) -> bool:
        """Sends the start signal, or a later request. Returns False where the child has ended."""
        try:
            write_all(-1 if self.hold is None else self.hold, (json.dumps(message) + "\n").encode())
        except OSError:
            return False
        return True

    def release(self) -> None:
        """The child learns that no start signal and no request will come."""
        if self.hold is not None:
            os.close(self.hold)
            self.hold = None

    def close(self) -> None:
        """Closes all pipes; a child that waits ends."""
        for fd in self.pipes.values():
            os.close(fd)
        self.pipes.clear()
        self.release()

    def alive(self) -> bool:
        return group_alive(self.pid) or self.tree.alive()

    def lingers(self) -> bool:
        """Whether a process of an ended command still has to go. After a kill only zombies can be left."""
        if not self.signalled or (self.given_up_at is not None and time.monotonic() > self.given_up_at):
            return False
        return self.alive()


def signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def group_alive(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
