"""Gives the commands of a stage with `meta: {dvc-ci: {cpus: N}}` as many threads.

Gives a feature. A number in the user's environment wins.
Numerical libraries start as many threads as the machine has processors, in every stage. Upstream:
dvc.stage.run.prepare_kwargs, which builds the environment of a command.
"""

from __future__ import annotations

from typing import Any, Final

from . import probe
from .kinds import GIVES_FEATURE

KIND = GIVES_FEATURE
# The variables in which numerical libraries look for a number of threads.
THREADS: Final = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def supported() -> None:
    probe.takes(probe.module("dvc.stage.run").prepare_kwargs, "stage")


def apply() -> None:
    import dvc.stage.run as stage_run

    prepare = stage_run.prepare_kwargs

    def limited(stage: Any, *args: Any, **kwargs: Any) -> Any:
        prepared = prepare(stage, *args, **kwargs)
        own = (getattr(stage, "meta", None) or {}).get("dvc-ci")
        cpus = own.get("cpus") if isinstance(own, dict) else None
        if isinstance(cpus, (int, float)) and not isinstance(cpus, bool) and 0 < cpus < 1e6:
            prepared["env"] = {**dict.fromkeys(THREADS, str(max(1, int(cpus)))), **prepared["env"]}
        return prepared

    stage_run.prepare_kwargs = limited
