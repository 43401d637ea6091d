"""The project as DVC resolves it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .asking import options_of
from .common import open_repo, shown, stage_kind
from .status import status_of
from .versioned import is_versioned

if TYPE_CHECKING:
    from collections.abc import Iterator

Record = dict[str, Any]


def out_record(out: Any) -> Record:
    record: Record = {
        "path": shown(out.fs_path) if out.protocol == "local" else out.def_path,
        "cache": bool(out.use_cache),
        "metric": bool(out.metric),
        "plot": bool(out.plot),
        "persist": bool(out.persist),
        "push": bool(getattr(out, "can_push", True)),
    }
    if out.remote:
        record["remote"] = out.remote
    if out.files:
        record["listsFiles"] = True
    return {**record, **hash_record(out)}


def hash_record(entry: Any) -> Record:
    record: Record = {}
    info, meta = entry.hash_info, entry.meta
    if info and isinstance(info.value, str):
        record["hash"], record["hashName"] = info.value, info.name
    if meta is not None:
        if meta.size is not None:
            record["size"] = meta.size
        if meta.nfiles is not None:
            record["files"] = meta.nfiles
    return record


def dep_record(dep: Any) -> Record:
    from dvc.dependency import ParamsDependency, RepoDependency

    if isinstance(dep, ParamsDependency):
        values = dep.hash_info.value if dep.hash_info else {}
        return {"kind": "params", "path": shown(dep.fs_path), "names": list(dep.params), "locked": values or {}}
    if isinstance(dep, RepoDependency):
        return {"kind": "repo", "path": dep.def_path}
    local = getattr(dep, "protocol", None) == "local" and hasattr(dep, "fs_path")
    if not local:
        return {"kind": "external", "path": str(getattr(dep, "def_path", dep))}
    return {"kind": "path", "path": shown(dep.fs_path), **hash_record(dep)}


def stage_record(stage: Any) -> Record:
    record: Record = {
        "name": stage.addressing,
        "kind": stage_kind(stage),
        "file": shown(stage.path),
        "wdir": shown(stage.wdir),
        "frozen": bool(stage.frozen),
        "always": bool(stage.always_changed or stage.is_callback),
        "partial": bool(getattr(stage, "is_partial_import", False)),
        "deps": [dep_record(dep) for dep in stage.deps],
        "outs": [out_record(out) for out in stage.outs],
    }
    tracked = getattr(stage, "tracked_vars", None)
    if tracked:
        # The values that templates of dvc.yaml take from files.
        record["vars"] = {shown(path): list(values) for path, values in tracked.items()}
    if stage.cmd:
        record["cmd"] = stage.cmd
    if getattr(stage, "meta", None):
        record["meta"] = stage.meta
    return record


def without_userinfo(url: str) -> str:
    """An address without the user name and password that it may carry."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return scheme + mark + host.rpartition("@")[2] + slash + path if mark else url


def remote_records(repo: Any) -> Record:
    records: Record = {}
    for name, options in repo.config["remote"].items():
        records[name] = {"url": without_userinfo(str(options.get("url", "")))}
        option = is_versioned(options_of(repo, name))
        if option is not None:
            records[name]["versions"] = option
    return records


def project_of(repo: Any) -> Record:
    """Stages with their locked hashes, edges, remotes, declared metrics, plots, parameters and artifacts."""
    index = repo.index
    index.check_graph()
    return {
        "root": os.path.realpath(repo.root_dir),
        "cache": repo.cache.local.path,
        "stages": [stage_record(stage) for stage in index.stages],
        "edges": [[a.addressing, b.addressing] for a, b in index.graph.edges],
        "remotes": remote_records(repo),
        "defaultRemote": repo.config["core"].get("remote"),
        "metrics": declared(repo, index._metrics),
        "plots": declared_plots(repo, index._plots),
        "params": declared(repo, index._params),
        "artifacts": [
            {"file": shown(os.path.join(repo.root_dir, path)), "name": name, **artifact_record(value)}
            for path, artifacts in index._artifacts.items()
            for name, value in artifacts.items()
        ],
    }


def artifact_record(value: Any) -> Record:
    if isinstance(value, dict):
        fields = value
    else:
        fields = {key: getattr(value, key, None) for key in ("path", "type", "desc", "labels")}
    return {key: field for key, field in fields.items() if field}


def declared(repo: Any, by_file: dict[str, Any]) -> list[str]:
    paths: list[str] = []
    for file, names in by_file.items():
        base = os.path.dirname(os.path.join(repo.root_dir, file))
        paths.extend(shown(os.path.join(base, name)) for name in names)
    return paths


def declared_plots(repo: Any, by_file: dict[str, Any]) -> list[str]:
    """The files of top-level plots: the key itself where no `y` names other files."""
    paths: list[str] = []
    for file, plots in by_file.items():
        base = os.path.dirname(os.path.join(repo.root_dir, file))
        for plot in plots if isinstance(plots, list) else [plots]:
            items = plot.items() if isinstance(plot, dict) else [(plot, None)]
            for name, options in items:
                y = (options or {}).get("y") if isinstance(options, dict) else None
                names = list(y) if isinstance(y, dict) else [name]
                paths.extend(shown(os.path.join(base, str(item))) for item in names)
    return paths


def inspect(_args: Record) -> Record:
    with open_repo() as repo:
        return project_of(repo)


def survey(args: Record) -> Iterator[Record]:
    """Two answers: the project, then the status of its checkout."""
    with open_repo() as repo:
        yield project_of(repo)
        with repo.lock:
            yield status_of(repo, args)


QUERIES = {"inspect": inspect, "survey": survey}
