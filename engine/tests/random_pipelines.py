"""Random pipelines, random edits: our loop must leave the project as `dvc repro` leaves it, byte for byte.

    python random_pipelines.py SEED FIRST LAST     cases FIRST to LAST - 1; a failure names seed, case and difference

Each case exists twice: a pipeline that never ran, or one that was built and then edited. Both copies get the same
command, once with DVC's own loop and once with ours, each in a forked child of this process, which has DVC loaded. Exit
code, verdicts, dvc.lock, .gitignore and every file of the workspace must then be the same. A failure that stops all
stages leaves it to chance which other stages ran. Such a case is held against the rules of DVC instead.
"""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(Path(__file__).parent.parent))
from pipelines import Pipeline
from support import list_in_order, load_dvc, make_project

from dvc_ci_engine import child, memory

# ------------------------------------------------------------ one command in one copy


def repro(root: str, argv: list[str], plan: Any, side_by_side: Any, site: str) -> dict[str, Any]:
    """Runs `dvc` in a forked child: {"code", "states": {stage: last state}, "running": stages whose command began}."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            os.setsid()
            log = os.open(
                os.path.join(os.path.dirname(root), os.path.basename(root) + ".log"),
                os.O_CREAT | os.O_WRONLY | os.O_TRUNC,
            )
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.environ.update({"DVC_SITE_CACHE_DIR": site, "DVC_NO_ANALYTICS": "1", "SHELL": "/bin/sh"})
            states: dict[str, str] = {}
            running: list[str] = []
            debug: list[str] = []
            parsed: dict[str, str] = {}
            gc.disable()

            def send(message: dict[str, Any]) -> None:
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
            code = child.answer(request, send)
            with os.fdopen(write, "w") as stream:
                json.dump(
                    {"code": code, "states": states, "running": running, "debug": debug, "parsed": parsed}, stream
                )
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    os.waitpid(pid, 0)
    if not text:
        raise AssertionError("the child died: " + Path(root + ".log").read_text(encoding="utf-8"))
    result: dict[str, Any] = json.loads(text)
    # As in the resident process: the next child knows what this one parsed.
    memory.memory.add(result.pop("parsed"))
    return result


def workspace(root: str) -> dict[str, bytes]:
    """Every file but DVC's and Git's own, with its bytes."""
    found = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in (".git", ".dvc")]
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as stream:
                found[os.path.relpath(path, root)] = stream.read()
    return found


def entries(root: str) -> dict[str, Any]:
    """The stages of every dvc.lock."""
    from dvc.utils.serialize import load_yaml

    found = {}
    for file in ("dvc.lock", "sub/dvc.lock"):
        if os.path.exists(os.path.join(root, file)):
            found.update(
                {
                    f"{file}:{name}": entry
                    for name, entry in (load_yaml(os.path.join(root, file)).get("stages") or {}).items()
                }
            )
    return found


# ---------------------------------------------------------------- the cases


def run_case(seed: str, number: int, template: str, base: str, old: bool) -> None:  # noqa: C901, PLR0912, PLR0915
    rng = random.Random(f"{seed}-{number}")
    pipeline = Pipeline(rng, old)
    theirs, ours = (os.path.join(base, name) for name in ("theirs", "ours"))
    for root in (theirs, ours):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(template, root, symlinks=True)
    story: list[Any] = []
    site = os.path.join(base, "site")
    built = rng.random() < 0.7
    if built:
        pipeline.write(ours)
        first = repro(ours, ["repro", "-P"], None, {"jobs": 2}, site)
        check(story, first["code"] == 0, f"the pipeline is none: {first}")
        shutil.rmtree(theirs)
        shutil.copytree(ours, theirs, symlinks=True)
        for _ in range(rng.randint(1, 3)):
            hand = pipeline.edit()
            if hand is not None:
                for root in (theirs, ours):
                    hand(root)
    for root in (theirs, ours):
        pipeline.write(root)
    argv, stops = ["repro", "-P"], True
    plan: dict[str, Any] | None = None
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
    needs = {
        name: rng.choice([{"cpus": 2}, {"memory": 5}, {"exclusive": True}])
        for name in rng.sample(names, min(2, len(names)))
    }
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
        check(
            story,
            before.get(path) == after.get(path),
            f"{path}\n--- dvc repro\n{text(before.get(path))}\n--- ours\n{text(after.get(path))}",
        )


def check_stopped(story: list[Any], theirs: str, ours: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    """A failure stopped all stages. Other stages may have run or not; one that depends on a failed stage never ran."""
    check(story, "failed" in second["states"].values(), f"nothing failed: {second['states']}")
    locked, known = entries(ours), entries(theirs)
    for name in second["running"]:
        if second["states"].get(name) not in ("ran", "failed", None):
            check(story, False, f"{name} began and became {second['states'][name]}")
    for name, entry in locked.items():
        short = name.split(":", 1)[1]
        if (
            known.get(name) is not None
            and first["states"].get(short) in ("ran", "restored")
            and second["states"].get(short) in ("ran", "restored")
        ):
            check(story, known[name] == entry, f"{name} in dvc.lock\n{known[name]}\n{entry}")
    failed = {name for name, state in second["states"].items() if state == "failed"}
    edges = {consumer: set(producers) for consumer, producers in graph_of(story[-1]["files"]).items()}

    def below(name: str, seen: set[str]) -> bool:
        for other in edges.get(name, ()):
            if other not in seen:
                seen.add(other)
                if other in failed or below(other, seen):
                    return True
        return False

    for name in second["running"]:
        check(story, name in failed or not below(name, set()), f"{name} began though it needs a failed stage")


def graph_of(files: dict[str, Any]) -> dict[str, list[Any]]:
    """Consumer -> producers, by the paths that plain stages name."""
    makers: dict[str, str] = {}
    reads: dict[str, list[str]] = {}
    for file, stages in files.items():
        folder = os.path.dirname(file)
        for name, stage in stages.items():
            if "cmd" not in stage:
                continue
            address = name if file == "dvc.yaml" else f"{file}:{name}"
            where = os.path.join(folder, stage.get("wdir", ""))
            for out in [*stage.get("outs", []), *stage.get("metrics", [])]:
                makers[os.path.normpath(os.path.join(where, out if isinstance(out, str) else next(iter(out))))] = (
                    address
                )
            if not stage.get("frozen"):
                reads[address] = [os.path.normpath(os.path.join(where, dep)) for dep in stage.get("deps", [])]
    return {
        name: [
            makers[path] if path in makers else makers.get(os.path.dirname(path))
            for path in paths
            if path in makers or os.path.dirname(path) in makers
        ]
        for name, paths in reads.items()
    }


def text(data: bytes | None) -> str:
    return "(absent)" if data is None else data.decode("utf-8", "replace")


def check(story: list[Any], holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(f"{message}\n--- the story\n{json.dumps(story, indent=1)}")


def run_cases(seed: str, first: int, last: int) -> int:
    """Runs cases FIRST to LAST - 1, in a process that has DVC loaded. Returns their number; raises AssertionError."""
    from dvc import __version__

    old = __version__.startswith("3.0.")
    if old:
        list_in_order()
    base = tempfile.mkdtemp(prefix="dvc-ci-side-by-side-")
    try:
        os.environ.update({"DVC_SITE_CACHE_DIR": os.path.join(base, "site"), "DVC_NO_ANALYTICS": "1"})
        template = str(make_project(Path(base) / "template"))
        gc.freeze()
        for number in range(first, last):
            try:
                run_case(seed, number, template, base, old)
            except AssertionError as exc:
                raise AssertionError(f"seed {seed}, case {number}, DVC {__version__}: {exc}") from exc
        return last - first
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main() -> None:
    seed, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    load_dvc()
    print(f"{run_cases(seed, first, last)} cases")


if __name__ == "__main__":
    main()
