"""Ends a request whose remote sends no byte for the seconds of `remote-timeout`.

Prevents harm. Upstream: the clients of DVC's remotes have limits of their own for each attempt, and attempts follow
each other for minutes (botocore, aiohttp, azure.core, gcsfs, asyncssh). DVC has no option for the whole. The client of
WebDAV gives up after 30 s, in which case DVC's next question waits as long again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Final

from dvc_ci_engine.patience import Patience, Places, watch
from dvc_ci_engine.queries.asking import place_of_remote
from dvc_ci_engine.traffic import Traffic, watch_sockets

from . import probe
from .kinds import PREVENTS_HARM

if TYPE_CHECKING:
    from dvc_ci_engine.queries.asking import RemoteError

KIND = PREVENTS_HARM
# A client without retries must not give up first. Seconds after the limit.
SPARE: Final = 30.0
# The remotes that the request has opened.
PLACES: Final = Places([])


def supported() -> None:
    cloud = probe.module("dvc.data_cloud").DataCloud
    probe.has(cloud, "get_remote")
    probe.takes(cloud.get_remote, "name")
    sockets = probe.module("socket")
    probe.has(sockets, "getaddrinfo")
    probe.has(sockets.socket, "connect", "getsockopt", "recv", "recv_into", "send")
    probe.has(probe.module("ssl").SSLSocket, "read", "send", "do_handshake")
    probe.has(probe.module("asyncio"), "run_coroutine_threadsafe")


def forget() -> None:
    """A new request has opened no remote yet."""
    PLACES.opened.clear()


def apply(limit: float, tell: Callable[[dict[str, Any]], None], give_up: Callable[[RemoteError], None]) -> None:
    """`limit`: seconds without a byte. `give_up` ends the process."""
    from dvc.data_cloud import DataCloud

    # The thread that judges starts with the first wait: most projects of a folder remote use no network.
    traffic = Traffic(lambda: watch(Patience(traffic, limit, PLACES), tell, give_up))
    get_remote = DataCloud.get_remote

    def noting(self: Any, name: str | None = None, *args: Any, **kwargs: Any) -> Any:
        remote = get_remote(self, name, *args, **kwargs)
        PLACES.opened.append(place_of_remote(self.repo, remote.name))
        if remote.fs.protocol in ("webdav", "webdavs") and "timeout" not in self.repo.config["remote"][remote.name]:
            remote.fs.fs_args["timeout"] = limit + SPARE
        return remote

    DataCloud.get_remote = noting
    watch_sockets(traffic)
