"""What all queries use: the repository, its remotes and caches, and paths as the user sees them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable

from .asking import asking, options_of, place_of_remote, require_credentials
from .versioned import VersionedStore, is_versioned

if TYPE_CHECKING:
    from .asking import Place


class _StartSignal:
    """How a query that was prepared ahead waits once its repository is open."""

    wait: Callable[[], bool] | None = None


def wait_after_open(wait: Callable[[], bool]) -> None:
    """Sets what `open_repo` calls; it returns whether it waited."""
    _StartSignal.wait = staticmethod(wait)


def open_repo() -> Any:
    """The repository of the working directory. It closes at the end of a `with` block."""
    from dvc.repo import Repo

    repo = Repo()
    if _StartSignal.wait is not None and _StartSignal.wait():
        # Files may have changed meanwhile.
        repo._reset()
    return repo


def shown(path: str) -> str:
    """A path as seen from the working directory, with slashes."""
    return os.path.relpath(path).replace(os.sep, "/")


def content_hash(fs: Any, path: str, hash_name: str) -> str:
    """The hash of a file's content; DVC's memory of files does not count."""
    from dvc_data.hashfile.hash import hash_file

    value: str = hash_file(path, fs, hash_name)[1].value
    return value


def default_remote(repo: Any, args: dict[str, Any]) -> str | None:
    """The remote of outputs that name none: the one of the query, else the project's."""
    name: str | None = args.get("remote") or repo.config["core"].get("remote")
    return name


def cache_odb(repo: Any, hash_name: str) -> Any:
    return repo.cache.legacy if hash_name == "md5-dos2unix" else repo.cache.local


class VersionedRemoteError(Exception):
    """A remote that keeps versions of files (`version_aware`, `worktree`) is asked to store an object by its hash."""


_remotes: dict[tuple[str | None, str], Any] = {}


def forget_remotes() -> None:
    """Connects again at the next question: a client may remember what a remote had."""
    _remotes.clear()


def remote_odb(repo: Any, name: str | None, hash_name: str, *, writing: bool = False) -> Any:
    """The objects of a remote, connected. Raises RemoteError, and VersionedRemoteError for the write of an object."""
    name = name or repo.config["core"].get("remote")
    option = is_versioned(options_of(repo, name))
    if option is not None and writing:
        raise VersionedRemoteError(f"the remote {name!r} has {option} = true")
    key = (name, hash_name)
    if key not in _remotes:
        place, options = place_of_remote(repo, name), options_of(repo, name)
        require_credentials(place, options, repo.root_dir)
        with asking(place, connecting=True):
            if option is None:
                odb = repo.cloud.get_remote_odb(name, "status", hash_name=hash_name)
            else:
                odb = VersionedStore(repo, repo.cloud.get_remote(name, "status"))
            # The client reads its credentials, and some connect.
            _ = odb.fs.fs
        _remotes[key] = odb
    return _remotes[key]


def keeps_versions(repo: Any, name: str | None) -> bool:
    """Whether a remote keeps versions of files, and so no manifests of directories."""
    return is_versioned(options_of(repo, name or repo.config["core"].get("remote"))) is not None


def place_of(repo: Any, name: str | None) -> Place:
    """The remote of this name, or the project's default one, as messages name it."""
    return place_of_remote(repo, name or repo.config["core"].get("remote"))


def load_tree(repo: Any, out: Any, remote_name: str | None) -> tuple[Any, str | None]:
    """The manifest of a directory output, from the cache or its remote; (None, reason) where neither has it.

    Raises RemoteError where the remote does not say.
    """
    from dvc_data.hashfile.tree import Tree
    from dvc_objects.errors import ObjectFormatError

    # DVC writes the files of a directory where it is declared, once it has pushed them to a remote with versions.
    if out.files:
        return out.get_obj(), None
    info = out.hash_info
    reason = "missing"
    for odb in (out.cache, None):
        try:
            if odb is not None:
                return Tree.load(odb, info, hash_name=info.name), None
            if keeps_versions(repo, remote_name):
                return None, reason
            remote = remote_odb(repo, remote_name, info.name)
            with asking(place_of(repo, remote_name)):
                return Tree.load(remote, info, hash_name=info.name), None
        except FileNotFoundError:
            continue
        except ObjectFormatError:
            reason = "altered"
    return None, reason


def named(args: dict[str, Any]) -> set[str] | None:
    """The stages that a query is about; None for all of them."""
    return set(args["stages"]) if args.get("stages") is not None else None


def chosen(args: dict[str, Any]) -> set[str] | None:
    """The outputs that a query is about; None for all of them."""
    return set(args["paths"]) if args.get("paths") is not None else None


def stage_kind(stage: Any) -> str:
    from dvc.stage import PipelineStage

    if isinstance(stage, PipelineStage):
        return "stage"
    if stage.is_repo_import or stage.is_import:
        return "import"
    return "data" if stage.is_data_source else "stage"
