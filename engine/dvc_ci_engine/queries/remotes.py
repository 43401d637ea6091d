"""Questions about remotes and caches, object by object, and what they are given. Loaded by engine.py once the project is known."""

import os

from dvc_ci_engine.queries.project import cache_odb, content_hash, default_remote, load_tree, open_repo, remote_odb, shown, stage_kind


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


def named(args):
    """The stages that a query is about; None for all of them."""
    return set(args["stages"]) if args.get("stages") is not None else None


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
    """See altered_outputs, of the stages and `.dvc` files named in `stages`."""
    with open_repo() as repo:
        return altered_outputs(repo, named(args))


def altered_outputs(repo, names):
    """Outputs whose content in the workspace is not what dvc.lock says: every byte is read, DVC's memory of files counts for nothing.

    DVC takes a cached object that nobody may write for whole, and a file of the same size and time for unchanged.
    """
    from dvc_data.hashfile.state import StateNoop

    altered = []
    for stage in repo.index.stages:
        if stage.addressing not in names:
            continue
        for out in stage.outs:
            if not out.use_cache or out.protocol != "local" or not out.hash_info or not out.exists:
                continue
            kept, out.cache.state = out.cache.state, StateNoop()
            try:
                actual = out.get_hash()
            finally:
                out.cache.state = kept
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


def forget_remotes(repo, default):
    """Drops what DVC believes the remotes to hold, so that a push asks them itself."""
    from dvc_data.hashfile.db import get_index

    for name in {default, *(out.remote for out in repo.index.outs if out.remote)}:
        get_index(remote_odb(repo, name, "md5")).clear()


QUERIES = {
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
