"""Questions about a project, answered from the objects that DVC's commands read (dvc.repo.Repo, its index, stages and outputs). Used by engine.py."""

import os


def content_hash(fs, path, hash_name):
    from dvc_data.hashfile.hash import hash_file

    return hash_file(path, fs, hash_name)[1].value


def hold():
    """Waits for the word where the question was made ready ahead, and tells whether it was (engine.py puts that in its place)."""
    return False


def open_repo():
    from dvc.repo import Repo

    repo = Repo()
    if hold():
        repo._reset()
    return repo


def shown(path):
    """A path as seen from the working directory, with slashes."""
    return os.path.relpath(path).replace(os.sep, "/")


def out_record(out):
    record = {
        "path": shown(out.fs_path) if out.protocol == "local" else out.def_path,
        "cache": bool(out.use_cache),
        "metric": bool(out.metric),
        "plot": bool(out.plot),
        "persist": bool(out.persist),
        "push": bool(getattr(out, "can_push", True)),
    }
    if out.remote:
        record["remote"] = out.remote
    return {**record, **hash_record(out)}


def hash_record(entry):
    record = {}
    info, meta = entry.hash_info, entry.meta
    if info and isinstance(info.value, str):
        record["hash"], record["hashName"] = info.value, info.name
    if meta is not None:
        if meta.size is not None:
            record["size"] = meta.size
        if meta.nfiles is not None:
            record["files"] = meta.nfiles
    return record


def dep_record(dep):
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


def stage_kind(stage):
    from dvc.stage import PipelineStage

    if isinstance(stage, PipelineStage):
        return "stage"
    if stage.is_repo_import or stage.is_import:
        return "import"
    return "data" if stage.is_data_source else "stage"


def stage_record(stage):
    record = {
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
    if stage.cmd:
        record["cmd"] = stage.cmd
    if getattr(stage, "meta", None):
        record["meta"] = stage.meta
    return record


def without_userinfo(url):
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return scheme + mark + host.rpartition("@")[2] + slash + path if mark else url


def remote_records(repo):
    return {name: {"url": without_userinfo(str(options.get("url", "")))} for name, options in repo.config["remote"].items()}


def query_inspect(args):
    """The project as DVC resolves it: stages with their locked hashes, edges, remotes, declared metrics, plots and artifacts."""
    with open_repo() as repo:
        return project_of(repo)


def query_survey(args):
    """Two answers: the project, then the status of its checkout (see status_of)."""
    with open_repo() as repo:
        yield project_of(repo)
        with repo.lock:
            yield status_of(repo, args)


def project_of(repo):
    index = repo.index
    index.check_graph()
    return {
        "root": os.path.realpath(repo.root_dir),
        "stages": [stage_record(stage) for stage in index.stages],
        "edges": [[a.addressing, b.addressing] for a, b in index.graph.edges],
        "remotes": remote_records(repo),
        "defaultRemote": repo.config["core"].get("remote"),
        "metrics": declared(repo, index._metrics),
        "plots": declared_plots(repo, index._plots),
        "artifacts": [
            {"file": shown(os.path.join(repo.root_dir, path)), "name": name, **artifact_record(value)}
            for path, artifacts in index._artifacts.items()
            for name, value in artifacts.items()
        ],
    }


def artifact_record(value):
    fields = {key: getattr(value, key, None) for key in ("path", "type", "desc", "labels")} if not isinstance(value, dict) else value
    return {key: field for key, field in fields.items() if field}


def declared(repo, by_file):
    paths = []
    for file, names in by_file.items():
        base = os.path.dirname(os.path.join(repo.root_dir, file))
        paths.extend(shown(os.path.join(base, name)) for name in names)
    return paths


def declared_plots(repo, by_file):
    """The files of top-level plots: the key itself where no `y` names other files."""
    paths = []
    for file, plots in by_file.items():
        base = os.path.dirname(os.path.join(repo.root_dir, file))
        for plot in plots if isinstance(plots, list) else [plots]:
            items = plot.items() if isinstance(plot, dict) else [(plot, None)]
            for name, options in items:
                y = (options or {}).get("y") if isinstance(options, dict) else None
                names = list(y) if isinstance(y, dict) else [name]
                paths.extend(shown(os.path.join(base, str(item))) for item in names)
    return paths


def param_changes(dep, changed):
    """Old and new values of the parameters that changed."""
    locked = dep.hash_info.value if dep.hash_info and isinstance(dep.hash_info.value, dict) else {}
    try:
        actual = dep.read_params()
    except Exception:
        actual = {}
    return {
        name: {"status": state, **({"old": locked[name]} if name in locked else {}), **({"new": actual[name]} if name in actual else {})}
        for name, state in changed.items()
    }


def status_of(repo, args):
    """Per stage, what differs between dvc.lock, the workspace and the cache; stages that are as they should be are absent.

    With allowMissing, data that is not here counts as what the lock says: its producer's hash against the consumer's. So do
    `push: false` outputs in any case.
    """
    from dvc.dependency import ParamsDependency

    allow_missing = bool(args.get("allowMissing"))

    def may_be_absent(out):
        # Nobody but its maker can have a `push: false` output: elsewhere dvc.lock's word is all that there is.
        return allow_missing or not getattr(out, "can_push", True)

    outs = {out.fs_path: out for out in repo.index.outs if out.protocol == "local" and may_be_absent(out)}
    result = {}
    for stage in repo.index.stages:
        entry = {}
        if not stage.frozen:
            deps, params = {}, {}
            for dep in stage.deps:
                if isinstance(dep, ParamsDependency):
                    for path, changed in dep.status().items():
                        where = shown(dep.fs_path)
                        params[where] = changed if isinstance(changed, str) else param_changes(dep, changed)
                    continue
                if outs:
                    state = state_without_data(repo, dep, outs, args.get("remote"))
                    if state is not None:
                        deps.update({shown(dep.fs_path): state} if state else {})
                        continue
                for path, state in dep.status().items():
                    deps[shown_status(dep, path)] = state
            if deps:
                entry["deps"] = deps
            if params:
                entry["params"] = params
        changed_outs = {}
        for out in stage.outs:
            if may_be_absent(out) and out.hash_info and out.use_cache and not out.exists:
                continue
            for path, state in out.status().items():
                changed_outs[shown_status(out, path)] = state
        if changed_outs:
            entry["outs"] = changed_outs
        if stage.always_changed or stage.is_callback:
            entry["always"] = True
        if getattr(stage, "cmd_changed", False):
            entry["command"] = True
        elif stage.changed_stage():
            entry["checksum"] = True
        if entry:
            if stage.cmd and not stage.frozen and args.get("runCache"):
                entry["cached"] = in_run_cache(stage)
            result[stage.addressing] = entry
    return result


def state_without_data(repo, dep, outs, remote_name):
    """What is known of a dependency whose data need not be here: None: look at the workspace; "": as dvc.lock says; else its state.

    A link between two stages is broken when the consumer's entry in dvc.lock names another hash than its producer's.
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
        # A folder of several outputs, some of them not here: its hash cannot be made without all of them.
        return "unknown"
    return None


def member_hash(repo, out, inside, remote_name):
    """Hash of one file of a directory output by its manifest; None when it is no file of it or nobody has the manifest."""
    if not out.hash_info or not out.hash_info.isdir:
        return None
    try:
        tree, _ = load_tree(repo, out, out.remote or remote_name or repo.config["core"].get("remote"))
    except Exception:
        return None
    entry = tree.get(tuple(inside.split(os.sep))) if tree is not None else None
    return entry[1].value if entry and entry[1] else None


def shown_status(entry, path):
    return shown(entry.fs_path) if getattr(entry, "protocol", None) == "local" and hasattr(entry, "fs_path") else path


def in_run_cache(stage):
    """Whether `dvc repro` would take the outputs from the cache in place of running the command."""
    import logging

    from dvc.stage.cache import RunCacheNotFoundError

    logging.getLogger("dvc").setLevel(logging.ERROR)
    try:
        stage.save_deps()
        runs = stage.repo.stage_cache
        known = runs._load(stage)
        # An entry whose outputs are not in the cache any more restores nothing: `dvc repro` runs the command.
        return bool(known) and runs._create_stage(known, wdir=stage.wdir).outs_cached()
    except RunCacheNotFoundError:
        return False
    except Exception:
        return False


def query_status(args):
    with open_repo() as repo:
        with repo.lock:
            return status_of(repo, args)


# ---------------------------------------------------------------- caches and remotes


def default_remote(repo, args):
    """The remote of outputs that name none: the one that a query asks for, else the project's."""
    return args.get("remote") or repo.config["core"].get("remote")


def cache_odb(repo, hash_name):
    return repo.cache.legacy if hash_name == "md5-dos2unix" else repo.cache.local


def load_tree(repo, out, remote_name):
    """The manifest of a directory output, from the local cache or from its remote; (None, reason) when neither can give it."""
    from dvc_data.hashfile.tree import Tree
    from dvc_objects.errors import ObjectFormatError

    info = out.hash_info
    reason = "missing"
    for odb in (out.cache, remote_odb(repo, remote_name, info.name)):
        try:
            return Tree.load(odb, info, hash_name=info.name), None
        except FileNotFoundError:
            continue
        except ObjectFormatError:
            reason = "altered"
    return None, reason


def remote_odb(repo, name, hash_name):
    key = (name, hash_name)
    cache = remote_odb.__dict__.setdefault("cache", {})
    if key not in cache:
        cache[key] = repo.cloud.get_remote_odb(name, "status", hash_name=hash_name)
    return cache[key]


QUERIES = {"inspect": query_inspect, "survey": query_survey, "status": query_status}
