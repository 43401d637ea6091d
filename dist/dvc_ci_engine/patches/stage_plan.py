"""Runs the stages of a plan alone: {"run": names, "force": names, "goOn": bool}.

Gives a feature. A stage outside of `run` stays as it is, `.dvc` files and imports too, which `repro --force` would
write anew. A stage in `force` runs even if dvc.lock says nothing changed. Another one runs if it has changed, where
outputs that are merely absent are no change. Upstream: `--allow-missing` would also accept a stage that does not
write its outputs (Stage.reproduce).

The outputs of a stage that has not changed may be absent. A stage that runs and reads one waits until the caller has
downloaded it (scheduler.unmade). With `goOn` a stage also waits for its own absent outputs with `persist: true`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dvc_ci_engine.queries.status import state_without_data

from . import probe
from .kinds import GIVES_FEATURE

if TYPE_CHECKING:
    from dvc_ci_engine.scheduler.unmade import UnmadeOutputs

    from .stage_events import Emit

KIND = GIVES_FEATURE


def supported() -> None:
    stage = probe.module("dvc.stage").Stage
    probe.has(stage, "reproduce", "changed_stage")
    probe.takes(stage.changed_deps, "allow_missing", "upstream")


def has_changed(stage: Any, upstream: Any, unmade: UnmadeOutputs) -> bool:
    """Whether a stage has to run. An absent output is no change, as with `--allow-missing` of newer versions.

    Raises DataNeededError where only the content of an absent output tells.
    """
    if stage.changed_stage() or reads_other_data(stage, unmade):
        return True
    if stage.changed_deps(allow_missing=True, upstream=upstream):
        return True
    return any(out.workspace_status() if out.exists or not out.use_cache else not out.hash_info for out in stage.outs)


def reads_other_data(stage: Any, unmade: UnmadeOutputs) -> bool:
    """Whether dvc.lock has another hash for a dependency than for the absent output that it is, or is part of."""
    from dvc.dependency import ParamsDependency

    for dep in stage.deps if not stage.frozen else ():
        if isinstance(dep, ParamsDependency):
            continue
        absent = {path: unmade.found[path].out for path in unmade.behind(dep) if not unmade.found[path].out.exists}
        if not absent:
            continue
        state = state_without_data(stage.repo, dep, absent, None)
        if state == "unknown":
            # A folder around several outputs: its hash needs all of them.
            unmade.require(stage, [unmade.found[path] for path in sorted(absent)])
        elif state:
            return True
    return False


def apply(emit: Emit, plan: dict[str, Any], unmade: UnmadeOutputs) -> None:
    from dvc.stage import Stage

    reproduce, may_run, forced = Stage.reproduce, set(plan["run"]), set(plan["force"])

    def planned_reproduce(stage: Any, *args: Any, **kwargs: Any) -> Any:
        name = stage.addressing
        if name not in may_run:
            return None
        if name in forced:
            kwargs["force"] = True
        elif not has_changed(stage, kwargs.get("upstream"), unmade):
            emit({"stage": name, "state": "unchanged"})
            unmade.add(stage)
            return None
        previous = unmade.continued_by(stage) if plan.get("goOn") else []
        unmade.require(stage, [*unmade.read_by(stage), *previous])
        return reproduce(stage, *args, **kwargs)

    Stage.reproduce = planned_reproduce
