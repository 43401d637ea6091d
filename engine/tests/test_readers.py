"""Requests that only read share a process: it must answer as a new one would."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

import pytest
from support import dvc, in_child, make_project

from dvc_ci_engine import packages, queries, readers, server
from dvc_ci_engine.protocol import Channel
from dvc_ci_engine.queries import sources
from dvc_ci_engine.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

MADE = {"only": {"cmd": "echo x > out", "outs": ["out"]}}


class Engine:
    """A resident process, forked from this one, and the answers that it has sent."""

    def __init__(self, requests: int, answers: int) -> None:
        self.requests, self.answers = requests, os.fdopen(answers, encoding="utf-8")
        self.last, self.pids, self.pid = 0, set[int](), 0

    def send(self, **message: Any) -> int:
        self.last += 1
        os.write(self.requests, (json.dumps({"id": self.last, **message}) + "\n").encode())
        return self.last

    def read(self, ident: int, key: str) -> Any:
        """The value of the next answer with this key."""
        for line in self.answers:
            answer = json.loads(line)
            assert answer["id"] == ident
            if "pid" in answer:
                self.pid = answer["pid"]
                self.pids.add(self.pid)
            if key in answer:
                return answer[key]
            assert "exit" not in answer, answer
        raise AssertionError("the engine has ended")

    def ask(self, project: Path, name: str = "inspect", **more: Any) -> tuple[int, Any]:
        """The process that answered a question, and the answer."""
        ident = self.send(op="query", name=name, cwd=str(project), env=environment(), **more)
        result = self.read(ident, "result")
        assert self.read(ident, "exit") == 0
        return self.pid, result

    def run(self, project: Path, *argv: str) -> int:
        """The process that ran a command."""
        ident = self.send(op="cli", argv=argv, cwd=str(project), env=environment())
        pid: int = self.read(ident, "pid")
        assert self.read(ident, "exit") == 0, argv
        return pid


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "DVC_NO_ANALYTICS": "1", **more}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with started() as engine:
        yield engine


@contextmanager
def started() -> Iterator[Engine]:
    (stdin, requests), (answers, stdout) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(requests)
        os.close(answers)
        resident = server.Resident(Channel(stdout), stdin, [], packages.sites())
        try:
            resident.serve()
            resident.end()
        finally:
            os._exit(0)
    os.close(stdin)
    os.close(stdout)
    engine = Engine(requests, answers)
    # An answer that never comes fails the test, and does not hold up the run.
    before = signal.signal(signal.SIGALRM, no_answer)
    signal.alarm(120)
    try:
        yield engine
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        os.close(requests)
        os.waitpid(pid, 0)
        engine.answers.close()
        # Children end with the resident process.
        wait_until(lambda: not any(map(alive, engine.pids)))


def no_answer(*_: Any) -> None:
    raise TimeoutError("the engine does not answer")


def alive(pid: int) -> bool:
    """Whether a process runs. No process collects the exit codes of orphans in some containers."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(is_true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_questions_share_a_process_that_reads_what_commands_wrote(engine: Engine, tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", MADE)
    first, before = engine.ask(project, "status")
    command = engine.run(project, "repro", "-q")
    second, after = engine.ask(project, "status")
    third, read = engine.ask(project)
    assert first == second == third != command
    assert before != after
    assert read["stages"][0]["outs"][0]["hash"]
    # Nothing of the earlier version stays.
    (project / "dvc.yaml").write_text(json.dumps({"stages": {"other": MADE["only"]}}))
    fourth, changed = engine.ask(project)
    assert (fourth, [stage["name"] for stage in changed["stages"]]) == (first, ["other"])


def test_a_remote_is_asked_again(engine: Engine, tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", MADE)
    dvc("remote", "add", "-d", "storage", str(tmp_path / "storage"), cwd=project)
    engine.run(project, "repro", "-q")
    dvc("repro", "-q", cwd=project)
    dvc("push", "-q", cwd=project)
    first, kept = engine.ask(project, "verify", args={"mode": "exists"})
    (stored,) = [path for path in (tmp_path / "storage").rglob("*") if path.is_file()]
    stored.unlink()
    second, lost = engine.ask(project, "verify", args={"mode": "exists"})
    assert first == second
    assert kept != lost


@pytest.mark.parametrize(
    "other", [{"env": environment(DVC_CI_TEST="1")}, {"config": {"core": {"remote": "other"}}}], ids=["env", "config"]
)
def test_another_environment_or_configuration_has_a_process_of_its_own(
    engine: Engine, tmp_path: Path, other: dict[str, Any]
) -> None:
    project = make_project(tmp_path / "project", MADE)
    first, _ = engine.ask(project)
    ident = engine.send(**{"op": "query", "name": "inspect", "cwd": str(project), "env": environment(), **other})
    assert engine.read(ident, "pid") != first
    assert engine.read(ident, "exit") == 0
    assert engine.ask(project)[0] == first
    assert engine.ask(make_project(tmp_path / "beside", MADE))[0] != first


def test_a_failed_a_cancelled_and_a_killed_process_are_replaced(engine: Engine, tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", MADE)
    first, _ = engine.ask(project)
    whole = (project / "dvc.yaml").read_text()
    (project / "dvc.yaml").write_text("stages: [")
    failed = engine.send(op="query", name="inspect", cwd=str(project), env=environment())
    assert engine.read(failed, "pid") == first
    assert engine.read(failed, "error")["kinds"]
    assert engine.read(failed, "exit") == 1
    (project / "dvc.yaml").write_text(whole)
    second, answer = engine.ask(project)
    assert second != first
    held = engine.send(op="query", name="inspect", cwd=str(project), env=environment(), held=True)
    assert engine.read(held, "pid") == second
    engine.send(op="signal", target=held, signal="SIGINT")
    assert engine.read(held, "exit") != 0
    third, again = engine.ask(project)
    assert third != second
    os.kill(third, signal.SIGKILL)
    wait_until(lambda: not alive(third))
    fourth, last = engine.ask(project)
    assert last == again == answer
    # A process that is killed before it reads its question did nothing of it.
    os.kill(fourth, signal.SIGSTOP)
    unread = engine.send(op="query", name="inspect", cwd=str(project), env=environment(), held=True)
    engine.send(op="go", target=unread, env=None)
    assert engine.read(unread, "pid") == fourth
    os.kill(fourth, signal.SIGKILL)
    assert engine.read(unread, "pid") != fourth
    assert engine.read(unread, "result") == answer
    assert engine.read(unread, "exit") == 0


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_signal_ends_a_held_question_that_did_not_notice_it(
    engine: Engine, tmp_path: Path, asked_before: bool
) -> None:
    """SIGCONT stands for an interrupt that arrives between Python's check of signals and the wait for the start."""
    project = make_project(tmp_path / "project", MADE)
    if asked_before:
        engine.ask(project)
    question = {"op": "query", "name": "inspect", "cwd": str(project), "env": environment(), "held": True}
    command = {"op": "cli", "argv": ["status", "-q"], "cwd": str(project), "env": environment(), "held": True}
    for request in (question, command):
        held = engine.send(**request)
        engine.send(op="signal", target=held, signal="SIGCONT")
        assert engine.read(held, "exit") != 0


def test_a_held_question_waits_in_a_process_that_answered_before(engine: Engine, tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", MADE)
    first, _ = engine.ask(project)
    held = engine.send(op="query", name="inspect", cwd=str(project), env=environment(), held=True)
    assert engine.read(held, "pid") == first
    (project / "dvc.yaml").write_text(json.dumps({"stages": {"other": MADE["only"]}}))
    engine.send(op="go", target=held, env=None)
    assert [stage["name"] for stage in engine.read(held, "result")["stages"]] == ["other"]
    assert engine.read(held, "exit") == 0
    # A signal with another environment leaves nothing behind.
    held = engine.send(op="query", name="inspect", cwd=str(project), env=environment(), held=True)
    assert engine.read(held, "pid") == first
    engine.send(op="go", target=held, env=environment(DVC_CI_TEST="1"))
    assert engine.read(held, "exit") == 0
    assert engine.ask(project)[0] != first


def test_plots_are_those_of_a_process_of_their_own(engine: Engine, tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "dvc.yaml").write_text('{"plots": [{"points.json": {"x": "a", "y": "b"}}]}')
    (project / "points.json").write_text('[{"a": 1, "b": 2}, {"a": 2, "b": 5}]')
    commit = ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"]
    for argv in (["add", "--all"], commit):
        subprocess.run(["git", *argv], cwd=project, check=True)

    def drawn(by: Engine) -> tuple[int, str]:
        pid = by.run(project, "plots", "diff", "HEAD", "--out", str(tmp_path / "drawn"))
        return pid, (tmp_path / "drawn" / "index.html").read_text()

    first, _ = engine.ask(project)
    before = drawn(engine)
    (project / "points.json").write_text('[{"a": 1, "b": 7}]')
    after = drawn(engine)
    with started() as other:
        alone = drawn(other)
    assert first == before[0] == after[0]
    assert before[1] != after[1] == alone[1]


def test_the_oldest_of_too_many_processes_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(readers, "MOST", 2)
    projects = [make_project(tmp_path / name, MADE) for name in ("a", "b", "c")]
    with started() as engine:
        pids = [engine.ask(project)[0] for project in projects]
        wait_until(lambda: not alive(pids[0]))
        assert all(map(alive, pids[1:]))
        assert engine.ask(projects[-1])[0] == pids[-1]


def test_connections_clones_and_sources_end_a_process() -> None:
    def with_thread() -> bool:
        stop = threading.Event()
        for _ in range(2):
            threading.Thread(target=stop.wait, daemon=True).start()
        return readers.may_wait()

    def with_clone() -> bool:
        from dvc.repo import open_repo

        open_repo.CLONES["https://example.org/x.git"] = ("/x", False)
        return readers.may_wait()

    def with_source() -> bool:
        sources._opened["/x", "main"] = None
        return readers.may_wait()

    assert in_child(readers.may_wait) is True
    assert [in_child(function) for function in (with_thread, with_clone, with_source)] == [False] * 3


def test_a_process_that_is_killed_after_its_answer_has_answered() -> None:
    def sent() -> list[Any]:
        answers, stdout = os.pipe()
        resident = server.Resident(Channel(stdout), os.open(os.devnull, os.O_RDONLY), [], packages.sites())
        event, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            for message in ({"taken": True}, {"result": 1}, {"done": True}):
                Channel(told).send(message)
            os.kill(os.getpid(), signal.SIGKILL)
        os.close(told)
        os.set_blocking(event, False)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        resident.requests[1] = request = Request(1, pid, {"event": event})
        request.unread = [{"op": "query"}]
        resident.reap()
        os.close(stdout)
        with open(answers, encoding="utf-8") as lines:
            return [*map(json.loads, lines), len(resident.requests), len(resident.waiting.requests)]

    assert in_child(sent) == [{"id": 1, "result": 1}, {"id": 1, "exit": 0}, 0, 0]


def test_a_later_question_blames_no_remote_of_an_earlier_one(engine: Engine, tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", MADE)
    dvc("remote", "add", "--default", "storage", str(tmp_path / "storage"), cwd=project)
    engine.run(project, "repro", "-q")
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/x.csv"
        config = {"remoteTimeout": 1.0}
        first, found = engine.ask(project, "verify", args={"mode": "exists"}, config=config)
        assert [each["reason"] for each in found["bad"]] == ["missing"]
        (project / "x.csv.dvc").write_text(f"deps:\n- path: {address}\n  checksum: abc\nouts:\n- path: x.csv\n")
        asked = engine.send(op="query", name="status", cwd=str(project), env=environment(), config=config, args={})
        assert engine.read(asked, "pid") == first
        error = engine.read(asked, "error")
    assert "storage" not in json.dumps(error), error


def test_the_check_of_a_child_imports_nothing() -> None:
    """Python would write a compiled file of it into a release."""
    name = sources.__name__

    def imported() -> bool:
        del sys.modules[name], queries.sources
        readers.may_wait()
        return name in sys.modules

    assert in_child(imported) is False


def test_a_release_gets_no_compiled_file(tmp_path: Path) -> None:
    source = Path(server.__file__).parent
    release = shutil.copytree(
        source, tmp_path / "release" / "dvc_ci_engine", ignore=shutil.ignore_patterns("__pycache__")
    )
    project = make_project(tmp_path / "project", MADE)
    env = {name: value for name, value in environment().items() if not name.startswith("PYTHON")}
    requests: list[dict[str, Any]] = [
        # Before the resident process has loaded the modules of other questions.
        {"op": "query", "name": "status", "args": {"runCache": True}},
        {"op": "query", "name": "inspect"},
        {"op": "cli", "argv": ["repro", "-q"]},
        {"op": "query", "name": "verify", "args": {"mode": "exists"}},
    ]
    with subprocess.Popen(
        [sys.executable, release / "__main__.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    ) as process:
        assert process.stdin
        assert process.stdout
        for ident, request in enumerate(requests, 1):
            process.stdin.write(json.dumps({"id": ident, "cwd": str(project), "env": env, **request}) + "\n")
            process.stdin.flush()
            for line in process.stdout:
                if json.loads(line).get("exit") is not None and json.loads(line)["id"] == ident:
                    break
        process.stdin.close()
    assert list(release.rglob("*.pyc")) == []
