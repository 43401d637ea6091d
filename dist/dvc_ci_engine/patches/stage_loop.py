"""Runs the stages of the next `dvc repro` side by side, by our loop in the place of DVC's (see scheduler.loop).

Gives a feature: `jobs` of dvc-ci, and what a stage asks of the machine. Upstream: treeverse/dvc#755, `dvc repro` runs
one stage at a time, and reads the whole index and writes the whole dvc.lock after each. DVC itself collects the
stages, rejects cycles, plans and reports failures. DVC 3.0 has `_reproduce_stages(graph, stages, ...)`; later
versions have `_reproduce(stages, graph, ...)`, which gets the plan. A DVC that has neither runs its own loop, with
the same events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from dvc_ci_engine.protocol import uncompiled

from . import probe
from .kinds import GIVES_FEATURE

if TYPE_CHECKING:
    from .stage_events import Emit

KIND = GIVES_FEATURE
Check = Callable[[Any], None]
# Options of `dvc repro` that our loop leaves to DVC's.
DVC_ONLY = ("dry", "interactive", "pull")


def supported() -> None:
    with uncompiled():
        from dvc_ci_engine.scheduler.internals import Internals
    Internals()


def arguments(argv: list[str]) -> list[str]:
    """The arguments for this DVC: 3.0 has no `--keep-going`, which our loop does itself."""
    if hasattr(probe.module("dvc.repo.reproduce"), "_reproduce"):
        return argv
    return [argument for argument in argv if argument != "--keep-going"]


def apply(options: dict[str, Any], emit: Emit, check: Check) -> None:
    """`check` gets the repository before the first stage.

    `options` is {"jobs": number, "capacity": {"cpus", "memory", "gpu"}, "keepGoing": bool, "gates": see InputBarriers,
    "needs": {stage: {"cpus", "memory", "gpu", "exclusive"}}}; memory is in bytes.
    """
    with uncompiled():
        from dvc_ci_engine.scheduler.capacity import allow_files
        from dvc_ci_engine.scheduler.internals import Internals
    internals = Internals()
    allow_files(int(options["jobs"]))
    if internals.planned:
        _replace_planned(internals.module, internals, options, emit, check)
    else:
        _replace_unplanned(internals.module, internals, options, emit, check)


def _replace_planned(module: Any, internals: Any, options: dict[str, Any], emit: Emit, check: Check) -> None:
    with uncompiled():
        from dvc_ci_engine.scheduler.loop import Plan, Reproduction
    original = module._reproduce

    def reproduce(
        stages: list[Any],
        graph: Any = None,
        force_downstream: bool = False,
        on_error: str = "fail",
        force: bool = False,
        repro_fn: Any = module._reproduce_stage,
        **kwargs: Any,
    ) -> list[Any]:
        if stages:
            check(stages[0].repo)
        if graph is None or not stages or on_error == "ignore" or any(kwargs.get(name) for name in DVC_ONLY):
            result: list[Any] = original(
                stages,
                graph=graph,
                force_downstream=force_downstream,
                on_error=on_error,
                force=force,
                repro_fn=repro_fn,
                **kwargs,
            )
            return result
        repo = stages[0].repo
        plan = Plan(repo, stages, graph, repo.index.graph, on_error, force, force_downstream, kwargs)
        done, failed = Reproduction(internals, options, emit, plan).run()
        if failed and on_error == "fail":
            module._raise_error(failed[0][1], failed[0][0])
        elif failed:
            module._raise_error(None, *(stage for stage, _ in failed))
        return done

    module._reproduce = reproduce


def _replace_unplanned(module: Any, internals: Any, options: dict[str, Any], emit: Emit, check: Check) -> None:
    with uncompiled():
        from dvc_ci_engine.scheduler.loop import Plan, Reproduction
    original = module._reproduce_stages

    def reproduce_stages(
        graph: Any,
        stages: list[Any],
        downstream: bool = False,
        single_item: bool = False,
        on_unchanged: Any = None,
        **kwargs: Any,
    ) -> list[Any]:
        if stages:
            check(stages[0].repo)
        ours = not (single_item or not stages or on_unchanged)
        if not ours or any(kwargs.get(name) for name in (*DVC_ONLY, "force_downstream")):
            result: list[Any] = original(
                graph, stages, downstream=downstream, single_item=single_item, on_unchanged=on_unchanged, **kwargs
            )
            return result
        kwargs.pop("force_downstream", None)
        active = graph.copy()
        for stage in graph:
            if stage.frozen:
                active.remove_edges_from(graph.out_edges(stage))
        steps = module._get_steps(graph, stages, downstream, single_item)
        on_error = "keep-going" if options.get("keepGoing") else "fail"
        force = kwargs.pop("force", False)
        plan = Plan(stages[0].repo, steps, active, graph, on_error, force, False, kwargs)
        done, failed = Reproduction(internals, options, emit, plan).run()
        if failed:
            raise module.ReproductionError(", ".join(stage.addressing for stage, _ in failed)) from failed[0][1]
        return done

    module._reproduce_stages = reproduce_stages
