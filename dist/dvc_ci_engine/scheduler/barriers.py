"""What stages wait for that is no stage: input data that still arrives."""

from __future__ import annotations

import os
import time
from typing import Any, Final

# Seconds between two looks: at first, when the data may arrive at once, then later, after the third number.
POLL: Final = (0.01, 0.1, 2.0)


class InputBarriers:
    """Names of data, each open once a file of that name is in a folder of ours.

    `options` is {"folder": path, "stages": {stage: names}}, or None.
    """

    def __init__(self, options: dict[str, Any] | None) -> None:
        self.folder: str = options["folder"] if options else ""
        self.stages: dict[str, list[str]] = options["stages"] if options else {}
        self.closed = {name for names in self.stages.values() for name in names}
        self.since = time.monotonic()

    @property
    def poll(self) -> float:
        """Seconds until the next look."""
        soon, later, patience = POLL
        return soon if time.monotonic() - self.since < patience else later

    def before(self, stage: str) -> list[str]:
        return self.stages.get(stage, [])

    def opened(self) -> list[str]:
        """The names that opened since the last call."""
        found = [name for name in sorted(self.closed) if os.path.exists(os.path.join(self.folder, name))]
        self.closed.difference_update(found)
        return found

    def wait(self) -> None:
        while self.closed:
            self.opened()
            time.sleep(self.poll)
