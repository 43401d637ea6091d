"""The objects of DVC's cache that the project refers to."""

from __future__ import annotations

from typing import Any

from .common import keeps_versions, load_tree, shown, stage_kind

# Remote name, hash name, object's name.
Key = tuple[Any, str, str]
Problem = dict[str, Any]


def is_cached(out: Any) -> bool:
    """Whether DVC's cache keeps an output."""
    return bool(out.use_cache) and out.protocol == "local"


class NeededObjects:
    """Every object that the index refers to, of the stages and `.dvc` files of these names, or of all.

    With `paths`, of these outputs alone.

    Imports from other repositories come from there and never from our remote, so they are listed apart. So are
    outputs with `push: false`.
    """

    def __init__(
        self, repo: Any, remote_name: str | None, names: set[str] | None = None, paths: set[str] | None = None
    ) -> None:
        self.repo, self.remote_name = repo, remote_name
        # Each has "size" (bytes or None) and "paths"; a directory may have "total", the size of its members.
        self.objects: dict[Key, dict[str, Any]] = {}
        self.problems: list[Problem] = []
        # Manifests that were read from their remote, and so hashed.
        self.read: set[Key] = set()
        self.unpushed: list[str] = []
        self.imports: list[str] = []
        for stage in repo.index.stages:
            if names is None or stage.addressing in names:
                for out in stage.outs:
                    if is_cached(out) and (paths is None or shown(out.fs_path) in paths):
                        self._add(stage, out)

    def _add(self, stage: Any, out: Any) -> None:
        path = shown(out.fs_path)
        if stage.is_repo_import or getattr(stage, "is_partial_import", False):
            self.imports.append(path)
            return
        if not getattr(out, "can_push", True):
            self.unpushed.append(path)
            return
        info, meta = out.hash_info, out.meta
        if not info or not info.value:
            if stage_kind(stage) != "stage" or stage.cmd:
                self.problems.append({"path": path, "stage": stage.addressing, "reason": "unlocked"})
            return
        name = out.remote or self.remote_name
        key = (name, info.name, info.value)
        # Such a remote has the files of a directory and no manifest.
        if not info.isdir or not keeps_versions(self.repo, name):
            self._need(key, None if info.isdir or meta is None else meta.size, path)
        if info.isdir:
            self._add_members(out, key, path)

    def _add_members(self, out: Any, key: Key, path: str) -> None:
        is_here = out.cache.exists(key[2])
        tree, reason = load_tree(self.repo, out, key[0])
        if tree is None:
            self.problems.append({"path": path, "hash": key[2], "remote": key[0], "reason": reason})
            return
        if not is_here:
            self.read.add(key)
        sizes_known, members = True, []
        for parts, meta, member in tree:
            size = meta.size if meta is not None else None
            sizes_known = sizes_known and size is not None
            self._need((key[0], member.name, member.value), size, "/".join([path, *parts]))
            members.append((key[0], member.name, member.value))
        total = None if out.meta is None else out.meta.size
        if total is not None and not sizes_known and key in self.objects:
            self.objects[key]["total"] = {"size": total, "members": members}

    def _need(self, key: Key, size: int | None, path: str) -> None:
        item = self.objects.setdefault(key, {"size": size, "paths": []})
        if item["size"] is None:
            item["size"] = size
        if path not in item["paths"]:
            item["paths"].append(path)
