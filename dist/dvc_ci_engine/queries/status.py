"""How the workspace differs from dvc.lock, as `dvc status` tells it, with causes."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from .asking import asking, place_of_dependency
from .common import load_tree, open_repo, shown

Record = dict[str, Any]


def status(args: Record) -> Record:
    with open_repo() as repo:
        with repo.lock:
            return status_of(repo, args)


def status_of(repo: Any, args: Record) -> Record:
    """Per stage, the differences between dvc.lock, the workspace and the cache. Stages without any are absent.

    With `allowMissing`, dvc.lock answers for absent data: its producer's hash against the consumer's. It does so for
    `push: false` outputs in any case. With `unpulled`, the workspace answers for data that it has and the cache lacks.
    """
    allow_missing = bool(args.get("allowMissing"))
    unpulled = bool(args.get("unpulled"))

    def may_be_absent(out: Any) -> bool:
        # Only the machine that made a `push: false` output has it; elsewhere dvc.lock is all that there is.
        return allow_missing or not getattr(out, "can_push", True)

    outs = {out.fs_path: out for out in repo.index.outs if out.protocol == "local" and may_be_absent(out)}
    result: Record = {}
    for stage in repo.index.stages:
        entry: Record = {} if stage.frozen else changed_inputs(repo, stage, outs, args)
        present = [
            out for out in stage.outs if not (may_be_absent(out) and out.hash_info and out.use_cache and not out.exists)
        ]
        changed_outs = {
            shown_status(out, path): state for out in present for path, state in out_status(out, unpulled).items()
        }
        if changed_outs:
            entry["outs"] = changed_outs
        if stage.always_changed or stage.is_callback:
            entry["always"] = True
        if getattr(stage, "cmd_changed", False):
            entry["command"] = True
        elif stage.changed_stage():
            entry["checksum"] = True
        if entry and stage.cmd and not stage.frozen and args.get("runCache"):
            entry["cached"] = in_run_cache(stage)
        if entry:
            result[stage.addressing] = entry
    return result


def out_status(out: Any, unpulled: bool) -> Record:
    """DVC's status of an output. DVC answers "not in cache" before it compares the workspace."""
    found: Record = out.status()
    if unpulled and "not in cache" in found.values():
        found = out.workspace_status()
    return found


def changed_inputs(repo: Any, stage: Any, outs: dict[str, Any], args: Record) -> Record:
    """Dependencies and parameters of a stage that changed. `outs` are the outputs that may be absent, by path."""
    from dvc.dependency import ParamsDependency

    deps: Record = {}
    params: Record = {}
    for dep in stage.deps:
        if isinstance(dep, ParamsDependency):
            for changed in dep.status().values():
                params[shown(dep.fs_path)] = changed if isinstance(changed, str) else param_changes(dep, changed)
            continue
        state = state_without_data(repo, dep, outs, args.get("remote")) if outs else None
        if state is not None:
            deps.update({shown(dep.fs_path): state} if state else {})
            continue
        for path, word in dep_status(dep).items():
            deps[shown_status(dep, path)] = word
    return {**({"deps": deps} if deps else {}), **({"params": params} if params else {})}


def dep_status(dep: Any) -> Record:
    """DVC's status of a dependency. Raises RemoteError where its server does not say whether it is there.

    DVC takes a failing server as an absent file (fsspec's `exists` is false for each error of HTTP).
    """
    if getattr(dep, "protocol", None) in (None, "local"):
        found: Record = dep.status()
        return found
    place = place_of_dependency(dep)
    with asking(place):
        found = dep.status()
    if "deleted" in found.values():
        with contextlib.suppress(FileNotFoundError), asking(place):
            dep.fs.info(dep.fs_path)
    return found


def param_changes(dep: Any, changed: Record) -> Record:
    """Old and new values of the parameters that changed."""
    locked = dep.hash_info.value if dep.hash_info and isinstance(dep.hash_info.value, dict) else {}
    try:
        actual = dep.read_params()
    except Exception:  # noqa: BLE001  a broken parameters file has no new values
        actual = {}
    return {
        name: {
            "status": state,
            **({"old": locked[name]} if name in locked else {}),
            **({"new": actual[name]} if name in actual else {}),
        }
        for name, state in changed.items()
    }


def state_without_data(repo: Any, dep: Any, outs: dict[str, Any], remote_name: str | None) -> str | None:
    """The state of a dependency whose data may be absent: "" if unchanged; None if the workspace has to tell.

    A link between two stages is broken when dvc.lock has another hash for the consumer than for the producer.
    """
    path = getattr(dep, "fs_path", None)
    if path is None or not dep.hash_info:
        return None
    producer = outs.get(path)
    if producer is not None and not dep.exists:
        return "modified" if producer.hash_info and producer.hash_info.value != dep.hash_info.value else ""
    parent = next((out for place, out in outs.items() if path.startswith(place.rstrip(os.sep) + os.sep)), None)
    if parent is not None and not dep.exists:
        member = member_hash(repo, parent, os.path.relpath(path, parent.fs_path), remote_name)
        return "modified" if member is not None and member != dep.hash_info.value else ""
    inside = [out for place, out in outs.items() if place.startswith(path.rstrip(os.sep) + os.sep)]
    if any(out.hash_info and not out.exists for out in inside):
        # A folder of several outputs, some absent: its hash needs all of them.
        return "unknown"
    return None


def member_hash(repo: Any, out: Any, inside: str, remote_name: str | None) -> str | None:
    """The hash of one file of a directory output, by its manifest; None where that does not tell it."""
    if not out.hash_info or not out.hash_info.isdir:
        return None
    try:
        tree, _ = load_tree(repo, out, out.remote or remote_name or repo.config["core"].get("remote"))
    except Exception:  # noqa: BLE001  a remote may fail in any way
        return None
    entry = tree.get(tuple(inside.split(os.sep))) if tree is not None else None
    return entry[1].value if entry and entry[1] else None


def shown_status(entry: Any, path: str) -> str:
    local = getattr(entry, "protocol", None) == "local" and hasattr(entry, "fs_path")
    return shown(entry.fs_path) if local else path


def in_run_cache(stage: Any) -> bool:
    """Whether `dvc repro` would take the outputs from the cache and not run the command."""
    import logging

    from dvc.stage.cache import RunCacheNotFoundError

    logger = logging.getLogger("dvc")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        stage.save_deps()
        runs = stage.repo.stage_cache
        known = runs._load(stage)
        # An entry whose outputs left the cache restores nothing: `dvc repro` runs the command.
        return bool(known) and bool(runs._create_stage(known, wdir=stage.wdir).outs_cached())
    except RunCacheNotFoundError:
        return False
    except Exception:  # noqa: BLE001  a damaged run cache restores nothing
        return False
    finally:
        logger.setLevel(level)


QUERIES = {"status": status}
