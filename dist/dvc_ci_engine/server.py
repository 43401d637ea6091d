"""The resident process: imports DVC once, forks children for requests and forwards their answers.

Each child leads a process group of its own. When standard input closes, because dvc-ci has ended, the engine ends the
groups that live, and then itself. When the engine is killed, each child ends its own group (see child.end_with).
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING, Any, Callable, Final

from . import packages, patches, readers, warmup
from .child import Descriptors, answer_once, child_main
from .memory import memory
from .protocol import Channel
from .request import Request, signal_group

if TYPE_CHECKING:
    from .protocol import Message

GRACE_SECONDS: Final = 4.0


class Resident:
    """Serves requests until its standard input closes."""

    def __init__(
        self, channel: Channel, stdin: int, idle_work: list[Callable[[], None]], sites: packages.Sites
    ) -> None:
        self.channel, self.stdin, self.sites = channel, stdin, sites
        self.requests: dict[int, Request] = {}
        self.waiting = readers.Waiting()
        self.buffer = b""
        # Work for times without requests, and work that waits until stages run.
        self.later, self.last = idle_work, warmup.last()
        self.wake_read, self.wake_write = os.pipe()
        # No process writes to it: its other end closes when the engine ends.
        self.lifeline, self.life = os.pipe()
        for fd in (self.wake_read, self.wake_write):
            os.set_blocking(fd, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)

    def start(self, message: Message) -> None:
        key = readers.key_of(message)
        if key is not None and self.reuse(message, key):
            return
        pipes = {kind: os.pipe() for kind in ("out", "err", "event")}
        held, hold = os.pipe() if message.get("held") or key is not None else (None, None)
        pid = os.fork()
        if pid == 0:
            inherited = [pair[0] for pair in pipes.values()]
            for other in (*self.requests.values(), *self.waiting.requests):
                inherited += [fd for fd in (*other.pipes.values(), other.hold) if fd is not None]
            inherited += [] if hold is None else [hold]
            inherited += [self.stdin, self.channel.fd, self.wake_read, self.wake_write, self.life]
            out, err, event = (pipes[kind][1] for kind in ("out", "err", "event"))
            fds = Descriptors(out, err, event, held, self.lifeline, inherited)
            child_main(message, fds, keep_for_good, stays=key is not None)
        self.channel.send({"id": message["id"], "pid": pid})
        for pair in pipes.values():
            os.close(pair[1])
            os.set_blocking(pair[0], False)
        request = Request(message["id"], pid, {kind: pair[0] for kind, pair in pipes.items()}, key)
        self.requests[request.id] = request
        if held is not None:
            os.close(held)
            request.hold = hold
        if message.get("events"):
            # Stages take time, so more can be imported meanwhile.
            self.later, self.last = [*self.later, *self.last], []

    def reuse(self, message: Message, key: list[Any]) -> bool:
        """Gives a request to a child that waits. Returns False where none fits."""
        request = self.waiting.take(key)
        if request is None:
            return False
        told = {name: message.get(name) for name in ("op", "name", "args", "argv", "held")}
        if not request.tell(told):
            # The end of the child is still to be collected.
            request.close()
            return False
        request.id, request.unread = message["id"], [message]
        self.requests[request.id] = request
        self.channel.send({"id": request.id, "pid": request.pid})
        return True

    def handle(self, message: Message) -> None:
        if message["op"] == "packages":
            # A child would take longer than the answer. A fault of it is told by the new process that must answer.
            told = None
            with contextlib.suppress(Exception):
                told = packages.of_this_process(message["env"], self.sites)
            self.channel.send({"id": message["id"], "result": told})
            self.channel.send({"id": message["id"], "exit": 0})
            return
        if message["op"] not in ("signal", "go"):
            self.start(message)
            return
        request = self.requests.get(message["target"])
        if request is None:
            return
        if message["op"] == "go":
            request.tell({"env": message.get("env")})
            if request.unread:
                request.unread.append(message)
            if request.key is None:
                request.release()
            return
        request.signalled = True
        if message["signal"] == "SIGKILL":
            request.given_up_at = time.monotonic() + 1.0
        request.signal(getattr(signal, message["signal"]))
        # Python runs handlers between instructions, so a signal just before the wait for a start does not end the wait.
        # The end of the input does.
        request.release()

    def read_requests(self) -> bool:
        """Handles what standard input has. Returns False at its end."""
        data = os.read(self.stdin, 1 << 16)
        if not data:
            return False
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        for line in lines:
            if line.strip():
                self.handle(json.loads(line))
        return True

    def pump(self, request: Request, kind: str) -> bool:
        """Forwards what a pipe of a child has, and closes the pipe at its end. Returns whether more may come."""
        try:
            data = os.read(request.pipes[kind], 1 << 16)
        except OSError as exc:
            if exc.errno == errno.EAGAIN:
                return False
            raise
        text = request.decoders[kind].decode(data, final=not data)
        if kind == "event":
            for line in request.lines_of(text):
                if line:
                    self.forward(request, json.loads(line))
        elif text:
            self.channel.send({"id": request.id, kind: text})
        if not data:
            os.close(request.pipes.pop(kind))
        return bool(data)

    def drain(self, request: Request, *kinds: str) -> None:
        """Forwards what these pipes of a child hold now."""
        for kind in kinds:
            while kind in request.pipes and self.pump(request, kind):
                pass

    def forward(self, request: Request, message: Message) -> None:
        """Passes an answer on. What a child parsed stays here, for the children after it."""
        if "parsed" in message:
            memory.add(message["parsed"])
        elif "taken" in message:
            request.unread.clear()
        elif "done" in message:
            self.keep(request)
        else:
            self.channel.send({"id": request.id, **message})

    def keep(self, request: Request) -> None:
        """Tells the end of a request whose child waits for another."""
        if request.signalled:
            # The child learns that it must end, and its end is told.
            request.release()
            return
        if request.code is not None:
            # The child was ended after its whole answer.
            request.code = 0
            return
        self.drain(request, "out", "err")
        del self.requests[request.id]
        self.channel.send({"id": request.id, "exit": 0})
        self.waiting.add(request)

    def reap(self) -> None:
        with contextlib.suppress(OSError):
            while os.read(self.wake_read, 1024):
                pass
        self.collect()
        for request in list(self.requests.values()):
            if request.code is None or request.lingers():
                continue
            # A daemon of the command may hold the pipes open for ever: only what they hold now counts.
            self.drain(request, *list(request.pipes))
            request.close()
            del self.requests[request.id]
            if request.unread and not request.signalled:
                for message in request.unread:
                    self.handle(message)
                continue
            self.channel.send({"id": request.id, "exit": request.code if request.code >= 0 else 128 - request.code})

    def collect(self) -> None:
        """Takes the exit codes of our children, and of orphans of theirs (see adopt_orphans)."""
        by_pid = {request.pid: request for request in self.requests.values()}
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            request = by_pid.get(pid)
            if request is None:
                self.waiting.drop(pid)
                continue
            request.code = os.waitstatus_to_exitcode(status)
            if request.unread:
                self.drain(request, "event")
            # A child that ended before it read its request did nothing of it: another one answers (see reap).
            if request.code < 0 and not request.signalled and not request.unread:
                # The child crashed, or the system was out of memory: the engine must end the stages that it ran.
                request.signalled, request.given_up_at = True, time.monotonic() + 1.0
                signal_group(pid, signal.SIGKILL)

    def serve(self) -> None:
        while True:
            watched = {fd: (request, kind) for request in self.requests.values() for kind, fd in request.pipes.items()}
            # The system tells when our child ends, but not when the last process of its group does.
            lingering = any(request.code is not None for request in self.requests.values())
            timeout = 0 if self.later else 0.05 if lingering else None
            ready, _, _ = select.select([self.stdin, self.wake_read, *watched], [], [], timeout)
            if self.later and not ready:
                self.later.pop(0)()
                if not self.later:
                    keep_for_good()
            for fd in ready:
                if fd in watched:
                    request, kind = watched[fd]
                    if kind in request.pipes:
                        self.pump(request, kind)
            if lingering or self.wake_read in ready:
                self.reap()
            if self.stdin in ready and not self.read_requests():
                return

    def end(self) -> None:
        """Ends every group that lives: an interrupt, then after a grace period a kill."""
        for number, grace in ((signal.SIGINT, GRACE_SECONDS), (signal.SIGKILL, 1.0)):
            until = time.monotonic() + grace
            for request in self.requests.values():
                request.signal(number)
            while self.requests and time.monotonic() < until:
                self.collect()
                for request in list(self.requests.values()):
                    if not request.alive():
                        del self.requests[request.id]
                time.sleep(0.02)


def keep_for_good() -> None:
    """Imported modules live as long as the process. No collection visits them, and no child copies their pages."""
    gc.freeze()
    gc.enable()


def adopt_orphans() -> None:
    """Makes this process the parent of orphaned grandchildren: a container often has no process to reap them.

    See prctl(2), PR_SET_CHILD_SUBREAPER; Linux only.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def about() -> Message:
    """Which DVC this is, the modules beside it that it uses for its remotes, and its Python."""
    from importlib.metadata import version

    found: set[str] = set()
    for folder in filter(None, sys.path):
        with contextlib.suppress(OSError):
            found.update(
                name
                for name in os.listdir(folder)
                if name.startswith("dvc_") and os.path.isfile(os.path.join(folder, name, "__init__.py"))
            )
    return {
        "version": version("dvc"),
        "modules": sorted(found - {"dvc_ci_engine"}),
        "executable": sys.executable,
        "python": packages.version(),
        "base": sys.base_prefix,
    }


def main() -> None:
    os.environ.setdefault("DVC_NO_ANALYTICS", "1")
    if sys.argv[1:2] == ["--once"]:
        answer_once()
        return
    sites = packages.sites()
    protocol_out, protocol_in = os.dup(1), os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    channel = Channel(protocol_out)
    gc.disable()
    patches.prepare_resident()
    # A DVC that cannot be imported fails here, before the engine promises anything.
    import dvc.cli  # noqa: F401

    channel.send({"id": 0, "ready": {**about(), "pid": os.getpid()}})
    patches.load_all()
    warmup.load_first()
    patches.probe_all()
    adopt_orphans()
    resident = Resident(channel, protocol_in, warmup.later(sys.argv[1:]), sites)
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        try:
            resident.serve()
        finally:
            resident.end()
    # Taking apart what was imported would take longer than all of this.
    os._exit(0)
