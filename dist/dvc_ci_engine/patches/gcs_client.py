"""Lets gcsfs ask Google Cloud Storage over HTTP alone, say the status of a refusal, and take it as final.

Prevents harm. Upstream: since 2026, gcsfs asks over gRPC for the layout of each bucket, for 30 s where a proxy or the
endpoint speaks HTTP alone (gcsfs.extended_gcsfs). Its channels do not survive a fork. Their bytes do not pass through
Python's sockets, so `remote-timeout` would end a working transfer. Only zonal buckets need them: a user who sets the
variable of gcsfs keeps them. gcsfs.retry repeats each refused request for half a minute. Its error for a 403 is an
OSError without the status.
"""

from __future__ import annotations

import functools
import importlib
import os
import time
from typing import Any, Callable, Final

from . import probe
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM
VARIABLE: Final = "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT"
# A token that Google has just issued may be unknown to a server for a moment. Seconds.
PATIENCE: Final = 5.0
# After so long without a refusal, the next one is the first again. Seconds.
MEMORY: Final = 60.0


def supported() -> None:
    registry = probe.module("dvc_objects.fs").Registry
    probe.has(registry, "__getitem__")


def apply() -> None:
    from dvc_objects.fs import Registry

    find = Registry.__getitem__
    changed: set[type] = set()

    # The client is imported with the first remote of Google: it takes half a second.
    def found(self: Any, key: str) -> Any:
        cls = find(self, key)
        if cls.__module__.partition(".")[0] == "dvc_gs" and cls not in changed:
            changed.add(cls)
            change_client()
        return cls

    Registry.__getitem__ = found


def change_client() -> None:
    """A gcsfs that lacks a part, or that is not installed, stays as it is: DVC says what it needs."""
    try:
        modules: list[Any] = [importlib.import_module(name) for name in ("gcsfs", "gcsfs.core", "gcsfs.retry")]
    except ImportError:
        return
    gcsfs, core, retry = modules
    if VARIABLE not in os.environ:
        gcsfs.GCSFileSystem = core.GCSFileSystem
    if hasattr(retry, "is_retriable"):
        retry.is_retriable = impatient(retry.is_retriable)
    if hasattr(core, "validate_response"):
        core.validate_response = telling(core.validate_response)


def impatient(is_retriable: Callable[[BaseException], bool]) -> Callable[[BaseException], bool]:
    """Repeats no request whose credentials Google rejects."""
    first = last = float("-inf")

    @functools.wraps(is_retriable)
    def retriable(error: BaseException) -> bool:
        nonlocal first, last
        if type(error).__name__ == "RefreshError" and not getattr(error, "retryable", True):
            return False
        if str(getattr(error, "code", "")) == "401":
            now = time.monotonic()
            first, last = (first if now - last < MEMORY else now), now
            return is_retriable(error) and now - first < PATIENCE
        return is_retriable(error)

    return retriable


def telling(validate: Callable[..., None]) -> Callable[..., None]:
    """Notes the status of an answer in the exception that gcsfs makes of it."""

    @functools.wraps(validate)
    def validated(status: int, *args: Any, **kwargs: Any) -> None:
        try:
            validate(status, *args, **kwargs)
        except Exception as exc:
            exc.status_code = status  # type: ignore[attr-defined]
            raise

    return validated
