"""Rejects a directory's manifest that does not match its hash, or whose names lead out of the directory.

Prevents harm. Upstream: DVC hashes the files that it downloads, but not the manifests that it reads in a remote
(dvc_data.hashfile.tree.Tree.load), and it writes files wherever the names of a manifest point.
"""

from __future__ import annotations

import os
from typing import Any

from . import probe
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM


def supported() -> None:
    tree = probe.module("dvc_data.hashfile.tree").Tree
    probe.has(tree, "load", "from_list", "as_list", "digest")
    probe.takes(tree.load, "odb", "hash_info")
    probe.takes(tree.from_list, "hash_name")
    probe.has(tree.load, "__func__")
    probe.has(probe.module("dvc_objects.errors"), "ObjectFormatError")


def apply() -> None:
    from dvc_data.hashfile.tree import Tree
    from dvc_objects.errors import ObjectFormatError

    load = Tree.load.__func__

    def checked(cls: Any, odb: Any, hash_info: Any, *args: Any, **kwargs: Any) -> Any:
        tree = load(cls, odb, hash_info, *args, **kwargs)
        if hash_info.name == "md5":
            found = Tree.from_list(tree.as_list(), hash_name=hash_info.name)
            found.digest()
            if found.hash_info.value != hash_info.value:
                raise ObjectFormatError(f"the manifest {hash_info.value} is altered")
        if any(part in ("", ".", "..") or os.sep in part for key, _, _ in tree for part in key):
            raise ObjectFormatError(f"the manifest {hash_info.value} names files outside of its directory")
        return tree

    Tree.load = classmethod(checked)
