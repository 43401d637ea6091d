"""Leaves dvc.lock alone in a reproduction that only measures.

Gives a feature: an evaluation of dvc-ci changes no file of the project, and each stage tells its entry instead (see
stage_events). It also saves the parse and the write of dvc.lock, which takes as long as a small stage. Upstream:
Stage.dump.
"""

from __future__ import annotations

from typing import Any

from . import probe
from .kinds import GIVES_FEATURE

KIND = GIVES_FEATURE


def supported() -> None:
    probe.has(probe.module("dvc.stage").Stage, "dump")


def apply() -> None:
    from dvc.stage import Stage

    def dump(_stage: Any, **_kwargs: Any) -> None:
        return None

    Stage.dump = dump
