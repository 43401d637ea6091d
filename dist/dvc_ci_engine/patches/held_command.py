"""Lets a command of DVC open the project ahead, and wait for its start signal before it does anything.

Saves time: `dvc repro` opens the project while data are downloaded. Upstream: dvc.cli.command.CmdBase.do_run, which
DVC calls after the command has opened its repository.
"""

from __future__ import annotations

from typing import Any, Callable

from . import probe
from .kinds import SAVES_TIME

KIND = SAVES_TIME


def supported() -> None:
    probe.has(probe.module("dvc.cli.command").CmdBase, "do_run")


def apply(wait: Callable[[], bool]) -> None:
    from dvc.cli.command import CmdBase

    do_run = CmdBase.do_run

    def held_run(command: Any) -> Any:
        wait()
        return do_run(command)

    CmdBase.do_run = held_run
