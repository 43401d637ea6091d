"""The resident DVC of dvc-ci: imports DVC once, forks one child per request and speaks JSON lines.

Requests come on standard input, one JSON object a line:
  {"id": 1, "op": "cli", "argv": ["pull"], "cwd": "...", "env": {...}, "config": {...}, "events": false}
  {"id": 2, "op": "query", "name": "inspect", "args": {...}, "cwd": "...", "env": {...}, "config": {...}}
  {"id": 3, "op": "signal", "target": 1, "signal": "SIGINT"}
Answers, one JSON object a line, each with the id of its request:
  {"id", "out": text} {"id", "err": text} {"id", "event": {...}} {"id", "result": ...}
  {"id", "error": {"type", "message"}} and at last {"id", "exit": code}. The first answer is {"id", "pid"}: the process group of the request.

The contract with DVC is its console-script entry point, dvc.cli.main(argv), which exists in every DVC 3.x. The queries read
the same objects that the commands read (dvc.repo.Repo, its index, stages and outputs). `--once` answers the one request on
standard input without forking, for systems that cannot fork; its answers go to file descriptor 3.

Every child is the leader of its own process group. When standard input closes, because dvc-ci ended in whatever way, the groups
that still live are ended and the engine exits. When the engine itself is killed, each child ends its own group.
"""

import codecs
import contextlib
import errno
import functools
import gc
import json
import os
import select
import signal
import sys
import threading
import time

# What is beside this file is ours; a folder of compiled files there would be part of a release.
sys.dont_write_bytecode, write_bytecode = True, sys.dont_write_bytecode
import families  # noqa: E402
import yaml_memory  # noqa: E402

sys.dont_write_bytecode = write_bytecode


def load_stages():
    """What a reproduction needs and no question does."""
    sys.dont_write_bytecode, kept = True, sys.dont_write_bytecode
    try:
        import stages

        return stages
    finally:
        sys.dont_write_bytecode = kept


GRACE_SECONDS = 4.0


class Channel:
    """Writes JSON lines to a file descriptor, whole lines only."""

    def __init__(self, fd):
        self.fd = fd

    def send(self, message):
        try:
            text = json.dumps(message, default=str, allow_nan=False)
        except (TypeError, ValueError):
            text = json.dumps(plain(message), default=str)
        data = (text + "\n").encode("ascii")
        while data:
            data = data[os.write(self.fd, data):]


def plain(value):
    """A value of YAML's with texts for what JSON does not have: .nan, .inf, and keys such as days."""
    if isinstance(value, dict):
        return {key if isinstance(key, (str, int, bool, type(None))) else str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value


# ---------------------------------------------------------------- in a child


def apply_config(extra):
    """Lays options over the configuration that DVC reads, as config.local would, without writing a secret to a file.

    `core` is merged as it is, `remotes` into every remote that is configured, `remoteConfig` into the one in use.
    """
    from dvc import config as dvc_config

    load = dvc_config.Config.load

    def with_extra(self, *args, **kwargs):
        load(self, *args, **kwargs)
        core = {"analytics": False, "check_update": False, **(extra.get("core") or {})}
        name = core.get("remote") or self["core"].get("remote")
        # Only remotes that exist get options: an unknown name must stay unknown.
        remotes = {known: dict(extra.get("remotes") or {}) for known in self["remote"]}
        if name in remotes:
            remotes[name].update(extra.get("remoteConfig") or {})
        dvc_config.merge(self, {"core": core, "remote": remotes})
        self.update(type(self).validate(dict(self)))

    dvc_config.Config.load = with_extra


def keep_remote_objects():
    """Keeps DVC from removing what it finds altered in a remote that is a folder: it does so with every object that is not read-only.

    Who only looks must not destroy anything, and what is gone could no longer be told from what was never pushed. A remote is known by
    the option `verify`, which a cache never has.
    """
    from dvc_data.hashfile.db import HashFileDB
    from dvc_data.hashfile.meta import Meta
    from dvc_objects.errors import ObjectFormatError

    check = HashFileDB.check

    def kept(self, oid, check_hash=True, *args, **kwargs):
        if not check_hash or not self.verify or self.hash_name not in ("md5", "md5-dos2unix"):
            return check(self, oid, check_hash, *args, **kwargs)
        path = self.oid_to_path(oid)
        if content_hash(self.fs, path, self.hash_name).split(".", 1)[0] != oid.split(".", 1)[0]:
            raise ObjectFormatError(f"{path} is corrupted")
        return Meta.from_info(self.fs.info(path))

    HashFileDB.check = kept


def watch_stages(request, argv, send):
    """Reports the stages of a reproduction, and runs them side by side where it is asked for. Returns the arguments of `dvc`."""
    stages = load_stages()
    sending = threading.Lock()

    def emit(event):
        with sending:
            send({"event": event})

    if request.get("sideBySide"):
        try:
            argv = stages.install_side_by_side(request["sideBySide"], argv, emit)
        except Exception as exc:
            send({"debug": f"one stage at a time, as DVC does it: {chain_text(exc)}"})
            stages.Gates(request["sideBySide"].get("gates")).wait()
    stages.install_stage_events(emit, request.get("plan"), chain_text, bool(request.get("tellOuts")))
    return argv


def chain_text(exc):
    """The messages of an exception and of its causes, outermost first; what one before tells already is left out."""
    texts = []
    while exc is not None:
        text = str(exc).strip() or type(exc).__name__
        # A KeyError only says the name again, sometimes with everything that there is beside it.
        if not any(text in told for told in texts) and not (texts and isinstance(exc, KeyError)):
            texts.append(text)
        exc = exc.__cause__ or exc.__context__
    return ": ".join(texts)


def open_repo():
    from dvc.repo import Repo

    return Repo()


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
        index = repo.index
        index.check_graph()
        result = {
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
        if args.get("status"):
            result["status"] = status_of(repo, args)
        return result


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


# ---------------------------------------------------------------- the remote, object by object


def needed_objects(repo, remote_name, problems, names=None):
    """Every object that the index refers to: {(remote name or None, hash name, oid): {"size", "paths"}}.

    Imports from other repositories come from there, never from our remote, so they are left out; `push: false` outputs are listed.
    With `names`, only those of the stages and `.dvc` files of these names.
    """
    needed, unpushed, imports = {}, [], []

    def need(key, size, path):
        item = needed.setdefault(key, {"size": size, "paths": []})
        if item["size"] is None:
            item["size"] = size
        if path not in item["paths"]:
            item["paths"].append(path)

    for stage in repo.index.stages:
        if names is not None and stage.addressing not in names:
            continue
        for out in stage.outs:
            if not out.use_cache or out.protocol != "local":
                continue
            path = shown(out.fs_path)
            if stage.is_repo_import or getattr(stage, "is_partial_import", False):
                imports.append(path)
                continue
            if not getattr(out, "can_push", True):
                unpushed.append(path)
                continue
            info = out.hash_info
            if not info or not info.value:
                if stage_kind(stage) != "stage" or stage.cmd:
                    problems.append({"path": path, "stage": stage.addressing, "reason": "unlocked"})
                continue
            name = out.remote or remote_name
            meta = out.meta
            is_dir = info.isdir
            need((name, info.name, info.value), None if is_dir or meta is None else meta.size, path)
            if is_dir:
                tree, reason = load_tree(repo, out, name)
                if tree is None:
                    problems.append({"path": path, "hash": info.value, "remote": name, "reason": reason})
                    continue
                total = None if meta is None else meta.size
                sizes_known = True
                members = []
                for key, member_meta, member in tree:
                    size = member_meta.size if member_meta is not None else None
                    sizes_known = sizes_known and size is not None
                    member_path = "/".join([path, *key])
                    need((name, member.name, member.value), size, member_path)
                    members.append((name, member.name, member.value))
                if total is not None and not sizes_known:
                    needed[(name, info.name, info.value)]["total"] = {"size": total, "members": members}
    return needed, unpushed, imports


def default_remote(repo, args):
    """The remote of outputs that name none: the one that a query asks for, else the project's."""
    return args.get("remote") or repo.config["core"].get("remote")


def named(args):
    """The stages that a query is about; None for all of them."""
    return set(args["stages"]) if args.get("stages") is not None else None


def load_tree(repo, out, remote_name):
    """The manifest of a directory output, from the local cache or from its remote; (None, reason) when neither can give it."""
    from dvc_data.hashfile.tree import Tree
    from dvc_objects.errors import ObjectFormatError

    info = out.hash_info
    reason = "missing"
    for odb in (out.cache, remote_odb(repo, remote_name, info.name)):
        try:
            tree = Tree.load(odb, info, hash_name=info.name)
        except FileNotFoundError:
            continue
        except ObjectFormatError:
            reason = "altered"
            continue
        check = Tree.from_list(tree.as_list(), hash_name=info.name)
        check.digest()
        if info.name == "md5" and check.hash_info.value != info.value:
            reason = "altered"
            continue
        if any(part in ("", ".", "..") or os.sep in part for key, _, _ in tree for part in key):
            # DVC would write these files wherever their names lead.
            reason = "altered"
            continue
        return tree, None
    return None, reason


def remote_odb(repo, name, hash_name):
    key = (name, hash_name)
    cache = remote_odb.__dict__.setdefault("cache", {})
    if key not in cache:
        cache[key] = repo.cloud.get_remote_odb(name, "status", hash_name=hash_name)
    return cache[key]


def listed_hash(info, hash_name):
    """The MD5 of an object where its listing tells it for nothing: S3's ETag of single-part uploads, GCS's and Azure's checksums."""
    import base64

    if hash_name not in ("md5", "md5-dos2unix"):
        return None
    etag = str(info.get("ETag", "")).strip('"')
    if len(etag) == 32 and all(c in "0123456789abcdef" for c in etag):
        return etag
    value = info.get("md5Hash")
    if value is None:
        settings = info.get("content_settings")
        value = settings.get("content_md5") if isinstance(settings, dict) else None
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, str) and value:
        try:
            return base64.b64decode(value).hex()
        except ValueError:
            return None
    return None


def content_hash(fs, path, hash_name):
    from dvc_data.hashfile.hash import hash_file

    return hash_file(path, fs, hash_name)[1].value


def ask_object(task):
    """(key, size or None, reason or None, detail): one object asked of its remote."""
    odb, key, expected, mode, download = task
    _, hash_name, oid = key
    path = odb.oid_to_path(oid)
    try:
        info = odb.fs.info(path)
    except FileNotFoundError:
        return key, None, "missing", None
    size = info.get("size")
    if mode == "exists":
        return key, size, None, None
    if expected is not None and size is not None and size != expected:
        return key, size, "truncated" if size < expected else "altered", f"{size} bytes in place of {expected}"
    bare = oid.split(".", 1)[0]
    if hash_name == "md5-dos2unix":
        return key, size, None, None
    listed = listed_hash(info, hash_name)
    if listed == bare:
        return key, size, None, None
    # A listing's checksum may be of something else (encrypted or composed objects), so a difference is only a reason to look.
    if download and (mode == "full" or listed is not None):
        actual = content_hash(odb.fs, path, hash_name)
        if actual.split(".", 1)[0] != bare:
            return key, size, "altered", f"its content hashes to {actual}"
    return key, size, None, None


def query_verify(args):
    """Asks the remotes for every object that the commit needs. mode: exists, sizes or full; `only`: a list of hashes; `stages`: names.

    With `download: false` no content is read: what only content could tell is told of the whole directory, or not at all.
    """
    from concurrent.futures import ThreadPoolExecutor

    mode, download = args["mode"], args.get("download", True)
    only = set(args["only"]) if args.get("only") is not None else None
    with open_repo() as repo:
        problems = []
        default = default_remote(repo, args)
        if args.get("forget"):
            forget_remotes(repo, default)
        needed, unpushed, imports = needed_objects(repo, default, problems, named(args))
        tasks = [
            (remote_odb(repo, key[0], key[1]), key, item["size"], mode, download)
            for key, item in needed.items()
            if only is None or key[2] in only
        ]
        sizes, bad = {}, {}
        workers = max(1, min(args.get("jobs") or 32, len(tasks)))
        with ThreadPoolExecutor(workers) as pool:
            for key, size, reason, detail in pool.map(ask_object, tasks):
                sizes[key] = size
                if reason:
                    bad[key] = {"reason": reason, "detail": detail}
        if mode != "exists":
            check_totals(repo, needed, sizes, bad, download)
        for problem in problems:
            key = (problem.get("remote"), None, problem.get("hash"))
            if problem["reason"] == "altered" and problem.get("hash"):
                for known in needed:
                    if known[2] == key[2] and known not in bad:
                        bad[known] = {"reason": "altered", "detail": "its manifest cannot be read"}
        return {
            "remote": default,
            "objects": len(needed),
            "asked": len(tasks),
            "verified": len(tasks) - sum(1 for key in bad if key in sizes),
            "bytes": sum(size or 0 for size in sizes.values()),
            "bad": [
                {"remote": key[0], "hash": key[2], "paths": needed[key]["paths"], **what}
                for key, what in bad.items()
            ],
            "unlocked": [problem for problem in problems if problem["reason"] == "unlocked"],
            "unpushed": unpushed,
            "imports": imports,
        }


def check_totals(repo, needed, sizes, bad, download):
    """A directory's manifest has no sizes, but dvc.lock has their sum: where it differs, members are compared with the local cache."""
    for key, item in needed.items():
        total = item.get("total")
        if not total or any(member not in sizes or member in bad for member in total["members"]):
            continue
        # Two members with the same content are one object, but both count in the sum of dvc.lock.
        present = sum(sizes[member] or 0 for member in total["members"])
        if present == total["size"]:
            continue
        suspects = []
        for member in set(total["members"]):
            cache = cache_odb(repo, member[1])
            try:
                local = os.stat(cache.oid_to_path(member[2])).st_size
            except OSError:
                local = None
            if local is not None and local != sizes[member]:
                bad[member] = {"reason": "truncated" if (sizes[member] or 0) < local else "altered", "detail": f"{sizes[member]} bytes in place of {local}"}
            elif local is None:
                suspects.append(member)
        if suspects and not download:
            bad[key] = {"reason": "truncated" if present < total["size"] else "altered", "detail": f"its files have {present} bytes in all in place of {total['size']}"}
            continue
        for member in suspects:
            odb = remote_odb(repo, member[0], member[1])
            actual = content_hash(odb.fs, odb.oid_to_path(member[2]), member[1])
            if actual.split(".", 1)[0] != member[2].split(".", 1)[0]:
                bad[member] = {"reason": "truncated", "detail": f"its {sizes[member]} bytes hash to {actual}"}


def query_cached(args):
    """Which of the needed objects the local cache lacks: {hash: paths}, for the stages named in `stages` (all without it)."""
    with open_repo() as repo:
        problems = []
        needed, _, _ = needed_objects(repo, default_remote(repo, args), problems, named(args))
        lacking = {}
        for (_, hash_name, oid), item in needed.items():
            cache = cache_odb(repo, hash_name)
            if not os.path.exists(cache.oid_to_path(oid)):
                lacking[oid] = item["paths"]
        return lacking


def query_altered(args):
    """Outputs of the given stages whose content in the workspace is not what dvc.lock says: every byte is read, DVC's memory of files counts for nothing.

    DVC takes a cached object that nobody may write for whole, and a file of the same size and time for unchanged.
    """
    from dvc_data.hashfile.state import StateNoop

    names, altered = named(args), []
    with open_repo() as repo:
        for stage in repo.index.stages:
            if stage.addressing not in names:
                continue
            for out in stage.outs:
                if not out.use_cache or out.protocol != "local" or not out.hash_info or not out.exists:
                    continue
                out.cache.state = StateNoop()
                actual = out.get_hash()
                if actual.value != out.hash_info.value:
                    altered.append({"path": shown(out.fs_path), "stage": stage.addressing, "hash": out.hash_info.value, "actual": actual.value})
    return altered


def query_read(args):
    """Content of one small object (a metrics file of another revision) as text, from the cache or its remote; None when nobody has it."""
    with open_repo() as repo:
        hash_name, oid = args["hashName"], args["hash"]
        cache = cache_odb(repo, hash_name)
        for odb in (cache, None):
            try:
                odb = odb or remote_odb(repo, default_remote(repo, args), hash_name)
                path = odb.oid_to_path(oid)
                with odb.fs.open(path, "rb") as stream:
                    data = stream.read(args["limit"] + 1)
            except FileNotFoundError:
                continue
            if len(data) > args["limit"]:
                raise ValueError(f"object {oid} is larger than {args['limit']} bytes")
            # What was altered there says nothing.
            if content_hash(odb.fs, path, hash_name).split(".", 1)[0] != oid.split(".", 1)[0]:
                continue
            return data.decode("utf-8", "replace")
        return None


def query_metrics_at(args):
    """The metrics files that another revision declares, as paths from here; the working tree is not touched."""
    with open_repo() as repo:
        here, paths = repo.root_dir, []
        for _ in repo.brancher(revs=[args["rev"]], workspace=False):
            base, fs, index = repo.root_dir, repo.fs, repo.index
            files = [out.fs_path for out in index.outs if out.metric and out.protocol == "local"]
            for file, names in index._metrics.items():
                folder = fs.parent(fs.join(base, file))
                files += [fs.normpath(fs.join(folder, name)) for name in names]
            paths += [shown(os.path.join(here, *fs.relparts(path, base))) for path in files]
        return sorted(set(paths))


def query_probe(args):
    """Proves that the remote can be written to by putting DVC's object of the empty file there, which is the same in every project."""
    with open_repo() as repo:
        name = default_remote(repo, args)
        odb = remote_odb(repo, name, "md5")
        path = odb.oid_to_path("d41d8cd98f00b204e9800998ecf8427e")
        odb.fs.makedirs(os.path.dirname(path), exist_ok=True)
        odb.fs.pipe_file(path, b"") if hasattr(odb.fs, "pipe_file") else odb.fs.fs.pipe_file(path, b"")
        return {"remote": name}


def query_send(args):
    """Uploads single objects, by their hashes, from the local cache. Returns those that were sent.

    `dvc push` never brings back a lost member of a directory whose manifest the remote has: it takes the whole directory for present.
    """
    only, sent = set(args["only"]), []
    with open_repo() as repo:
        needed, _, _ = needed_objects(repo, default_remote(repo, args), [])
        for name, hash_name, oid in needed:
            if oid not in only:
                continue
            cache = cache_odb(repo, hash_name)
            path = cache.oid_to_path(oid)
            if not os.path.exists(path) or content_hash(cache.fs, path, hash_name).split(".", 1)[0] != oid.split(".", 1)[0]:
                continue
            remote_odb(repo, name, hash_name).add(path, cache.fs, oid, check_exists=False)
            sent.append(oid)
    return sent


def query_upload(args):
    """Brings objects of the local cache, folders after their members, to their remotes. Takes no lock: stages may run meanwhile.

    Whether all of it has arrived, and whole, is asked later, of the remote itself. Returns how many objects were sent.
    """
    from dvc_data.hashfile.hash_info import HashInfo

    # The stages come first.
    os.nice(5)
    sent, by_remote = 0, {}
    with open_repo() as repo:
        for item in args["objects"]:
            remote = item.get("remote") or default_remote(repo, args)
            by_remote.setdefault((remote, item["hashName"]), set()).add(HashInfo(item["hashName"], item["hash"]))
        for (remote, hash_name), objects in by_remote.items():
            cache = cache_odb(repo, hash_name)
            sent += len(repo.cloud.transfer(cache, remote_odb(repo, remote, hash_name), objects, shallow=False, cache_odb=cache).transferred)
    return sent


def query_fetch(args):
    """Brings what the given stages and `.dvc` files made into the local cache. Takes no lock: stages may run meanwhile.

    Returns the hashes of what did not come.
    """
    from dvc_data.hashfile.hash_info import HashInfo

    with open_repo() as repo:
        problems, by_remote = [], {}
        needed, _, _ = needed_objects(repo, default_remote(repo, args), problems, named(args))
        for remote, hash_name, oid in needed:
            by_remote.setdefault((remote, hash_name), set()).add(HashInfo(hash_name, oid))
        for (remote, hash_name), objects in by_remote.items():
            odb, cache = remote_odb(repo, remote, hash_name), cache_odb(repo, hash_name)
            repo.cloud.transfer(odb, cache, objects, verify=odb.verify, cache_odb=cache)
        lacking = {oid for _, hash_name, oid in needed if not os.path.exists(cache_odb(repo, hash_name).oid_to_path(oid))}
        return sorted(lacking | {problem["hash"] for problem in problems if problem.get("hash")})


def cache_odb(repo, hash_name):
    return repo.cache.legacy if hash_name == "md5-dos2unix" else repo.cache.local


def forget_remotes(repo, default):
    """Drops what DVC believes the remotes to hold, so that a push asks them itself."""
    from dvc_data.hashfile.db import get_index

    for name in {default, *(out.remote for out in repo.index.outs if out.remote)}:
        get_index(remote_odb(repo, name, "md5")).clear()


QUERIES = {
    "inspect": query_inspect,
    "status": query_status,
    "verify": query_verify,
    "cached": query_cached,
    "altered": query_altered,
    "read": query_read,
    "metricsAt": query_metrics_at,
    "probe": query_probe,
    "send": query_send,
    "upload": query_upload,
    "fetch": query_fetch,
}


def error_location(exc):
    """The file that an error of DVC's is about, where it says so."""
    while exc is not None:
        for name in ("path", "relpath", "file"):
            value = getattr(exc, name, None)
            if isinstance(value, str) and value:
                return shown(value) if os.path.isabs(value) else value.replace(os.sep, "/")
        exc = exc.__cause__
    return None


def answer(request, send):
    """Runs one request in this process and returns its exit code."""
    try:
        os.chdir(request["cwd"])
        apply_config(request.get("config") or {})
        yaml_memory.remember_parsed(lambda parsed: send({"parsed": parsed}) if request.get("shared") else None)
        # A push replaces what is altered.
        if request["op"] != "cli" or request["argv"][:1] != ["push"]:
            keep_remote_objects()
        if request["op"] == "cli":
            argv = list(request["argv"])
            if request.get("events"):
                argv = watch_stages(request, argv, send)
            from dvc.cli import main

            return main(argv)
        send({"result": QUERIES[request["name"]](request.get("args") or {})})
        return 0
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else 1
    except KeyboardInterrupt:
        return 130
    except BaseException as exc:  # an answer must go out whatever happened
        kinds = [kind.__name__ for kind in type(exc).__mro__]
        cause = exc.__cause__ or exc.__context__
        send({"error": {
            "type": type(exc).__name__, "kinds": kinds, "message": chain_text(exc),
            "cause": type(cause).__name__ if cause else None, "path": error_location(exc),
        }})
        return 1


def end_with(fd):
    """Ends this process group, with every stage in it, as soon as whoever has the other end of a pipe is gone: nobody else would."""

    def wait():
        with contextlib.suppress(OSError):
            os.read(fd, 1)
        with contextlib.suppress(Exception):
            family = families.Family()
            family.gather([os.getpid()])
            family.signal(signal.SIGKILL)
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(137)

    threading.Thread(target=wait, daemon=True).start()


def child_main(request, out_fd, err_fd, event_fd, lifeline, inherited):
    """The life of a forked child. Never returns."""
    code = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(out_fd, 1)
        os.dup2(err_fd, 2)
        for fd in [null, out_fd, err_fd, *inherited]:
            if fd > 2:
                os.close(fd)
        keep_for_good()
        end_with(lifeline)
        if request.get("env") is not None:
            os.environ.clear()
            os.environ.update(request["env"])
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(line_buffering=True, encoding="utf-8", errors="replace")
        sys.argv = ["dvc", *request.get("argv", [request.get("name", "")])]
        code = answer({**request, "shared": True}, Channel(event_fd).send)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        code = 1
    finally:
        os._exit(code if isinstance(code, int) else 1)


# ---------------------------------------------------------------- the resident


class Child:
    """A running request: its process and the three pipes that it writes to."""

    def __init__(self, ident, pid, pipes):
        self.id, self.pid, self.pipes, self.code = ident, pid, pipes, None
        # Whether it was asked to end: then nobody of its group may be left when its end is told.
        self.signalled = False
        self.given_up_at = None
        self.family = families.Family()
        self.decoders = {kind: codecs.getincrementaldecoder("utf-8")("replace") for kind in pipes}
        self.partial = ""

    def signal(self, number):
        """Signals everything that it has started."""
        self.family.gather([self.pid])
        signal_group(self.pid, number)
        self.family.signal(number, but_group=self.pid)

    def alive(self):
        return group_alive(self.pid) or self.family.alive()

    def lingers(self):
        """Whether somebody of an ended command's group still has to go. After a kill only a zombie that nobody reaps can be left."""
        if not self.signalled or (self.given_up_at is not None and time.monotonic() > self.given_up_at):
            return False
        return self.alive()


class Resident:
    def __init__(self, channel, stdin, later):
        self.channel, self.stdin, self.children, self.buffer, self.later = channel, stdin, {}, b"", later
        self.wake_read, self.wake_write = os.pipe()
        # Nothing is ever written to it: its other end closes when we are gone.
        self.lifeline, self.life = os.pipe()
        for fd in (self.wake_read, self.wake_write):
            os.set_blocking(fd, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)

    def start(self, request):
        pipes = {kind: os.pipe() for kind in ("out", "err", "event")}
        pid = os.fork()
        if pid == 0:
            inherited = [fd for kind, pair in pipes.items() for fd in (pair[0],)]
            inherited += [fd for child in self.children.values() for fd in child.pipes.values()]
            inherited += [self.stdin, self.channel.fd, self.wake_read, self.wake_write, self.life]
            child_main(request, pipes["out"][1], pipes["err"][1], pipes["event"][1], self.lifeline, inherited)
        self.channel.send({"id": request["id"], "pid": pid})
        for pair in pipes.values():
            os.close(pair[1])
            os.set_blocking(pair[0], False)
        self.children[request["id"]] = Child(request["id"], pid, {kind: pair[0] for kind, pair in pipes.items()})

    def handle(self, line):
        request = json.loads(line)
        if request["op"] == "signal":
            child = self.children.get(request["target"])
            if child:
                child.signalled = True
                if request["signal"] == "SIGKILL":
                    child.given_up_at = time.monotonic() + 1.0
                child.signal(getattr(signal, request["signal"]))
        else:
            self.start(request)

    def read_requests(self):
        data = os.read(self.stdin, 1 << 16)
        if not data:
            return False
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        for line in lines:
            if line.strip():
                self.handle(line)
        return True

    def pump(self, child, kind):
        """Forwards what a pipe of a child has; closes the pipe at its end."""
        try:
            data = os.read(child.pipes[kind], 1 << 16)
        except OSError as exc:
            if exc.errno == errno.EAGAIN:
                return False
            raise
        text = child.decoders[kind].decode(data, final=not data)
        if kind == "event":
            *lines, child.partial = (child.partial + text).split("\n")
            for line in lines:
                if line:
                    self.forward(child, json.loads(line))
        elif text:
            self.channel.send({"id": child.id, kind: text})
        if not data:
            os.close(child.pipes.pop(kind))
        return bool(data)

    def forward(self, child, message):
        """Passes an answer on; what a child parsed stays here, for the children after it."""
        if "parsed" in message:
            yaml_memory.memory.add(message["parsed"])
        else:
            self.channel.send({"id": child.id, **message})

    def reap(self):
        try:
            while os.read(self.wake_read, 1024):
                pass
        except OSError:
            pass
        self.collect()
        for child in list(self.children.values()):
            if child.code is not None and not child.lingers():
                # A daemon that the command left behind may hold the pipes open for ever: what is there now is all that counts.
                for kind in list(child.pipes):
                    while kind in child.pipes and self.pump(child, kind):
                        pass
                for fd in child.pipes.values():
                    os.close(fd)
                del self.children[child.id]
                self.channel.send({"id": child.id, "exit": child.code if child.code >= 0 else 128 - child.code})

    def collect(self):
        """Takes the exit codes of whoever ended: our children, and orphans of theirs that came to us (see adopt_orphans)."""
        by_pid = {child.pid: child for child in self.children.values()}
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in by_pid:
                child = by_pid[pid]
                child.code = os.waitstatus_to_exitcode(status)
                if child.code < 0 and not child.signalled:
                    # It crashed, or the system was out of memory: nobody else ends the stages that it ran.
                    child.signalled, child.given_up_at = True, time.monotonic() + 1.0
                    signal_group(pid, signal.SIGKILL)

    def serve(self):
        while True:
            watched = {fd: (child, kind) for child in self.children.values() for kind, fd in child.pipes.items()}
            # Nobody tells when the last one of a group ends, only when the one that we forked does.
            lingering = any(child.code is not None for child in self.children.values())
            ready, _, _ = select.select([self.stdin, self.wake_read, *watched], [], [], 0 if self.later else 0.05 if lingering else None)
            if self.later and not ready:
                self.later.pop(0)()
                if not self.later:
                    keep_for_good()
            for fd in ready:
                if fd in watched:
                    child, kind = watched[fd]
                    if kind in child.pipes:
                        self.pump(child, kind)
            if lingering or self.wake_read in ready:
                self.reap()
            if self.stdin in ready and not self.read_requests():
                return

    def end(self):
        """Ends every group that still lives: an interrupt, then after a grace a kill."""
        for number, grace in ((signal.SIGINT, GRACE_SECONDS), (signal.SIGKILL, 1.0)):
            until = time.monotonic() + grace
            for child in self.children.values():
                child.signal(number)
            while self.children and time.monotonic() < until:
                self.collect()
                for child in list(self.children.values()):
                    if not child.alive():
                        del self.children[child.id]
                time.sleep(0.02)


def keep_for_good():
    """What was imported lives as long as we do: no collection ever has to look at it, and no child copies its pages for one."""
    gc.freeze()
    gc.enable()


def adopt_orphans():
    """Makes this process the parent of orphaned grandchildren (prctl(2), Linux): in a container often nobody else would reap them."""
    if sys.platform != "linux":
        return
    try:
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        pass


def signal_group(pid, number):
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def group_alive(pid):
    try:
        os.killpg(pid, 0)
        return True
    except (ProcessLookupError, PermissionError):
        return False


WARM = (
    "dvc.repo", "dvc.repo.index", "dvc.repo.status", "dvc.repo.fetch", "dvc.repo.pull", "dvc.repo.push", "dvc.repo.checkout",
    "dvc.repo.reproduce", "dvc.repo.commit", "dvc.stage", "dvc.stage.run", "dvc.stage.cache", "dvc.dependency", "dvc.output", "dvc.dvcfile",
    "dvc.cachemgr", "dvc.data_cloud", "dvc.fs", "dvc.scm", "dvc.lock", "dvc.rwlock", "dvc.repo.graph", "dvc.repo.artifacts",
    "dvc.parsing.context", "dvc.utils.serialize", "dvc.schema", "dvc.config_schema", "dvc.repo.datasets", "dvc.repo.stage",
    "dvc_data.index", "dvc_data.index.fetch", "dvc_data.index.push", "dvc_data.index.checkout", "dvc_data.index.save",
    "dvc_data.hashfile.transfer", "dvc_data.hashfile.status", "dvc_data.hashfile.state", "dvc_data.hashfile.tree",
    "dvc_data.hashfile.db.index", "dvc_data.hashfile.build", "dvc_data.hashfile.checkout", "networkx", "dulwich.repo", "concurrent.futures",
    # What the modules above import only when they are used, in every command.
    "ruamel.yaml", "configobj", "platformdirs.unix", "dvc.dirs", "dvc.repo.open_repo", "dvc.repo.metrics", "dvc.repo.params", "dvc.repo.plots",
    "dvc.repo.trie", "dvc.repo.brancher", "dvc.repo.worktree", "dvc.utils.strictyaml", "dvc_data.hashfile._progress", "dvc_data.hashfile.db.local",
    "dulwich.ignore", "dulwich.worktree", "fsspec.implementations.memory", "psutil", "pyparsing",
)
# What the first question, which is about the project, can do without.
WARM_LATER = (
    "dvc.commands.repro", "dvc.commands.data_sync", "dvc.commands.status", "pygit2", "dulwich.index", "ruamel.yaml.mergevalue",
    "dvc.repo.metrics.show", "dvc.repo.plots.diff", "dvc.repo.experiments.brancher", "scmrepo.git.backend.pygit2.filter", "scmrepo.fs", "dvc_data.fs", "dvc.repo.collect",
    "dvc.commands.plots", "dvc.render.match", "dvc.render.convert", "dvc.render.converter.vega", "dvc.render.converter.image", "rich.json",
)
WARM_SCHEMES = {"s3": "dvc_s3", "gs": "dvc_gs", "azure": "dvc_azure", "ssh": "dvc_ssh", "webdav": "dvc_webdav", "webdavs": "dvc_webdav"}
WARM_DEEP = {"s3": ("s3fs", "aiobotocore.session"), "gs": ("gcsfs",), "azure": ("adlfs",), "ssh": ("sshfs", "asyncssh")}


def warm(name):
    """Imports a module that commands will need. One that this version of DVC does not have is no loss."""
    import importlib

    try:
        importlib.import_module(name)
    except Exception:
        pass


def warm_parser():
    try:
        from dvc.cli.parser import get_main_parser

        get_main_parser()
    except Exception:
        pass


def warming_later(schemes):
    """What is loaded when nobody asks for anything, a bit at a time: first what the remote needs, which every child would load for itself otherwise."""
    names = []
    for scheme in schemes:
        names += [WARM_SCHEMES[scheme]] if scheme in WARM_SCHEMES else []
        names += WARM_DEEP.get(scheme, ())
    return [*(functools.partial(warm, name) for name in names), load_stages, warm_parser, *(functools.partial(warm, name) for name in WARM_LATER)]


def about():
    """Which DVC this is, and the modules beside it that it takes for its remotes."""
    from importlib.metadata import version

    found = set()
    for folder in filter(None, sys.path):
        try:
            found.update(name for name in os.listdir(folder) if name.startswith("dvc_") and os.path.isfile(os.path.join(folder, name, "__init__.py")))
        except OSError:
            pass
    return {"version": version("dvc"), "executable": sys.executable, "modules": sorted(found)}


def main():
    os.environ.setdefault("DVC_NO_ANALYTICS", "1")
    if sys.argv[1:2] == ["--once"]:
        # The answers go to descriptor 3, so that the command's own output stays on the two that it knows.
        channel = Channel(3)
        request = json.loads(sys.stdin.readline())
        # Whoever asked keeps our standard input open for as long as it lives; no stage reads from it.
        lifeline, null = os.dup(0), os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        end_with(lifeline)
        send = lambda message: channel.send({"id": request["id"], **message})  # noqa: E731
        if request.get("env") is not None:
            os.environ.update(request["env"])
        code = answer(request, send)
        send({"exit": code})
        return
    protocol_out, protocol_in = os.dup(1), os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    channel = Channel(protocol_out)
    gc.disable()
    import dvc.cli  # noqa: F401  a DVC that cannot be imported fails here, before the first promise

    channel.send({"id": 0, "ready": {**about(), "python": sys.version.split()[0], "pid": os.getpid()}})
    for name in WARM:
        warm(name)
    adopt_orphans()
    resident = Resident(channel, protocol_in, warming_later(sys.argv[1:]))
    try:
        resident.serve()
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    finally:
        resident.end()
    # Nothing is left to do, and taking apart what was imported takes longer than all of that.
    os._exit(0)


if __name__ == "__main__":
    main()
