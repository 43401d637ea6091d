"""The repositories that imports come from. Their caches and remotes have the objects of imports."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dvc_ci_engine.answers import chain, reason_of, without_credentials

from .asking import RemoteError, asking, place_of_remote

if TYPE_CHECKING:
    from collections.abc import Iterator

Source = dict[str, str]
"""`url` as the `.dvc` file has it, `rev`, and `path` there."""

IN_GIT = "Git has it there, so it has no manifest"


class SourceError(Exception):
    """A repository that cannot be read, or that has no objects of an import; `record` says why."""

    def __init__(self, source: Source, message: str) -> None:
        super().__init__(message)
        self.record = {"reason": "source", "url": without_credentials(source["url"]), "message": message}


_opened: dict[tuple[str, str], Any] = {}
_opening = threading.Lock()


@contextlib.contextmanager
def source_object(source: Source, hash_name: str, oid: str) -> Iterator[Any]:
    """The content of an object as a stream. Its caller hashes it.

    Raises FileNotFoundError, RemoteError and SourceError.
    """
    try:
        with contextlib.ExitStack() as stack:
            yield stack.enter_context(found_object(stack, source, hash_name, oid))
    except (FileNotFoundError, RemoteError, SourceError):
        raise
    except Exception as exc:
        # An exception of DVC names a temporary folder; its cause has the answer of the server.
        raise SourceError(source, reason_of([*chain(exc)][-1])) from exc


def found_object(stack: contextlib.ExitStack, source: Source, hash_name: str, oid: str) -> Any:
    from dvc.exceptions import OutputNotFoundError

    repo = opened_source(source)
    path = repo.fs.join(repo.root_dir, *source["path"].split("/"))
    try:
        (out, *_) = repo.find_outs_by_path(path, strict=False)
    except OutputNotFoundError:
        if oid.endswith(".dir"):
            raise SourceError(source, IN_GIT) from None
        return repo.dvcfs.open(source["path"], "rb")
    with contextlib.suppress(OSError):
        # A source on this machine may have no remote.
        return open(repo.cache.local.oid_to_path(oid), "rb")
    name = out.remote or repo.config["core"].get("remote")
    if name is None:
        raise FileNotFoundError(oid)
    place = replace(place_of_remote(repo, name), role="dependency", name=without_credentials(source["url"]))
    stack.enter_context(asking(place))
    odb = repo.cloud.get_remote_odb(name, "status", hash_name=hash_name)
    return odb.fs.open(odb.oid_to_path(oid), "rb")


def opened() -> bool:
    """Whether this process has opened such a repository."""
    return bool(_opened)


def opened_source(source: Source) -> Any:
    """The repository at the commit of an import, which Git downloads once."""
    from dvc.repo.open_repo import open_repo

    key = (source["url"], source["rev"])
    with _opening:
        if key not in _opened:
            _opened[key] = open_repo(source["url"], rev=source["rev"], subrepos=True, uninitialized=True)
        return _opened[key]
