"""Holds each YAML text against a schema once in a run.

Saves time. Upstream: dvc.utils.strictyaml.validate checks a dvc.lock with voluptuous each time that DVC reads it. The
result is only whether the text fits.
"""

from __future__ import annotations

from typing import Any, Callable

from dvc_ci_engine.memory import key_of, memory

from . import probe
from .kinds import SAVES_TIME

KIND = SAVES_TIME


def supported() -> None:
    probe.takes(probe.module("dvc.utils.strictyaml").validate, "data", "schema", "text")
    if not any(name.startswith("COMPILED_") for name in vars(probe.module("dvc.schema"))):
        raise probe.UnsupportedError("dvc.schema has no COMPILED_ schemas")


def apply(tell: Callable[[dict[str, str]], None]) -> None:
    import dvc.schema
    import dvc.utils.strictyaml as strict

    validate = strict.validate
    # Names are the same in every child, unlike the addresses of what a child creates.
    names = {id(value): name for name, value in vars(dvc.schema).items() if name.startswith("COMPILED_")}

    def validate_once(data: Any, schema: Any, text: Any = None, *args: Any, **kwargs: Any) -> Any:
        name = names.get(id(schema))
        if name is None or not isinstance(text, str):
            return validate(data, schema, text, *args, **kwargs)
        key = f"{name} {key_of(text)}"
        if key not in memory.known:
            data = validate(data, schema, text, *args, **kwargs)
            memory.add({key: ""})
            tell({key: ""})
        return data

    strict.validate = validate_once
