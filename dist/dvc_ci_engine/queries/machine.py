"""Questions of `doctor`: this machine's DVC and cache, and the account that each remote knows."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from typing import Any, Final

from .asking import options_of, place_of_remote
from .common import open_repo
from .identity import clock_address, identity_of

# The order in which DVC prefers them; `copy` works everywhere.
LINKS: Final = ("reflink", "hardlink", "symlink")


def surroundings(args: dict[str, Any]) -> dict[str, Any]:
    """The interpreter, the packages of the remotes, and the cache with the links that work in it.

    Writes two small files, one in the cache and one in `.dvc/tmp`, and removes them.
    """
    with open_repo() as repo:
        return {
            "python": {"version": platform.python_version(), "executable": sys.executable},
            "remotes": [remote_packages(repo, name) for name in chosen_remotes(repo, args)],
            "cache": cache_links(repo),
        }


def identity(args: dict[str, Any]) -> list[dict[str, Any]]:
    """Who the credentials of the remotes are. No value of it is a secret. Raises RemoteError."""
    with open_repo() as repo:
        return [identity_of(repo, name) for name in chosen_remotes(repo, args)]


def chosen_remotes(repo: Any, args: dict[str, Any]) -> list[str]:
    known = repo.config["remote"]
    return [name for name in args["remotes"] if name in known]


def remote_packages(repo: Any, name: str) -> dict[str, Any]:
    """The extra of DVC that a remote needs, and whether its modules are here.

    `extra` is None where DVC itself is enough. `address` is where the server tells its time; None without HTTP.
    """
    options, place = options_of(repo, name), place_of_remote(repo, name)
    extra = {"webdavs": "webdav", "https": "http"}.get(place.protocol, place.protocol)
    needed: dict[str, str] = {}
    if extra not in ("", "local", "remote"):
        from dvc.fs import get_fs_cls

        try:
            needed = dict(getattr(get_fs_cls({"url": options["url"]}), "REQUIRES", {}))
        except Exception:  # noqa: BLE001  DVC raises classes of its own for a kind of remote that is not installed
            needed = {f"dvc-{extra}": f"dvc_{extra}"}
    lacking = sorted(package for package, module in needed.items() if not importable(module))
    return {
        "name": name,
        "protocol": place.protocol,
        "url": place.url,
        "extra": extra if needed else None,
        "lacking": lacking,
        "address": clock_address(place.protocol, options),
    }


def importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def cache_links(repo: Any) -> dict[str, Any]:
    """The folder of the cache, the link types of the configuration, and those that work.

    `reason` says why nothing can be written there.
    """
    from dvc_objects.fs import generic

    odb = repo.cache.local
    found: dict[str, Any] = {
        "path": odb.path,
        "types": list(odb.cache_types),
        "works": [],
        "sameFileSystem": None,
        "reason": None,
    }
    try:
        os.makedirs(odb.path, exist_ok=True)
        found["sameFileSystem"] = os.stat(odb.path).st_dev == os.stat(repo.tmp_dir).st_dev
        inside = os.path.join(repo.tmp_dir, "link")
        found["works"] = [*generic.test_links(list(LINKS), odb.fs, odb.path, odb.fs, inside), "copy"]
    except OSError as exc:
        found["reason"] = f"{exc.strerror or exc}: {exc.filename}" if exc.filename else str(exc)
    return found


QUERIES = {"surroundings": surroundings, "identity": identity}
