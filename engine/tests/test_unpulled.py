"""A machine that pulled nothing and has the data of an earlier run: the status compares the workspace with dvc.lock."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from support import ask, dvc, make_project

if TYPE_CHECKING:
    from pathlib import Path

STAGES = {
    "parts": {"cmd": "mkdir -p d && cp raw d/one && cp raw d/two", "deps": ["raw"], "outs": ["d"]},
    "train": {"cmd": "cp d/one model", "deps": ["d"], "outs": ["model"]},
}


def status(project: Path, **args: Any) -> dict[str, Any]:
    answers = ask(project, op="query", name="status", args={"allowMissing": True, **args})
    found: dict[str, Any] = next(answer["result"] for answer in answers if "result" in answer)
    return found


def test_data_that_only_the_workspace_has_is_compared_with_dvc_lock(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", STAGES)
    (project / "raw").write_text("1\n")
    dvc("repro", "-q", cwd=project)
    shutil.rmtree(project / ".dvc" / "cache")
    assert status(project)["train"]["outs"] == {"model": "not in cache"}
    assert status(project, unpulled=True) == {}
    (project / "model").unlink()
    (project / "model").write_text("2\n")
    (project / "d" / "three").write_text("3\n")
    found = status(project, unpulled=True)
    assert found["train"]["outs"] == {"model": "modified"}
    assert found["parts"]["outs"] == {"d": "modified"}
