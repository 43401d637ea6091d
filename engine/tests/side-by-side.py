"""Random pipelines, random edits: what our loop leaves behind must be what `dvc repro` leaves behind, byte for byte.

    python side-by-side.py SEED FIRST LAST     cases FIRST to LAST - 1; a failure prints the seed, the case and the difference

Each case is made twice: a pipeline that never ran, or one that was built and then edited. Both copies get the same command, once with DVC's own
loop and once with ours, each in a forked child of this process, which has DVC loaded. Exit code, verdicts, dvc.lock, .gitignore and every file
of the workspace must then be the same. Where a failure stops everything, what ran differs by nature, and is held against what DVC allows instead.
"""

import gc
import json
import os
import random
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, ".."))
from dvc_ci_engine import server as engine  # noqa: E402

WORDS = ["plain", "with 'quotes' and \"doubles\"", "yes", "0123", "a: b # c", "ünï", "x" * 90 + " " + "y" * 90, "tab\\tand %s"]


# ---------------------------------------------------------------- a random pipeline


class Pipeline:
    """Stages as mappings of dvc.yaml, by file; every command writes its outputs from what it reads and nothing else."""

    def __init__(self, rng, old):
        self.rng, self.old, self.files, self.number = rng, old, {"dvc.yaml": {}}, 0
        self.sources = {f"src/{name}.txt": f"{name}\n" for name in "abc"}
        self.params = {"p": 1, "q": {"r": 2.5, "s": "text"}, "list": [1, 2]}
        self.readable = list(self.sources)
        for _ in range(rng.randint(2, 5)):
            rng.choice([self.add_stage] * 6 + [self.add_group])()
        if rng.random() < 0.35:
            self.files["sub/dvc.yaml"] = {}
            for _ in range(rng.randint(1, 2)):
                self.add_stage("sub")
        self.import_ = rng.choice([None, None, "frozen", "live"])

    def add_stage(self, folder=""):
        rng, number = self.rng, self.number
        self.number += 1
        stage, name = {}, f"{rng.choice('zma')}{number}"
        kind = rng.choice(["file"] * 5 + ["dir", "loose", "persist", "list", "two", "callback"])
        deps = rng.sample(self.readable, min(len(self.readable), rng.randint(0 if kind == "file" else 1, 3)))
        up = "../" if folder else ""
        wdir = "" if folder or rng.random() > 0.15 else "src"
        if wdir:
            stage["wdir"], up = wdir, "../"
        inside = [up + dep for dep in deps]
        read = f"cat {' '.join(inside)}" if inside else "echo none"
        out, where = f"out{number}", (folder or wdir)
        full = f"{where}/{out}" if where else out
        word = rng.choice(WORDS)
        mark = f"echo {json.dumps(word, ensure_ascii=False)}" if "'" not in word and '"' not in word else f"echo {number}"
        if kind == "callback":
            stage["cmd"] = f"true {number}"
        elif kind == "dir":
            stage["cmd"] = f"mkdir -p {out} && ({read}) > {out}/x && echo {number} > {out}/y"
            stage["outs"] = [out]
            self.readable.append(f"{full}/x")
        elif kind == "list":
            stage["cmd"] = [f"({read}) > {out}", f"{mark} >> {out}"]
            stage["outs"] = [out]
        elif kind == "persist":
            stage["cmd"] = f"({read}) >> {out}"
            stage["outs"] = [{out: {"persist": True}}]
        elif kind == "loose":
            stage["cmd"] = f"({read}) > {out}; echo '{{\"m\": {number}}}' > m{number}.json"
            stage["outs"] = [{out: {"cache": False}}]
            stage["metrics"] = [{f"m{number}.json": {"cache": False}}]
        elif kind == "two":
            stage["cmd"] = f"({read}) > {out}\n{mark} > {out}b\n"
            stage["outs"] = [f"{out}b", out]
            self.readable.append(f"{full}b")
        else:
            stage["cmd"] = f"({read}; {mark}) > {out}"
            stage["outs"] = [out]
        if kind not in ("callback", "dir"):
            self.readable.append(full)
        if inside and kind != "callback":
            stage["deps"] = inside
        if kind != "callback" and rng.random() < 0.5:
            named = rng.sample(["p", "q.r", "q", "list"], rng.randint(1, 2))
            stage["params"] = [{f"{up}params.yaml": named}] if up else named
        if rng.random() < 0.08 and stage.get("outs"):
            stage["always_changed"] = True
        self.files[f"{folder}/dvc.yaml" if folder else "dvc.yaml"][name] = stage

    def add_group(self):
        number = self.number
        self.number += 1
        dep = self.rng.choice(self.readable)
        if not self.old and self.rng.random() < 0.5:
            body = {"matrix": {"k": ["u", "v"], "n": [1, 2]}, "cmd": f"(cat {dep}; echo ${{item.k}}) > g{number}-${{item.k}}-${{item.n}}", "deps": [dep], "outs": [f"g{number}-${{item.k}}-${{item.n}}"]}
            self.readable += [f"g{number}-{k}-{n}" for k in "uv" for n in (1, 2)]
        else:
            body = {"foreach": ["u", "v"], "do": {"cmd": f"(cat {dep}; echo ${{item}}) > g{number}-${{item}}", "deps": [dep], "outs": [f"g{number}-${{item}}"]}}
            self.readable += [f"g{number}-{k}" for k in "uv"]
        self.files["dvc.yaml"][f"g{number}"] = body

    def plain(self):
        return [(file, name, stage) for file, stages in self.files.items() for name, stage in stages.items() if "cmd" in stage]

    def write(self, root):
        for file, stages in self.files.items():
            put(root, file, json.dumps({"stages": stages}, indent=1, ensure_ascii=False))
        for file, text in self.sources.items():
            put(root, file, text)
        put(root, "params.yaml", json.dumps(self.params))
        if self.import_:
            put(root, "ext.txt", "external\n")
            put(root, "imp.txt.dvc", "deps:\n- path: ext.txt\nouts:\n- path: imp.txt\n" + ("frozen: true\n" if self.import_ == "frozen" else ""))

    def edit(self):
        """Changes the pipeline or what it reads; returns edits to the workspace, as functions of its folder, to be made in both copies."""
        rng, kind = self.rng, self.rng.choice(["source", "param", "command", "output", "remove", "freeze", "lock", "break", "nothing"])
        stages = self.plain()
        file, name, stage = rng.choice(stages)
        if kind == "source":
            self.sources[rng.choice(list(self.sources))] += f"{rng.random()}\n"
        elif kind == "param":
            self.params["p"] += 1
            self.params["q"]["r"] = rng.random()
        elif kind == "command" and isinstance(stage["cmd"], str):
            stage["cmd"] += "  "
            stage["cmd"] = stage["cmd"].strip() + f" && true {rng.randint(0, 99)}"
        elif kind == "freeze":
            stage["frozen"] = not stage.get("frozen", False)
        elif kind == "break":
            stage["cmd"] = "false" if isinstance(stage["cmd"], str) else [*stage["cmd"], "false"]
        elif kind in ("output", "remove"):
            outs = [out if isinstance(out, str) else next(iter(out)) for out in stage.get("outs", [])]
            folder = os.path.join(os.path.dirname(file), stage.get("wdir", ""))
            where = os.path.join(folder, rng.choice(outs)) if outs else None
            if where:
                return lambda at: (remove if kind == "remove" else overwrite)(os.path.join(at, where))
        elif kind == "lock":
            return lambda at: remove(os.path.join(at, "dvc.lock"))
        return None


def put(root, file, text):
    path = os.path.join(root, file)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path):
        with open(path, encoding="utf-8") as stream:
            if stream.read() == text:
                return
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def overwrite(path):
    if os.path.isfile(path):
        os.chmod(path, 0o644)
        remove(path)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write("changed by hand\n")


# ---------------------------------------------------------------- one command in one copy


def repro(root, argv, plan, side_by_side, site):
    """Runs it in a forked child. @returns {"code", "states": {stage: last state}, "running": stages whose command began, "log"}"""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            os.setsid()
            log = os.open(os.path.join(os.path.dirname(root), os.path.basename(root) + ".log"), os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.environ.update({"DVC_SITE_CACHE_DIR": site, "DVC_NO_ANALYTICS": "1", "SHELL": "/bin/sh"})
            states, running, debug, parsed = {}, [], [], {}
            gc.disable()

            def send(message):
                event = message.get("event")
                if event and event["state"] == "running":
                    running.append(event["stage"])
                elif event and event["state"] != "output":
                    states[event["stage"]] = event["state"]
                parsed.update(message.get("parsed") or {})
                debug.extend([message["debug"]] if "debug" in message else [])
                debug.extend([message["error"]["message"]] if "error" in message else [])

            request = {"op": "cli", "argv": argv, "cwd": root, "events": True, "plan": plan, "shared": True}
            if side_by_side:
                request["sideBySide"] = side_by_side
            sys.argv = ["dvc", *argv]
            code = engine.answer(request, send)
            with os.fdopen(write, "w") as stream:
                json.dump({"code": code, "states": states, "running": running, "debug": debug, "parsed": parsed}, stream)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    os.waitpid(pid, 0)
    if not text:
        raise AssertionError("the child died: " + open(root + ".log", encoding="utf-8").read())
    result = json.loads(text)
    # As in the resident: what a child parsed, the next one knows.
    engine.yaml_memory.memory.add(result.pop("parsed"))
    return result


def workspace(root):
    """Every file but DVC's and Git's own, with its bytes."""
    found = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in (".git", ".dvc")]
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as stream:
                found[os.path.relpath(path, root)] = stream.read()
    return found


def entries(root):
    """The stages of every dvc.lock."""
    from dvc.utils.serialize import load_yaml

    found = {}
    for file in ("dvc.lock", "sub/dvc.lock"):
        if os.path.exists(os.path.join(root, file)):
            found.update({f"{file}:{name}": entry for name, entry in (load_yaml(os.path.join(root, file)).get("stages") or {}).items()})
    return found


# ---------------------------------------------------------------- the cases


def run_case(seed, number, template, base, old):
    rng = random.Random(f"{seed}-{number}")
    pipeline = Pipeline(rng, old)
    theirs, ours = (os.path.join(base, name) for name in ("theirs", "ours"))
    for root in (theirs, ours):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(template, root, symlinks=True)
    story, site = [], os.path.join(base, "site")
    built = rng.random() < 0.7
    if built:
        pipeline.write(ours)
        first = repro(ours, ["repro", "-P"], None, {"jobs": 2}, site)
        check(story, first["code"] == 0, f"the pipeline is none: {first}")
        shutil.rmtree(theirs)
        shutil.copytree(ours, theirs, symlinks=True)
        for _ in range(rng.randint(1, 3)):
            hand = pipeline.edit()
            for root in (theirs, ours) if hand else ():
                hand(root)
    for root in (theirs, ours):
        pipeline.write(root)
    argv, plan, stops = ["repro", "-P"], None, True
    names = [name if file == "dvc.yaml" else f"{file}:{name}" for file, name, _ in pipeline.plain()]
    if built:
        choice = rng.choice(["plain", "plain", "force", "plan", "target", "no-run-cache", "downstream", "no-commit"])
        if choice == "force":
            argv.append("--force")
        elif choice == "plan":
            chosen = rng.sample(names, rng.randint(1, len(names)))
            plan = {"run": chosen, "force": rng.sample(chosen, rng.randint(0, len(chosen)))}
        elif choice == "target":
            argv = ["repro", rng.choice(names)]
        elif choice == "no-run-cache":
            argv.append("--no-run-cache")
        elif choice == "downstream":
            argv.append("--force-downstream")
        elif choice == "no-commit":
            argv.append("--no-commit")
    if rng.random() < 0.6 and not old:
        argv.append("--keep-going")
        stops = False
    jobs = rng.choice([1, 2, 4, 8])
    needs = {name: rng.choice([{"cpus": 2}, {"memory": 5}, {"exclusive": True}]) for name in rng.sample(names, min(2, len(names)))}
    options = {"jobs": jobs, "capacity": {"cpus": 4, "memory": 8}, "needs": needs}
    story.append({"argv": argv, "plan": plan, "jobs": jobs, "files": json.loads(json.dumps(pipeline.files))})
    first, second = repro(theirs, argv, plan, None, site), repro(ours, argv, plan, options, site)
    check(story, first["code"] == second["code"], f"exit codes {first['code']} and {second['code']}: {second['debug']}")
    check(story, second["debug"] == [], f"our loop did not run: {second['debug']}")
    if "failed" in first["states"].values() and stops:
        check_stopped(story, theirs, ours, first, second)
        return
    check(story, first["states"] == second["states"], f"verdicts\n{first['states']}\n{second['states']}")
    if old:
        # The order of DVC 3.0's plan is that of a set.
        check(story, entries(theirs) == entries(ours), f"entries\n{entries(theirs)}\n{entries(ours)}")
    before, after = workspace(theirs), workspace(ours)
    for path in sorted(set(before) | set(after)):
        if old and path.endswith(("dvc.lock", ".gitignore")):
            continue
        check(story, before.get(path) == after.get(path), f"{path}\n--- dvc repro\n{text(before.get(path))}\n--- ours\n{text(after.get(path))}")


def check_stopped(story, theirs, ours, first, second):
    """A failure stopped everything: what ran elsewhere is up to time, but what depends on a failed stage never ran, and nothing is wrong."""
    check(story, "failed" in second["states"].values(), f"nothing failed: {second['states']}")
    locked, known = entries(ours), entries(theirs)
    for name in second["running"]:
        if second["states"].get(name) not in ("ran", "failed", None):
            check(story, False, f"{name} began and became {second['states'][name]}")
    for name, entry in locked.items():
        short = name.split(":", 1)[1]
        if known.get(name) is not None and first["states"].get(short) in ("ran", "restored") and second["states"].get(short) in ("ran", "restored"):
            check(story, known[name] == entry, f"{name} in dvc.lock\n{known[name]}\n{entry}")
    failed = {name for name, state in second["states"].items() if state == "failed"}
    edges = {consumer: set(producers) for consumer, producers in graph_of(story[-1]["files"]).items()}

    def below(name, seen):
        return any(other in failed or below(other, seen) for other in edges.get(name, ()) if other not in seen and not seen.add(other))

    for name in second["running"]:
        check(story, name in failed or not below(name, set()), f"{name} began though it needs a failed stage")


def graph_of(files):
    """Consumer -> producers, by the paths that plain stages name."""
    makers, reads = {}, {}
    for file, stages in files.items():
        folder = os.path.dirname(file)
        for name, stage in stages.items():
            if "cmd" not in stage:
                continue
            address = name if file == "dvc.yaml" else f"{file}:{name}"
            where = os.path.join(folder, stage.get("wdir", ""))
            for out in [*stage.get("outs", []), *stage.get("metrics", [])]:
                makers[os.path.normpath(os.path.join(where, out if isinstance(out, str) else next(iter(out))))] = address
            if not stage.get("frozen"):
                reads[address] = [os.path.normpath(os.path.join(where, dep)) for dep in stage.get("deps", [])]
    return {name: [makers[path] if path in makers else makers.get(os.path.dirname(path)) for path in paths if path in makers or os.path.dirname(path) in makers] for name, paths in reads.items()}


def text(data):
    return "(absent)" if data is None else data.decode("utf-8", "replace")


def check(story, holds, message):
    if not holds:
        raise AssertionError(f"{message}\n--- the story\n{json.dumps(story, indent=1)}")


def main():
    seed, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    engine.warm([])
    gc.freeze()
    from dvc import __version__

    base = tempfile.mkdtemp(prefix="dvc-ci-side-by-side-")
    try:
        template = os.path.join(base, "template")
        os.makedirs(template)
        os.environ.update({"DVC_SITE_CACHE_DIR": os.path.join(base, "site"), "DVC_NO_ANALYTICS": "1"})
        if os.system(f"git init -q {template} && cd {template} && {sys.executable} -m dvc init -q") != 0:
            raise AssertionError("no template")
        for number in range(first, last):
            try:
                run_case(seed, number, template, base, __version__.startswith("3.0."))
            except AssertionError as exc:
                print(f"seed {seed}, case {number}, DVC {__version__}: {exc}")
                sys.exit(1)
        print(f"{last - first} cases with DVC {__version__}")
    finally:
        shutil.rmtree(base, ignore_errors=True)


main()
