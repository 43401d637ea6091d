"""Reports each stage of a reproduction: that its command runs, and its verdict with its seconds.

Gives a feature. Upstream: `dvc repro` tells the state of its stages only as text; every stage goes through
dvc.stage.run.cmd_run and Stage.reproduce.
"""

from __future__ import annotations

import time
from typing import Any, Callable

from dvc_ci_engine.scheduler.stopped import StoppedError

from . import probe
from .kinds import GIVES_FEATURE

KIND = GIVES_FEATURE
Emit = Callable[[dict[str, Any]], None]


def supported() -> None:
    probe.has(probe.module("dvc.stage").Stage, "reproduce")
    probe.takes(probe.module("dvc.stage.run").cmd_run, "stage")


def kept_outputs(stage: Any) -> list[dict[str, Any]]:
    """The outputs of a stage that has just run, as objects of DVC's cache that go to a remote."""
    return [
        {
            "hash": out.hash_info.value,
            "hashName": out.hash_info.name,
            "remote": out.remote,
            "size": (out.meta.size if out.meta else None) or 0,
            "files": (out.meta.nfiles if out.meta else None) or 1,
        }
        for out in stage.outs
        if out.use_cache
        and out.protocol == "local"
        and getattr(out, "can_push", True)
        and out.hash_info
        and isinstance(out.hash_info.value, str)
    ]


def apply(emit: Emit, text_of: Callable[[BaseException], str], tell_outs: bool, tell_entries: bool) -> None:
    """With `tell_outs` each stage tells its outputs; with `tell_entries`, what its entry in dvc.lock would be."""
    import dvc.stage.run as stage_run
    from dvc.stage import Stage

    reproduce, cmd_run = Stage.reproduce, stage_run.cmd_run
    ran: set[str] = set()

    def watched_run(stage: Any, *args: Any, **kwargs: Any) -> Any:
        ran.add(stage.addressing)
        emit({"stage": stage.addressing, "state": "running"})
        return cmd_run(stage, *args, **kwargs)

    def watched_reproduce(stage: Any, *args: Any, **kwargs: Any) -> Any:
        started, name = time.monotonic(), stage.addressing
        try:
            result = reproduce(stage, *args, **kwargs)
        except StoppedError:
            raise
        except BaseException as exc:
            seconds = time.monotonic() - started
            emit({"stage": name, "state": "failed", "seconds": seconds, "message": text_of(exc)})
            raise
        state = _state(stage, result, name in ran)
        made: dict[str, Any] = {}
        if tell_outs and state in ("ran", "restored"):
            made["outs"] = kept_outputs(stage)
        if tell_entries and state == "ran":
            from dvc.stage.serialize import to_single_stage_lockfile

            made["entry"] = to_single_stage_lockfile(stage)
        emit({"stage": name, "state": state, "seconds": time.monotonic() - started, **made})
        return result

    stage_run.cmd_run = watched_run
    Stage.reproduce = watched_reproduce


def _state(stage: Any, result: Any, ran: bool) -> str:
    if result is None:
        return "unchanged"
    if ran:
        return "ran"
    if stage.frozen and not stage.is_import:
        return "frozen"
    return "restored" if stage.cmd else "unchanged"
