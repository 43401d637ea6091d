"""Holds each YAML text against a schema once in a run, and of a dvc.lock the entries in another style than DVC's.

Saves time: the check of a `dvc.lock` of 1,000 stages takes 0.13 s. Upstream: dvc.utils.strictyaml.validate checks a
dvc.lock with voluptuous each time that DVC reads it. The result is only whether the text fits.
"""

from __future__ import annotations

from typing import Any, Callable, Final

from dvc_ci_engine.fast_yaml import lock_text
from dvc_ci_engine.memory import key_of, memory

from . import probe
from .kinds import SAVES_TIME

KIND = SAVES_TIME
LOCK: Final = "COMPILED_LOCKFILE_SCHEMA"


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
            if name != LOCK or not fits(data, schema, text):
                data = validate(data, schema, text, *args, **kwargs)
            memory.add({key: ""})
            tell({key: ""})
        return data

    strict.validate = validate_once


def fits(data: Any, schema: Any, text: str) -> bool:
    """Whether a dvc.lock fits the schema, as its reader and the schema prove together. If not, DVC says why."""
    from voluptuous import Invalid

    names = lock_text.unproven(text)
    if names is None:
        return False
    try:
        for stages in ({"sample": lock_text.SAMPLE}, {name: data["stages"][name] for name in names}):
            schema({"schema": "2.0", "stages": stages})
    except Invalid:
        return False
    return True
