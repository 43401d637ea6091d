"""The progress of transfers: real pulls and pushes of a folder, and the arithmetic of totals."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from support import dvc, in_child, make_project

from dvc_ci_engine import meter
from dvc_ci_engine.patches import transfer_progress

if TYPE_CHECKING:
    from pathlib import Path

# More than DVC copies without a callback.
SIZES = {"images/a": 70_000_000, "images/b": 3_000, "one": 5_000}


def transferred(project: Path, *argv: str) -> list[dict[str, Any]]:
    """The told states of a command, until its files have all moved."""

    def work() -> list[dict[str, Any]]:
        import os

        from dvc.cli import main

        os.environ["DVC_NO_ANALYTICS"] = "1"
        os.chdir(project)
        meter.TELL_SECONDS = 0.001  # type: ignore[misc]
        states: list[dict[str, Any]] = []
        transfer_progress.supported()
        transfer_progress.apply(states.append)
        sys.argv = ["dvc", *argv]
        assert main(list(argv)) == 0
        for _ in range(1000):
            if states and states[-1]["done"] == states[-1]["files"]:
                break
            time.sleep(0.01)
        return states

    states: list[dict[str, Any]] = in_child(work)
    return states


def test_a_push_and_a_pull_tell_their_files_and_bytes(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / ".dvc" / "config").write_text(
        f"[core]\n    remote = storage\n['remote \"storage\"']\n    url = {tmp_path / 'storage'}\n"
        f"['remote \"here\"']\n    url = {tmp_path / 'here'}\n"
    )
    (tmp_path / "storage").mkdir()
    (project / "images").mkdir()
    for name, size in SIZES.items():
        (project / name).write_bytes(name.encode() * (size // len(name)))
    moved = sum((project / name).stat().st_size for name in SIZES)
    dvc("add", "images", "one", cwd=project)
    pushed = transferred(project, "push")
    # Three objects and the manifest of the folder.
    assert pushed[-1]["files"] == pushed[-1]["done"] == 4
    assert moved < pushed[-1]["bytes"] == pushed[-1]["total"] < moved + 1000
    assert all(state["bytes"] <= state["total"] == pushed[-1]["total"] for state in pushed)


def test_totals() -> None:
    counter = meter.Meter(lambda _: None)
    counter.started = True
    with counter.moving([3, 4]) as known:
        assert counter.state() == {"files": 2, "done": 0, "bytes": 0, "total": 7}
        # A client that sends a part again tells its bytes twice.
        known.add(9)
        assert counter.state()["total"] == 9
    with counter.planning(4, 100):
        with counter.moving([None, None]) as first:
            first.finish(30)
        assert counter.state() == {"files": 6, "done": 1, "bytes": 39, "total": 109}
    # An estimate ends with its transfer.
    assert counter.state()["total"] == 39
    with counter.moving([None, None]) as learning:
        learning.learn(5)
        assert counter.state()["total"] is None
        learning.learn(6)
        assert counter.state()["total"] == 50
    with counter.planning(3, None), counter.moving([1, 2]):
        assert counter.state()["total"] is None


def test_the_size_of_objects_from_the_lock() -> None:
    locked = meter.LockedSizes.__new__(meter.LockedSizes)
    locked.files, locked.folders = {"x": 7, "d": 2}, {"f.dir": 25}
    sizes = {"b": 5, "d": 2}
    members = {"f.dir": {"a", "b", "c", "d"}}

    def whole(*oids: str, inside: dict[str, set[str]] | None = None) -> int | None:
        return locked.whole(set(oids), inside or {}, lambda oid: sizes.get(oid, 0))

    assert whole("x") == 7
    # The cache has b, and d is a file of its own elsewhere.
    assert whole("f.dir", "a", "c", "x", inside=members) == 25 - 5 - 2 + 7
    assert whole("f.dir", "a", "b", "c", "d", inside=members) == 25
    assert whole("unknown") is None
    assert whole("g.dir", inside={"g.dir": {"a"}}) is None
