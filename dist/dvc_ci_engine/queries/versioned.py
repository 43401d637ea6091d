"""Remotes that keep the versions of files under their names (`version_aware`, `worktree`), read as a store of objects.

The version of each file is in dvc.lock and the `.dvc` files (`cloud`), where `dvc push` writes it. So only what the
workspace refers to can be found, and a directory has no manifest of its own: its files are listed where it is declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class VersionedStore:
    """The files of one remote by their hash, with the methods of an object database that reads use."""

    # Downloads are hashed by the one who asks for them.
    verify = True

    def __init__(self, repo: Any, remote: Any) -> None:
        self.fs = remote.fs
        self.paths: dict[str, list[str]] = {}
        # By hash: content of a path without a version. Another path may have one, but each needs its own.
        self.lacking: set[str] = set()
        default = repo.config["core"].get("remote")
        for out, key, meta, value in files_of(repo):
            if meta is not None and meta.version_id and meta.remote == remote.name:
                path = self.fs.version_path(self.fs.join(remote.path, *key), meta.version_id)
                known = self.paths.setdefault(value, [])
                if path not in known:
                    known.append(path)
            elif (out.remote or default) == remote.name and is_pushed(out):
                self.lacking.add(value)

    def oid_to_path(self, oid: str) -> str:
        """The path of a version with this content. Raises FileNotFoundError where no file with it was pushed."""
        try:
            return self.paths[oid][0]
        except KeyError:
            raise FileNotFoundError(oid) from None

    def lacks_version(self, oid: str) -> bool:
        """Whether a path with this content has no version."""
        return oid in self.lacking or oid not in self.paths


def files_of(repo: Any) -> Iterator[tuple[Any, tuple[str, ...], Any, str]]:
    """Each output, and the path from the root, the metadata and the hash of each file of it.

    A directory whose files are not listed where it is declared is one such file.
    """
    for out in repo.index.outs:
        if not out.use_cache or out.protocol != "local":
            continue
        _, key = out.index_key
        tree = out.get_obj() if out.files else None
        files = [(key, out.meta, out.hash_info)] if tree is None else [((*key, *parts), *each) for parts, *each in tree]
        for path, meta, info in files:
            if info and info.value:
                yield out, path, meta, info.value


def is_pushed(out: Any) -> bool:
    """Whether `dvc push` pushes an output."""
    stage = out.stage
    is_import = stage.is_repo_import or getattr(stage, "is_partial_import", False)
    return not is_import and bool(getattr(out, "can_push", True))


def is_versioned(options: dict[str, Any]) -> str | None:
    """The option that makes a remote keep versions."""
    return next((option for option in ("worktree", "version_aware") if options.get(option)), None)
