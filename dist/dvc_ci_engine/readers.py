"""Children that answer several requests, one after the other.

A request that changes no file of the project leaves its child ready for the next one of the same folder, environment
and configuration. A new child copies each page of memory that it touches, some 4,000 of them, and opens the modules of
DVC for the first time: two thirds of the processor time of a small question. A request that writes has its own child.

A child keeps nothing of an answer but the memory of texts: each question opens the project again.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .protocol import Message
    from .request import Request

# Each of them writes no file of a project, and keeps nothing of it in a module.
QUERIES: Final = frozenset(
    {
        "inspect",
        "survey",
        "status",
        "verify",
        "cached",
        "space",
        "altered",
        "read",
        "metricsAt",
        "parseParams",
        "folders",
        "localObjects",
    }
)
COMMANDS: Final = (["plots", "diff"], ["plots", "show"])
# Children that wait at once: one run has two, and several runs may share a resident process.
MOST: Final = 8
# The largest memory of a child that waits, in bytes.
MEMORY: Final = 256 << 20


def key_of(message: Message) -> list[Any] | None:
    """What two requests of one child have in common; None where a request has a child of its own."""
    reads = message.get("name") in QUERIES if message["op"] == "query" else message["argv"][:2] in COMMANDS
    if not reads or message.get("events"):
        return None
    return [message["cwd"], message.get("env"), message.get("config")]


class Waiting:
    """The children that wait for another request, the oldest first."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def take(self, key: list[Any] | None) -> Request | None:
        for request in reversed(self.requests):
            if key is not None and request.key == key:
                self.requests.remove(request)
                return request
        return None

    def drop(self, pid: int) -> None:
        """Forgets a child that has ended."""
        for request in [each for each in self.requests if each.pid == pid]:
            self.requests.remove(request)
            request.close()

    def add(self, request: Request) -> None:
        self.requests.append(request)
        while len(self.requests) > MOST:
            self.requests.pop(0).close()


def may_wait() -> bool:
    """Whether this child can answer again: it has no connection, no copy of another repository and little memory."""
    import resource

    # The thread of child.end_with is the only other one. Clients of remotes have threads, as their connections do.
    if threading.active_count() > 2:
        return False
    sources = sys.modules.get(f"{__package__}.queries.sources")
    if sources is not None and sources.opened():
        return False
    # An import would be answered from a clone that misses later commits.
    if getattr(sys.modules.get("dvc.repo.open_repo"), "CLONES", True):
        return False
    # The client of WebDAV has no thread; it keeps its token and its certificates.
    webdav = getattr(sys.modules.get("webdav4.fsspec"), "WebdavFileSystem", None)
    if getattr(webdav, "_cache", None):
        return False
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) <= MEMORY
