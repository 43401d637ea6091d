"""Checks the host key of an SSH remote: DVC's client accepts every key, so another machine can take the server's place.

Prevents harm. Upstream: sshfs calls asyncssh with `known_hosts=None` and DVC has no option for it (dvc_ssh
SSHFileSystem._prepare_credentials).
"""

from __future__ import annotations

from typing import Any, Callable

from . import probe
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM
Tell = Callable[[dict[str, Any]], None]


def supported() -> None:
    registry = probe.module("dvc_objects.fs").Registry
    probe.has(registry, "__getitem__")


def apply(given: str | None, tell: Tell) -> None:
    """`given`: lines of known_hosts, which then must have the key of each host. None: the files of the user count.

    `tell` gets {"host", "fingerprint"} of a host that these files do not know; its key is accepted.
    """
    from dvc_objects.fs import Registry

    find = Registry.__getitem__
    changed: set[type] = set()

    # The class is imported with the first SSH remote: asyncssh takes a third of a second.
    def found(self: Any, key: str) -> Any:
        cls = find(self, key)
        if cls.__module__.partition(".")[0] == "dvc_ssh" and cls not in changed:
            changed.add(cls)
            check_keys(cls, given, tell)
        return cls

    Registry.__getitem__ = found


def check_keys(cls: Any, given: str | None, tell: Tell) -> None:
    prepare = cls._prepare_credentials

    def with_known_hosts(self: Any, **config: Any) -> Any:
        options = prepare(self, **config)
        # `()` stands for UserKnownHostsFile and GlobalKnownHostsFile of the user's ssh_config, else ~/.ssh/known_hosts.
        options["known_hosts"] = () if given is None else given.encode()
        options["client_factory"] = checking(options.get("client_factory"), given, tell)
        return options

    cls._prepare_credentials = with_known_hosts


def checking(factory: Any, given: str | None, tell: Tell) -> Any:
    """A client that decides about a key which known_hosts does not have."""
    import asyncssh
    from asyncssh.public_key import get_default_public_key_algs

    class CheckingClient(factory or asyncssh.SSHClient):  # type: ignore[misc]
        def connection_made(self, conn: Any) -> None:
            self.checked = conn
            # asyncssh offers only the types of the known keys: a server with a key of another type would end the
            # connection without a reason. Known types stay first.
            offered = getattr(conn, "_server_host_key_algs", None)
            if offered and conn._trusted_host_keys:
                others = [each for each in get_default_public_key_algs() if each not in offered]
                conn._server_host_key_algs = [*offered, *others]
            super().connection_made(conn)

        def validate_host_public_key(self, host: str, _addr: str, port: int, key: Any) -> bool:
            known = getattr(self.checked, "_trusted_host_keys", None)
            met, name = key.get_fingerprint(), host if port == 22 else f"[{host}]:{port}"
            if known:
                expected = ", ".join(sorted({each.get_fingerprint() for each in known}))
                # asyncssh raises HostKeyNotVerifiable with this text, and adds " for host NAME".
                raise ValueError(f"the server has the host key {met}, and known_hosts has {expected}")
            if given is not None:
                raise ValueError(f"the server has the host key {met}, and `ssh-known-hosts` has no key")
            tell({"host": name, "fingerprint": met})
            return True

    return CheckingClient
