"""The traffic of this process: bytes of its sockets, the hosts, and the calls that wait for an answer.

Every protocol of DVC ends in Python's sockets. Its clients wait in two ways: a coroutine on the loop of fsspec, or a
blocking call of a socket. Their own time limits start again with each retry, so these limits do not hold a run.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any, Callable, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# A request is smaller, and a retry sends it again. Bytes beyond it, without an answer, are an upload.
REQUEST_BYTES: Final = 1 << 14
NETWORK: Final = (socket.AF_INET, socket.AF_INET6)


class Traffic:
    """Counters that every thread writes. Times are those of time.monotonic()."""

    def __init__(self, first_wait: Callable[[], None] | None = None) -> None:
        """`first_wait` is called once, when a call begins to wait. A process that uses no network never calls it."""
        self.first_wait = first_wait
        self.lock = threading.Lock()
        self.waiting = 0
        # `uploaded` are the bytes sent beyond those of a request.
        self.received = self.uploaded = 0
        # The start of the current wait, or the last byte.
        self.progressed = 0.0
        # The start of the calls that wait now.
        self.since = 0.0
        # The host that was asked last, as host:port.
        self.host: str | None = None
        # The first connection that failed since a host answered, and why.
        self.failed: tuple[float, str] | None = None
        self.names: dict[str, str] = {}
        self.connecting: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self.unanswered: weakref.WeakKeyDictionary[socket.socket, int] = weakref.WeakKeyDictionary()

    def begin(self) -> None:
        with self.lock:
            self.waiting += 1
            if self.waiting == 1:
                self.since = self.progressed = time.monotonic()
                self.failed = None
            first, self.first_wait = self.first_wait, None
        if first is not None:
            first()

    def end(self) -> None:
        with self.lock:
            self.waiting -= 1

    @contextlib.contextmanager
    def wait(self, sock: socket.socket) -> Iterator[None]:
        """A call of a socket. It waits where the socket blocks."""
        waits = sock.family in NETWORK and sock.gettimeout() != 0
        if waits:
            self.begin()
        try:
            yield
        finally:
            if waits:
                self.end()

    def got(self, sock: socket.socket, size: int) -> None:
        if sock.family not in NETWORK or size <= 0:
            return
        with self.lock:
            self.received += size
            self.progressed = time.monotonic()
            self.failed = None
            self.unanswered.pop(sock, None)

    def put(self, sock: socket.socket, size: int) -> None:
        if sock.family not in NETWORK or size <= 0:
            return
        with self.lock:
            before = self.unanswered.get(sock, 0)
            self.unanswered[sock] = before + size
            if before + size > REQUEST_BYTES:
                self.uploaded += before + size - max(before, REQUEST_BYTES)
                self.progressed = time.monotonic()

    def named(self, host: Any, found: list[Any]) -> None:
        """Remembers the name of addresses that a lookup gave."""
        for entry in found:
            self.names[str(entry[4][0])] = host.decode() if isinstance(host, bytes) else str(host)

    def looked_up(self, host: str) -> None:
        """A host whose address is asked for. A connected one keeps its port: asyncssh asks again."""
        if self.host is None or not self.host.startswith(f"{host}:"):
            self.host = host

    def asked(self, address: Any) -> None:
        """A connection to an address begins."""
        if isinstance(address, tuple) and len(address) >= 2:
            self.host = f"{self.names.get(str(address[0]), address[0])}:{address[1]}"

    def fail(self, address: Any, reason: str) -> None:
        """A connection failed. The addresses of the clouds' own credentials do not count: elsewhere none answers."""
        with contextlib.suppress(ValueError):
            if ipaddress.ip_address(str(address)).is_link_local:
                return
        with self.lock:
            if self.failed is None:
                self.failed = (time.monotonic(), reason)

    def open_connections(self) -> int:
        """The connections that may still be accepted."""
        return sum(1 for sock in list(self.connecting) if sock.fileno() != -1)


def watch_sockets(traffic: Traffic) -> None:
    """Makes every socket of this process tell its traffic."""
    watch_transfers(traffic)
    watch_connections(traffic)
    watch_names(traffic)
    watch_encrypted(traffic)
    watch_coroutines(traffic)


def watch_transfers(traffic: Traffic) -> None:
    kind: Any = socket.socket

    def receiving(name: str, size_of: Callable[[Any], int]) -> None:
        original = getattr(kind, name)

        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            with traffic.wait(self):
                result = original(self, *args, **kwargs)
            traffic.got(self, size_of(result))
            return result

        setattr(kind, name, method)

    def sending(name: str) -> None:
        original = getattr(kind, name)

        def method(self: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
            with traffic.wait(self):
                result = original(self, data, *args, **kwargs)
            traffic.put(self, len(data) if result is None else result)
            return result

        setattr(kind, name, method)

    receiving("recv", len)
    receiving("recv_into", int)
    for name in ("send", "sendall", "sendmsg"):
        if hasattr(kind, name):
            sending(name)


def watch_connections(traffic: Traffic) -> None:
    kind: Any = socket.socket
    connect, options = kind.connect, kind.getsockopt

    def watched_connect(self: Any, address: Any) -> None:
        if self.family not in NETWORK:
            connect(self, address)
            return
        traffic.asked(address)
        traffic.connecting.add(self)
        try:
            with traffic.wait(self):
                connect(self, address)
        except BlockingIOError:
            raise
        except OSError as exc:
            traffic.connecting.discard(self)
            traffic.fail(address[0], exc.strerror or str(exc))
            raise
        traffic.connecting.discard(self)

    def watched_options(self: Any, level: int, name: int, *args: Any) -> Any:
        value = options(self, level, name, *args)
        # The way in which asyncio learns of the end of a connection attempt.
        if level == socket.SOL_SOCKET and name == socket.SO_ERROR and self in traffic.connecting:
            traffic.connecting.discard(self)
            if value != 0:
                traffic.fail(None, os.strerror(value))
        return value

    kind.connect, kind.getsockopt = watched_connect, watched_options


def watch_names(traffic: Traffic) -> None:
    lookup = socket.getaddrinfo

    def watched_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None:
            traffic.looked_up(host.decode() if isinstance(host, bytes) else str(host))
        try:
            found = lookup(host, *args, **kwargs)
        except socket.gaierror as exc:
            traffic.fail(None, f"{exc.strerror or exc} ({traffic.host})")
            raise
        traffic.named(host, found)
        return found

    setattr(socket, "getaddrinfo", watched_lookup)  # noqa: B010  mypy rejects the assignment


def watch_encrypted(traffic: Traffic) -> None:
    """Sockets of the module ssl read and write past the methods of a plain socket."""
    import ssl

    kind: Any = ssl.SSLSocket
    read, send, handshake = kind.read, kind.send, kind.do_handshake

    def watched_read(self: Any, *args: Any) -> Any:
        with traffic.wait(self):
            result = read(self, *args)
        traffic.got(self, result if isinstance(result, int) else len(result))
        return result

    def watched_send(self: Any, data: Any, *args: Any) -> Any:
        with traffic.wait(self):
            result = send(self, data, *args)
        traffic.put(self, result)
        return result

    def watched_handshake(self: Any, *args: Any) -> None:
        with traffic.wait(self):
            handshake(self, *args)
        traffic.got(self, 1)

    kind.read, kind.send, kind.do_handshake = watched_read, watched_send, watched_handshake


def watch_coroutines(traffic: Traffic) -> None:
    """Counts the coroutines that a thread gives to a loop: fsspec and dvc_objects ask asynchronous remotes so."""
    import asyncio

    start: Any = asyncio.run_coroutine_threadsafe

    def watched(coroutine: Any, loop: Any) -> Any:
        traffic.begin()
        try:
            future = start(coroutine, loop)
        except BaseException:
            traffic.end()
            raise
        future.add_done_callback(lambda _: traffic.end())
        return future

    setattr(asyncio, "run_coroutine_threadsafe", watched)  # noqa: B010  mypy rejects the assignment
