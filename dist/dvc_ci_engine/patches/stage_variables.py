"""Gives the commands of a stage the variables that dvc-ci has for that stage alone, such as its run in MLflow.

Gives a feature. DVC_CI_STAGE_VARIABLES names a JSON file: {stage: {variable: value}}. Commands do not see that name.
Upstream: dvc.stage.run.prepare_kwargs, which builds the environment of a command.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from . import probe
from .kinds import GIVES_FEATURE

KIND = GIVES_FEATURE
VARIABLE: Final = "DVC_CI_STAGE_VARIABLES"


def supported() -> None:
    probe.takes(probe.module("dvc.stage.run").prepare_kwargs, "stage")


def apply() -> None:
    import dvc.stage.run as stage_run

    prepare = stage_run.prepare_kwargs

    def with_variables(stage: Any, *args: Any, **kwargs: Any) -> Any:
        prepared = prepare(stage, *args, **kwargs)
        file = os.environ.get(VARIABLE)
        if file:
            own = json.loads(Path(file).read_text(encoding="utf-8")).get(stage.addressing, {})
            env = {name: value for name, value in prepared["env"].items() if name != VARIABLE}
            prepared["env"] = {**env, **own}
        return prepared

    stage_run.prepare_kwargs = with_variables
