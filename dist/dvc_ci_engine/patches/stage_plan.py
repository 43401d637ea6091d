"""Runs the stages of a plan alone: {"run": names, "force": names}.

Gives a feature. A stage outside of `run` stays as it is, `.dvc` files and imports too, which `repro --force` would
write anew. A stage in `force` runs whatever dvc.lock says. Another one runs if it has changed, where outputs that are
merely absent are no change. Upstream: `--allow-missing` would also accept a stage that does not write its outputs
(Stage.reproduce).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import probe
from .kinds import GIVES_FEATURE

if TYPE_CHECKING:
    from .stage_events import Emit

KIND = GIVES_FEATURE


def supported() -> None:
    stage = probe.module("dvc.stage").Stage
    probe.has(stage, "reproduce", "changed_stage")
    probe.takes(stage.changed_deps, "allow_missing", "upstream")


def has_changed(stage: Any, upstream: Any) -> bool:
    """Whether a stage has to run. An absent output is no change, as with `--allow-missing` of newer versions."""
    if stage.changed_stage() or stage.changed_deps(allow_missing=True, upstream=upstream):
        return True
    return any(out.workspace_status() if out.exists or not out.use_cache else not out.hash_info for out in stage.outs)


def apply(emit: Emit, plan: dict[str, Any]) -> None:
    from dvc.stage import Stage

    reproduce, may_run, forced = Stage.reproduce, set(plan["run"]), set(plan["force"])

    def planned_reproduce(stage: Any, *args: Any, **kwargs: Any) -> Any:
        name = stage.addressing
        if name not in may_run:
            return None
        if name in forced:
            kwargs["force"] = True
        elif not has_changed(stage, kwargs.get("upstream")):
            emit({"stage": name, "state": "unchanged"})
            return None
        return reproduce(stage, *args, **kwargs)

    Stage.reproduce = planned_reproduce
