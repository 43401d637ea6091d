"""The resident process tells the packages of its Python only where a new process of it would tell the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from support import in_child

from dvc_ci_engine import packages

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_answer_is_that_of_a_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    env = {name: value for name, value in os.environ.items() if name not in packages.VARIABLES}
    own = json.loads(subprocess.check_output([sys.executable, packages.__file__], env=env, encoding="utf-8"))
    for name in packages.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    answer = packages.of_this_process(env, packages.sites())
    assert answer == own
    assert packages.of_this_process({**env, "PYTHONPATH": "/x"}, packages.sites()) is None


def test_a_new_process_must_answer_once_a_file_names_other_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in packages.VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def changed() -> list[str | None]:
        sys.path.append(str(tmp_path))
        (tmp_path / "later.pth").write_text("later\n")
        before = packages.sites()
        versions: list[str | None] = []

        def note() -> None:
            answer: Any = packages.of_this_process({**os.environ}, before)
            versions.append(answer and answer["packages"].get("demo", ""))

        note()
        metadata = tmp_path / "demo-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
        # Python writes compiled files at the first import.
        (tmp_path / "__pycache__").mkdir()
        note()
        (tmp_path / "later").mkdir()
        note()
        before = packages.sites()
        note()
        (tmp_path / "linked.pth").write_text("/x\n")
        note()
        return versions

    assert in_child(changed) == ["", "1.0", None, "1.0", None]
