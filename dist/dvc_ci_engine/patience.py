"""Ends a request whose remote sends no byte, and tells which host a request waits for."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Final

from .answers import UNREACHABLE, without_credentials

if TYPE_CHECKING:
    from .queries.asking import Place, RemoteError
    from .traffic import Traffic

SETTING: Final = "remote-timeout"
# Clients connect again for minutes; a host that refused each connection for this long does not start soon. Seconds.
REFUSED_SECONDS: Final = 5.0
# Longest time between two lines about a wait; a shorter limit has its line before the request ends. Seconds.
TELL_SECONDS: Final = 30.0


@dataclass
class Places:
    """The remotes that this process opened, latest last."""

    opened: list[Place]

    def of(self, host: str | None) -> Place:
        """The remote at a host; else the latest one; else the host itself, as a dependency."""
        from .queries.asking import Place

        bare = (host or "").rsplit(":", 1)[0]
        for place in reversed(self.opened):
            if bare and bare in f"{place.url} {place.endpoint or ''}":
                return place
        if self.opened:
            return self.opened[-1]
        return Place("dependency", host or "", host or "", "")


class Patience:
    """Judges the traffic. `limit` is in seconds: the longest time without a byte."""

    def __init__(self, traffic: Traffic, limit: float, places: Places) -> None:
        self.traffic, self.limit, self.places = traffic, limit, places
        self.tell_seconds = min(TELL_SECONDS, limit / 2)
        # The wait that is told, the time of the last line, and the bytes until then.
        self.wait_told, self.told, self.bytes_told = 0.0, 0.0, 0

    def verdict(self, now: float) -> RemoteError | None:
        """Why the request cannot go on; None while it can."""
        from .queries.asking import RemoteError

        traffic = self.traffic
        with traffic.lock:
            if traffic.waiting <= 0:
                return None
            silent, failed, host = now - traffic.progressed, traffic.failed, traffic.host
        at = f"{host}" if host else "its host"
        if failed is not None and now - failed[0] >= REFUSED_SECONDS and traffic.open_connections() == 0:
            return RemoteError(self.places.of(host), UNREACHABLE, without_credentials(f"{at}: {failed[1]}"))
        if silent < self.limit:
            return None
        reason = f"{at} sent no byte for {self.limit:g} s (`{SETTING}`)"
        return RemoteError(self.places.of(host), UNREACHABLE, reason, SETTING)

    def line(self, now: float) -> dict[str, Any] | None:
        """What the log gets of a long wait: the host, seconds of the wait, and bytes since the last line."""
        traffic = self.traffic
        with traffic.lock:
            if traffic.waiting <= 0:
                return None
            total, since = traffic.received + traffic.uploaded, traffic.since
            host, silent = traffic.host, now - traffic.progressed
        if self.wait_told != since:
            self.wait_told, self.told, self.bytes_told = since, since, total
        if now - self.told < self.tell_seconds:
            return None
        moved, self.told, self.bytes_told = total - self.bytes_told, now, total
        return {"host": host or "", "seconds": round(now - since), "silent": round(silent), "bytes": moved}


def watch(patience: Patience, tell: Callable[[dict[str, Any]], None], give_up: Callable[[RemoteError], None]) -> None:
    """Judges the traffic from a thread of its own for as long as the process lives."""
    pause = min(1.0, patience.limit / 4)

    def judge() -> None:
        while True:
            time.sleep(pause)
            now = time.monotonic()
            line = patience.line(now)
            if line is not None:
                tell(line)
            error = patience.verdict(now)
            if error is not None:
                give_up(error)
                return

    threading.Thread(target=judge, daemon=True, name="patience").start()
