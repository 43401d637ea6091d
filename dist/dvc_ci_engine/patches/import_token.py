"""Gives the tokens of `import-token` to Git servers that ask for a password when DVC clones the source of an import.

Gives a feature. The tokens stay in the memory of this process: no variable, no argument and no file has them. Upstream:
DVC asks the credential helpers of Git, which keep a token on the disk (scmrepo.git.credentials).
"""

from __future__ import annotations

from typing import Any

from . import probe
from .kinds import GIVES_FEATURE

KIND = GIVES_FEATURE
# Without TLS a token is sent to this machine alone.
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


def supported() -> None:
    credential = probe.module("scmrepo.git.credentials").Credential
    probe.has(credential, "fill", "approve")


def apply(tokens: list[dict[str, str]]) -> None:
    """`tokens`: {"host", "user", "token"}; a host has its port where that is not the usual one."""
    from scmrepo.git.credentials import Credential

    known = {each["host"].lower(): each for each in tokens}
    fill = Credential.fill

    def filled(self: Any, *args: Any, **kwargs: Any) -> Any:
        host = (self.host or "").lower()
        found = known.get(host)
        is_safe = self.protocol == "https" or (self.protocol == "http" and host.rpartition(":")[0] in LOOPBACK)
        if found is None or not is_safe or self.password:
            return fill(self, *args, **kwargs)
        given = Credential(
            protocol=self.protocol,
            host=self.host,
            path=self.path,
            username=found["user"],
            password=found["token"],
        )
        # Git's helpers must not store it.
        given._approved = True
        return given

    Credential.fill = filled
