"""The output of a stage's command, by lines."""

from __future__ import annotations

from typing import Callable, Final


class Lines:
    """Cuts output into whole lines. Of a progress bar, which overwrites its line, only the last state is told."""

    LIMIT: Final = 1 << 16
    IDLE: Final = 5

    def __init__(self, send: Callable[[str], None]) -> None:
        self.send, self.rest, self.waits = send, b"", 0

    def add(self, data: bytes) -> None:
        self.waits = 0
        head, mark, self.rest = (self.rest + data).rpartition(b"\n")
        if mark:
            self.tell(head)
        if len(self.rest) > self.LIMIT:
            self.end()

    def idle(self) -> None:
        """Shows a line without an end (a prompt, dots) after a second. The caller calls this 5 times a second."""
        self.waits += 1
        if self.waits == self.IDLE and self.rest and b"\r" not in self.rest:
            self.end()

    def end(self) -> None:
        if self.rest:
            self.tell(self.rest)
        self.rest = b""

    def tell(self, data: bytes) -> None:
        lines = (line.rstrip(b"\r").rpartition(b"\r")[2] for line in data.split(b"\n"))
        self.send("".join(line.decode("utf-8", "replace") + "\n" for line in lines))
