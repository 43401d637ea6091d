"""Runs a function in a process of its own: patches stay for as long as a process lives."""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, Callable

from dvc import __version__

from dvc_ci_engine import child, memory, patches, warmup

ENGINE = Path(__file__).parent.parent
EXAMPLES = ENGINE.parent / "examples" / "digits"
# The lab has DVC 3.0, 3.50 and the newest one.
NEWEST = not __version__.startswith(("3.0.", "3.50."))


def load_dvc() -> None:
    """Imports the modules that the tests' children use: those of the resident process, and the client of HTTP."""
    warmup.load_first()
    for work in (*warmup.later([]), *warmup.last()):
        work()
    for name in ("dvc.cli", "networkx", "dvc_http", "aiohttp"):
        warmup.load(name)
    for name in ("scheduler.loop", "scheduler.internals"):
        warmup.load_ours(name)
    for name in patches.NAMES:
        patches.load(name)


def in_child(function: Callable[[], Any]) -> Any:
    """What the function returns, as JSON holds it. Raises AssertionError with the traceback of a failure."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            try:
                answer = {"result": function()}
            except BaseException:  # noqa: BLE001
                answer = {"error": traceback.format_exc()}
            with os.fdopen(write, "w") as stream:
                json.dump(answer, stream)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    os.waitpid(pid, 0)
    answer = json.loads(text or '{"error": "the child died"}')
    if "error" in answer:
        raise AssertionError(answer["error"])
    return answer["result"]


def dvc(*argv: str, cwd: Path) -> None:
    """Runs commands of DVC without any patch, in a fork: a new process would import DVC again."""

    def work() -> int:
        from dvc.cli import main

        os.environ["DVC_NO_ANALYTICS"] = "1"
        os.chdir(cwd)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        sys.argv = ["dvc", *argv]
        return int(main(list(argv)))

    assert in_child(work) == 0, argv


@functools.lru_cache(maxsize=1)
def _template() -> str:
    folder = tempfile.mkdtemp(prefix="dvc-ci-engine-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # Without the sample hooks, which each copy would copy.
    subprocess.run(["git", "init", "-q", "--template="], cwd=folder, check=True)
    dvc("init", "-q", cwd=Path(folder))
    return folder


def make_project(folder: Path, stages: dict[str, Any] | None = None) -> Path:
    """A Git repository with DVC, and with these stages."""
    shutil.copytree(_template(), folder, symlinks=True)
    if stages is not None:
        (folder / "dvc.yaml").write_text(json.dumps({"stages": stages}))
    return folder


def ask(project: Path, answered: Any = None, **request: Any) -> list[dict[str, Any]]:
    """All answers to a request, asked in a process of its own. The last one is {"exit": code}.

    `answered` is a function that gets each answer at once, in that process; None: there is no such function.
    """

    def answer() -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = []

        def send(message: dict[str, Any]) -> None:
            messages.append(message)
            if answered is not None:
                answered(message)

        os.environ["DVC_NO_ANALYTICS"] = "1"
        os.environ.update(request.pop("env", {}))
        sys.argv = ["dvc"]
        with open(project / ".log", "w") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        code = child.answer({"cwd": str(project), "shared": True, **request}, send)
        return [*(message for message in messages if "parsed" not in message), {"exit": code}]

    answers: list[dict[str, Any]] = in_child(answer)
    return answers


def events_of(answers: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Stage and state of each event, without output."""
    events = (answer["event"] for answer in answers if "event" in answer)
    return [(event["stage"], event["state"]) for event in events if event["state"] != "output"]


def list_in_order() -> None:
    """Lists both copies in one order; some file systems list by the time of creation.

    DVC 3.0 keeps the ends of pipelines in a set, whose order may be that of the files. `--force-downstream` forces each
    stage after the first one that changed, so verdicts depend on that order.
    """
    walk = os.walk

    def walk_in_order(*args: Any, **kwargs: Any) -> Any:
        for folder, folders, files in walk(*args, **kwargs):
            folders.sort()
            yield folder, folders, sorted(files)

    os.walk = walk_in_order


def forget_parsed() -> None:
    memory.memory.known.clear()
