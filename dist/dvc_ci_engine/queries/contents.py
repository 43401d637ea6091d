"""The content of outputs and objects: in the workspace, in the cache and at other revisions."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from .asking import asking
from .common import cache_odb, chosen, content_hash, default_remote, named, open_repo, place_of, remote_odb, shown
from .objects import NeededObjects, is_cached


def cached(args: dict[str, Any]) -> dict[str, list[str]]:
    """The needed objects that the local cache lacks: {hash: paths}, for the stages in `stages` (all without it)."""
    with open_repo() as repo:
        needed = NeededObjects(repo, default_remote(repo, args), named(args))
        lacking = {}
        for (_, hash_name, oid), item in needed.objects.items():
            if not os.path.exists(cache_odb(repo, hash_name).oid_to_path(oid)):
                lacking[oid] = item["paths"]
        return lacking


def space(args: dict[str, Any]) -> dict[str, Any]:
    """The bytes that a pull of the outputs in `paths` writes, by the sizes in dvc.lock and `.dvc` files.

    Asks no remote. `cache`: objects that the cache lacks; `workspace`: outputs that are not there; `copies`: whether
    DVC copies them there.
    """
    paths = chosen(args) or set()
    with open_repo() as repo:
        lacking: dict[str, int] = {}
        absent = 0
        for stage in repo.index.stages:
            for out in stage.outs:
                if not is_cached(out) or shown(out.fs_path) not in paths or not out.hash_info or out.meta is None:
                    continue
                size = out.meta.size or 0
                lacking[out.hash_info.value] = lacking_bytes(out, size)
                if not os.path.lexists(out.fs_path):
                    absent += size
        return {"cache": sum(lacking.values()), "workspace": absent, "copies": copies(repo)}


def lacking_bytes(out: Any, size: int) -> int:
    """The part of an output's bytes that the cache lacks."""
    from dvc_data.hashfile.tree import Tree
    from dvc_objects.errors import ObjectFormatError

    def is_here(oid: str) -> bool:
        return os.path.exists(out.cache.oid_to_path(oid))

    if not is_here(out.hash_info.value):
        return size
    if not out.hash_info.isdir:
        return 0
    try:
        members = [entry.value for _, _, entry in Tree.load(out.cache, out.hash_info, hash_name=out.hash_info.name)]
    except (FileNotFoundError, ObjectFormatError):
        return size
    # Manifests have no sizes.
    gone = sum(1 for member in members if not is_here(member))
    return size * gone // max(1, len(members))


def copies(repo: Any) -> bool:
    """Whether DVC would copy objects of the cache into the workspace: it tries the link types in their order."""
    from dvc.fs import LocalFileSystem
    from dvc_objects.fs.generic import test_links

    odb, local = repo.cache.local, LocalFileSystem()
    types = list(odb.cache_types)
    usable = test_links(types, odb.fs, odb.path, local, os.path.join(repo.root_dir, "link"))
    return not usable or usable[0] == "copy"


def altered(args: dict[str, Any]) -> list[dict[str, Any]]:
    """See altered_outputs, of the stages and `.dvc` files in `stages`, of their `paths` alone if there are any."""
    with open_repo() as repo:
        return altered_outputs(repo, named(args) or set(), chosen(args))


def altered_outputs(repo: Any, names: set[str], paths: set[str] | None = None) -> list[dict[str, Any]]:
    """Outputs in the workspace that differ from dvc.lock, of all paths or of these. Every byte is read.

    DVC's memory does not count: it takes a read-only object of the cache as whole, and a file of the same size and
    time as unchanged.
    """
    from dvc_data.hashfile.state import StateNoop

    found = []
    for stage in repo.index.stages:
        if stage.addressing not in names:
            continue
        for out in stage.outs:
            if not is_cached(out) or not out.hash_info or not out.exists:
                continue
            if paths is not None and shown(out.fs_path) not in paths:
                continue
            kept, out.cache.state = out.cache.state, StateNoop()
            try:
                actual = out.get_hash()
            finally:
                out.cache.state = kept
            if actual.value != out.hash_info.value:
                hashes = {"hash": out.hash_info.value, "actual": actual.value}
                found.append({"path": shown(out.fs_path), "stage": stage.addressing, **hashes})
    return found


def read(args: dict[str, Any]) -> str | None:
    """The text of one small object (old metrics), from the cache or its remote; None if both lack it."""
    with open_repo() as repo:
        hash_name, oid = args["hashName"], args["hash"]
        name = default_remote(repo, args)
        for local in (True, False):
            source = cache_odb(repo, hash_name) if local else remote_odb(repo, name, hash_name)
            path = source.oid_to_path(oid)
            try:
                with contextlib.nullcontext() if local else asking(place_of(repo, name)):
                    with source.fs.open(path, "rb") as stream:
                        data: bytes = stream.read(args["limit"] + 1)
            except FileNotFoundError:
                continue
            if len(data) > args["limit"]:
                raise ValueError(f"object {oid} is larger than {args['limit']} bytes")
            # A damaged object tells nothing.
            if content_hash(source.fs, path, hash_name).split(".", 1)[0] != oid.split(".", 1)[0]:
                continue
            return data.decode("utf-8", "replace")
        return None


def metrics_at(args: dict[str, Any]) -> list[str]:
    """The metrics files that another revision declares, as paths from here. The working tree stays untouched."""
    with open_repo() as repo:
        here = repo.root_dir
        paths: list[str] = []
        for _ in repo.brancher(revs=[args["rev"]], workspace=False):
            base, fs, index = repo.root_dir, repo.fs, repo.index
            files = [out.fs_path for out in index.outs if out.metric and out.protocol == "local"]
            for file, names in index._metrics.items():
                folder = fs.parent(fs.join(base, file))
                files += [fs.normpath(fs.join(folder, name)) for name in names]
            paths += [shown(os.path.join(here, *fs.relparts(path, base))) for path in files]
        return sorted(set(paths))


QUERIES = {"cached": cached, "space": space, "altered": altered, "read": read, "metricsAt": metrics_at}
