"""The resident process tells the packages of its Python only where a new process of it would tell the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

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


def test_a_folder_that_changed_since_the_start_needs_a_new_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in packages.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    metadata = tmp_path / "demo-1.0.dist-info"

    def changed() -> list[bool]:
        sys.path.append(str(tmp_path))
        before = packages.sites()
        answers = [packages.of_this_process({**os.environ}, before)]
        metadata.mkdir()
        os.utime(tmp_path, (1, 1))
        answers.append(packages.of_this_process({**os.environ}, before))
        return [answer is None for answer in answers]

    assert in_child(changed) == [False, True]
