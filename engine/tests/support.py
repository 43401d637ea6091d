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

from dvc_ci_engine import child, memory

ENGINE = Path(__file__).parent.parent
EXAMPLES = ENGINE.parent / "examples" / "digits"


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


def run(*argv: str, cwd: Path) -> None:
    env = {**os.environ, "DVC_NO_ANALYTICS": "1"}
    subprocess.run(argv, cwd=cwd, env=env, check=True, stdout=subprocess.DEVNULL)


@functools.lru_cache(maxsize=1)
def _template() -> str:
    folder = tempfile.mkdtemp(prefix="dvc-ci-engine-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    run("git", "init", "-q", cwd=Path(folder))
    run(sys.executable, "-m", "dvc", "init", "-q", cwd=Path(folder))
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


def forget_parsed() -> None:
    memory.memory.known.clear()
